#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "actfn/base/error.hpp"
#include "actfn/channels/expression.hpp"
#include "actfn/elementwise/functor.hpp"
#include "actfn/functions/leaky_relu.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

// actfn::prelu: the function of PReLU (functions/prelu.hpp) with slopes that the caller holds.

/// PReLU's f(x) with one slope for all elements.
template <class Tier = standard, core::Argument X, std::convertible_to<double> A>
auto prelu(X&& x, A slope) {
    return leaky_relu<Tier>(std::forward<X>(x), static_cast<double>(slope));
}

/// PReLU's f(x) with a slope per row (a column vector) or per column (a row vector). Of elements of 16 bits, slopes may be
/// floats, too. Lazy, referring to both arguments; evaluated if either is a temporary array, or the slopes are not in memory
/// or have 16 bits.
template <class Tier = standard, core::Dense X, core::Dense A>
auto prelu(X&& x, A&& slope) {
    using T = core::element_of<X>;
    using S = core::element_of<A>;
    constexpr bool per_row = std::remove_cvref_t<A>::ColsAtCompileTime == 1;
    constexpr bool per_col = std::remove_cvref_t<A>::RowsAtCompileTime == 1;
    constexpr bool same_type = std::same_as<T, S> || (core::Stored<T> && std::same_as<S, float>);
    static_assert(per_row || per_col,
                  "actfn: prelu's slope is a scalar, a column vector (a slope per row) or a row vector (a "
                  "slope per column).");
    static_assert(same_type, "actfn: prelu's slopes must have x's element type, or be floats if that has 16 bits.");
    const Eigen::Index given = per_row ? x.rows() : x.cols();
    if (slope.size() != given) {
        core::fail(core::Message("prelu: x has ") + core::text(given) + (per_row ? " rows" : " columns") +
                   ", but there are " + core::text(slope.size()) + " slopes");
    }
    if constexpr (!(same_type && (per_row || per_col))) {
        return x;  // the assertions above say what is wrong
    } else if constexpr (core::Stored<S>) {
        return prelu<Tier>(std::forward<X>(x), slope.template cast<float>());
    } else if constexpr (!core::DenseInMemory<A>) {
        const auto slopes = slope.eval();
        return prelu<Tier>(std::forward<X>(x), slopes).eval();
    } else {
        const auto at = core::view<const S>(slope);
        const auto y = core::with_slopes<false>(std::forward<X>(x), at.data, per_row ? at.row_stride : 0,
                                                per_row ? 0 : at.col_stride);
        if constexpr (core::Temporary<A>) {
            return y.eval();
        } else {
            return y;
        }
    }
}
ACTFN_NO_SUCH_ELEMENTWISE_CALL(prelu);

}  // namespace ACTFN_ISA
}  // namespace actfn
