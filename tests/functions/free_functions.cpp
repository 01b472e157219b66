// actfn::sigmoid(x) and the like, called as a user may call them: unqualified, with the names of Eigen and of the C
// library around. The bits must be ours: Eigen has a tanh of its own.

#include "../support/eigen_setup.hpp"

#include <math.h>

#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/differences.hpp"
#include "actfn/actfn.hpp"

using namespace Eigen;
using namespace actfn;

namespace {

tests::Differences differences;
std::set<std::string_view> called;

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
    called.insert(F::name);
    for (Index j = 0; j < x.cols(); ++j) {
        for (Index i = 0; i < x.rows(); ++i) {
            differences.compare(std::string(F::name) + " of " + what, x(i, j), f(x(i, j)), y(i, j));
        }
    }
}

}  // namespace

// A macro, since a template argument list or a lambda would look the name up differently from a plain call.
#define CHECK_FREE_FUNCTION(Functor, function)                                                                  \
    TEST_CASE("free function " #function, "[free]") {                                                           \
        differences = {};                                                                                       \
        const auto a = filled<ArrayXXf>();                                                                      \
        const auto m = filled<MatrixXf>();                                                                      \
        const auto d = filled<ArrayXXd>();                                                                      \
        const ArrayXXf of_array = function(a);                                                                  \
        const ArrayXXf of_temporary = function(ArrayXXf(a));                                                    \
        const ArrayXXf of_expression = function(a * 1.0f);                                                      \
        const ArrayXXf of_block = function(a.topRows(3));                                                       \
        const MatrixXf of_matrix = function(m);                                                                 \
        const ArrayXXd of_double = function(d);                                                                 \
        const ArrayXXf exactly = function<exact>(a);                                                            \
        compare(Functor<float>(), "array", a, of_array);                                                        \
        compare(Functor<float>(), "temporary", a, of_temporary);                                                \
        compare(Functor<float>(), "expression", a, of_expression);                                              \
        compare(Functor<float>(), "block", a.topRows(3).eval(), of_block);                                      \
        compare(Functor<float>(), "matrix", m, of_matrix);                                                      \
        compare(Functor<double>(), "array of double", d, of_double);                                            \
        compare(Functor<float, exact>(), "array, exact", a, exactly);                                           \
        const auto scalar = [](float x) { return Functor<float>()(x); };                                        \
        differences.compare("scalar", 0.3f, scalar(0.3f), actfn::function(0.3f));                               \
        differences.compare("scalar", -2.0, Functor<double>()(-2.0), actfn::function(-2.0));                    \
        differences.compare("exact scalar", 0.3f, Functor<float, exact>()(0.3f), actfn::function<exact>(0.3f)); \
        const core::native_batch<float> batch(0.3f);                                                            \
        float first[core::lanes<core::native_batch<float>>];                                                    \
        actfn::function(batch).store_unaligned(first);                                                          \
        differences.compare("batch", 0.3f, scalar(0.3f), first[0]);                                             \
        CHECK(differences.text() == "");                                                                        \
    }

CHECK_FREE_FUNCTION(Identity, identity)
CHECK_FREE_FUNCTION(Step, step)
CHECK_FREE_FUNCTION(Sigmoid, sigmoid)
CHECK_FREE_FUNCTION(Tanh, tanh)
CHECK_FREE_FUNCTION(HardSigmoid, hard_sigmoid)
CHECK_FREE_FUNCTION(ReLU, relu)
CHECK_FREE_FUNCTION(LeakyReLU, leaky_relu)
CHECK_FREE_FUNCTION(RReLU, rrelu)
CHECK_FREE_FUNCTION(ELU, elu)
CHECK_FREE_FUNCTION(SELU, selu)
CHECK_FREE_FUNCTION(Softplus, softplus)

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

TEST_CASE("every function of the list has a free function, checked above", "[free]") {
    // Test cases run in the order of the file unless they are shuffled or chosen.
    if (called.size() < 2) SKIP("the other tests were not chosen");
    std::apply(
        [](const auto&... f) {
            for (const std::string_view name : {std::decay_t<decltype(f)>::name...}) {
                INFO(name << ": add it to the CHECK_FREE_FUNCTION list");
                CHECK(called.contains(name));
            }
        },
        AllFunctions<>());
}
