// Names, parameters and what is refused.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/message.hpp"
#include "actfn/spec/parse.hpp"
#include "actfn/spec/print.hpp"

using namespace actfn;
using tests::message;

namespace {

std::string printed(std::string_view text) {
    return to_string(parse_activation(text));
}
std::string refused(std::string_view text) {
    return message([&] { parse_activation(text); });
}

/// Calls test(F()) for every function in float and double.
template <class Test>
void for_each_function(const Test& test) {
    const auto each = [&](const auto&... f) { (test(f), ...); };
    std::apply(each, AllFunctions<float>());
    std::apply(each, AllFunctions<float, exact>());
    std::apply(each, AllFunctions<double>());
}

/// A parameter of any size, valid by itself.
template <class T>
T random_parameter(std::mt19937_64& random, Valid valid) {
    const int exponents = std::numeric_limits<T>::max_exponent;
    const double exponent = std::uniform_real_distribution<double>(-exponents, exponents)(random);
    const auto size = static_cast<T>(std::exp2(exponent));
    const bool negative = (random() & 1) != 0 && (valid == Valid::finite || valid == Valid::not_below_previous);
    return negative ? -size : size;
}

/// Which functor visit() made of a spec.
struct Visited {
    std::string_view name;
    std::array<double, ActivationSpec::most_parameters> parameters;

    friend bool operator==(const Visited&, const Visited&) = default;
};
template <class F>
Visited description(const F& f) {
    Visited v = {F::name, {}};
    if constexpr (parameters_of<F>.size() > 0) {
        const auto values = f.parameter_values();
        std::copy(values.begin(), values.end(), v.parameters.begin());
    }
    return v;
}
template <class T, class Tier = standard>
Visited visited(const ActivationSpec& spec) {
    return visit<T, Tier>(spec, [](const auto& f) { return description(f); });
}

}  // namespace

TEST_CASE("a spec of a functor is printed and read back, and gives the functor", "[spec]") {
    static_assert(std::is_trivially_copyable_v<ActivationSpec>);
    std::mt19937_64 random(1);
    for_each_function([&]<class F>(const F&) {
        using T = typename F::value_type;
        using Tier = typename F::tier;
        const auto round_trip = [](const F& f) {
            const ActivationSpec spec = f;
            const std::string text = to_string(spec);
            INFO(text);
            CHECK(text.starts_with(F::name));
            CHECK(parse_activation(text) == spec);
            CHECK(visited<T, Tier>(spec) == description(f));
        };
        round_trip(F());
        CHECK(ActivationSpec(F()) == parse_activation(F::name));
        if constexpr (parameters_of<F>.size() > 0) {
            for (int i = 0; i < 200; ++i) {
                auto values = F().parameter_values();
                for (std::size_t k = 0; k < values.size(); ++k) {
                    if ((random() & 3) == 0) continue;  // some stay the default
                    const Valid valid = F::parameters[k].valid;
                    values[k] = random_parameter<T>(random, valid);
                    if (valid == Valid::not_below_previous) values[k] = std::max(values[k - 1], values[k]);
                }
                try {
                    round_trip(with_parameters<F>(values));
                } catch (const std::invalid_argument&) {
                    // A default below the parameter before it: not a functor.
                }
            }
        }
    });
    // The default upper bound is 1/3, and the decimal number for its rounding is above that.
    const float third = RReLU<float>().upper();
    const ActivationSpec equal_bounds = RReLU<float>(third, third);
    CHECK(parse_activation(to_string(equal_bounds)) == equal_bounds);
    CHECK(visited<float>(equal_bounds) == description(RReLU<float>(third, third)));
}

TEST_CASE("a parameter is the decimal number that one would write", "[spec]") {
    CHECK(to_string(LeakyReLU<float>(0.2f)) == "leaky_relu(slope=0.2)");
    CHECK(to_string(LeakyReLU<double>(0.2)) == "leaky_relu(slope=0.2)");
    CHECK(ActivationSpec(LeakyReLU<float>(0.2f)) == ActivationSpec(LeakyReLU<double>(0.2)));
    CHECK(ActivationSpec(LeakyReLU<float>(0.2f)) == parse_activation("LeakyReLU(negative_slope=.2)"));
    CHECK(ActivationSpec(ELU<float>(0.5f)) != ActivationSpec(ELU<float>()));
    CHECK(ActivationSpec(ELU<float>()) != ActivationSpec(SELU<float>()));
    CHECK(ActivationSpec() == ActivationSpec(Identity<float>()));
    CHECK(visited<float>(parse_activation("leaky_relu(0.2)")) == description(LeakyReLU<float>(0.2f)));
    CHECK(visited<double>(parse_activation("leaky_relu(0.2)")) == description(LeakyReLU<double>(0.2)));
    CHECK(printed("rrelu") == "rrelu(lower=0.125, upper=0.3333333333333333)");
    CHECK(printed("elu(-0)") == "elu(alpha=-0)");
    CHECK(message([] { visit<float>(parse_activation("elu(1e300)"), [](const auto&) {}); }) ==
          "actfn: elu: alpha must be finite, but is inf");
    CHECK(to_string({}) == "identity");
}

