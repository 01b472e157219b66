#pragma once

// How the blocks in float of lines of 16-bit elements (rows/lines_in_float.hpp) are converted by another instruction set's loops.

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>

#include "actfn/memory/view.hpp"
#include "kernels.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using core::Index;
using core::View;

/// Converts between views of one shape, of which one is a block, run by run of elements that are contiguous in it: in the place of
/// core::ConvertBySweep.
template <class T>
struct ConvertByKernels {
    const Conversion<T, float>& conversion;

    void operator()(const View<const T>& from, const View<float>& to) const { run(from, to, to, conversion.load); }
    void operator()(const View<const float>& from, const View<T>& to) const { run(from, to, from, conversion.store); }

private:
    template <class From, class To, class Block>
    static void run(const View<const From>& from, const View<To>& to, const Block& block,
                    void (*contiguous)(const From*, To*, std::ptrdiff_t)) {
        if (block.by_rows()) return run(from.transposed(), to.transposed(), block.transposed(), contiguous);
        const bool whole = from.packed() && to.packed();
        const Index length = whole ? from.size() : from.rows;
        for (Index j = 0; j < (whole ? 1 : from.cols); ++j) {
            const From* const x = from.at(0, j);
            To* const y = to.at(0, j);
            if (whole || (from.row_stride == 1 && to.row_stride == 1)) {
                contiguous(x, y, length);
            } else {
                constexpr Index piece = 256;
                std::array<From, piece> gathered;
                std::array<To, piece> converted;
                for (Index i = 0; i < length; i += piece) {
                    const Index n = (std::min)(piece, length - i);
                    for (Index k = 0; k < n; ++k) gathered[static_cast<std::size_t>(k)] = *from.at(i + k, j);
                    contiguous(gathered.data(), converted.data(), n);
                    for (Index k = 0; k < n; ++k) *to.at(i + k, j) = converted[static_cast<std::size_t>(k)];
                }
            }
        }
    }
};
template <class T>
ConvertByKernels<T> convert_by_kernels(const IsaKernels& isa) {
    return {std::get<Conversion<T, float>>(isa.conversions)};
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
