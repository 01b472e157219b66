// What the compiled component costs: programs of -O2 without -march and of -O0 -g, which call actfn::dispatch::forward,
// beside the header compiled for this machine. Minima of interleaved repetitions, on normal(0, 2) numbers.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <iterator>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "actfn/dispatch.hpp"
#include "dispatch_calls.hpp"

namespace {

using bench::DispatchRow;

/// The memory of one array: normal(0, 2) numbers of each type of this size.
std::vector<std::byte> numbers(std::size_t size, std::size_t n) {
    std::mt19937 random(1);
    std::normal_distribution<float> normal(0, 2);
    std::vector<std::byte> memory(size * n);
    const auto fill = [&](auto of) {
        using T = decltype(of);
        T* const x = reinterpret_cast<T*>(memory.data());
        for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<T>(normal(random));
    };
    size == 2 ? fill(Eigen::half()) : size == 4 ? fill(float()) : fill(double());
    return memory;
}

double nanoseconds(const DispatchRow& row, const bench::Arrays& arrays, std::size_t repetitions) {
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < repetitions; ++i) row.call(arrays);
    const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - begin;
    return time.count() / static_cast<double>(repetitions);
}

}  // namespace

int main() {
    constexpr std::size_t rounds = 41;
    const std::span<const DispatchRow> units[] = {bench::rows_of_header(), bench::rows_of_baseline(),
                                                  bench::rows_of_debug(), bench::rows_of_spec()};
    std::printf("the component uses %s; speed beside the header's (first column: its nanoseconds a call)\n",
                std::string(actfn::dispatch::isa()).c_str());
    std::printf("%-18s %9s %12s %10s %10s %10s\n", "", "elements", "header, ns", "-O2", "-O0 -g", "by spec");
    for (const std::size_t n : {std::size_t(16), std::size_t(2048), std::size_t(65536), std::size_t(1) << 24}) {
        for (std::size_t r = 0; r < units[0].size(); ++r) {
            const std::size_t size = units[0][r].size;
            const std::vector<std::byte> x = numbers(size, n);
            std::vector<std::byte> y(size * n);
            bench::Arrays arrays;
            const auto point = [&]<class T>(bench::Pair<T>& pair) {
                pair = {{reinterpret_cast<const T*>(x.data()), n}, {reinterpret_cast<T*>(y.data()), n}};
            };
            if (size == 2) point(static_cast<bench::Pair<Eigen::half>&>(arrays));
            if (size == 4) point(static_cast<bench::Pair<float>&>(arrays));
            if (size == 8) point(static_cast<bench::Pair<double>&>(arrays));
            const double once = nanoseconds(units[0][r], arrays, 3);
            const auto repetitions = static_cast<std::size_t>(std::clamp(1e6 / once, 1.0, 1e5));
            double times[std::size(units)];
            std::fill(std::begin(times), std::end(times), once * 100);
            const std::size_t all = n > 65536 ? 7 : rounds;
            for (std::size_t round = 0; round < all; ++round)
                for (std::size_t u = 0; u < std::size(units); ++u)
                    times[u] = std::min(times[u], nanoseconds(units[u][r], arrays, repetitions));
            const double header = times[0];
            std::printf("%-18s %9zu %12.1f", std::string(units[0][r].name).c_str(), n, header);
            for (std::size_t u = 1; u < std::size(units); ++u) {
                if (n == 16)
                    std::printf("  %+5.1f ns", times[u] - header);
                else
                    std::printf(" %8.0f %%", 100 * header / times[u]);
            }
            std::printf("\n");
        }
    }
}
