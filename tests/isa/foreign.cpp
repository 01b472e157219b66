// Prints a checksum of every functor's results, which must be the same on every target: see foreign.sh.

#include <cstddef>
#include <cstdio>
#include <span>
#include <vector>

#include "../bits/bits.hpp"
#include "emulated.hpp"

namespace {

template <class T>
void print(void (*call)(const T*, std::size_t, T*), std::size_t functors) {
    const std::vector<T> x = inputs<T>();
    std::vector<T> y(functors * x.size());
    call(x.data(), x.size(), y.data());
    for (std::size_t f = 0; f < functors; ++f) {
        bits::Checksum sum;
        sum.add(std::span<const T>(y).subspan(f * x.size(), x.size()));
        std::printf("%zu of %zu bytes: %016llx\n", f, sizeof(T), static_cast<unsigned long long>(sum.value()));
    }
}

}  // namespace

int main() {
    print(native_calls.of_float, functors_of_float);
    print(native_calls.of_double, functors_of_double);
}
