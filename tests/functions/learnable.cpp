// The derivatives of functions in their parameters against the definitions in MPFR, these against differences of the
// functions' own references, and learning with them.

#include "actfn/functions/learnable.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/differences.hpp"
#include "../support/points.hpp"
#include "../support/ulp.hpp"
#include "actfn/functions/learnable_affine.hpp"
#include "learnable_references.hpp"

using namespace tests;

namespace {

template <std::size_t P, class F>
F with(const std::array<double, P>& values) {
    return actfn::with_parameters<F>(
        actfn::core::each_of<P>([&](auto k) { return static_cast<typename F::value_type>(values[k]); }));
}

template <std::size_t P, class F>
std::array<Real, P> held(const F& f) {
    std::array<Real, P> values;
    const auto parameters = f.parameter_values();
    for (std::size_t k = 0; k < P; ++k) values[k] = Real(parameters[k]);
    return values;
}

/// df/dp of a scalar, and whether a batch has the same bits.
template <class F>
auto gradients_of(const F& f, typename F::value_type x, Differences& differences) {
    using C = actfn::core::compute_of<F>;
    using Plan = actfn::core::PlanFor<F>;
    using B = actfn::core::native_batch<C>;
    const auto formula = [&f](auto v) { return f.parameter_gradients(v); };
    const auto one = Plan::evaluate(formula, static_cast<C>(x));
    const auto several = Plan::evaluate(formula, B(static_cast<C>(x)));
    for (std::size_t k = 0; k < one.size(); ++k) {
        std::array<C, actfn::core::lanes<B>> lane;
        actfn::core::store(lane.data(), several[k]);
        differences.compare(std::string(F::name) + ", a batch", static_cast<C>(x), one[k], lane.back());
    }
    return one;
}

/// Units in the last place that df/dp may be wrong by in a tier, and their digits (actfn::Bounds::digits).
template <class Tier>
inline constexpr double allowed = 3.5;
template <>
inline constexpr double allowed<actfn::exact> = 0.501;
template <>
inline constexpr double allowed<actfn::fast> = 2;

/// Each parameter at each of its values, beside the defaults of the others.
template <class F>
std::vector<std::array<double, F::parameters.size()>> parameter_sets() {
    constexpr std::size_t n = F::parameters.size();
    std::array<double, n> defaults;
    for (std::size_t k = 0; k < n; ++k) defaults[k] = F::parameters[k].initial;
    std::vector<std::array<double, n>> sets = {defaults};
    for (std::size_t k = 0; k < n; ++k) {
        for (const double value : {0.0, 0.3, 1e-3, 1e3, -0.7, 1e-30, 1e-38, 1e38}) {
            const auto valid = F::parameters[k].valid;
            if (valid != actfn::Valid::finite && (value < 0 || (valid == actfn::Valid::positive && value == 0)))
                continue;
            sets.push_back(defaults);
            sets.back()[k] = value;
        }
    }
    return sets;
}

/// Of every magnitude, and where a product with one of the parameters is neither small nor large.
template <class T, std::size_t P>
std::vector<T> points_for(const std::array<double, P>& parameters) {
    constexpr auto greatest = static_cast<double>(std::numeric_limits<T>::max());
    Points<T> points;
    points.landmarks().bit_uniform(1500, T(0), std::numeric_limits<T>::max()).linear(1500, -20, 20);
    for (const double p : parameters) {
        const double unit = p == 0 ? 1 : 1 / std::fabs(p);
        for (const double reach : {20.0, sizeof(T) == 4 ? 320.0 : 2400.0}) {
            const double end = std::min(greatest, reach * unit);
            points.linear(1500, -end, end);
        }
    }
    return points.take();
}

/// Whether y is next to a root of df/dp other than 0, and has the absolute error that is promised there.
template <template <class, class> class Function, std::size_t P, class T>
bool is_good_next_to_root(const std::array<Real, P>& parameters, T x, T y, const Real& truth, const actfn::Bounds& of) {
    if constexpr (requires { Learnt<Function>::magnitude(parameters, Real(x)); }) {
        const Real magnitude = Learnt<Function>::magnitude(parameters, Real(x));
        // Beyond the greatest number all are infinity.
        const Real end = scaled(Real(1), std::numeric_limits<T>::max_exponent);
        const auto within_range = [&end](const Real& v) { return v > end ? end : v < -end ? -end : v; };
        return abs(truth) < scaled(magnitude, -4) &&
               abs(within_range(truth) - within_range(Real(y))) <= scaled(Real(of.near_roots) * magnitude, -5);
    } else {
        return false;
    }
}

/// df/dp at every point, in units in the last place; the sign of a zero is free.
template <template <class, class> class Function, class T, class Tier>
void check_accuracy(Differences& differences) {
    using F = Function<T, Tier>;
    constexpr std::size_t n = F::parameters.size();
    constexpr int digits = std::is_same_v<Tier, actfn::fast> ? 13 : 0;
    double greatest = 0;
    for (const auto& parameters : parameter_sets<F>()) {
        const F f = with<n, F>(parameters);
        const auto exact = held<n>(f);
        for (const T x : points_for<T>(parameters)) {
            const auto got = gradients_of(f, x, differences);
            const auto expected = Learnt<Function>::gradients(exact, Real(x));
            for (std::size_t k = 0; k < n; ++k) {
                const auto y = static_cast<T>(got[k]);
                const bool zero = y == 0 && is_zero(expected[k]);
                const double error = zero || is_good_next_to_root<Function>(exact, x, y, expected[k], F::bounds)
                                         ? 0
                                         : ulp_error(y, expected[k], digits);
                greatest = std::max(greatest, error);
                if (error > allowed<Tier>) {
                    differences.add(std::string(F::name) + ", d/d" + std::string(F::parameters[k].name) + " at x = " +
                                    text(x) + " with " + text(parameters[0]) + ": " + std::to_string(error) + " ULP");
                }
            }
        }
    }
    std::printf("    %-13s %-6s %-8s d/dp %.3f ULP\n", std::string(F::name).c_str(),
                sizeof(T) == 4 ? "float" : "double",
                digits != 0                                               ? "fast"
                : sizeof(typename actfn::core::compute_of<F>) > sizeof(T) ? "exact"
                                                                          : "standard",
                greatest);
}

/// The definitions of df/dp against differences of f itself, in 300 bits.
template <template <class, class> class Function>
void check_differences(Differences& differences) {
    using F = Function<double, actfn::standard>;
    using R = typename Learnt<Function>::Reference;
    constexpr std::size_t n = F::parameters.size();
    const Real step = scaled(Real(1), -80);
    for (const auto& parameters : parameter_sets<F>()) {
        if (std::fabs(parameters[0]) > 100 || (parameters[0] != 0 && std::fabs(parameters[0]) < 1e-10)) continue;
        const auto exact = held<n>(with<n, F>(parameters));
        for (const double x : {-7.5, -1.25, -0.1, 0.1, 0.8, 3.0, 9.0}) {
            const auto expected = Learnt<Function>::gradients(exact, Real(x));
            for (std::size_t k = 0; k < n; ++k) {
                const auto moved = [&](const Real& by) {
                    auto p = exact;
                    p[k] = p[k] + by;
                    return std::apply([](const auto&... each) { return R(each...); }, p).value(Real(x));
                };
                const Real quotient = (moved(step) - moved(-step)) / (step + step);
                if (!(abs(quotient - expected[k]) <= scaled(abs(expected[k]) + scaled(Real(1), -60), -60)))
                    differences.add(std::string(F::name) + ": the definition at x = " + text(x));
            }
        }
    }
}

/// At infinities and for a NaN.
template <template <class, class> class Function, class T, class Tier>
void check_special_values(Differences& differences) {
    using F = Function<T, Tier>;
    using Limits = std::numeric_limits<T>;
    const F f;
    const auto [below, above] = Learnt<Function>::at_infinity;
    const std::vector<std::pair<T, std::decay_t<decltype(below)>>> table = {{-Limits::infinity(), below},
                                                                            {Limits::infinity(), above}};
    for (const auto& [x, expected] : table) {
        const auto got = gradients_of(f, x, differences);
        for (std::size_t k = 0; k < got.size(); ++k) {
            if (!same_bits(static_cast<T>(got[k]) + T(0), static_cast<T>(expected[k])))
                differences.add(std::string(F::name) + " at x = " + text(x) + ": got " + text(got[k]));
        }
    }
    for (const auto got : gradients_of(f, Limits::quiet_NaN(), differences)) {
        if (!std::isnan(got)) differences.add(std::string(F::name) + " of NaN");
    }
}

template <template <class, class> class Function>
void check_function(Differences& differences) {
    check_differences<Function>(differences);
    const auto check = [&]<class T, class Tier>(T, Tier) {
        check_accuracy<Function, T, Tier>(differences);
        check_special_values<Function, T, Tier>(differences);
    };
    check(float(), actfn::standard());
    check(float(), actfn::exact());
    check(float(), actfn::fast());
    check(double(), actfn::standard());
}

}  // namespace

