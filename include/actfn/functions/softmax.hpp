#pragma once

#include <concepts>
#include <limits>
#include <string_view>

#include "actfn/base/softmax_options.hpp"
#include "actfn/functions/softmax_with_options.hpp"
#include "actfn/math/relative_exp.hpp"
#include "actfn/rows/constants.hpp"
#include "actfn/rows/functor.hpp"
#include "actfn/rows/masked_calls.hpp"
#include "actfn/rows/optional_calls.hpp"
#include "actfn/rows/quad.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {
/// The formulas of softmax's passes, at(numbers of the line, entries of each operand), that evaluate no exponential: the same for
/// every type and tier.
struct SoftmaxFormulas {
    /// p = e / sum, as e (high + low) with 1 / sum = high + low, so that it rounds once.
    ACTFN_LOOP_PART static auto scaled(const auto& e, const auto& high, const auto& low) {
        return math::fma(e, high, e * low);
    }
    /// Stores Then::at(p, the last of the numbers).
    template <class Then>
    struct Scaled : StoringPass {
        ACTFN_LOOP_PART static auto at(const auto& scale, const auto& e) {
            return Then::at(scaled(e[0], scale[0], scale[1]), scale.back());
        }
    };
    struct Product : SummingPass<> {
        ACTFN_LOOP_PART static auto at(const auto&, const auto& p_and_dp) {
            return core::products(p_and_dp[0], p_and_dp[1]);
        }
    };
    /// dx = p (dp - mean) with mean = high + low.
    struct Difference : StoringPass {
        ACTFN_LOOP_PART static auto at(const auto& mean, const auto& p_and_dp) {
            const auto& [p, dp] = p_and_dp;
            return math::fma(p, dp - mean[0], math::negate(p * mean[1]));
        }
    };
};
}  // namespace core

