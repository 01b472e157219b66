#pragma once

#include <array>
#include <concepts>
#include <limits>
#include <type_traits>

#include "actfn/base/softmax_options.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/relative_exp.hpp"
#include "actfn/rows/constants.hpp"
#include "actfn/rows/line_group.hpp"
#include "actfn/rows/lines.hpp"
#include "actfn/rows/lines_in_float.hpp"
#include "actfn/rows/optional_calls.hpp"
#include "actfn/rows/quad.hpp"
#include "actfn/rows/scaled_logits.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The formula of the pass that finds the greatest logit of T, computed in C. It is the same in the tiers standard and fast.
template <class T, class C>
struct GreatestLogit : Greatest {
    ACTFN_INLINE static auto at(const auto& scale, const auto& x_and_mask) {
        return ScaledLogits<T, C>::at(scale, x_and_mask).z;
    }
};

/// The passes of softmax with SoftmaxOptions and an additive mask: those of `Plain` with z = scale x + mask for x.
template <class Plain, class T, class Tier>
struct SoftmaxWithOptions {
    using C = compute_t<T, Tier>;
    static constexpr T infinity = std::numeric_limits<T>::infinity();
    using Logits = ScaledLogits<T, C>;
    using Formulas = typename Plain::Formulas;

    // The formulas of the passes: at(numbers of the line, entries of each operand). The last numbers are those of
    // scale_of_all().

    /// e^(z + low - m) in units of a power of two.
    ACTFN_INLINE static auto exponential(const auto& relative_and_scale, const auto& x_and_mask) {
        const auto [z, low] = Logits::at(relative_and_scale, x_and_mask);
        if constexpr (std::same_as<C, T>) {
            return math::relative_exp(z, core::as_relative_to(relative_and_scale), low);
        } else {
            return math::relative_exp(z, core::as_relative_to(relative_and_scale));
        }
    }
    template <bool Stores>
    struct Exponential : SummingPass<Stores> {
        using tier = Tier;
        static constexpr bool calls_kernels = true;
        ACTFN_INLINE static auto at(const auto& relative_and_scale, const auto& x_and_mask) {
            return exponential(relative_and_scale, x_and_mask);
        }
    };
    struct ScaledExponential : StoringPass {
        static constexpr bool calls_kernels = true;
        ACTFN_INLINE static auto at(const auto& numbers, const auto& x_and_mask) {
            return Formulas::scaled(exponential(numbers, x_and_mask), numbers[4], numbers[5]);
        }
    };
    struct ScaledDifference : StoringPass {
        ACTFN_INLINE static auto at(const auto& mean_and_scale, const auto& p_and_dp) {
            const auto& [p, dp] = p_and_dp;
            return Formulas::Difference::at(mean_and_scale, std::array{p * mean_and_scale[2], dp}) * mean_and_scale[3];
        }
    };

    struct Forward {
        using value_type = T;
        using compute_type = C;

        SoftmaxOptions options;
        T bound = Logits::greatest_times(static_cast<T>(options.scale));

        Forward from_line(Index) const { return *this; }

        template <class Lines, class X, class P>
        void run(const Lines& lines, const X& x, const P& p) const {
            run_passes(lines, options.scale < 0 ? infinity : -infinity, p, x);  // beyond the end of a line, z is -inf
        }
        template <class Lines, class X, class Mask, class P>
        void run(const Lines& lines, const X& x, const Mask& mask, const P& p) const {
            run_passes(lines, -infinity, p, x, mask);
        }

