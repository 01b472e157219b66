// The class ISA_FUNCTION for one instruction set, found under the name <ISA_CALLS>_<ISA_FUNCTION>.

#include "isa_calls.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

#include "actfn/actfn.hpp"
#include "every_call.hpp"

namespace {

using namespace tests;

template <class F>
F functor(const typename F::value_type* parameters) {
    using T = typename F::value_type;
    if (parameters == nullptr) return F();
    std::array<T, actfn::parameters_of<F>.size()> values{};
    for (T& value : values) value = *parameters++;
    return actfn::with_parameters<F>(values);
}

/// The quantity `G`, a functor made from F: F itself or a derivative.
template <class F, class G>
struct Quantity {
    using T = typename F::value_type;

    static G made(const T* parameters) {
        const F f = functor<F>(parameters);
        if constexpr (std::same_as<G, actfn::Derivative<actfn::Derivative<F>>>) {
            return G(actfn::Derivative<F>(f));
        } else {
            return G(f);
        }
    }
    static void buffer(const T* parameters, const T* x, T* y, std::size_t n) {
        actfn::forward(made(parameters), std::span<const T>(x, n), std::span<T>(y, n));
    }
    static void scalar(const T* parameters, const T* x, T* y, std::size_t n) {
        const G g = made(parameters);
        for (std::size_t i = 0; i < n; ++i) y[i] = g(x[i]);
    }
    /// The last batch begins where it ends with the last element.
    static void batch(const T* parameters, const T* x, T* y, std::size_t n) {
        using V = actfn::core::native_batch<T>;
        const G g = made(parameters);
        for (std::size_t next = 0; next < n; next += V::size) {
            const std::size_t i = std::min(next, n - V::size);
            g(V::load_unaligned(x + i)).store_unaligned(y + i);
        }
    }
    static void expression(const T* parameters, const T* x, T* y, std::size_t n) {
        using Array = Eigen::Array<T, Eigen::Dynamic, 1>;
        const auto size = static_cast<Eigen::Index>(n);
        Eigen::Map<Array>(y, size) = made(parameters)(Eigen::Map<const Array>(x, size));
    }
    static constexpr IsaCalls<T> calls = {&buffer, &scalar, &batch, &expression};
};

/// The calls of several arrays.
template <class F>
struct Fused {
    using T = typename F::value_type;
    using In = std::span<const T>;
    using Out = std::span<T>;

    static void forward_with_derivative(const T* parameters, const T* x, T* y, T* d, std::size_t n) {
        actfn::forward_with_derivative(functor<F>(parameters), In(x, n), Out(y, n), Out(d, n));
    }
    static void backward(const T* parameters, const T* x, const T* dy, T* dx, std::size_t n) {
        actfn::backward(functor<F>(parameters), In(x, n), In(dy, n), Out(dx, n));
    }
    static void backward_from_output(const T* parameters, const T* y, const T* dy, T* dx, std::size_t n) {
        actfn::backward_from_output(functor<F>(parameters), In(y, n), In(dy, n), Out(dx, n));
    }
    static void backward_backward(const T* parameters, const T* x, const T* dy, const T* ddx, T* dx2, T* ddy,
                                  std::size_t n) {
        actfn::backward_backward(functor<F>(parameters), In(x, n), In(dy, n), In(ddx, n), Out(dx2, n), Out(ddy, n));
    }
};

/// The calls whose results are not those of others by construction: what products and expressions are made of does not
/// depend on the formula, and is long to compile.
template <class F>
constexpr auto own_calls_of() {
    using T = typename F::value_type;
    const auto own = []<class G>(std::type_identity<G>) {
        return IsaCalls<T>{&Quantity<F, G>::buffer, &Quantity<F, G>::scalar, nullptr, nullptr};
    };
    using Gradient = actfn::Derivative<F>;
    IsaFunctor<T> all = {F::bounds,
                         {own(std::type_identity<F>()), own(std::type_identity<Gradient>()),
                          own(std::type_identity<actfn::Derivative<Gradient>>()), IsaCalls<T>()},
                         &Fused<F>::forward_with_derivative,
                         nullptr,
                         nullptr,
                         nullptr};
    if constexpr (actfn::has_derivative_from_output<F>)
        all.calls[3] = own(std::type_identity<actfn::DerivativeFromOutput<F>>());
    return all;
}

template <class F>
constexpr auto every_call_of() {
    using T = typename F::value_type;
    using Gradient = actfn::Derivative<F>;
    IsaFunctor<T> all = {F::bounds,
                         {Quantity<F, F>::calls, Quantity<F, Gradient>::calls,
                          Quantity<F, actfn::Derivative<Gradient>>::calls, IsaCalls<T>()},
                         &Fused<F>::forward_with_derivative,
                         &Fused<F>::backward,
                         nullptr,
                         &Fused<F>::backward_backward};
    if constexpr (actfn::has_derivative_from_output<F>) {
        all.calls[3] = Quantity<F, actfn::DerivativeFromOutput<F>>::calls;
        all.backward_from_output = &Fused<F>::backward_from_output;
    }
    return all;
}

template <class F>
constexpr auto calls_in_other_tiers() {
    if constexpr (has_every_call(ISA_NAME(ISA_FUNCTION))) {
        return every_call_of<F>();
    } else {
        return own_calls_of<F>();
    }
}

template <template <class, class> class F>
constexpr IsaFunction function_of() {
    using Standard = F<float, actfn::standard>;
    return {Standard::name,
            every_call_of<Standard>(),
            calls_in_other_tiers<F<float, actfn::exact>>(),
            own_calls_of<F<float, actfn::fast>>(),
            calls_in_other_tiers<F<double, actfn::standard>>(),
            actfn::parameters_of<Standard>};
}

}  // namespace

namespace tests {

extern const IsaFunction ISA_JOIN(ISA_CALLS, ISA_FUNCTION);
constinit const IsaFunction ISA_JOIN(ISA_CALLS, ISA_FUNCTION) = function_of<actfn::ISA_FUNCTION>();

}  // namespace tests
