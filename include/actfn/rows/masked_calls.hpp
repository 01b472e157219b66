#pragma once

// Calls of softmax with a mask.

#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/functor.hpp"
#include "actfn/rows/lines.hpp"
#include "actfn/rows/optional_calls.hpp"
#include "actfn/rows/reduction.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A functor whose calls may have a mask.
template <class S>
concept Maskable = HasOptions<S> && requires {
    S::masked_calls();
};

/// An array of bool (false: the entry takes no part) as one of T that is added: 0 or -inf, in the storage order of x.
template <class T>
class AddedMask {
public:
    AddedMask(const View<const bool>& takes_part, const View<const T>& x)
        : memory_(static_cast<std::size_t>(x.size())), by_rows_(x.by_rows()), rows_(x.rows), cols_(x.cols) {
        const Index row_stride = by_rows_ ? cols_ : 1;
        const Index col_stride = by_rows_ ? 1 : rows_;
        for (Index outer = 0; outer < (by_rows_ ? rows_ : cols_); ++outer) {
            for (Index inner = 0; inner < (by_rows_ ? cols_ : rows_); ++inner) {
                const Index i = by_rows_ ? outer : inner;
                const Index j = by_rows_ ? inner : outer;
                memory_[static_cast<std::size_t>(i * row_stride + j * col_stride)] =
                    *takes_part.at(i, j) ? T(0) : -std::numeric_limits<T>::infinity();
            }
        }
    }
    View<const T> view() const { return {memory_.data(), rows_, cols_, by_rows_ ? cols_ : 1, by_rows_ ? 1 : rows_}; }

private:
    std::vector<T> memory_;
    bool by_rows_;
    Index rows_;
    Index cols_;
};

/// y = s(x) with the mask, for views of arrays in memory.
template <class S, class Mask, class T, Along A, class E>
void forward_masked(const S& s, const View<const T>& x, const Mask& mask, const View<T>& y, const A& along,
                    E& executor) {
    if constexpr (core::check_mask<T, const Mask&>()) {
        using M = elements_of<const Mask>;
        const auto given = core::view<const M>(mask);
        core::require_same_shape("forward", "x", x, "mask", given);
        core::require_same_shape("forward", "x", x, "y", y, true);
        core::require_in_place_or_apart("forward", "y", y, "x", x);
        core::require_disjoint("forward", "y", y, "mask", given);
        const auto call = [&](const View<const T>& added) {
            if (x.empty()) return;
            if constexpr (std::same_as<A, Lines>) {
                core::require_lines("forward", x.rows, along);
                S::masked_calls().forward(s.options(), x, added, y, &along, AnyExecutor(executor));
            } else {
                S::masked_calls().forward(s.options(), core::oriented(x, along), core::oriented(added, along),
                                          core::oriented(y, along), nullptr, AnyExecutor(executor));
            }
        };
        if constexpr (std::same_as<M, bool>) {
            call(AddedMask<T>(given, x).view());
        } else {
            call(given);
        }
    }
}

/// s(x) with the mask, as a plain array of x's kind and storage order.
template <class T, class S, RowArgument X, RowArgument Mask, Along A>
auto masked_result(const S& s, const X& of, const Mask& with, const A& along) {
    core::check_axis<X, A>();
    if constexpr (core::check_element_type<T, X>()) {
        const auto& x = core::in_memory(of);
        const auto& mask = core::in_memory(with);
        auto y = core::made_like<T>(x);
        Serial serial;
        core::forward_masked(s, core::view<const T>(x), mask, core::view<T>(y), along, serial);
        return y;
    } else {
        return core::made_like<typename core::element_type<X>::type>(of);
    }
}

}  // namespace core

/// y = s(x) where the mask, of x's shape, says which entries take part: an array of bool, in which false stands for a
/// logit of -inf, or one of T that is added. The lines are rows, columns or, for spans, those of Lines. In place if y
/// is x.
template <core::Maskable S, class X, core::RowArgument Mask, class Y, core::Along A, Executor E = core::Serial>
void forward(const S& s, const X& x, const Mask& mask, Y&& y, A along, E&& executor = E()) {
    using T = typename S::value_type;
    if constexpr (core::check_types<T, const X&, Y>() && core::check_outputs<Y>() && core::check_along<A, X, Y>()) {
        const auto& in_memory = core::in_memory(mask);
        core::forward_masked(s, core::view<const T>(x), in_memory, core::view<T>(y), along, executor);
    }
}

}  // namespace ACTFN_ISA
}  // namespace actfn
