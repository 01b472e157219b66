// Learnt functions of 16-bit elements: the bits of the functor of float, rounded, and its sums. (What the functor itself gives of
// all numbers of 16 bits is judged by the tests of every function.)

#include <concepts>
#include <span>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/of_16_bits.hpp"
#include "../rows/rows.hpp"

using namespace tests;
using actfn::Learnable;
using actfn::LearnableAffine;

namespace {

/// Parameters that T does not represent, for n channels.
template <class F>
typename Learnable<F>::Parameters some_parameters(Index n) {
    typename Learnable<F>::Parameters p(n, static_cast<Index>(F::parameters.size()));
    for (Index k = 0; k < p.cols(); ++k) {
        for (Index c = 0; c < n; ++c)
            p(c, k) = 0.9f - 0.1f * static_cast<float>(k) + 0.0131f * static_cast<float>(c % 40);
    }
    return p;
}

template <class F, class G>
void check_calls(Index rows, Index cols, Index channels, actfn::Axis axis) {
    using T = typename F::value_type;
    INFO(F::name << ", " << rows << " x " << cols << ", " << channels << " channels, axis " << static_cast<int>(axis));
    const Learnable<F> l(some_parameters<F>(channels), axis);
    const Learnable<G> of_float(some_parameters<F>(channels), axis);
    const Array<T> x = some_of_16_bits<T>(rows, cols, 1);
    const Array<T> dy = some_of_16_bits<T>(rows, cols, 2);
    const Array<float> wide = in_float(x), dy_wide = in_float(dy);
    const Array<T> y = of_float(wide).template cast<T>();
    CHECK(same_bits(l(x), y));
    CHECK(same_bits(l(Rows<T>(x)), Rows<T>(y)));
    const auto expected = of_float.backward(wide, dy_wide);
    const Array<T> dx = expected.dx.template cast<T>();
    const auto g = l.backward(x, dy);
    static_assert(std::same_as<typename decltype(g.dparameters)::Scalar, float>);
    CHECK(same_bits(g.dx, dx));
    CHECK(same_bits(g.dparameters, expected.dparameters));
    OddExecutor odd;
    for (const Storage& storage : storages) {
        Stored<T> in(x, storage), upstream(dy, storage);
        Stored<float> in_wide(wide, storage), upstream_wide(dy_wide, storage);
        auto d = l.parameters(), sums = d;
        actfn::backward(l, in.map(), upstream.map(), upstream.map(), d, odd);
        actfn::backward(of_float, in_wide.map(), upstream_wide.map(), upstream_wide.map(), sums);
        CHECK(same_bits(Array<T>(upstream.map()), dx));
        CHECK(same_bits(d, sums));
        actfn::forward(l, in.map(), in.map(), odd);
        CHECK(same_bits(Array<T>(in.map()), y));
        CHECK((in.is_intact() && upstream.is_intact()));
    }
}

template <class F, class G>
void check_function() {
    check_calls<F, G>(1, 1, 1, actfn::rowwise);
    check_calls<F, G>(7, 300, 1, actfn::rowwise);
    check_calls<F, G>(7, 300, 7, actfn::rowwise);
    check_calls<F, G>(40, 9, 9, actfn::colwise);
    check_calls<F, G>(40, 33, 40, actfn::rowwise);
}

}  // namespace

TEMPLATE_TEST_CASE("learnt functions of 16 bits are those of float, rounded", "[learnable][stored]", Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    check_function<actfn::Swish<T>, actfn::Swish<float>>();
    check_function<actfn::XIELU<T>, actfn::XIELU<float>>();
    check_function<actfn::DynamicTanh<T>, actfn::DynamicTanh<float>>();
    check_function<actfn::Softplus<T, actfn::fast>, actfn::Softplus<float, actfn::fast>>();

    const actfn::Lines lines{3, 5, 7};
    const Learnable<actfn::Swish<T>> l(some_parameters<actfn::Swish<T>>(5));
    const Learnable<actfn::Swish<float>> of_float(l.parameters());
    const Column<T> x = some_of_16_bits<T>(105, 1, 4).col(0);
    const Column<float> wide = in_float(x);
    Column<T> dx(105);
    Column<float> dx_wide(105), d(5), sums(5);
    const auto span = [](auto& a) { return std::span(a.data(), static_cast<std::size_t>(a.size())); };
    actfn::backward(l, span(x), span(x), span(dx), span(d), lines);
    actfn::backward(of_float, span(wide), span(wide), span(dx_wide), span(sums), lines);
    CHECK(same_bits(dx, Column<T>(dx_wide.template cast<T>())));
    CHECK(same_bits(d, sums));
}

