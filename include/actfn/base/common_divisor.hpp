#pragma once

#include <cstddef>

#include "actfn/base/isa.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The greatest common divisor of positive numbers. Not std::gcd: its header, <numeric>, brings the
/// parallel algorithms, 3 % of the time that a compiler takes for this library.
inline std::ptrdiff_t greatest_common_divisor(std::ptrdiff_t a, std::ptrdiff_t b) {
    while (b != 0) {
        const std::ptrdiff_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
