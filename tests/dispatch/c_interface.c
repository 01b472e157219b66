/* The C interface from C: results, and what is refused, with nothing written. */

#include <actfn/actfn.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define CHECK(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            printf("line %d: %s\n", __LINE__, #condition);         \
            printf("the last error: %s\n", actfn_last_error());    \
            ++failures;                                            \
        }                                                          \
    } while (0)

#define REFUSED(call, words)                                          \
    do {                                                              \
        CHECK((call) == ACTFN_INVALID_ARGUMENT);                      \
        CHECK(strstr(actfn_last_error(), words) != NULL);             \
        CHECK(speaks_c(actfn_last_error()));                          \
        CHECK(memcmp(memory, untouched, sizeof memory) == 0);         \
    } while (0)

/* No name of C++ is in a message. */
static int speaks_c(const char* message) {
    return strstr(message, "::") == NULL && strstr(message, "()") == NULL && strstr(message, "span") == NULL;
}

static float memory[64];
static float untouched[64];

/* Not <math.h>'s, in which mingw-w64 has a conversion to float that the compiler warns of. */
static int is_nan(double x) {
    return x != x;
}

static void check_results(void) {
    const float x[5] = {-2, -1, 0, 1, 2};
    const double wide[2] = {-1, 3};
    const uint16_t half[2] = {0xBC00, 0x4000}; /* -1, 2 */
    float y[5], d[5], dx[5], dx2[5], ddy[5];
    double w[2];
    uint16_t h[2];
    const float ones[5] = {1, 1, 1, 1, 1};
    CHECK(actfn_forward_f32("leaky_relu(slope=0.5)", x, y, 5) == ACTFN_OK);
    CHECK(y[0] == -1 && y[1] == -0.5f && y[2] == 0 && y[3] == 1 && y[4] == 2);
    CHECK(actfn_forward_with_derivative_f32("leaky_relu(slope=0.5)", x, y, d, 5) == ACTFN_OK);
    CHECK(d[0] == 0.5f && d[4] == 1);
    CHECK(actfn_backward_f32("leaky_relu(slope=0.5)", x, x, dx, 5) == ACTFN_OK);
    CHECK(dx[0] == -1 && dx[4] == 2);
    CHECK(actfn_backward_from_output_f32("leaky_relu(slope=0.5)", y, x, dx, 5) == ACTFN_OK);
    CHECK(dx[0] == -1 && dx[4] == 2);
    CHECK(actfn_backward_backward_f32("tanh", x, ones, ones, dx2, ddy, 5) == ACTFN_OK);
    CHECK(dx2[2] == 0 && ddy[2] == 1);
    CHECK(actfn_forward_f64("relu", wide, w, 2) == ACTFN_OK && w[0] == 0 && w[1] == 3);
    CHECK(actfn_forward_f16("relu", half, h, 2) == ACTFN_OK && h[0] == 0 && h[1] == 0x4000);
    CHECK(actfn_forward_bf16("relu", half, h, 2) == ACTFN_OK && h[0] == 0 && h[1] == 0x4000);
    CHECK(actfn_forward_f32_exact("sigmoid", x, y, 5) == ACTFN_OK);
    CHECK(fabs((double)y[4] - 1 / (1 + exp(-2.0))) < 6e-8);
    memcpy(y, x, sizeof y);
    CHECK(actfn_forward_f32("abs_is_not_one", y, y, 5) == ACTFN_INVALID_ARGUMENT && memcmp(x, y, sizeof y) == 0);
    CHECK(actfn_forward_f32("relu", y, y, 5) == ACTFN_OK && y[0] == 0 && y[4] == 2);
    CHECK(actfn_forward_f32("relu", NULL, NULL, 0) == ACTFN_OK);
    CHECK(actfn_forward_f32("keras.activations.leaky_relu(                                                     0.5 )",
                            x, y, 5) == ACTFN_OK);
    CHECK(y[0] == -1);
}

/* Functions that take turns, more of them than parsed texts are kept, and a text too long to be kept. */
static void check_turns(void) {
    char text[80];
    char long_text[160];
    const float x[1] = {-4};
    float y[1];
    int turn, slope;
    for (turn = 0; turn < 3; ++turn) {
        for (slope = 1; slope <= 12; ++slope) {
            sprintf(text, "leaky_relu(slope=%d)", slope);
            CHECK(actfn_forward_f32(text, x, y, 1) == ACTFN_OK && y[0] == -4.0f * (float)slope);
            if (slope % 5 == 0) {
                sprintf(long_text, "leaky_relu(slope=%100d)", 2 * slope);
                CHECK(actfn_forward_f32(long_text, x, y, 1) == ACTFN_OK && y[0] == -8.0f * (float)slope);
            }
            CHECK(actfn_forward_f32("leaky_relu(slope=3)", x, y, 1) == ACTFN_OK && y[0] == -12);
        }
    }
}

static void check_rows(void) {
    const float x[6] = {0, 0, 0, 1, 1, 1};
    const float dy[6] = {1, 0, 0, 0, 0, 0};
    const double wide[2] = {5, 5};
    float y[6], dx[6];
    double w[2];
    CHECK(actfn_softmax_f32(x, y, 2, 3, 1) == ACTFN_OK && fabsf(y[5] - 1.0f / 3) < 1e-6f);
    CHECK(actfn_softmax_backward_f32(y, dy, dx, 2, 3, 1) == ACTFN_OK && fabsf(dx[0] - 2.0f / 9) < 1e-6f && dx[3] == 0);
    CHECK(actfn_softmax_f32(x, y, 1, 2, 3) == ACTFN_OK && y[0] == y[2] && y[3] > 0.73f && y[3] < 0.74f);
    CHECK(actfn_log_softmax_f64(wide, w, 1, 2, 1) == ACTFN_OK && fabs(w[1] + log(2.0)) < 1e-15);
    CHECK(actfn_softmax_f32(NULL, NULL, 0, 3, 1) == ACTFN_OK);
    CHECK(actfn_softmax_f32(NULL, NULL, (size_t)-1, (size_t)-1, 0) == ACTFN_OK);
    CHECK(actfn_softmax_f32_exact(x, y, 2, 3, 1) == ACTFN_OK && y[5] == 1.0f / 3);
    CHECK(actfn_softmax_backward_f32_exact(y, dy, dx, 2, 3, 1) == ACTFN_OK && fabsf(dx[0] - 2.0f / 9) < 1e-7f);
    CHECK(actfn_log_softmax_f32_exact(x, y, 2, 3, 1) == ACTFN_OK && y[5] == (float)log(1.0 / 3));
    CHECK(actfn_log_softmax_backward_f32_exact(y, dy, dx, 2, 3, 1) == ACTFN_OK && fabsf(dx[1] + 1.0f / 3) < 1e-7f);
}

