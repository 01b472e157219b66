// Parameters of the free functions, and calls on scalars; every_function/free_function_of_one.cpp.in has the rest.

#include "../support/eigen_setup.hpp"

#include <math.h>

#include <string>

#include <catch2/catch_test_macros.hpp>

#include "../support/differences.hpp"
#include "actfn/actfn.hpp"

using namespace Eigen;
using namespace actfn;

namespace {

tests::Differences differences;

template <class X>
auto filled() {
    using T = typename X::Scalar;
    const auto values = tests::inputs<T>(9);
    X x(37, static_cast<Index>(values.size()) / 37);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = values[static_cast<std::size_t>(i)];
    return x;
}

template <class F, class Y, class X>
void compare(const F& f, const char* what, const X& x, const Y& y) {
    for (Index j = 0; j < x.cols(); ++j) {
        for (Index i = 0; i < x.rows(); ++i) {
            differences.compare(std::string(F::name) + " of " + what, x(i, j), f(x(i, j)), y(i, j));
        }
    }
}

}  // namespace

TEST_CASE("parameters are given as double, whatever the array's element type", "[free]") {
    differences = {};
    const auto a = filled<ArrayXXf>();
    const auto d = filled<ArrayXXd>();
    // Named, since a lambda or a functor would not do for a call that must compile with these very arguments.
    const ArrayXXf stepped = step(a, 0.5), leaky = leaky_relu(a, 0.1), randomized = rrelu(a, 0.1, 0.3),
                   bent = elu(a, 0.3), soft = softplus(a, 2.5), with_int = elu(a, 2), exactly = elu<exact>(a, 0.3);
    const ArrayXXd wide = elu(d, 0.3f);
    compare(Step<float>(0.5f), "parameter", a, stepped);
    compare(LeakyReLU<float>(0.1f), "parameter", a, leaky);
    compare(RReLU<float>(0.1f, 0.3f), "parameter", a, randomized);
    compare(ELU<float>(0.3f), "parameter", a, bent);
    compare(Softplus<float>(2.5f), "parameter", a, soft);
    compare(ELU<float>(2.0f), "int parameter", a, with_int);
    compare(ELU<float, exact>(0.3f), "parameter, exact", a, exactly);
    compare(ELU<double>(0.3f), "parameter of double", d, wide);
    CHECK(differences.text() == "");
    // A float that was narrowed twice would differ here.
    CHECK(elu(-100.0, 0.1) == -0.1);
    CHECK(leaky_relu(-1.0f, 0.1) == -0.1f);
}

TEST_CASE("scalars, unqualified", "[free]") {
    // tanh(x) is the C library's there: for an equal match a function that is no template wins. So it is missing here.
    CHECK(sigmoid(0.0f) == 0.5f);
    CHECK(relu(-1.0) == 0);
    CHECK(identity(2.0f) == 2.0f);
    CHECK(step(0.0, 0.5) == 0.5);
    CHECK(hard_sigmoid(3.0f) == 1);
    CHECK(leaky_relu(-1.0, 0.25) == -0.25);
    CHECK(rrelu(-1.0, 0.25, 0.75) == -0.5);
    CHECK(elu(0.0f) == 0);
    CHECK(selu(0.0) == 0);
    CHECK(softplus(std::numeric_limits<float>::infinity(), 2) == std::numeric_limits<float>::infinity());
}
