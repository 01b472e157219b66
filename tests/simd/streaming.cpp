// When a call may store past the caches, which wants an address that is a multiple of a register's size.

#include <array>
#include <cstddef>
#include <cstdint>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "actfn/simd/streaming.hpp"

namespace {

/// An address that is only looked at.
template <class T>
T* at(std::uintptr_t address) {
    return reinterpret_cast<T*>(address);
}

template <class T, class... Address>
bool can_pass(std::uintptr_t in, Address... out) {
    return actfn::core::can_pass_caches_together(std::array<const T*, 1>{at<const T>(in)}, std::array{at<T>(out)...});
}

constexpr std::uintptr_t line = 64;
constexpr std::uintptr_t memory = 1000 * line;

}  // namespace

TEMPLATE_TEST_CASE("stores past the caches need outputs on which an element begins with a cache line", "[past_caches]",
                   float, double) {
    using T = TestType;
    constexpr std::uintptr_t other = memory + 500 * line;
    for (std::uintptr_t offset = 0; offset < 2 * line; ++offset) {
        INFO("at " << offset << " modulo " << line);
        const bool aligned = offset % sizeof(T) == 0;
        CHECK(can_pass<T>(other, memory + offset) == aligned);
        CHECK(can_pass<T>(memory + 1, memory + offset) == aligned);  // what is read may lie anywhere
        CHECK(can_pass<T>(other, memory + offset, memory + 90 * line + offset) == aligned);
        CHECK_FALSE(can_pass<T>(other, memory + offset, memory + 90 * line + offset + 1));
        CHECK_FALSE(can_pass<T>(other, memory + offset, memory + 90 * line + offset + sizeof(T) / 2));
        CHECK_FALSE(can_pass<T>(other, memory + offset, memory + 90 * line + offset + sizeof(T)));
        CHECK_FALSE(can_pass<T>(memory + offset, memory + offset));
        CHECK_FALSE(can_pass<T>(memory + offset, memory + 90 * line + offset, memory + offset));
        if (aligned) {
            const auto first = actfn::core::elements_to_line(at<const T>(memory + offset));
            CHECK((memory + offset + static_cast<std::uintptr_t>(first) * sizeof(T)) % line == 0);
        }
    }
}
