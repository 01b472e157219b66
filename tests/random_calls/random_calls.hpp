#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "../every_function/catalogue.hpp"

namespace tests {

/// Numbers that depend on the seed alone, on every platform.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t bits() { return engine_(); }
    /// A whole number from least to greatest.
    Index from(Index least, Index greatest) {
        return least + static_cast<Index>(engine_() % static_cast<std::uint64_t>(greatest - least + 1));
    }
    bool one_in(Index n) { return from(1, n) == 1; }
    double uniform(double lower, double upper) {
        return lower + (upper - lower) * (static_cast<double>(engine_() >> 11) * 0x1p-53);
    }

private:
    std::mt19937_64 engine_;
};

/// The elements of a matrix column by column, apart from any layout.
template <class T>
struct Values {
    Index rows;
    Index cols;
    std::vector<T> element;

    T operator()(Index i, Index j) const { return element[static_cast<std::size_t>(j * rows + i)]; }
    T& operator()(Index i, Index j) { return element[static_cast<std::size_t>(j * rows + i)]; }
};

/// Which layouts a call takes.
enum class Layouts {
    any,
    columns,  ///< contiguous columns, any stride between them
    spans,    ///< contiguous vectors
};

/// One call of the library with everything but its arguments' memory: parameters, axis, step.
template <class T>
struct RandomCall {
    std::string label;
    std::size_t inputs = 1;
    Layouts layouts = Layouts::any;
    /// Whether the call looks at shapes and overlaps; an expression leaves that to Eigen.
    bool checks = true;
    /// Whether parameters allow it at all.
    bool valid = true;
    /// Fills an input of a shape beyond special values and random ones; null if these will do.
    std::function<void(std::vector<Values<T>>& in, const Matrix<const T>& first, Draw&)> prepare;
    std::function<void(const std::vector<Matrix<const T>>& in, const std::vector<Matrix<T>>& out, const Executor&)> run;
    /// What is wrong with the outputs, or "". `first` is the layout of the first input.
    std::function<std::string(const std::vector<Values<T>>& in, const Matrix<const T>& first,
                              const std::vector<Values<T>>& out)>
        judge;
    /// The shapes of the outputs for inputs of a shape.
    std::vector<std::function<std::pair<Index, Index>(Index rows, Index cols)>> outputs;
    std::function<void()> after = [] {};

    static std::pair<Index, Index> same_shape(Index rows, Index cols) { return {rows, cols}; }
};

/// A judge of calls whose every element is a scalar function of the inputs' elements, bit by bit.
template <class T>
using Scalars = std::vector<std::function<T(T first, T second, T third)>>;
template <class T>
std::string judge_bits(const std::vector<Values<T>>& in, const std::vector<Values<T>>& out, const Scalars<T>& expected);

/// Any call of the element-wise functions, of softmax and log-softmax, and of those with slopes, for inputs of this shape.
template <class T>
RandomCall<T> random_elementwise(Draw&);
template <class T>
RandomCall<T> random_rows(Draw&);
template <class T>
RandomCall<T> random_slopes(Draw&, Index rows, Index cols);

}  // namespace tests
