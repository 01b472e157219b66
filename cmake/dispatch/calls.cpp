// The component's side of a call: finds the function's loop, checks the arrays, and divides them into contiguous parts.

#include <array>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "actfn/dispatch.hpp"
#include "actfn/loop/arrays.hpp"
#include "actfn/spec/calls.hpp"
#include "actfn/spec/parse.hpp"
#include "actfn/spec/print.hpp"
#include "choice.hpp"
#include "functors.hpp"
#include "kernels.hpp"
#include "loop_plan.hpp"

namespace actfn::dispatch {
namespace {

using boundary::Array;
using boundary::ExecutorRef;
using boundary::Function;

/// The arrays of a call as Eigen's, by which the header's loops and checks know them.
template <class T>
using ArrayMap = Eigen::Map<
    std::conditional_t<std::is_const_v<T>, const Eigen::Array<std::remove_const_t<T>, -1, -1>, Eigen::Array<T, -1, -1>>,
    0, Eigen::Stride<-1, -1>>;
template <class T>
[[gnu::always_inline]] inline ArrayMap<T> map_of(const Array& a) {
    T* const data = const_cast<T*>(static_cast<const T*>(a.data));
    return {data, a.rows, a.cols, Eigen::Stride<-1, -1>(a.col_stride, a.row_stride)};
}

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

/// Runs a loop over the arrays of a call.
template <class V, class T, class C>
[[gnu::always_inline]] inline void run(Kernel<C, V::inputs, V::outputs> kernel, const void* functor,
                                       const IsaKernels& isa, std::size_t place, const Array* arrays,
                                       const ExecutorRef* executor) {
    const Loop<C, V::inputs, V::outputs> loop = {kernel, functor, &isa};
    const auto with = [&]<std::size_t... I, std::size_t... O>(std::index_sequence<I...>, std::index_sequence<O...>,
                                                              auto& e) {
        const auto in = std::make_tuple(map_of<const T>(arrays[I])...);
        auto out = std::make_tuple(map_of<T>(arrays[V::inputs + O])...);
        core::sweep<LoopPlan<T, C>>(loop, V::names, e, std::tie(std::get<I>(in)...), std::tie(std::get<O>(out)...));
    };
    constexpr std::make_index_sequence<V::inputs> inputs;
    constexpr std::make_index_sequence<V::outputs> outputs;
    if (executor == nullptr) {
        core::Serial serial;
        with(inputs, outputs, serial);
    } else {
        constexpr auto nanoseconds = [](double cost) { return 0.04 + 0.005 * cost; };  // as core::divide() has it
        constexpr double wide = std::same_as<T, C> ? 1 : 3;
        const double cost = Costs<AllFunctions<float>>::of[place] * (std::same_as<C, double> ? wide : 1);
        ScaledExecutor scaled = {*executor, nanoseconds(LoopPlan<T, C>::cost) / nanoseconds(cost)};
        with(inputs, outputs, scaled);
    }
}

/// The call of the verb V on elements of T.
template <class V, class T>
void call(const Function& f, const Array* arrays, const ExecutorRef* executor) {
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
            if (f.exact) maker = Makers<AllFunctions<T, exact>>::table[place];
        }
        maker(spec, place, from_output, bytes);
        functor = bytes.data;
    }
    if constexpr (std::same_as<T, double>) {
        run<V, T, double>(function.wide.*V::template kernel<double>, functor, isa, place, arrays, executor);
    } else if (!f.exact) {
        run<V, T, float>(function.standard.*V::template kernel<float>, functor, isa, place, arrays, executor);
    } else {
        if constexpr (std::same_as<T, float>) {
            const auto kernel = function.exact_in_element.*V::template kernel<float>;
            if (kernel != nullptr) return run<V, T, float>(kernel, functor, isa, place, arrays, executor);
        }
        run<V, T, double>(function.exact.*V::template kernel<double>, functor, isa, place, arrays, executor);
    }
}

using Call = void (*)(const Function&, const Array*, const ExecutorRef*);
template <class T>
constexpr std::array<Call, 5> calls_of = {&call<Forward, T>, &call<Backward, T>, &call<BackwardFromOutput, T>,
                                          &call<ForwardWithDerivative, T>, &call<BackwardBackward, T>};
/// By boundary::Number and boundary::Verb.
constexpr std::array calls = {calls_of<float>, calls_of<double>, calls_of<Eigen::half>, calls_of<Eigen::bfloat16>};

}  // namespace

void boundary::call(Verb verb, Number number, const Function& f, const Array* arrays, const ExecutorRef* executor) {
    calls[static_cast<std::size_t>(number)][static_cast<std::size_t>(verb)](f, arrays, executor);
}

ActivationSpec parse_activation(std::string_view text) {
    return actfn::parse_activation(text);
}

std::string to_string(const ActivationSpec& spec) {
    return actfn::to_string(spec);
}

}  // namespace actfn::dispatch
