#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "actfn/base/precision.hpp"
#include "actfn/functions/rrelu.hpp"
#include "actfn/math/piecewise.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/random/slopes.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The randomized leaky rectified linear unit in training.
///
///     f(x_ij) = x_ij for x_ij > 0, a_ij x_ij otherwise        f'(x_ij) = 1 for x_ij > 0, a_ij otherwise
///
/// with a slope a_ij ~ U(lower, upper) for each element and step. Slopes are not stored: backward draws them again,
/// with the same bits for any SIMD width and thread count. a_ij comes from Philox4x32-10 with key = seed and
/// counter = (index, step), where index = row + column * rows of the logical array in either storage order. From the
/// words w0, w1 of that counter:
///
///     float:  u = floor(w0 / 2^8) / 2^24                        double: u = floor((2^32 w0 + w1) / 2^11) / 2^53
///     a = u * upper + (1 - u) * lower, rounded once for float; the greatest T below upper if that rounds to upper
///
/// Of elements of 16 bits the slopes are those of float, and a product with one is rounded to float and then to T.
/// Parameters: lower = 1/8, upper = 1/3, finite, lower <= upper (if equal, they are the slope), seed = 0. In evaluation
/// use evaluation(), an RReLU. Shapes, in-place use and errors are those of actfn::forward and actfn::backward.
/// Source: Xu, Wang, Chen and Li, "Empirical evaluation of rectified activations in convolutional network", 2015.
template <class T = float, class Tier = standard>
class RReLUTraining {
    static constexpr bool is_known = core::Element<T>;
    static_assert(is_known,
                  "actfn: the element type must be float, double, Eigen::half or Eigen::bfloat16: convert x, e.g. with "
                  "x.cast<float>().");
    using Slope = core::lane_type<T>;

public:
    using value_type = T;
    using tier = Tier;
    static constexpr std::string_view name = "rrelu_training";
    static constexpr Bounds bounds = {core::Stored<T> ? core::rounded_once : 0.5, 0, 0, 0};

    RReLUTraining() : RReLUTraining(RReLU<T, Tier>()) {}
    explicit RReLUTraining(T lower, T upper, std::uint64_t seed = 0)
        : RReLUTraining(RReLU<T, Tier>(lower, upper), seed) {}

    T lower() const { return mean_.lower(); }
    T upper() const { return mean_.upper(); }
    std::uint64_t seed() const { return draws_.seed(); }

    /// The function to use once training is over: a leaky ReLU with the mean slope.
    RReLU<T, Tier> evaluation() const { return mean_; }

    /// f(x) of an element with the slope a, and dy f'(x).
    struct Value {
        template <class V>
        ACTFN_INLINE V operator()(V x, V a) const {
            return math::leaky(x, a);
        }
    };
    struct Product {
        template <class V>
        ACTFN_INLINE V operator()(V x, V dy, V a) const {
            return dy * math::leaky_gradient(x, a);
        }
    };

    /// y = f(x) with the slopes of this step.
    template <class X, class Y, Executor E = core::Serial>
    void forward(const X& x, Y&& y, std::uint64_t step, E&& executor = E()) const {
        if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>()) {
            const auto views = core::views_of<T>(std::tie(x), std::tie(y));
            core::check(core::names_of_forward, views);
            draws_.sweep(Value(), views.in, views.out[0], step, executor);
        }
    }

    /// dx = dy * f'(x) with the slopes of this step.
    template <class X, class DY, class DX, Executor E = core::Serial>
    void backward(const X& x, const DY& dy, DX&& dx, std::uint64_t step, E&& executor = E()) const {
        if constexpr (core::check_types<T, const X&, const DY&, DX>() && core::check_outputs<DX>()) {
            const auto views = core::views_of<T>(std::tie(x, dy), std::tie(dx));
            core::check(core::names_of_backward, views);
            draws_.sweep(Product(), views.in, views.out[0], step, executor);
        }
    }

    /// The slopes of this step for an array of rows x cols elements.
    Eigen::Array<Slope, Eigen::Dynamic, Eigen::Dynamic> slopes(Eigen::Index rows, Eigen::Index cols,
                                                               std::uint64_t step) const {
        Eigen::Array<Slope, Eigen::Dynamic, Eigen::Dynamic> a(rows, cols);
        core::Serial serial;
        const auto formula = [](auto slope) ACTFN_INLINE_LAMBDA { return slope; };
        draws_.sweep(formula, std::array<core::View<const Slope>, 0>(), core::view<Slope>(a), step, serial);
        return a;
    }

    friend constexpr bool operator==(const RReLUTraining&, const RReLUTraining&) = default;

private:
    explicit RReLUTraining(const RReLU<T, Tier>& mean, std::uint64_t seed = 0)
        : mean_(mean), draws_(core::convert<Slope>(mean.lower()), core::convert<Slope>(mean.upper()), seed) {}

    RReLU<T, Tier> mean_;
    core::RandomSlopes<Slope> draws_;
};

/// y = f(x) with the slopes of this step. In place if y is x.
template <class T, class Tier, class X, class Y, Executor E = core::Serial>
void forward(const RReLUTraining<T, Tier>& f, const X& x, Y&& y, std::uint64_t step, E&& executor = E()) {
    f.forward(x, y, step, executor);
}

/// dx = dy * f'(x) with the slopes of this step. dx may be x or dy.
template <class T, class Tier, class X, class DY, class DX, Executor E = core::Serial>
void backward(const RReLUTraining<T, Tier>& f, const X& x, const DY& dy, DX&& dx, std::uint64_t step,
              E&& executor = E()) {
    f.backward(x, dy, dx, step, executor);
}

}  // namespace ACTFN_ISA
}  // namespace actfn
