#pragma once

// Calls of a functor over lines with options. They are behind pointers, so that only a file that makes a functor with
// options compiles them, and the plain functor's calls take the time of one test.

#include <cstddef>
#include <type_traits>

#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Any executor behind one type.
class AnyExecutor {
public:
    template <Executor E>
    explicit AnyExecutor(E& executor)
        : executor_(const_cast<void*>(static_cast<const void*>(&executor))),
          threads_(executor.threads()),
          overhead_(core::overhead(executor)),
          run_([](void* of, Index n, const void* f, Part part) {
              static_cast<E*>(of)->parallel_for(n, [=](Index begin, Index end) { part(f, begin, end); });
          }) {}

    Index threads() const { return threads_; }
    double overhead() const { return overhead_; }
    template <class F>
    void parallel_for(Index n, const F& f) {
        run_(executor_, n, &f,
             [](const void* of, Index begin, Index end) { (*static_cast<const F*>(of))(begin, end); });
    }

private:
    using Part = void (*)(const void* f, Index begin, Index end);

    void* executor_;
    Index threads_;
    double overhead_;
    void (*run_)(void* executor, Index n, const void* f, Part part);
};

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
