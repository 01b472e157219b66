#pragma once

#include <string_view>

#include "actfn/rows/functor.hpp"
#include "actfn/rows/quad.hpp"
#include "actfn/rows/threshold.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The 1.5-entmax of each row, each column, or a vector: between softmax and sparsemax.
///
///     p_i = max(x_i / 2 - t, 0)^2, with the t for which they sum to 1
///     backward: dx_i = w_i (dp_i - sum_j w_j dp_j / sum_j w_j) with w = sqrt(p), from the output p
///
/// Shapes: any matrix with an axis, any vector or span without, spans with Lines. In place if y is x.
/// Special values: an entry of -inf gives 0; a line of -inf only, and one with a NaN or +inf, gives NaN throughout.
/// Error: `bounds.value` ULP of 1; of backward: `bounds.gradient` ULP of w_i (abs(dp_i) + sum_j w_j abs(dp_j) / sum_j
/// w_j), for rows of up to 10^6 entries.
/// Throws std::invalid_argument for a shape mismatch and for partial overlap.
/// Source: Peters, Niculae and Martins, "Sparse sequence-to-sequence models", ACL 2019.
template <class T = float, class Tier = standard>
struct Entmax15 : core::RowFunctor<Entmax15<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "entmax15";
    static constexpr Bounds bounds = core::bounds_over_lines<T, Tier>({2.0, 4.0, 0, 0});

private:
    struct Formula {
        static constexpr double scale = 0.5;

        ACTFN_INLINE static auto value(const auto& u) { return u * u; }
        /// As products: a compiler would choose itself which of them to fuse with the sum.
        ACTFN_INLINE static auto term(const auto& u) { return core::products(u, u); }
        ACTFN_INLINE static auto slope(const auto& u) { return u + u; }
        ACTFN_INLINE static auto weight(const auto& p) { return (math::sqrt)(p); }
    };
    using Passes = core::ThresholdPasses<Formula, T, Tier>;

public:
    using Forward = typename Passes::Forward;
    using Backward = typename Passes::Backward;

    friend constexpr bool operator==(const Entmax15&, const Entmax15&) = default;
};

/// Entmax15<T, Tier>()(v) for a vector or span v.
template <class Tier = standard, core::RowArgument X>
auto entmax15(const X& v) {
    return Entmax15<typename core::element_type<X>::type, Tier>()(v);
}

/// Entmax15<T, Tier>()(x, axis): each row (actfn::rowwise) or each column (actfn::colwise) is one distribution.
template <class Tier = standard, core::RowArgument X, core::AxisLike A>
auto entmax15(const X& x, A axis) {
    return Entmax15<typename core::element_type<X>::type, Tier>()(x, axis);
}
ACTFN_NO_SUCH_CALL_ALONG(entmax15);

}  // namespace ACTFN_ISA
}  // namespace actfn
