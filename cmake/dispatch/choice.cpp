// Which instruction set the calls take: the best one of the machine, or that of ACTFN_ISA.

#include "choice.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "actfn/base/error.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "flags.hpp"

namespace actfn::dispatch {

#define ISA(name) extern const IsaKernels kernels_##name##_all;
#include "isas.inc"
#undef ISA

constinit std::atomic<const IsaKernels*> chosen_kernels = nullptr;

namespace {

#if defined(__x86_64__) || defined(__i386__)
/// Whether the processor has all that is in x86-64-v3 beside AVX2 and FMA; of those alone, too, a compiler makes use.
bool has_the_rest_of_v3() {
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    constexpr unsigned movbe = 1u << 22;
    constexpr unsigned f16c = 1u << 29;
    constexpr unsigned lzcnt = 1u << 5;
    if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & movbe) == 0 || (c & f16c) == 0) return false;
    return __get_cpuid(0x80000001u, &a, &b, &c, &d) != 0 && (c & lzcnt) != 0;
}
#endif

/// Whether processor and operating system (which must save the registers) can run what is compiled for it.
bool runs_here([[maybe_unused]] std::string_view isa) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_cpu_init();  // a caller may be a constructor that runs before the compiler's own
    if (isa == "sse2") return __builtin_cpu_supports("sse2");
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && has_the_rest_of_v3();
    if (isa == "avx2" || !avx2) return avx2 && isa == "avx2";
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
#else
    return true;
#endif
}

/// The tables that this machine can use, from the least to the best.
struct Available {
#define ISA(name) +1
    static constexpr std::size_t most = 0
#include "isas.inc"
        ;
#undef ISA
    std::array<const IsaKernels*, most> kernels = {};
    std::array<std::string_view, most> names = {};
    std::size_t size = 0;

    Available() {
        const auto add = [this](const IsaKernels& isa) {
            if (!runs_here(isa.name)) return;
            kernels[size] = &isa;
            names[size++] = isa.name;
        };
#define ISA(name) add(kernels_##name##_all);
#include "isas.inc"
#undef ISA
        if (size == 0) {
            std::fputs("actfn: this machine has none of the instruction sets that the library is compiled for\n",
                       stderr);
            std::abort();
        }
    }
    const IsaKernels* named(std::string_view name) const {
        for (std::size_t i = 0; i < size; ++i)
            if (names[i] == name) return kernels[i];
        return nullptr;
    }
    std::string list() const {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) text.append(i == 0 ? "" : ", ").append(names[i]);
        return text;
    }
};

const Available& available() {
    static const Available machine;
    return machine;
}

const IsaKernels* first_choice() {
    const Available& machine = available();
    const IsaKernels* best = machine.kernels[machine.size - 1];
    const char* wanted = std::getenv("ACTFN_ISA");
    if (wanted == nullptr || *wanted == '\0') return best;
    if (const IsaKernels* named = machine.named(wanted)) return named;
    std::fprintf(stderr, "actfn: ACTFN_ISA is \"%.40s\", but this machine has: %s; %s is used\n", wanted,
                 machine.list().c_str(), best->name);
    return best;
}

}  // namespace

const IsaKernels& choose_kernels() {
    static const IsaKernels* const first = first_choice();  // by one thread, so that a message is printed once
    const IsaKernels* expected = nullptr;
    return chosen_kernels.compare_exchange_strong(expected, first) ? *first : *expected;
}

std::string_view isa() {
    return kernels().name;
}

std::span<const std::string_view> isas() {
    return std::span(available().names).first(available().size);
}

void set_isa(std::string_view name) {
    const IsaKernels* named = available().named(name);
    if (named == nullptr) {
        core::fail("set_isa: this machine has no \"" + std::string(name.substr(0, 40)) + "\", but " +
                   available().list());
    }
    chosen_kernels.store(named);
}

}  // namespace actfn::dispatch
