#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>

#include "actfn/base/isa.hpp"

namespace actfn {

// Not in the instruction set's namespace: see precision.hpp.

/// An executor of any type, as plain data: run(executor, n, f, part) calls part(f, begin, end) for parts of [0, n).
struct ErasedExecutor {
    using Part = void (*)(const void* f, std::ptrdiff_t begin, std::ptrdiff_t end);

    void* executor;
    std::ptrdiff_t threads;
    double overhead;
    void (*run)(void* executor, std::ptrdiff_t n, const void* f, Part part);
};

inline namespace ACTFN_ISA {

/// The optional last argument of a buffer call. `threads()` is how many threads may work at a time.
/// `parallel_for(n, f)` calls f(begin, end) for parts that make up [0, n) and returns when all are done. An optional
/// `overhead()` is the time in nanoseconds that a parallel_for takes beside the work (default 25000); work too small to
/// repay it stays on the calling thread.
template <class E>
concept Executor = requires(std::remove_cvref_t<E>& e, void (*f)(std::ptrdiff_t, std::ptrdiff_t)) {
    { e.threads() } -> std::convertible_to<std::ptrdiff_t>;
    e.parallel_for(std::ptrdiff_t(0), f);
};

namespace core {

/// The executor that works on the calling thread alone.
struct Serial {
    static constexpr std::ptrdiff_t threads() { return 1; }
    template <class F>
    static void parallel_for(std::ptrdiff_t n, const F& f) {
        f(std::ptrdiff_t(0), n);
    }
};

/// The overhead of a parallel_for in nanoseconds: what the executor states, or that of a pool's task and barrier.
template <class E>
constexpr double overhead(const E& executor) {
    if constexpr (requires { executor.overhead(); }) {
        return executor.overhead();
    } else {
        return 25000;
    }
}

/// Any executor behind one type.
class AnyExecutor {
public:
    template <Executor E>
    explicit AnyExecutor(E& executor)
        : erased_{const_cast<void*>(static_cast<const void*>(std::addressof(executor))), executor.threads(),
                  core::overhead(executor), [](void* of, std::ptrdiff_t n, const void* f, ErasedExecutor::Part part) {
                      static_cast<E*>(of)->parallel_for(
                          n, [=](std::ptrdiff_t begin, std::ptrdiff_t end) { part(f, begin, end); });
                  }} {}
    explicit AnyExecutor(const ErasedExecutor& erased) : erased_(erased) {}

    const ErasedExecutor& erased() const { return erased_; }
    std::ptrdiff_t threads() const { return erased_.threads; }
    double overhead() const { return erased_.overhead; }
    template <class F>
    void parallel_for(std::ptrdiff_t n, const F& f) {
        erased_.run(erased_.executor, n, &f, [](const void* of, std::ptrdiff_t begin, std::ptrdiff_t end) {
            (*static_cast<const F*>(of))(begin, end);
        });
    }

private:
    ErasedExecutor erased_;
};

/// Calls f(begin, end) for parts of [0, n), or once on the calling thread if the work, `elements` at `cost` each, is
/// too small for two threads to be faster. Inlined: a short call would wait for captures of f stored to memory.
template <class E, class F>
ACTFN_INLINE inline void divide([[maybe_unused]] E& executor, std::ptrdiff_t n,
                                [[maybe_unused]] std::ptrdiff_t elements, [[maybe_unused]] int cost, const F& f) {
    if constexpr (!std::same_as<E, Serial>) {
        // Measured with AVX-512: the load and store of an element take 0.04 ns, and each unit of its cost adds 0.005 ns.
        const double nanoseconds = static_cast<double>(elements) * (0.04 + 0.005 * cost);
        if (executor.threads() > 1 && nanoseconds >= 2.5 * core::overhead(executor)) {
            executor.parallel_for(n, f);
            return;
        }
    }
    f(std::ptrdiff_t(0), n);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