    private:
        template <class Lines, class P, class... X>
        void run_passes(const Lines& lines, T fill, const P& p, const X&... x_and_mask) const {
            const auto scale = scale_of_all(lines, options, bound);
            const auto greatest = lines.template pass<GreatestLogit<T, C>>(scale, fill, p, x_and_mask...).sum;
            const bool has_sink = options.sink > -std::numeric_limits<double>::infinity();
            const auto sink = static_cast<C>(static_cast<T>(options.sink));
            const auto max = lines.template constants<1>(
                [sink, zeros = options.zeros_if_nothing_left]<class V>(V m) {
                    const V all = (math::max)(V(sink), m);
                    return std::array{zeros ? math::select(core::equal(all, V(scalar_of<V>(-infinity))), V(0), all)
                                            : all};
                },
                greatest)[0];
            const auto relative = lines.template constants<4>(core::relative_to_greatest<C>, max);
            const auto of_sink = lines.template constants<1>(
                [=]<class V>(V m) {
                    return std::array{has_sink ? math::relative_exp(V(sink), math::relative_to<C>(m)) : V(0)};
                },
                max)[0];
            const auto scale_of = [zeros = options.zeros_if_nothing_left && !has_sink]<class W>(W sum, W rest, W more,
                                                                                                W m) {
                const auto [all, error] = math::two_sum(sum, more);
                auto r = core::reciprocal_of_sum<C>(all, rest + error);
                // A NaN that the first pass may have missed stays.
                const W nothing = math::select(core::equal(sum, sum), W(0), sum);
                for (W& part : r) {
                    if (zeros) part = math::select(core::equal(m, W(scalar_of<W>(-infinity))), nothing, part);
                }
                return r;
            };
            const auto numbers = core::concatenated(relative, scale);
            constexpr bool keeps_exponentials = std::same_as<C, T>;
            const auto [sum, rest] =
                lines.template pass<Exponential<keeps_exponentials>>(numbers, fill, p, x_and_mask...);
            const auto factor = lines.template constants<2>(scale_of, sum, rest, of_sink, greatest);
            if constexpr (keeps_exponentials) {
                using Scaled = typename Formulas::template Scaled<Itself>;
                lines.template pass<Scaled>(factor, T(0), p, p.as_const());
            } else {
                lines.template pass<ScaledExponential>(core::concatenated(relative, factor, scale), fill, p,
                                                       x_and_mask...);
            }
        }
    };

    struct Backward {
        using value_type = T;
        using compute_type = C;

        SoftmaxOptions options;

        Backward from_line(Index) const { return *this; }
        template <class Lines, class P, class DP, class DX>
        void run(const Lines& lines, const P& p, const DP& dp, const DX& dx) const {
            const auto mean = Plain::Backward::mean_of(lines, p, dp, dx);
            // The greater factor first: where p's multiple is a subnormal number, it is rounded once.
            const auto scale = static_cast<C>(static_cast<T>(options.scale));
            const bool first = (math::abs)(scale) > C(1);
            const std::array factors = {lines.same_for_all(first ? scale : C(1)),
                                        lines.same_for_all(first ? C(1) : scale)};
            lines.template pass<ScaledDifference>(core::concatenated(mean, factors), T(0), dx, p, dp);
        }
    };

    /// The scale, and the greatest number that can be multiplied by it.
    template <class Lines>
    static auto scale_of_all(const Lines& lines, const SoftmaxOptions& options, T bound) {
        return std::array{lines.same_for_all(static_cast<C>(static_cast<T>(options.scale))),
                          lines.same_for_all(static_cast<C>(bound))};
    }

    template <class F, class M, std::size_t In>
    static void run(const F& f, const std::array<View<const M>, In>& in, const View<M>& out, const Lines* lines,
                    AnyExecutor& executor) {
        if (lines == nullptr) {
            core::run_lines(executor, in, out, f);
        } else {
            core::run_along(executor, *lines, in, out, f);
        }
    }
    /// For elements of M in memory.
    template <class M>
    static constexpr OptionalCalls<M, SoftmaxOptions> calls = {
        [](const SoftmaxOptions& options, const View<const M>& x, const View<const M>& mask, const View<M>& y,
           const Lines* lines, AnyExecutor executor) {
            if (mask.data == nullptr) {
                run(Forward{options}, std::array{x}, y, lines, executor);
            } else {
                run(Forward{options}, std::array{x, mask}, y, lines, executor);
            }
        },
        [](const SoftmaxOptions& options, const View<const M>& y, const View<const M>& dy, const View<M>& dx,
           const Lines* lines, AnyExecutor executor) {
            run(Backward{options}, std::array{y, dy}, dx, lines, executor);
        }};
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
