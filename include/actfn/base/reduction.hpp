#pragma once

#include <cstddef>

// Not in the instruction set's namespace: these types generate no code, so they may be in the signature of a function
// between translation units compiled with different flags.
namespace actfn {

/// What becomes of the losses of all examples.
enum class Reduction {
    mean,  ///< their sum over the number of examples that count
    sum,
};

/// The options of cross_entropy, with PyTorch's names and defaults.
struct CrossEntropyOptions {
    double label_smoothing = 0;          ///< in [0, 1]: the target is (1 - s) t + s / classes
    std::ptrdiff_t ignore_index = -100;  ///< an example with this class index counts for nothing
    Reduction reduction = Reduction::mean;

    [[gnu::always_inline]] friend constexpr bool operator==(const CrossEntropyOptions& a,
                                                            const CrossEntropyOptions& b) {
        return !(a.label_smoothing < b.label_smoothing) && !(a.label_smoothing > b.label_smoothing) &&
               a.ignore_index == b.ignore_index && a.reduction == b.reduction;
    }
};

}  // namespace actfn
