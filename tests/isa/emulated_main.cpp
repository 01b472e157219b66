// A target without vector registers has the bits of this machine.

#include <cstdio>
#include <cstring>
#include <vector>

#include "../bits/bits.hpp"
#include "emulated.hpp"

namespace {

template <class T>
int differences(void (*emulated)(const T*, std::size_t, T*), void (*native)(const T*, std::size_t, T*),
                std::size_t functors) {
    const std::vector<T> x = inputs<T>();
    const std::size_t n = x.size();
    std::vector<T> a(functors * n);
    std::vector<T> b(functors * n);
    emulated(x.data(), n, a.data());
    native(x.data(), n, b.data());
    int count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (bits::canonical(a[i]) == bits::canonical(b[i])) continue;
        if (++count <= 5) {
            std::printf("functor %zu at %a: %a, but natively %a\n", i / n, static_cast<double>(x[i % n]),
                        static_cast<double>(a[i]), static_cast<double>(b[i]));
        }
    }
    return count;
}

}  // namespace

int main() {
    const int count = differences(emulated_calls.of_float, native_calls.of_float, functors_of_float) +
                      differences(emulated_calls.of_double, native_calls.of_double, functors_of_double);
    std::printf("%s and %s: %d differences\n", emulated_calls.isa, native_calls.isa, count);
    return count > 0 || std::strcmp(emulated_calls.isa, native_calls.isa) == 0;
}
