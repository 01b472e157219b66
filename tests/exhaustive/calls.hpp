#pragma once

// Every function of the library, compiled once for each instruction set; nothing of actfn shows here.

#include <array>
#include <cstddef>

namespace exhaustive {

inline constexpr std::size_t quantities = 4;  ///< f, f', f'', f' from output

/// y[i] = the quantity of x[i] for n elements, of the functor with these parameters (null: the defaults).
template <class T>
using Call = void (*)(const T* parameters, const T* x, T* y, std::size_t n);

/// The calls of one functor; null where it has none.
template <class T>
using Calls = std::array<Call<T>, quantities>;

/// In the order of actfn::AllFunctions.
struct Isa {
    const char* name;
    const Calls<float>* standard;
    const Calls<float>* exact;
    const Calls<double>* wide;
};

}  // namespace exhaustive