TEMPLATE_TEST_CASE("a learnt function has the bits of the functor of 16 bits", "[learnable][stored][special]",
                   Eigen::half, Eigen::bfloat16) {
    using T = TestType;
    const Column<T> x = all_of_16_bits<T>();
    const actfn::Swish<T> swish(T(0.75f));
    const Learnable<actfn::Swish<T>> l(swish, 1);
    CHECK(l.parameters()(0) == 0.75f);
    CHECK(l.functor() == actfn::Swish<float>(0.75f));
    CHECK(same_bits(l(x), Column<T>(swish(x))));
    const Column<T> ones = Column<T>::Ones(x.size());
    CHECK(same_bits(l.backward(x, ones).dx, Column<T>(swish.derivative(x))));
    // Rounded once, from double.
    const actfn::DynamicTanh<T, actfn::exact> tanh(T(0.5f));
    const Learnable<actfn::DynamicTanh<T, actfn::exact>> exact(tanh);
    CHECK(same_bits(exact(x), Column<T>(tanh(x))));
    CHECK(same_bits(exact.backward(x, ones).dx, Column<T>(tanh.derivative(x))));
}

TEMPLATE_TEST_CASE("parameters of functions of 16 bits are learnt in float", "[learnable][stored]", Eigen::half,
                   Eigen::bfloat16) {
    using T = TestType;
    Learnable<actfn::Swish<T>> l(3);
    static_assert(std::same_as<typename Learnable<actfn::Swish<T>>::Parameters, Array<float>>);
    // A thousand updates, each below the last digit of 1 in T.
    for (int step = 0; step < 1024; ++step) l.update(Column<float>::Constant(3, 0x1p-2f), 0x1p-14f, 0.0f);
    CHECK((l.parameters() == 1 - 0x1p-6f).all());
    CHECK((Learnable<actfn::ScaledELU<T>>().parameters() == Learnable<actfn::ScaledELU<float>>().parameters()).all());

    using DyT = actfn::DynamicTanh<T>;
    LearnableAffine<DyT> a(5);
    LearnableAffine<actfn::DynamicTanh<float>> of_float(5);
    const Column<float> weight = random_array<float>(5, 1, 3).col(0), bias = random_array<float>(5, 1, 4).col(0);
    a.set_affine(weight, bias);
    of_float.set_affine(weight, bias);
    const Array<T> x = some_of_16_bits<T>(5, 70, 5), dy = some_of_16_bits<T>(5, 70, 6);
    CHECK(same_bits(a(x), Array<T>(of_float(in_float(x)).template cast<T>())));
    Array<T> dx(5, 70);
    Array<float> dx_wide(5, 70);
    Column<float> d(1), dw(5), db(5), sum(1), sum_w(5), sum_b(5);
    actfn::backward(a, x, dy, dx, d, dw, db);
    actfn::backward(of_float, in_float(x), in_float(dy), dx_wide, sum, sum_w, sum_b);
    CHECK(same_bits(dx, Array<T>(dx_wide.template cast<T>())));
    CHECK((same_bits(d, sum) && same_bits(dw, sum_w) && same_bits(db, sum_b)));
    a.update(d, dw, db, 0.1f, 0.9f);
    of_float.update(d, dw, db, 0.1f, 0.9f);
    CHECK((a.weight() == of_float.weight()).all());
    CHECK(message([&] { Learnable<actfn::Swish<T>>(2)(x); }) ==
          "actfn: swish: forward: x has 5 rows, but there are 2 channels");
}
