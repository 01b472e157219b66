// What -ffast-math leaves of softmax's family on logits far from 0: judges rows/proof_calls.cpp, which is compiled with the
// flag, against long double. Finite inputs must stay within the bounds, in the standard tier within twice them.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

#include "../rows/proof_calls.hpp"

namespace proof {
extern const Isa the_calls;
}

namespace {

using proof::Index;
using Wide = long double;

constexpr proof::Executor alone = {1, [](Index, Index n, const void* work, proof::Part part) { part(work, 0, n); }};

/// log(sum e^x) = greatest + log1p(others).
template <class T>
std::pair<Wide, Wide> log_sum(const std::vector<T>& x) {
    const auto greatest = std::max_element(x.begin(), x.end());
    Wide others = 0;
    for (auto i = x.begin(); i != x.end(); ++i) {
        if (i != greatest) others += std::exp(static_cast<Wide>(*i) - static_cast<Wide>(*greatest));
    }
    return {*greatest, std::log1p(others)};
}

int failures = 0;

void judge(const char* name, const char* what, double shift, Index n, double error, double bound) {
    if (error <= bound) return;
    if (++failures <= 20)
        std::printf("%s %s of %td entries around %g: %.3g units, VIOLATED the bound %.3g\n", name, what, n, shift,
                    error, bound);
}

/// `lines` equal distributions.
template <class T>
void check(const proof::Functor<T>& f, const std::vector<T>& row, const std::vector<T>& upstream, double shift,
           proof::Shape shape) {
    const auto spread = [&](const std::vector<T>& one) {
        std::vector<T> all;
        for (Index i = 0; i < shape.n * shape.lines; ++i)
            all.push_back(one[static_cast<std::size_t>(shape.along ? i % shape.n : i / shape.lines)]);
        return all;
    };
    const std::vector<T> x = spread(row);
    const std::vector<T> dy = spread(upstream);
    std::vector<T> y(x.size());
    std::vector<T> dx(x.size());
    f.forward(shape, alone, x.data(), y.data());
    f.backward(shape, alone, y.data(), dy.data(), dx.data());
    const bool relaxed = f.bound > 1;  // exact rounds once
    const auto [greatest, log_others] = log_sum(row);
    double worst = 0;
    double worst_product = 0;
    Wide sum = 0;
    Wide size = 0;
    const auto line = [&](Index k) { return static_cast<std::size_t>(shape.along ? k : k * shape.lines); };
    for (Index k = 0; k < shape.n; ++k) {
        const Wide term = (f.is_logarithm ? 1 : static_cast<Wide>(y[line(k)])) * dy[line(k)];
        sum += term;
        size += std::abs(term);
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        const Wide result = (x[i] - greatest) - log_others;
        const Wide expected = f.is_logarithm ? result : std::exp(result);
        const double error = f.is_logarithm && result > -0x1p-60L
                                 ? (std::abs(y[i]) <= 0x1p-60 ? 0 : 1e9)
                                 : proof::in_units<T>(y[i] - expected, expected, f.digits);
        worst = std::max(worst, std::isfinite(y[i]) ? error : 1e9);
        const Wide p = f.is_logarithm ? std::exp(static_cast<Wide>(y[i])) : static_cast<Wide>(y[i]);
        const Wide product = f.is_logarithm ? dy[i] - p * sum : p * (dy[i] - sum);
        const Wide scale = f.is_logarithm ? std::abs(dy[i]) + p * size : p * (std::abs(dy[i]) + size);
        worst_product =
            std::max(worst_product, std::isfinite(dx[i]) ? proof::in_units<T>(dx[i] - product, scale, f.digits) : 1e9);
    }
    judge(f.name, "forward", shift, shape.n, worst, relaxed ? 2 * f.bound : f.bound);
    judge(f.name, "backward", shift, shape.n, worst_product, f.digits == 0 ? 4 : f.backward_bound);
}

/// p_i = u_i^power with u_i = max((x_i - t) / power, 0), which sum to 1: power 1 is sparsemax, 2 entmax15.
std::vector<Wide> sparse_truth(const std::vector<float>& x, int power) {
    const Wide greatest = *std::max_element(x.begin(), x.end());
    const auto at = [&](float v, Wide t) {
        const Wide u = std::max<Wide>((v - greatest) / power - t, 0);
        return power == 1 ? u : u * u;
    };
    Wide low = -1;
    Wide high = 0;
    for (int step = 0; step < 80; ++step) {
        const Wide t = (low + high) / 2;
        Wide sum = 0;
        for (const float v : x) sum += at(v, t);
        (sum > 1 ? low : high) = t;
    }
    std::vector<Wide> p;
    for (const float v : x) p.push_back(at(v, low));
    return p;
}

void check_sparse() {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal(0, 0.7);
    for (const double shift : {0.0, 1000.0, -1000.0, 1e5, 1e8, -1e8}) {
        for (const Index n : {1, 2, 3, 8, 17, 40, 100}) {
            std::vector<float> x;
            for (Index k = 0; k < n; ++k) x.push_back(static_cast<float>(shift + normal(random)));
            for (std::size_t f = 0; f < proof::sparse_functors; ++f) {
                const proof::Functor<float>& sparse = proof::the_calls.sparse[f];
                const std::vector<Wide> expected = sparse_truth(x, f < proof::sparse_functors / 2 ? 1 : 2);
                std::vector<float> p(x.size());
                sparse.forward({n, 1, true}, alone, x.data(), p.data());
                double worst = 0;
                for (std::size_t k = 0; k < p.size(); ++k) {
                    const double error = proof::in_units<float>(p[k] - expected[k], 1, sparse.digits);
                    worst = std::max(worst, std::isfinite(p[k]) ? error : 1e9);
                }
                judge(sparse.name, "forward", shift, n, worst, sparse.bound > 1 ? 2 * sparse.bound : sparse.bound);
            }
        }
    }
}

template <class T>
void check_all(const proof::Functor<T>* functors, std::size_t count) {
    std::mt19937_64 random(2);
    std::normal_distribution<double> normal(0, 3);
    for (const double shift : {0.0, 1.0, 1000.0, -1000.0, 1e6, 1e8, -1e8, 1e15}) {
        for (const Index n : {1, 2, 3, 5, 8, 16, 17, 40, 64, 100, 1000}) {
            for (const double lead : {0.0, 12.0, 30.0}) {
                std::vector<T> x;
                std::vector<T> dy;
                for (Index k = 0; k < n; ++k) {
                    x.push_back(static_cast<T>(shift + (k == n / 2 ? lead : normal(random))));
                    dy.push_back(static_cast<T>(normal(random) + 100));
                }
                for (std::size_t f = 0; f < count; ++f) {
                    check(functors[f], x, dy, shift, {n, 1, true});
                    check(functors[f], x, dy, shift, {n, 5, true});
                    check(functors[f], x, dy, shift, {n, 5, false});
                }
                if constexpr (std::is_same_v<T, double>) {
                    const auto [greatest, log_others] = log_sum(x);
                    const Wide expected = greatest + log_others;
                    const double got = proof::the_calls.log_sum(x.data(), n);
                    judge("SoftmaxState", "log_sum", shift, n,
                          proof::in_units<double>(got - expected, std::max(Wide(1), std::abs(expected))), 8);
                }
            }
        }
    }
}

}  // namespace

int main() {
    check_all(proof::the_calls.in_float, proof::float_functors);
    check_all(proof::the_calls.in_double, proof::double_functors);
    check_sparse();
    std::printf("%s: %d violated\n", proof::the_calls.name, failures);
    return failures == 0 ? 0 : 1;
}
