#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <tuple>
#include <type_traits>

#include "actfn/base/precision.hpp"
#include "actfn/functions/log_softmax.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/math/relative_exp.hpp"
#include "actfn/rows/constants.hpp"
#include "actfn/rows/quad.hpp"
#include "actfn/rows/targets.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// The passes of cross_entropy over lines of logits.
template <class T, class Tier>
struct CrossEntropyPasses {
private:
    using C = core::compute_t<T, Tier>;
    using Logs = LogSoftmax<T, Tier>;
    using Terms = TermsOfLoss<T, C>;
    static constexpr T infinity = std::numeric_limits<T>::infinity();
    static constexpr bool keeps_exponentials = std::same_as<C, T>;
    // The formulas of the passes: at(numbers of the line, entries of each operand).

    struct BelowGreatest : core::SummingPass<> {
        ACTFN_INLINE static auto at(const auto& max, const auto& x) { return Terms::below(max[0], x[0]); }
    };
    /// t (m - x) of the smoothed t, but 0 for t = 0.
    struct ProbabilityTimesBelow : core::SummingPass<> {
        ACTFN_INLINE static auto at(const auto& numbers, const auto& t_and_x) {
            using V = std::remove_cvref_t<decltype(t_and_x[0])>;
            const auto& [max, kept, added] = numbers;
            const V given = math::select(t_and_x[1] == V(infinity), V(0), t_and_x[0]);
            const V t = math::fma(given, kept, added);
            return core::products(t, math::select(t == V(0), V(0), Terms::below(max, t_and_x[1])));
        }
    };
    struct Probability : core::SummingPass<> {
        ACTFN_INLINE static auto at(const auto&, const auto& t) { return t[0]; }
    };
    /// e scale - (kept t + added). The last operand is x or, in its place, e, which is 0 for the greatest entries.
    struct Gradient : core::StoringPass {
        static constexpr bool calls_kernels = !keeps_exponentials;
        template <class V, std::size_t K, std::size_t In>
        ACTFN_INLINE static V at(const std::array<V, K>& numbers, const std::array<V, In>& operands) {
            const auto& [scale, kept, added, scale_low, floor, shift, least, rounding, unit] = numbers;
            V e = operands.back();
            if constexpr (keeps_exponentials) {
                e = math::select(e == V(0), unit, e);
            } else {
                e = math::relative_exp(e, math::RelativeTo<V>{floor, shift, least, rounding});
            }
            V less = math::negate(In == 1 ? added : math::fma(operands[0], kept, added));
            if constexpr (std::same_as<T, double>) less = math::fma(e, scale_low, less);  // float's W is double
            return math::fma(e, scale, less);
        }
    };

    /// The passes from the exponentials on. formula(m, log_sum, rest, more numbers...) gives the loss, what the
    /// probabilities are multiplied by, kept and added of Gradient, and the gradient at an index: 1 + rest is the sum
    /// of e^(x - m). Returns these numbers; `targets` are probabilities, if there are any.
    template <bool WithGradient, class Lines, class X, class G, class Max, class F, class Targets, class... Number>
    ACTFN_INLINE static auto finish(const Lines& lines, const X& x, const G& gradient, const Max& max, const F& formula,
                                    const Targets& targets, const Number&... more) {
        const auto max_alone = lines.template constants<1>(core::itself, max);
        const auto relative = lines.template constants<5>(core::relative_and_unit<C>, max);
        const auto ties = lines.template pass<typename Logs::Tie>(max_alone, -infinity, gradient, x).sum;
        using Others = typename Logs::template Other<WithGradient && keeps_exponentials>;
        const auto others =
            lines.template pass<Others>(core::concatenated(relative, max_alone), -infinity, gradient, x).sum;
        const auto results = lines.template constants<6>(
            [&]<class W>(W m, W sum, W count, W unit, const std::same_as<W> auto&... further) {
                const W rest = Logs::rest_of_sum(sum, count, unit);
                const std::array<W, 5> r = formula(m, math::log1p(rest) + (m - m), rest, further...);
                const auto [scale, low] = core::quotient_by_sum(r[1], rest, unit);
                return std::array{r[0], scale, r[2], r[3], r[4], low};
            },
            max, others, ties, relative[4], more...);
        if constexpr (WithGradient) {
            const auto numbers =
                core::concatenated(std::array{results[1], results[2], results[3], results[5]}, relative);
            std::apply(
                [&](const auto&... t) {
                    if constexpr (keeps_exponentials) {
                        lines.template pass<Gradient>(numbers, T(0), gradient, t..., gradient.as_const());
                    } else {
                        // Beyond the end of a line, 0 may be far above its greatest entry.
                        lines.template pass<Gradient>(numbers, std::numeric_limits<T>::lowest(), gradient, t..., x);
                    }
                },
                targets);
        }
        return results;
    }

public:
    /// The passes from class indices.
    template <bool WithGradient>
    struct FromIndices {
        using value_type = T;
        using compute_type = C;
        static constexpr bool writes = WithGradient;

