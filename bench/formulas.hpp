#pragma once

// The textbook formulas and the plain loop around them, over a policy `M` that says what to compute with. M names the type
// of an element (Element) and of what is computed at once (Value: an element or a batch of `width`), and has load, store,
// select, min, max, abs, exp, expm1, log1p, tanh and erf.
//
// Included by translation units with different flags, so everything here is local to the including one: a shared
// instantiation would be compiled with the flags of any of them.

#include <algorithm>
#include <cmath>
#include <string_view>
#include <tuple>

#include "rows.hpp"

namespace bench {
namespace {

/// One element at a time, with the C library's functions.
template <class T>
struct Scalars {
    using Element = T;
    using Value = T;
    static constexpr Index width = 1;

    static T load(const T* p) { return *p; }
    static void store(T* p, T v) { *p = v; }
    static T select(bool condition, T a, T b) { return condition ? a : b; }
    static T min(T a, T b) { return std::min(a, b); }
    static T max(T a, T b) { return std::max(a, b); }
    static T abs(T x) { return std::abs(x); }
    static T exp(T x) { return std::exp(x); }
    static T expm1(T x) { return std::exp(x) - 1; }  // what a plain loop has
    static T log1p(T x) { return std::log1p(x); }
    static T tanh(T x) { return std::tanh(x); }
    static T erf(T x) { return std::erf(x); }
};

template <class M>
struct Formulas {
    using T = typename M::Element;
    using V = typename M::Value;

    struct Identity {
        static constexpr std::string_view name = "identity";
        static V value(V x) { return x; }
        static V slope(V) { return V(1); }
        static V slope_from_output(V) { return V(1); }
    };

    struct Step {
        static constexpr std::string_view name = "step";
        static V value(V x) { return M::select(x > V(0), V(1), V(0)); }
        static V slope(V) { return V(0); }
    };

    struct Sigmoid {
        static constexpr std::string_view name = "sigmoid";
        static V value(V x) { return V(1) / (V(1) + M::exp(-x)); }
        static V slope(V x) { return slope_from_output(value(x)); }
        static V slope_from_output(V y) { return y * (V(1) - y); }
    };

    struct Tanh {
        static constexpr std::string_view name = "tanh";
        static V value(V x) { return M::tanh(x); }
        static V slope(V x) { return slope_from_output(value(x)); }
        static V slope_from_output(V y) { return V(1) - y * y; }
    };

    struct HardSigmoid {
        static constexpr std::string_view name = "hard_sigmoid";
        static V value(V x) { return M::min(M::max((x + V(3)) / V(6), V(0)), V(1)); }
        static V slope(V x) { return M::select(M::abs(x) < V(3), V(T(1) / 6), V(0)); }
        static V slope_from_output(V y) { return M::select((y > V(0)) & (y < V(1)), V(T(1) / 6), V(0)); }
    };

    struct ReLU {
        static constexpr std::string_view name = "relu";
        static V value(V x) { return M::select(x > V(0), x, V(0)); }
        static V slope(V x) { return M::select(x > V(0), V(1), V(0)); }
        static V slope_from_output(V y) { return slope(y); }
    };

    struct LeakyReLU {
        static constexpr std::string_view name = "leaky_relu";
        static V value(V x) { return M::select(x > V(0), x, V(T(0.01)) * x); }
        static V slope(V x) { return M::select(x > V(0), V(1), V(T(0.01))); }
        static V slope_from_output(V y) { return slope(y); }
    };

    struct RReLU {
        static constexpr std::string_view name = "rrelu";
        static V value(V x) { return M::select(x > V(0), x, V(T(11.0 / 48)) * x); }
        static V slope(V x) { return M::select(x > V(0), V(1), V(T(11.0 / 48))); }
        static V slope_from_output(V y) { return slope(y); }
    };

    // Written with min and max: no compiler vectorises a loop that calls exp in one branch only.
    struct ELU {
        static constexpr std::string_view name = "elu";
        static V value(V x) { return M::max(x, V(0)) + M::expm1(M::min(x, V(0))); }
        static V slope(V x) { return M::exp(M::min(x, V(0))); }
        static V slope_from_output(V y) { return M::min(y, V(0)) + V(1); }
    };

    struct SELU {
        static constexpr std::string_view name = "selu";
        static constexpr T scale = T(1.05070098735548049342);
        static constexpr T scale_alpha = T(1.05070098735548049342 * 1.67326324235437728482);
        static V value(V x) { return V(scale) * M::max(x, V(0)) + V(scale_alpha) * M::expm1(M::min(x, V(0))); }
        static V slope(V x) {
            const V e = V(scale_alpha) * M::exp(M::min(x, V(0)));
            return M::select(x > V(0), V(scale), e);
        }
        static V slope_from_output(V y) { return M::select(y > V(0), V(scale), y + V(scale_alpha)); }
    };

    struct Softplus {
        static constexpr std::string_view name = "softplus";
        static V value(V x) { return M::max(x, V(0)) + M::log1p(M::exp(-M::abs(x))); }
        static V slope(V x) { return Sigmoid::value(x); }
        static V slope_from_output(V y) { return -M::expm1(-y); }
    };

    struct HardSwish {
        static constexpr std::string_view name = "hard_swish";
        static V value(V x) { return x * HardSigmoid::value(x); }
        static V slope(V x) {
            const V inside = (V(2) * x + V(3)) / V(6);
            return M::select(x > V(-3), M::select(x < V(3), inside, V(1)), V(0));
        }
    };

