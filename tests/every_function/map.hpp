#pragma once

#include <type_traits>

#include "actfn/actfn.hpp"
#include "catalogue.hpp"

namespace tests {

template <class T>
using Strided =
    Eigen::Map<std::conditional_t<std::is_const_v<T>, const Eigen::ArrayXX<std::remove_const_t<T>>, Eigen::ArrayXX<T>>,
               Eigen::Unaligned, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>>;

template <class T>
Strided<T> map(const Matrix<T>& m) {
    return Strided<T>(m.data, m.rows, m.cols, {m.col_stride, m.row_stride});
}

}  // namespace tests
