#ifndef ACTFN_ACTFN_H
#define ACTFN_ACTFN_H

/* actfn for C and for every language with a C foreign interface: the buffer calls of the compiled component (CMake target
 * actfn::dispatch), on n contiguous elements, for the best instruction set of the machine.
 *
 *     if (actfn_forward_f32("leaky_relu(slope=0.2)", x, y, n) != ACTFN_OK) puts(actfn_last_error());
 *
 * An activation is a name with its parameters, ours or that of another library: docs/chosen_at_run_time.md. Every call
 * returns ACTFN_OK or another code; then nothing has been written, and actfn_last_error() says why. Outputs may be inputs
 * (the same address), but must not overlap them in part, nor each other. Calls may come from any thread. */

#include <stddef.h>
#include <stdint.h>

#if !defined(ACTFN_C_API)
#define ACTFN_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum {
    ACTFN_OK = 0,
    ACTFN_INVALID_ARGUMENT =
        1, /* an unknown activation, a parameter that is not valid, a null or misaligned pointer, ... */
    ACTFN_OUT_OF_MEMORY = 2,
    ACTFN_FAILURE = 3
};

/* What was wrong with the last call of this thread that failed; "" if none has. Valid until its next call that fails. */
ACTFN_C_API const char* actfn_last_error(void);

/* The instruction set in use: "sse2", "avx2", "avx512" or "neon". ACTFN_ISA in the environment chooses another. */
ACTFN_C_API const char* actfn_isa(void);
ACTFN_C_API int actfn_set_isa(const char* name);

/* The calls for one type of elements:
 *
 *     forward                    y = f(x)
 *     backward                   dx = dy * f'(x)
 *     backward_from_output       dx = dy * f'(x) from y = f(x), where y determines it
 *     forward_with_derivative    y = f(x) and d = f'(x)
 *     backward_backward          dx2 = ddx * dy * f''(x) and ddy = ddx * f'(x)
 *
 * f16 are IEEE binary16 and bf16 bfloat16, by their bits. Names with _exact compute in double and round once, those with
 * _fast in float with shorter kernels, to 2^-12 of the value. */
#define ACTFN_DECLARE_CALLS(suffix, T)                                                                                \
    ACTFN_C_API int actfn_forward_##suffix(const char* activation, const T* x, T* y, size_t n);                       \
    ACTFN_C_API int actfn_backward_##suffix(const char* activation, const T* x, const T* dy, T* dx, size_t n);        \
    ACTFN_C_API int actfn_backward_from_output_##suffix(const char* activation, const T* y, const T* dy, T* dx,       \
                                                        size_t n);                                                    \
    ACTFN_C_API int actfn_forward_with_derivative_##suffix(const char* activation, const T* x, T* y, T* d, size_t n); \
    ACTFN_C_API int actfn_backward_backward_##suffix(const char* activation, const T* x, const T* dy, const T* ddx,   \
                                                     T* dx2, T* ddy, size_t n);

ACTFN_DECLARE_CALLS(f32, float)
ACTFN_DECLARE_CALLS(f64, double)
ACTFN_DECLARE_CALLS(f16, uint16_t)
ACTFN_DECLARE_CALLS(bf16, uint16_t)
ACTFN_DECLARE_CALLS(f32_exact, float)
ACTFN_DECLARE_CALLS(f16_exact, uint16_t)
ACTFN_DECLARE_CALLS(bf16_exact, uint16_t)
ACTFN_DECLARE_CALLS(f32_fast, float)
ACTFN_DECLARE_CALLS(f16_fast, uint16_t)
ACTFN_DECLARE_CALLS(bf16_fast, uint16_t)

#undef ACTFN_DECLARE_CALLS

/* Softmax and its kin along one axis of dense row-major tensors of outer * length * inner elements: element (o, k, i)
 * is at (o * length + k) * inner + i, and each (o, i) is one distribution. Axis C of N x C x H x W is N, C, H * W; the rows
 * of a matrix are rows, cols, 1. backward gives dx from the output y and dy. Elements of 16 bits are computed in float and
 * rounded. */
#define ACTFN_DECLARE_ROWS(function, suffix, T)                                                                       \
    ACTFN_C_API int actfn_##function##_##suffix(const T* x, T* y, size_t outer, size_t length, size_t inner);         \
    ACTFN_C_API int actfn_##function##_backward_##suffix(const T* y, const T* dy, T* dx, size_t outer, size_t length, \
                                                         size_t inner);
