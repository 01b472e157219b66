// Buffer calls on arrays that a generic function knows by a base class alone, as Eigen's guide writes such functions
// (template <class D> void g(const Eigen::MatrixBase<D>& x)), and on Ref. They must do what they do for the array itself.

#include "../support/eigen_setup.hpp"

#include <cstdint>
#include <cstdlib>

#include <catch2/catch_test_macros.hpp>

#include "actfn/actfn.hpp"

namespace {

/// Every buffer call on inputs x, dy and outputs y, d, dx, dslope of any static type.
template <class T, class X, class DY, class Y, class D, class DX, class DS>
void call_all(int which, const X& x, const DY& dy, Y& y, D& d, DX& dx, DS& dslope) {
    const actfn::Tanh<T> f;
    const actfn::Softmax<T> s;
    const actfn::PReLU<T> p(x.rows());
    const actfn::RReLUTraining<T> t;
    constexpr std::uint64_t step = 3;
    switch (which) {
        case 0:
            return actfn::forward(f, x, y);
        case 1:
            return actfn::backward(f, x, dy, dx);
        case 2:
            return actfn::backward_from_output(f, x, dy, dx);
        case 3:
            return actfn::forward_with_derivative(f, x, y, d);
        case 4:
            return actfn::forward(s, x, y, actfn::rowwise);
        case 5:
            return actfn::backward(s, x, dy, dx, actfn::colwise);
        case 6:
            return actfn::backward(p, x, dy, dx, dslope);
        case 7:
            return t.forward(x, y, step);
        case 8:
            return t.backward(x, dy, dx, step);
        default:
            return;
    }
}
constexpr int calls = 9;

template <class Array, class Column>
struct Arguments {
    Array x = Array::Random(5, 7), dy = Array::Random(5, 7), y = x, d = x, dx = x;
    Column dslope = Column::Zero(5);

    bool same(const Arguments& o) const {
        const auto equal = [](const auto& a, const auto& b) { return (a.array() == b.array()).all(); };
        return equal(x, o.x) && equal(y, o.y) && equal(d, o.d) && equal(dx, o.dx) && equal(dslope, o.dslope);
    }
};

/// The arguments, each seen as Base<its type> by `as`.
template <class T, class A, class As>
void check(const A& given, const As& as) {
    for (int which = 0; which < calls; ++which) {
        A expected = given, got = given;
        call_all<T>(which, expected.x, expected.dy, expected.y, expected.d, expected.dx, expected.dslope);
        as(which, got);
        INFO("call " << which);
        CHECK(got.same(expected));
        CHECK(!got.same(given));
    }
}

template <class T, template <class> class Base, class A>
void check_base(const A& given) {
    check<T>(given, [](int which, A& a) {
        const auto known = []<class D, class U, class V, class W, class X, class Y>(
                               int call, const Base<D>& x, const Base<U>& dy, Base<V>& y, Base<W>& d, Base<X>& dx,
                               Base<Y>& dslope) { call_all<T>(call, x, dy, y, d, dx, dslope); };
        known(which, a.x, a.dy, a.y, a.d, a.dx, a.dslope);
    });
}

}  // namespace

TEST_CASE("buffer calls on arrays known by a base class", "[buffers]") {
    using T = float;
    std::srand(1);
    const Arguments<Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>, Eigen::Matrix<T, Eigen::Dynamic, 1>> matrices;
    const Arguments<Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>, Eigen::Array<T, Eigen::Dynamic, 1>> arrays;
    check_base<T, Eigen::MatrixBase>(matrices);
    check_base<T, Eigen::ArrayBase>(arrays);
    check_base<T, Eigen::DenseBase>(matrices);
    check_base<T, Eigen::PlainObjectBase>(arrays);
}

TEST_CASE("buffer calls on Ref, of blocks and of both storage orders", "[buffers]") {
    using T = float;
    using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
    using Column = Eigen::Matrix<T, Eigen::Dynamic, 1>;
    std::srand(2);
    const Arguments<Matrix, Column> given;
    check<T>(given, [](int which, auto& a) {
        Matrix wide = Matrix::Zero(9, 9);
        wide.topLeftCorner(5, 7) = a.dy;
        const Eigen::Ref<const Matrix> x(a.x), dy(wide.topLeftCorner(5, 7));
        Eigen::Ref<Matrix> y(a.y), d(a.d);
        auto dx = a.dx.block(0, 0, 5, 7);
        call_all<T>(which, x, dy, y, d, dx, a.dslope);
    });
    // A Ref<const> of the other storage order owns a copy.
    const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = given.x;
    check<T>(given, [&by_rows](int which, auto& a) {
        const Eigen::Ref<const Matrix> copy(by_rows);
        call_all<T>(which, copy, a.dy, a.y, a.d, a.dx, a.dslope);
    });
}
