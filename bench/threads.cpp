// actfn's executors beside one thread, and the copy loop on as many.

#define EIGEN_USE_THREADS
#include <unsupported/Eigen/CXX11/ThreadPool>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <thread>

#include "actfn/actfn.hpp"
#include "actfn/threads.hpp"
#include "maps.hpp"

namespace bench {
namespace {

int threads() {
    static const int n =
        static_cast<int>(std::max(2u, std::thread::hardware_concurrency()));  // asking takes microseconds
    return n;
}

/// A pool for all but the calling thread. What actfn asks of a device: Eigen::ThreadPoolDevice would bring all of Tensor.
class Device {
public:
    Device() : pool_(threads() - 1) {}
    int numThreads() const { return threads(); }
    Eigen::ThreadPoolInterface* getPool() const { return &pool_; }

private:
    mutable Eigen::ThreadPool pool_;
};
auto pool() {
    static const Device device;
    return actfn::ThreadPoolExecutor(device);
}

struct OneThread {
    static auto executor() { return actfn::core::Serial(); }
};
struct Pool {
    static auto executor() { return pool(); }
};
#if defined(_OPENMP)
struct OpenMP {
    static auto executor() { return actfn::OpenMPExecutor(threads()); }
};
#endif

template <class F, class Threads>
void forward(const Data<float>& d) {
    with_arrays(d, [](const auto& x, const auto&, auto y) { actfn::forward(F(), x, y, Threads::executor()); });
}

template <class Threads>
void copy(const Data<float>& d) {
    Threads::executor().parallel_for(
        d.size(), [&d](Index begin, Index end) { bench::copy(d.x + begin, d.y + begin, end - begin); });
}

template <class Threads>
void add(Rows& rows, std::string_view calls) {
    rows.push_back({calls, "relu", Operation::forward, forward<actfn::ReLU<float>, Threads>, false});
    rows.push_back({calls, "sigmoid", Operation::forward, forward<actfn::Sigmoid<float>, Threads>, false});
    rows.push_back({calls, "softplus", Operation::forward, forward<actfn::Softplus<float>, Threads>, false});
}

}  // namespace

void add_thread_rows(Rows& rows) {
    add<OneThread>(rows, one_thread);
    add<Pool>(rows, thread_pool);
#if defined(_OPENMP)
    add<OpenMP>(rows, openmp);
#endif
    rows.push_back({one_thread_copy, "", Operation::forward, copy<OneThread>, false});
    rows.push_back({thread_pool_copy, "", Operation::forward, copy<Pool>, false});
}

}  // namespace bench
