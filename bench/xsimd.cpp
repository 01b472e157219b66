// xsimd's own functions, in a loop over its batches.

#include "xsimd_batches.hpp"

namespace bench {
namespace {

template <class T>
void add_rows(Rows& rows) {
    using M = XsimdBatches<T>;
    using Fast = CancellingFunctions<M>;
    using F = Formulas<Fast>;
    add_functions<M>(rows, "xsimd", typename Formulas<M>::All());
    add_functions<Fast>(rows, "xsimd fast", std::tuple<typename F::ELU, typename F::SELU, typename F::Softplus>());
}

}  // namespace

void add_xsimd_rows(Rows& rows) {
    add_rows<float>(rows);
    add_rows<double>(rows);
}

}  // namespace bench
