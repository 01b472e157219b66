#pragma once

#include <atomic>
#include <cstdint>

#include "kernels.hpp"

namespace actfn::dispatch {

/// The tables of the instruction set in use; null before the first call.
extern std::atomic<const IsaKernels*> chosen_kernels;

/// Chooses at the first call.
const IsaKernels& choose_kernels();

/// One load where the choice is made: calls from any thread, before main() too, see null or a table that is complete.
inline const IsaKernels& kernels() {
    const IsaKernels* chosen = chosen_kernels.load(std::memory_order_relaxed);
    return chosen != nullptr ? *chosen : choose_kernels();
}

/// The loops of a gated unit's function with this id (calls.cpp). Throws if there are none.
const FunctionKernels& kernels_of_function(const IsaKernels& isa, std::uint32_t id);

}  // namespace actfn::dispatch
