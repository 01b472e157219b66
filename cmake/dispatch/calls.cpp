// The component's side of a call: finds the function's loop, checks the arrays, and divides them into contiguous parts.

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/dispatch/boundary.hpp"
#include "actfn/loop/arrays.hpp"
#include "actfn/spec/calls.hpp"
#include "actfn/spec/parse.hpp"
#include "actfn/spec/print.hpp"
#include "choice.hpp"
#include "functors.hpp"
#include "kernels.hpp"
#include "loop_plan.hpp"
#include "view_of.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

using boundary::Array;

// The verbs, with their kernels and names.

struct Forward {
    static constexpr std::size_t inputs = 1, outputs = 1;
    static constexpr auto& names = core::names_of_forward;
    template <class C>
    static constexpr auto kernel = &Kernels<C>::forward;
};
struct Backward {
    static constexpr std::size_t inputs = 2, outputs = 1;
    static constexpr auto& names = core::names_of_backward;
    template <class C>
    static constexpr auto kernel = &Kernels<C>::backward;
};
struct BackwardFromOutput {
    static constexpr std::size_t inputs = 2, outputs = 1;
    static constexpr auto& names = core::names_of_backward_from_output;
    template <class C>
    static constexpr auto kernel = &Kernels<C>::backward_from_output;
};
struct ForwardWithDerivative {
    static constexpr std::size_t inputs = 1, outputs = 2;
    static constexpr auto& names = core::names_of_forward_with_derivative;
    template <class C>
    static constexpr auto kernel = &Kernels<C>::forward_with_derivative;
};
struct BackwardBackward {
    static constexpr std::size_t inputs = 3, outputs = 2;
    static constexpr auto& names = core::names_of_backward_backward;
    template <class C>
    static constexpr auto kernel = &Kernels<C>::backward_backward;
};

/// The cost of each function of the list, in cycles per element.
template <class List>
struct Costs;
template <class... F>
struct Costs<std::tuple<F...>> {
    static constexpr std::array of = {F::cost...};
};

/// A call's function.
struct Function {
    bool is_spec;
    boundary::Digits digits;
    std::uint32_t id;
    const void* object;

    Function(boundary::Code code, std::uint32_t number, const void* parameters)
        : is_spec((code >> 16 & 1) != 0),
          digits(static_cast<boundary::Digits>(code >> 17 & 3)),
          id(number),
          object(parameters) {}
};

/// use(the plan, the loop, the cost in cycles per element) of a function and the verb V on elements of T.
template <class V, class T, class Use>
[[gnu::always_inline]] inline void with_loop(const Function& f, const Use& use) {
    const std::size_t place = places.of(f.id);
    const IsaKernels& isa = kernels();
    const FunctionKernels& function = *isa.functions[place];
    const void* functor = f.object;
    FunctorBytes bytes;
    if (f.is_spec) {
        constexpr bool from_output = std::same_as<V, BackwardFromOutput>;
        const auto& spec = *static_cast<const ActivationSpec*>(f.object);
        auto maker = Makers<AllFunctions<T, standard>>::table[place];
        if constexpr (!std::same_as<T, double>) {
            if (f.digits == boundary::Digits::exact) maker = Makers<AllFunctions<T, exact>>::table[place];
            if (f.digits == boundary::Digits::fast) maker = Makers<AllFunctions<T, fast>>::table[place];
        }
        maker(spec, place, from_output, bytes);
        functor = bytes.data;
    }
    const auto use_kernel = [&]<class C>(Kernel<C, V::inputs, V::outputs> kernel, std::type_identity<C>)
        __attribute__((always_inline)) {
        // A loop that computes floats in double takes three times as long.
        const int cost =
            Costs<AllFunctions<float>>::of[place] * (std::same_as<C, double> && !std::same_as<T, C> ? 3 : 1);
        use(LoopPlan<T, C>(), Loop<C, V::inputs, V::outputs>{kernel, functor, &isa}, cost);
    };
    constexpr std::type_identity<float> in_float;
    constexpr std::type_identity<double> in_double;
    if constexpr (std::same_as<T, double>) {
        use_kernel(function.wide.*V::template kernel<double>, in_double);
    } else if (f.digits == boundary::Digits::standard) {
        use_kernel(function.standard.*V::template kernel<float>, in_float);
    } else if (f.digits == boundary::Digits::fast) {
        use_kernel(function.fast.*V::template kernel<float>, in_float);
    } else {
        if constexpr (std::same_as<T, float>) {
            const auto kernel = function.exact_in_element.*V::template kernel<float>;
            if (kernel != nullptr) return use_kernel(kernel, in_float);
        }
        use_kernel(function.exact.*V::template kernel<double>, in_double);
    }
}

