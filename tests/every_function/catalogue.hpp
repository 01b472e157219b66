#pragma once

// Every function of actfn::AllFunctions behind plain function pointers, so that a generic test is a loop at run time over
// functions that were compiled once, and a function that joins the list is in every such test.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tests {

using Index = std::ptrdiff_t;

/// A matrix in memory: element (i, j) is data[i * row_stride + j * col_stride].
template <class T>
struct Matrix {
    T* data;
    Index rows;
    Index cols;
    Index row_stride;
    Index col_stride;
};

/// An executor whose behaviour is chosen at run time.
struct Executor {
    struct Task {
        const void* object;
        void (*call)(const void* object, Index begin, Index end);
        void operator()(Index begin, Index end) const { call(object, begin, end); }
    };

    Index thread_count = 1;
    void (*run)(Index n, const Task& task) = [](Index n, const Task& task) { task(0, n); };

    Index threads() const { return thread_count; }
    static double overhead() { return 0; }
    template <class F>
    void parallel_for(Index n, const F& f) const {
        run(n,
            Task{&f, [](const void* object, Index begin, Index end) { (*static_cast<const F*>(object))(begin, end); }});
    }
};

/// One way of calling a mapping, on `chunk` contiguous elements, or on any number if chunk is 0.
template <class T>
struct Door {
    std::string name;
    Index chunk;
    void (*call)(const T* in, T* out, Index n);
};

/// f, f', f'' or f' from the output.
template <class T>
struct Mapping {
    std::string label;  ///< such as "sigmoid<float, exact> f'"
    T (*scalar)(T);
    std::vector<Door<T>> doors;
};

template <class T>
struct Function {
    std::string label;  ///< such as "sigmoid<float, exact>"
    bool exact;
    bool fast;
    std::vector<Mapping<T>> mappings;

    // Calls are null where the function has none, or where no test asks for it.
    void (*forward)(Matrix<const T> x, Matrix<T> y, const Executor&);
    void (*backward)(Matrix<const T> x, Matrix<const T> dy, Matrix<T> dx, const Executor&);
    void (*backward_from_output)(Matrix<const T> y, Matrix<const T> dy, Matrix<T> dx, const Executor&);
    void (*forward_with_derivative)(Matrix<const T> x, Matrix<T> y, Matrix<T> d, const Executor&);
    void (*backward_backward)(Matrix<const T> x, Matrix<const T> dy, Matrix<const T> ddx, Matrix<T> dx2, Matrix<T> ddy,
                              const Executor&);

    /// y = f(x) and dx = dy * f.derivative(x) as Eigen expressions; columns are contiguous, but for x of assign_strided.
    void (*assign)(Matrix<const T> x, Matrix<T> y);
    void (*assign_strided)(Matrix<const T> x, Matrix<T> y);
    void (*assign_product)(Matrix<const T> x, Matrix<const T> dy, Matrix<T> dx);

    void (*forward_span)(std::span<const T> x, std::span<T> y);
    void (*backward_span)(std::span<const T> x, std::span<const T> dy, std::span<T> dx);
    void (*backward_from_output_span)(std::span<const T> y, std::span<const T> dy, std::span<T> dx);
    void (*forward_with_derivative_span)(std::span<const T> x, std::span<T> y, std::span<T> d);
    void (*backward_backward_span)(std::span<const T> x, std::span<const T> dy, std::span<const T> ddx,
                                   std::span<T> dx2, std::span<T> ddy);

    /// dy * f'(x) of one element, formed as the contract says: in the tier's type, rounded once.
    T (*product)(T x, T dy);
    T (*product_from_output)(T y, T dy);
    /// ddx * dy * f''(x), likewise.
    T (*second_product)(T x, T dy, T ddx);

    /// Gives the function valid parameters near these until hold_default() is called; without either, they are the default ones.
    void (*hold)(T a, T b);
    void (*hold_default)();

    const Mapping<T>* mapping(const std::string& which) const {
        for (const auto& m : mappings) {
            if (m.label == label + " " + which) return &m;
        }
        return nullptr;
    }
};

/// All functions and tiers of the element type, in the order of actfn::AllFunctions, first the standard tier.
template <class T>
const std::vector<Function<T>>& functions();

}  // namespace tests
