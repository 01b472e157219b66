#pragma once

#include <string_view>

// Not in the instruction set's namespace: see precision.hpp.
namespace actfn {

/// Which finite values a parameter may have.
enum class Valid {
    finite,              ///< any
    not_negative,        ///< 0 or more
    positive,            ///< more than 0
    not_below_previous,  ///< at least the parameter before it
};

/// What a functor says of one of its parameters. `F::parameters` is an array of these in the order of F's constructor,
/// `f.parameter_values()` the array of the values that f holds. A functor without parameters has neither.
struct ParameterInfo {
    std::string_view name;
    double initial;  ///< the default
    Valid valid = Valid::finite;
};

}  // namespace actfn
