#pragma once

// The passes of sparsemax and its kin: probabilities that are a function of how far an entry is above a threshold.

#include <array>
#include <cstddef>
#include <limits>
#include <type_traits>

#include "actfn/base/precision.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/rows/constants.hpp"
#include "actfn/rows/line_group.hpp"
#include "actfn/rows/operand.hpp"
#include "actfn/rows/quad.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// p_i = g(u_i) with u_i = max(s (x_i - m) - t, 0), where the threshold t of a line is such that they sum to 1. F has
/// the scale s, a power of two, g as value(u), and as term(u) of a sum, g' as slope(u), and weight(p), which is
/// proportional to g' as a function of p.
///
/// sum_i g(u_i) - 1 is convex and falls with t: Newton's method from t = -1, where it is not negative, rises to the
/// root and overtakes it by no more than rounding. Each line takes the steps that it would take alone.
template <class F, class T, class Tier>
struct ThresholdPasses {
    using C = compute_t<T, Tier>;

    // The formulas of the passes: at(numbers of the line, entries of each operand). The numbers are m and t = high +
    // low.

    /// u; a NaN stays.
    ACTFN_INLINE static auto above(const auto& numbers, const auto& x) {
        using V = std::remove_cvref_t<decltype(x)>;
        // Does not overflow. opaque: -ffast-math would take the threshold from a multiple of x, which may be large.
        const V difference = core::opaque((math::max)(math::least_beside(numbers[0]), x) - numbers[0]);
        const V u = (difference * V(C(F::scale)) - numbers[1]) - numbers[2];
        return math::select(u < V(0), V(0), u);
    }
    struct Value : SummingPass<> {
        ACTFN_INLINE static auto at(const auto& numbers, const auto& x) { return F::term(above(numbers, x[0])); }
    };
    struct Slope : SummingPass<> {
        ACTFN_INLINE static auto at(const auto& numbers, const auto& x) { return F::slope(above(numbers, x[0])); }
    };
    struct Result : StoringPass {
        ACTFN_INLINE static auto at(const auto& numbers, const auto& x) { return F::value(above(numbers, x[0])); }
    };
    struct Weight : SummingPass<> {
        ACTFN_INLINE static auto at(const auto&, const auto& p) { return F::weight(p[0]); }
    };
    struct WeightTimesUpstream : SummingPass<> {
        ACTFN_INLINE static auto at(const auto&, const auto& p_and_dp) {
            return core::products(F::weight(p_and_dp[0]), p_and_dp[1]);
        }
    };
    /// w (dp - mean) with mean = high + low.
    struct Difference : StoringPass {
        ACTFN_INLINE static auto at(const auto& mean, const auto& p_and_dp) {
            const auto w = F::weight(p_and_dp[0]);
            return math::fma(w, p_and_dp[1] - mean[0], math::negate(w * mean[1]));
        }
    };

    struct Forward {
        using value_type = T;
        using compute_type = C;

        Forward from_line(Index) const { return *this; }
        template <class Lines, class X, class P>
        void run(const Lines& lines, const X& x, const P& p) const {
            constexpr T fill = -std::numeric_limits<T>::infinity();
            // Where a step is no longer than this, the rounding of the sums has its say in it.
            constexpr double last_step = 4 * static_cast<double>(std::numeric_limits<C>::epsilon());
            constexpr int most_steps = 100;
            const auto max = lines.template constants<1>(core::itself, lines.greatest(x));
            auto threshold = lines.template number_of_each<double>([](Index) { return -1; });
            const auto numbers = [&] { return core::concatenated(max, lines.template constants<2>(split, threshold)); };
            // Returns whether a step was longer than `least`, and takes those that are.
            const auto step = [&](double least) {
                const auto sum = lines.template pass<Value>(numbers(), fill, p, x);
                const auto slope = lines.template pass<Slope>(numbers(), fill, p, x).sum;
                bool any = false;
                lines.for_each_line([&](Index line) {
                    const auto i = static_cast<std::size_t>(line);
                    const double by = ((sum.sum.value[i] - 1) + sum.rest.value[i]) / slope.value[i];
                    if (by <= least) return;
                    threshold.value[i] += by;  // a NaN, too
                    any = any || by > least;
                });
                return any;
            };
            for (int i = 0; i < most_steps && step(last_step); ++i) continue;
            step(-1);
            lines.template pass<Result>(numbers(), fill, p, x);
        }

    private:
        static constexpr auto split = [](auto t)
                                          ACTFN_INLINE_LAMBDA { return core::high_and_low<C>(t, decltype(t)(0)); };
    };

    struct Backward {
        using value_type = T;
        using compute_type = C;

        Backward from_line(Index) const { return *this; }
        template <class Lines, class P, class DP, class DX>
        void run(const Lines& lines, const P& p, const DP& dp, const DX& dx) const {
            const auto none = lines.no_constants();
            const auto dot = lines.template pass<WeightTimesUpstream>(none, T(0), dx, p, dp).sum;
            const auto sum = lines.template pass<Weight>(none, T(0), dx, p).sum;
            const auto mean = lines.template constants<2>(quotient, dot, sum);
            lines.template pass<Difference>(mean, T(0), dx, p, dp);
        }

    private:
        static constexpr auto quotient = []<class W>(W dot, W sum) ACTFN_INLINE_LAMBDA {
            const W some = math::select(core::equal(sum, W(0)), W(1), sum);  // in a lane without a line
            return core::high_and_low<C>(math::divide(dot, some), W(0));
        };
    };
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
