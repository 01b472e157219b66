// Hardmax: 1 for the first of the greatest entries, 0 elsewhere.

#include "actfn/functions/hardmax.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

using namespace tests;
using actfn::rowwise;

#define HARDMAXES actfn::Hardmax<float>, (actfn::Hardmax<float, actfn::exact>), actfn::Hardmax<double>

TEMPLATE_TEST_CASE("hardmax is 1 at the first of the greatest entries", "[hardmax]", HARDMAXES) {
    using T = typename TestType::value_type;
    const TestType h;
    const T inf = std::numeric_limits<T>::infinity();
    for (const auto& row : hard_rows<T>()) {
        std::vector<T> x = row.x;
        const auto expected = [&](const std::vector<T>& of, bool reversed) {
            std::vector<T> p(of.size(), T(0));
            if (reversed) {  // its first is the last of those that are equal
                p[p.size() - 1 - static_cast<std::size_t>(std::max_element(of.rbegin(), of.rend()) - of.rbegin())] = 1;
            } else {
                p[static_cast<std::size_t>(std::max_element(of.begin(), of.end()) - of.begin())] = 1;
            }
            return p;
        };
        for (int change = 0; change < 3; ++change) {
            INFO(row.label << " (" << x.size() << "), change " << change);
            if (change == 1) x[x.size() / 2] = inf;
            if (change == 2) std::fill(x.begin(), x.end(), -inf);
            for (const auto& [layout, p] : both_layouts(h, x)) {
                INFO(layout);
                CHECK(p == expected(x, layout == "across, reversed"));
            }
        }
    }
}

TEMPLATE_TEST_CASE("hardmax of a line with a NaN is NaN", "[hardmax][special]", HARDMAXES) {
    using T = typename TestType::value_type;
    const T inf = std::numeric_limits<T>::infinity();
    for (const std::size_t n : {1u, 3u, 17u, 100u}) {
        for (const T others : {T(1), inf, -inf}) {
            std::vector<T> x(n, others);
            x[n / 2] = std::numeric_limits<T>::quiet_NaN();
            for (const auto& [layout, p] : both_layouts(TestType(), x))
                CHECK(std::all_of(p.begin(), p.end(), [](T v) { return std::isnan(v); }));
        }
    }
}

TEMPLATE_TEST_CASE("hardmax has one value for each layout and executor", "[hardmax][layout][threads]", HARDMAXES) {
    check_storages(TestType());
    check_executor(TestType());
    check_empty(TestType());
    check_errors(TestType());
}

TEST_CASE("hardmax by name, and as the limit of the softmax", "[hardmax]") {
    const auto x = random_array<float>(7, 30, 1);
    CHECK((actfn::hardmax(x, rowwise) == actfn::Softmax<float>({.scale = 1e5})(x, rowwise)).all());
    // ONNX's operator test: [3, 3, 3, 1] has its 1 at the first.
    CHECK(actfn::hardmax(std::vector<float>{3, 3, 3, 1}) == std::vector<float>{1, 0, 0, 0});
    CHECK((actfn::Hardmax<float>().backward(actfn::hardmax(x, rowwise), x, rowwise) == 0).all());
    std::vector<float> y(12);
    actfn::forward(actfn::Hardmax<float>(), std::vector<float>{1, 5, 2, 5, 1, 0, 0, 9, 9, 9, 1, 1}, y,
                   actfn::Lines{2, 3, 2});
    CHECK(y == std::vector<float>{0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0});
}
