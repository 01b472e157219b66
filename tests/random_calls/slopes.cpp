// Random calls of PReLU and of RReLU in training: each element is a leaky ReLU of its own slope.

#include "../support/eigen_setup.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "../every_function/map.hpp"
#include "../support/differences.hpp"
#include "actfn/actfn.hpp"
#include "random_calls.hpp"

namespace tests {
namespace {

template <class T>
using Slopes = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;

enum class Wanted { value, derivative, product };

/// The scalar functor with the slope of each element.
template <class T>
std::string judge_leaky(Wanted wanted, const Slopes<T>& slope, const std::vector<Values<T>>& in, const Values<T>& out) {
    for (Index j = 0; j < out.cols; ++j) {
        for (Index i = 0; i < out.rows; ++i) {
            const actfn::LeakyReLU<T> f(slope(i, j));
            const T x = in[0](i, j);
            const T dy = in.back()(i, j);
            const T truth = wanted == Wanted::value        ? f(x)
                            : wanted == Wanted::derivative ? f.derivative(x)
                                                           : dy * f.derivative(x);
            if (!same(truth, out(i, j))) {
                return "element (" + std::to_string(i) + ", " + std::to_string(j) + "), x = " + text(x) +
                       ", dy = " + text(dy) + ": expected " + text(truth) + ", got " + text(out(i, j));
            }
        }
    }
    return "";
}

/// dslope against the sum over each channel in long double.
template <class T>
std::string judge_sums(const std::vector<Values<T>>& in, const Values<T>& dslope, bool shared, actfn::Axis axis) {
    const std::size_t channels = dslope.element.size();
    std::vector<long double> sum(channels), size(channels);
    for (Index j = 0; j < in[0].cols; ++j) {
        for (Index i = 0; i < in[0].rows; ++i) {
            const auto c = static_cast<std::size_t>(shared ? 0 : axis == actfn::rowwise ? i : j);
            const T x = in[0](i, j);
            const long double term = static_cast<long double>(x) * in[1](i, j);
            if (!(x > 0)) sum[c] += term;
            size[c] += std::abs(term);
        }
    }
    const long double bound = sizeof(T) == 4 ? 0x1p-23L : 0x1p-52L;
    for (std::size_t c = 0; c < channels; ++c) {
        if (!(size[c] < std::numeric_limits<T>::max() / 4)) continue;
        const auto tiny = static_cast<long double>(std::numeric_limits<T>::min());  // a product may underflow
        const long double error = std::abs(dslope.element[c] - sum[c]);
        if (!(error <= bound * size[c] + tiny)) return "dslope " + std::to_string(c) + ": " + text(dslope.element[c]);
    }
    return "";
}

template <class T, class Tier>
RandomCall<T> prelu_call(Draw& draw, Index rows, Index cols) {
    const actfn::Axis axis = draw.one_in(2) ? actfn::rowwise : actfn::colwise;
    const Index lines = axis == actfn::rowwise ? rows : cols;
    const bool shared = lines == 0 || draw.one_in(2);
    const Index channels = shared ? 1 : lines;
    actfn::PReLU<T, Tier> p(channels, T(0.25), axis);
    Eigen::Array<T, Eigen::Dynamic, 1> change(channels);
    for (T& v : change) v = static_cast<T>(draw.uniform(-1, 1));
    p.update(change, T(1), T(0));
    Slopes<T> slope(rows, cols);
    for (Index j = 0; j < cols; ++j) {
        for (Index i = 0; i < rows; ++i) slope(i, j) = p.slope()(shared ? 0 : axis == actfn::rowwise ? i : j);
    }
    const Index which = draw.from(0, 4);
    RandomCall<T> call;
    call.label =
        "prelu of " + std::to_string(channels) + " channels" + (axis == actfn::rowwise ? ", rowwise" : ", colwise");
    call.outputs = {&RandomCall<T>::same_shape};
    if (which < 2) {
        call.checks = false;
        call.label += which == 0 ? ", expression" : ", expression of the derivative";
        call.run = [p, which](auto& in, auto& out, auto&) {
            auto y = map(out[0]);
            if (which == 0) {
                y = p(map(in[0]));
            } else {
                y = p.derivative(map(in[0]));
            }
        };
        call.judge = [slope, which](const auto& in, const auto&, const auto& out) {
            return judge_leaky<T>(which == 0 ? Wanted::value : Wanted::derivative, slope, in, out[0]);
        };
        return call;
    }
    if (which == 2) {
        call.label += ", forward";
        call.run = [p](auto& in, auto& out, auto& e) { actfn::forward(p, map(in[0]), map(out[0]), e); };
        call.judge = [slope](const auto& in, const auto&, const auto& out) {
            return judge_leaky<T>(Wanted::value, slope, in, out[0]);
        };
        return call;
    }
    call.label += ", backward";
    call.inputs = 2;
    const bool row = draw.one_in(2);
    call.outputs.push_back(
        [channels, row](Index, Index) { return row ? std::pair(Index(1), channels) : std::pair(channels, Index(1)); });
    call.run = [p](auto& in, auto& out, auto& e) {
        actfn::backward(p, map(in[0]), map(in[1]), map(out[0]), map(out[1]), e);
    };
    call.judge = [slope, shared, axis](const auto& in, const auto&, const auto& out) {
        const std::string wrong = judge_leaky<T>(Wanted::product, slope, in, out[0]);
        return wrong.empty() ? judge_sums<T>(in, out[1], shared, axis) : wrong;
    };
    return call;
}

template <class T, class Tier>
RandomCall<T> rrelu_call(Draw& draw, Index rows, Index cols) {
    const auto a = static_cast<T>(draw.uniform(-1, 1));
    const auto b = static_cast<T>(draw.uniform(-1, 1));
    const actfn::RReLUTraining<T, Tier> f(std::min(a, b), std::max(a, b), draw.bits());
    const std::uint64_t step = draw.bits();
    const Slopes<T> slope = f.slopes(rows, cols, step);
    const bool backward = draw.one_in(2);
    RandomCall<T> call;
    call.label = backward ? "rrelu_training backward" : "rrelu_training forward";
    call.inputs = backward ? 2 : 1;
    call.outputs = {&RandomCall<T>::same_shape};
    if (backward) {
        call.run = [f, step](auto& in, auto& out, auto& e) {
            f.backward(map(in[0]), map(in[1]), map(out[0]), step, e);
        };
    } else {
        call.run = [f, step](auto& in, auto& out, auto& e) { f.forward(map(in[0]), map(out[0]), step, e); };
    }
    call.judge = [slope, backward](const auto& in, const auto&, const auto& out) {
        return judge_leaky<T>(backward ? Wanted::product : Wanted::value, slope, in, out[0]);
    };
    return call;
}

template <class T, class Tier>
RandomCall<T> in_tier(Draw& draw, Index rows, Index cols) {
    return draw.one_in(2) ? prelu_call<T, Tier>(draw, rows, cols) : rrelu_call<T, Tier>(draw, rows, cols);
}

}  // namespace

template <class T>
RandomCall<T> random_slopes(Draw& draw, Index rows, Index cols) {
    if constexpr (std::is_same_v<T, float>) {
        if (draw.one_in(2)) return in_tier<T, actfn::exact>(draw, rows, cols);
    }
    return in_tier<T, actfn::standard>(draw, rows, cols);
}
template RandomCall<float> random_slopes(Draw&, Index rows, Index cols);
template RandomCall<double> random_slopes(Draw&, Index rows, Index cols);

}  // namespace tests