TEST_CASE("names of other libraries, whatever their case and underscores", "[spec]") {
    for (const char* text : {"leaky_relu", "LeakyReLU", "LEAKY-RELU", " Leaky ReLU ()", "leakyrelu( )", "nn.LeakyReLU",
                             "torch.nn.functional.leaky_relu", "jax.nn.leaky_relu", "onnx.LeakyRelu",
                             "LeakyReLU(negative_slope=0.01)", "LeakyReLU(negative_slope=0.01, inplace=True)",
                             "LeakyRelu(alpha = 1e-2)", "leaky_relu(slope=none)", "leaky_relu(\tslope = +0.01\n)"})
        CHECK(printed(text) == "leaky_relu(slope=0.01)");
    CHECK(printed("keras.activations.leaky_relu") == "leaky_relu(slope=0.2)");
    CHECK(printed("keras.layers.LeakyReLU") == "leaky_relu(slope=0.3)");
    CHECK(printed("keras.activations.leaky_relu(negative_slope=0.1)") == "leaky_relu(slope=0.1)");
    CHECK(printed("dnnl_eltwise_relu(alpha=0.1)") == "leaky_relu(slope=0.1)");
    CHECK(printed("linear") == "identity");
    CHECK(printed("logistic") == "sigmoid");
    CHECK(printed("hard_silu") == "hard_swish");
    CHECK(printed("GGML_UNARY_OP_HARDSWISH") == "hard_swish");
    CHECK(printed("RReLU(0.1, upper=0.2)") == "rrelu(lower=0.1, upper=0.2)");
    CHECK(printed("Softplus(beta=2.0)") == "softplus(beta=2)");
}

TEST_CASE("a row of the alias tables fits its function", "[spec]") {
    for (const auto& [theirs, ours] : core::name_aliases) {
        INFO(theirs);
        if (core::function_of_text(ours) == nullptr) continue;  // not in the list yet
        CHECK(refused(ours) == "nothing was thrown");
        const std::size_t library = theirs.rfind('.') + 1;
        const ActivationSpec meant = parse_activation(ours);
        // A name of ours is ours, unless its library is said.
        if (library > 0 || core::function_named(core::Name(theirs)) == nullptr) {
            std::string text(theirs);
            if (text.starts_with("onednn.")) text.replace(0, 7, "eltwise_");
            CHECK(parse_activation(text) == meant);
        }
    }
    for (const auto& [function, theirs, ours] : core::parameter_aliases) {
        if (function.empty()) continue;
        INFO(function << " " << theirs);
        if (const auto* f = core::function_named(core::Name(function)))
            CHECK(core::parameter_named(*f, core::Name(theirs)) == core::parameter_named(*f, core::Name(ours)));
    }
    for (const auto& [function, parameter, ours] : core::sibling_aliases) {
        INFO(function << " " << parameter);
        if (const auto* f = core::function_named(core::Name(ours)))
            CHECK(core::parameter_named(*f, core::Name(parameter)) < f->parameters.size());
    }
    for (const auto& [theirs, ours] : core::elsewhere)
        CHECK(refused(theirs).find("is no function of single elements: it is " + std::string(ours)) !=
              std::string::npos);
}

TEST_CASE("an unknown name is answered with the nearest ones", "[spec]") {
    const std::string start = "actfn: there is no activation \"leekyrelu\"; the nearest names are leaky_relu";
    CHECK(refused("leekyrelu").starts_with(start));
    CHECK(refused("sigmiod(x)").find("are sigmoid") != std::string::npos);  // two letters swapped
    CHECK(refused("torch.nn.SoftPluss").find("softplus") != std::string::npos);
    CHECK(refused("elu2").find("are elu") != std::string::npos);
    CHECK(refused("").starts_with("actfn: there is no activation \"\"; the nearest names are "));
}

