#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "actfn/base/error.hpp"
#include "actfn/base/isa.hpp"
#include "actfn/base/message.hpp"
#include "actfn/base/precision.hpp"

// The options are not in the instruction set's namespace: they generate no code, so they may be in the signature of a function
// between translation units compiled with different flags.
namespace actfn {

/// The options of Softmax.
struct SoftmaxOptions {
    double scale = 1;  ///< the logits are multiplied by it first: the inverse temperature, finite and not 0
    /// One more logit that takes part in the sum and has no output; 0 gives "softmax plus one". None by default.
    double sink = -std::numeric_limits<double>::infinity();
    bool zeros_if_nothing_left = false;  ///< a line with entries of -inf only is 0 throughout, instead of NaN

    [[gnu::always_inline]] friend constexpr bool operator==(const SoftmaxOptions& a, const SoftmaxOptions& b) {
        return !(a.scale < b.scale) && !(a.scale > b.scale) && !(a.sink < b.sink) && !(a.sink > b.sink) &&
               a.zeros_if_nothing_left == b.zeros_if_nothing_left;
    }
};

inline namespace ACTFN_ISA {
namespace core {

/// Returns the options; throws if softmax of T has none with these values.
template <class T>
SoftmaxOptions checked(const SoftmaxOptions& options) {
    const auto scale = core::finite(static_cast<T>(options.scale), "softmax", "scale");
    if (core::equal(scale, T(0))) core::fail("softmax: scale must not be 0");
    // By its bits: -ffinite-math-only may fold a comparison with infinity.
    const bool is_none =
        std::bit_cast<std::uint64_t>(options.sink) == std::bit_cast<std::uint64_t>(SoftmaxOptions{}.sink);
    if (!is_none && !core::is_finite(static_cast<T>(options.sink))) {
        core::fail(core::Message("softmax: sink must be finite or -inf, but is ") + core::text(options.sink) +
                   (core::is_finite(options.sink) ? ", which the element type cannot hold" : ""));
    }
    return options;
}

}  // namespace core
}  // namespace ACTFN_ISA

}  // namespace actfn
