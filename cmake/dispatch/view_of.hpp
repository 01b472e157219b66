#pragma once

#include "actfn/dispatch/boundary.hpp"
#include "actfn/memory/view.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

template <class T>
core::View<T> view_of(const boundary::Array& a) {
    return {const_cast<T*>(static_cast<const T*>(a.data)), a.rows, a.cols, a.row_stride, a.col_stride};
}

/// Of a view whose elements are of any type.
template <class T>
boundary::Array array_of(const core::View<T>& v) {
    return {v.data, v.rows, v.cols, v.row_stride, v.col_stride};
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
