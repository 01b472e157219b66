// Distortion for a guitar: tanh as a soft clipper, on blocks of 64 samples, as an audio plug-in gets them.
//
// An audio callback has a deadline for every block and must not wait for anything, so it must not touch the heap. Blocks are
// Eigen arrays of fixed size: the expression below is one pass over 64 floats in registers.

#include <cstddef>
#include <cstdlib>
#include <new>

// Allocations are counted: those by operator new, and Eigen's own, which go past it, by a check that Eigen makes on request.
static std::size_t allocations = 0;
#define EIGEN_RUNTIME_NO_MALLOC
#define eigen_assert(condition) ((condition) ? static_cast<void>(0) : static_cast<void>(++allocations))

// Not inlined, because g++ 12 would warn of every `new` that it sees end in free().
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* const p = std::malloc(size)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept {
    std::free(p);
}
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept {
    std::free(p);
}

#include <CLI/CLI.hpp>
#include <Eigen/Core>
#include <actfn/actfn.hpp>
#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <numeric>
#include <string>
#include <unsupported/Eigen/CXX11/Tensor>
#include <vector>

#include "common/chart.hpp"
#include "common/functions.hpp"
#include "common/progress.hpp"
#include "common/story.hpp"
#include "common/ulp.hpp"
#include "common/wav.hpp"

using namespace examples;

constexpr int block_size = 64, rate = 48000;
constexpr float drive = 4;
using Block = Eigen::Array<float, block_size, 1>;
using Samples = std::vector<float>;