TEST_CASE("The derivative in a parameter is within its bound", "[learnable][accuracy]") {
    Differences differences;
    check_function<actfn::Swish>(differences);
    check_function<actfn::ELU>(differences);
    check_function<actfn::CELU>(differences);
    check_function<actfn::ScaledELU>(differences);
    check_function<actfn::XIELU>(differences);
    check_function<actfn::Softplus>(differences);
    check_function<actfn::ThresholdedSoftplus>(differences);
    check_function<actfn::Snake>(differences);
    check_function<actfn::DynamicTanh>(differences);
    check_function<actfn::DynamicErf>(differences);
    CHECK(differences.text() == "");
}

TEST_CASE("The derivative in a parameter of 0 is not bounded", "[learnable][special]") {
    const float inf = std::numeric_limits<float>::infinity();
    CHECK(actfn::DynamicTanh<float>(0).parameter_gradients(3.0f)[0] == 3);
    CHECK(actfn::DynamicTanh<float>(0).parameter_gradients(-inf)[0] == -inf);
    CHECK(actfn::Swish<float>(0).parameter_gradients(3.0f)[0] == 2.25f);
    CHECK(actfn::Swish<float>(0).parameter_gradients(-inf)[0] == inf);
    CHECK(actfn::Swish<float>(1e-38f).parameter_gradients(inf)[0] == 0);
    CHECK(actfn::DynamicTanh<float>(1e-38f).parameter_gradients(inf)[0] == 0);
}

