// Gated units by name: names, parameters and what is refused. What is the same code as for functions is tested in parse.cpp.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include "../support/message.hpp"
#include "actfn/spec/gated.hpp"

using namespace actfn;
using tests::message;

namespace {

std::string printed(std::string_view text) {
    return to_string(parse_gated(text));
}
std::string refused(std::string_view text) {
    return message([&] { parse_gated(text); });
}

/// Calls test(U(), its name) for every unit in float, exact too, and double.
template <class Test>
void for_each_unit(const Test& test) {
    const auto each = [&](const auto&... unit) {
        std::size_t i = 0;
        (test(unit, gated_unit_names[i++]), ...);
        CHECK(i == gated_unit_names.size());
    };
    std::apply(each, AllGatedUnits<float>());
    std::apply(each, AllGatedUnits<float, exact>());
    std::apply(each, AllGatedUnits<double>());
}

/// Whether visit() makes this unit of the spec.
template <class U>
bool visits(const GatedSpec& spec, const U& expected) {
    return visit<typename U::value_type, typename U::tier>(spec, [&]<class V>(const V& unit) {
        if constexpr (std::is_same_v<U, V>) {
            return unit == expected;
        } else {
            return false;
        }
    });
}

}  // namespace

TEST_CASE("a spec of a gated unit is printed and read back, and gives the unit", "[spec][gated]") {
    static_assert(std::is_trivially_copyable_v<GatedSpec>);
    for_each_unit([]<class U>(const U& unit, std::string_view name) {
        INFO(name);
        const GatedSpec spec = unit;
        CHECK(to_string(spec).starts_with(name));
        CHECK(to_string(spec).substr(0, to_string(spec).find('(')) == name);
        CHECK(parse_gated(to_string(spec)) == spec);
        CHECK(parse_gated(name) == spec);
        CHECK(visits(spec, unit));
    });
    for (const float limit : {0.3f, 7.0f, 1e-30f, 3e38f}) {
        for (const float alpha : {1.702f, -0.1f, 0.0f, 1e30f}) {
            const ClampedSwiGLU<float> unit(limit, alpha);
            CHECK(parse_gated(to_string(GatedSpec(unit))) == GatedSpec(unit));
            CHECK(visits(GatedSpec(unit), unit));
        }
    }
    CHECK(to_string(GatedSpec()) == "glu");
    CHECK(to_string(GatedSpec(ClampedSwiGLU<float>())) == "clamped_swiglu(limit=7, alpha=1.702)");
    CHECK(GatedSpec(ClampedSwiGLU<float>(0.1f)) == GatedSpec(ClampedSwiGLU<double>(0.1)));
    CHECK(GatedSpec(ClampedSwiGLU<float>(3)) != GatedSpec(ClampedSwiGLU<float>()));
    CHECK(GatedSpec(SwiGLU<float>()) != GatedSpec(GLU<float>()));
}

TEST_CASE("gated units by the names of other libraries", "[spec][gated]") {
    for (const char* text : {"swiglu", "SwiGLU", "SWI-GLU()", "silu_and_mul", "SiluAndMul", "gated-silu", "onnx.SwiGLU",
                             "GGML_GLU_OP_SWIGLU", "ggml_swiglu"})
        CHECK(printed(text) == "swiglu");
    for (const char* text : {"torch.nn.GLU", "torch.nn.functional.glu", "jax.nn.glu", "keras.activations.glu"})
        CHECK(printed(text) == "glu");
    CHECK(printed("GGML_GLU_OP_GEGLU") == "geglu_tanh");
    CHECK(printed("geglu") == "geglu");
    CHECK(printed("GGML_GLU_OP_GEGLU_ERF") == "geglu");
    CHECK(printed("GGML_GLU_OP_GEGLU_QUICK") == "quick_geglu");
    CHECK(printed("gated-gelu") == "geglu_tanh");
    CHECK(printed("gelu_and_mul") == "geglu");
    CHECK(printed("geglu(approximate='tanh')") == "geglu_tanh");
    CHECK(printed("geglu(approximate='none')") == "geglu");
    CHECK(printed("GGML_GLU_OP_SWIGLU_OAI") == "clamped_swiglu(limit=7, alpha=1.702)");
    CHECK(printed("swigluoai(alpha=1.5, swiglu_limit=3)") == "clamped_swiglu(limit=3, alpha=1.5)");
    CHECK(printed("clamped_swiglu(5)") == "clamped_swiglu(limit=5, alpha=1.702)");
}

TEST_CASE("a row of the alias table of gated units fits its unit", "[spec][gated]") {
    for (const auto& [theirs, ours] : core::gated_aliases) {
        INFO(theirs);
        CHECK(parse_gated(theirs) == parse_gated(ours));
        CHECK(to_string(parse_gated(ours)).starts_with(ours));
    }
}

TEST_CASE("text that is no gated unit is answered with the nearest ones, or what it is", "[spec][gated]") {
    CHECK(refused("swiglue").starts_with("actfn: there is no gated unit \"swiglue\"; the nearest names are swiglu"));
    CHECK(refused("regul").find("reglu") != std::string::npos);
    CHECK(refused("").starts_with("actfn: there is no gated unit \"\"; the nearest names are "));
    CHECK(refused("relu") ==
          "actfn: \"relu\" is no gated unit of two arrays: it is a function of single elements, which "
          "parse_activation() reads");
    CHECK(refused("jax.nn.swish").ends_with("which parse_activation() reads"));
    CHECK(refused("softmax") ==
          "actfn: \"softmax\" is no gated unit of two arrays: it is actfn::Softmax, over rows or columns");
    CHECK(message([] { parse_activation("geglu_erf"); }) ==
          "actfn: \"geglu_erf\" is no function of single elements: it is a gated unit of two arrays, which "
          "parse_gated() reads");
    CHECK(refused("glu(dim=1)") == "actfn: glu: there is no parameter \"dim\"; it has none");
    CHECK(refused("swiglu_oai(beta=1)") ==
          "actfn: clamped_swiglu: there is no parameter \"beta\"; it has limit and alpha");
    CHECK(refused("clamped_swiglu(1, 2, 3)") ==
          "actfn: clamped_swiglu: there is no parameter for the value \"3\"; it has limit and alpha");
    CHECK(refused("clamped_swiglu(limit=0)") == "actfn: clamped_swiglu: limit must be > 0, but is 0");
    CHECK(refused("clamped_swiglu(alpha=nan)") == "actfn: clamped_swiglu: alpha must be finite, but is nan");
    CHECK(refused("clamped_swiglu(limit=no)") == "actfn: clamped_swiglu: limit must be a number > 0, but is \"no\"");
    CHECK(refused("swiglu(").ends_with(": the brackets do not match"));
}

TEST_CASE("a spec of another version's gated unit is refused", "[spec][gated]") {
    GatedSpec spec;
    spec.unit = core::function_id("no_unit");
    const std::string expected = "actfn: this spec's gated unit is not in the list of this version";
    CHECK(message([&] { to_string(spec); }) == expected);
    CHECK(message([&] { visit<float>(spec, [](const auto&) {}); }) == expected);
}
