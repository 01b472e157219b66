#pragma once

// What is measured: rows, and where they come from. A peer (a way to compute the functions: a plain loop, Eigen, actfn) is
// a function that adds its rows; a new peer is one more source file, one more declaration here and one more line in
// rows.cpp. This header includes neither Eigen nor actfn, since the -ffast-math peer includes it too.

#include <array>
#include <cstddef>
#include <string_view>
#include <variant>
#include <vector>

namespace Eigen {
struct half;
struct bfloat16;
}  // namespace Eigen

namespace bench {

using Index = std::ptrdiff_t;

enum class Operation { forward, derivative, backward, backward_from_output, forward_with_derivative };
inline constexpr std::array<std::string_view, 5> operation_names = {"forward", "derivative", "backward",
                                                                    "backward_from_output", "forward_with_derivative"};
constexpr std::string_view name_of(Operation operation) {
    return operation_names[static_cast<std::size_t>(operation)];
}

/// One call's arrays, aligned as Eigen's own: column-major matrices, a single column for element-wise functions.
///   forward, derivative      x to y
///   backward                 x and dy to y; softmax's from its output: x holds that
///   backward_from_output     x and dy to y, where x holds the function's output
///   forward_with_derivative  x to y and d
template <class T>
struct Data {
    const T* x;
    const T* dy;
    T* y;
    T* d;  ///< a call that does not write it as a result may use it as a scratch array
    Index rows;
    Index cols;

    Index size() const { return rows * cols; }
    friend bool operator==(const Data&, const Data&) = default;
};

/// An element type as it is named in a row.
template <class T>
inline constexpr std::string_view type_name = "float";
template <>
inline constexpr std::string_view type_name<double> = "double";
template <>
inline constexpr std::string_view type_name<Eigen::half> = "half";
template <>
inline constexpr std::string_view type_name<Eigen::bfloat16> = "bfloat16";

template <class T>
using Kernel = void (*)(const Data<T>&);

struct Row {
    std::string_view peer;
    std::string_view function;  ///< empty: belongs to every function (the copy loop)
    Operation operation;
    std::variant<Kernel<float>, Kernel<double>, Kernel<Eigen::half>, Kernel<Eigen::bfloat16>> kernel;
    bool compared = true;       ///< false: measured only in a series that names the peer
    bool deterministic = true;  ///< false: it computes another function's result with random numbers
};
using Rows = std::vector<Row>;

inline constexpr std::string_view softmax_rowwise = "softmax_rowwise";  // across the storage order
inline constexpr std::string_view softmax_colwise = "softmax_colwise";  // along it
inline constexpr std::string_view prelu_rowwise =
    "prelu_rowwise";  // a slope for each row, so that a column has all of them
inline constexpr std::string_view prelu_colwise = "prelu_colwise";  // one for each column

/// Whether a function is measured on matrices.
constexpr bool takes_matrices(std::string_view function) {
    return function.starts_with("softmax") || function.starts_with("prelu");
}

/// The peer that the others are checked against, and from whose rows the list of what is measured is made.
inline constexpr std::string_view reference_peer = "actfn";

/// The rows of one of actfn's tiers: the calls on buffers, the same as expressions, and what a fused call does as two.
struct Tier {
    std::string_view calls;
    std::string_view expressions;
    std::string_view two_passes;
};
inline constexpr Tier standard = {reference_peer, "expr", "two passes"};
inline constexpr Tier exact = {"exact", "exact expr", "exact two passes"};
inline constexpr Tier fast = {"fast", "fast expr", "fast two passes"};

constexpr bool is_own(std::string_view peer) {
    for (const Tier& tier : {standard, exact, fast}) {
        if (peer == tier.calls || peer == tier.expressions || peer == tier.two_passes) return true;
    }
    return false;
}

/// Lengths of short arrays: audio blocks, control loops.
inline constexpr std::array<Index, 12> short_lengths = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};

// The peers of the series of threads.
inline constexpr std::string_view one_thread = "one thread";
inline constexpr std::string_view thread_pool = "pool";
inline constexpr std::string_view openmp = "OpenMP";
inline constexpr std::string_view one_thread_copy = "copy on one thread";
inline constexpr std::string_view thread_pool_copy = "copy on the pool";

/// The copy loop, of which threads take parts.
void copy(const float* x, float* y, Index n);

void add_copy_rows(Rows&);     // the ceiling: loads and stores only
void add_scalar_rows(Rows&);   // textbook formulas, not vectorised
void add_libmvec_rows(Rows&);  // the same, vectorised by the compiler with -ffast-math
void add_thread_rows(Rows&);   // actfn and the copy loop on one thread and on more
void add_eigen_rows(Rows&);    // Eigen's own expressions
void add_xsimd_rows(Rows&);    // textbook formulas over xsimd's functions
void add_sleef_rows(Rows&);    // textbook formulas over SLEEF's vector functions
void add_onednn_rows(Rows&);   // oneDNN's primitives
void add_actfn_rows(Rows&);    // actfn: buffer calls and expressions, every tier

// Of these the element-wise functions: a source for each type and tier, made from functions_of_one.cpp.in.
void add_float_standard_functions(Rows&);
void add_float_exact_functions(Rows&);
void add_float_fast_functions(Rows&);
void add_double_standard_functions(Rows&);
void add_half_functions(Rows&);  // a few of them, forwards
void add_bfloat16_functions(Rows&);

/// Every row of every peer, in the order of the table's columns.
Rows all_rows();

}  // namespace bench
