#include "machine.hpp"

#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cfenv>
#include <cmath>
#include <ctime>
#include <fstream>
#include <limits>
#include <stdexcept>

#include "actfn/actfn.hpp"

#if defined(ACTFN_BENCH_SLEEF)
#include <sleef.h>
#endif
#if defined(ACTFN_BENCH_ONEDNN)
#include <dnnl_version.h>
#endif
#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif
#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace bench {
namespace {

std::string cpu() {
    std::string name = "unknown";
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("model name")) {
            name = line.substr(line.find(':') + 2);
            break;
        }
    }
    const auto& info = benchmark::CPUInfo::Get();
    name += ", " + std::to_string(info.num_cpus) + " x " + std::to_string(std::lround(info.cycles_per_second / 1e6)) +
            " MHz";
    for (const auto& cache : info.caches) {
        if (cache.type == "Instruction") continue;
        name += ", L" + std::to_string(cache.level) + " " + std::to_string(cache.size / 1024) + " KiB";
    }
    return name;
}

std::string c_library() {
#if defined(__GLIBC__)
    return std::string("glibc ") + gnu_get_libc_version();
#else
    return "unknown";
#endif
}

std::string compiler() {
#if defined(__clang__)
    return "clang " __clang_version__;
#else
    return "g++ " __VERSION__;
#endif
}

std::string date() {
    char text[40];
    const std::time_t now = std::time(nullptr);
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M %Z", std::localtime(&now));
    return text;
}

std::string dotted(int a, int b, int c) {
    return std::to_string(a) + "." + std::to_string(b) + "." + std::to_string(c);
}

}  // namespace

Facts machine() {
    Facts facts = {{"CPU", cpu()},
                   {"ISA", xsimd::default_arch::name()},
                   {"compiler", compiler()},
                   {"flags", ACTFN_BENCH_FLAGS},
                   {"C library", c_library()},
                   {"Eigen", dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
                   {"xsimd", dotted(XSIMD_VERSION_MAJOR, XSIMD_VERSION_MINOR, XSIMD_VERSION_PATCH)},
                   {"date", date()}};
#if defined(ACTFN_BENCH_SLEEF)
    facts.emplace_back("SLEEF", dotted(SLEEF_VERSION_MAJOR, SLEEF_VERSION_MINOR, SLEEF_VERSION_PATCHLEVEL));
#endif
#if defined(ACTFN_BENCH_ONEDNN)
    facts.emplace_back("oneDNN", dotted(DNNL_VERSION_MAJOR, DNNL_VERSION_MINOR, DNNL_VERSION_PATCH));
#endif
    return facts;
}

void require_default_floating_point_mode() {
    bool right = std::fegetround() == FE_TONEAREST;
    // Asked of the arithmetic, too: that works on every machine.
    const volatile double least = std::numeric_limits<double>::denorm_min();
    const volatile double least_normal = std::numeric_limits<double>::min();
    right = right && least * 2 > 0 && least_normal / 2 > 0;
#if defined(__SSE2__)
    constexpr unsigned flush_to_zero = 0x8000, rounding = 0x6000, denormals_are_zero = 0x0040;
    right = right && (_mm_getcsr() & (flush_to_zero | rounding | denormals_are_zero)) == 0;
#endif
    if (!right) throw std::runtime_error("the floating-point mode is not the default (rounding, FTZ or DAZ)");
}

}  // namespace bench
