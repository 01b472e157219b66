// Functions of headers that mutants.py has changed, MUTANTS = MUTANT(<class>)..., by scalars alone, in every tier and
// type: what the accuracy test asks of an instruction set, for the least compile time.

#include "every_function/isa_calls.hpp"

#include <array>
#include <cstddef>
#include <type_traits>

#include MUTANT_HEADER

namespace {

using namespace tests;

template <class F>
F functor(const typename F::value_type* parameters) {
    if (parameters == nullptr) return F();
    std::array<typename F::value_type, actfn::parameters_of<F>.size()> values{};
    for (auto& value : values) value = *parameters++;
    return actfn::with_parameters<F>(values);
}

template <class F, class G>
void each(const typename F::value_type* parameters, const typename F::value_type* x, typename F::value_type* y,
          std::size_t n) {
    const F f = functor<F>(parameters);
    const auto g = [&f] {
        if constexpr (std::is_same_v<G, actfn::Derivative<actfn::Derivative<F>>>) {
            return G(actfn::Derivative<F>(f));
        } else {
            return G(f);
        }
    }();
    for (std::size_t i = 0; i < n; ++i) y[i] = g(x[i]);
}

/// As forward_with_derivative evaluates both.
template <class F>
void both(const typename F::value_type* parameters, const typename F::value_type* x, typename F::value_type* y,
          typename F::value_type* d, std::size_t n) {
    using T = typename F::value_type;
    using Plan = typename actfn::core::ValueAndGradientOf<F>::Plan;
    const actfn::core::ValueAndGradientOf<F> formula{functor<F>(parameters)};
    for (std::size_t i = 0; i < n; ++i) {
        const auto [value, gradient] = Plan::evaluate(formula, actfn::core::convert<typename Plan::Compute>(x[i]));
        y[i] = actfn::core::convert<T>(value);
        d[i] = actfn::core::convert<T>(gradient);
    }
}

/// Without batches, expressions and products, which are not the formula's.
template <class F>
constexpr auto functor_of() {
    using T = typename F::value_type;
    using Gradient = actfn::Derivative<F>;
    const auto calls = [](IsaCall<T> call) { return IsaCalls<T>{call, call, nullptr, nullptr}; };
    IsaFunctor<T> all = {
        F::bounds,
        {calls(&each<F, F>), calls(&each<F, Gradient>), calls(&each<F, actfn::Derivative<Gradient>>), IsaCalls<T>()},
        &both<F>,
        nullptr,
        nullptr,
        nullptr};
    if constexpr (actfn::has_derivative_from_output<F>) all.calls[3] = calls(&each<F, actfn::DerivativeFromOutput<F>>);
    return all;
}

template <template <class, class> class F>
constexpr IsaFunction function_of() {
    using Standard = F<float, actfn::standard>;
    return {Standard::name,
            functor_of<Standard>(),
            functor_of<F<float, actfn::exact>>(),
            functor_of<F<float, actfn::fast>>(),
            functor_of<F<double, actfn::standard>>(),
            actfn::parameters_of<Standard>};
}

#define MUTANT(F) function_of<F>(),
constexpr IsaFunction functions[] = {MUTANTS};
#undef MUTANT

}  // namespace

/// The one that the judge asks for, as if it were all of an instruction set.
extern "C" const tests::Isa* mutant(std::size_t index);
extern "C" const tests::Isa* mutant(std::size_t index) {
    static const IsaFunction* const chosen[] = {&functions[index]};
    static const Isa isa = {"mutant", ACTFN_FUSED != 0, chosen};
    return &isa;
}
