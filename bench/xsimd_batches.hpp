#pragma once

// The policy of formulas.hpp that computes with xsimd's batches and functions.

#include <xsimd/xsimd.hpp>

#include "formulas.hpp"

namespace bench {
namespace {

template <class T>
struct XsimdBatches {
    using Element = T;
    using Value = xsimd::batch<T>;
    using V = Value;
    static constexpr Index width = static_cast<Index>(V::size);

    static V load(const T* p) { return V::load_unaligned(p); }
    static void store(T* p, V v) { v.store_unaligned(p); }
    static V select(typename V::batch_bool_type condition, V a, V b) { return xsimd::select(condition, a, b); }
    static V min(V a, V b) { return xsimd::min(a, b); }
    static V max(V a, V b) { return xsimd::max(a, b); }
    static V abs(V x) { return xsimd::abs(x); }
    static V exp(V x) { return xsimd::exp(x); }
    static V expm1(V x) { return xsimd::expm1(x); }
    static V log(V x) { return xsimd::log(x); }
    static V log1p(V x) { return xsimd::log1p(x); }
    static V tanh(V x) { return xsimd::tanh(x); }
    static V erf(V x) { return xsimd::erf(x); }
};

/// The same with the quicker way to e^x - 1 and log(1 + x), which loses digits near 0: what one writes who does not mind.
template <class M>
struct CancellingFunctions : M {
    using V = typename M::Value;
    static V expm1(V x) { return M::exp(x) - V(1); }
    static V log1p(V x) { return M::log(V(1) + x); }
};

}  // namespace
}  // namespace bench
