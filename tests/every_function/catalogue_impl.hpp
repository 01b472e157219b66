#pragma once

#include "../support/eigen_setup.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "../support/valid_parameters.hpp"
#include "actfn/actfn.hpp"
#include "catalogue.hpp"
#include "map.hpp"

namespace tests {

/// One batch, loaded and stored in a way that is not under test.
template <class Call, class V, class T>
void call_on_batch(const T* in, T* out, Index) {
    Call()(V::load_unaligned(in)).store_unaligned(out);
}

/// An array of fixed size: Eigen chooses the packet that fills it.
template <class Call, int N, class T>
void call_on_fixed_array(const T* in, T* out, Index) {
    Eigen::Array<T, N, 1> x, y;
    std::memcpy(x.data(), in, sizeof x);
    y = Call()(x);
    std::memcpy(out, y.data(), sizeof y);
}

/// A packet for which there is no batch, as NEON's Packet2f.
template <class Call, class T>
void call_on_half_packet(const T* in, T* out, Index) {
    std::array<T, 8 / sizeof(T)> packet;
    std::memcpy(&packet, in, sizeof packet);
    packet = Call::functor().packetOp(packet);
    std::memcpy(out, &packet, sizeof packet);
}

template <class Call, class T>
void call_on_expression(const T* in, T* out, Index n) {
    Eigen::Map<Eigen::ArrayX<T>>(out, n) = Call()(Eigen::Map<const Eigen::ArrayX<T>>(in, n));
}

template <class Call, class T, int Bytes>
void add_doors_of_size(std::vector<Door<T>>& doors) {
    using V = typename decltype(actfn::core::batch_of_bytes<T, Bytes>())::type;
    // The quick tests take the derivatives in the widest registers alone.
    constexpr bool widest = sizeof(actfn::core::native_batch<T>) == Bytes;
    if constexpr (!std::is_void_v<V> && (Call::order == 0 || widest || !TESTS_QUICK)) {
        constexpr int n = Bytes / sizeof(T);
        doors.push_back({"batch of " + std::to_string(n), n, &call_on_batch<Call, V, T>});
        // For f alone, for the sake of compile time: how Eigen splits an array does not depend on the formula.
        if constexpr (Call::order == 0) {
            doors.push_back({"expression of " + std::to_string(n), n, &call_on_fixed_array<Call, n, T>});
        }
    }
}

template <bool EveryDoor, class Call, class T>
Mapping<T> mapping(const std::string& label) {
    std::vector<Door<T>> doors;
    if constexpr (EveryDoor) {
        add_doors_of_size<Call, T, 16>(doors);
        add_doors_of_size<Call, T, 32>(doors);
        add_doors_of_size<Call, T, 64>(doors);
        doors.push_back({"padded packet", 8 / sizeof(T), &call_on_half_packet<Call, T>});
        doors.push_back({"expression", 0, &call_on_expression<Call, T>});
    }
    return {label, [](T x) { return Call()(x); }, doors};
}

/// The functor that every call of the catalogue uses.
template <class F>
F held{};

template <class F, class T>
void hold(T a, T b) {
    std::array<T, actfn::parameters_of<F>.size()> values{};
    const auto near = valid_parameters<T>(actfn::parameters_of<F>, a, b);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = near[i];
    held<F> = actfn::with_parameters<F>(values);
}

/// An expression whose columns are contiguous, as those of an array.
template <class T>
using Columns =
    Eigen::Map<std::conditional_t<std::is_const_v<T>, const Eigen::ArrayXX<std::remove_const_t<T>>, Eigen::ArrayXX<T>>,
               Eigen::Unaligned, Eigen::OuterStride<>>;

template <class T>
Columns<T> columns(const Matrix<T>& m) {
    return Columns<T>(m.data, m.rows, m.cols, Eigen::OuterStride<>(m.col_stride));
}

template <class F>
struct CallValue {
    static constexpr int order = 0;
    static F functor() { return held<F>; }
    template <class X>
    auto operator()(const X& x) const {
        return held<F>(x);
    }
};
template <class F>
struct CallGradient {
    static constexpr int order = 1;
    static auto functor() { return actfn::Derivative<F>(held<F>); }
    template <class X>
    auto operator()(const X& x) const {
        return held<F>.derivative(x);
    }
};
template <class F>
struct CallCurvature {
    static constexpr int order = 2;
    static auto functor() { return actfn::Derivative<actfn::Derivative<F>>(actfn::Derivative<F>(held<F>)); }
    template <class X>
    auto operator()(const X& x) const {
        return held<F>.second_derivative(x);
    }
};
template <class F>
struct CallFromOutput {
    static constexpr int order = 3;
    static auto functor() { return actfn::DerivativeFromOutput<F>(held<F>); }
    template <class X>
    auto operator()(const X& x) const {
        return held<F>.derivative_from_output(x);
    }
};

/// The factors, multiplied from the left, times g(x): formed in the wider type and rounded once in the exact tier, else in T.
template <class Tier, class G, class T, class... Factors>
T product(const G& g, T x, Factors... factors) {
    if constexpr (std::is_same_v<Tier, actfn::exact>) {
        using Wide = actfn::core::compute_t<T, Tier>;
        return static_cast<T>((static_cast<Wide>(factors) * ...) * g.value(static_cast<Wide>(x)));
    } else {
        return (factors * ...) * g(x);
    }
}

/// Of the type that the calls on matrices have, so that one loop is compiled for both.
inline const Executor calling_thread;

template <class F, bool EveryCall>
Function<typename F::value_type> function() {
    using T = typename F::value_type;
    constexpr bool exact = std::is_same_v<typename F::tier, actfn::exact>;
    constexpr bool fast = std::is_same_v<typename F::tier, actfn::fast>;
    const std::string label = std::string(F::name) + (std::is_same_v<T, float> ? "<float, " : "<double, ") +
                              (exact  ? "exact>"
                               : fast ? "fast>"
                                      : "standard>");
    Function<T> f{};
    f.label = label;
    f.exact = exact;
    f.fast = fast;
    f.mappings = {mapping<true, CallValue<F>, T>(label + " f"), mapping<EveryCall, CallGradient<F>, T>(label + " f'"),
                  mapping<EveryCall, CallCurvature<F>, T>(label + " f''")};
    f.forward = [](Matrix<const T> x, Matrix<T> y, const Executor& e) { actfn::forward(held<F>, map(x), map(y), e); };
    f.backward = [](Matrix<const T> x, Matrix<const T> dy, Matrix<T> dx, const Executor& e) {
        actfn::backward(held<F>, map(x), map(dy), map(dx), e);
    };
    f.forward_with_derivative = [](Matrix<const T> x, Matrix<T> y, Matrix<T> d, const Executor& e) {
        actfn::forward_with_derivative(held<F>, map(x), map(y), map(d), e);
    };
    f.backward_backward = [](Matrix<const T> x, Matrix<const T> dy, Matrix<const T> ddx, Matrix<T> dx2, Matrix<T> ddy,
                             const Executor& e) {
        actfn::backward_backward(held<F>, map(x), map(dy), map(ddx), map(dx2), map(ddy), e);
    };
    f.hold = &hold<F, T>;
    f.hold_default = [] { held<F> = F(); };
    if constexpr (EveryCall) {
        f.assign = [](Matrix<const T> x, Matrix<T> y) { columns(y) = held<F>(columns(x)); };
        f.assign_strided = [](Matrix<const T> x, Matrix<T> y) { columns(y) = held<F>(map(x)); };
        f.assign_product = [](Matrix<const T> x, Matrix<const T> dy, Matrix<T> dx) {
            columns(dx) = columns(dy) * held<F>.derivative(columns(x));
        };
    }
    f.forward_span = [](std::span<const T> x, std::span<T> y) { actfn::forward(held<F>, x, y, calling_thread); };
    f.backward_span = [](std::span<const T> x, std::span<const T> dy, std::span<T> dx) {
        actfn::backward(held<F>, x, dy, dx, calling_thread);
    };
    f.forward_with_derivative_span = [](std::span<const T> x, std::span<T> y, std::span<T> d) {
        actfn::forward_with_derivative(held<F>, x, y, d, calling_thread);
    };
    f.backward_backward_span = [](std::span<const T> x, std::span<const T> dy, std::span<const T> ddx, std::span<T> dx2,
                                  std::span<T> ddy) {
        actfn::backward_backward(held<F>, x, dy, ddx, dx2, ddy, calling_thread);
    };
    f.product = [](T x, T dy) { return tests::product<typename F::tier>(CallGradient<F>::functor(), x, dy); };
    f.second_product = [](T x, T dy, T ddx) {
        return tests::product<typename F::tier>(CallCurvature<F>::functor(), x, ddx, dy);
    };
    if constexpr (actfn::has_derivative_from_output<F>) {
        f.mappings.push_back(mapping<EveryCall, CallFromOutput<F>, T>(label + " f' from output"));
        f.backward_from_output = [](Matrix<const T> y, Matrix<const T> dy, Matrix<T> dx, const Executor& e) {
            actfn::backward_from_output(held<F>, map(y), map(dy), map(dx), e);
        };
        f.backward_from_output_span = [](std::span<const T> y, std::span<const T> dy, std::span<T> dx) {
            actfn::backward_from_output(held<F>, y, dy, dx, calling_thread);
        };
        f.product_from_output = [](T y, T dy) {
            return tests::product<typename F::tier>(CallFromOutput<F>::functor(), y, dy);
        };
    }
    return f;
}

}  // namespace tests
