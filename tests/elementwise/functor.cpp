// The answer depends on the input alone: every way of calling a function gives the bits of the scalar call.

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../every_function/catalogue.hpp"
#include "../support/differences.hpp"

using namespace tests;

namespace {

/// Calls a door that takes a fixed number of elements at a time on any number of them.
template <class T>
void pass(const Door<T>& door, const T* in, T* out, Index n) {
    if (door.chunk == 0) {
        door.call(in, out, n);
        return;
    }
    std::vector<T> x(static_cast<std::size_t>(door.chunk));
    std::vector<T> y(x.size());
    for (Index start = 0; start < n; start += door.chunk) {
        const Index count = std::min(door.chunk, n - start);
        std::copy(in + start, in + start + count, x.begin());
        door.call(x.data(), y.data(), door.chunk);
        std::copy(y.begin(), y.begin() + count, out + start);
    }
}

template <class T>
std::vector<T> by_scalars(const Mapping<T>& m, const std::vector<T>& x) {
    std::vector<T> y;
    for (const T v : x) y.push_back(m.scalar(v));
    return y;
}

}  // namespace

TEMPLATE_TEST_CASE("batches, padded packets and expressions have the bits of the scalar call", "[elementwise]", float,
                   double) {
    using T = TestType;
    for (const auto& f : functions<T>()) {
        Differences differences;
        // Two orders: a lane that leaked into another could go unseen where both hold alike values.
        for (const unsigned salt : {0u, 1u}) {
            const auto x = inputs<T>(salt);
            for (const auto& m : f.mappings) {
                const auto expected = by_scalars(m, x);
                for (const auto& door : m.doors) {
                    std::vector<T> y(x.size());
                    pass(door, x.data(), y.data(), static_cast<Index>(x.size()));
                    for (std::size_t i = 0; i < x.size(); ++i) {
                        differences.compare(m.label + " by " + door.name, x[i], expected[i], y[i]);
                    }
                }
            }
        }
        CHECK(differences.text() == "");
    }
}

TEMPLATE_TEST_CASE("a lane does not see its neighbours", "[elementwise]", float, double) {
    using T = TestType;
    using Limits = std::numeric_limits<T>;
    for (const auto& f : functions<T>()) {
        Differences differences;
        for (const auto& m : f.mappings) {
            for (const auto& door : m.doors) {
                const Index n = door.chunk == 0 ? 2 * most_lanes<T> + 1 : door.chunk;
                for (const T neighbour : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), -Limits::max(),
                                          Limits::denorm_min(), T(-100)}) {
                    for (const T x : {T(0.75), T(-2.5), T(-90), T(0)}) {
                        for (Index place = 0; place < n; ++place) {
                            std::vector<T> in(static_cast<std::size_t>(n), neighbour);
                            std::vector<T> out(in.size());
                            in[static_cast<std::size_t>(place)] = x;
                            door.call(in.data(), out.data(), n);
                            differences.compare(m.label + " by " + door.name + " beside " + text(neighbour), x,
                                                m.scalar(x), out[static_cast<std::size_t>(place)]);
                        }
                    }
                }
            }
        }
        CHECK(differences.text() == "");
    }
}

TEMPLATE_TEST_CASE("expressions of every length at every misalignment", "[elementwise]", float, double) {
    using T = TestType;
    constexpr Index longest = 4 * most_lanes<T> + 1;
    constexpr T guard = 77;
    const auto x = inputs<T>(2);
    for (const auto& f : functions<T>()) {
        Differences differences;
        for (const auto& m : f.mappings) {
            if (m.doors.empty()) continue;
            const auto expected = by_scalars(m, x);
            const auto& door = m.doors.back();
            REQUIRE(door.chunk == 0);
            alignas(64) std::array<T, longest + 3 * most_lanes<T>> out;
            for (Index offset = 0; offset < most_lanes<T>; ++offset) {
                for (Index n = 0; n <= longest; ++n) {
                    out.fill(guard);
                    T* const y = out.data() + most_lanes<T> + offset;
                    // The start in x shifts too, so x is misaligned against y.
                    const auto start = static_cast<std::size_t>((7 * n + 3 * offset) % 200);
                    door.call(x.data() + start, y, n);
                    const std::string where =
                        m.label + ", length " + std::to_string(n) + ", offset " + std::to_string(offset);
                    for (Index i = -most_lanes<T>; i < n + most_lanes<T>; ++i) {
                        const bool inside = i >= 0 && i < n;
                        const auto k = start + static_cast<std::size_t>(std::max<Index>(i, 0));
                        if (inside && !same(expected[k], y[i])) differences.compare(where, x[k], expected[k], y[i]);
                        if (!inside && y[i] != guard) differences.add(where + ": wrote element " + std::to_string(i));
                    }
                }
            }
        }
        CHECK(differences.text() == "");
    }
}
