// A short vector has a path of its own; its bits must be those of the same distribution among others that lie along the
// storage order, whatever the call.

#include <array>
#include <cstring>
#include <limits>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

namespace {

using Eigen::Index;

template <class T>
using Columns = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using Vector = Eigen::Array<T, Eigen::Dynamic, 1>;

template <class A, class B>
bool same_bits(const A& a, const B& b) {
    if (a.size() != b.size()) return false;
    for (Index i = 0; i < a.size(); ++i) {
        const auto x = a(i);
        const auto y = b(i);
        if (x != x && y != y) continue;
        if (std::memcmp(&x, &y, sizeof x) != 0) return false;
    }
    return true;
}

/// Logits and upstream gradients of one distribution, and what a matrix of two such columns makes of them.
template <class S>
struct Case {
    using T = typename S::value_type;
    Vector<T> x, y, dy, dx;

    Case(Index n, int kind) {
        tests::Numbers<T> numbers(static_cast<std::uint64_t>(n * 16 + kind));
        const auto count = static_cast<std::size_t>(n);
        x = Eigen::Map<const Vector<T>>(numbers.normal(count, 0, kind == 1 ? 100 : 3).data(), n);
        dy = Eigen::Map<const Vector<T>>(numbers.normal(count, 0, 1).data(), n);
        if (kind == 2) x(n / 2) = -std::numeric_limits<T>::infinity();
        if (kind == 3) x.setConstant(T(0.3));
        if (kind == 4) x(n - 1) = std::numeric_limits<T>::quiet_NaN();
        if (kind == 5) x *= std::numeric_limits<T>::max() / (2 * x.abs().maxCoeff());
        if (kind == 6) x.setConstant(-std::numeric_limits<T>::infinity());
        const Columns<T> two = x.replicate(1, 2);
        const Columns<T> output = S()(two, actfn::colwise);
        y = output.col(1);
        dx = S().backward(output, Columns<T>(dy.replicate(1, 2)), actfn::colwise).col(1);
    }
};

template <class S, class V>
void check_array(const Case<S>& c) {
    const S s;
    const V x = c.x;
    const V dy = c.dy;
    const V upstream = c.y;
    V y = x;
    V dx = dy;
    CHECK(same_bits(s(x), c.y));
    CHECK(same_bits(s.backward(upstream, dy), c.dx));
    actfn::forward(s, x, y);
    CHECK(same_bits(y, c.y));
    actfn::backward(s, y, dy, dx);
    CHECK(same_bits(dx, c.dx));
    y = x;
    actfn::forward(s, y, y);
    dx = dy;
    actfn::backward(s, y, dx, dx);
    CHECK(same_bits(dx, c.dx));
}

template <class S, int... N>
void check_fixed(int kind, std::integer_sequence<int, N...>) {
    using T = typename S::value_type;
    (check_array<S, Eigen::Matrix<T, N, 1>>(Case<S>(N, kind)), ...);
}

template <class S>
void check_others(const Case<S>& c) {
    using T = typename S::value_type;
    const S s;
    const Index n = c.x.size();
    check_array<S, Vector<T>>(c);
    // As a matrix of one line, along and across its storage order; with guards on both sides of a strided and of a shifted one.
    const Columns<T> column = c.x;
    CHECK(same_bits(s(column, actfn::colwise).reshaped(), c.y));
    const Columns<T> row = c.x.transpose();
    CHECK(same_bits(s(row, actfn::rowwise).reshaped(), c.y));
    for (const Index stride : {Index(1), Index(2)}) {
        Vector<T> memory = Vector<T>::Constant(n * stride + 6, T(7));
        Eigen::Map<Vector<T>, 0, Eigen::InnerStride<>> y(memory.data() + 3, n, Eigen::InnerStride<>(stride));
        actfn::forward(s, c.x, y);
        CHECK(same_bits(y, c.y));
        CHECK((memory.head(3) == T(7)).all());
        CHECK((memory.tail(2 + stride) == T(7)).all());
    }
    std::vector<T> values(c.x.begin(), c.x.end());
    actfn::forward(s, values, values);
    CHECK(same_bits(Eigen::Map<const Vector<T>>(values.data(), n), c.y));
}

using Functors =
    std::tuple<actfn::Softmax<float>, actfn::Softmax<double>, actfn::Softmax<float, actfn::exact>,
               actfn::Softmax<float, actfn::fast>, actfn::LogSoftmax<float, actfn::fast>, actfn::LogSoftmax<float>,
               actfn::LogSoftmax<double>, actfn::LogSoftmax<float, actfn::exact>>;

}  // namespace

TEMPLATE_LIST_TEST_CASE("a short vector has the bits of a long way", "[softmax]", Functors) {
    for (int kind = 0; kind < 7; ++kind) {
        CAPTURE(kind);
        for (Index n = 1; n < 70; ++n) {
            CAPTURE(n);
            check_others(Case<TestType>(n, kind));
        }
        // A kernel for each size takes its time to compile.
        if constexpr (std::is_same_v<typename TestType::tier, actfn::standard>)
            check_fixed<TestType>(kind, std::integer_sequence<int, 3, 8, 40>());
    }
}
