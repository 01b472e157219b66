#pragma once

// The formulas of a function whose parameters are learnt, and the sums over the elements that share a parameter.

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/base/unrolled.hpp"
#include "actfn/channels/block.hpp"
#include "actfn/channels/entries.hpp"
#include "actfn/channels/entry_sweep.hpp"
#include "actfn/channels/gradients.hpp"
#include "actfn/channels/sum.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/overlap.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/partial_sum.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// weight * f(x) + bias, in the type of F's tier.
template <class F>
struct AffineOf {
    using T = typename F::value_type;
    using WidePlan = PlanFor<F, compute_t<T, typename F::tier>>;
    using Plan = WidePlan;
    F f;
    T weight;
    T bias;

    template <Value V>
    ACTFN_INLINE V operator()(V x) const {
        return math::fma(core::spread<V>(weight), f.value(x), core::spread<V>(bias));
    }
};

/// dy * f'(x), or dy * weight * f'(x) with the affine part; dy; df/dp of each parameter; with the affine part, f(x). The
/// products of dy with the others are formed where they are summed, so that they are not rounded.
template <class F, bool Affine>
struct LearnableGradientsOf {
    using T = typename F::value_type;
    using Plan = PlanFor<F, compute_t<T, typename F::tier>>;
    static constexpr std::size_t parameters = F::parameters.size();
    static constexpr std::size_t results = 2 + parameters + (Affine ? 1 : 0);
    F f;
    T weight;

    template <Value V>
    ACTFN_INLINE std::array<V, results> operator()(V x, V dy) const {
        const auto of_parameters = f.parameter_gradients(x);
        return core::each_of<results>([&](auto k) ACTFN_INLINE_LAMBDA {
            if constexpr (k() == 0) {
                return (Affine ? dy * core::spread<V>(weight) : dy) * f.gradient(x);
            } else if constexpr (k() == 1) {
                return dy;
            } else if constexpr (k() < 2 + parameters) {
                return of_parameters[k() - 2];
            } else {
                return f.value(x);
            }
        });
    }
};

/// a sum times a number, and what its rounding loses.
template <class T>
PartialSum<T, double> times(const PartialSum<T, double>& sum, T factor) {
    const auto [value, rest] = sum.value_and_rest();
    const auto wide = static_cast<double>(factor);
    if constexpr (std::same_as<T, float>) {
        return PartialSum<T, double>::of(value * wide, 0);
    } else {
        // The error is no number if the product overflows.
        const auto [product, low] = math::product(value, wide);
        return PartialSum<T, double>::of(product, core::is_finite(low) ? math::fma(rest, wide, low) : 0.0);
    }
}

/// The sums of `Number` products over the entries of each channel, part by part.
template <class T, std::size_t Number>
class ChannelSums {
public:
    ChannelSums(Index channels, Index parts)
        : parts_(parts), sums_(static_cast<std::size_t>(channels * parts), empty()) {}

    auto& operator()(Index channel, Index part) { return sums_[static_cast<std::size_t>(channel * parts_ + part)]; }

    /// The sum k of a channel, its parts added in their order.
    PartialSum<T, double> total(Index channel, std::size_t k) {
        auto sum = PartialSum<T, double>::zero();
        for (Index part = 0; part < parts_; ++part) sum = sum + (*this)(channel, part)[k];
        return sum;
    }

private:
    static constexpr auto empty() {
        return core::each_of<Number>([](auto) { return PartialSum<T, double>::zero(); });
    }

    Index parts_;
    std::vector<std::array<PartialSum<T, double>, Number>> sums_;
};

/// What LearnableGradientsOf gives, summed over a part of up to `Channels` channels: dy times df/dp of each parameter and,
/// with the affine part, dy times f(x) and dy itself.
template <class T, std::size_t Parameters, bool Affine, std::size_t Channels>
class SumsOfPart {
    static constexpr std::size_t products = Parameters + (Affine ? 1 : 0);

public:
    static constexpr std::size_t number = products + (Affine ? 1 : 0);

    SumsOfPart(const ChannelPart& part, ChannelSums<T, number>& total) : part_(part), total_(total) {}

    template <class Blocks>
    void add(Index channel, Index count, const Blocks& blocks) {
        auto& sums = sums_[static_cast<std::size_t>(channel)];
        const auto operand = [&blocks](std::size_t k) {
            return Operand<const T, Lanes::adjacent>{blocks[k].data(), block_lanes, 1};
        };
        core::line_strip(count).for_each_block([&](auto at) ACTFN_INLINE_LAMBDA {
            const auto dy = core::load<T>(operand(0), at, T(0));
            core::for_each_index<products>([&](auto k) ACTFN_INLINE_LAMBDA {
                sums[k].add_products(at, dy, core::load<T>(operand(1 + k()), at, T(0)));
            });
            if constexpr (Affine) sums[products].add(at, dy);
        });
    }
    void finish() {
        for (Index c = part_.first_channel; c < part_.end_channel; ++c) {
            for (std::size_t k = 0; k < number; ++k) {
                const auto [value, rest] = sums_[static_cast<std::size_t>(c - part_.first_channel)][k].total_and_rest();
                total_(c, part_.part)[k] = PartialSum<T, double>::of(value, rest);
            }
        }
    }

private:
    ChannelPart part_;
    ChannelSums<T, number>& total_;
    std::array<std::array<Sum<T, Layout::along>, number>, Channels> sums_;
};

