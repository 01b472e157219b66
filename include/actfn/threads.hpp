#pragma once

// Executors for the buffer calls: a thread pool such as Eigen's, and OpenMP.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <latch>
#include <memory>

#include "actfn/base/executor.hpp"

#if defined(_OPENMP)
#include <omp.h>
#endif

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// Where part `part` begins when [0, n) is divided into `parts` parts of nearly equal size.
constexpr std::ptrdiff_t part_begin(std::ptrdiff_t n, std::ptrdiff_t part, std::ptrdiff_t parts) {
    return n / parts * part + (std::min)(part, n % parts);
}

/// Keeps the first exception that any of several threads throws, for the calling thread to rethrow when all are done.
class FirstException {
public:
    template <class F>
    void keep(const F& f) {
#if defined(__cpp_exceptions)
        try {
            f();
        } catch (...) {
            if (!kept_.test_and_set()) exception_ = std::current_exception();
        }
#else
        f();
#endif
    }
    void rethrow() const {
#if defined(__cpp_exceptions)
        if (exception_) std::rethrow_exception(exception_);
#endif
    }

private:
    std::atomic_flag kept_;
    std::exception_ptr exception_;
};

/// A queue of the parts of [0, n), from which the calling thread and a pool's tasks draw until it is empty. The calling
/// thread can finish without any task, so it may be a thread of the pool while all others are blocked. A task that
/// starts late finds the queue empty and does not touch f, which is gone by then; it must own the queue itself.
template <class F>
class Parts {
public:
    Parts(std::ptrdiff_t n, std::ptrdiff_t parts, const F& f) : n_(n), parts_(parts), f_(&f), undone_(parts) {}

    void work() {
        for (std::ptrdiff_t part; (part = next_.fetch_add(1, std::memory_order_relaxed)) < parts_;) {
            first_exception.keep(
                [&] { (*f_)(core::part_begin(n_, part, parts_), core::part_begin(n_, part + 1, parts_)); });
            undone_.count_down();
        }
    }
    void wait() const { undone_.wait(); }

    FirstException first_exception;

private:
    std::ptrdiff_t n_;
    std::ptrdiff_t parts_;
    const F* f_;
    std::atomic<std::ptrdiff_t> next_ = 0;
    std::latch undone_;
};

}  // namespace core

/// An executor on the threads of a device and the calling thread, which may be one of the device's. Keeps a pointer to
/// the device: an Eigen::ThreadPoolDevice (unsupported/Eigen/CXX11/Tensor with EIGEN_USE_THREADS defined), or any type
/// with its numThreads() and getPool()->Schedule(function). If a part or Schedule throws, the first exception reaches
/// the caller after all parts are done or have thrown.
template <class Device>
class ThreadPoolExecutor {
public:
    explicit ThreadPoolExecutor(const Device& device) : device_(&device) {}

    std::ptrdiff_t threads() const { return device_->numThreads(); }

    template <class F>
    void parallel_for(std::ptrdiff_t n, const F& f) const {
        const std::ptrdiff_t count = std::min<std::ptrdiff_t>(threads(), n);
        if (count < 1) return;
        const auto parts = std::make_shared<core::Parts<F>>(n, count, f);
        parts->first_exception.keep([&] {
            for (std::ptrdiff_t task = 1; task < count; ++task)
                device_->getPool()->Schedule([parts] { parts->work(); });
        });
        parts->work();
        parts->wait();
        parts->first_exception.rethrow();
    }

private:
    const Device* device_;
};

#if defined(_OPENMP)
/// An executor on OpenMP's threads. If a part throws, the first exception reaches the caller after all parts are done
/// or have thrown.
class OpenMPExecutor {
public:
    explicit OpenMPExecutor(int threads = omp_get_max_threads()) : threads_(threads) {}

    std::ptrdiff_t threads() const { return threads_; }

    template <class F>
    void parallel_for(std::ptrdiff_t n, const F& f) const {
        core::FirstException first_exception;  // no exception may leave the region
#pragma omp parallel num_threads(threads_)
        {
            const std::ptrdiff_t parts = omp_get_num_threads();
            const std::ptrdiff_t part = omp_get_thread_num();
            const std::ptrdiff_t begin = core::part_begin(n, part, parts);
            const std::ptrdiff_t end = core::part_begin(n, part + 1, parts);
            if (begin < end) first_exception.keep([&] { f(begin, end); });
        }
        first_exception.rethrow();
    }

private:
    int threads_;
};
#endif

}  // namespace ACTFN_ISA
}  // namespace actfn
