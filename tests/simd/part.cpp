#include "../support/eigen_setup.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "actfn/simd/convert.hpp"
#include "actfn/simd/part.hpp"

TEMPLATE_TEST_CASE("a part of a batch is read and written, nothing beyond", "[core]", float, double) {
    using T = TestType;
    const auto check = []<class V>(V) {
        constexpr std::size_t lanes = actfn::core::lanes<V>;
        for (std::size_t count = 1; count <= lanes; ++count) {
            const std::vector<T> from = [count] {  // of its own: the address sanitizer sees its ends
                std::vector<T> x(count);
                for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<T>(i + 1);
                return x;
            }();
            const V v = actfn::core::load_part<V>(from.data(), count);
            std::array<T, lanes> held;
            actfn::core::store(held.data(), v);
            CHECK(std::ranges::all_of(held, [&](T x) { return std::ranges::find(from, x) != from.end(); }));
            std::vector<T> to(lanes + 2, T(77));
            actfn::core::store_part(to.data() + 1, v * V(2), count);
            for (std::size_t i = 0; i < to.size(); ++i)
                CHECK(to[i] == (i >= 1 && i <= count ? 2 * from[i - 1] : T(77)));
        }
    };
    check(actfn::core::native_batch<T>());
    using Floats = actfn::core::batch_with<float, actfn::core::lanes<actfn::core::native_batch<double>>>;
    if constexpr (actfn::core::Batch<Floats>) {
        if constexpr (std::same_as<T, float>) check(Floats());
    }
}
