#pragma once

// Executors for the buffer calls: a thread pool such as Eigen's, and OpenMP.

#include <algorithm>
#include <cstddef>
#include <latch>

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

/// Works on the threads of a device and on the calling thread; refers to the device. A device is an
/// Eigen::ThreadPoolDevice (unsupported/Eigen/CXX11/Tensor with EIGEN_USE_THREADS defined), or whatever has its numThreads()
/// and getPool()->Schedule(function).
template <class Device>
class ThreadPoolExecutor {
public:
    explicit ThreadPoolExecutor(const Device& device) : device_(&device) {}

    std::ptrdiff_t threads() const { return device_->numThreads(); }

    template <class F>
    void parallel_for(std::ptrdiff_t n, const F& f) const {
        const std::ptrdiff_t parts = std::min<std::ptrdiff_t>(threads(), n);
        if (parts < 1) return;
        std::latch done(parts - 1);
        for (std::ptrdiff_t part = 1; part < parts; ++part) {
            device_->getPool()->Schedule([&done, &f, n, part, parts] {
                f(core::part_begin(n, part, parts), core::part_begin(n, part + 1, parts));
                done.count_down();
            });
        }
        f(std::ptrdiff_t(0), core::part_begin(n, 1, parts));
        done.wait();
    }

private:
    const Device* device_;
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
