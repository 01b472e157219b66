#pragma once

// The textbook formulas, as one would write them in a plain loop. Included by two translation units with different flags,
// so everything here is local to the including one: a shared instantiation would be compiled with the flags of either.

#include <algorithm>
#include <cmath>
#include <string_view>

#include "rows.hpp"

namespace bench {
namespace {

struct Identity {
    static constexpr std::string_view name = "identity";
    template <class T>
    static T value(T x) {
        return x;
    }
    template <class T>
    static T slope(T) {
        return 1;
    }
};

struct Step {
    static constexpr std::string_view name = "step";
    template <class T>
    static T value(T x) {
        return x > 0 ? T(1) : T(0);
    }
    template <class T>
    static T slope(T) {
        return 0;
    }
};

struct Sigmoid {
    static constexpr std::string_view name = "sigmoid";
    template <class T>
    static T value(T x) {
        return 1 / (1 + std::exp(-x));
    }
    template <class T>
    static T slope(T x) {
        const T y = value(x);
        return y * (1 - y);
    }
};

struct Tanh {
    static constexpr std::string_view name = "tanh";
    template <class T>
    static T value(T x) {
        return std::tanh(x);
    }
    template <class T>
    static T slope(T x) {
        const T y = std::tanh(x);
        return 1 - y * y;
    }
};

struct HardSigmoid {
    static constexpr std::string_view name = "hard_sigmoid";
    template <class T>
    static T value(T x) {
        return std::min(std::max((x + 3) / 6, T(0)), T(1));
    }
    template <class T>
    static T slope(T x) {
        return std::abs(x) < 3 ? T(1) / 6 : T(0);
    }
};

struct ReLU {
    static constexpr std::string_view name = "relu";
    template <class T>
    static T value(T x) {
        return x > 0 ? x : T(0);
    }
    template <class T>
    static T slope(T x) {
        return x > 0 ? T(1) : T(0);
    }
};

struct LeakyReLU {
    static constexpr std::string_view name = "leaky_relu";
    template <class T>
    static T value(T x) {
        return x > 0 ? x : T(0.01) * x;
    }
    template <class T>
    static T slope(T x) {
        return x > 0 ? T(1) : T(0.01);
    }
};

struct RReLU {
    static constexpr std::string_view name = "rrelu";
    template <class T>
    static T value(T x) {
        return x > 0 ? x : T(11.0 / 48) * x;
    }
    template <class T>
    static T slope(T x) {
        return x > 0 ? T(1) : T(11.0 / 48);
    }
};

// Written with min and max: no compiler vectorises a loop that calls exp in one branch only.
struct ELU {
    static constexpr std::string_view name = "elu";
    template <class T>
    static T value(T x) {
        return std::max(x, T(0)) + (std::exp(std::min(x, T(0))) - 1);
    }
    template <class T>
    static T slope(T x) {
        return std::exp(std::min(x, T(0)));
    }
};

struct SELU {
    static constexpr std::string_view name = "selu";
    template <class T>
    static constexpr T scale = T(1.05070098735548049342);
    template <class T>
    static constexpr T scale_alpha = T(1.05070098735548049342 * 1.67326324235437728482);
    template <class T>
    static T value(T x) {
        return scale<T> * std::max(x, T(0)) + scale_alpha<T> * (std::exp(std::min(x, T(0))) - 1);
    }
    template <class T>
    static T slope(T x) {
        const T e = scale_alpha<T> * std::exp(std::min(x, T(0)));
        return x > 0 ? scale<T> : e;
    }
};

struct Softplus {
    static constexpr std::string_view name = "softplus";
    template <class T>
    static T value(T x) {
        return std::max(x, T(0)) + std::log1p(std::exp(-std::abs(x)));
    }
    template <class T>
    static T slope(T x) {
        return 1 / (1 + std::exp(-x));
    }
};

template <class F, class T>
void forward(const Data<T>& d) {
    const T* __restrict x = d.x;
    T* __restrict y = d.y;
    const Index n = d.size();
    for (Index i = 0; i < n; ++i) y[i] = F::value(x[i]);
}

template <class F, class T>
void derivative(const Data<T>& d) {
    const T* __restrict x = d.x;
    T* __restrict y = d.y;
    const Index n = d.size();
    for (Index i = 0; i < n; ++i) y[i] = F::slope(x[i]);
}

template <class F, class T>
void backward(const Data<T>& d) {
    const T* __restrict x = d.x;
    const T* __restrict dy = d.dy;
    T* __restrict dx = d.y;
    const Index n = d.size();
    for (Index i = 0; i < n; ++i) dx[i] = dy[i] * F::slope(x[i]);
}

/// Calls line(start, length, stride) for every distribution of a matrix; a stride of 1 is a constant to the compiler.
template <bool Rowwise, class T, class Line>
void for_each_line(const Data<T>& d, const Line& line) {
    for (Index i = 0; i < (Rowwise ? d.rows : d.cols); ++i) {
        line(Rowwise ? i : i * d.rows, Rowwise ? d.cols : d.rows, Rowwise ? d.rows : Index(1));
    }
}

template <bool Rowwise, class T>
void softmax(const Data<T>& d) {
    for_each_line<Rowwise>(d, [&d](Index start, Index n, Index stride) {
        const T* __restrict x = d.x + start;
        T* __restrict y = d.y + start;
        T greatest = x[0];
        for (Index i = 1; i < n; ++i) greatest = std::max(greatest, x[i * stride]);
        T sum = 0;
        for (Index i = 0; i < n; ++i) sum += y[i * stride] = std::exp(x[i * stride] - greatest);
        for (Index i = 0; i < n; ++i) y[i * stride] /= sum;
    });
}

template <bool Rowwise, class T>
void softmax_backward(const Data<T>& d) {
    for_each_line<Rowwise>(d, [&d](Index start, Index n, Index stride) {
        const T* __restrict p = d.x + start;
        const T* __restrict dp = d.dy + start;
        T* __restrict dx = d.y + start;
        T sum = 0;
        for (Index i = 0; i < n; ++i) sum += p[i * stride] * dp[i * stride];
        for (Index i = 0; i < n; ++i) dx[i * stride] = p[i * stride] * (dp[i * stride] - sum);
    });
}

template <class T, class... Formulas>
void add_formulas(Rows& rows, std::string_view peer) {
    const auto add = [&]<class F>(F) {
        rows.push_back({peer, F::name, Operation::forward, forward<F, T>});
        rows.push_back({peer, F::name, Operation::derivative, derivative<F, T>});
        rows.push_back({peer, F::name, Operation::backward, backward<F, T>});
    };
    (add(Formulas()), ...);
    rows.push_back({peer, softmax_rowwise, Operation::forward, softmax<true, T>});
    rows.push_back({peer, softmax_colwise, Operation::forward, softmax<false, T>});
    rows.push_back({peer, softmax_rowwise, Operation::backward, softmax_backward<true, T>});
    rows.push_back({peer, softmax_colwise, Operation::backward, softmax_backward<false, T>});
}

template <class T>
void add_textbook_rows(Rows& rows, std::string_view peer) {
    add_formulas<T, Identity, Step, Sigmoid, Tanh, HardSigmoid, ReLU, LeakyReLU, RReLU, ELU, SELU, Softplus>(rows,
                                                                                                             peer);
}

}  // namespace
}  // namespace bench