    struct SiLU {
        static constexpr std::string_view name = "silu";
        static V value(V x) { return x / (V(1) + M::exp(-x)); }
        static V slope(V x) {
            const V s = Sigmoid::value(x);
            return s * (V(1) + x * (V(1) - s));
        }
    };

    struct GELU {
        static constexpr std::string_view name = "gelu";
        static V phi(V x) { return V(T(0.5)) * (V(1) + M::erf(x * V(T(0.70710678118654752440)))); }
        static V value(V x) { return x * phi(x); }
        static V slope(V x) { return phi(x) + x * V(T(0.39894228040143267794)) * M::exp(V(T(-0.5)) * x * x); }
    };

    struct GELUTanh {
        static constexpr std::string_view name = "gelu_tanh";
        static constexpr T scale = T(0.79788456080286535588);
        static V inner(V x) { return V(scale) * (x + V(T(0.044715)) * x * x * x); }
        static V value(V x) { return V(T(0.5)) * x * (V(1) + M::tanh(inner(x))); }
        static V slope(V x) {
            const V t = M::tanh(inner(x));
            const V slope_of_inner = V(scale) * (V(1) + V(T(3 * 0.044715)) * x * x);
            return V(T(0.5)) * (V(1) + t) + V(T(0.5)) * x * (V(1) - t * t) * slope_of_inner;
        }
    };

    struct Mish {
        static constexpr std::string_view name = "mish";
        static V value(V x) { return x * M::tanh(M::log1p(M::exp(x))); }
        static V slope(V x) {
            const V t = M::tanh(M::log1p(M::exp(x)));
            return t + x * (V(1) - t * t) * Sigmoid::value(x);
        }
    };

    using All = std::tuple<Identity, Step, Sigmoid, Tanh, HardSigmoid, HardSwish, ReLU, LeakyReLU, RReLU, ELU, SELU,
                           Softplus, SiLU, GELU, GELUTanh, Mish>;
};

template <class F>
concept KnowsSlopeFromOutput = requires {
    &F::slope_from_output;
};

/// Calls body(i) for every batch of n elements, of which there is at least one batch: the last one may overlap its
/// neighbour.
template <class M, class Body>
void for_each_batch(Index n, const Body& body) {
    Index i = 0;
    for (; i + M::width <= n; i += M::width) body(i);
    if constexpr (M::width > 1) {
        if (i < n) body(n - M::width);
    }
}

template <class M, class F, class T = typename M::Element>
void forward(const Data<T>& d) {
    const T* __restrict x = d.x;
    T* __restrict y = d.y;
    for_each_batch<M>(d.size(), [=](Index i) { M::store(y + i, F::value(M::load(x + i))); });
}

template <class M, class F, class T = typename M::Element>
void derivative(const Data<T>& d) {
    const T* __restrict x = d.x;
    T* __restrict y = d.y;
    for_each_batch<M>(d.size(), [=](Index i) { M::store(y + i, F::slope(M::load(x + i))); });
}

template <class M, class F, class T = typename M::Element>
void backward(const Data<T>& d) {
    const T* __restrict x = d.x;
    const T* __restrict dy = d.dy;
    T* __restrict dx = d.y;
    for_each_batch<M>(d.size(), [=](Index i) { M::store(dx + i, M::load(dy + i) * F::slope(M::load(x + i))); });
}

template <class M, class F, class T = typename M::Element>
void backward_from_output(const Data<T>& d) {
    const T* __restrict y = d.x;
    const T* __restrict dy = d.dy;
    T* __restrict dx = d.y;
    for_each_batch<M>(d.size(),
                      [=](Index i) { M::store(dx + i, M::load(dy + i) * F::slope_from_output(M::load(y + i))); });
}

/// The derivative comes from the value just computed where it can.
template <class M, class F, class T = typename M::Element>
void forward_with_derivative(const Data<T>& d) {
    const T* __restrict x = d.x;
    T* __restrict value = d.y;
    T* __restrict slope = d.d;
    for_each_batch<M>(d.size(), [=](Index i) {
        const auto v = M::load(x + i);
        const auto f = F::value(v);
        M::store(value + i, f);
        if constexpr (KnowsSlopeFromOutput<F>) {
            M::store(slope + i, F::slope_from_output(f));
        } else {
            M::store(slope + i, F::slope(v));
        }
    });
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

template <class M, class... Fs>
void add_functions(Rows& rows, std::string_view peer, std::tuple<Fs...>) {
    const auto add = [&]<class F>(F) {
        rows.push_back({peer, F::name, Operation::forward, forward<M, F>});
        rows.push_back({peer, F::name, Operation::derivative, derivative<M, F>});
        rows.push_back({peer, F::name, Operation::backward, backward<M, F>});
        if constexpr (KnowsSlopeFromOutput<F>) {
            rows.push_back({peer, F::name, Operation::backward_from_output, backward_from_output<M, F>});
        }
        rows.push_back({peer, F::name, Operation::forward_with_derivative, forward_with_derivative<M, F>});
    };
    (add(Fs()), ...);
}

/// The rows of a plain loop.
template <class T>
void add_scalar_loops(Rows& rows, std::string_view peer) {
    add_functions<Scalars<T>>(rows, peer, typename Formulas<Scalars<T>>::All());
    rows.push_back({peer, softmax_rowwise, Operation::forward, softmax<true, T>});
    rows.push_back({peer, softmax_colwise, Operation::forward, softmax<false, T>});
    rows.push_back({peer, softmax_rowwise, Operation::backward, softmax_backward<true, T>});
    rows.push_back({peer, softmax_colwise, Operation::backward, softmax_backward<false, T>});
}

}  // namespace
}  // namespace bench
