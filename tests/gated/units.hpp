#pragma once

// The gated units that have names behind plain function pointers, so that a generic test is a loop at run time over units
// that were compiled once.

#include <span>
#include <string>
#include <vector>

#include "../every_function/catalogue.hpp"
#include "actfn/base/axis.hpp"
#include "actfn/gated/order.hpp"

namespace tests {

template <class T>
struct GatedUnit {
    std::string label;  ///< such as "GLU<float, exact>"

    void (*forward)(Matrix<const T> gate, Matrix<const T> up, Matrix<T> y, const Executor&);
    void (*backward)(Matrix<const T> gate, Matrix<const T> up, Matrix<const T> dy, Matrix<T> dgate, Matrix<T> dup,
                     const Executor&);
    void (*forward_span)(std::span<const T> gate, std::span<const T> up, std::span<T> y);
    void (*backward_span)(std::span<const T> gate, std::span<const T> up, std::span<const T> dy, std::span<T> dgate,
                          std::span<T> dup);

    // One array holds gate and up.
    void (*forward_split)(Matrix<const T> x, Matrix<T> y, actfn::Axis, actfn::GateOrder, const Executor&);
    void (*backward_split)(Matrix<const T> x, Matrix<const T> dy, Matrix<T> dx, actfn::Axis, actfn::GateOrder,
                           const Executor&);
    void (*forward_lines)(std::span<const T> x, std::span<T> y, actfn::Lines, actfn::GateOrder);
    void (*backward_lines)(std::span<const T> x, std::span<const T> dy, std::span<T> dx, actfn::Lines,
                           actfn::GateOrder);

    /// unit(gate, up) of scalars, and of batches of all elements.
    T (*scalar)(T gate, T up);
    std::vector<T> (*batches)(const std::vector<T>& gate, const std::vector<T>& up);

    /// What one element must be, formed as the contract says: in the tier's type, multiplied from the left, rounded once.
    T (*value)(T gate, T up);
    T (*dgate)(T gate, T up, T dy);
    T (*dup)(T gate, T up, T dy);
};

/// All units and tiers of the element type.
template <class T>
const std::vector<GatedUnit<T>>& gated_units();

}  // namespace tests