/// The call of the verb V on arrays of T.
template <class V, class T>
void call(const Function& f, const Array* arrays, const ErasedExecutor* executor) {
    const auto sweep = [&]<class Plan>(Plan, const auto& loop, auto& e) {
        [&]<std::size_t... I, std::size_t... O>(std::index_sequence<I...>, std::index_sequence<O...>) {
            const auto in = std::make_tuple(map_of<const T>(arrays[I])...);
            auto out = std::make_tuple(map_of<T>(arrays[V::inputs + O])...);
            core::sweep<Plan>(loop, V::names, e, std::tie(std::get<I>(in)...), std::tie(std::get<O>(out)...));
        }
        (std::make_index_sequence<V::inputs>(), std::make_index_sequence<V::outputs>());
    };
    with_loop<V, T>(f, [&](auto plan, const auto& loop, int cost) {
        with_executor(executor, cost, [&](auto& e) { sweep(plan, loop, e); });
    });
}

/// The call of the verb V on contiguous elements of T.
template <class V, class T>
void call_contiguous(const Function& f, std::ptrdiff_t n, const void* first, const void* second, const void* third,
                     const void* fourth, const void* fifth) {
    const auto at = [&](auto i) __attribute__((always_inline)) {
        if constexpr (i() == 0) return first;
        if constexpr (i() == 1) return second;
        if constexpr (i() == 2) return third;
        if constexpr (i() == 3) return fourth;
        if constexpr (i() == 4) return fifth;
    };
    const auto in =
        core::each_of<V::inputs>([&](auto i) __attribute__((always_inline)) { return static_cast<const T*>(at(i)); });
    const auto out = core::each_of<V::outputs>([&](auto o) __attribute__((always_inline)) {
        constexpr std::integral_constant<std::size_t, V::inputs + o()> i;
        return const_cast<T*>(static_cast<const T*>(at(i)));
    });
    if (!all_in_place_or_apart(n, in, out)) [[unlikely]] {
        std::array<Array, V::inputs + V::outputs> arrays;
        core::for_each_index<V::inputs + V::outputs>([&](auto i) { arrays[i()] = {at(i), n, 1, 1, n}; });
        return call<V, T>(f, arrays.data(), nullptr);
    }
    with_loop<V, T>(
        f, [&]<class Plan>(Plan, const auto& loop, int)
               __attribute__((always_inline)) { Plan::sweep_contiguous(loop, n, in, out); });
}

template <class V, class T>
struct CallsOf {
    void (*arrays)(const Function&, const Array*, const ErasedExecutor*) = &call<V, T>;
    void (*contiguous)(const Function&, std::ptrdiff_t, const void*, const void*, const void*, const void*,
                       const void*) = &call_contiguous<V, T>;
};
struct Calls {
    template <class V, class T>
    constexpr Calls(const CallsOf<V, T>& calls) : arrays(calls.arrays), contiguous(calls.contiguous) {}  // NOLINT
    void (*arrays)(const Function&, const Array*, const ErasedExecutor*);
    void (*contiguous)(const Function&, std::ptrdiff_t, const void*, const void*, const void*, const void*,
                       const void*);
};
/// In the order of boundary::Verb.
template <class T>
constexpr std::array<Calls, 5> calls_of = {CallsOf<Forward, T>(), CallsOf<Backward, T>(),
                                           CallsOf<BackwardFromOutput, T>(), CallsOf<ForwardWithDerivative, T>(),
                                           CallsOf<BackwardBackward, T>()};
/// In the order of boundary::Number.
constexpr std::array all_calls = {calls_of<float>, calls_of<double>, calls_of<Eigen::half>, calls_of<Eigen::bfloat16>};

const Calls& calls(boundary::Code code) {
    return all_calls[code >> 8 & 0xFF][code & 0xFF];
}

}  // namespace ACTFN_ISA

const FunctionKernels& kernels_of_function(const IsaKernels& isa, std::uint32_t id) {
    // Constants: else each call would hash the names anew.
    constexpr std::uint32_t clamped_swish = core::function_id("clamped_swish");
    constexpr std::uint32_t clamped_plus_one = core::function_id("clamped_plus_one");
    if (id == clamped_swish) return *isa.clamped_swish;
    if (id == clamped_plus_one) return *isa.clamped_plus_one;
    return *isa.functions[places.of(id)];
}

void boundary::call(Code code, std::uint32_t id, const void* object, const Array* arrays,
                    const ErasedExecutor* executor) {
    calls(code).arrays(Function(code, id, object), arrays, executor);
}

void boundary::call_contiguous(Code code, std::uint32_t id, const void* object, std::ptrdiff_t n, const void* first,
                               const void* second, const void* third, const void* fourth, const void* fifth) {
    calls(code).contiguous(Function(code, id, object), n, first, second, third, fourth, fifth);
}

ActivationSpec parse_activation(std::string_view text) {
    return actfn::parse_activation(text);
}

std::string to_string(const ActivationSpec& spec) {
    return actfn::to_string(spec);
}

}  // namespace actfn::dispatch
