// SLEEF's vector functions of the widest instruction set that is compiled for, in the loop over xsimd's batches of that
// width. u10: at most 1.0 ULP; u35: at most 3.5 ULP, where SLEEF has it.

#include <sleef.h>

#include "xsimd_batches.hpp"

// SLEEF's name of a function for float (type f) or double (d).
#if defined(__AVX512F__)
#define ACTFN_BENCH_SLEEF_FLOAT(name, ulp) Sleef_##name##f16_##ulp##avx512f
#define ACTFN_BENCH_SLEEF_DOUBLE(name, ulp) Sleef_##name##d8_##ulp##avx512f
#elif defined(__AVX2__) && defined(__FMA__)
#define ACTFN_BENCH_SLEEF_FLOAT(name, ulp) Sleef_##name##f8_##ulp##avx2
#define ACTFN_BENCH_SLEEF_DOUBLE(name, ulp) Sleef_##name##d4_##ulp##avx2
#elif defined(__AVX__)
#define ACTFN_BENCH_SLEEF_FLOAT(name, ulp) Sleef_##name##f8_##ulp##avx
#define ACTFN_BENCH_SLEEF_DOUBLE(name, ulp) Sleef_##name##d4_##ulp##avx
#elif defined(__SSE4_1__)
#define ACTFN_BENCH_SLEEF_FLOAT(name, ulp) Sleef_##name##f4_##ulp##sse4
#define ACTFN_BENCH_SLEEF_DOUBLE(name, ulp) Sleef_##name##d2_##ulp##sse4
#elif defined(__SSE2__)
#define ACTFN_BENCH_SLEEF_FLOAT(name, ulp) Sleef_##name##f4_##ulp##sse2
#define ACTFN_BENCH_SLEEF_DOUBLE(name, ulp) Sleef_##name##d2_##ulp##sse2
#else
#define ACTFN_BENCH_SLEEF_FLOAT(name, ulp) Sleef_##name##f4_##ulp##advsimd
#define ACTFN_BENCH_SLEEF_DOUBLE(name, ulp) Sleef_##name##d2_##ulp##advsimd
#endif

namespace bench {
namespace {

template <class T>
struct SleefU10;

template <>
struct SleefU10<float> : XsimdBatches<float> {
    static V exp(V x) { return ACTFN_BENCH_SLEEF_FLOAT(exp, u10)(x); }
    static V expm1(V x) { return ACTFN_BENCH_SLEEF_FLOAT(expm1, u10)(x); }
    static V log1p(V x) { return ACTFN_BENCH_SLEEF_FLOAT(log1p, u10)(x); }
    static V tanh(V x) { return ACTFN_BENCH_SLEEF_FLOAT(tanh, u10)(x); }
    static V erf(V x) { return ACTFN_BENCH_SLEEF_FLOAT(erf, u10)(x); }
};

template <>
struct SleefU10<double> : XsimdBatches<double> {
    static V exp(V x) { return ACTFN_BENCH_SLEEF_DOUBLE(exp, u10)(x); }
    static V expm1(V x) { return ACTFN_BENCH_SLEEF_DOUBLE(expm1, u10)(x); }
    static V log1p(V x) { return ACTFN_BENCH_SLEEF_DOUBLE(log1p, u10)(x); }
    static V tanh(V x) { return ACTFN_BENCH_SLEEF_DOUBLE(tanh, u10)(x); }
    static V erf(V x) { return ACTFN_BENCH_SLEEF_DOUBLE(erf, u10)(x); }
};

/// The quickest that SLEEF has: its exp comes in one accuracy only, its expm1 and log1p, too.
template <class T>
struct SleefQuick;

template <>
struct SleefQuick<float> : SleefU10<float> {
    static V log(V x) { return ACTFN_BENCH_SLEEF_FLOAT(log, u35)(x); }
    static V tanh(V x) { return ACTFN_BENCH_SLEEF_FLOAT(tanh, u35)(x); }
};

template <>
struct SleefQuick<double> : SleefU10<double> {
    static V log(V x) { return ACTFN_BENCH_SLEEF_DOUBLE(log, u35)(x); }
    static V tanh(V x) { return ACTFN_BENCH_SLEEF_DOUBLE(tanh, u35)(x); }
};

template <class T>
void add_rows(Rows& rows) {
    using M = SleefU10<T>;
    using A = Formulas<M>;
    add_functions<M>(
        rows, "SLEEF u10",
        std::tuple<typename A::Sigmoid, typename A::Tanh, typename A::ELU, typename A::SELU, typename A::Softplus,
                   typename A::SiLU, typename A::GELU, typename A::GELUTanh, typename A::Mish>());
    using U35 = CancellingFunctions<SleefQuick<T>>;
    using B = Formulas<U35>;
    add_functions<U35>(rows, "SLEEF u35",
                       std::tuple<typename B::Tanh, typename B::ELU, typename B::SELU, typename B::Softplus>());
}

}  // namespace

void add_sleef_rows(Rows& rows) {
    add_rows<float>(rows);
    add_rows<double>(rows);
}

}  // namespace bench
