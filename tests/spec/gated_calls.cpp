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
    const auto each = [&](auto... unit) { (test(unit, GatedSpec(unit)), ...); };
    std::apply(each, actfn::AllGatedUnits<float, Tier>());
    test(actfn::ClampedSwiGLU<float, Tier>(1.5f, 0.7f), actfn::parse_gated("clamped_swiglu(limit=1.5, alpha=0.7)"));
}

}  // namespace

// A call on a spec compiles the loops of all units, so each loop is called once: forward in another tier, the rest in the
// standard one.

TEST_CASE("a call on a gated unit's spec gives the bits of the call on the unit", "[spec][gated][buffers]") {
    const auto gate = numbers(1);
    const auto up = numbers(2);
    const auto dy = numbers(3);
    Differences differences;
    for_each_unit<actfn::exact>([&](const auto& unit, const GatedSpec& spec) {
        std::vector<float> y(size), expected(size);
        actfn::forward(unit, gate, up, expected);
        actfn::forward<actfn::exact>(spec, gate, up, y);
        compare(differences, "forward", expected, y);
        for (std::size_t i = 0; i < size; ++i)
            differences.compare("forward of a scalar", gate[i], unit(gate[i], up[i]), y[i]);
    });
    for_each_unit<actfn::standard>([&](const auto& unit, const GatedSpec& spec) {
        std::vector<float> dgate(size), dup(size), expected(size), expected_up(size);
        actfn::backward(unit, gate, up, dy, expected, expected_up);
        actfn::backward(spec, gate, up, dy, dgate, dup);
        compare(differences, "dgate", expected, dgate);
        compare(differences, "dup", expected_up, dup);

        // One array, along its rows and as a tensor.
        using Array = Eigen::Map<Eigen::ArrayXXf>;
        using Input = Eigen::Map<const Eigen::ArrayXXf>;
        const Input x(gate.data(), 12, 20);
        const Input upstream(dy.data(), 12, 10);
        std::vector<float> y(size / 2), expected_y(size / 2), dx(size);
        actfn::forward(unit, x, Array(expected_y.data(), 12, 10), actfn::rowwise, GateOrder::up_first);
        actfn::forward(spec, x, Array(y.data(), 12, 10), actfn::rowwise, GateOrder::up_first);
        compare(differences, "forward of halves", expected_y, y);
        actfn::backward(unit, x, upstream, Array(expected.data(), 12, 20), actfn::rowwise, GateOrder::gate_first_pairs);
        actfn::backward(spec, x, upstream, Array(dx.data(), 12, 20), actfn::rowwise, GateOrder::gate_first_pairs);
        compare(differences, "backward of halves", expected, dx);
        const Lines lines{2, 40, 3};
        const std::vector<float> half(dy.begin(), dy.begin() + size / 2);
        actfn::forward(unit, gate, expected_y, lines, GateOrder::gate_first);
        actfn::forward(spec, gate, y, lines, GateOrder::gate_first);
        compare(differences, "forward of a tensor", expected_y, y);
        actfn::backward(unit, gate, half, expected, lines, GateOrder::gate_first);
        actfn::backward(spec, gate, half, dx, lines, GateOrder::gate_first);
        compare(differences, "backward of a tensor", expected, dx);
    });
    CHECK(differences.text() == "");
}

TEST_CASE("a call on a gated unit's spec refuses what the call on the unit refuses", "[spec][gated][buffers]") {
    const GatedSpec spec = actfn::parse_gated("swiglu");
    std::vector<float> x(6);
    std::vector<float> y(5);
    CHECK(message([&] { actfn::forward<actfn::exact>(spec, x, x, y); }) ==
          "actfn: forward: gate is 6 x 1, but y is 5 x 1");
    CHECK(message([&] {
              actfn::forward<actfn::exact>(actfn::parse_gated("clamped_swiglu(limit=1e300)"), x, x, x);
          }).ends_with("limit must be finite, but is inf"));
}
