#pragma once

#include <string_view>
#include <vector>

#include "../every_function/catalogue.hpp"
#include "actfn/base/axis.hpp"

namespace tests {

/// Softmax or log-softmax in an element type and a tier behind function pointers, each compiled by itself, from
/// row_functor.cpp.in.
template <class T>
struct RowFunctor {
    std::string_view name;
    bool log;
    bool exact;
    double bound;           ///< of forward
    double backward_bound;  ///< of backward
    void (*forward)(Matrix<const T> x, Matrix<T> y, actfn::Axis axis, const Executor& e);
    void (*backward)(Matrix<const T> y, Matrix<const T> dy, Matrix<T> dx, actfn::Axis axis, const Executor& e);
    std::vector<T> (*forward_vector)(const std::vector<T>& x);
    std::vector<T> (*backward_vector)(const std::vector<T>& y, const std::vector<T>& dy);
};

extern const RowFunctor<float> Softmax_float_standard, Softmax_float_exact;
extern const RowFunctor<float> LogSoftmax_float_standard, LogSoftmax_float_exact;
extern const RowFunctor<double> Softmax_double_standard, LogSoftmax_double_standard;

}  // namespace tests
