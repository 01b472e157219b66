#pragma once

#include <cstddef>
#include <functional>

namespace tests {

/// How often operator new and Eigen's allocator were called during the call.
std::size_t allocations(const std::function<void()>& call);

}  // namespace tests