#define ACTFN_DECLARE_OF_ALL_TIERS(DECLARE, function) \
    DECLARE(function, f32, float)                     \
    DECLARE(function, f64, double)                    \
    DECLARE(function, f16, uint16_t)                  \
    DECLARE(function, bf16, uint16_t)                 \
    DECLARE(function, f32_exact, float)               \
    DECLARE(function, f16_exact, uint16_t)            \
    DECLARE(function, bf16_exact, uint16_t)           \
    DECLARE(function, f32_fast, float)                \
    DECLARE(function, f16_fast, uint16_t)             \
    DECLARE(function, bf16_fast, uint16_t)

ACTFN_DECLARE_OF_ALL_TIERS(ACTFN_DECLARE_ROWS, softmax)
ACTFN_DECLARE_OF_ALL_TIERS(ACTFN_DECLARE_ROWS, log_softmax)
ACTFN_DECLARE_OF_ALL_TIERS(ACTFN_DECLARE_ROWS, sparsemax)
ACTFN_DECLARE_OF_ALL_TIERS(ACTFN_DECLARE_ROWS, entmax15)
ACTFN_DECLARE_OF_ALL_TIERS(ACTFN_DECLARE_ROWS, hardmax)

#undef ACTFN_DECLARE_ROWS

/* Softmax with options; NULL has none of them, as {1, -INFINITY, 0}. Softmin has the scale -1. */
typedef struct actfn_softmax_options {
    double scale;              /* the logits are multiplied by it first: finite and not 0 */
    double sink;               /* one more logit that takes part in the sum and has no output; -INFINITY: none */
    int zeros_if_nothing_left; /* whether a line of -INFINITY only is 0 throughout, instead of NaN */
} actfn_softmax_options;

/* `mask`, of x's shape, is added to the scaled logits: -INFINITY takes an entry out. NULL: there is none. y must not overlap
 * it. */
#define ACTFN_DECLARE_SOFTMAX(suffix, T)                                                                           \
    ACTFN_C_API int actfn_softmax_with_options_##suffix(const actfn_softmax_options* options, const T* x,          \
                                                        const T* mask, T* y, size_t outer, size_t length,          \
                                                        size_t inner);                                             \
    ACTFN_C_API int actfn_softmax_with_options_backward_##suffix(const actfn_softmax_options* options, const T* y, \
                                                                 const T* dy, T* dx, size_t outer, size_t length,  \
                                                                 size_t inner);

ACTFN_DECLARE_SOFTMAX(f32, float)
ACTFN_DECLARE_SOFTMAX(f64, double)
ACTFN_DECLARE_SOFTMAX(f16, uint16_t)
ACTFN_DECLARE_SOFTMAX(bf16, uint16_t)
ACTFN_DECLARE_SOFTMAX(f32_exact, float)
ACTFN_DECLARE_SOFTMAX(f16_exact, uint16_t)
ACTFN_DECLARE_SOFTMAX(bf16_exact, uint16_t)
ACTFN_DECLARE_SOFTMAX(f32_fast, float)
ACTFN_DECLARE_SOFTMAX(f16_fast, uint16_t)
ACTFN_DECLARE_SOFTMAX(bf16_fast, uint16_t)

#undef ACTFN_DECLARE_SOFTMAX

/* Gumbel-softmax: y = softmax((x + g) / tau), with numbers g that seed and step determine. backward gives dx from the output y
 * of any step, and dy. */
#define ACTFN_DECLARE_GUMBEL_SOFTMAX(function, suffix, T)                                                          \
    ACTFN_C_API int actfn_##function##_##suffix(double tau, uint64_t seed, uint64_t step, const T* x, T* y,        \
                                                size_t outer, size_t length, size_t inner);                        \
    ACTFN_C_API int actfn_##function##_backward_##suffix(double tau, const T* y, const T* dy, T* dx, size_t outer, \
                                                         size_t length, size_t inner);

ACTFN_DECLARE_OF_ALL_TIERS(ACTFN_DECLARE_GUMBEL_SOFTMAX, gumbel_softmax)

#undef ACTFN_DECLARE_GUMBEL_SOFTMAX

/* One number of each line of such tensors, that of line (o, i) at o * inner + i: the logarithm of the sum of its exponentials, or
 * of their mean. backward gives dx from x and the gradients dy in these numbers. */
#define ACTFN_DECLARE_LOGSUMEXP(function, suffix, T)                                                                  \
    ACTFN_C_API int actfn_##function##_##suffix(const T* x, T* y, size_t outer, size_t length, size_t inner);         \
    ACTFN_C_API int actfn_##function##_backward_##suffix(const T* x, const T* dy, T* dx, size_t outer, size_t length, \
                                                         size_t inner);