TEST_CASE("Descent finds the parameters that made the data", "[learnable]") {
    const Eigen::ArrayXXd x = Eigen::ArrayXXd::Random(3, 400) * 3;
    const Eigen::Array3d betas(0.5, 1.5, 0.3);
    const Eigen::ArrayXXd target = actfn::Learnable<actfn::Swish<double>>(betas)(x);
    actfn::Learnable<actfn::Swish<double>> fit(3);
    for (int step = 0; step < 1000; ++step) {
        const Eigen::ArrayXXd residual = fit(x) - target;
        fit.update(fit.backward(x, residual).dparameters, 0.5 / 400, 0.5);
    }
    CHECK((fit.parameters().col(0) - betas).abs().maxCoeff() < 1e-6);

    // With the affine part: alpha for all channels, weight and bias of each.
    actfn::LearnableAffine<actfn::DynamicTanh<double>> made(
        actfn::Learnable<actfn::DynamicTanh<double>>(actfn::DynamicTanh<double>(0.9)), 3);
    const Eigen::Array3d weight(2, -1, 0.5);
    const Eigen::Array3d bias(0.25, 0, -1);
    made.set_affine(weight, bias);
    const Eigen::ArrayXXd outputs = made(x);
    actfn::LearnableAffine<actfn::DynamicTanh<double>> layer(3);
    Eigen::ArrayXXd dx(3, 400);
    Eigen::ArrayXd dalpha(1);
    Eigen::ArrayXd dweight(3);
    Eigen::ArrayXd dbias(3);
    for (int step = 0; step < 600; ++step) {
        const Eigen::ArrayXXd residual = layer(x) - outputs;
        actfn::backward(layer, x, residual, dx, dalpha, dweight, dbias);
        layer.update(dalpha, dweight, dbias, 0.2 / 400, 0.9);
    }
    CHECK(std::abs(layer.parameters()(0) - 0.9) < 1e-6);
    CHECK((layer.weight() - weight).abs().maxCoeff() < 1e-6);
    CHECK((layer.bias() - bias).abs().maxCoeff() < 1e-6);
}