/// Three strummed chords, three seconds each: decaying harmonics of each string.
Samples guitar() {
    const std::vector<std::vector<double>> chords = {
        {110.0, 164.8, 220.0}, {146.8, 220.0, 293.7}, {110.0, 164.8, 220.0}};
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

/// What the audio callback does, block after block. With B = Eigen::ArrayXf every block takes memory from the heap.
template <class B, class Tier>
Shaped shape(const Samples& input) {
    using Clock = std::chrono::steady_clock;
    const actfn::Tanh<float, Tier> tanh;
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

template <class Tier>
Samples shape_as_tensor(const Samples& input) {
    const auto size = static_cast<Eigen::Index>(input.size());
    Samples output(input.size());
    Eigen::TensorMap<Eigen::Tensor<float, 1>>(output.data(), size) =
        (Eigen::TensorMap<const Eigen::Tensor<const float, 1>>(input.data(), size) * drive)
            .unaryExpr(actfn::Tanh<float, Tier>());
    return output;
}

/// The largest error in ULP, against tanh in long double of what the shaper was given.
double largest_error(const Samples& input, const Samples& output) {
    double largest = 0;
    for (std::size_t i = 0; i < input.size(); ++i) {
        largest = std::max(largest, ulp_error(output[i], std::tanh(static_cast<long double>(drive * input[i]))));
    }
    return largest;
}

/// The largest difference from tanh of what the shaper was given, in parts of it.
double largest_deviation(const Samples& input, const Samples& output) {
    double largest = 0;
    for (std::size_t i = 0; i < input.size(); ++i) {
        const double truth = std::tanh(static_cast<double>(drive * input[i]));
        if (truth != 0) largest = std::max(largest, std::abs(static_cast<double>(output[i]) / truth - 1));
    }
    return largest;
}

/// The sound in each tier: its time and its deviation.
void show_tiers(Report& report, const Samples& input) {
    report.heading("As many digits as are heard");
    std::vector<Report::Row> rows;
    double deviation_of_fast = 0;
    const auto add = [&](const char* name, const Shaped& shaped) {
        std::vector<double> seconds = shaped.seconds;
        const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
        std::nth_element(seconds.begin(), middle, seconds.end());
        const double deviation = largest_deviation(input, shaped.samples);
        if (rows.empty()) deviation_of_fast = deviation;
        rows.push_back({name, fixed(1e9 * *middle, 0), fixed(20 * std::log10(deviation), 1)});
    };
    add("fast", shape<Block, actfn::fast>(input));
    add("standard", shape<Block, actfn::standard>(input));
    add("exact", shape<Block, actfn::exact>(input));
    report.table({"tier", "ns for a block of 64, median", "largest deviation, dB"}, rows);
    report.claim("the fast tier deviates by less than 2^-12 of the sample, -72.2 dB",
                 fixed(20 * std::log10(deviation_of_fast), 1) + " dB", deviation_of_fast < 0x1p-12);
}

constexpr std::size_t period = 100;  // samples of a tone of 480 Hz

/// The level in dB of each harmonic of such a tone, over the samples of whole periods.
std::vector<double> harmonics(const Samples& samples, int count) {
    std::vector<double> levels;
    for (int k = 1; k <= count; ++k) {
        double cosine = 0, sine = 0;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const double angle = 2 * std::numbers::pi * k * static_cast<double>(i % period) / period;
            cosine += static_cast<double>(samples[i]) * std::cos(angle);
            sine += static_cast<double>(samples[i]) * std::sin(angle);
        }
        const double amplitude = 2 * std::hypot(cosine, sine) / static_cast<double>(samples.size());
        levels.push_back(20 * std::log10(std::max(amplitude, 1e-12)));
    }
    return levels;
}

/// tanh is odd, so a tone gets odd harmonics only: the sound of a symmetric valve.
template <class Tier>
void show_harmonics(Report& report) {
    report.heading("What becomes of a pure tone");
    Samples tone(16 * period);
    for (std::size_t i = 0; i < tone.size(); ++i) {
        tone[i] = static_cast<float>(std::sin(2 * std::numbers::pi * static_cast<double>(i % period) / period));
    }
    const std::vector<double> levels = harmonics(shape<Block, Tier>(tone).samples, 9);

    // The Fourier coefficient (2 / pi) integral_0^pi tanh(4 sin t) sin(3 t) dt, by the trapezoidal rule.
    constexpr int steps = 10000;
    double third = 0;
    for (int i = 1; i < steps; ++i) {
        const double t = std::numbers::pi * i / steps;
        third += 2.0 / steps * std::tanh(static_cast<double>(drive) * std::sin(t)) * std::sin(3 * t);
    }
    const double expected = 20 * std::log10(std::abs(third));

    std::vector<Report::Row> rows;
    double loudest_even = -INFINITY;
    for (std::size_t k = 1; k <= levels.size(); ++k) {
        rows.push_back({std::to_string(480 * k) + " Hz", fixed(levels[k - 1], 1)});
        if (k % 2 == 0) loudest_even = std::max(loudest_even, levels[k - 1]);
    }
    report.table({"harmonic", "dB"}, rows);
    report.claim("there are no even harmonics above the rounding of the samples, -120 dB",
                 "the loudest is at " + fixed(loudest_even, 1) + " dB", loudest_even < -120);
    report.claim("the third harmonic has the level of the Fourier coefficient of tanh, " + fixed(expected, 4) + " dB",
                 fixed(levels[2], 4) + " dB", std::abs(levels[2] - expected) < 1e-3);
}

void show_waveform(Report& report, const Samples& input, const Samples& output) {
    Chart chart{"The third chord, 15 ms", "ms", "sample", {}};
    Line driven{"input, times 4", {}, {}}, clipped{"tanh of it", {}, {}};
    const std::size_t start = 6 * rate + rate / 10;
    for (std::size_t i = 0; i < 15 * rate / 1000; ++i) {
        const double ms = 1000.0 * static_cast<double>(i) / rate;
        driven.x.push_back(ms);
        driven.y.push_back(static_cast<double>(drive * input[start + i]));
        clipped.x.push_back(ms);
        clipped.y.push_back(static_cast<double>(output[start + i]));
    }
    chart.lines = {clipped, driven};
    write_svg(report.path("waveform.svg"), {chart});
    report.picture("waveform.svg",
                   "What goes into tanh, and what comes out: quiet samples pass, loud ones are rounded off");
}

void show_latency(Report& report, std::vector<double> seconds) {
    report.heading("Time for a block of 64 samples");
    std::sort(seconds.begin(), seconds.end());
    const auto microseconds = [&](double share) {
        return 1e6 * seconds[static_cast<std::size_t>(share * static_cast<double>(seconds.size() - 1))];
    };
    const double deadline = 1e6 * block_size / rate;
    report.table({"of " + std::to_string(seconds.size()) + " blocks", "microseconds", "of the deadline"},
                 {{"p50", fixed(microseconds(0.5), 3), percent(microseconds(0.5) / deadline, 4)},
                  {"p99", fixed(microseconds(0.99), 3), percent(microseconds(0.99) / deadline, 4)},
                  {"max", fixed(microseconds(1), 3), percent(microseconds(1) / deadline, 4)}});
    report.claim("p99 is below a hundredth of the deadline, " + fixed(deadline / 100, 1) + " microseconds",
                 fixed(microseconds(0.99), 3) + " microseconds", microseconds(0.99) < deadline / 100);
}

/// Each sample is as near to tanh as the tier promises, in its units: ULP or, with few digits, parts of the sample.
template <class Tier>
void show_error(Report& report, const Samples& input, const Samples& output) {
    constexpr actfn::Bounds bounds = actfn::Tanh<float, Tier>::bounds;
    const bool in_ulp = bounds.digits == 0;
    const double unit = std::ldexp(1.0, 1 - bounds.digits);
    const double error = in_ulp ? largest_error(input, output) : largest_deviation(input, output) / unit;
    const std::string units = in_ulp ? " ULP" : " times 2^" + std::to_string(1 - bounds.digits) + " of it";
    report.claim("each sample is within the " + significant(bounds.value) + units + " that Tanh promises",
                 fixed(error) + units, error <= bounds.value);
}

template <class Tier>
void tell(Report& report) {
    Progress progress("ways to shape the sound", 3);
    const Samples input = guitar();
    const Shaped shaped = shape<Block, Tier>(input);
    progress.step();
    const Shaped with_heap = shape<Eigen::ArrayXf, Tier>(input);
    progress.step();
    const Samples as_tensor = shape_as_tensor<Tier>(input);
    progress.step();

    write_wav(report.path("guitar.wav"), shaped.samples, rate);
    report.paragraph(report.path("guitar.wav") + " is the sound.");
    show_waveform(report, input, shaped.samples);

    report.claim("the loop takes nothing from the heap", std::to_string(shaped.allocations) + " allocations",
                 shaped.allocations == 0);
    report.claim("with blocks of dynamic size, the count sees one allocation for each block or more",
                 std::to_string(with_heap.allocations) + " allocations for " +
                     std::to_string(with_heap.seconds.size()) + " blocks",
                 with_heap.allocations >= with_heap.seconds.size());
    const auto different = std::inner_product(
        shaped.samples.begin(), shaped.samples.end(), as_tensor.begin(), 0, std::plus<>(),
        [](float a, float b) { return std::bit_cast<std::uint32_t>(a) != std::bit_cast<std::uint32_t>(b); });
    report.claim("Eigen::Tensor::unaryExpr gives the same bits",
                 std::to_string(different) + " of " + std::to_string(input.size()) + " samples differ", different == 0);
    show_error<Tier>(report, input, shaped.samples);
    show_latency(report, shaped.seconds);
    show_tiers(report, input);
    show_harmonics<Tier>(report);
}

int main(int argc, char** argv) {
    std::string tier = "standard";
    const Story story{.name = "audio_waveshaper",
                      .title = "Tanh as a guitar's distortion, in blocks of 64 samples and without the heap.",
                      .add_options = [&](CLI::App& app) {
                          app.add_option("--tier", tier, "How many digits tanh has")->check(CLI::IsMember(tier_names));
                      }};
    return run_story(argc, argv, story, [&](const StoryOptions&, Report& report) {
        with_tier(tier, [&]<class Tier>(Tier) { tell<Tier>(report); });
    });
}
