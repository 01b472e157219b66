// Prints a checksum of every functor's results, which must be the same on every target: see foreign.sh.

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <type_traits>
#include <vector>

#include "emulated.hpp"

namespace {

template <class T>
void print(void (*call)(const T*, std::size_t, T*), std::size_t functors) {
    const std::vector<T> x = inputs<T>();
    std::vector<T> y(functors * x.size());
    call(x.data(), x.size(), y.data());
    for (std::size_t f = 0; f < functors; ++f) {
        std::uint64_t sum = 0xCBF29CE484222325u;  // FNV-1a over the bits; a NaN may have any
        for (std::size_t i = f * x.size(); i < (f + 1) * x.size(); ++i) {
            std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t> bits = 0;
            if (y[i] == y[i]) std::memcpy(&bits, &y[i], sizeof bits);
            sum = (sum ^ bits) * 0x100000001B3u;
        }
        std::printf("%zu of %zu bytes: %016llx\n", f, sizeof(T), static_cast<unsigned long long>(sum));
    }
}

}  // namespace

int main() {
    print(native_calls.of_float, functors_of_float);
    print(native_calls.of_double, functors_of_double);
}
