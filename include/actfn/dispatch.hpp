#pragma once

// The buffer calls of actfn.hpp from the compiled component (CMake target actfn::dispatch), which has them for several
// instruction sets and takes the best one of the machine: full speed and its bits in a program that is compiled for any
// x86-64, or without optimisation. This header compiles no loop, and its functions are the same for any flags.
//
//     actfn::dispatch::forward(actfn::dispatch::parse_activation("gelu"), x, y);
//     actfn::dispatch::backward(actfn::GELU<float>(), x, dy, dx);
//
// docs/dispatch.md says what the component contains.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/loop/formula.hpp"
#include "actfn/memory/view.hpp"

#if !defined(ACTFN_DISPATCH_API)
#define ACTFN_DISPATCH_API
#endif

namespace actfn::dispatch {

/// The name of the instruction set in use: "sse2", "avx2", "avx512" or "neon". The first call of the component chooses the
/// best one of this machine, or that which the environment variable ACTFN_ISA names; if there is none of that name here, a
/// message on stderr says so.
ACTFN_DISPATCH_API std::string_view isa();

/// The names of those that this machine can run, from the least to the best.
ACTFN_DISPATCH_API std::span<const std::string_view> isas();

/// Chooses an instruction set for the calls that follow, for tests and measurements. Throws std::invalid_argument if this
/// machine has none of that name.
ACTFN_DISPATCH_API void set_isa(std::string_view name);

/// actfn::parse_activation() and actfn::to_string(), without a line of actfn/activation_spec.hpp to compile.
ACTFN_DISPATCH_API ActivationSpec parse_activation(std::string_view text);
ACTFN_DISPATCH_API std::string to_string(const ActivationSpec& spec);

/// What passes between a caller and the component: plain data.
namespace boundary {

enum class Verb : std::uint8_t {
    forward,
    backward,
    backward_from_output,
    forward_with_derivative,
    backward_backward,
};

enum class Number : std::uint8_t { float32, float64, half, bfloat16 };

template <core::Element T>
inline constexpr Number number_of = core::format_of<T> == core::Format::half       ? Number::half
                                    : core::format_of<T> == core::Format::bfloat16 ? Number::bfloat16
                                    : std::is_same_v<T, double>                    ? Number::float64
                                                                                   : Number::float32;

/// An array in memory: element (i, j) is at data + i * row_stride + j * col_stride.
struct Array {
    const void* data;
    std::ptrdiff_t rows, cols, row_stride, col_stride;
};

/// Which function, in which tier, with its parameters: in an ActivationSpec, or in a functor. A functor of 16 bits is
/// handed over as that of float with its parameters.
struct Function {
    std::uint32_t id;
    bool is_spec;
    bool exact;
    const void* object;
};

/// An executor of any type.
class ExecutorRef {
public:
    using Part = void (*)(const void* context, std::ptrdiff_t begin, std::ptrdiff_t end);

    template <Executor E>
    explicit ExecutorRef(E& executor)
        : executor_(const_cast<void*>(static_cast<const void*>(std::addressof(executor)))),
          threads_(executor.threads()),
          overhead_(core::overhead(executor)),
          run_([](void* e, std::ptrdiff_t n, Part part, const void* context) {
              static_cast<E*>(e)->parallel_for(
                  n, [&](std::ptrdiff_t begin, std::ptrdiff_t end) { part(context, begin, end); });
          }) {}

