#pragma once

#include "actfn/base/executor.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

/// The executor that a call was given; null is the calling thread.
struct CallExecutor {
    core::Serial calling_thread;
    core::AnyExecutor any;

    explicit CallExecutor(const ErasedExecutor* given)
        : any(given != nullptr ? core::AnyExecutor(*given) : core::AnyExecutor(calling_thread)) {}
    CallExecutor(const CallExecutor&) = delete;
    CallExecutor& operator=(const CallExecutor&) = delete;
};

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
