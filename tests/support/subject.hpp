#pragma once

// What the accuracy test judges: a function's element type and tier on one instruction set, with some parameters.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../every_function/isas.hpp"

namespace tests {

template <class T>
class Subject {
public:
    using Array = std::vector<T>;

    /// The parameters are rounded to T; none for the defaults.
    Subject(std::string label, bool exact, const IsaFunctor<T>& functor, const std::vector<double>& parameters)
        : label_(std::move(label)), exact_(exact), functor_(&functor) {
        for (const double p : parameters) parameters_.push_back(static_cast<T>(p));
    }

    const std::string& label() const { return label_; }
    bool exact() const { return exact_; }
    const actfn::Bounds& bounds() const { return functor_->bounds; }
    bool has_from_output() const { return functor_->calls[3].buffer != nullptr; }
    bool has_batch() const { return functor_->calls[0].batch != nullptr; }
    bool has_products() const { return functor_->backward != nullptr; }

    /// A quantity, as numbered in isa_calls.hpp.
    T scalar(std::size_t quantity, T x) const {
        T y;
        functor_->calls[quantity].scalar(parameters(), &x, &y, 1);
        return y;
    }
    Array buffer(std::size_t quantity, const Array& x) const { return mapped(functor_->calls[quantity].buffer, x); }
    Array batch(std::size_t quantity, const Array& x) const { return mapped(functor_->calls[quantity].batch, x); }

    std::pair<Array, Array> value_and_gradient(const Array& x) const {
        std::pair<Array, Array> result(x.size(), x.size());
        functor_->forward_with_derivative(parameters(), x.data(), result.first.data(), result.second.data(), x.size());
        return result;
    }
    Array backward(const Array& x, const Array& dy) const {
        Array dx(x.size());
        functor_->backward(parameters(), x.data(), dy.data(), dx.data(), x.size());
        return dx;
    }
    Array backward_from_output(const Array& y, const Array& dy) const {
        Array dx(y.size());
        functor_->backward_from_output(parameters(), y.data(), dy.data(), dx.data(), y.size());
        return dx;
    }
    /// dx2 and ddy.
    std::pair<Array, Array> backward_backward(const Array& x, const Array& dy, const Array& ddx) const {
        std::pair<Array, Array> result(x.size(), x.size());
        functor_->backward_backward(parameters(), x.data(), dy.data(), ddx.data(), result.first.data(),
                                    result.second.data(), x.size());
        return result;
    }

private:
    const T* parameters() const { return parameters_.empty() ? nullptr : parameters_.data(); }
    Array mapped(IsaCall<T> call, const Array& x) const {
        Array y(x.size());
        call(parameters(), x.data(), y.data(), x.size());
        return y;
    }

    std::string label_;
    bool exact_;
    const IsaFunctor<T>* functor_;
    Array parameters_;
};

/// Those of a function: of float in every tier, and of double.
struct Subjects {
    std::vector<Subject<float>> of_float;
    std::vector<Subject<double>> of_double;
};

/// On every instruction set that the program was compiled for and the machine has.
Subjects subjects(std::string_view function, const std::vector<double>& parameters);

}  // namespace tests
