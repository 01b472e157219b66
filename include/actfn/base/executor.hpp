#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

#include "actfn/base/isa.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// What may follow as the last argument of a buffer call: `threads()` says how many may work at a time, and
/// `parallel_for(n, f)` calls f(begin, end) for parts that make up [0, n) and returns when all are done. Where it has an
/// `overhead()`, that is the time in nanoseconds that such a call takes beside the work (otherwise 25000): it is not asked
/// for less work than is worth it.
template <class E>
concept Executor = requires(std::remove_cvref_t<E>& e, void (*f)(std::ptrdiff_t, std::ptrdiff_t)) {
    { e.threads() } -> std::convertible_to<std::ptrdiff_t>;
    e.parallel_for(std::ptrdiff_t(0), f);
};

namespace core {

/// The calling thread does the work.
struct Serial {
    static constexpr std::ptrdiff_t threads() { return 1; }
    template <class F>
    static void parallel_for(std::ptrdiff_t n, const F& f) {
        f(std::ptrdiff_t(0), n);
    }
};

/// How many nanoseconds a parallel_for of E takes beside the work: what it says, or as much as a pool's task and barrier.
template <class E>
constexpr double overhead(const E& executor) {
    if constexpr (requires { executor.overhead(); }) {
        return executor.overhead();
    } else {
        return 25000;
    }
}

/// Calls f(begin, end) for [0, n): in the calling thread where all the work, so many elements at a functor's cost, is too
/// small for two threads to be faster. Inlined: what f refers to stays in registers, which a short call would wait for.
template <class E, class F>
[[gnu::always_inline]] inline void divide(E& executor, std::ptrdiff_t n, std::ptrdiff_t elements, int cost,
                                          const F& f) {
    // Measured with AVX-512: to load and to store an element takes 0.04 ns, and each unit of its cost 0.005 ns more.
    const double nanoseconds = static_cast<double>(elements) * (0.04 + 0.005 * cost);
    if (executor.threads() > 1 && nanoseconds >= 2.5 * core::overhead(executor)) {
        executor.parallel_for(n, f);
    } else {
        f(std::ptrdiff_t(0), n);
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