    std::ptrdiff_t threads() const { return threads_; }
    double overhead() const { return overhead_; }
    template <class F>
    void parallel_for(std::ptrdiff_t n, const F& f) const {
        const Part part = [](const void* context, std::ptrdiff_t begin, std::ptrdiff_t end) {
            (*static_cast<const F*>(context))(begin, end);
        };
        run_(executor_, n, part, std::addressof(f));
    }

private:
    void* executor_;
    std::ptrdiff_t threads_;
    double overhead_;
    void (*run_)(void*, std::ptrdiff_t, Part, const void*);
};

/// The call: its arrays are `inputs` and then the outputs, all of elements `number`. Without an executor (null) the calling
/// thread does the work. Throws std::invalid_argument as the calls of elementwise/calls.hpp do, before anything is written.
ACTFN_DISPATCH_API void call(Verb verb, Number number, const Function& f, const Array* arrays,
                             const ExecutorRef* executor);

/// Whether F has the form of the library's functors: Name<T, Tier>. (That of a derivative has not.)
template <class F>
inline constexpr bool is_functor = false;
template <template <class, class> class F, class T, class Tier>
inline constexpr bool is_functor<F<T, Tier>> = requires {
    typename F<T, Tier>::packet_functor;
    F<T, Tier>::name;
};
template <class F>
inline constexpr bool is_spec = std::is_same_v<F, ActivationSpec>;

/// The element type of a call: the functor's, or that of the arrays.
template <class F, class X>
struct element {
    using type = core::elements_of<X>;
};
template <class F, class X>
requires is_functor<F>
struct element<F, X> {
    using type = typename F::value_type;
};

template <class T, class X>
[[gnu::always_inline]] inline Array array_of(X& x) {
    if constexpr (core::SpanLike<X> && requires { x.data() + x.size(); }) {
        const auto n = static_cast<std::ptrdiff_t>(x.size());
        return {x.data(), n, 1, 1, n};
    } else {
        const core::View<T> v = core::view<T>(x);
        return {v.data, v.rows, v.cols, v.row_stride, v.col_stride};
    }
}

template <class F>
constexpr bool check_function() {
    constexpr bool known = is_spec<F> || is_functor<F>;
    static_assert(known,
                  "actfn: actfn::dispatch takes an ActivationSpec or one of the library's element-wise functors; the "
                  "component does not contain others.");
    return known;
}

template <class Tier, class T, class F, class E>
[[gnu::always_inline]] inline void call(Verb verb, const F& f, const Array* arrays, E& executor) {
    Function function = {0, is_spec<F>, std::is_same_v<Tier, exact>, std::addressof(f)};
    const auto call_with = [&](const ExecutorRef* e) { boundary::call(verb, number_of<T>, function, arrays, e); };
    const auto run = [&] {
        if constexpr (std::is_same_v<std::remove_const_t<E>, core::Serial>) {
            call_with(nullptr);
        } else {
            const ExecutorRef any(executor);
            call_with(&any);
        }
    };
    if constexpr (is_spec<F>) {
        static_assert(
            !(std::is_same_v<T, double> && std::is_same_v<Tier, exact>),
            "actfn: `exact` is computed in double and rounded once; for double there is only the standard tier.");
        function.id = f.function;
        run();
    } else {
        function.exact = std::is_same_v<typename F::tier, exact>;
        constexpr std::uint32_t id = core::function_id(F::name);
        function.id = id;
        const auto& formula = core::formula_of(f);
        function.object = std::addressof(formula);
        run();
    }
}

}  // namespace boundary

// The calls of elementwise/calls.hpp: the same verbs, arguments, results and exceptions, by one of the library's functors or
// by a spec, whose tier may be named: actfn::dispatch::forward<actfn::exact>(spec, x, y). All arrays of a call have one
// element type, that of the functor.

/// y = f(x). In place if y is x.
template <core::TierTag Tier = standard, class F, class X, class Y, Executor E = core::Serial>
[[gnu::always_inline]] inline void forward(const F& f, const X& x, Y&& y, E&& executor = E()) {
    using T = typename boundary::element<F, X>::type;
    if constexpr (boundary::check_function<F>() && core::check_types<T, const X&, Y>() && core::check_outputs<Y>()) {
        const boundary::Array arrays[] = {boundary::array_of<const T>(x), boundary::array_of<T>(y)};
        boundary::call<Tier, T>(boundary::Verb::forward, f, arrays, executor);
    }
}

/// dx = dy * f'(x) in one pass: the vector-Jacobian product. dx may be x or dy.
template <core::TierTag Tier = standard, class F, class X, class DY, class DX, Executor E = core::Serial>
[[gnu::always_inline]] inline void backward(const F& f, const X& x, const DY& dy, DX&& dx, E&& executor = E()) {
    using T = typename boundary::element<F, X>::type;
    if constexpr (boundary::check_function<F>() && core::check_types<T, const X&, const DY&, DX>() &&
                  core::check_outputs<DX>()) {
        const boundary::Array arrays[] = {boundary::array_of<const T>(x), boundary::array_of<const T>(dy),
                                          boundary::array_of<T>(dx)};
        boundary::call<Tier, T>(boundary::Verb::backward, f, arrays, executor);
    }
}

/// dx = dy * f'(x) in one pass from y = f(x), so that x need not be kept. dx may be y or dy. Throws std::invalid_argument
/// where y does not determine x.
template <core::TierTag Tier = standard, class F, class Y, class DY, class DX, Executor E = core::Serial>
[[gnu::always_inline]] inline void backward_from_output(const F& f, const Y& y, const DY& dy, DX&& dx,
                                                        E&& executor = E()) {
    using T = typename boundary::element<F, Y>::type;
    if constexpr (boundary::check_function<F>() && core::check_types<T, const Y&, const DY&, DX>() &&
                  core::check_outputs<DX>()) {
        if constexpr (!boundary::is_spec<F>) {
            constexpr bool from_output = requires(core::lane_type<T> v) {
                core::formula_of(f).gradient_from_output(v);
            };
            static_assert(
                from_output,
                "actfn: this function's derivative is not a function of its output: keep x and call backward.");
            if constexpr (requires { f.check_from_output(); }) f.check_from_output();
        }
        const boundary::Array arrays[] = {boundary::array_of<const T>(y), boundary::array_of<const T>(dy),
                                          boundary::array_of<T>(dx)};
        boundary::call<Tier, T>(boundary::Verb::backward_from_output, f, arrays, executor);
    }
}

/// y = f(x) and d = f'(x) in one pass. y or d may be x.
template <core::TierTag Tier = standard, class F, class X, class Y, class D, Executor E = core::Serial>
[[gnu::always_inline]] inline void forward_with_derivative(const F& f, const X& x, Y&& y, D&& d, E&& executor = E()) {
    using T = typename boundary::element<F, X>::type;
    if constexpr (boundary::check_function<F>() && core::check_types<T, const X&, Y, D>() &&
                  core::check_outputs<Y, D>()) {
        const boundary::Array arrays[] = {boundary::array_of<const T>(x), boundary::array_of<T>(y),
                                          boundary::array_of<T>(d)};
        boundary::call<Tier, T>(boundary::Verb::forward_with_derivative, f, arrays, executor);
    }
}

/// dx2 = ddx * dy * f''(x) and ddy = ddx * f'(x) in one pass: the backward of backward. dx2 or ddy may be x, dy or ddx.
template <core::TierTag Tier = standard, class F, class X, class DY, class DDX, class DX2, class DDY,
          Executor E = core::Serial>
[[gnu::always_inline]] inline void backward_backward(const F& f, const X& x, const DY& dy, const DDX& ddx, DX2&& dx2,
                                                     DDY&& ddy, E&& executor = E()) {
    using T = typename boundary::element<F, X>::type;
    if constexpr (boundary::check_function<F>() && core::check_types<T, const X&, const DY&, const DDX&, DX2, DDY>() &&
                  core::check_outputs<DX2, DDY>()) {
        const boundary::Array arrays[] = {boundary::array_of<const T>(x), boundary::array_of<const T>(dy),
                                          boundary::array_of<const T>(ddx), boundary::array_of<T>(dx2),
                                          boundary::array_of<T>(ddy)};
        boundary::call<Tier, T>(boundary::Verb::backward_backward, f, arrays, executor);
    }
}

}  // namespace actfn::dispatch
