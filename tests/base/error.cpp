// Parameters and calls that are refused at run time, each by its message.

#include "../support/eigen_setup.hpp"

#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/differences.hpp"
#include "../support/message.hpp"
#include "actfn/actfn.hpp"

using tests::message;

namespace {

/// Calls test(F()) for every function of both element types and tiers.
template <class Test>
void for_each_function(const Test& test) {
    const auto each = [&](const auto&... f) { (test(f), ...); };
    std::apply(each, actfn::AllFunctions<float, actfn::standard>());
    std::apply(each, actfn::AllFunctions<float, actfn::exact>());
    std::apply(each, actfn::AllFunctions<double, actfn::standard>());
}

}  // namespace

TEST_CASE("parameters that are not finite are refused", "[errors]") {
    int parameters = 0;
    for_each_function([&]<class F>(const F&) {
        using T = typename F::value_type;
        using Limits = std::numeric_limits<T>;
        for (const T bad : {Limits::quiet_NaN(), -Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity()}) {
            const auto refused = [&](const auto& construct, const std::string& parameter) {
                ++parameters;
                const std::string expected =
                    "actfn: " + std::string(F::name) + ": " + parameter + " must be finite, but is ";
                const std::string text = message(construct);
                CHECK(text.starts_with(expected));
                CHECK(text.find(std::isnan(bad) ? "nan" : "inf", expected.size()) != std::string::npos);
            };
            if constexpr (actfn::parameters_of<F>.size() > 0) {
                for (std::size_t i = 0; i < F::parameters.size(); ++i) {
                    auto values = F().parameter_values();
                    values[i] = bad;
                    refused([&] { actfn::with_parameters<F>(values); }, std::string(F::parameters[i].name));
                }
            }
        }
    });
    CHECK(parameters >= 3 * 4 * 6);
}

TEST_CASE("parameters of every function are refused outside their range, at its ends allowed", "[errors]") {
    for_each_function([&]<class F>(const F&) {
        using T = typename F::value_type;
        if constexpr (actfn::parameters_of<F>.size() > 0) {
            for (std::size_t i = 0; i < F::parameters.size(); ++i) {
                const actfn::ParameterInfo info = F::parameters[i];
                auto values = F().parameter_values();
                const auto text = [&](T value) {
                    values[i] = value;
                    return message([&] { actfn::with_parameters<F>(values); }, "");
                };
                const std::string start = "actfn: " + std::string(F::name) + ": ";
                const std::string parameter(info.name);
                const T least = std::numeric_limits<T>::denorm_min();
                switch (info.valid) {
                    case actfn::Valid::finite:
                        CHECK(text(T(-1)).empty());
                        break;
                    case actfn::Valid::not_negative:
                        CHECK(text(-least).starts_with(start + parameter + " must be >= 0, but is -"));
                        CHECK(text(T(0)).empty());
                        break;
                    case actfn::Valid::positive:
                        CHECK(text(T(0)) == start + parameter + " must be > 0, but is 0");
                        CHECK(text(T(1)).empty());
                        break;
                    case actfn::Valid::not_below_previous: {
                        const std::string previous(F::parameters[i - 1].name);
                        CHECK(text(values[i - 1] - T(1)).starts_with(start + previous + " must be <= " + parameter));
                        CHECK(text(values[i - 1]).empty());
                        break;
                    }
                }
            }
        }
    });
}

TEST_CASE("parameters out of range are refused", "[errors]") {
    using namespace actfn;
    CHECK(message([] { Softplus<float>(0.0f); }) == "actfn: softplus: beta must be > 0, but is 0");
    CHECK(message([] { Softplus<float, exact>(-1.5f); }) == "actfn: softplus: beta must be > 0, but is -1.5");
    CHECK(message([] { Softplus<double>(-0.0); }) == "actfn: softplus: beta must be > 0, but is -0");
    CHECK(message([] { RReLU<float>(0.5f, 0.25f); }) ==
          "actfn: rrelu: lower must be <= upper, but lower is 0.5 and upper is 0.25");
    CHECK(message([] { RReLU<double>(0.5, 0.25); }) ==
          "actfn: rrelu: lower must be <= upper, but lower is 0.5 and upper is 0.25");
    CHECK_NOTHROW(RReLU<float>(0.25f, 0.25f));
    CHECK_NOTHROW(RReLU<float>(-0.5f, -0.25f));
    CHECK_NOTHROW(LeakyReLU<float>(-2.0f));
    // The free functions narrow their parameters first: what overflows there is not finite either.
    CHECK(message([] { actfn::elu(1.0f, 1e300); }) == "actfn: elu: alpha must be finite, but is inf");
    CHECK(message([] { actfn::softplus(1.0f, 1e-300); }) == "actfn: softplus: beta must be > 0, but is 0");
}

TEST_CASE("the derivative from the output is refused where the output does not determine the input", "[errors]") {
    using namespace actfn;
    const auto refused = []<class F>(const F& f, const std::string& parameter, const std::string& value) {
        using T = typename F::value_type;
        const std::string expected = "actfn: " + std::string(F::name) + ": the derivative from the output needs a " +
                                     parameter + " >= 0, but it is " + value + "; use the derivative from the input";
        Eigen::ArrayX<T> y = Eigen::ArrayX<T>::Constant(5, T(77));
        Eigen::ArrayX<T> dx = y;
        CHECK(message([&] { f.derivative_from_output(T(1)); }) == expected);
        CHECK(message([&] { dx = f.derivative_from_output(y); }) == expected);
        CHECK(message([&] { actfn::backward_from_output(f, y, y, dx); }) == expected);
        CHECK((dx == T(77)).all());
    };
    refused(LeakyReLU<float>(-0.5f), "slope", "-0.5");
    refused(LeakyReLU<float, exact>(-0.5f), "slope", "-0.5");
    refused(LeakyReLU<double>(-0.5), "slope", "-0.5");
    refused(RReLU<float>(-1.0f, 0.5f), "slope", "-0.25");
    refused(RReLU<float, exact>(-1.0f, 0.5f), "slope", "-0.25");
    refused(RReLU<double>(-1.0, 0.5), "slope", "-0.25");
    refused(ELU<float>(-2.0f), "alpha", "-2");
    refused(ELU<float, exact>(-2.0f), "alpha", "-2");
    refused(ELU<double>(-2.0), "alpha", "-2");
    // The other calls do not mind.
    CHECK(ELU<float>(-2.0f).derivative(0.0f) == -2.0f);
    CHECK(LeakyReLU<float>(0.0f).derivative_from_output(1.0f) == 1.0f);
}

TEST_CASE("a constant expression cannot hold a wrong parameter, and may hold a right one", "[errors]") {
    static constexpr actfn::ELU<float> elu(0.5f);
    static constexpr actfn::RReLU<double> rrelu(-0.5, 0.25);
    static constexpr actfn::Softplus<float, actfn::exact> softplus(2.0f);
    CHECK(elu.alpha() == 0.5f);
    CHECK(rrelu.lower() == -0.5);
    CHECK(rrelu.upper() == 0.25);
    CHECK(rrelu.slope() == -0.125);
    CHECK(softplus.beta() == 2.0f);
    // The mean is formed without overflow.
    CHECK(actfn::RReLU<float>(3e38f, 3e38f).slope() == 3e38f);
    CHECK(actfn::RReLU<double>(-1.7e308, 1.7e308).slope() == 0);
}
