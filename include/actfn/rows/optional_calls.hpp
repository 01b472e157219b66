#pragma once

// Calls of a functor over lines with options. They are behind pointers, so that only a file that makes a functor with
// options compiles them, and the plain functor's calls take the time of one test.

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The calls of a functor with options of type O over views of T. The lines are the rows of the views or, if `lines` is
/// not null, those of tensors. Without a mask, that view has no data.
template <class T, class O>
struct OptionalCalls {
    void (*forward)(const O& options, const View<const T>& x, const View<const T>& mask, const View<T>& y,
                    const Lines* lines, AnyExecutor executor);
    void (*backward)(const O& options, const View<const T>& y, const View<const T>& dy, const View<T>& dx,
                     const Lines* lines, AnyExecutor executor);
};

/// A functor with options: optional_calls() is null where all have their defaults.
template <class S>
concept HasOptions = requires(const S& s) {
    s.optional_calls()->forward;
    s.options();
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
