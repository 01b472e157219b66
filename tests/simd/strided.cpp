#include "actfn/simd/strided.hpp"

#include <cstddef>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

TEMPLATE_TEST_CASE("copies from and to strides touch the elements that they name", "[simd]", float, double) {
    using T = TestType;
    using Index = std::ptrdiff_t;
    for (Index n = 0; n < 70; ++n) {
        for (const Index stride : {2, 3, -2, 0}) {
            INFO(n << " elements, stride " << stride);
            // Exactly the elements in between the first and the last: a sanitizer sees what is read beyond.
            const Index last = n == 0 ? 0 : (n - 1) * stride;
            const Index lowest = last < 0 ? last : 0;
            std::vector<T> spread(static_cast<std::size_t>(n == 0 ? 0 : (last < 0 ? -last : last) + 1));
            for (std::size_t i = 0; i < spread.size(); ++i) spread[i] = static_cast<T>(i + 1);
            std::vector<T> packed(static_cast<std::size_t>(n));
            actfn::core::copy_from_stride<T>(spread.data() - lowest, stride, packed.data(), n);
            for (Index i = 0; i < n; ++i)
                CHECK(packed[static_cast<std::size_t>(i)] == spread[static_cast<std::size_t>(i * stride - lowest)]);
            if (stride == 0) continue;
            std::vector<T> back(spread.size(), T(-1));
            actfn::core::copy_to_stride<T>(packed.data(), back.data() - lowest, stride, n);
            for (std::size_t i = 0; i < back.size(); ++i) {
                const bool named = (static_cast<Index>(i) + lowest) % stride == 0;
                CHECK(back[i] == (named ? spread[i] : T(-1)));
            }
        }
        std::vector<T> first, second;
        for (Index i = 0; i < n; ++i) {
            first.push_back(static_cast<T>(i));
            second.push_back(static_cast<T>(1000 + i));
        }
        std::vector<T> pairs(static_cast<std::size_t>(2 * n));
        actfn::core::copy_to_pairs<T>(first.data(), second.data(), pairs.data(), n);
        for (std::size_t i = 0; i < first.size(); ++i) {
            CHECK(pairs[2 * i] == first[i]);
            CHECK(pairs[2 * i + 1] == second[i]);
        }
    }
}
