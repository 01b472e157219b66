// Random calls of softmax and log-softmax. Each distribution must have the bits that it has alone (one along the storage order)
// or beside itself (across it), and lie within the bounds of the contract from a reference in long double.

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "../support/differences.hpp"
#include "random_calls.hpp"
#include "row_functor.hpp"

namespace tests {
namespace {

using Wide = long double;

template <class T>
struct Row {
    std::vector<T> x, dy, got;
};

/// abs(got - truth) in ULP of a number of T as great as `scale`.
template <class T>
double ulps(T got, Wide truth, Wide scale) {
    using Limits = std::numeric_limits<T>;
    const Wide least = Limits::min();
    const int exponent = std::ilogb(std::max(std::abs(scale), least));
    return static_cast<double>(std::abs(Wide(got) - truth) / std::ldexp(Wide(1), exponent - Limits::digits + 1));
}

template <class T>
bool moderate(const std::vector<T>& v) {
    return std::ranges::all_of(v, [](T a) { return std::abs(a) < std::numeric_limits<T>::max() / 0x1p20f; });
}

/// The greatest entry and the sum of e^(x - max) over the others.
template <class T>
std::pair<Wide, Wide> max_and_others(const std::vector<T>& x) {
    const auto max = std::ranges::max_element(x);
    Wide others = 0;
    for (auto i = x.begin(); i != x.end(); ++i) {
        if (i != max) others += std::exp(Wide(*i) - Wide(*max));
    }
    return {*max, others};
}

template <class T>
std::vector<Wide> true_rows(bool log, const std::vector<T>& x) {
    const auto [max, others] = max_and_others(x);
    std::vector<Wide> y;
    for (const T v : x) {
        const Wide d = Wide(v) - max;
        y.push_back(log ? d - std::log1p(others) : std::exp(d) / (1 + others));
    }
    return y;
}

/// The greatest error of a distribution over its bound.
template <class T>
double forward_error(bool log, const Row<T>& r, double bound) {
    if (!std::ranges::all_of(r.x, [](T v) { return std::isfinite(v); })) return 0;
    const auto truth = true_rows(log, r.x);
    double worst = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (log && !(std::abs(truth[i]) > 0x1p-60L && std::abs(truth[i]) < std::numeric_limits<T>::max())) continue;
        worst = std::max(worst, ulps(r.got[i], truth[i], truth[i]) / bound);
    }
    return worst;
}
template <class T>
double backward_error(bool log, const Row<T>& r, double bound) {
    if (!moderate(r.dy) || std::ranges::any_of(r.x, [](T v) { return std::isnan(v); })) return 0;
    Wide sum = 0;
    Wide size = 0;
    for (std::size_t i = 0; i < r.x.size(); ++i) {
        const Wide term = log ? Wide(r.dy[i]) : Wide(r.x[i]) * r.dy[i];
        sum += term;
        size += std::abs(term);
    }
    double worst = 0;
    for (std::size_t i = 0; i < r.x.size(); ++i) {
        const Wide p = log ? std::exp(Wide(r.x[i])) : Wide(r.x[i]);
        const Wide truth = log ? Wide(r.dy[i]) - p * sum : p * (r.dy[i] - sum);
        const Wide scale = log ? std::abs(Wide(r.dy[i])) + p * size : p * (std::abs(Wide(r.dy[i])) + size);
        if (scale < std::numeric_limits<T>::max() / 4) worst = std::max(worst, ulps(r.got[i], truth, scale) / bound);
    }
    return worst;
}

/// Of a matrix, entry k of distribution d.
template <class M>
decltype(auto) entry(M& m, actfn::Axis axis, Index d, Index k) {
    return axis == actfn::rowwise ? m(d, k) : m(k, d);
}

template <class T>
void run(const RowFunctor<T>& f, bool backward, const std::vector<Matrix<const T>>& in, const Matrix<T>& out,
         actfn::Axis axis, const Executor& e) {
    backward ? f.backward(in[0], in[1], out, axis, e) : f.forward(in[0], out, axis, e);
}

/// The result of one distribution by itself: of a vector, or (across the storage order) of the second of two rows, since
/// the order of its sum is a matter of the layout.
template <class T>
std::vector<T> alone(const RowFunctor<T>& f, bool backward, bool along, const Row<T>& r) {
    if (along) return backward ? f.backward_vector(r.x, r.dy) : f.forward_vector(r.x);
    const auto twice = [](const std::vector<T>& v) {
        std::vector<T> both;
        for (const T e : v) both.insert(both.end(), {e, e});
        return both;
    };
    const std::vector<T> x = twice(r.x);
    const std::vector<T> dy = twice(r.dy);
    std::vector<T> y(x.size());
    const auto rows = [&]<class E>(E* data) { return Matrix<E>{data, 2, static_cast<Index>(r.x.size()), 1, 2}; };
    run<T>(f, backward, {rows(x.data()), rows(dy.data())}, rows(y.data()), actfn::rowwise, Executor());
    std::vector<T> result;
    for (std::size_t k = 1; k < y.size(); k += 2) result.push_back(y[k]);
    return result;
}

template <class T>
RandomCall<T> row_call(const RowFunctor<T>& f, Draw& draw) {
    const bool log = f.log;
    const bool backward = draw.one_in(2);
    const actfn::Axis axis = draw.one_in(2) ? actfn::rowwise : actfn::colwise;
    RandomCall<T> call;
    call.label = std::string(f.name) + (f.exact ? " (exact)" : "") + (backward ? " backward, " : " forward, ") +
                 (axis == actfn::rowwise ? "rowwise" : "colwise");
    call.inputs = backward ? 2 : 1;
    call.outputs = {&RandomCall<T>::same_shape};
    call.run = [&f, backward, axis](auto& in, auto& out, auto& e) { run<T>(f, backward, in, out[0], axis, e); };
    call.prepare = [log, backward, axis](auto& in, const auto& first, Draw& d) {
        const double scale = d.one_in(3) ? 100 : d.one_in(3) ? 1e6 : 3;
        const bool special = d.one_in(8);
        for (auto& m : in) {
            for (T& v : m.element) {
                v = static_cast<T>(d.uniform(-scale, scale));
                if (special && d.one_in(20))
                    v = d.one_in(4) ? std::numeric_limits<T>::quiet_NaN() : -std::numeric_limits<T>::infinity();
            }
        }
        if (!backward || special) return;
        const Index distributions = axis == actfn::rowwise ? first.rows : first.cols;
        const Index entries = axis == actfn::rowwise ? first.cols : first.rows;
        for (Index i = 0; i < distributions && entries > 0; ++i) {
            std::vector<T> x;
            for (Index k = 0; k < entries; ++k) x.push_back(entry(in[0], axis, i, k));
            const auto y = true_rows(log, x);
            for (Index k = 0; k < entries; ++k)
                entry(in[0], axis, i, k) = static_cast<T>(y[static_cast<std::size_t>(k)]);
        }
    };
    call.judge = [&f, backward, axis](const auto& in, const auto& first, const auto& out) -> std::string {
        const bool rows = axis == actfn::rowwise;
        const Index distributions = rows ? first.rows : first.cols;
        const Index entries = rows ? first.cols : first.rows;
        const Index entry_stride = rows ? first.col_stride : first.row_stride;
        const Index next = rows ? first.row_stride : first.col_stride;
        const bool along = distributions == 1 || (entries > 1 && std::abs(entry_stride) <= std::abs(next));
        for (Index d = 0; d < distributions && entries > 0; ++d) {
            Row<T> r;
            for (Index k = 0; k < entries; ++k) {
                r.x.push_back(entry(in[0], axis, d, k));
                r.dy.push_back(entry(in.back(), axis, d, k));
                r.got.push_back(entry(out[0], axis, d, k));
            }
            const std::string where = "distribution " + std::to_string(d) + (along ? " along" : " across") + ": ";
            const std::vector<T> expected = alone(f, backward, along, r);
            for (std::size_t k = 0; k < expected.size(); ++k) {
                if (same(expected[k], r.got[k])) continue;
                return where + "entry " + std::to_string(k) + ": alone " + text(expected[k]) + ", here " +
                       text(r.got[k]);
            }
            const double error =
                backward ? backward_error(f.log, r, f.backward_bound) : forward_error(f.log, r, f.bound);
            if (!(error <= 1)) return where + "error " + std::to_string(error) + " times the bound";
        }
        return "";
    };
    return call;
}

}  // namespace

template <>
RandomCall<float> random_rows(Draw& draw) {
    const bool log = draw.one_in(2);
    if (draw.one_in(2)) return row_call(log ? LogSoftmax_float_exact : Softmax_float_exact, draw);
    return row_call(log ? LogSoftmax_float_standard : Softmax_float_standard, draw);
}

template <>
RandomCall<double> random_rows(Draw& draw) {
    return row_call(draw.one_in(2) ? LogSoftmax_double_standard : Softmax_double_standard, draw);
}

}  // namespace tests
