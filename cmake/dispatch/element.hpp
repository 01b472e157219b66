#pragma once

#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include "actfn/dispatch/boundary.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

/// use(a std::type_identity of the type of a call's elements).
template <class Use>
auto with_element(boundary::Number number, const Use& use) {
    using boundary::Number;
    switch (number) {
        case Number::float64:
            return use(std::type_identity<double>());
        case Number::half:
            return use(std::type_identity<Eigen::half>());
        case Number::bfloat16:
            return use(std::type_identity<Eigen::bfloat16>());
        case Number::float32:
            break;
    }
    return use(std::type_identity<float>());
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
