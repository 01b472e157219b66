#pragma once

// A row's data as Eigen arrays, with the alignment that Eigen's own arrays have.

#include <Eigen/Core>

#include "rows.hpp"

namespace bench {

template <class T>
using Input = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>, Eigen::AlignedMax>;
template <class T>
using Output = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>, Eigen::AlignedMax>;
template <class T>
using MatrixInput = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>, Eigen::AlignedMax>;
template <class T>
using MatrixOutput = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>, Eigen::AlignedMax>;

/// Calls f(x, dy, y) with the data as arrays, with_matrices as matrices.
template <class T, class F>
void with_arrays(const Data<T>& d, const F& f) {
    f(Input<T>(d.x, d.size()), Input<T>(d.dy, d.size()), Output<T>(d.y, d.size()));
}
/// Calls f(x, y, d): one input, two results.
template <class T, class F>
void with_two_results(const Data<T>& d, const F& f) {
    f(Input<T>(d.x, d.size()), Output<T>(d.y, d.size()), Output<T>(d.d, d.size()));
}
template <class T, class F>
void with_matrices(const Data<T>& d, const F& f) {
    f(MatrixInput<T>(d.x, d.rows, d.cols), MatrixInput<T>(d.dy, d.rows, d.cols), MatrixOutput<T>(d.y, d.rows, d.cols));
}

}  // namespace bench
