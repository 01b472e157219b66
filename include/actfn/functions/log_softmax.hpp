#pragma once

#include <array>
#include <limits>
#include <string_view>
#include <type_traits>

#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/math/relative_exp.hpp"
#include "actfn/rows/constants.hpp"
#include "actfn/rows/functor.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

// The formulas of passes that evaluate no exponential: the same for every type and tier.

/// Counts the entries that are equal to the greatest one.
struct Tie : core::SummingPass<> {
    ACTFN_LOOP_PART static auto at(const auto& max, const auto& x) {
        using V = std::remove_cvref_t<decltype(max[0])>;
        return math::select(x[0] == max[0], V(1), V(0));
    }
};
/// log_softmax(x) from the greatest entry and the logarithm of the sum.
struct LessLogOfSum : core::StoringPass {
    ACTFN_LOOP_PART static auto at(const auto& max_and_log, const auto& x) {
        // Hidden: otherwise -ffast-math may make it x - (max + log_sum).
        return core::opaque(x[0] - max_and_log[0]) - max_and_log[1];
    }
};
/// Adds up the entries.
struct SumOfEntries : core::SummingPass<> {
    ACTFN_LOOP_PART static auto at(const auto&, const auto& x) { return x[0]; }
};

}  // namespace core

/// The logarithm of the softmax of each row, each column, or a vector.
///
///     y_i = (x_i - m) - log1p(sum of e^(x_j - m) over the other terms),  m = max_j x_j
///
/// where "the other terms" exclude one entry equal to m, so that a confident row keeps its digits.
///     backward, from the output y: dx_i = dy_i - e^y_i sum_j dy_j
///
/// Shapes: any matrix with an axis, any vector or span without. In place if y is x. rows/pass.hpp fixes the order of
/// each sum: the bits depend on the layout (along or across the storage order), not on ISA or thread count.
/// Special values: an entry of -inf gives -inf; a row of -inf only, and a row with a NaN or +inf, gives NaN throughout.
/// Error: `bounds.value` ULP where abs(y_i) > 2^-60, for rows of up to 10^6 entries; of backward: `bounds.gradient` ULP
/// of abs(dy_i) + e^y_i sum_j abs(dy_j).
/// Throws std::invalid_argument for a shape mismatch and for partial overlap.
/// Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
template <class T = float, class Tier = standard>
struct LogSoftmax : core::RowFunctor<LogSoftmax<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "log_softmax";
    static constexpr Bounds bounds = core::bounds_over_lines<T, Tier>({4.0, 4.0, 0, 0});

    using C = core::compute_t<T, Tier>;

    // The formulas of the passes: at(numbers of the line, entries of each operand). Those of m and log_sum are public
    // for the other members of the family.

    /// e^(x - m) in units of a power of two, but 0 for x = m; its sum.
    template <bool Stores = false>
    struct Other : core::SummingPass<Stores> {
        using tier = Tier;
        static constexpr bool calls_kernels = true;
        ACTFN_LOOP_PART static auto at(const auto& relative_unit_and_max, const auto& x) {
            using V = std::remove_cvref_t<decltype(x[0])>;
            const V e = math::relative_exp(x[0], core::as_relative_to(relative_unit_and_max));
            return math::select(x[0] == relative_unit_and_max[5], V(0), e);
        }
    };
    /// sum_j e^(x_j - m) - 1 from the sum of the terms below the greatest, in units of `unit`, and the count of those
    /// equal to it.
    template <class W>
    ACTFN_LOOP_PART static W rest_of_sum(W others, W ties, W unit) {
        return math::divide(others, unit) + core::opaque(ties - W(1));
    }
    /// log(sum_j e^(x_j - m)). NaN for a maximum of +-inf.
    static constexpr auto log_of_sum = []<class W>(W max, W others, W ties, W unit) ACTFN_INLINE_LAMBDA {
        return std::array{math::log1p(rest_of_sum(others, ties, unit)) + (max - max)};
    };
    /// log_of_sum() of each line from its greatest entry m.
    template <class Lines, class X, class Y, class Max>
    ACTFN_LOOP_PART static auto log_sum_of(const Lines& lines, const X& x, const Y& y, const Max& max) {
        constexpr T fill = -std::numeric_limits<T>::infinity();
        const auto max_alone = lines.template constants<1>(core::itself, max);
        const auto relative = lines.template constants<5>(core::relative_and_unit<C>, max);
        const auto others = lines.template pass<Other<>>(core::concatenated(relative, max_alone), fill, y, x).sum;
        const auto ties = lines.template pass<core::Tie>(max_alone, fill, y, x).sum;
        return lines.template constants<1>(log_of_sum, max, others, ties, relative[4]);
    }

private:
    struct Difference : core::StoringPass {
        using tier = Tier;
        static constexpr bool calls_kernels = true;
        ACTFN_LOOP_PART static auto at(const auto& sum, const auto& y_and_dy) {
            const auto& [y, dy] = y_and_dy;
            return math::fma(math::exp(y), math::negate(sum[0]), dy);
        }
    };

public:
    /// The passes of y = log_softmax(x) over lines: a group of rows or columns, or one short vector.
    struct Forward {
        using value_type = T;
        using compute_type = C;
        /// What stands for an entry beyond the end of a line.
        static constexpr T fill = -std::numeric_limits<T>::infinity();

        template <class Lines, class X, class Y>
        ACTFN_INLINE static void run(const Lines& lines, const X& x, const Y& y) {
            const auto max = lines.greatest(x);
            const auto log_sum = log_sum_of(lines, x, y, max);
            const auto max_alone = lines.template constants<1>(core::itself, max);
            lines.template pass<core::LessLogOfSum>(core::concatenated(max_alone, log_sum), T(0), y, x);
        }
    };

    /// The passes of backward, dx from the output y and dy.
    struct Backward {
        using value_type = T;
        using compute_type = C;
        static constexpr T fill = 0;

        template <class Lines, class Y, class DY, class DX>
        ACTFN_INLINE static void run(const Lines& lines, const Y& y, const DY& dy, const DX& dx) {
            const auto sum = lines.template pass<core::SumOfEntries>(lines.no_constants(), fill, dx, dy).sum;
            lines.template pass<Difference>(lines.template constants<1>(core::itself, sum), fill, dx, y, dy);
        }
    };

    friend constexpr bool operator==(const LogSoftmax&, const LogSoftmax&) = default;
};

/// LogSoftmax<T, Tier>()(v) for a vector or span v.
template <class Tier = standard, core::RowArgument X>
auto log_softmax(const X& v) {
    return LogSoftmax<typename core::element_type<X>::type, Tier>()(v);
}

/// LogSoftmax<T, Tier>()(x, axis): each row (actfn::rowwise) or each column (actfn::colwise) is one distribution.
template <class Tier = standard, core::RowArgument X, core::AxisLike A>
auto log_softmax(const X& x, A axis) {
    return LogSoftmax<typename core::element_type<X>::type, Tier>()(x, axis);
}
ACTFN_NO_SUCH_CALL_ALONG(log_softmax);

}  // namespace ACTFN_ISA
}  // namespace actfn
