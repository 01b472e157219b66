#include "eigen_setup.hpp"

#include <cstdlib>
#include <new>

#include <Eigen/Core>

#include <catch2/catch_test_macros.hpp>

#include "allocations.hpp"

namespace {
std::size_t calls_of_new = 0;
}

// Not inlined: g++ would see malloc beside delete and warn.
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++calls_of_new;
    if (void* p = std::malloc(size)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept {
    std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
    std::free(p);
}

namespace tests {

std::size_t allocations(const std::function<void()>& call) {
    const std::size_t before = calls_of_new;
    Eigen::internal::set_is_malloc_allowed(false);
    std::size_t by_eigen = 0;
    try {
        call();
    } catch (const std::logic_error&) {
        by_eigen = 1;
    }
    Eigen::internal::set_is_malloc_allowed(true);
    return calls_of_new - before + by_eigen;
}

}  // namespace tests

TEST_CASE("allocations are seen", "[allocations]") {
    Eigen::ArrayXf x;
    CHECK(tests::allocations([&] { x.resize(1000); }) > 0);
    CHECK(tests::allocations([] { ::operator delete(::operator new(8)); }) == 1);
    CHECK(tests::allocations([] {}) == 0);
}
