#include "../support/eigen_setup.hpp"

#include "actfn/channels/calls.hpp"

#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../support/allocations.hpp"
#include "actfn/functions/prelu.hpp"

TEMPLATE_TEST_CASE("forward and backward of PReLU allocate nothing", "[buffers]", float, double) {
    using T = TestType;
    using Array = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    const auto check = [](Eigen::Index rows, Eigen::Index cols) {
        const Array x = Array::Random(rows, cols);
        const Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> x_by_rows = x;
        Array y(rows, cols);
        for (const auto& p : {actfn::PReLU<T>(), actfn::PReLU<T>(rows), actfn::PReLU<T>(cols, T(0.3), actfn::colwise),
                              actfn::PReLU<T>(x)}) {
            INFO(p.channels() << " slopes, " << rows << " x " << cols);
            Eigen::Array<T, Eigen::Dynamic, 1> dslope(p.channels());
            CHECK(tests::allocations([&] { actfn::forward(p, x, y); }) == 0);
            CHECK(tests::allocations([&] { y = p(x); }) == 0);
            CHECK(tests::allocations([&] { actfn::backward(p, x, x, y, dslope); }) == 0);
            CHECK(tests::allocations([&] { actfn::backward(p, x_by_rows, x_by_rows, y, dslope); }) == 0);
        }
    };
    check(40, 17);
    check(5, 300);
    check(700, 3);
    std::vector<T> x(2 * 7 * 20, T(-1)), y(x.size()), dslope(7);
    const actfn::PReLU<T> p(7);
    const actfn::Lines lines{2, 7, 20};
    CHECK(tests::allocations([&] { actfn::forward(p, x, y, lines); }) == 0);
    CHECK(tests::allocations([&] { actfn::backward(p, x, x, y, dslope, lines); }) == 0);
}
