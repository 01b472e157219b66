#pragma once

// Every function of the library, compiled for an instruction set, behind plain function pointers. What judges them is
// compiled for any machine; nothing of actfn shows here but what generates no code.

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "actfn/base/parameter.hpp"
#include "actfn/base/precision.hpp"

namespace tests {

inline constexpr std::size_t quantities = 4;  ///< f, f', f'', f' from output

/// y[i] = the quantity of x[i] for n elements, of the functor with these parameters (null: the defaults).
template <class T>
using IsaCall = void (*)(const T* parameters, const T* x, T* y, std::size_t n);

/// One quantity of a functor by every kind of call; null where it has none, or where no test asks for it.
template <class T>
struct IsaCalls {
    IsaCall<T> buffer, scalar, batch, expression;
};

/// A functor type: its quantities, and the buffer calls that multiply by them or write two of them.
template <class T>
struct IsaFunctor {
    actfn::Bounds bounds;  ///< may depend on whether the instruction set has FMA
    std::array<IsaCalls<T>, quantities> calls;
    void (*forward_with_derivative)(const T* parameters, const T* x, T* y, T* d, std::size_t n);
    /// The next ones are null where the functor has none, or where no test asks for it.
    void (*backward)(const T* parameters, const T* x, const T* dy, T* dx, std::size_t n);
    void (*backward_from_output)(const T* parameters, const T* y, const T* dy, T* dx, std::size_t n);
    void (*backward_backward)(const T* parameters, const T* x, const T* dy, const T* ddx, T* dx2, T* ddy,
                              std::size_t n);
};

struct IsaFunction {
    std::string_view name;
    IsaFunctor<float> standard, exact, fast;
    IsaFunctor<double> wide;
    std::span<const actfn::ParameterInfo> parameters;
};

/// All functions, in the order of actfn::AllFunctions.
struct Isa {
    const char* name;
    bool fused;  ///< multiplies and adds with one rounding
    std::span<const IsaFunction* const> functions;
};

}  // namespace tests

#define ISA_JOIN_EXPANDED(a, b) a##_##b
#define ISA_JOIN(a, b) ISA_JOIN_EXPANDED(a, b)
#define ISA_TEXT(x) #x
#define ISA_NAME(x) ISA_TEXT(x)
