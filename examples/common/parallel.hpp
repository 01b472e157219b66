#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "progress.hpp"

namespace examples {

/// Calls work(i) for each i < count on all processors, with a progress line. What work(i) computes must depend on i
/// alone; an exception ends up at the caller.
template <class Work>
void in_parallel(const std::string& what, std::size_t count, Work work) {
    Progress progress(what, count);
    std::atomic<std::size_t> next = 0;
    const auto take_turns = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            work(i);
            progress.step();
        }
    };
    std::vector<std::future<void>> threads(std::max(1u, std::thread::hardware_concurrency()));
    for (auto& thread : threads) thread = std::async(std::launch::async, take_turns);
    for (auto& thread : threads) thread.get();
}

}  // namespace examples
