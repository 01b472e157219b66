#pragma once

// The errors of calls that no overload takes. A compiler lists every overload of such a call, thirty of forward alone. So each name has
// one more, which cannot be called: it takes any arguments and is the worst match for each, so that it is chosen only where no
// other one is viable, and the error is one sentence. It is no static_assert, so a requires-expression still says no.

#include <cstddef>

#include "actfn/base/isa.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A string literal as a template argument.
template <std::size_t N>
struct Sentence {
    char text[N];
};
template <std::size_t N>
Sentence(const char (&)[N]) -> Sentence<N>;

/// The result of a call that does not exist: a compiler prints its name.
template <Sentence>
struct NoSuchCall;

/// A parameter for any argument, the name of a function template included.
struct AnyArgument {
    template <class X>
    AnyArgument(const X&);  // NOLINT: any argument converts to it
    AnyArgument(...);       // NOLINT
};

/// A result for any use of it, so that a compiler has no more to say.
struct AnyResult {
    template <class X>
    operator X() const;  // NOLINT: it converts to any type
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

// The sentences that several names share: g++ takes 0.5 ms for each sentence.

#define ACTFN_ELEMENTWISE_SENTENCE                                                                                     \
    "actfn: no such call: sigmoid(x) and its kin take a number or an Eigen expression: wrap a pointer, a std::vector " \
    "or a "                                                                                                            \
    "std::span in an Eigen::Map, or call a functor on memory, e.g. forward(Sigmoid<float>(), std::span(x), "           \
    "std::span(y))."
#define ACTFN_ALONG_SENTENCE                                                                                   \
    "actfn: no such call: softmax(x, axis) and its kin: dim 1 of an N x C matrix is actfn::rowwise, dim 0 is " \
    "actfn::colwise, a vector or a span needs no axis, and instead of x.rowwise() write x, actfn::rowwise."
#define ACTFN_INTO_MEMORY_SENTENCE(call)                                                                          \
    "actfn: no such call: " call                                                                                  \
    " takes a functor object (actfn::Sigmoid<float>(), actfn::parse_activation(name), or your own with template " \
    "<class V> V value(V x) const), arrays or spans (std::span(p, n) of a pointer), and for threads an executor " \
    "(actfn/threads.hpp); softmax's kin take an axis before it, gated units an axis and a GateOrder."

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

using NoSuchElementwiseCall = NoSuchCall<Sentence{ACTFN_ELEMENTWISE_SENTENCE}>;
using NoSuchCallAlong = NoSuchCall<Sentence{ACTFN_ALONG_SENTENCE}>;

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

// ACTFN_NO_SUCH_CALL(name, sentence) declares that overload of a function, ACTFN_NO_SUCH_ELEMENTWISE_CALL(name) that of a function
// of numbers and Eigen expressions, ACTFN_NO_SUCH_CALL_ALONG(name) that of one along the lines of a matrix. g++ prints the result of a
// deleted function (and each macro within a macro), but lets a requires-expression take an unavailable one; clang lists all
// overloads after a deleted one, and wants no object of a class for an ellipsis.
#if defined(__clang__)
#define ACTFN_NO_SUCH_CALL(name, sentence)                                                           \
    template <class = void>                                                                          \
    __attribute__((unavailable(sentence))) actfn::core::AnyResult name(                              \
        actfn::core::AnyArgument = {}, actfn::core::AnyArgument = {}, actfn::core::AnyArgument = {}, \
        actfn::core::AnyArgument = {}, actfn::core::AnyArgument = {}, actfn::core::AnyArgument = {}, ...)
#define ACTFN_NO_SUCH_ELEMENTWISE_CALL(name) ACTFN_NO_SUCH_CALL(name, ACTFN_ELEMENTWISE_SENTENCE)
#define ACTFN_NO_SUCH_CALL_ALONG(name) ACTFN_NO_SUCH_CALL(name, ACTFN_ALONG_SENTENCE)
#else
#define ACTFN_NO_SUCH_CALL(name, sentence) \
    template <class = void>                \
    actfn::core::NoSuchCall<actfn::core::Sentence{sentence}> name(...) = delete
#define ACTFN_NO_SUCH_ELEMENTWISE_CALL(name) \
    template <class = void>                  \
    actfn::core::NoSuchElementwiseCall name(...) = delete
#define ACTFN_NO_SUCH_CALL_ALONG(name) \
    template <class = void>            \
    actfn::core::NoSuchCallAlong name(...) = delete
#endif

namespace actfn {
inline namespace ACTFN_ISA {
namespace core::no_such_call {

ACTFN_NO_SUCH_CALL(forward, ACTFN_INTO_MEMORY_SENTENCE("forward(f, x, y[, executor])"));
ACTFN_NO_SUCH_CALL(backward, ACTFN_INTO_MEMORY_SENTENCE("backward(f, x, dy, dx[, executor])"));
ACTFN_NO_SUCH_CALL(backward_from_output, ACTFN_INTO_MEMORY_SENTENCE("backward_from_output(f, y, dy, dx[, executor])"));
ACTFN_NO_SUCH_CALL(forward_with_derivative,
                   ACTFN_INTO_MEMORY_SENTENCE("forward_with_derivative(f, x, y, d[, executor])"));
ACTFN_NO_SUCH_CALL(backward_backward,
                   ACTFN_INTO_MEMORY_SENTENCE("backward_backward(f, x, dy, ddx, dx2, ddy[, executor])"));

}  // namespace core::no_such_call

using core::no_such_call::backward;
using core::no_such_call::backward_backward;
using core::no_such_call::backward_from_output;
using core::no_such_call::forward;
using core::no_such_call::forward_with_derivative;

}  // namespace ACTFN_ISA
}  // namespace actfn
