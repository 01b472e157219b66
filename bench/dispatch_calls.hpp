#pragma once

// Calls of the header and of the component behind function pointers, in units of different flags.

#include <cstddef>
#include <span>
#include <string_view>

#include <Eigen/Core>

namespace bench {

/// Input and output of one element type.
template <class T>
struct Pair {
    std::span<const T> x;
    std::span<T> y;
};
/// The arrays of a call: those of its type. They are made outside, since without optimisation that takes as long as a short
/// call.
struct Arrays : Pair<float>, Pair<double>, Pair<Eigen::half> {};

/// y = f(x) for elements of some type.
struct DispatchRow {
    std::string_view name;
    std::size_t size;  ///< of an element
    void (*call)(const Arrays& arrays);
};

/// Each unit's rows, in the same order.
std::span<const DispatchRow> rows_of_header();
std::span<const DispatchRow> rows_of_baseline();
std::span<const DispatchRow> rows_of_debug();
std::span<const DispatchRow> rows_of_spec();

}  // namespace bench