static void check_family(void) {
    const float x[6] = {0, 0, 0, 1, 1, 1};
    const float dy[6] = {1, 0, 0, 0, 0, 0};
    const float masked[6] = {0, 0, -HUGE_VALF, -HUGE_VALF, -HUGE_VALF, -HUGE_VALF};
    const float far[4] = {3, 0, 1, 9};
    const double wide[2] = {5, 5};
    const uint16_t half[2] = {0xBC00, 0xBC00}; /* -1, -1 */
    const uint16_t brief[2] = {0xBF80, 0xBF80}; /* the same */
    const uint16_t short_probabilities[2] = {0, 0x3C00};
    const uint16_t brief_probabilities[2] = {0x3F80, 0};
    const uint16_t short_targets[2] = {0x3C00, 0x3C00}; /* 1, 1 */
    const actfn_softmax_options options = {-1, 0, 1};
    const actfn_softmax_options zeros = {1, -HUGE_VAL, 1};
    const actfn_cross_entropy_options sum = {0, 7, ACTFN_SUM};
    const int64_t targets[2] = {2, 0};
    const int64_t ignored[2] = {7, 1};
    const float probabilities[6] = {0, 0, 1, 1, 0, 0};
    const float zero[2] = {0, 0};
    float y[6], dx[6], loss = 77;
    double w[2], wide_loss = 77;
    uint16_t h[2], same[2], shorts[64], by_fast[64];
    int i;
    CHECK(actfn_softmax_f32_fast(x, y, 2, 3, 1) == ACTFN_OK && fabsf(y[5] - 1.0f / 3) < 1e-4f);
    CHECK(actfn_softmax_backward_f32_fast(y, dy, dx, 2, 3, 1) == ACTFN_OK && fabsf(dx[0] - 2.0f / 9) < 1e-4f);
    CHECK(actfn_softmax_f16(half, h, 1, 2, 1) == ACTFN_OK && h[0] == 0x3800 && h[1] == 0x3800);
    CHECK(actfn_softmax_bf16_exact(half, h, 1, 2, 1) == ACTFN_OK && h[0] == 0x3F00 && h[1] == 0x3F00);
    /* Half has too many digits for the kernels of the tier fast. */
    for (i = 0; i < 64; ++i) shorts[i] = (uint16_t)(0x3C00 + 37 * i);
    CHECK(actfn_softmax_f16_fast(shorts, by_fast, 1, 64, 1) == ACTFN_OK);
    CHECK(actfn_softmax_f16(shorts, shorts, 1, 64, 1) == ACTFN_OK && memcmp(shorts, by_fast, sizeof shorts) == 0);
    CHECK(actfn_log_softmax_f16_fast(half, h, 1, 1, 2) == ACTFN_OK && (h[0] & 0x7FFF) == 0);
    CHECK(actfn_log_softmax_backward_bf16(half, half, h, 2, 1, 1) == ACTFN_OK);
    CHECK(actfn_sparsemax_f32(far, y, 1, 4, 1) == ACTFN_OK && y[0] == 0 && y[3] == 1);
    CHECK(actfn_sparsemax_backward_f32(y, dy, dx, 1, 4, 1) == ACTFN_OK && dx[3] == 0);
    CHECK(actfn_sparsemax_f64(wide, w, 1, 2, 1) == ACTFN_OK && w[0] == 0.5);
    CHECK(actfn_entmax15_f32(far, y, 2, 2, 1) == ACTFN_OK && y[0] == 1 && y[3] == 1);
    CHECK(actfn_hardmax_f32(x, y, 2, 3, 1) == ACTFN_OK && y[0] == 1 && y[1] == 0 && y[3] == 1);
    CHECK(actfn_hardmax_f16(half, h, 1, 2, 1) == ACTFN_OK && h[0] == 0x3C00 && h[1] == 0);
    CHECK(actfn_softmax_with_options_f32(&options, x, NULL, y, 2, 3, 1) == ACTFN_OK && fabsf(y[0] - 0.25f) < 1e-6f);
    CHECK(actfn_softmax_with_options_backward_f32(&options, y, dy, dx, 2, 3, 1) == ACTFN_OK);
    CHECK(fabsf(dx[0] + 0.1875f) < 1e-6f && dx[3] == 0);
    CHECK(actfn_softmax_with_options_f32(NULL, x, masked, y, 2, 3, 1) == ACTFN_OK && fabsf(y[1] - 0.5f) < 1e-6f);
    CHECK(y[2] == 0 && is_nan(y[3]));
    CHECK(actfn_softmax_with_options_f32_exact(&zeros, x, masked, y, 2, 3, 1) == ACTFN_OK && y[0] == 0.5f && y[3] == 0);
    CHECK(actfn_softmax_with_options_f16(&options, half, NULL, h, 1, 2, 1) == ACTFN_OK && h[0] == h[1]);
    CHECK(actfn_softmax_with_options_f32_fast(&options, x, NULL, y, 2, 3, 1) == ACTFN_OK && fabsf(y[0] - 0.25f) < 1e-4f);
    CHECK(actfn_sparsemax_f32_exact(x, y, 2, 3, 1) == ACTFN_OK && fabsf(y[5] - 1.0f / 3) < 1e-7f);
    CHECK(actfn_gumbel_softmax_f32(0.5, 1, 2, x, y, 2, 3, 1) == ACTFN_OK && fabsf(y[0] + y[1] + y[2] - 1) < 1e-6f);
    CHECK(actfn_gumbel_softmax_f32(0.5, 1, 3, x, dx, 2, 3, 1) == ACTFN_OK && memcmp(y, dx, sizeof y) != 0);
    CHECK(actfn_gumbel_softmax_backward_f32(0.5, y, dy, dx, 2, 3, 1) == ACTFN_OK && fabsf(dx[0] + dx[1] + dx[2]) < 1e-6f);
    CHECK(actfn_gumbel_softmax_f16(0.5, 1, 2, half, h, 1, 2, 1) == ACTFN_OK);
    CHECK(actfn_gumbel_softmax_f16_exact(0.5, 1, 3, half, same, 1, 2, 1) == ACTFN_OK && memcmp(h, same, sizeof h) != 0);
    CHECK(actfn_gumbel_softmax_bf16(1, 1, 2, brief, h, 1, 1, 2) == ACTFN_OK && h[0] == 0x3F80 && h[1] == 0x3F80);
    CHECK(actfn_gumbel_softmax_backward_bf16(1, brief_probabilities, brief, h, 1, 2, 1) == ACTFN_OK && (h[0] & 0x7FFF) == 0);
    CHECK(actfn_logsumexp_f32(x, y, 2, 3, 1) == ACTFN_OK && fabsf(y[1] - 1 - (float)log(3.0)) < 1e-6f);
    CHECK(actfn_logsumexp_backward_f32(x, dy, dx, 2, 3, 1) == ACTFN_OK && fabsf(dx[2] - 1.0f / 3) < 1e-6f && dx[3] == 0);
    CHECK(actfn_logsumexp_f32_fast(x, y, 2, 3, 1) == ACTFN_OK && fabsf(y[1] - 1 - (float)log(3.0)) < 1e-3f);
    CHECK(actfn_logsumexp_f64(wide, w, 1, 1, 2) == ACTFN_OK && w[0] == 5 && w[1] == 5);
    CHECK(actfn_logsumexp_f32(NULL, y, 2, 0, 1) == ACTFN_OK && y[0] == -HUGE_VALF && y[1] == -HUGE_VALF);
    CHECK(actfn_logmeanexp_f32(x, y, 2, 3, 1) == ACTFN_OK && fabsf(y[0]) < 1e-6f && fabsf(y[1] - 1) < 1e-6f);
    CHECK(actfn_logmeanexp_backward_f32(x, dy, dx, 2, 3, 1) == ACTFN_OK && fabsf(dx[2] - 1.0f / 3) < 1e-6f && dx[3] == 0);
    CHECK(actfn_logmeanexp_f64(wide, w, 1, 2, 1) == ACTFN_OK && w[0] == 5);
    CHECK(actfn_logmeanexp_f32_exact(x, y, 2, 3, 1) == ACTFN_OK && y[1] == 1);
    CHECK(actfn_logmeanexp_f32(NULL, y, 2, 0, 1) == ACTFN_OK && is_nan(y[0]));
    CHECK(actfn_logsumexp_f16(half, h, 1, 2, 1) == ACTFN_OK && h[0] == 0xB4E9);
    CHECK(actfn_logsumexp_bf16_exact(brief, h, 1, 2, 1) == ACTFN_OK && h[0] == 0xBE9D);
    CHECK(actfn_logsumexp_f16_fast(half, same, 1, 2, 1) == ACTFN_OK && same[0] == 0xB4E9);
    CHECK(actfn_logmeanexp_f16(half, h, 1, 2, 1) == ACTFN_OK && h[0] == 0xBC00);
    CHECK(actfn_logmeanexp_bf16(brief, h, 1, 2, 1) == ACTFN_OK && h[0] == 0xBF80);
    CHECK(actfn_logsumexp_backward_f16(half, half, h, 1, 2, 1) == ACTFN_OK && h[0] == 0xB800 && h[1] == 0xB800);
    CHECK(actfn_cross_entropy_f32(NULL, x, targets, &loss, dx, 2, 3, 1) == ACTFN_OK);
    CHECK(fabsf(loss - (float)log(3.0)) < 1e-6f && fabsf(dx[0] - 1.0f / 6) < 1e-6f && fabsf(dx[2] + 1.0f / 3) < 1e-6f);
    CHECK(actfn_cross_entropy_f32(&sum, x, ignored, &loss, NULL, 2, 3, 1) == ACTFN_OK);
    CHECK(fabsf(loss - (float)log(3.0)) < 1e-6f);
    CHECK(actfn_cross_entropy_of_probabilities_f32(NULL, x, probabilities, &loss, dx, 2, 3, 1) == ACTFN_OK);
    CHECK(fabsf(loss - (float)log(3.0)) < 1e-6f && fabsf(dx[2] + 1.0f / 3) < 1e-6f);
    CHECK(actfn_cross_entropy_f64(NULL, wide, targets + 1, &wide_loss, NULL, 1, 2, 1) == ACTFN_OK);
    CHECK(fabs(wide_loss - log(2.0)) < 1e-15);
    CHECK(actfn_binary_cross_entropy_f32(3, ACTFN_SUM, zero, probabilities, &loss, dx, 2) == ACTFN_OK);
    CHECK(fabsf(loss - 2 * (float)log(2.0)) < 1e-6f && dx[0] == 0.5f && dx[1] == 0.5f);
    CHECK(actfn_cross_entropy_f16(NULL, half, targets + 1, &loss, h, 1, 2, 1) == ACTFN_OK);
    CHECK(fabsf(loss - (float)log(2.0)) < 1e-6f && h[0] == 0xB800 && h[1] == 0x3800);
    CHECK(actfn_cross_entropy_bf16(NULL, brief, targets + 1, &loss, h, 1, 2, 1) == ACTFN_OK);
    CHECK(fabsf(loss - (float)log(2.0)) < 1e-6f && h[0] == 0xBF00 && h[1] == 0x3F00);
    CHECK(actfn_cross_entropy_of_probabilities_f16(NULL, half, short_probabilities, &loss, h, 1, 2, 1) == ACTFN_OK);
    CHECK(fabsf(loss - (float)log(2.0)) < 1e-6f && h[0] == 0x3800 && h[1] == 0xB800);
    CHECK(actfn_cross_entropy_of_probabilities_bf16(NULL, brief, brief_probabilities, &loss, NULL, 1, 2, 1) == ACTFN_OK);
    CHECK(fabsf(loss - (float)log(2.0)) < 1e-6f);
    CHECK(actfn_binary_cross_entropy_f16(1, ACTFN_SUM, short_probabilities, short_targets, &loss, h, 2) == ACTFN_OK);
    CHECK(fabsf(loss - (float)(log(2.0) + log1p(exp(-1.0)))) < 1e-6f && h[0] == 0xB800);
    CHECK(actfn_binary_cross_entropy_bf16(3, ACTFN_MEAN, brief_probabilities + 1, brief_probabilities, &loss, h, 1) == ACTFN_OK);
    CHECK(fabsf(loss - 3 * (float)log(2.0)) < 1e-6f && h[0] == 0xBFC0);
    CHECK(actfn_cross_entropy_f32_exact(NULL, x, targets, &loss, dx, 2, 3, 1) == ACTFN_OK && loss == (float)log(3.0));
    CHECK(dx[0] == 1.0f / 6 && dx[2] == (float)(-1.0 / 3));
    CHECK(actfn_cross_entropy_f32_fast(NULL, x, targets, &loss, dx, 2, 3, 1) == ACTFN_OK && fabsf(loss - (float)log(3.0)) < 1e-3f);
    CHECK(actfn_cross_entropy_bf16_exact(NULL, brief, targets + 1, &loss, h, 1, 2, 1) == ACTFN_OK && loss == (float)log(2.0));
    CHECK(actfn_cross_entropy_of_probabilities_f16_fast(NULL, half, short_probabilities, &loss, h, 1, 2, 1) == ACTFN_OK);
    CHECK(fabsf(loss - (float)log(2.0)) < 1e-6f && h[0] == 0x3800);
    CHECK(actfn_binary_cross_entropy_f32_exact(3, ACTFN_SUM, zero, probabilities, &loss, NULL, 1) == ACTFN_OK);
    CHECK(loss == (float)log(2.0));
    CHECK(actfn_binary_cross_entropy_bf16_fast(3, ACTFN_SUM, brief_probabilities + 1, brief_probabilities, &loss, NULL, 1) == ACTFN_OK);
    CHECK(actfn_binary_cross_entropy_f64(3, ACTFN_MEAN, wide, wide, &wide_loss, NULL, 0) == ACTFN_OK && is_nan(wide_loss));
}

