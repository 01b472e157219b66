// Softmax's family in one element type and tier; with BITS_DISPATCH, of the compiled component (tests/dispatch).

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "../rows/passes.hpp"
#include "matrices.hpp"
#if defined(BITS_DISPATCH)
#include "actfn/dispatch.hpp"
#endif

namespace {

using namespace bits;

template <class S, class M>
M forward(const S& s, const M& x, actfn::Axis axis) {
#if defined(BITS_DISPATCH)
    M y(x.rows(), x.cols());
    actfn::dispatch::forward(s, x, y, axis);
    return y;
#else
    return s(x, axis);
#endif
}
template <class S, class M>
M backward(const S& s, const M& y, const M& dy, actfn::Axis axis) {
#if defined(BITS_DISPATCH)
    M dx(y.rows(), y.cols());
    actfn::dispatch::backward(s, y, dy, dx, axis);
    return dx;
#else
    return s.backward(y, dy, axis);
#endif
}

template <class S, int Order>
void check_rows() {
    using T = typename S::value_type;
    using M = Matrix<T, Order>;
    using Tier = typename S::tier;
    constexpr std::string_view tier = std::is_same_v<Tier, actfn::exact>  ? " exact"
                                      : std::is_same_v<Tier, actfn::fast> ? " fast"
                                                                          : " standard";
    const S s;
    for (const auto axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        Checksum of_forward;
        Checksum of_backward;
        std::uint64_t seed = 0;
        for (const auto& [rows_of, cols] :
             {std::pair(1, 1), std::pair(37, 61), std::pair(1000, 300), std::pair(300, 1000), std::pair(3, 100003)}) {
            ++seed;
            const M x = logits<M>(rows_of, cols, seed, seed % 2 == 0 ? 8 : 100);
            const M dy = logits<M>(rows_of, cols, seed + 100, 4).max(T(-4));
            const M y = forward(s, x, axis);
            of_forward.add<T>(entries(y));
            const M dx = backward(s, y, dy, axis);
            of_backward.add<T>(entries(dx));
        }
        // Along the storage order and across it the sum has another order.
        const bool along = (axis == actfn::colwise) == (Order == Eigen::ColMajor);
        const std::string kind =
            std::string(along ? " along" : " across") + (sizeof(T) == 4 ? " float" : " double") + std::string(tier);
        const std::string order = Order == Eigen::ColMajor ? " columns" : " rows";
        rows.push_back({std::string(S::name) + kind + " forward" + order, of_forward.value()});
        rows.push_back({std::string(S::name) + kind + " backward" + order, of_backward.value()});
    }
}

}  // namespace

void bits::BITS_JOIN(check_rows, BITS_TYPE, BITS_TIER)() {
    using T = BITS_TYPE;
    using Tier = actfn::BITS_TIER;
    check_rows<actfn::Softmax<T, Tier>, Eigen::ColMajor>();
    check_rows<actfn::Softmax<T, Tier>, Eigen::RowMajor>();
    check_rows<actfn::LogSoftmax<T, Tier>, Eigen::ColMajor>();
    check_rows<actfn::LogSoftmax<T, Tier>, Eigen::RowMajor>();
    // fast is standard in these.
    if constexpr (!std::is_same_v<Tier, actfn::fast>) {
        check_rows<actfn::Sparsemax<T, Tier>, Eigen::ColMajor>();
        check_rows<actfn::Sparsemax<T, Tier>, Eigen::RowMajor>();
        check_rows<actfn::Entmax15<T, Tier>, Eigen::ColMajor>();
        check_rows<actfn::Entmax15<T, Tier>, Eigen::RowMajor>();
        check_rows<actfn::Hardmax<T, Tier>, Eigen::ColMajor>();
        check_rows<actfn::Hardmax<T, Tier>, Eigen::RowMajor>();
    }
}
