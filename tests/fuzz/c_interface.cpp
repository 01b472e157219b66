// The C interface on any name, any place in memory, null and misaligned pointers: an error code, a message and nothing
// written, or the outputs written and nothing else.

#include "fuzz.hpp"

#include <algorithm>
#include <array>

#include "actfn/actfn.h"

namespace {

constexpr std::size_t memory_size = 512;

/// The elements of an array in the memory, at any byte, or null.
template <class T>
T* array_at(FuzzedDataProvider& data, std::array<unsigned char, memory_size>& memory) {
    const auto choice = data.ConsumeIntegralInRange<std::size_t>(0, memory_size / 2);
    if (choice == memory_size / 2) return nullptr;
    const bool is_aligned = data.ConsumeIntegralInRange(0, 7) > 0;
    return reinterpret_cast<T*>(memory.data() + (is_aligned ? choice / 16 * 16 : choice));
}

template <class T, class Forward, class Backward>
void one(FuzzedDataProvider& data, Forward forward, Backward backward) {
    alignas(64) std::array<unsigned char, memory_size> memory;
    memory.fill(0);
    const std::string drawn = data.ConsumeRandomLengthString(60);
    const std::string name =
        data.ConsumeBool() ? drawn : std::array{"gelu", "elu(alpha=0.5)", "relu"}[drawn.size() % 3];
    const std::size_t n = data.ConsumeIntegralInRange<std::size_t>(0, memory_size / 2 / sizeof(T));
    const T* const x = array_at<const T>(data, memory);
    const T* const dy = array_at<const T>(data, memory);
    T* const out = array_at<T>(data, memory);
    const bool is_backward = data.ConsumeBool();
    const bool without_name = data.ConsumeIntegralInRange(0, 31) == 0;
    const auto bytes = data.ConsumeBytes<unsigned char>(memory_size);
    std::copy(bytes.begin(), bytes.end(), memory.begin());
    const auto before = memory;

    const char* const activation = without_name ? nullptr : name.c_str();
    const int code = is_backward ? backward(activation, x, dy, out, n) : forward(activation, x, out, n);
    fuzz::require(code == ACTFN_OK || code == ACTFN_INVALID_ARGUMENT, "one of the codes");
    fuzz::require(code == ACTFN_OK || std::strlen(actfn_last_error()) > 0, "a message");
    const auto* const first = reinterpret_cast<const unsigned char*>(out);
    for (std::size_t k = 0; k < memory_size; ++k) {
        const unsigned char* const at = memory.data() + k;
        const bool is_output = code == ACTFN_OK && n > 0 && at >= first && at < first + n * sizeof(T);
        fuzz::require(is_output || *at == before[k], "nothing else written");
    }
}

// Functions of rows of three elements, which have no name to read.

int softmax_by_threes(const char*, const float* x, float* y, std::size_t n) {
    const actfn_softmax_options options = {-2, 1, 1};
    return actfn_softmax_with_options_f32(&options, x, nullptr, y, n / 3, 3, 1);
}
int softmax_backward_by_threes(const char*, const float* y, const float* dy, float* dx, std::size_t n) {
    return actfn_softmax_backward_f32(y, dy, dx, n / 3, 3, 1);
}
int sparsemax_by_threes(const char*, const std::uint16_t* x, std::uint16_t* y, std::size_t n) {
    return actfn_sparsemax_f16(x, y, 1, 3, n / 3);
}
int sparsemax_backward_by_threes(const char*, const std::uint16_t* y, const std::uint16_t* dy, std::uint16_t* dx,
                                 std::size_t n) {
    return actfn_sparsemax_backward_bf16(y, dy, dx, n / 3, 3, 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    FuzzedDataProvider data(bytes, size);
    switch (data.ConsumeIntegralInRange(0, 5)) {
        case 0:
            one<float>(data, actfn_forward_f32, actfn_backward_f32);
            break;
        case 1:
            one<double>(data, actfn_forward_f64, actfn_backward_f64);
            break;
        case 2:
            one<std::uint16_t>(data, actfn_forward_f16, actfn_backward_f16);
            break;
        case 3:
            one<float>(data, softmax_by_threes, softmax_backward_by_threes);
            break;
        case 4:
            one<std::uint16_t>(data, sparsemax_by_threes, sparsemax_backward_by_threes);
            break;
        default:
            one<std::uint16_t>(data, actfn_forward_bf16_exact, actfn_backward_bf16_exact);
    }
    return 0;
}
