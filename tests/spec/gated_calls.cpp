// The buffer calls on a gated unit's spec give the bits of the calls on the unit, of two arrays and of one that holds both.

#include <cstddef>
#include <string_view>
#include <tuple>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/differences.hpp"
#include "../support/message.hpp"
#include "actfn/gated_spec.hpp"

using namespace tests;
using actfn::GatedSpec;
using actfn::GateOrder;
using actfn::Lines;

namespace {

constexpr std::size_t size = 240;

std::vector<float> numbers(unsigned salt) {
    std::vector<float> x = inputs<float>(salt);
    x.resize(size);
    return x;
}

/// Two results, bit by bit.
void compare(Differences& differences, const char* what, const std::vector<float>& expected,
             const std::vector<float>& got) {
    for (std::size_t i = 0; i < expected.size(); ++i)
        differences.compare(what, static_cast<float>(i), expected[i], got[i]);
}

/// Calls test(unit, spec) for every unit.
template <class Tier, class Test>
void for_each_unit(const Test& test) {
    const auto each = [&](const auto&... unit) { (test(unit, GatedSpec(unit)), ...); };
    std::apply(each, actfn::AllGatedUnits<float, Tier>());
    test(actfn::ClampedSwiGLU<float, Tier>(1.5f, 0.7f), actfn::parse_gated("clamped_swiglu(limit=1.5, alpha=0.7)"));
}

}  // namespace

TEST_CASE("a call on a gated unit's spec gives the bits of the call on the unit", "[spec][gated][buffers]") {
    const auto gate = numbers(1);
    const auto up = numbers(2);
    const auto dy = numbers(3);
    Differences differences;
    for_each_unit<actfn::standard>([&](const auto& unit, const GatedSpec& spec) {
        std::vector<float> y(size), dgate(size), dup(size), expected(size), expected_up(size);
        actfn::forward(unit, gate, up, expected);
        actfn::forward(spec, gate, up, y);
        compare(differences, "forward", expected, y);
        for (std::size_t i = 0; i < size; ++i)
            differences.compare("forward of a scalar", gate[i], unit(gate[i], up[i]), y[i]);
        actfn::backward(unit, gate, up, dy, expected, expected_up);
        actfn::backward(spec, gate, up, dy, dgate, dup);
        compare(differences, "dgate", expected, dgate);
        compare(differences, "dup", expected_up, dup);

        // One array, along its rows and as a tensor.
        using Array = Eigen::Map<Eigen::ArrayXXf>;
        using Input = Eigen::Map<const Eigen::ArrayXXf>;
        const Input x(gate.data(), 12, 20);
        const Input upstream(dy.data(), 12, 10);
        actfn::forward(unit, x, Array(expected.data(), 12, 10), actfn::rowwise, GateOrder::up_first);
        actfn::forward(spec, x, Array(y.data(), 12, 10), actfn::rowwise, GateOrder::up_first);
        compare(differences, "forward of halves", expected, y);
        actfn::backward(unit, x, upstream, Array(expected.data(), 12, 20), actfn::rowwise, GateOrder::gate_first_pairs);
        actfn::backward(spec, x, upstream, Array(y.data(), 12, 20), actfn::rowwise, GateOrder::gate_first_pairs);
        compare(differences, "backward of halves", expected, y);
        const Lines lines{2, 40, 3};
        const std::vector<float> half(dy.begin(), dy.begin() + size / 2);
        std::vector<float> expected_half(size / 2), got_half(size / 2);
        actfn::forward(unit, gate, expected_half, lines, GateOrder::gate_first);
        actfn::forward(spec, gate, got_half, lines, GateOrder::gate_first);
        compare(differences, "forward of a tensor", expected_half, got_half);
        actfn::backward(unit, gate, half, expected, lines, GateOrder::gate_first);
        actfn::backward(spec, gate, half, y, lines, GateOrder::gate_first);
        compare(differences, "backward of a tensor", expected, y);
    });
    for_each_unit<actfn::exact>([&](const auto& unit, const GatedSpec& spec) {
        std::vector<float> y(size), expected(size);
        actfn::forward(unit, gate, up, expected);
        actfn::forward<actfn::exact>(spec, gate, up, y);
        compare(differences, "forward, exact", expected, y);
    });
    CHECK(differences.text() == "");
}

TEST_CASE("a call on a gated unit's spec refuses what the call on the unit refuses", "[spec][gated][buffers]") {
    const GatedSpec spec = actfn::parse_gated("swiglu");
    std::vector<float> x(6);
    std::vector<float> y(5);
    CHECK(message([&] { actfn::forward(spec, x, x, y); }) == "actfn: forward: gate is 6 x 1, but y is 5 x 1");
    CHECK(message([&] {
              actfn::forward(actfn::parse_gated("clamped_swiglu(limit=1e300)"), x, x, x);
          }).ends_with("limit must be finite, but is inf"));
}