        LossOfLines settings;
        const Index* target;
        Index ignore_index;

        FromIndices from_line(Index line) const { return {settings.from_line(line), target + line, ignore_index}; }
        bool counts(Index line) const { return target[line] != ignore_index; }

        template <class Lines, class X, class G>
        void run(const Lines& lines, const X& x, const G& gradient) const {
            const auto max = lines.greatest(x);
            const auto at_target = lines.template number_of_each<C>([&](Index line) -> C {
                return counts(line) ? C(x.at(line, target[line])) : max.value[static_cast<std::size_t>(line)];
            });
            auto sum_below = lines.template number_of_each<double>([](Index) { return 0; });
            if (settings.smoothing > 0) {
                const auto max_in_units = lines.template constants<1>(Terms::in_units, max);
                sum_below = lines.template pass<BelowGreatest>(max_in_units, infinity, gradient, x).sum;
                lines.for_each_line([&](Index line) {
                    if (!counts(line)) sum_below.value[static_cast<std::size_t>(line)] = 0;  // the loss may overflow
                });
            }
            const double w = settings.weight, s = settings.smoothing, n = static_cast<double>(lines.entries());
            const auto formula = [=]<class W>(W m, W log_sum, W rest, W x_t, W under) {
                const W e = math::exponential_of_difference((math::max)(math::least_beside(m), x_t), m).value();
                const W p = math::divide(e, W(1) + rest);
                const W minus_one = math::divide((e - W(1)) - rest, W(1) + rest);  // p - 1, which does not cancel
                const W difference = math::select(p < W(0.5), p - W((1 - s) + s / n), minus_one + W(s * (1 - 1 / n)));
                // It may be infinite, and then is not to meet a 0.
                const W above_target = s < 1 ? math::fma(x_t, W(-double(Terms::unit)), Terms::in_units(m)[0]) : W(0);
                const W terms = math::fma(W(1 - s), above_target, W(s / n) * Terms::infinite_for_nan(under));
                return std::array{math::fma(terms, W(1 / double(Terms::unit)), log_sum), W(w), W(0), W(w * s / n),
                                  W(w) * difference};
            };
            const auto results =
                finish<WithGradient>(lines, x, gradient, max, formula, std::tuple(), at_target, sum_below);
            lines.for_each_line([&](Index line) {
                const auto i = static_cast<std::size_t>(line);
                settings.loss[line] = counts(line) ? static_cast<double>(results[0].value[i]) : 0;
                if constexpr (WithGradient) {
                    if (counts(line)) {
                        gradient.at(line, target[line]) = static_cast<T>(results[4].value[i]);
                    } else {
                        for (Index k = 0; k < lines.entries(); ++k) gradient.at(line, k) = 0;
                    }
                }
            });
        }
    };

    /// The passes from probabilities.
    template <bool WithGradient>
    struct FromProbabilities {
        using value_type = T;
        using compute_type = C;
        static constexpr bool writes = WithGradient;

        LossOfLines settings;

        FromProbabilities from_line(Index line) const { return {settings.from_line(line)}; }

        template <class Lines, class P, class X, class G>
        void run(const Lines& lines, const P& t, const X& x, const G& gradient) const {
            const double w = settings.weight, s = settings.smoothing, n = static_cast<double>(lines.entries());
            const auto max = lines.greatest(x);
            const auto numbers = lines.template constants<3>(
                [=]<class W>(W m) {
                    return std::array{Terms::in_units(m)[0], W(static_cast<C>(1 - s)), W(static_cast<C>(s / n))};
                },
                max);
            const auto below = lines.template pass<ProbabilityTimesBelow>(numbers, infinity, gradient, t, x).sum;
            const auto mass = lines.template pass<Probability>(lines.no_constants(), T(0), gradient, t).sum;
            const auto formula = [=]<class W>(W, W log_sum, W, W under, W sum) {
                const W all = math::fma(W(1 - s), sum, W(s));
                const W terms = Terms::infinite_for_nan(under) * W(1 / double(Terms::unit));
                return std::array{math::fma(all, log_sum, terms), W(w) * all, W(w * (1 - s)), W(w * s / n), W(0)};
            };
            const auto results = finish<WithGradient>(lines, x, gradient, max, formula, std::tuple(t), below, mass);
            lines.for_each_line([&](Index line) {
                settings.loss[line] = static_cast<double>(results[0].value[static_cast<std::size_t>(line)]);
            });
        }
    };
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