TEST_CASE("an unknown parameter is answered with those that there are, a bad value with those allowed", "[spec]") {
    CHECK(refused("elu(slope=1)") == "actfn: elu: there is no parameter \"slope\"; it has alpha");
    CHECK(refused("rrelu(slope=1)") == "actfn: rrelu: there is no parameter \"slope\"; it has lower and upper");
    CHECK(refused("tanh(slope=1)") == "actfn: tanh: there is no parameter \"slope\"; it has none");
    CHECK(refused("elu(1, 2)") == "actfn: elu: there is no parameter for the value \"2\"; it has alpha");
    CHECK(refused("rrelu(upper=1, 2)") == "actfn: rrelu: the value \"2\" needs a name, as those before it");
    CHECK(refused("elu(alpha=1, alpha=2)") == "actfn: elu: alpha is given twice");
    CHECK(refused("leaky_relu(slope=1, negative_slope=2)") == "actfn: leaky_relu: slope is given twice");
    CHECK(refused("elu(alpha=nan)") == "actfn: elu: alpha must be finite, but is nan");
    CHECK(refused("elu(alpha=-inf)") == "actfn: elu: alpha must be finite, but is -inf");
    CHECK(refused("softplus(beta=0)") == "actfn: softplus: beta must be > 0, but is 0");
    CHECK(refused("rrelu(lower=0.5)").starts_with("actfn: rrelu: lower must be <= upper, but lower is 0.5"));
    CHECK(refused("elu(alpha=one)") == "actfn: elu: alpha must be a finite number, but is \"one\"");
    CHECK(refused("elu(alpha=1e999)") == "actfn: elu: alpha must be a finite number, but is \"1e999\"");
    CHECK(refused("elu(alpha=1e99999999999999999999)").find("must be a finite number") != std::string::npos);
    for (const std::string& digits : {"9" + std::string(400, '0') + ".5", std::string("0.9e400")}) {
        CHECK(refused("elu(alpha=" + digits + ")").find("must be a finite number") != std::string::npos);
    }
    CHECK(refused("softplus(beta=1e-400)") == "actfn: softplus: beta must be > 0, but is 0");
    for (const std::string& digits : {std::string("1e-400"), "0." + std::string(400, '0') + "1e+50",
                                      std::string("1e-99999999999999999999"), "1" + std::string(400, '0') + "e-800"}) {
        const double alpha = parse_activation("elu(alpha=-" + digits + ")").parameters[0];
        CHECK((alpha >= 0 && std::signbit(alpha)));
    }
    CHECK(refused("elu(alpha=0x10)") == "actfn: elu: alpha must be a finite number, but is \"0x10\"");
    CHECK(refused("elu(alpha=1 2)") == "actfn: elu: alpha must be a finite number, but is \"1 2\"");
    CHECK(refused("softplus(beta=one)") == "actfn: softplus: beta must be a number > 0, but is \"one\"");
    CHECK(refused("relu(inplace=perhaps)") == "actfn: relu: inplace must be true or false, but is \"perhaps\"");
}

TEST_CASE("text that is no spec is refused in a short message", "[spec]") {
    for (const char* text :
         {"elu(", "elu)", "(elu", "elu(alpha=1", "elu(alpha=1))", "elu((alpha=1))", "elu()()", ")elu("})
        CHECK(refused(text).ends_with(": the brackets do not match"));
    for (const char* text : {"elu(alpha=)", "elu(,)", "elu(1,)", "elu(,1)", "elu(alpha= )", "elu(=1)"})
        CHECK(refused(text).ends_with(": an argument is empty"));
    CHECK(refused("\xFF\xFE\n").starts_with("actfn: there is no activation \"\\xFF\\xFE\"; the nearest"));
    const std::string million(1'000'000, 'a');
    CHECK(
        refused(million).starts_with("actfn: there is no activation \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"... "
                                     "(1000000 bytes); the nearest"));
    CHECK(refused(std::string(1'000'000, '(')).ends_with("\"... (1000000 bytes): the brackets do not match"));
    CHECK(refused("elu(" + std::string(1'000'000, ',') + ")").ends_with(": an argument is empty"));
    CHECK(refused("elu(alpha=" + million + ")").ends_with("\"... (1000000 bytes)"));
    CHECK(printed("elu(alpha=1" + std::string(1'000'000, ' ') + ")") == "elu(alpha=1)");
    CHECK(printed("elu(alpha=0." + std::string(1'000'000, '0') + ")") == "elu(alpha=0)");
    std::string many = "elu(1";
    for (int i = 0; i < 100'000; ++i) many += ",1";
    CHECK(refused(many + ")").ends_with(": too many arguments"));
}

TEST_CASE("a spec of another version's function is refused", "[spec]") {
    ActivationSpec spec;
    spec.function = core::function_id("no_function");
    const std::string expected = "actfn: this spec's function is not in the list of this version";
    CHECK(message([&] { to_string(spec); }) == expected);
    CHECK(message([&] { visit<float>(spec, [](const auto&) {}); }) == expected);
}