static void check_maxout(void) {
    const float x[8] = {1, 5, 3, 2, 7, 0, -1, 9}; /* two lines */
    const double wide[2] = {4, 3};
    float y[4], winner[4], dx[8];
    const uint16_t half[4] = {0x3C00, 0x4200, 0x4500, 0xBC00}; /* 1, 3, 5, -1 */
    const uint16_t brief[2] = {0xBF80, 0x4000}; /* -1, 2 */
    uint16_t h[2], won[2], dh[4];
    double w[1];
    CHECK(actfn_maxout_forward_f16(2, half, h, won, 1, 4, ACTFN_PIECES_IN_BLOCKS) == ACTFN_OK);
    CHECK(h[0] == 0x4500 && h[1] == 0x4200 && won[0] == 0x3C00 && won[1] == 0);
    CHECK(actfn_maxout_backward_f16(2, won, h, dh, 1, 4, ACTFN_PIECES_IN_BLOCKS) == ACTFN_OK);
    CHECK(dh[0] == 0 && dh[1] == 0x4200 && dh[2] == 0x4500 && dh[3] == 0);
    CHECK(actfn_maxout_forward_bf16(2, brief, h, NULL, 1, 2, ACTFN_PIECES_ADJACENT) == ACTFN_OK && h[0] == 0x4000);
    CHECK(actfn_maxout_forward_f32(2, x, y, winner, 2, 4, ACTFN_PIECES_IN_BLOCKS) == ACTFN_OK);
    CHECK(y[0] == 3 && y[1] == 5 && y[2] == 7 && y[3] == 9);
    CHECK(winner[0] == 1 && winner[1] == 0 && winner[2] == 0 && winner[3] == 1);
    CHECK(actfn_maxout_backward_f32(2, winner, y, dx, 2, 4, ACTFN_PIECES_IN_BLOCKS) == ACTFN_OK);
    CHECK(dx[0] == 0 && dx[1] == 5 && dx[2] == 3 && dx[3] == 0 && dx[4] == 7 && dx[7] == 9);
    CHECK(actfn_maxout_forward_f32(4, x, y, NULL, 2, 4, ACTFN_PIECES_ADJACENT) == ACTFN_OK && y[0] == 5 && y[1] == 9);
    CHECK(actfn_maxout_forward_f64(2, wide, w, NULL, 1, 2, ACTFN_PIECES_ADJACENT) == ACTFN_OK && w[0] == 4);
}

