#pragma once

// The calls of the header and of the component under one name, and inputs and results to compare them by.

#include <cstring>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include "actfn/actfn.hpp"
#include "actfn/dispatch.hpp"

namespace tests {

struct Header {
    static void forward(auto&&... a) { actfn::forward(std::forward<decltype(a)>(a)...); }
    static void backward(auto&&... a) { actfn::backward(std::forward<decltype(a)>(a)...); }
    static void backward_from_output(auto&&... a) { actfn::backward_from_output(std::forward<decltype(a)>(a)...); }
};
struct Component {
    static void forward(auto&&... a) { actfn::dispatch::forward(std::forward<decltype(a)>(a)...); }
    static void backward(auto&&... a) { actfn::dispatch::backward(std::forward<decltype(a)>(a)...); }
    static void backward_from_output(auto&&... a) {
        actfn::dispatch::backward_from_output(std::forward<decltype(a)>(a)...);
    }
};

/// Of both signs, zeros among them; `salt` makes other ones.
template <class A>
A some(Eigen::Index rows, Eigen::Index cols, Eigen::Index salt = 0) {
    using T = typename A::Scalar;
    A x(rows, cols);
    for (Eigen::Index j = 0; j < cols; ++j) {
        for (Eigen::Index i = 0; i < rows; ++i)
            x(i, j) = static_cast<T>(static_cast<float>(((j * rows + i) * 7919 + salt * 131) % 1009 - 504) / 64);
    }
    return x;
}

/// What calls have written.
template <class T>
struct Results {
    using Number = actfn::core::lane_type<T>;

    std::vector<T> all;
    std::vector<Number> numbers;  ///< what is a float where elements have 16 bits

    template <class A>
    void add(const A& a) {
        for (Eigen::Index j = 0; j < a.cols(); ++j)
            for (Eigen::Index i = 0; i < a.rows(); ++i) all.push_back(a(i, j));
    }
    void add(const std::vector<T>& a) { all.insert(all.end(), a.begin(), a.end()); }
    void add_numbers(const auto& a) {
        for (const Number number : a) numbers.push_back(number);
    }
    friend bool operator==(const Results& a, const Results& b) {
        const auto same = [](const auto& u, const auto& v) {
            return u.size() == v.size() && std::memcmp(u.data(), v.data(), u.size() * sizeof u[0]) == 0;
        };
        return same(a.all, b.all) && same(a.numbers, b.numbers);
    }
};

/// Three threads that take turns, to whom any work is worth it.
struct TurnsOfThree {
    static std::ptrdiff_t threads() { return 3; }
    static double overhead() { return 0; }
    template <class F>
    static void parallel_for(std::ptrdiff_t n, const F& f) {
        f(std::ptrdiff_t(0), n / 3);
        f(n / 3, n / 2);
        f(n / 2, n);
    }
};

}  // namespace tests
