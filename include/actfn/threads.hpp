#pragma once

// Executors for the buffer calls: Eigen's thread pool and OpenMP. Define EIGEN_USE_THREADS before any Eigen header.

#ifndef EIGEN_USE_THREADS
#error "actfn/threads.hpp needs EIGEN_USE_THREADS defined before the first Eigen header is included."
#endif

#include <algorithm>
#include <cstddef>

#include <unsupported/Eigen/CXX11/Tensor>

#include "actfn/core/executor.hpp"

#if defined(_OPENMP)
#include <omp.h>
#endif

namespace actfn::inline ACTFN_ISA {

namespace core {

/// The begin of part `part` of [0, n) in `parts` parts of nearly one size.
constexpr std::ptrdiff_t part_begin(std::ptrdiff_t n, std::ptrdiff_t part, std::ptrdiff_t parts) {
    return n / parts * part + std::min(part, n % parts);
}

}  // namespace core

/// Works on the threads of an Eigen::ThreadPoolDevice and on the calling thread. Refers to the device.
class ThreadPoolExecutor {
public:
    explicit ThreadPoolExecutor(const Eigen::ThreadPoolDevice& device) : device_(&device) {}

    std::ptrdiff_t threads() const { return device_->numThreads(); }

    template <class F>
    void parallel_for(std::ptrdiff_t n, const F& f) const {
        const std::ptrdiff_t parts = std::min<std::ptrdiff_t>(threads(), n);
        if (parts < 1) return;
        Eigen::Barrier done(static_cast<unsigned>(parts - 1));
        for (std::ptrdiff_t part = 1; part < parts; ++part) {
            device_->enqueueNoNotification([&done, &f, n, part, parts] {
                f(core::part_begin(n, part, parts), core::part_begin(n, part + 1, parts));
                done.Notify();
            });
        }
        f(std::ptrdiff_t(0), core::part_begin(n, 1, parts));
        done.Wait();
    }

private:
    const Eigen::ThreadPoolDevice* device_;
};

#if defined(_OPENMP)
/// Works on OpenMP's threads.
class OpenMPExecutor {
public:
    explicit OpenMPExecutor(int threads = omp_get_max_threads()) : threads_(threads) {}

    std::ptrdiff_t threads() const { return threads_; }

    template <class F>
    void parallel_for(std::ptrdiff_t n, const F& f) const {
#pragma omp parallel num_threads(threads_)
        {
            const std::ptrdiff_t parts = omp_get_num_threads();
            const std::ptrdiff_t part = omp_get_thread_num();
            const std::ptrdiff_t begin = core::part_begin(n, part, parts);
            const std::ptrdiff_t end = core::part_begin(n, part + 1, parts);
            if (begin < end) f(begin, end);
        }
    }

private:
    int threads_;
};
#endif

}  // namespace actfn::inline ACTFN_ISA