ACTFN_DECLARE_OF_ALL_TIERS(ACTFN_DECLARE_LOGSUMEXP, logsumexp)
ACTFN_DECLARE_OF_ALL_TIERS(ACTFN_DECLARE_LOGSUMEXP, logmeanexp)

#undef ACTFN_DECLARE_LOGSUMEXP
#undef ACTFN_DECLARE_OF_ALL_TIERS

/* The options of cross-entropy; NULL are PyTorch's defaults, as {0, -100, ACTFN_MEAN}. */
enum {
    ACTFN_MEAN = 0, /* of the lines whose target is not ignore_index */
    ACTFN_SUM = 1
};
typedef struct actfn_cross_entropy_options {
    double label_smoothing; /* in [0, 1] */
    int64_t ignore_index;   /* a line with this target counts for nothing */
    int reduction;
} actfn_cross_entropy_options;

/* The cross-entropy of the softmax of each line of logits, and its gradient in the logits, which may take their place (NULL:
 * not wanted). The targets are the classes of lines, or a probability for each logit; loss must lie in none of the arrays.
 * binary_cross_entropy is that of the sigmoid of n logits; pos_weight weighs positive targets, and is 1 if all weigh the
 * same. The loss of logits of 16 bits is a float. */
#define ACTFN_DECLARE_CROSS_ENTROPY(suffix, T, L)                                                             \
    ACTFN_C_API int actfn_cross_entropy_##suffix(const actfn_cross_entropy_options* options, const T* logits, \
                                                 const int64_t* targets, L* loss, T* gradient, size_t outer,  \
                                                 size_t classes, size_t inner);                               \
    ACTFN_C_API int actfn_cross_entropy_of_probabilities_##suffix(                                            \
        const actfn_cross_entropy_options* options, const T* logits, const T* targets, L* loss, T* gradient,  \
        size_t outer, size_t classes, size_t inner);                                                          \
    ACTFN_C_API int actfn_binary_cross_entropy_##suffix(double pos_weight, int reduction, const T* logits,    \
                                                        const T* targets, L* loss, T* gradient, size_t n);

ACTFN_DECLARE_CROSS_ENTROPY(f32, float, float)
ACTFN_DECLARE_CROSS_ENTROPY(f64, double, double)
ACTFN_DECLARE_CROSS_ENTROPY(f16, uint16_t, float)
ACTFN_DECLARE_CROSS_ENTROPY(bf16, uint16_t, float)
ACTFN_DECLARE_CROSS_ENTROPY(f32_exact, float, float)
ACTFN_DECLARE_CROSS_ENTROPY(f16_exact, uint16_t, float)
ACTFN_DECLARE_CROSS_ENTROPY(bf16_exact, uint16_t, float)
ACTFN_DECLARE_CROSS_ENTROPY(f32_fast, float, float)
ACTFN_DECLARE_CROSS_ENTROPY(f16_fast, uint16_t, float)
ACTFN_DECLARE_CROSS_ENTROPY(bf16_fast, uint16_t, float)

#undef ACTFN_DECLARE_CROSS_ENTROPY

/* Where the two inputs of a gated unit stand along each line of an array that holds both. */
enum {
    ACTFN_GATE_FIRST = 0,       /* n gates, then n ups: silu_and_mul of LLM servers */
    ACTFN_UP_FIRST = 1,         /* n ups, then n gates: torch.nn.GLU */
    ACTFN_GATE_FIRST_PAIRS = 2, /* gate, up, gate, up, ... */
    ACTFN_UP_FIRST_PAIRS = 3    /* up, gate, up, gate, ... */
};

/* Gated units by name: those of docs/chosen_at_run_time.md.
 *
 *     gated_forward           y = f(gate) * g(up)
 *     gated_backward          dgate = dy * g(up) * f'(gate) and dup = dy * f(gate) * g'(up)
 *     gated_split_forward     y from x, whose lines hold gate and up in this order
 *     gated_split_backward    dx from x and dy
 *
 * x and dx are dense row-major tensors of outer * length * inner elements, whose lines run along the middle index; the lines
 * of y and dy are half as long. The rows of a matrix are rows, cols, 1. */
