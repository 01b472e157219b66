#pragma once

#include "../support/eigen_setup.hpp"

#include <type_traits>
#include <vector>

#include "../every_function/map.hpp"
#include "../rows/passes.hpp"
#include "actfn/actfn.hpp"
#include "row_functor.hpp"

namespace tests {

template <class S>
constexpr RowFunctor<typename S::value_type> row_functor() {
    using T = typename S::value_type;
    using Vector = std::vector<T>;
    return {
        S::name,
        std::is_same_v<S, actfn::LogSoftmax<T, typename S::tier>>,
        std::is_same_v<typename S::tier, actfn::exact>,
        S::bounds.value,
        S::bounds.gradient,
        [](Matrix<const T> x, Matrix<T> y, actfn::Axis axis, const Executor& e) {
            actfn::forward(S(), map(x), map(y), axis, e);
        },
        [](Matrix<const T> y, Matrix<const T> dy, Matrix<T> dx, actfn::Axis axis, const Executor& e) {
            actfn::backward(S(), map(y), map(dy), map(dx), axis, e);
        },
        [](const Vector& x) -> Vector { return S()(x); },
        [](const Vector& y, const Vector& dy) -> Vector { return S().backward(y, dy); },
    };
}

}  // namespace tests
