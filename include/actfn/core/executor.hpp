#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

#include "actfn/core/isa.hpp"

namespace actfn::inline ACTFN_ISA {

/// What may follow as the last argument of a buffer call: `threads()` says how many may work at a time, and
/// `parallel_for(n, f)` calls f(begin, end) for parts that make up [0, n) and returns when all are done.
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

/// Calls f(begin, end) for [0, n): in the calling thread where all the work is small against waking another.
template <class E, class F>
void divide(E& executor, std::ptrdiff_t n, std::ptrdiff_t elements, const F& f) {
    constexpr std::ptrdiff_t worth_a_thread = 1 << 16;
    if (executor.threads() > 1 && elements >= 2 * worth_a_thread) {
        executor.parallel_for(n, f);
    } else {
        f(std::ptrdiff_t(0), n);
    }
}

}  // namespace core
}  // namespace actfn::inline ACTFN_ISA