#define ACTFN_DECLARE_UNITS(suffix, T)                                                                          \
    ACTFN_C_API int actfn_gated_forward_##suffix(const char* unit, const T* gate, const T* up, T* y, size_t n); \
    ACTFN_C_API int actfn_gated_backward_##suffix(const char* unit, const T* gate, const T* up, const T* dy,    \
                                                  T* dgate, T* dup, size_t n);                                  \
    ACTFN_C_API int actfn_gated_split_forward_##suffix(const char* unit, const T* x, T* y, size_t outer,        \
                                                       size_t length, size_t inner, int order);                 \
    ACTFN_C_API int actfn_gated_split_backward_##suffix(const char* unit, const T* x, const T* dy, T* dx,       \
                                                        size_t outer, size_t length, size_t inner, int order);

ACTFN_DECLARE_UNITS(f32, float)
ACTFN_DECLARE_UNITS(f64, double)
ACTFN_DECLARE_UNITS(f16, uint16_t)
ACTFN_DECLARE_UNITS(bf16, uint16_t)
ACTFN_DECLARE_UNITS(f32_exact, float)
ACTFN_DECLARE_UNITS(f16_exact, uint16_t)
ACTFN_DECLARE_UNITS(bf16_exact, uint16_t)
ACTFN_DECLARE_UNITS(f32_fast, float)
ACTFN_DECLARE_UNITS(f16_fast, uint16_t)
ACTFN_DECLARE_UNITS(bf16_fast, uint16_t)

#undef ACTFN_DECLARE_UNITS

/* Where the pieces of maxout stand along each line. */
enum {
    ACTFN_PIECES_IN_BLOCKS = 0, /* piece j of all units is a block */
    ACTFN_PIECES_ADJACENT = 1   /* the pieces of a unit are adjacent */
};

/* Maxout on the `lines` rows of x, each of `length` entries: each unit has `pieces` of them. y is the greatest piece of
 * each unit, and winner the number of that piece (NULL: not wanted). backward gives dx from winner and dy. An output must not
 * overlap an input. */
#define ACTFN_DECLARE_MAXOUT(suffix, T)                                                                              \
    ACTFN_C_API int actfn_maxout_forward_##suffix(size_t pieces, const T* x, T* y, T* winner, size_t lines,          \
                                                  size_t length, int order);                                         \
    ACTFN_C_API int actfn_maxout_backward_##suffix(size_t pieces, const T* winner, const T* dy, T* dx, size_t lines, \
                                                   size_t length, int order);

ACTFN_DECLARE_MAXOUT(f32, float)
ACTFN_DECLARE_MAXOUT(f64, double)
ACTFN_DECLARE_MAXOUT(f16, uint16_t)
ACTFN_DECLARE_MAXOUT(bf16, uint16_t)

#undef ACTFN_DECLARE_MAXOUT

/* PReLU on dense row-major tensors of outer * channels * inner elements, and RReLU in training.
 *
 *     prelu_forward              y = x for x > 0, slope * x otherwise
 *     prelu_backward             dx, and in dslope the sum of dy * x over the elements x <= 0 of each slope
 *     rrelu_training_forward     the same with a slope drawn from [lower, upper) for each element, seed and step
 *     rrelu_training_backward    dx with the slopes of that step
 *
 * `slopes`, and as many elements of dslope, are one for all elements (number = 1) or one for each channel (number =
 * channels; one for each element is 1, n, 1). Those of elements of 16 bits are floats. Outputs must not overlap them. */
#define ACTFN_DECLARE_SLOPES(suffix, T, S)                                                                           \
    ACTFN_C_API int actfn_prelu_forward_##suffix(const S* slopes, size_t number, const T* x, T* y, size_t outer,     \
                                                 size_t channels, size_t inner);                                     \
    ACTFN_C_API int actfn_prelu_backward_##suffix(const S* slopes, size_t number, const T* x, const T* dy, T* dx,    \
                                                  S* dslope, size_t outer, size_t channels, size_t inner);           \
    ACTFN_C_API int actfn_rrelu_training_forward_##suffix(double lower, double upper, uint64_t seed, uint64_t step,  \
                                                          const T* x, T* y, size_t n);                               \
    ACTFN_C_API int actfn_rrelu_training_backward_##suffix(double lower, double upper, uint64_t seed, uint64_t step, \
                                                           const T* x, const T* dy, T* dx, size_t n);

ACTFN_DECLARE_SLOPES(f32, float, float)
ACTFN_DECLARE_SLOPES(f64, double, double)
ACTFN_DECLARE_SLOPES(f16, uint16_t, float)
ACTFN_DECLARE_SLOPES(bf16, uint16_t, float)

#undef ACTFN_DECLARE_SLOPES

#ifdef __cplusplus
}
#endif

#endif
