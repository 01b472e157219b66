#pragma once

#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>

#include "actfn/rows/constants.hpp"
#include "actfn/rows/functor.hpp"
#include "actfn/rows/quad.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The hardmax of each row, each column, or a vector: the limit of the softmax for a great scale.
///
///     p_i = 1 for the first of the greatest entries, 0 elsewhere        backward: dx_i = 0
///
/// Shapes: any matrix with an axis, any vector or span without, spans with Lines. In place if y is x.
/// Special values: a line with a NaN gives NaN throughout, and so does its backward; +-inf are entries as others.
/// Throws std::invalid_argument for a shape mismatch and for partial overlap.
/// Source: ONNX, operator Hardmax.
template <class T = float, class Tier = standard>
struct Hardmax : core::RowFunctor<Hardmax<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "hardmax";
    static constexpr Bounds bounds = {0, 0, 0, 0};

private:
    /// 1 where x is the greatest entry; a NaN stays.
    struct IsGreatest : core::SummingPass<true> {
        ACTFN_INLINE static auto at(const auto& max, const auto& x) {
            using V = std::remove_cvref_t<decltype(x[0])>;
            return math::select(x[0] == x[0], math::select(x[0] == max[0], V(1), V(0)), x[0]);
        }
    };
    struct Zero : core::StoringPass {
        ACTFN_INLINE static auto at(const auto&, const auto& p_and_dp) {
            using V = std::remove_cvref_t<decltype(p_and_dp[0])>;
            return p_and_dp[0] * V(0);
        }
    };

public:
    /// The passes of p = hardmax(x) over a group of lines.
    struct Forward {
        using value_type = T;
        using compute_type = T;

        Forward from_line(core::Index) const { return *this; }
        template <class Lines, class X, class P>
        void run(const Lines& lines, const X& x, const P& p) const {
            constexpr T fill = -std::numeric_limits<T>::infinity();
            const auto max = lines.template constants<1>(core::itself, lines.greatest(x));
            const auto count = lines.template pass<IsGreatest>(max, fill, p, x).sum;
            lines.for_each_line([&](core::Index line) {
                const double ties = count.value[static_cast<std::size_t>(line)];
                if (core::equal(ties, 1.0)) return;
                bool found = false;
                for (core::Index k = 0; k < lines.entries(); ++k) {
                    T& entry = p.at(line, k);
                    if (!core::equal(ties, ties)) {
                        entry = std::numeric_limits<T>::quiet_NaN();
                    } else if (found) {
                        entry = 0;
                    } else {
                        found = entry > 0;
                    }
                }
            });
        }
    };

    /// The pass of backward, dx from the output p.
    struct Backward {
        using value_type = T;
        using compute_type = T;

        Backward from_line(core::Index) const { return *this; }
        template <class Lines, class P, class DP, class DX>
        void run(const Lines& lines, const P& p, const DP& dp, const DX& dx) const {
            lines.template pass<Zero>(lines.no_constants(), T(0), dx, p, dp);
        }
    };

    friend constexpr bool operator==(const Hardmax&, const Hardmax&) = default;
};

/// Hardmax<T, Tier>()(v) for a vector or span v.
template <class Tier = standard, core::RowArgument X>
auto hardmax(const X& v) {
    return Hardmax<typename core::element_type<X>::type, Tier>()(v);
}

/// Hardmax<T, Tier>()(x, axis): each row (actfn::rowwise) or each column (actfn::colwise) has one 1.
template <class Tier = standard, core::RowArgument X, core::AxisLike A>
auto hardmax(const X& x, A axis) {
    return Hardmax<typename core::element_type<X>::type, Tier>()(x, axis);
}
ACTFN_NO_SUCH_CALL_ALONG(hardmax);

}  // namespace ACTFN_ISA
}  // namespace actfn
