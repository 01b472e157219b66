#include "actfn/base/executor.hpp"

#include <Eigen/Core>
#include <catch2/catch_test_macros.hpp>

#include "actfn/actfn.hpp"

namespace {

/// Says what it costs, and counts how often it is asked.
struct CostlyExecutor {
    double nanoseconds;
    int calls = 0;

    static std::ptrdiff_t threads() { return 2; }
    double overhead() const { return nanoseconds; }
    template <class F>
    void parallel_for(std::ptrdiff_t n, const F& f) {
        ++calls;
        f(std::ptrdiff_t(0), n);
    }
};

template <class F>
int calls_for(Eigen::Index n, double overhead) {
    const Eigen::ArrayXf x = Eigen::ArrayXf::Zero(n);
    Eigen::ArrayXf y(n);
    CostlyExecutor executor{overhead};
    actfn::forward(F(), x, y, executor);
    return executor.calls;
}

}  // namespace

TEST_CASE("an executor is asked for work that is worth its overhead", "[executor]") {
    CHECK(calls_for<actfn::ReLU<float>>(1, 0) == 1);
    CHECK(calls_for<actfn::ReLU<float>>(100000, 25000) == 0);
    CHECK(calls_for<actfn::ReLU<float>>(4000000, 25000) == 1);
    // The dearer the function, the sooner.
    CHECK(calls_for<actfn::Softplus<float>>(600000, 25000) == 1);
    CHECK(calls_for<actfn::ReLU<float>>(600000, 25000) == 0);
    CHECK(calls_for<actfn::Sigmoid<float, actfn::exact>>(300000, 25000) == 1);
    CHECK(calls_for<actfn::Sigmoid<float>>(300000, 25000) == 0);
}
