#include "actfn/simd/interleaved.hpp"

#include <array>
#include <cmath>
#include <limits>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/points.hpp"

using namespace tests;
namespace core = actfn::core;
namespace math = actfn::math;

namespace {

template <class T>
using Batches = core::Interleaved<core::native_batch<T>, 3>;
template <class T>
inline constexpr std::size_t size = core::lanes<Batches<T>>;
template <class T>
using Array = std::array<T, size<T>>;

/// Numbers of every kind, another order for each seed.
template <class T>
Array<T> numbers(unsigned seed) {
    using L = std::numeric_limits<T>;
    const std::array<T, 11> kinds = {T(0),           -T(0),           T(1),     T(-2.5), L::infinity(), -L::infinity(),
                                     L::quiet_NaN(), L::denorm_min(), L::max(), T(0.3),  T(-7)};
    Array<T> result;
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = kinds[(i * (seed + 1) + seed) % kinds.size()];
    return result;
}

/// operation, a template on the value, gives each lane of several batches the bits that it gives a scalar.
template <class T, class Operation, class... Seeds>
void check(const char* what, const Operation& operation, Seeds... seed) {
    Array<T> got;
    operation(Batches<T>::load_unaligned(numbers<T>(seed).data())...).store_unaligned(got.data());
    for (std::size_t i = 0; i < got.size(); ++i) {
        const T expected = operation(numbers<T>(seed)[i]...);
        INFO(what << ", lane " << i << ": " << hex(got[i]) << ", not " << hex(expected));
        CHECK(same_bits(got[i], expected));
    }
}

/// Within what is a power of two's exponent; a NaN becomes the lower end.
template <class V>
V clamped(V x) {
    using T = actfn::scalar_of<V>;
    return math::min(math::max(x, V(T(-99))), V(T(99)));
}

}  // namespace

TEMPLATE_TEST_CASE("several batches compute what a scalar computes, in every lane", "[interleaved]", float, double) {
    using T = TestType;
    check<T>(
        "+", [](auto a, auto b) { return a + b; }, 0u, 1u);
    check<T>(
        "-", [](auto a, auto b) { return a - b; }, 0u, 1u);
    check<T>(
        "*", [](auto a, auto b) { return a * b; }, 0u, 1u);
    check<T>(
        "/", [](auto a, auto b) { return a / b; }, 0u, 1u);
    check<T>(
        "<", [](auto a, auto b) { return math::select(a < b, a, decltype(a)(T(3))); }, 0u, 1u);
    check<T>(
        ">", [](auto a, auto b) { return math::select(a > b, a, decltype(a)(T(3))); }, 0u, 1u);
    check<T>(
        "==", [](auto a, auto b) { return math::select(a == b, a, decltype(a)(T(3))); }, 0u, 10u);
    check<T>(
        "max", [](auto a, auto b) { return math::max(a, b); }, 0u, 1u);
    check<T>(
        "min", [](auto a, auto b) { return math::min(a, b); }, 0u, 1u);
    check<T>(
        "abs", [](auto a) { return math::abs(a); }, 0u);
    check<T>(
        "negate", [](auto a) { return math::negate(a); }, 0u);
    check<T>(
        "copysign", [](auto a, auto b) { return math::copysign(a, b); }, 0u, 1u);
    check<T>(
        "sqrt", [](auto a) { return math::sqrt(a); }, 0u);
    check<T>(
        "fma", [](auto a, auto b, auto c) { return math::fma(a, b, c); }, 0u, 1u, 2u);
    check<T>(
        "nearbyint", [](auto a) { return math::nearbyint(clamped(a)) + a; }, 0u);
    check<T>(
        "opaque", [](auto a) { return core::opaque(a); }, 0u);
    check<T>(
        "scale", [](auto a) { return core::scale(decltype(a)(T(1.5)), math::nearbyint(clamped(a))); }, 2u);
    check<T>(
        "power_of_two", [](auto a) { return core::power_of_two(math::nearbyint(clamped(a))); }, 2u);
}
