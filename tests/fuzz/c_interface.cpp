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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    FuzzedDataProvider data(bytes, size);
    switch (data.ConsumeIntegralInRange(0, 3)) {
        case 0:
            one<float>(data, actfn_forward_f32, actfn_backward_f32);
            break;
        case 1:
            one<double>(data, actfn_forward_f64, actfn_backward_f64);
            break;
        case 2:
            one<std::uint16_t>(data, actfn_forward_f16, actfn_backward_f16);
            break;
        default:
            one<std::uint16_t>(data, actfn_forward_bf16_exact, actfn_backward_bf16_exact);
    }
    return 0;
}
