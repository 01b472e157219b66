#pragma once

#include <string_view>
#include <type_traits>

#include "actfn/rows/functor.hpp"
#include "actfn/rows/threshold.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The sparsemax of each row, each column, or a vector: the point of the simplex that is nearest to it.
///
///     p_i = max(x_i - t, 0), with the t for which they sum to 1
///     backward: dx_i = dp_i - the mean of dp over the entries with p > 0, there; 0 elsewhere; from the output p
///
/// Shapes: any matrix with an axis, any vector or span without, spans with Lines. In place if y is x.
/// Special values: an entry of -inf gives 0; a line of -inf only, and one with a NaN or +inf, gives NaN throughout.
/// Error: `bounds.value` ULP of 1; of backward: `bounds.gradient` ULP of abs(dp_i) + the mean of abs(dp), for rows of
/// up to 10^6 entries.
/// Throws std::invalid_argument for a shape mismatch and for partial overlap.
/// Source: Martins and Astudillo, "From softmax to sparsemax", ICML 2016.
template <class T = float, class Tier = standard>
struct Sparsemax : core::RowFunctor<Sparsemax<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "sparsemax";
    static constexpr Bounds bounds = core::bounds_over_lines<T, Tier>({2.0, 4.0, 0, 0});

private:
    struct Formula {
        static constexpr double scale = 1;

        ACTFN_INLINE static auto value(const auto& u) { return u; }
        ACTFN_INLINE static auto term(const auto& u) { return u; }
        ACTFN_INLINE static auto slope(const auto& u) {
            using V = std::remove_cvref_t<decltype(u)>;
            return math::select(u > V(0), V(1), V(0));
        }
        ACTFN_INLINE static auto weight(const auto& p) {
            using V = std::remove_cvref_t<decltype(p)>;
            return math::select(p == p, slope(p), V(p));
        }
    };
    using Passes = core::ThresholdPasses<Formula, T, Tier>;

public:
    using Forward = typename Passes::Forward;
    using Backward = typename Passes::Backward;

    friend constexpr bool operator==(const Sparsemax&, const Sparsemax&) = default;
};

/// Sparsemax<T, Tier>()(v) for a vector or span v.
template <class Tier = standard, core::RowArgument X>
auto sparsemax(const X& v) {
    return Sparsemax<typename core::element_type<X>::type, Tier>()(v);
}

/// Sparsemax<T, Tier>()(x, axis): each row (actfn::rowwise) or each column (actfn::colwise) is one distribution.
template <class Tier = standard, core::RowArgument X, core::AxisLike A>
auto sparsemax(const X& x, A axis) {
    return Sparsemax<typename core::element_type<X>::type, Tier>()(x, axis);
}
ACTFN_NO_SUCH_CALL_ALONG(sparsemax);

}  // namespace ACTFN_ISA
}  // namespace actfn