/// The softmax of each row, each column, or a vector.
///
///     p_i = e^(x_i - m) / sum_j e^(x_j - m),  m = max_j x_j; the difference x_i - m is never rounded
///     Jacobian: diag(p) - p p^T        backward: dx_i = p_i (dp_i - sum_j p_j dp_j), from the output p
///
/// Shapes: any matrix with an axis, any vector or span without. In place if y is x. rows/pass.hpp fixes the order of
/// each sum: the bits depend on the layout (along or across the storage order), not on ISA or thread count.
/// Options (SoftmaxOptions): `scale` s, for s x in place of x; `sink`, one more logit in the sum;
/// zeros_if_nothing_left. Calls with a mask, s(x, mask, axis) and forward(s, x, mask, y, axis): an array of bool of
/// x's shape, where false means that the entry takes no part (as -inf, whatever is there), or an array of T that is
/// added to s x. backward is s p_i (...).
/// Special values: an entry of -inf gives 0; a row of -inf only, and a row with a NaN or +inf, gives NaN throughout.
/// Error of p: `bounds.value` ULP for rows of up to 10^6 entries; of backward: `bounds.gradient` ULP of
/// p_i (abs(dp_i) + sum_j p_j abs(dp_j)). Throws std::invalid_argument for a shape mismatch and for partial overlap.
/// Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
template <class T = float, class Tier = standard>
struct Softmax : core::RowFunctor<Softmax<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "softmax";
    // In the tier `fast` e and the sum err by 0.31 units each, and a subnormal p is rounded by up to half of one.
    static constexpr Bounds bounds = core::bounds_over_lines<T, Tier>({4.0, 4.0, 0, 0}, 1.2);

    constexpr Softmax() = default;
    explicit Softmax(const SoftmaxOptions& options)
        : options_(core::checked<core::lane_type<T>>(options)),
          calls_(options == SoftmaxOptions{} ? nullptr : &masked_calls()) {}
    constexpr const SoftmaxOptions& options() const { return options_; }
    using core::RowFunctor<Softmax, T, Tier>::operator();
    /// The softmax of the entries that the mask leaves: see forward(s, x, mask, y, axis).
    template <core::RowArgument X, core::RowArgument Mask, core::AxisLike A>
    auto operator()(const X& x, const Mask& mask, A axis) const {
        return core::masked_result<T>(*this, x, mask, axis);
    }

    /// The Jacobian scale (diag(p) - p p^T), where p is the softmax of the logits v.
    template <core::Dense X>
    auto derivative(const X& v) const {
        const Eigen::Matrix<T, Eigen::Dynamic, 1> p = core::as_column((*this)(v));
        Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic> jacobian(p.size(), p.size());
        for (Eigen::Index j = 0; j < p.size(); ++j) jacobian.col(j) = this->backward(p, p.Unit(p.size(), j).eval());
        return jacobian;
    }

    using C = core::compute_t<T, Tier>;
    using Formulas = core::SoftmaxFormulas;
    /// e^(x - m) in units of a power of two, and its sum.
    template <bool Stores>
    struct Exponential : core::SummingPass<Stores> {
        using tier = Tier;
        static constexpr bool calls_kernels = true;
        ACTFN_LOOP_PART static auto at(const auto& relative, const auto& x) {
            return math::relative_exp(x[0], core::as_relative_to(relative));
        }
    };
    template <class Then>
    struct ScaledExponential : core::StoringPass {
        static constexpr bool calls_kernels = true;
        ACTFN_LOOP_PART static auto at(const auto& numbers, const auto& x) {
            const auto e = math::relative_exp(x[0], core::as_relative_to(numbers));
            return Then::at(Formulas::scaled(e, numbers[4], numbers[5]), numbers.back());
        }
    };

    /// The passes of p = softmax(x) over lines: a group of rows or columns, or one short vector.
    struct Forward {
        using value_type = T;
        using compute_type = C;
        /// What stands for an entry beyond the end of a line.
        static constexpr T fill = -std::numeric_limits<T>::infinity();
        static constexpr bool uses_room = !std::same_as<C, T>;

        template <class Lines, class X, class P>
        ACTFN_INLINE static void run(const Lines& lines, const X& x, const P& p) {
            run_then<core::Itself>(lines, x, p);
        }
        /// The passes with Then::at(p, number) in place of p: a member of the family. `number`, of each line, is optional.
        template <class Then, class Lines, class X, class P, class... Number>
        ACTFN_INLINE static void run_then(const Lines& lines, const X& x, const P& p, const Number&... number) {
            const auto greatest = lines.greatest(x);
            const auto relative = lines.template constants<4>(core::relative_to_greatest<C>, greatest);
            if constexpr (!uses_room || core::InRegisters<Lines>) {
                through<Then>(lines, relative, x, p, p, number...);
            } else {  // p cannot hold exponentials of the wider type
                if constexpr (Lines::has_room) {
                    typename Lines::Room room;
                    if (lines.fits_room(x, p))
                        return through<Then>(lines, relative, x, lines.operand(room), p, number...);
                }
                const auto [sum, rest] = lines.template pass<Exponential<false>>(relative, fill, p, x);
                const auto scale = lines.template constants<2>(core::reciprocal_of_sum<C>, sum, rest);
                const auto numbers = core::concatenated(relative, scale, number...);
                lines.template pass<ScaledExponential<Then>>(numbers, fill, p, x);
            }
        }

    private:
        /// The exponentials are kept in e.
        template <class Then, class Lines, class Relative, class X, class E, class P, class... Number>
        ACTFN_INLINE static void through(const Lines& lines, const Relative& relative, const X& x, const E& e,
                                         const P& p, const Number&... number) {
            const auto [sum, rest] = lines.template pass<Exponential<true>>(relative, fill, e, x);
            const auto scale = lines.template constants<2>(core::reciprocal_of_sum<C>, sum, rest);
            lines.template pass<Formulas::Scaled<Then>>(core::concatenated(scale, number...), 0, p, e.as_const());
        }
    };

    /// The passes of backward, dx from the output p and dp.
    struct Backward {
        using value_type = T;
        using compute_type = C;
        static constexpr T fill = 0;

        template <class Lines, class P, class DP, class DX>
        ACTFN_INLINE static void run(const Lines& lines, const P& p, const DP& dp, const DX& dx) {
            lines.template pass<Formulas::Difference>(mean_of(lines, p, dp, dx), fill, dx, p, dp);
        }
        /// sum_j p_j dp_j of each line as high + low.
        template <class Lines, class P, class DP, class DX>
        ACTFN_INLINE static auto mean_of(const Lines& lines, const P& p, const DP& dp, const DX& dx) {
            const auto [sum, rest] = lines.template pass<Formulas::Product>(lines.no_constants(), fill, dx, p, dp);
            return lines.template constants<2>(core::high_and_low<C>, sum, rest);
        }
    };

    friend constexpr bool operator==(const Softmax&, const Softmax&) = default;

    /// Null if all options have their defaults.
    constexpr const core::OptionalCalls<T, SoftmaxOptions>* optional_calls() const { return calls_; }
    /// For a call with a mask, whatever the options.
    static constexpr const core::OptionalCalls<T, SoftmaxOptions>& masked_calls() {
        using OverFloats = core::over_floats_t<Softmax>;
        return core::SoftmaxWithOptions<OverFloats, core::lane_type<T>, typename OverFloats::tier>::template calls<T>;
    }

private:
    SoftmaxOptions options_ = {};
    const core::OptionalCalls<T, SoftmaxOptions>* calls_ = nullptr;
};
/// Softmax<T, Tier>()(v) for a vector or span v.
template <class Tier = standard, core::RowArgument X>
auto softmax(const X& v) {
    return Softmax<typename core::element_type<X>::type, Tier>()(v);
}

/// Softmax<T, Tier>()(x, axis): each row (actfn::rowwise) or each column (actfn::colwise) is one distribution.
template <class Tier = standard, core::RowArgument X, core::AxisLike A>
auto softmax(const X& x, A axis) {
    return Softmax<typename core::element_type<X>::type, Tier>()(x, axis);
}
ACTFN_NO_SUCH_CALL_ALONG(softmax);

}  // namespace ACTFN_ISA
}  // namespace actfn
