#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "actfn/core/buffers.hpp"
#include "actfn/core/error.hpp"
#include "actfn/core/philox.hpp"
#include "actfn/functions/rrelu.hpp"
#include "actfn/math/piecewise.hpp"

namespace actfn::inline ACTFN_ISA {

/// The randomized leaky rectified linear unit in training.
///
///     f(x_ij) = x_ij for x_ij > 0, a_ij x_ij otherwise        f'(x_ij) = 1 for x_ij > 0, a_ij otherwise
///
/// with a slope a_ij ~ U(lower, upper) for each element and step. Slopes are not stored: backward draws the same again, on
/// any SIMD width and thread count. a_ij comes from Philox4x32-10 with key = seed and counter = (index, step), where
/// index = row + column * rows of the logical array, whatever its storage order. From the words w0, w1 of that counter:
///
///     float:  u = floor(w0 / 2^8) / 2^24                        double: u = floor((2^32 w0 + w1) / 2^11) / 2^53
///     a = u * upper + (1 - u) * lower, rounded once for float; the greatest T below upper if that rounds to upper
///
/// Parameters: lower = 1/8, upper = 1/3, finite, lower <= upper (lower = upper gives that slope), seed = 0. In evaluation
/// use evaluation(), an RReLU. Shapes, in-place use and errors are those of actfn::forward and actfn::backward.
/// Source: Xu, Wang, Chen and Li, "Empirical evaluation of rectified activations in convolutional network", 2015.
template <class T = float, class Tier = standard>
class RReLUTraining {
public:
    using value_type = T;
    using tier = Tier;
    static constexpr std::string_view name = "rrelu_training";
    static constexpr Bounds bounds = {0.5, 0, 0, 0};

    RReLUTraining() : RReLUTraining(RReLU<T, Tier>()) {}
    explicit RReLUTraining(T lower, T upper, std::uint64_t seed = 0) : RReLUTraining(RReLU<T, Tier>(lower, upper), seed) {}

    T lower() const { return mean_.lower(); }
    T upper() const { return mean_.upper(); }
    std::uint64_t seed() const { return seed_; }

    /// The function to use once training is over: a leaky ReLU with the mean slope.
    RReLU<T, Tier> evaluation() const { return mean_; }

    /// y = f(x) with the slopes of this step.
    template <class X, class Y, Executor E = core::Serial>
    void forward(const X& x, Y&& y, std::uint64_t step, E&& executor = E()) const {
        if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>()) {
            const auto from = core::view<const T>(x);
            const auto to = core::view<T>(y);
            core::require_same_shape("forward", "x", from, "y", to);
            core::require_in_place_or_apart("forward", "y", to, "x", from);
            const auto formula = [](auto v, auto a) __attribute__((always_inline)) { return math::leaky(v, a); };
            draw_and_sweep(formula, std::array{from}, to, step, executor);
        }
    }

    /// dx = dy * f'(x) with the slopes of this step.
    template <class X, class DY, class DX, Executor E = core::Serial>
    void backward(const X& x, const DY& dy, DX&& dx, std::uint64_t step, E&& executor = E()) const {
        if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>()) {
            const auto input = core::view<const T>(x);
            const auto upstream = core::view<const T>(dy);
            const auto result = core::view<T>(dx);
            core::require_product_views("backward", "x", input, upstream, result);
            const auto formula = [](auto v, auto dv, auto a) __attribute__((always_inline)) {
                return dv * math::leaky_gradient(v, a);
            };
            draw_and_sweep(formula, std::array{input, upstream}, result, step, executor);
        }
    }

    /// The slopes of this step.
    Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic> slopes(Eigen::Index rows, Eigen::Index cols, std::uint64_t step) const {
        Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic> a(rows, cols);
        core::Serial serial;
        const auto formula = [](auto slope) __attribute__((always_inline)) { return slope; };
        draw_and_sweep(formula, std::array<core::View<const T>, 0>(), core::view<T>(a), step, serial);
        return a;
    }

    friend constexpr bool operator==(const RReLUTraining&, const RReLUTraining&) = default;

private:
    static constexpr core::Index chunk = 64;

    explicit RReLUTraining(const RReLU<T, Tier>& mean, std::uint64_t seed = 0)
        : mean_(mean),
          seed_(seed),
          greatest_(mean.lower() < mean.upper() ? std::nextafter(mean.upper(), mean.lower()) : mean.upper()) {}

    /// formula(inputs..., slope) over arrays of one shape, the slopes drawn chunk by chunk into a buffer on the stack.
    template <class F, std::size_t Inputs, class E>
    void draw_and_sweep(const F& formula, std::array<core::View<const T>, Inputs> in, core::View<T> out, std::uint64_t step,
                        E& executor) const {
        if (out.empty()) return;
        // A line runs along the output's storage order; its elements' logical indices are index_step apart.
        const core::Index rows = out.rows;
        const bool by_rows = out.cols > 1 && (rows == 1 || std::abs(out.col_stride) < std::abs(out.row_stride));
        if (by_rows) {
            out = out.transposed();
            for (auto& v : in) v = v.transposed();
        }
        const core::Index index_step = by_rows ? rows : 1;
        const core::Index line_step = by_rows ? 1 : rows;
        const core::Index chunks = (out.rows + chunk - 1) / chunk;
        core::divide(executor, out.cols * chunks, out.rows * out.cols, [&](core::Index begin, core::Index end) {
            for (core::Index i = begin; i < end; ++i) {
                const core::Index line = i / chunks;
                const core::Index first = i % chunks * chunk;
                const core::Index count = std::min(chunk, out.rows - first);
                const auto slope = draw(line * line_step + first * index_step, index_step, step);
                std::array<const T*, Inputs + 1> from;
                std::array<core::Index, Inputs + 1> from_stride;
                for (std::size_t k = 0; k < Inputs; ++k) {
                    from[k] = in[k].at(first, line);
                    from_stride[k] = count == 1 ? 1 : in[k].row_stride;
                }
                from[Inputs] = slope.data();
                from_stride[Inputs] = 1;
                core::sweep_line<T>(formula, count, from, from_stride, std::array{out.at(first, line)},
                                    std::array{count == 1 ? core::Index(1) : out.row_stride});
            }
        });
    }

    std::array<T, static_cast<std::size_t>(chunk)> draw(core::Index first, core::Index index_step, std::uint64_t step) const {
        constexpr auto n = static_cast<std::size_t>(chunk);
        const core::Philox<n> words(seed_, step, static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(index_step));
        std::array<T, n> slope;
        for (std::size_t l = 0; l < n; ++l) slope[l] = between(words.word(0)[l], words.word(1)[l]);
        return slope;
    }

    T between(std::uint32_t w0, std::uint32_t w1) const {
        // In double the products of two floats are exact, so that the sum is the same with and without FMA.
        double u;
        if constexpr (std::same_as<T, float>) {
            u = (w0 >> 8) * 0x1p-24;
        } else {
            u = static_cast<double>(((std::uint64_t(w0) << 32) | w1) >> 11) * 0x1p-53;
        }
        const double a = math::fma(u, double(upper()), (1 - u) * double(lower()));
        return std::min(static_cast<T>(a), greatest_);
    }

    RReLU<T, Tier> mean_;
    std::uint64_t seed_;
    T greatest_;
};

}  // namespace actfn::inline ACTFN_ISA