/// What a sweep without sums does with its parts: nothing.
struct NoUse {
    void add(Index, Index, const auto&) const {}
    void finish() const {}
};

/// How the arrays of a call are made of a functor's channels: `lines` if they are tensors, else null.
template <class X, class... Others>
ChannelOrder channel_order(const char* call, std::string_view name, Index channels, Axis axis, const Lines* lines,
                           const View<X>& x, const View<Others>&... others) {
    if (channels == 1) return ChannelOrder::of_one(x, others...);
    const bool by_rows = axis == rowwise;
    const Index given = lines != nullptr ? lines->length : by_rows ? x.rows : x.cols;
    if (given != channels) {
        const char* what = lines != nullptr ? " entries" : by_rows ? " rows" : " columns";
        core::fail(Message(name) + ": " + call + (lines != nullptr ? ": the lines have " : ": x has ") +
                   core::text(given) + what + ", but there are " + core::text(channels) + " channels");
    }
    return lines != nullptr ? ChannelOrder::of_tensor(*lines) : ChannelOrder::of_matrix(x.rows, x.cols, axis);
}

/// y = l(x), after the checks of the arrays alone.
template <class L, class X, class Y, class E>
void forward_learnable(const L& l, const View<const X>& x, const View<Y>& y, const Lines* lines, E& executor) {
    using Plan = plan_into<typename L::Formula, Y>;
    const auto order = core::channel_order("forward", L::name, l.channels(), l.axis(), lines, x, y);
    const auto formula = [&l](Index channel) { return l.formula(channel); };
    const auto no_use = []<std::size_t>(const ChannelPart&) { return NoUse(); };
    core::sweep_channels<Plan, typename L::T, 0>(formula, order, std::array{order.of(x)}, order.of(y), no_use,
                                                 executor);
}

/// l(x) as a plain array.
template <class L, class X>
auto evaluated_by_channel(const L& l, const X& x) {
    using T = typename L::value_type;
    typename X::PlainObject y = x;
    constexpr bool same_type = std::same_as<typename X::Scalar, T>;
    static_assert(same_type,
                  "actfn: the array's element type is not the functor's: convert one with x.cast<float>() or "
                  "x.cast<double>(), or use parameters of the other type.");
    if constexpr (same_type) {
        Serial serial;
        core::forward_learnable(l, core::view<const T>(std::as_const(y)), core::view<T>(y), nullptr, serial);
    }
    return y;
}

/// dx, and the sums of SumsOfPart for each channel, after the checks of the arrays alone.
template <class L, class X, class DY, class DX, class E>
auto backward_learnable(const L& l, const View<const X>& x, const View<const DY>& dy, const View<DX>& dx,
                        const Lines* lines, E& executor) {
    using T = typename L::T;
    constexpr bool affine = L::affine;
    using Formula = LearnableGradientsOf<typename L::Functor, affine>;
    constexpr std::size_t parameters = Formula::parameters;
    const auto order = core::channel_order("backward", L::name, l.channels(), l.axis(), lines, x, dy, dx);
    ChannelSums<T, SumsOfPart<T, parameters, affine, 1>::number> total(order.channels(),
                                                                       ChannelParts(order.entries()).number);
    const auto sums_of = [&total]<std::size_t Channels>(const ChannelPart& part) {
        return SumsOfPart<T, parameters, affine, Channels>(part, total);
    };
    const auto formula = [&l](Index channel) { return l.gradients_formula(channel); };
    core::sweep_channels<typename Formula::Plan, T, Formula::results - 1>(
        formula, order, core::together(order.of(x), order.of(dy)), order.of(dx), sums_of, executor);
    return total;
}

/// The gradient of parameters as rows x cols numbers. Given as a vector, it has the columns one after the other.
template <class E>
View<E> parameter_view(const char* name, const View<E>& given, Index rows, Index cols) {
    const bool is_vector = given.rows == 1 || given.cols == 1;
    if (given.rows == rows && given.cols == cols) return given;
    if (!is_vector || given.size() != rows * cols) {
        core::fail(Message("backward: ") + name + " is " + core::shape(given.rows, given.cols) +
                   ", but the parameters are " + core::shape(rows, cols));
    }
    const Index step = given.rows == 1 ? given.col_stride : given.row_stride;
    return {given.data, rows, cols, step, step * rows};
}

/// Throws unless the arrays of a backward call are of one shape and in place or apart.
template <class X, class DY, class DX>
void require_arrays_of_backward(const View<const X>& x, const View<const DY>& dy, const View<DX>& dx) {
    const auto in = core::together(x, dy);
    const std::array out = {dx};
    core::check_views(core::names_of_backward,
                      ViewsOf<std::remove_const_t<decltype(in)>, std::array<View<DX>, 1>>{in, out});
}

/// Throws if the gradient of a parameter overlaps an array of the call.
template <class E, class X, class DY, class DX>
void require_apart_from_arrays(const char* name, const View<E>& gradient, const View<const X>& x,
                               const View<const DY>& dy, const View<DX>& dx) {
    core::require_apart("backward", "dx", dx, name, gradient);
    core::require_in_place_or_apart("backward", name, gradient, "x", x);
    core::require_in_place_or_apart("backward", name, gradient, "dy", dy);
}

/// The sum as a number to store.
template <class E, class T>
E rounded_sum(const PartialSum<T, double>& sum) {
    return static_cast<E>(static_cast<T>(sum.value_and_rest().first));
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
