// PReLU, RReLU in training and the kernels in one element type and tier; with BITS_DISPATCH, the first two of the compiled
// component (tests/dispatch).

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "matrices.hpp"
#if defined(BITS_DISPATCH)
#include "actfn/dispatch.hpp"
#endif

namespace {

using namespace bits;

#if !defined(BITS_DISPATCH)
template <class T, class Kernel>
void check_kernel(const char* kernel_name, const Kernel& kernel, const std::vector<T>& x) {
    using V = actfn::core::native_batch<T>;
    const std::string name = std::string("math::") + kernel_name + (sizeof(T) == 4 ? " float" : " double");
    const std::size_t n = x.size() - x.size() % 16;  // whole batches on every instruction set
    std::vector<T> y(n);
    for (std::size_t i = 0; i < n; i += V::size) kernel(V::load_unaligned(x.data() + i)).store_unaligned(y.data() + i);
    Checksum checksum;
    checksum.add<T>(y);
    rows.push_back({name, checksum.value()});
    std::vector<T> z(part);
    const T* some = x.data() + (n - part);
    for (std::size_t i = 0; i < part; ++i) z[i] = kernel(some[i]);
    expect_same(name + ", scalar", some, z.data(), y.data() + (n - part), part);
}

/// The public ones: not every one is in a function.
template <class T>
void check_kernels(const std::vector<T>& x) {
    check_kernel(
        "exp", [](auto v) { return actfn::math::exp(v); }, x);
    check_kernel(
        "expm1", [](auto v) { return actfn::math::expm1(v); }, x);
    check_kernel(
        "log", [](auto v) { return actfn::math::log(v); }, x);
    check_kernel(
        "log1p", [](auto v) { return actfn::math::log1p(v); }, x);
    check_kernel(
        "tanh", [](auto v) { return actfn::math::tanh(v); }, x);
    check_kernel(
        "erf", [](auto v) { return actfn::math::erf(v); }, x);
    check_kernel(
        "erfc", [](auto v) { return actfn::math::erfc(v); }, x);
}
#endif

#if defined(BITS_DISPATCH)
namespace door = actfn::dispatch;
#else
namespace door = actfn;
#endif

template <class P, class M>
M forward_of(const P& p, const M& x) {
#if defined(BITS_DISPATCH)
    M y(x.rows(), x.cols());
    door::forward(p, x, y);
    return y;
#else
    return p(x);
#endif
}
/// The slopes of a step. The component does not hand them out, but -1 becomes the slope's negative.
template <class R>
auto slopes_of(const R& r, Eigen::Index rows_of, Eigen::Index cols, std::uint64_t step) {
#if defined(BITS_DISPATCH)
    using M = Matrix<typename R::value_type, Eigen::ColMajor>;
    M y(rows_of, cols);
    door::forward(r, M(M::Constant(rows_of, cols, -1)), y, step);
    return M(-y);
#else
    return r.slopes(rows_of, cols, step);
#endif
}

template <class T, class Tier, int Order>
void check_slopes() {
    using M = Matrix<T, Order>;
    const std::string kind = std::string(sizeof(T) == 4 ? " float" : " double") +
                             (std::is_same_v<Tier, actfn::exact> ? " exact" : " standard") +
                             (Order == Eigen::ColMajor ? " columns" : " rows");
    const M x = logits<M>(700, 900, 77, 100).max(T(-100));
    const M dy = logits<M>(700, 900, 78, 4).max(T(-4));
    for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        actfn::PReLU<T, Tier> p(axis == actfn::rowwise ? 700 : 900, T(0.25), axis);
        typename actfn::PReLU<T, Tier>::Slopes slopes(p.channels());
        for (Eigen::Index i = 0; i < p.channels(); ++i) slopes(i) = static_cast<T>(i - 100) / T(256);
        p.update(slopes, T(1), T(0));
        Checksum checksum;
        const M y = forward_of(p, x);
        checksum.add<T>(entries(y));
        M dx(700, 900);
        decltype(slopes) dslope(p.channels());
        door::backward(p, x, dy, dx, dslope);
        checksum.add<T>(entries(dx));
        checksum.add<T>(entries(dslope));
        rows.push_back(
            {std::string("prelu") + (axis == actfn::rowwise ? " by_row" : " by_column") + kind, checksum.value()});
    }
    const actfn::RReLUTraining<T, Tier> r(T(0.125), T(1) / T(3), 20261121);
    Checksum checksum;
    for (const std::uint64_t step : {std::uint64_t(0), std::uint64_t(1), std::uint64_t(1) << 40}) {
        M y(700, 900);
        M dx(700, 900);
        door::forward(r, x, y, step);
        door::backward(r, x, dy, dx, step);
        checksum.add<T>(entries(y));
        checksum.add<T>(entries(dx));
        checksum.add<T>(entries(slopes_of(r, 700, 900, step)));
    }
    rows.push_back({"rrelu_training" + kind, checksum.value()});
}

}  // namespace

void bits::BITS_JOIN(check_others, BITS_TYPE, BITS_TIER)([[maybe_unused]] const std::vector<BITS_TYPE>& x) {
    using T = BITS_TYPE;
    using Tier = actfn::BITS_TIER;
#if !defined(BITS_DISPATCH)
    if constexpr (std::is_same_v<Tier, actfn::standard>) check_kernels(x);
#endif
    check_slopes<T, Tier, Eigen::ColMajor>();
    check_slopes<T, Tier, Eigen::RowMajor>();
}