static void check_gated(void) {
    const float gate[3] = {-1, 0.5f, 2};
    const float up[3] = {3, 4, 5};
    const float both[6] = {-1, 0.5f, 2, 3, 4, 5};
    const float pairs[6] = {3, -1, 4, 0.5f, 5, 2};
    const float ones[3] = {1, 1, 1};
    const double wide[2] = {-1, 2};
    const uint16_t half[2] = {0xBC00, 0x4000}; /* -1, 2 */
    float y[3], dgate[3], dup[3], dx[6];
    double w[2];
    uint16_t h[2];
    CHECK(actfn_gated_forward_f32("reglu", gate, up, y, 3) == ACTFN_OK && y[0] == 0 && y[1] == 2 && y[2] == 10);
    CHECK(actfn_gated_backward_f32("reglu", gate, up, ones, dgate, dup, 3) == ACTFN_OK);
    CHECK(dgate[0] == 0 && dgate[2] == 5 && dup[0] == 0 && dup[2] == 2);
    CHECK(actfn_gated_split_forward_f32("reglu", both, y, 1, 6, 1, ACTFN_GATE_FIRST) == ACTFN_OK && y[2] == 10);
    CHECK(actfn_gated_split_forward_f32("reglu", pairs, y, 1, 6, 1, ACTFN_UP_FIRST_PAIRS) == ACTFN_OK && y[2] == 10);
    CHECK(actfn_gated_split_forward_f32("reglu", both, y, 1, 2, 3, ACTFN_UP_FIRST) == ACTFN_OK && y[0] == -3);
    CHECK(actfn_gated_split_backward_f32("reglu", pairs, ones, dx, 1, 6, 1, ACTFN_UP_FIRST_PAIRS) == ACTFN_OK);
    CHECK(dx[4] == 2 && dx[5] == 5);
    CHECK(actfn_gated_forward_f64("ReGLU", wide, wide, w, 2) == ACTFN_OK && w[0] == 0 && w[1] == 4);
    CHECK(actfn_gated_forward_f16("reglu", half, half, h, 2) == ACTFN_OK && (h[0] & 0x7FFF) == 0 && h[1] == 0x4400);
    CHECK(actfn_gated_forward_f32_exact("silu_and_mul", gate, up, y, 3) == ACTFN_OK);
    CHECK(y[2] == (float)(10 / (1 + exp(-2.0))));
    CHECK(actfn_gated_forward_f32_fast("swiglu", gate, up, y, 3) == ACTFN_OK && fabsf(y[2] - 8.808f) < 0.01f);
    CHECK(actfn_gated_forward_f32("swiglu", NULL, NULL, NULL, 0) == ACTFN_OK);
    CHECK(actfn_gated_forward_f32("clamped_swiglu(limit=1, alpha=0)", gate, up, y, 3) == ACTFN_OK);
    CHECK(y[0] == -1 && y[1] == 0.5f && y[2] == 1);
    CHECK(actfn_gated_backward_f32("clamped_swiglu(limit=4, alpha=0)", gate, up, ones, dgate, dup, 3) == ACTFN_OK);
    CHECK(dgate[0] == 2 && dgate[2] == 2.5f && dup[0] == -0.5f && dup[1] == 0 && dup[2] == 0);
    CHECK(actfn_gated_forward_f16("clamped_swiglu(limit=1, alpha=0)", half, half, h, 2) == ACTFN_OK);
    CHECK((h[0] & 0x7FFF) == 0 && h[1] == 0x3C00);
}

static void check_slopes(void) {
    const float x[6] = {-2, 1, -4, 3, -6, 5}; /* two of three channels */
    const float dy[6] = {1, 1, 1, 1, 1, 2};
    const float slopes[3] = {0.5f, 0.25f, 2};
    const double wide[2] = {-2, 4};
    const double half[1] = {0.5};
    const uint16_t short_x[2] = {0xC400, 0x4500}; /* -4, 5 */
    const uint16_t short_dy[2] = {0x3C00, 0x4000}; /* 1, 2 */
    const uint16_t brief_x[2] = {0xC080, 0x40A0}; /* -4, 5 */
    const uint16_t brief_dy[2] = {0x3F80, 0x4000}; /* 1, 2 */
    float y[6], dx[6], dslope[3], first[6];
    double w[2];
    uint16_t h[2];
    CHECK(actfn_prelu_forward_f32(slopes, 3, x, y, 2, 3, 1) == ACTFN_OK);
    CHECK(y[0] == -1 && y[1] == 1 && y[2] == -8 && y[3] == 3 && y[4] == -1.5f && y[5] == 5);
    CHECK(actfn_prelu_backward_f32(slopes, 3, x, dy, dx, dslope, 2, 3, 1) == ACTFN_OK);
    CHECK(dx[0] == 0.5f && dx[2] == 2 && dx[5] == 2 && dslope[0] == -2 && dslope[1] == -6 && dslope[2] == -4);
    CHECK(actfn_prelu_forward_f32(slopes, 1, x, y, 2, 3, 1) == ACTFN_OK && y[2] == -2);
    CHECK(actfn_prelu_backward_f32(slopes, 1, x, dy, dx, dslope, 2, 3, 1) == ACTFN_OK && dslope[0] == -12);
    CHECK(actfn_prelu_forward_f64(half, 1, wide, w, 1, 1, 2) == ACTFN_OK && w[0] == -1 && w[1] == 4);
    CHECK(actfn_prelu_forward_f16(slopes, 1, short_x, h, 1, 1, 2) == ACTFN_OK && h[0] == 0xC000 && h[1] == 0x4500);
    CHECK(actfn_prelu_backward_f16(slopes, 2, short_x, short_dy, h, dslope, 1, 2, 1) == ACTFN_OK);
    CHECK(h[0] == 0x3800 && h[1] == 0x4000 && dslope[0] == -4 && dslope[1] == 0);
    CHECK(actfn_prelu_forward_bf16(slopes, 2, brief_x, h, 1, 2, 1) == ACTFN_OK && h[0] == 0xC000 && h[1] == 0x40A0);
    CHECK(actfn_prelu_backward_bf16(slopes, 1, brief_x, brief_dy, h, dslope, 1, 2, 1) == ACTFN_OK);
    CHECK(h[0] == 0x3F00 && h[1] == 0x4000 && dslope[0] == -4);
    CHECK(actfn_rrelu_training_forward_f16(0.5, 0.5, 0, 0, short_x, h, 2) == ACTFN_OK && h[0] == 0xC000 && h[1] == 0x4500);
    CHECK(actfn_rrelu_training_backward_bf16(0.5, 0.5, 0, 0, brief_x, brief_dy, h, 2) == ACTFN_OK && h[0] == 0x3F00);
    CHECK(actfn_rrelu_training_forward_f32(0.125, 0.25, 7, 1, x, first, 6) == ACTFN_OK);
    CHECK(first[0] <= -0.25f && first[0] > -0.5f && first[1] == 1);
    CHECK(actfn_rrelu_training_forward_f32(0.125, 0.25, 7, 2, x, y, 6) == ACTFN_OK && y[0] != first[0]);
    CHECK(actfn_rrelu_training_backward_f32(0.125, 0.25, 7, 1, x, dy, dx, 6) == ACTFN_OK);
    CHECK(dx[0] == first[0] / x[0] && dx[5] == 2);
    CHECK(actfn_rrelu_training_backward_f64(0.5, 0.5, 0, 0, wide, wide, w, 2) == ACTFN_OK && w[0] == -1 && w[1] == 4);
    CHECK(actfn_rrelu_training_forward_f64(0.5, 0.5, 0, 0, wide, w, 2) == ACTFN_OK && w[0] == -1 && w[1] == 4);
}

static void check_refusals_of_family(void) {
    float* const m = memory;
    uint16_t* const crooked_half = (uint16_t*)(void*)((char*)memory + 1);
    const actfn_softmax_options no_scale = {0, 0, 0};
    const actfn_softmax_options infinite = {1, HUGE_VAL, 0};
    const actfn_cross_entropy_options smoothing = {1.5, -100, ACTFN_MEAN};
    const actfn_cross_entropy_options strange = {0, -100, 2};
    uint16_t* const h = (uint16_t*)(void*)memory;
    const int64_t targets[2] = {1, 3};
    int64_t kept[4] = {1, 2, 1, 2};
    REFUSED(actfn_softmax_f16(crooked_half, crooked_half, 2, 3, 1), "x is not aligned to 2 bytes");
    REFUSED(actfn_sparsemax_f32(m, NULL, 2, 3, 1), "forward: y is a null pointer");
    REFUSED(actfn_hardmax_backward_f32(m, m + 8, m + 1, 2, 3, 1), "backward: dx overlaps y in part");
    REFUSED(actfn_softmax_with_options_f32(&no_scale, m, NULL, m + 8, 2, 3, 1), "scale must not be 0");
    REFUSED(actfn_softmax_with_options_backward_f32(&no_scale, m, m, m + 8, 2, 3, 1), "scale must not be 0");
    REFUSED(actfn_softmax_with_options_f32(&infinite, m, NULL, m + 8, 2, 3, 1), "sink must be finite or -inf");
    REFUSED(actfn_softmax_with_options_f32(NULL, m, m + 8, m + 8, 2, 3, 1), "y overlaps mask");
    REFUSED(actfn_softmax_with_options_f32(NULL, m, m + 8, m + 2, 2, 3, 1), "y overlaps x in part");
    REFUSED(actfn_softmax_with_options_f32(NULL, m, NULL, m + 8, (size_t)-1, 3, 1), "elements, more than memory can hold");
    REFUSED(actfn_logsumexp_f32(m, m + 5, 2, 3, 1), "forward: y overlaps x");
    REFUSED(actfn_logsumexp_backward_f32(m, m + 8, m + 9, 2, 3, 1), "dx overlaps dy");
    REFUSED(actfn_logsumexp_f32_exact(m, NULL, 2, 3, 1), "y is a null pointer");
    REFUSED(actfn_logsumexp_f16(h, h + 5, 2, 3, 1), "forward: y overlaps x");
    REFUSED(actfn_logmeanexp_bf16(crooked_half, h, 2, 3, 1), "x is not aligned to 2 bytes");
    REFUSED(actfn_logmeanexp_backward_f32(m, NULL, m + 9, 2, 3, 1), "dy is a null pointer");
    REFUSED(actfn_cross_entropy_f16(NULL, h, targets, m + 8, h + 32, 2, 3, 1), "target 1 is class 3");
    REFUSED(actfn_cross_entropy_bf16(NULL, h, targets, m + 2, h + 32, 2, 4, 1), "loss overlaps logits");
    REFUSED(actfn_cross_entropy_f16(NULL, h, targets, m + 17, h + 32, 2, 4, 1), "loss and gradient overlap");
    REFUSED(actfn_cross_entropy_f16(NULL, h, targets, (float*)(void*)(h + 33), NULL, 2, 4, 1), "loss is not aligned to 4");
    REFUSED(actfn_cross_entropy_of_probabilities_f16(NULL, h, h + 8, m + 8, h + 9, 2, 3, 1), "gradient overlaps targets");
    REFUSED(actfn_binary_cross_entropy_f16(-1, ACTFN_SUM, h, h, m + 8, NULL, 6), "pos_weight");
    REFUSED(actfn_binary_cross_entropy_bf16(1, ACTFN_SUM, h, h + 8, m + 16, h + 2, 6), "gradient overlaps logits in part");
    REFUSED(actfn_cross_entropy_f32(NULL, m, targets, m + 8, m + 16, 2, 3, 1), "target 1 is class 3");
    REFUSED(actfn_cross_entropy_f32(NULL, m, kept, m + 8, (float*)(void*)kept, 2, 3, 1), "gradient overlaps targets");
    CHECK(kept[0] == 1 && kept[1] == 2);
    REFUSED(actfn_cross_entropy_f32(NULL, m, NULL, m + 8, m + 16, 2, 3, 1), "target is a null pointer");
    REFUSED(actfn_cross_entropy_f32(NULL, m, targets, NULL, m + 16, 2, 3, 1), "loss is a null pointer");
    REFUSED(actfn_cross_entropy_f32(NULL, m, targets, m + 16, m + 2, 2, 4, 1), "gradient overlaps logits in part");
    REFUSED(actfn_cross_entropy_f32(NULL, m, targets, m + 10, m + 8, 2, 4, 1), "the outputs loss and gradient overlap");
    REFUSED(actfn_cross_entropy_f32(NULL, m, targets, m + 5, m + 8, 2, 3, 1), "loss overlaps logits");
    REFUSED(actfn_cross_entropy_f32(NULL, m, kept, (float*)(void*)kept + 3, m + 8, 2, 3, 1), "loss overlaps target");
    CHECK(kept[0] == 1 && kept[1] == 2);
    REFUSED(actfn_cross_entropy_of_probabilities_f32(NULL, m, m + 8, m + 13, NULL, 2, 3, 1), "loss overlaps targets");
    REFUSED(actfn_binary_cross_entropy_f32(1, ACTFN_SUM, m, m + 8, m + 5, NULL, 6), "loss overlaps logits");
    REFUSED(actfn_binary_cross_entropy_f32(1, ACTFN_SUM, m, m + 8, m + 8, NULL, 6), "loss overlaps targets");
    REFUSED(actfn_binary_cross_entropy_f32(1, ACTFN_SUM, m, m + 8, m, m, 6), "loss overlaps logits");
    REFUSED(actfn_binary_cross_entropy_f32(1, ACTFN_SUM, m, m + 8, m + 16, m + 16, 6), "loss and gradient overlap");
    REFUSED(actfn_cross_entropy_of_probabilities_f32(NULL, m, m, m + 8, NULL, (size_t)-1, 0, 1), "more than memory can hold");
    REFUSED(actfn_cross_entropy_f32(&smoothing, m, targets, m + 8, NULL, 2, 4, 1), "label_smoothing");
    REFUSED(actfn_cross_entropy_f32(&strange, m, targets, m + 8, NULL, 2, 4, 1), "the reduction is 2");
    REFUSED(actfn_cross_entropy_of_probabilities_f32(NULL, m, m + 16, m + 8, m + 17, 2, 3, 1), "gradient overlaps targets");
    REFUSED(actfn_gumbel_softmax_f16(0, 1, 2, h, h + 8, 2, 3, 1), "tau");
    REFUSED(actfn_gumbel_softmax_bf16(1, 1, 2, h, h + 2, 2, 3, 1), "y overlaps x in part");
    REFUSED(actfn_gumbel_softmax_f32(0, 1, 2, m, m + 8, 2, 3, 1), "tau");
    REFUSED(actfn_gumbel_softmax_f32(1, 1, 2, m, m + 2, 2, 3, 1), "y overlaps x in part");
    REFUSED(actfn_gumbel_softmax_backward_f32(1, m, NULL, m + 8, 2, 3, 1), "dy is a null pointer");
    REFUSED(actfn_binary_cross_entropy_f32(-1, ACTFN_SUM, m, m, m + 8, NULL, 6), "pos_weight");
    REFUSED(actfn_binary_cross_entropy_f32(1, 2, m, m, m + 8, NULL, 6), "the reduction is 2");
    REFUSED(actfn_binary_cross_entropy_f32(1, ACTFN_SUM, m, m + 8, m + 16, m + 2, 6), "gradient overlaps logits in part");
    REFUSED(actfn_binary_cross_entropy_f32(1, ACTFN_SUM, m, NULL, m + 16, NULL, 6), "targets is a null pointer");
    REFUSED(actfn_maxout_forward_f16(2, h, h + 8, NULL, 2, 6, 0), "y overlaps x");
    REFUSED(actfn_maxout_forward_f32(0, m, m + 16, NULL, 2, 6, 0), "pieces must be >= 1");
    REFUSED(actfn_maxout_forward_f32(4, m, m + 16, NULL, 2, 6, 0), "cannot be divided so");
    REFUSED(actfn_maxout_forward_f32(2, m, m + 16, NULL, 2, 6, 2), "the order is 2");
    REFUSED(actfn_maxout_forward_f32(2, m, m + 8, NULL, 2, 6, 0), "y overlaps x");
    REFUSED(actfn_maxout_forward_f32(2, m, m + 16, m + 18, 2, 6, 0), "the outputs y and winner overlap");
    REFUSED(actfn_maxout_backward_f32(2, m, NULL, m + 16, 2, 6, 0), "dy is a null pointer");
    REFUSED(actfn_maxout_forward_f32((size_t)-1, m, m + 16, NULL, 2, 6, 0), "pieces must be >= 1");
}

static void check_refusals(void) {
    float* const m = memory;
    float* const crooked = (float*)(void*)((char*)memory + 2);
    uint16_t* const crooked_half = (uint16_t*)(void*)((char*)memory + 1);
    uint16_t* const h = (uint16_t*)(void*)memory;
    memcpy(untouched, memory, sizeof memory);
    REFUSED(actfn_forward_f32("gellu", m, m + 8, 8), "gelu");
    REFUSED(actfn_forward_f32("softmax", m, m + 8, 8), "it is actfn_softmax_*, over rows or columns");
    REFUSED(actfn_forward_f32("torch.nn.Softmin", m, m + 8, 8), "it is actfn_softmax_with_options_*");
    REFUSED(actfn_forward_f32("LogSumExp", m, m + 8, 8), "it is actfn_logsumexp_*");
    REFUSED(actfn_forward_f32("logmeanexp", m, m + 8, 8), "it is actfn_logmeanexp_*");
    REFUSED(actfn_forward_f32("prelu", m, m + 8, 8), "it is actfn_prelu_*");
    REFUSED(actfn_forward_f32("rrelu_training", m, m + 8, 8), "it is actfn_rrelu_training_*");
    REFUSED(actfn_forward_f32("log_softmax", m, m + 8, 8), "it is actfn_log_softmax_*");
    REFUSED(actfn_forward_f32("hardmax", m, m + 8, 8), "it is actfn_hardmax_*");
    REFUSED(actfn_gated_forward_f32("maxout", m, m + 8, m + 16, 8), "it is actfn_maxout_*");
    REFUSED(actfn_forward_f32("swiglu", m, m + 8, 8), "a gated unit of two arrays, which actfn_gated_* take");
    REFUSED(actfn_gated_forward_f32("relu", m, m + 8, m + 16, 8), "elements, which actfn_forward_* and its kin take");
    REFUSED(actfn_forward_f32("", m, m + 8, 8), "there is no activation");
    REFUSED(actfn_forward_f32("relu(", m, m + 8, 8), "brackets");
    REFUSED(actfn_forward_f32("leaky_relu(slope=inf)", m, m + 8, 8), "must be");
    REFUSED(actfn_forward_f32(NULL, m, m + 8, 8), "the activation is a null pointer");
    REFUSED(actfn_forward_f32("relu", NULL, m, 8), "forward: x is a null pointer");
    REFUSED(actfn_forward_f32("relu", m, NULL, 8), "forward: y is a null pointer");
    REFUSED(actfn_backward_f32("relu", m, NULL, m, 8), "backward: dy is a null pointer");
    REFUSED(actfn_forward_f32("relu", m, m + 4, 8), "forward: y overlaps x in part");
    REFUSED(actfn_forward_with_derivative_f32("relu", m, m + 16, m + 17, 8), "the outputs y and d overlap");
    REFUSED(actfn_forward_f32("relu", crooked, m, 4), "forward: x is not aligned to 4 bytes");
    REFUSED(actfn_forward_f16("relu", crooked_half, crooked_half, 4), "forward: x is not aligned to 2 bytes");
    REFUSED(actfn_forward_bf16_exact("relu", (const uint16_t*)m, crooked_half, 4), "y is not aligned");
    REFUSED(actfn_forward_f32("relu", m, m, (size_t)-1), "more than memory can hold");
    REFUSED(actfn_backward_from_output_f32("gelu", m, m, m, 8), "is not a function of its output");
    REFUSED(actfn_softmax_f32(m, m + 3, 2, 3, 1), "forward: y overlaps x in part");
    REFUSED(actfn_softmax_backward_f32(m, NULL, m, 2, 3, 1), "backward: dy is a null pointer");
    REFUSED(actfn_log_softmax_f32(m, m, (size_t)-1, 3, 1), "more than memory can hold");
    CHECK(actfn_log_softmax_f32(m, m, (size_t)-1, 0, 1) == ACTFN_OK);
    REFUSED(actfn_softmax_f32_exact(m, m + 3, 2, 3, 1), "forward: y overlaps x in part");
    REFUSED(actfn_gated_forward_f32("swiglue", m, m + 8, m + 16, 8), "swiglu");
    REFUSED(actfn_gated_forward_f32(NULL, m, m + 8, m + 16, 8), "the gated unit is a null pointer");
    REFUSED(actfn_gated_forward_f32("clamped_swiglu(limit=0)", m, m + 8, m + 16, 8), "limit must be > 0");
    REFUSED(actfn_gated_forward_f32("swiglu", m, NULL, m + 16, 8), "forward: up is a null pointer");
    REFUSED(actfn_gated_forward_f32("swiglu", m, m + 8, m + 12, 8), "forward: y overlaps up in part");
    REFUSED(actfn_gated_backward_f32("swiglu", m, m + 8, m + 16, m + 24, m + 25, 8), "dgate and dup overlap");
    REFUSED(actfn_gated_forward_f16("swiglu", crooked_half, crooked_half, crooked_half, 4), "gate is not aligned to 2");
    REFUSED(actfn_gated_forward_bf16("swiglu", NULL, NULL, NULL, (size_t)-1), "more than memory can hold");
    REFUSED(actfn_gated_split_forward_f32("swiglu", m, m + 16, 1, 5, 1, ACTFN_GATE_FIRST), "5");
    REFUSED(actfn_gated_split_forward_f32("swiglu", m, m + 16, 1, 6, 1, 4), "the order is 4");
    REFUSED(actfn_gated_split_forward_f32("swiglu", m, NULL, 1, 6, 1, ACTFN_UP_FIRST), "y is a null pointer");
    REFUSED(actfn_gated_split_backward_f32("swiglu", m, m + 8, m + 1, 1, 6, 1, 0), "overlaps");
    REFUSED(actfn_gated_split_backward_f32("swiglu", m, m, m, (size_t)-1, 6, 1, 0), "more than memory can hold");
    REFUSED(actfn_prelu_forward_f32(m + 32, 2, m, m + 16, 2, 3, 1), "2 channels");
    REFUSED(actfn_prelu_forward_f32(m + 32, 0, m, m + 16, 2, 3, 1), "there are no slopes");
    REFUSED(actfn_prelu_forward_f32(NULL, 3, m, m + 16, 2, 3, 1), "slopes is a null pointer");
    REFUSED(actfn_prelu_forward_f32(m + 17, 3, m, m + 16, 2, 3, 1), "y overlaps slopes");
    REFUSED(actfn_prelu_backward_f32(m + 32, 3, m, m + 8, m + 16, NULL, 2, 3, 1), "dslope is a null pointer");
    REFUSED(actfn_prelu_backward_f32(m + 32, 3, m, m + 8, m + 16, m + 32, 2, 3, 1), "dslope overlaps slopes");
    REFUSED(actfn_prelu_backward_f32(m + 32, 3, m, m + 8, m + 16, m + 16, 2, 3, 1), "overlap");
    REFUSED(actfn_prelu_forward_f16(m + 3, 1, h, h + 6, 2, 3, 1), "y overlaps slopes");
    REFUSED(actfn_prelu_forward_bf16(crooked, 1, h, h + 6, 2, 3, 1), "slopes is not aligned to 4 bytes");
    REFUSED(actfn_prelu_backward_f16(m + 32, 1, h, h + 6, h + 12, m + 6, 2, 3, 1), "dx and dslope overlap");
    REFUSED(actfn_prelu_backward_bf16(m + 32, 1, h, h + 6, h + 12, m + 2, 2, 3, 1), "dslope overlaps x in part");
    REFUSED(actfn_rrelu_training_forward_f16(0.25, 0.5, 0, 0, h, h + 4, 8), "y overlaps x in part");
    REFUSED(actfn_rrelu_training_forward_bf16(0.5, 0.25, 0, 0, h, h + 8, 8), "lower");
    REFUSED(actfn_rrelu_training_forward_f32(0.5, 0.25, 0, 0, m, m + 8, 8), "lower");
    REFUSED(actfn_rrelu_training_forward_f32(0.25, HUGE_VAL, 0, 0, m, m + 8, 8), "upper");
    REFUSED(actfn_rrelu_training_forward_f32(0.25, 0.5, 0, 0, m, m + 4, 8), "y overlaps x in part");
    REFUSED(actfn_rrelu_training_backward_f32(0.25, 0.5, 0, 0, m, NULL, m + 8, 8), "dy is a null pointer");
    REFUSED(actfn_set_isa("avx1024"), "this machine has no");
    check_refusals_of_family();
    REFUSED(actfn_set_isa(NULL), "this machine has no");
}

/* Texts of all kinds: those that are refused leave the output as it is. */
static void check_texts(void) {
    static const char letters[] = "relu_gelu(slope=0.1,)tanh -+e9.;%sELU\x80\xff\"";
    unsigned state = 20261126;
    int accepted = 0;
    for (int round = 0; round < 20000; ++round) {
        char text[80];
        size_t length = 0;
        const float x[3] = {-1, 0, 1};
        float y[3] = {77, 77, 77};
        state = state * 1664525u + 1013904223u;
        const size_t wanted = (state >> 16) % sizeof text;
        while (length < wanted) {
            state = state * 1664525u + 1013904223u;
            const size_t first = (state >> 16) % (sizeof letters - 1);
            const size_t run = 1 + (state >> 8) % 5;
            for (size_t i = 0; i < run && length < wanted && first + i < sizeof letters - 1; ++i)
                text[length++] = letters[first + i];
        }
        text[length] = '\0';
        if (actfn_forward_f32(text, x, y, 3) == ACTFN_OK) {
            ++accepted;
        } else {
            CHECK(y[0] == 77 && y[1] == 77 && y[2] == 77 && *actfn_last_error() != '\0');
        }
        y[0] = y[1] = y[2] = 77;
        if (actfn_gated_forward_f32(text, x, x, y, 3) != ACTFN_OK)
            CHECK(y[0] == 77 && y[1] == 77 && y[2] == 77 && *actfn_last_error() != '\0');
    }
    printf("%d of the texts mean a function\n", accepted);
}

int main(void) {
    CHECK(strcmp(actfn_last_error(), "") == 0);
    check_results();
    check_turns();
    check_rows();
    check_family();
    check_maxout();
    check_gated();
    check_slopes();
    for (size_t i = 0; i < sizeof memory / sizeof *memory; ++i) memory[i] = (float)i;
    check_refusals();
    check_texts();
    printf("%s: %d failures\n", actfn_isa(), failures);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
