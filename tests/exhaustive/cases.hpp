#pragma once

// What is swept: every function with its default parameters, and with the others that DESIGN names.

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "../every_function/isa_calls.hpp"
#include "../support/reference.hpp"

namespace exhaustive {

using tests::quantities;

/// The number type of the fast screen: about as many digits more than T as are needed to tell what is near a tie.
template <class T>
using Wide = std::conditional_t<sizeof(T) == 4, double, long double>;

/// truth[i] = the quantity of x[i] by the reference's formula in the screen's number type.
template <class T>
using Screen = std::function<void(const T* x, Wide<T>* truth, std::size_t n)>;

template <class T>
struct Case {
    std::string name;
    std::string parameters;            ///< as text; empty for the defaults
    std::vector<T> values;             ///< of the parameters; empty for the defaults
    std::size_t index;                 ///< in actfn::AllFunctions
    std::array<bool, quantities> has;  ///< whether the functor has the quantity
    std::array<Screen<T>, quantities> screen;
    std::shared_ptr<const tests::Reference> reference;
};

template <class T>
std::vector<Case<T>> cases(bool other_parameters);

/// The reference's quantity in MPFR.
tests::Real truth(const tests::Reference& reference, std::size_t quantity, const tests::Real& x);

}  // namespace exhaustive
