#pragma once

#include <type_traits>

#include <Eigen/Core>

#include "actfn/dispatch/boundary.hpp"
#include "actfn/memory/view.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

template <class T>
core::View<T> view_of(const boundary::Array& a) {
    return {const_cast<T*>(static_cast<const T*>(a.data)), a.rows, a.cols, a.row_stride, a.col_stride};
}

/// The array of a call as Eigen's, by which the header's loops and checks know it.
template <class T>
using ArrayMap = Eigen::Map<
    std::conditional_t<std::is_const_v<T>, const Eigen::Array<std::remove_const_t<T>, -1, -1>, Eigen::Array<T, -1, -1>>,
    0, Eigen::Stride<-1, -1>>;
template <class T>
[[gnu::always_inline]] inline ArrayMap<T> map_of(const boundary::Array& a) {
    T* const data = const_cast<T*>(static_cast<const T*>(a.data));
    return {data, a.rows, a.cols, Eigen::Stride<-1, -1>(a.col_stride, a.row_stride)};
}

/// Of a view whose elements are of any type.
template <class T>
boundary::Array array_of(const core::View<T>& v) {
    return {v.data, v.rows, v.cols, v.row_stride, v.col_stride};
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch
