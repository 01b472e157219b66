// The executors of actfn/threads.hpp: each call gives the bits that the calling thread alone gives.

#define EIGEN_USE_THREADS

#include "actfn/threads.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <latch>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <unsupported/Eigen/CXX11/Tensor>

#include <catch2/catch_test_macros.hpp>

#include "rows/rows.hpp"

using namespace tests;
using actfn::colwise;
using actfn::rowwise;

namespace {

using Array = Eigen::ArrayXXf;

/// Passes everything on and counts: a call that never asks its executor would have the right bits, too.
template <class E>
struct Counted {
    E executor;
    mutable std::atomic<int> calls = 0;

    std::ptrdiff_t threads() const { return executor.threads(); }
    static double overhead() { return 0; }
    template <class F>
    void parallel_for(std::ptrdiff_t n, const F& f) const {
        ++calls;
        executor.parallel_for(n, f);
    }
};

template <class E>
void check_parts(const E& executor) {
    for (const std::ptrdiff_t n : {0, 1, 2, 3, 1000}) {
        std::vector<std::atomic<int>> times(static_cast<std::size_t>(n));
        std::atomic<bool> outside = false;
        executor.parallel_for(n, [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
            if (begin < 0 || begin >= end || end > n) outside = true;
            for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(begin, 0); i < std::min(end, n); ++i)
                ++times[static_cast<std::size_t>(i)];
        });
        INFO("n = " << n);
        CHECK(!outside);
        CHECK(std::all_of(times.begin(), times.end(), [](int t) { return t == 1; }));
    }
}

/// The threads that 1000 pieces of work ran on. Each part waits for a second thread: one alone could be done with them all
/// before another wakes.
template <class E>
std::size_t threads_used(const E& executor) {
    std::set<std::thread::id> ids;
    std::mutex mutex;
    std::atomic<std::size_t> used = 0;
    executor.parallel_for(1000, [&](std::ptrdiff_t, std::ptrdiff_t) {
        {
            const std::lock_guard lock(mutex);
            ids.insert(std::this_thread::get_id());
            used = ids.size();
        }
        while (used < 2) std::this_thread::yield();
    });
    return ids.size();
}

/// Two parts that run at the same time; in the calling thread's, or in the other's, an exception is thrown while the other
/// part is still at work. It must reach the caller, and not before the other part is done.
template <class E>
void check_exception(const E& executor, bool caller_throws) {
    const std::thread::id caller = std::this_thread::get_id();
    std::latch both(2);
    std::atomic<bool> left = false;
    std::atomic<bool> finished = false;
    std::string caught;
    try {
        executor.parallel_for(2, [&](std::ptrdiff_t, std::ptrdiff_t) {
            both.arrive_and_wait();
            if ((std::this_thread::get_id() == caller) == caller_throws) throw std::runtime_error("of a part");
            const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
            while (!left && std::chrono::steady_clock::now() < end) std::this_thread::yield();
            if (!left) finished = true;
        });
    } catch (const std::runtime_error& e) {
        left = true;
        caught = e.what();
    }
    INFO("the caller throws: " << caller_throws);
    CHECK(caught == "of a part");
    CHECK(finished);
}

/// A device whose tasks wait until they are asked for, like those of a pool whose threads are all busy, and whose Schedule
/// throws after the first `accepted`.
struct BusyDevice {
    std::size_t accepted = 1000;
    mutable std::vector<std::function<void()>> tasks;

    static int numThreads() { return 3; }
    const BusyDevice* getPool() const { return this; }
    void Schedule(std::function<void()> task) const {
        if (tasks.size() == accepted) throw std::runtime_error("of Schedule");
        tasks.push_back(std::move(task));
    }
};

template <class E>
void check_bits(const E& given) {
    const Counted<E> executor{given};
    int calls = 0;
    const auto asked_once = [&] { return executor.calls == ++calls; };
    const Array x = random_array<float>(parallel_rows, parallel_cols, 1);
    const Array dy = random_array<float>(parallel_rows, parallel_cols, 2);
    const Array cancelling = cancelling_array<float>(parallel_rows, parallel_cols, 2);
    Array serial(x.rows(), x.cols());
    Array parallel(x.rows(), x.cols());
    const auto same_bits = [&] {
        return std::equal(serial.data(), serial.data() + serial.size(), parallel.data(), same<float>);
    };

    const actfn::Tanh<float> tanh;
    actfn::forward(tanh, x, serial);
    actfn::forward(tanh, x, parallel, executor);
    CHECK(same_bits());
    CHECK(asked_once());
    actfn::backward(tanh, x, dy, serial);
    actfn::backward(tanh, x, dy, parallel, executor);
    CHECK(same_bits());
    CHECK(asked_once());
    // Lines that cannot be joined, and an executor without a name.
    Array wide = Array::Zero(parallel_rows + 1, parallel_cols);
    actfn::forward(tanh, x, wide.topRows(parallel_rows), E(given));
    actfn::forward(tanh, x, serial);
    parallel = wide.topRows(parallel_rows);
    CHECK(same_bits());

    for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        const actfn::Softmax<float> softmax;
        actfn::forward(softmax, x, serial, axis);
        actfn::forward(softmax, x, parallel, axis, executor);
        CHECK(same_bits());
        CHECK(asked_once());
        const Array p = serial;
        actfn::backward(softmax, p, cancelling, serial, axis);
        actfn::backward(softmax, p, cancelling, parallel, axis, executor);
        CHECK(same_bits());
        CHECK(asked_once());
        actfn::forward(actfn::LogSoftmax<float>(), x, serial, axis);
        actfn::forward(actfn::LogSoftmax<float>(), x, parallel, axis, executor);
        CHECK(same_bits());
        CHECK(asked_once());

        for (const bool shared : {true, false}) {
            const actfn::PReLU<float> prelu(shared ? 1 : axis == rowwise ? parallel_rows : parallel_cols, 0.3f, axis);
            const auto expected = prelu.backward(x, cancelling);
            Eigen::ArrayXf dslope(prelu.channels());
            actfn::backward(prelu, x, cancelling, parallel, dslope, executor);
            serial = expected.dx;
            CHECK(same_bits());
            CHECK((dslope == expected.dslope).all());
            CHECK(asked_once());
        }
    }

    const actfn::RReLUTraining<float> rrelu(0.1f, 0.4f, 3);
    rrelu.forward(x, serial, 7);
    rrelu.forward(x, parallel, 7, executor);
    CHECK(same_bits());
    CHECK(asked_once());
    rrelu.backward(x, dy, serial, 7);
    rrelu.backward(x, dy, parallel, 7, executor);
    CHECK(same_bits());
    CHECK(asked_once());
}

}  // namespace

