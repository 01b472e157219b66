#pragma once

#include <string_view>

#include "actfn/functions/softmax.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The softmin of each row, each column, or a vector: the softmax of -x, which does not round.
///
///     p_i = e^-x_i / sum_j e^-x_j        backward: dx_i = -p_i (dp_i - sum_j p_j dp_j), from the output p
///
/// Shapes, order of sums and bounds are those of Softmax, special values those of Softmax at -x: +inf gives 0, -inf
/// NaN.
/// Source: PyTorch, torch.nn.Softmin.
template <class T = float, class Tier = standard>
struct Softmin : Softmax<T, Tier> {
    static constexpr std::string_view name = "softmin";

    Softmin() : Softmax<T, Tier>(SoftmaxOptions{.scale = -1}) {}

    friend constexpr bool operator==(const Softmin&, const Softmin&) = default;
};

/// Softmin<T, Tier>()(v) for a vector or span v.
template <class Tier = standard, core::RowArgument X>
auto softmin(const X& v) {
    return Softmin<typename core::element_type<X>::type, Tier>()(v);
}

/// Softmin<T, Tier>()(x, axis): each row (actfn::rowwise) or each column (actfn::colwise) is one distribution.
template <class Tier = standard, core::RowArgument X, core::AxisLike A>
auto softmin(const X& x, A axis) {
    return Softmin<typename core::element_type<X>::type, Tier>()(x, axis);
}
ACTFN_NO_SUCH_CALL_ALONG(softmin);

}  // namespace ACTFN_ISA
}  // namespace actfn
