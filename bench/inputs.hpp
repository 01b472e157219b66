#pragma once

// What the functions are measured on.

#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// The kinds that can be generated.
///   normal     normal(0, 2), fixed seed: what a network sees
///   bits       every bit pattern is as likely: all magnitudes, infinities and NaNs
///   saturated  abs(x) = 50: an exponential is far out, a sigmoid flat
///   subnormal  half are so far left that e^x is subnormal, half are subnormal themselves
inline constexpr std::string_view all_inputs = "normal,bits,saturated,subnormal";

/// As many values as repeat unnoticed; longer arrays repeat them. Throws std::runtime_error for an unknown kind.
template <class T>
std::vector<T> generate(std::string_view kind, unsigned seed);

/// The float32 values of a binary file. Throws std::runtime_error if there are none.
std::vector<float> read_floats(const std::string& path);

}  // namespace bench
