// Random calls of softmax and log-softmax. Each distribution must have the bits that it has alone (one along the storage order)
// or beside itself (across it), and lie within the bounds of the contract from a reference in long double.

#include "../support/eigen_setup.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "../every_function/catalogue_impl.hpp"
#include "../support/differences.hpp"
#include "actfn/actfn.hpp"
#include "random_calls.hpp"

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

template <bool Log, class T>
std::vector<Wide> true_rows(const std::vector<T>& x) {
    const auto [max, others] = max_and_others(x);
    std::vector<Wide> y;
    for (const T v : x) {
        const Wide d = Wide(v) - max;
        y.push_back(Log ? d - std::log1p(others) : std::exp(d) / (1 + others));
    }
    return y;
}

/// The greatest error of a distribution over its bound.
template <bool Log, class T>
double forward_error(const Row<T>& r, double bound) {
    if (!std::ranges::all_of(r.x, [](T v) { return std::isfinite(v); })) return 0;
    const auto truth = true_rows<Log>(r.x);
    double worst = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (Log && !(std::abs(truth[i]) > 0x1p-60L && std::abs(truth[i]) < std::numeric_limits<T>::max())) continue;
        worst = std::max(worst, ulps(r.got[i], truth[i], truth[i]) / bound);
    }
    return worst;
}
template <bool Log, class T>
double backward_error(const Row<T>& r) {
    if (!moderate(r.dy) || std::ranges::any_of(r.x, [](T v) { return std::isnan(v); })) return 0;
    Wide sum = 0;
    Wide size = 0;
    for (std::size_t i = 0; i < r.x.size(); ++i) {
        const Wide term = Log ? Wide(r.dy[i]) : Wide(r.x[i]) * r.dy[i];
        sum += term;
        size += std::abs(term);
    }
    double worst = 0;
    for (std::size_t i = 0; i < r.x.size(); ++i) {
        const Wide p = Log ? std::exp(Wide(r.x[i])) : Wide(r.x[i]);
        const Wide truth = Log ? Wide(r.dy[i]) - p * sum : p * (r.dy[i] - sum);
        const Wide scale = Log ? std::abs(Wide(r.dy[i])) + p * size : p * (std::abs(Wide(r.dy[i])) + size);
        if (scale < std::numeric_limits<T>::max() / 4) worst = std::max(worst, ulps(r.got[i], truth, scale) / 2);
    }
    return worst;
}

/// Of a matrix, entry k of distribution d.
template <class M>
decltype(auto) entry(M& m, actfn::Axis axis, Index d, Index k) {
    return axis == actfn::rowwise ? m(d, k) : m(k, d);
}

/// The result of one distribution by itself, in the layout of which the order of its sum is a matter.
template <class S, class T>
std::vector<T> alone(const S& s, bool backward, bool along, const Row<T>& r) {
    if (along) return backward ? s.backward(r.x, r.dy) : s(r.x);
    const auto n = static_cast<Index>(r.x.size());
    using Rows = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    using Line = Eigen::Map<const Eigen::Array<T, 1, Eigen::Dynamic>>;
    const Rows x = Line(r.x.data(), n).replicate(2, 1);
    Rows y;
    if (backward) {
        y = s.backward(x, Rows(Line(r.dy.data(), n).replicate(2, 1)), actfn::rowwise);
    } else {
        y = s(x, actfn::rowwise);
    }
    std::vector<T> result(r.x.size());
    for (Index k = 0; k < n; ++k) result[static_cast<std::size_t>(k)] = y(1, k);
    return result;
}

template <class S>
RandomCall<typename S::value_type> row_call(const S& s, Draw& draw) {
    using T = typename S::value_type;
    constexpr bool log = std::is_same_v<S, actfn::LogSoftmax<T, typename S::tier>>;
    const bool backward = draw.one_in(2);
    const actfn::Axis axis = draw.one_in(2) ? actfn::rowwise : actfn::colwise;
    RandomCall<T> call;
    call.label = std::string(S::name) + (std::is_same_v<typename S::tier, actfn::exact> ? " (exact)" : "") +
                 (backward ? " backward, " : " forward, ") + (axis == actfn::rowwise ? "rowwise" : "colwise");
    call.inputs = backward ? 2 : 1;
    call.outputs = {&RandomCall<T>::same_shape};
    if (backward) {
        call.run = [s, axis](auto& in, auto& out, auto& e) {
            actfn::backward(s, map(in[0]), map(in[1]), map(out[0]), axis, e);
        };
    } else {
        call.run = [s, axis](auto& in, auto& out, auto& e) { actfn::forward(s, map(in[0]), map(out[0]), axis, e); };
    }
    call.prepare = [backward, axis](auto& in, const auto& first, Draw& d) {
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
            const auto y = true_rows<log>(x);
            for (Index k = 0; k < entries; ++k)
                entry(in[0], axis, i, k) = static_cast<T>(y[static_cast<std::size_t>(k)]);
        }
    };
    call.judge = [s, backward, axis](const auto& in, const auto& first, const auto& out) -> std::string {
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
            const std::vector<T> expected = alone(s, backward, along, r);
            for (std::size_t k = 0; k < expected.size(); ++k) {
                if (same(expected[k], r.got[k])) continue;
                return where + "entry " + std::to_string(k) + ": alone " + text(expected[k]) + ", here " +
                       text(r.got[k]);
            }
            const double error = backward ? backward_error<log>(r) : forward_error<log>(r, S::bounds.value);
            if (!(error <= 1)) return where + "error " + std::to_string(error) + " times the bound";
        }
        return "";
    };
    return call;
}

}  // namespace

template <class T>
RandomCall<T> random_rows(Draw& draw) {
    const bool log = draw.one_in(2);
    if constexpr (std::is_same_v<T, float>) {
        if (draw.one_in(2)) {
            return log ? row_call(actfn::LogSoftmax<T, actfn::exact>(), draw)
                       : row_call(actfn::Softmax<T, actfn::exact>(), draw);
        }
    }
    return log ? row_call(actfn::LogSoftmax<T>(), draw) : row_call(actfn::Softmax<T>(), draw);
}
template RandomCall<float> random_rows(Draw&);
template RandomCall<double> random_rows(Draw&);

}  // namespace tests
