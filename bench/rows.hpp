#pragma once

// What is measured: rows, and where they come from. A peer (a way to compute the functions: a plain loop, Eigen, actfn) is
// a function that adds its rows; a new peer is one more source file, one more declaration here and one more line in
// `providers`. This header includes neither Eigen nor actfn, since the -ffast-math peer includes it too.

#include <array>
#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

namespace bench {

using Index = std::ptrdiff_t;

enum class Operation { forward, derivative, backward };
inline constexpr std::array<std::string_view, 3> operation_names = {"forward", "derivative", "backward"};
constexpr std::string_view name_of(Operation operation) {
    return operation_names[static_cast<std::size_t>(operation)];
}

/// One call's arrays, aligned as Eigen's own: column-major matrices, a single column for element-wise functions. forward and
/// derivative read x and write y; backward reads x and dy and writes y.
template <class T>
struct Data {
    const T* x;
    const T* dy;
    T* y;
    Index rows;
    Index cols;

    Index size() const { return rows * cols; }
};

template <class T>
using Kernel = void (*)(const Data<T>&);

struct Row {
    std::string_view peer;
    std::string_view function;  ///< empty: belongs to every function (the copy loop)
    Operation operation;
    std::variant<Kernel<float>, Kernel<double>> kernel;
};
using Rows = std::vector<Row>;

inline constexpr std::string_view softmax_rowwise = "softmax_rowwise";  // across the storage order
inline constexpr std::string_view softmax_colwise = "softmax_colwise";  // along it

/// The peer that the others are checked against, and from whose rows the list of what is measured is made.
inline constexpr std::string_view reference_peer = "actfn";

void add_copy_rows(Rows&);     // the ceiling: loads and stores only
void add_scalar_rows(Rows&);   // textbook formulas, not vectorised
void add_libmvec_rows(Rows&);  // the same, vectorised by the compiler with -ffast-math
void add_eigen_rows(Rows&);    // Eigen's own expressions
void add_actfn_rows(Rows&);    // actfn: buffer calls and expressions, both tiers

/// In the order of the table's columns.
inline constexpr std::array providers = {add_copy_rows, add_scalar_rows, add_libmvec_rows, add_eigen_rows,
                                         add_actfn_rows};

}  // namespace bench
