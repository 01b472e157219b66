#pragma once

// What passes between a caller and the compiled component (actfn/dispatch.hpp): plain data, the same for any flags.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/axis.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/reduction.hpp"
#include "actfn/base/softmax_options.hpp"
#include "actfn/gated/order.hpp"

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

namespace boundary {

enum class Verb : std::uint8_t {
    forward,
    backward,
    backward_from_output,
    forward_with_derivative,
    backward_backward,
};

enum class Number : std::uint8_t { float32, float64, half, bfloat16 };

enum class Digits : std::uint8_t { standard, exact, fast };
template <core::TierTag Tier>
inline constexpr Digits digits_of = std::is_same_v<Tier, exact>  ? Digits::exact
                                    : std::is_same_v<Tier, fast> ? Digits::fast
                                                                 : Digits::standard;

/// An array in memory: element (i, j) is at data + i * row_stride + j * col_stride.
struct Array {
    const void* data;
    std::ptrdiff_t rows, cols, row_stride, col_stride;
};

/// A call but for its arguments, in one register: which verb, on which elements, of a function in which tier that a spec or
/// a functor says.
using Code = std::uint32_t;
constexpr Code code_of(Verb verb, Number number, bool is_spec, Digits digits) {
    return static_cast<Code>(verb) | static_cast<Code>(number) << 8 | Code(is_spec) << 16 |
           static_cast<Code>(digits) << 17;
}

/// The call of the function with this id, whose parameters are in `object`, an ActivationSpec or a functor. (That of a functor
/// of 16 bits is the functor of float with its parameters.) The arrays are inputs and then outputs. Without an executor
/// (null) the calling thread does the work. Throws std::invalid_argument as the calls of elementwise/calls.hpp do, before
/// anything is written.
ACTFN_DISPATCH_API void call(Code code, std::uint32_t id, const void* object, const Array* arrays,
                             const ErasedExecutor* executor);

/// The same on n contiguous elements at each address, without an executor, and without arrays in memory: a short call would
/// wait for what has just been stored there.
ACTFN_DISPATCH_API void call_contiguous(Code code, std::uint32_t id, const void* object, std::ptrdiff_t n,
                                        const void* first, const void* second, const void* third = nullptr,
                                        const void* fourth = nullptr, const void* fifth = nullptr);

/// Functions of rows, in the order of the component's table.
enum class Rows : std::uint8_t { softmax, log_softmax, sparsemax, entmax15, hardmax };

/// What masks the logits: an array of bool, in which true takes part, or one of the elements' type that is added.
enum class Mask : std::uint8_t { none, takes_part, added };

/// What determines the noise of Gumbel-softmax.
struct GumbelNoise {
    std::uint64_t seed;
    std::uint64_t step;
};

/// The call of a function of rows on its arrays (of one element type; inputs, then the output): its lines are the rows or
/// columns of the arrays, the middle index of tensors, or the whole of vectors. `lines` is null but for tensors.
struct RowCall {
    Rows function;
    bool backward;
    Number number;
    Digits digits;
    Axis axis;
    bool is_vector;
    const Lines* lines;
    const char* name;                         ///< of the call, in messages
    const char* input_name;                   ///< of the first array
    const SoftmaxOptions* options = nullptr;  ///< softmax's; null: it has none
    Mask mask = Mask::none;                   ///< of softmax's forward; if there is one, it is the second array
    const GumbelNoise* noise = nullptr;       ///< of softmax's forward without a mask
};
ACTFN_DISPATCH_API void call_rows(const RowCall& call, const Array* arrays, const ErasedExecutor* executor);

/// The call of logsumexp, or of logmeanexp, on x and its numbers of lines or, if backward, on x, dy and dx.
struct LogSumExpCall {
    bool of_mean;
    bool backward;
    Number number;
    Digits digits;
    Axis axis;
    const Lines* lines;
};
ACTFN_DISPATCH_API void call_logsumexp(const LogSumExpCall& call, const Array* arrays, const ErasedExecutor* executor);

/// The call of cross_entropy on logits, targets and, if it has one, the gradient. The targets are probabilities, or indices of
/// classes, which are integers of `bytes_of_index` bytes. Returns the loss.
struct CrossEntropyCall {
    Number number;
    Digits digits;
    bool with_gradient;
    Axis axis;
    const Lines* lines;
    CrossEntropyOptions options;
    std::uint8_t bytes_of_index = 0;  ///< 0: probabilities
    bool index_is_signed = true;
};
ACTFN_DISPATCH_API double call_cross_entropy(const CrossEntropyCall& call, const Array* arrays,
                                             const ErasedExecutor* executor);

/// The call of binary_cross_entropy_with_logits() on logits, targets and, if it has one, the gradient. Returns the loss.
struct BinaryCrossEntropyCall {
    Number number;
    Digits digits;
    bool with_gradient;
    double pos_weight;
    Reduction reduction;
};
ACTFN_DISPATCH_API double call_binary_cross_entropy(const BinaryCrossEntropyCall& call, const Array* arrays,
                                                    const ErasedExecutor* executor);

/// The call of a leaky ReLU whose slopes are in memory, on arrays of one element type: x and y or, if backward, x, dy, dx and
/// dslope. Slopes and dslope are of that type or, where it has 16 bits, floats. There is one slope for all elements, one for each row or column, or one for each element of a matrix of
/// `slope_rows` rows, which else is 0. `lines` is null but for tensors, whose middle index is the channel.
struct SlopesCall {
    bool backward;
    Number number;
    const void* slopes;
    std::ptrdiff_t size;
    std::ptrdiff_t slope_rows;
    Axis axis;
    const Lines* lines;
};
ACTFN_DISPATCH_API void call_slopes(const SlopesCall& call, const Array* arrays, const ErasedExecutor* executor);

/// The call of RReLU in training on x and y or, if backward, on x, dy and dx.
struct RandomSlopesCall {
    bool backward;
    Number number;
    double lower;
    double upper;
    std::uint64_t seed;
    std::uint64_t step;
};
ACTFN_DISPATCH_API void call_random_slopes(const RandomSlopesCall& call, const Array* arrays,
                                           const ErasedExecutor* executor);

/// One of the two functions of a gated unit, by a functor as in call().
struct GatedFunction {
    std::uint32_t id;
    int cost;  ///< in cycles per element
    const void* object;
};
/// The call of a gated unit on gate, up and y or, if backward, on gate, up, dy, dgate and dup. If `split`, one array holds
/// gate and up, and one their gradients: x and y, or x, dy and dx. `lines` is null but for tensors.
struct GatedCall {
    bool backward;
    Number number;
    Digits digits;
    GatedFunction f, g;
    bool split;
    Axis axis;
    GateOrder order;
    const Lines* lines;
};
ACTFN_DISPATCH_API void call_gated(const GatedCall& call, const Array* arrays, const ErasedExecutor* executor);

/// The call of maxout on x and y or, with the winner, on x, y and winner or, if backward, on winner, dy and dx.
struct MaxoutCall {
    bool backward;
    bool with_winner;
    Number number;
    std::ptrdiff_t pieces;
    Axis axis;
    PieceOrder order;
};
ACTFN_DISPATCH_API void call_maxout(const MaxoutCall& call, const Array* arrays, const ErasedExecutor* executor);

}  // namespace boundary

}  // namespace actfn::dispatch
