// What a loop reads is converted to the type in which it computes, and what it writes is rounded: whole batches, several of
// them, parts, and values in registers.

#include "actfn/simd/load_as.hpp"

#include <array>
#include <cstddef>
#include <type_traits>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "actfn/loop/plan.hpp"

#include "../support/points.hpp"

using namespace tests;
namespace core = actfn::core;

namespace {

/// The n first numbers of every kind: no rounding, a tie, overflow and underflow of float.
template <class C>
std::vector<C> numbers(std::size_t n) {
    std::vector<C> x(n);
    const std::array<C, 7> kinds = {C(1), C(-0.1), C(0), C(1 + 0x1p-24), C(1e300), C(-1e-300), C(3)};
    for (std::size_t i = 0; i < n; ++i) x[i] = kinds[i % kinds.size()] * static_cast<C>(i / kinds.size() + 1);
    return x;
}

template <class C, class T>
void check_edge() {
    using W = typename core::LoopPlan<T, C>::Batch;
    using Group = typename core::LoopPlan<T, C, true>::Group;
    constexpr std::size_t lanes = core::lanes<W>;
    constexpr std::size_t all = core::lanes<Group>;
    const std::vector<C> wide = numbers<C>(all);
    std::vector<T> narrow(all);
    for (std::size_t i = 0; i < all; ++i) narrow[i] = static_cast<T>(wide[i]);

    SECTION("loads") {
        std::vector<C> got(all);
        core::store(got.data(), core::load_as<Group>(narrow.data()));
        for (std::size_t i = 0; i < all; ++i) CHECK(same_bits(got[i], static_cast<C>(narrow[i])));
        core::store(got.data(), core::load_as<W>(narrow.data()));
        for (std::size_t i = 0; i < lanes; ++i) CHECK(same_bits(got[i], static_cast<C>(narrow[i])));
    }
    SECTION("stores") {
        std::vector<T> got(all + 2, T(77));
        core::store_rounded(got.data() + 1, core::load<Group>(wide.data()));
        CHECK((got.front() == 77 && got.back() == 77));
        for (std::size_t i = 0; i < all; ++i) CHECK(same_bits(got[i + 1], narrow[i]));
        got.assign(lanes + 2, T(77));
        core::store_rounded(got.data() + 1, core::load<W>(wide.data()));
        CHECK((got.front() == 77 && got.back() == 77));
        for (std::size_t i = 0; i < lanes; ++i) CHECK(same_bits(got[i + 1], narrow[i]));
    }
    SECTION("parts, whose lanes are in any order") {
        for (std::size_t count = 1; count <= lanes; ++count) {
            const std::vector<T> from(narrow.begin(), narrow.begin() + static_cast<std::ptrdiff_t>(count));
            std::vector<T> got(count + 2, T(77));
            core::store_part_rounded(got.data() + 1, core::load_part_as<W>(from.data(), count), count);
            CHECK((got.front() == 77 && got.back() == 77));
            for (std::size_t i = 0; i < count; ++i) CHECK(same_bits(got[i + 1], from[i]));
        }
    }
    SECTION("streaming stores") {
        if constexpr (core::can_stream<W, T>) {
            alignas(64) std::array<T, 2 * all> got{};
            core::stream_rounded(got.data(), core::load<Group>(wide.data()));
            core::finish_stores_past_caches();
            for (std::size_t i = 0; i < all; ++i) CHECK(same_bits(got[i], narrow[i]));
        }
    }
}

/// A value of floats as doubles, and back.
template <class V>
void check_converted() {
    using W = core::value_in<V, double>;
    static_assert(core::lanes<W> == core::lanes<V>);
    const std::vector<double> wide = numbers<double>(core::lanes<V>);
    std::vector<float> narrow(wide.size());
    core::store(narrow.data(), core::convert<V>(core::load<W>(wide.data())));
    for (std::size_t i = 0; i < wide.size(); ++i) CHECK(same_bits(narrow[i], static_cast<float>(wide[i])));
    std::vector<double> got(wide.size());
    core::store(got.data(), core::convert<W>(core::load<V>(narrow.data())));
    for (std::size_t i = 0; i < wide.size(); ++i) CHECK(same_bits(got[i], static_cast<double>(narrow[i])));
}

template <std::size_t Bytes>
void check_batch() {
    using V = typename decltype(core::batch_of_bytes<float, Bytes>())::type;
    if constexpr (core::Batch<V>) {
        check_converted<V>();
        check_converted<core::Interleaved<V, 2>>();
    }
}

}  // namespace

TEST_CASE("floats are loaded as doubles and stored rounded", "[load_as]") {
    check_edge<double, float>();
}
TEMPLATE_TEST_CASE("elements of the computing type are loaded and stored as they are", "[load_as]", float, double) {
    check_edge<TestType, TestType>();
}
TEST_CASE("a value is converted with all its lanes, and rounded once", "[load_as]") {
    check_converted<float>();
    check_batch<16>();
    check_batch<32>();
    check_batch<64>();
    static_assert(std::is_same_v<core::value_in<double, double>, double>);
    using V = core::native_batch<float>;
    static_assert(std::is_same_v<core::value_in<V, float>, V>);
}
