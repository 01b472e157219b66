// Distortion for a guitar: tanh as a soft clipper, on blocks of 64 samples, as an audio plug-in gets them.
//
// An audio callback has a deadline for every block and must not wait for anything, so it must not touch the heap. Blocks are
// Eigen arrays of fixed size: the expression below is one pass over 64 floats in registers.

#include <cstddef>
#include <cstdlib>
#include <new>

// Everything that allocates is counted: operator new here, and Eigen's own memory, which goes past it, by the check that
// Eigen makes when it is asked to.
static std::size_t allocations = 0;
#define EIGEN_RUNTIME_NO_MALLOC
#define eigen_assert(condition) ((condition) ? static_cast<void>(0) : static_cast<void>(++allocations))

void* operator new(std::size_t size) {
    ++allocations;
    if (void* const p = std::malloc(size)) return p;
    throw std::bad_alloc();
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

#include <Eigen/Core>
#include <actfn/actfn.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <numbers>
#include <string>
#include <unsupported/Eigen/CXX11/Tensor>
#include <vector>

#include "common/wav.hpp"

constexpr int block_size = 64, rate = 48000;
constexpr float drive = 4;
using Block = Eigen::Array<float, block_size, 1>;
using Samples = std::vector<float>;

/// Three strummed chords, three seconds each: decaying harmonics of each string.
Samples guitar() {
    const std::vector<std::vector<double>> chords = {{110.0, 164.8, 220.0}, {146.8, 220.0, 293.7}, {110.0, 164.8, 220.0}};
    constexpr std::size_t per_chord = 3 * rate;
    Samples samples(chords.size() * per_chord);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double t = static_cast<double>(i % per_chord) / rate;
        double sum = 0;
        double start = 0;
        for (const double pitch : chords[i / per_chord]) {
            const double since = t - start;
            start += 0.03;
            if (since < 0) continue;
            for (int k = 1; k <= 6; ++k) {
                sum += std::exp(-(0.5 + k) * since) * std::sin(2 * std::numbers::pi * k * pitch * since) / k;
            }
        }
        samples[i] = static_cast<float>(0.3 * sum);
    }
    return samples;
}

struct Shaped {
    Samples samples;
    std::vector<double> seconds;  // of each block
    std::size_t allocations = 0;
};

/// What the audio callback does, block by block. With B = Eigen::ArrayXf every block takes memory from the heap.
template <class B>
Shaped shape(const Samples& input) {
    using Clock = std::chrono::steady_clock;
    const actfn::Tanh<float> tanh;
    Shaped result{Samples(input.size()), std::vector<double>(input.size() / block_size)};
    const std::size_t before = allocations;
    Eigen::internal::set_is_malloc_allowed(false);
    for (std::size_t b = 0; b < result.seconds.size(); ++b) {
        const auto start = Clock::now();
        const B y = tanh(drive * Eigen::Map<const Block>(input.data() + b * block_size));
        Eigen::Map<Block>(result.samples.data() + b * block_size) = y;
        result.seconds[b] = std::chrono::duration<double>(Clock::now() - start).count();
    }
    Eigen::internal::set_is_malloc_allowed(true);
    result.allocations = allocations - before;
    return result;
}

Samples shape_as_tensor(const Samples& input) {
    const auto size = static_cast<Eigen::Index>(input.size());
    Samples output(input.size());
    Eigen::TensorMap<Eigen::Tensor<float, 1>>(output.data(), size) =
        (Eigen::TensorMap<const Eigen::Tensor<const float, 1>>(input.data(), size) * drive)
            .unaryExpr(actfn::Tanh<float>());
    return output;
}
int main() {
    auto in = guitar();
    printf("peak %f\n", *std::max_element(in.begin(), in.end()));
    auto out = shape<Block>(in);
    printf("allocations %zu, dynamic %zu of %zu\n", out.allocations, shape<Eigen::ArrayXf>(in).allocations, out.seconds.size());
    auto t = shape_as_tensor(in);
    std::size_t diff = 0; for (size_t i = 0; i < in.size(); ++i) diff += t[i] != out.samples[i];
    std::sort(out.seconds.begin(), out.seconds.end());
    printf("diff %zu, p50 %g p99 %g max %g\n", diff, out.seconds[out.seconds.size()/2], out.seconds[out.seconds.size()*99/100], out.seconds.back());
    examples::write_wav("/tmp/x.wav", out.samples, rate);
}
