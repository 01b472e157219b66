#pragma once

#include <concepts>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/rows/functor.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The softmax of each row, each column, or a vector.
///
///     p_i = e^(x_i - m) / sum_j e^(x_j - m),  m = max_j x_j; the rounding of x_i - m is carried into the exponential
///     Jacobian: diag(p) - p p^T        backward: dx_i = p_i (dp_i - sum_j p_j dp_j), from the output p
///
/// Shapes: any matrix with an axis, any vector or span without. In place if y is x. rows/sum.hpp fixes the order of
/// each reduction: the bits depend on the layout (along or across the storage order), not on ISA or thread count.
/// Special values: an entry of -inf gives 0; a row of -inf only, and a row with a NaN or +inf, gives NaN throughout.
/// Error of p: `bounds.value` ULP for rows of up to 10^6 entries; of backward: 2 ULP of
/// p_i (abs(dp_i) + sum_j p_j abs(dp_j)).
/// Throws std::invalid_argument for a shape mismatch and for partial overlap.
/// Source: Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
template <class T = float, class Tier = standard>
struct Softmax : core::RowFunctor<Softmax<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "softmax";
    static constexpr Bounds bounds = core::bounds<T, Tier>({4.0, 0, 0, 0}, 0.51);

    /// The Jacobian diag(p) - p p^T, where p is the softmax of the logits v.
    template <core::Dense X>
    auto derivative(const X& v) const {
        using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
        const Eigen::Matrix<T, Eigen::Dynamic, 1> p = core::as_column((*this)(v));
        Matrix jacobian(p.size(), p.size());
        for (Eigen::Index j = 0; j < p.size(); ++j) {
            Matrix one = Matrix::Zero(p.size(), 1);
            one(j) = 1;
            jacobian.col(j) = this->backward(p, one.col(0).eval());
        }
        return jacobian;
    }

    /// The phases of y = softmax(x), for the buffer calls.
    static auto forward_phases() {
        using C = core::compute_t<T, Tier>;
        constexpr bool kept =
            std::same_as<C, T>;  // y cannot hold terms of the wider type: they are computed where they are needed
        const auto term = [](auto x, auto y, auto at, auto max) __attribute__((always_inline)) {
            // Lanes beyond the last distribution hold 1, so that their sum has a finite reciprocal.
            constexpr T fill = core::Scalar<std::remove_cvref_t<decltype(max)>> ? 0 : 1;
            if constexpr (kept) return core::load<C>(y.as_const(), at, fill);
            if constexpr (!kept) return terms(x, at, max);
        };
        const auto exponentials = [](auto strip, auto x, auto y, auto max) __attribute__((always_inline)) {
            if constexpr (kept) {
                // Raises entries whose difference to the maximum overflows, to a number whose exponential is 0 as well.
                const auto raise = [&](const auto& from) __attribute__((always_inline)) {
                    const auto least = core::each<C>(
                        [](auto m) __attribute__((always_inline)) { return math::least_beside(m); }, max);
                    strip.for_each_block([&](auto at) __attribute__((always_inline)) {
                        const auto raised = [](auto l, auto v) __attribute__((always_inline)) {
                            return (math::max)(l, v);
                        };
                        const auto entry = core::load<C>(from, at, core::unused<T>(max));
                        core::store(y, at, core::each<C>(raised, least, entry));
                    });
                };
                const auto keep = [&](const auto& from) __attribute__((always_inline)) {
                    strip.for_each_block([&](auto at) __attribute__((always_inline)) {
                        core::store(y, at, terms(from, at, max));
                    });
                };
                if constexpr (std::same_as<decltype(x), decltype(y.as_const())>) {
                    if (core::differences_may_overflow<T>(max)) [[unlikely]] {
                        raise(x);
                        x = y.as_const();
                    }
                    keep(x);
                } else {
                    strip.for_each_block([&](auto at) __attribute__((always_inline)) {
                        core::store(y, at, core::load<C>(x, at, core::unused<T>(max)));  // into registers
                    });
                    if (core::differences_may_overflow<T>(max)) [[unlikely]]
                        raise(y.as_const());
                    keep(y.as_const());
                }
            }
            return max;
        };
        // A separate loop: fused, it would take registers and out-of-order window from the exponentials.
        const auto normaliser = [term](auto strip, auto x, auto y, auto max) __attribute__((always_inline)) {
            core::SumOver<T, decltype(strip)> sum;
            const auto add = [&](auto at) __attribute__((always_inline)) {
                sum.add(at, term(x, y, at, max));
            };
            strip.for_each_block(add);
            const auto reciprocal = [](auto total) __attribute__((always_inline)) {
                return decltype(total)(1) / total;
            };
            return std::pair(max, core::round_to<C>(core::each<double>(reciprocal, sum.total())));
        };
        const auto scaled = [term](auto strip, auto x, auto y, auto max_and_scale) __attribute__((always_inline)) {
            const auto product = [](auto e, auto s) __attribute__((always_inline)) {
                return e * s;
            };
            strip.for_each_block([&](auto at) __attribute__((always_inline)) {
                core::store(y, at, core::each<C>(product, term(x, y, at, max_and_scale.first), max_and_scale.second));
            });
        };
        return std::tuple(core::find_greatest<C>, exponentials, normaliser, scaled);
    }

    /// The phases of backward, dx from the output p and dp, for the buffer calls.
    static auto backward_phases() {
        using C = core::compute_t<T, Tier>;
        const auto mean = [](auto strip, auto p, auto dp, auto, core::Start) __attribute__((always_inline)) {
            core::SumOver<T, decltype(strip)> dot;
            strip.for_each_block([&](auto at) __attribute__((always_inline)) {
                dot.add_products(at, core::load<C>(p, at, T(0)), core::load<C>(dp, at, T(0)));
            });
            // The mean's rounding error is kept: together with that of dq - m it could exceed 2 ULP.
            const auto [total, low] = dot.total_and_rest();
            const auto rounded = core::round_to<C>(total);
            const auto left_over = []<class V>(V t, V m, V l) __attribute__((always_inline)) {
                const V r = (t - m) + l;
                return math::select(core::equal(r - r, V(0)), r, V(0));  // 0 for an infinite mean
            };
            const auto rest = core::each<double>(left_over, total, core::to_double(rounded), low);
            return std::pair(rounded, core::round_to<C>(rest));
        };
        const auto product =
            [](auto strip, auto p, auto dp, auto dx, auto mean_and_rest) __attribute__((always_inline)) {
            const auto formula = [](auto q, auto dq, auto m, auto r) __attribute__((always_inline)) {
                return math::fma(q, dq - m, math::negate(q * r));
            };
            strip.for_each_block([&](auto at) __attribute__((always_inline)) {
                core::store(dx, at,
                            core::each<C>(formula, core::load<C>(p, at, T(0)), core::load<C>(dp, at, T(0)),
                                          mean_and_rest.first, mean_and_rest.second));
            });
        };
        return std::tuple(mean, product);
    }

    friend constexpr bool operator==(const Softmax&, const Softmax&) = default;

private:
    /// The terms e^(x - max). If terms are kept in y, lanes beyond the end hold any number.
    [[gnu::always_inline]] static auto terms(const auto& x, auto at, const auto& max) {
        using C = core::compute_t<T, Tier>;
        const auto formula = [](auto v, auto m) __attribute__((always_inline)) {
            return math::exponential_of_difference_to_greater(v, m).value();
        };
        constexpr auto layout =
            core::Scalar<std::remove_cvref_t<decltype(max)>> ? core::Layout::along : core::Layout::across;
        const T fill = std::same_as<C, T> ? core::unused<T>(max) : core::absent<T, layout>;
        return core::each_in_step<C>(formula, core::load<C>(x, at, fill), max);
    }
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

}  // namespace ACTFN_ISA
}  // namespace actfn
