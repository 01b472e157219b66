// The loops with nothing to compute, one for each pattern of access. Compiled so that they stay loops: memcpy would use
// other stores for large arrays.

#include <cstdint>

#include "rows.hpp"

namespace bench {
namespace {

template <class T>
void copy_elements(const T* __restrict x, T* __restrict y, Index n) {
    for (Index i = 0; i < n; ++i) y[i] = x[i];
}

template <class T>
void copy(const Data<T>& d) {
    copy_elements(d.x, d.y, d.size());
}

template <class Integer, class T>
void copy_as(const Data<T>& d) {
    copy_elements(reinterpret_cast<const Integer*>(d.x), reinterpret_cast<Integer*>(d.y), d.size());
}

template <class T>
void multiply(const Data<T>& d) {
    const T* __restrict x = d.x;
    const T* __restrict dy = d.dy;
    T* __restrict dx = d.y;
    const Index n = d.size();
    for (Index i = 0; i < n; ++i) dx[i] = dy[i] * x[i];
}

template <class T>
void copy_twice(const Data<T>& d) {
    const T* __restrict x = d.x;
    T* __restrict y = d.y;
    T* __restrict slope = d.d;
    const Index n = d.size();
    for (Index i = 0; i < n; ++i) y[i] = slope[i] = x[i];
}

template <class T>
void add(Rows& rows) {
    rows.push_back({"copy", "", Operation::forward, copy<T>});
    rows.push_back({"copy", "", Operation::derivative, copy<T>});
    rows.push_back({"copy", "", Operation::backward, multiply<T>});
    rows.push_back({"copy", "", Operation::backward_from_output, multiply<T>});
    rows.push_back({"copy", "", Operation::forward_with_derivative, copy_twice<T>});
}

}  // namespace

void copy(const float* x, float* y, Index n) {
    copy_elements(x, y, n);
}

void add_copy_rows(Rows& rows) {
    add<float>(rows);
    add<double>(rows);
    // Integers of the size: there is nothing to compute.
    rows.push_back({"copy", "", Operation::forward, copy_as<std::uint16_t, Eigen::half>});
    rows.push_back({"copy", "", Operation::forward, copy_as<std::uint16_t, Eigen::bfloat16>});
}

}  // namespace bench
