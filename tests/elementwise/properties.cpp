// What every functor is as a type.

#include "../support/eigen_setup.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include <catch2/catch_test_macros.hpp>

#include "actfn/actfn.hpp"

namespace {

template <class F>
constexpr bool is_a_good_value() {
    using T = typename F::value_type;
    static_assert(actfn::ElementwiseFunctor<F> && actfn::ElementwiseFunctor<actfn::Derivative<F>> &&
                  actfn::ElementwiseFunctor<actfn::Derivative<actfn::Derivative<F>>>);
    static_assert(std::is_trivially_copyable_v<F> && std::is_trivially_copyable_v<actfn::Derivative<F>>);
    static_assert(std::is_default_constructible_v<F> && std::is_default_constructible_v<actfn::Derivative<F>>);
    static_assert(std::equality_comparable<F> && std::equality_comparable<actfn::Derivative<F>>);
    static_assert(std::is_same_v<const std::string_view, decltype(F::name)>);
    static_assert(!std::is_convertible_v<T, F>, "a parameter is not a functor");
    constexpr F f;
    constexpr F implicit = {};
    static_assert(f == implicit && F() == f && actfn::Derivative<F>(f) == actfn::Derivative<F>());
    static_assert(std::is_same_v<decltype(f(T())), T> && std::is_same_v<decltype(f.derivative(T())), T> &&
                  std::is_same_v<decltype(f.second_derivative(T())), T>);
    // A functor without parameters takes no room in an expression but the byte that every object has.
    constexpr std::size_t parameters = actfn::parameters_of<F>.size();
    static_assert((parameters == 0) == (sizeof(F) == 1));
    static_assert(!std::is_constructible_v<F, T> || parameters == 1, "say in F::parameters what the constructor takes");
    static_assert(!std::is_constructible_v<F, T, T> || parameters == 2,
                  "say in F::parameters what the constructor takes");
    if constexpr (parameters > 0) {
        constexpr auto parameter = F::parameters;
        constexpr auto defaults = f.parameter_values();
        constexpr auto others = [=] {
            auto values = defaults;
            for (std::size_t i = 0; i < parameters; ++i) values[i] += T(0.375) * T(i + 1);
            return values;
        }();
        for (std::size_t i = 0; i < parameters; ++i) {
            if (!(defaults[i] == static_cast<T>(parameter[i].initial)) || parameter[i].name.empty()) return false;
        }
        // The values given are held, and another parameter is another functor.
        constexpr F g = actfn::with_parameters<F>(others);
        static_assert(g.parameter_values() == others && actfn::with_parameters<F>(defaults) == f);
        static_assert(g != f && g == actfn::with_parameters<F>(others) &&
                      actfn::Derivative<F>(g) != actfn::Derivative<F>());
    }
    return true;
}

template <class... F>
constexpr bool are_good_values(const std::tuple<F...>&) {
    return (is_a_good_value<F>() && ...);
}

static_assert(are_good_values(actfn::AllFunctions<float, actfn::standard>()));
static_assert(are_good_values(actfn::AllFunctions<float, actfn::exact>()));
static_assert(are_good_values(actfn::AllFunctions<float, actfn::fast>()));
static_assert(are_good_values(actfn::AllFunctions<double, actfn::standard>()));

// The tiers and the element type have defaults.
static_assert(std::is_same_v<actfn::Sigmoid<>, actfn::Sigmoid<float, actfn::standard>>);
static_assert(std::is_same_v<actfn::ELU<double>, actfn::ELU<double, actfn::standard>>);

static_assert(actfn::has_derivative_from_output<actfn::Sigmoid<>>);
static_assert(!actfn::has_derivative_from_output<actfn::Step<>>);

template <class F>
[[gnu::noinline]] float alone(const F& f, float x) {
    return f(x);
}

/// f(x) by the formula of both f and f' for a scalar: of what they have in common the compiler makes one.
template <class F>
[[gnu::noinline]] float beside_derivative(const F& f, float x, float& d) {
    using Plan = typename actfn::core::ValueAndGradientOf<F>::Plan;
    const actfn::core::ValueAndGradientOf<F> both{f};
    const auto [value, gradient] = Plan::evaluate(both, actfn::core::convert<typename Plan::Compute>(x));
    d = static_cast<float>(gradient);
    return static_cast<float>(value);
}

}  // namespace

TEST_CASE("names are different identifiers", "[properties]") {
    std::apply(
        [](const auto&... f) {
            const std::set<std::string_view> names = {std::decay_t<decltype(f)>::name...};
            CHECK(names.size() == sizeof...(f));
            for (const auto name : names) {
                INFO(name);
                CHECK(!name.empty());
                CHECK(std::ranges::all_of(
                    name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9'); }));
            }
        },
        actfn::AllFunctions<>());
}

TEST_CASE("parameters have the defaults of the contract and are what was given", "[properties]") {
    using namespace actfn;
    CHECK(Step<>().at_zero() == 0);
    CHECK(LeakyReLU<>().slope() == 0.01f);
    CHECK(LeakyReLU<double>().slope() == 0.01);
    CHECK(RReLU<>().lower() == 0.125f);
    CHECK(RReLU<double>().upper() == 1.0 / 3);
    CHECK(ELU<>().alpha() == 1);
    CHECK(Softplus<>().beta() == 1);
    CHECK(Step<double>(0.5).at_zero() == 0.5);
    CHECK(LeakyReLU<float, exact>(0.25f).slope() == 0.25f);
    CHECK(ELU<double>(0.1).alpha() == 0.1);
    CHECK(Softplus<float, exact>(0.1f).beta() == 0.1f);
}

TEST_CASE("f(-0) of a scalar has the same sign beside f'(-0)", "[properties]") {
    const auto check = [](const auto&... f) {
        const auto check_one = [](const auto& one) {
            INFO(one.name);
            const volatile float unknown = -0.0f;
            const float x = unknown;
            float d = 0;
            CHECK(std::signbit(beside_derivative(one, x, d)) == std::signbit(alone(one, x)));
        };
        (check_one(f), ...);
    };
    std::apply(check, actfn::AllFunctions<float, actfn::standard>());
    std::apply(check, actfn::AllFunctions<float, actfn::exact>());
}