TEST_CASE("ThreadPoolExecutor covers every range once", "[threads]") {
    for (const int threads : {1, 2, 3, 7}) {
        Eigen::ThreadPool pool(threads);
        const Eigen::ThreadPoolDevice device(&pool, threads);
        const actfn::ThreadPoolExecutor executor(device);
        CHECK(executor.threads() == threads);
        check_parts(executor);
    }
}

TEST_CASE("ThreadPoolExecutor works on several threads", "[threads]") {
    Eigen::ThreadPool pool(3);
    const Eigen::ThreadPoolDevice device(&pool, 3);
    const actfn::ThreadPoolExecutor executor(device);
    CHECK(threads_used(executor) > 1);  // which of the pool's threads take part is the pool's affair
}

TEST_CASE("ThreadPoolExecutor changes no bit", "[threads]") {
    Eigen::ThreadPool pool(3);
    const Eigen::ThreadPoolDevice device(&pool, 3);
    check_bits(actfn::ThreadPoolExecutor(device));
}

TEST_CASE("ThreadPoolExecutor waits for all parts before an exception reaches the caller", "[threads]") {
    Eigen::ThreadPool pool(2);
    const Eigen::ThreadPoolDevice device(&pool, 2);
    for (const bool caller_throws : {true, false}) check_exception(actfn::ThreadPoolExecutor(device), caller_throws);
}

TEST_CASE("ThreadPoolExecutor does all the work where the pool has no thread to spare", "[threads]") {
    BusyDevice device;
    check_parts(actfn::ThreadPoolExecutor(device));
    CHECK(!device.tasks.empty());
    for (const auto& task : device.tasks) task();  // finds nothing to do
}

TEST_CASE("ThreadPoolExecutor does all the work where Schedule throws", "[threads]") {
    for (const std::size_t accepted : {0u, 1u}) {
        BusyDevice device{accepted, {}};
        std::vector<int> times(1000, 0);
        const auto count = [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
            for (std::ptrdiff_t i = begin; i < end; ++i) ++times[static_cast<std::size_t>(i)];
        };
        CHECK_THROWS_AS(actfn::ThreadPoolExecutor(device).parallel_for(1000, count), std::runtime_error);
        for (const auto& task : device.tasks) task();
        CHECK(times == std::vector<int>(1000, 1));
    }
}

TEST_CASE("Tasks of a pool may call with an executor of that pool", "[threads]") {
    const Eigen::ArrayXf x = Eigen::ArrayXf::LinSpaced(2'000'000, -10, 10);
    Eigen::ArrayXf y[2] = {Eigen::ArrayXf::Zero(x.size()), Eigen::ArrayXf::Zero(x.size())};
    Eigen::ThreadPool pool(2);
    const Eigen::ThreadPoolDevice device(&pool, 2);
    using Executor = actfn::ThreadPoolExecutor<Eigen::ThreadPoolDevice>;
    std::latch started(2);
    std::latch done(2);
    for (Eigen::ArrayXf& result : y) {
        pool.Schedule([&] {
            started.arrive_and_wait();  // no thread of the pool is left
            actfn::forward(actfn::Softplus<float>(), x, result, Counted<Executor>{Executor(device)});
            done.count_down();
        });
    }
    done.wait();
    const Eigen::ArrayXf expected = actfn::softplus(x);
    for (const Eigen::ArrayXf& result : y)
        CHECK(std::equal(result.begin(), result.end(), expected.begin(), same<float>));
}

#if defined(_OPENMP)
TEST_CASE("OpenMPExecutor waits for all parts before an exception reaches the caller", "[threads][openmp]") {
    for (const bool caller_throws : {true, false}) check_exception(actfn::OpenMPExecutor(2), caller_throws);
}

TEST_CASE("OpenMPExecutor covers every range once", "[threads][openmp]") {
    for (const int threads : {1, 2, 3, 7}) {
        const actfn::OpenMPExecutor executor(threads);
        CHECK(executor.threads() == threads);
        check_parts(executor);
    }
    CHECK(actfn::OpenMPExecutor().threads() == omp_get_max_threads());
}

TEST_CASE("OpenMPExecutor works on several threads", "[threads][openmp]") {
    CHECK(threads_used(actfn::OpenMPExecutor(3)) > 1);
}

TEST_CASE("OpenMPExecutor changes no bit", "[threads][openmp]") {
    check_bits(actfn::OpenMPExecutor(3));
}
#endif
