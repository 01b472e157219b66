#pragma once

// Names the instruction set that this translation unit is compiled for. Everything in the library that generates code
// is in an inline namespace of that name, so that objects built with different flags link into one program and each
// keeps its own code (otherwise the linker would keep one of them, and an AVX-512 body could run on an SSE2 machine).
// The name covers every flag that changes more than speed: instruction sets, relaxed arithmetic, exceptions. It leaves
// out optimisation and NDEBUG, which choose between bodies with the same results: types of the library may be in the
// interface between a debug unit and an optimised one.

// A compiler goes on after an #error, to pages of errors; the #include of a header that does not exist stops it.
#if defined(_MSC_VER) && !defined(__clang__)
#error "actfn has been tested with g++ >= 12 and clang >= 14 only; MSVC is not supported yet."
#include "stopped by the error above"
#endif
#if !defined(__cplusplus) || __cplusplus < 202002L
#error "actfn needs C++20: compile with -std=c++20, or link the CMake target actfn::actfn."
#include "stopped by the error above"
#endif

#if defined(__AVX512BW__)
#define ACTFN_ISA_BASE avx512bw
#elif defined(__AVX512F__)
#define ACTFN_ISA_BASE avx512f
#elif defined(__AVX2__)
#define ACTFN_ISA_BASE avx2
#elif defined(__AVX__)
#define ACTFN_ISA_BASE avx
#elif defined(__SSE4_2__)
#define ACTFN_ISA_BASE sse4_2
#elif defined(__SSE4_1__)
#define ACTFN_ISA_BASE sse4_1
#elif defined(__SSSE3__)
#define ACTFN_ISA_BASE ssse3
#elif defined(__SSE3__)
#define ACTFN_ISA_BASE sse3
#elif defined(__SSE2__)
#define ACTFN_ISA_BASE sse2
#elif defined(__ARM_FEATURE_SVE)
#define ACTFN_ISA_BASE sve
#elif defined(__aarch64__)
#define ACTFN_ISA_BASE neon64
#else
#define ACTFN_ISA_BASE generic
#endif

// Other targets have no vector registers of doubles that xsimd knows, or, as ARMv7, some that flush subnormal numbers: see
// simd/value.hpp.
#if !defined(__SSE2__) && !defined(__aarch64__)
#define ACTFN_EMULATED 1
#else
#define ACTFN_EMULATED 0
#endif

#if defined(__FMA__) && (defined(__FMA4__) || defined(__XOP__))
#define ACTFN_ISA_FMA _fma_fma4
#elif defined(__FMA__)
#define ACTFN_ISA_FMA _fma
#elif defined(__FMA4__) || defined(__XOP__)
#define ACTFN_ISA_FMA _fma4
#elif ACTFN_EMULATED && defined(__FP_FAST_FMA) && defined(__FP_FAST_FMAF)
#define ACTFN_ISA_FMA _fma
#else
#define ACTFN_ISA_FMA
#endif

// xsimd chooses another architecture tag, hence other types, for each of these.
#if defined(__AVX512VL__)
#define ACTFN_ISA_VL _vl
#else
#define ACTFN_ISA_VL
#endif
#if defined(__AVX512VBMI2__)
#define ACTFN_ISA_VBMI _vbmi2
#elif defined(__AVX512VBMI__)
#define ACTFN_ISA_VBMI _vbmi
#elif defined(__AVX512IFMA__)
#define ACTFN_ISA_VBMI _ifma
#else
#define ACTFN_ISA_VBMI
#endif
#if defined(__AVX512VNNI__) || defined(__AVXVNNI__)
#define ACTFN_ISA_VNNI _vnni
#else
#define ACTFN_ISA_VNNI
#endif
#if defined(XSIMD_DEFAULT_ARCH)
#define ACTFN_ISA_ARCH _arch
#else
#define ACTFN_ISA_ARCH
#endif

// Relaxed arithmetic changes the code, too. clang has macros for -ffast-math and -ffinite-math-only alone. g++ has one
// for each flag, and keeps that of -ffast-math where -fno-associative-math or -fno-reciprocal-math takes a part of it
// back.
#if defined(__FAST_MATH__) && (defined(__clang__) || (defined(__ASSOCIATIVE_MATH__) && defined(__RECIPROCAL_MATH__)))
#define ACTFN_ISA_FAST 1
#else
#define ACTFN_ISA_FAST 0
#endif
#if ACTFN_ISA_FAST
#define ACTFN_ISA_MATH _fast
#elif defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#define ACTFN_ISA_MATH _finite
#else
#define ACTFN_ISA_MATH
#endif
#if defined(__ASSOCIATIVE_MATH__) && !ACTFN_ISA_FAST
#define ACTFN_ISA_SUMS _associative
#else
#define ACTFN_ISA_SUMS
#endif
#if defined(__RECIPROCAL_MATH__) && !ACTFN_ISA_FAST
#define ACTFN_ISA_QUOTIENTS _reciprocal
#else
#define ACTFN_ISA_QUOTIENTS
#endif
#if defined(__NO_SIGNED_ZEROS__) && !ACTFN_ISA_FAST
#define ACTFN_ISA_ZEROS _unsigned_zeros
#else
#define ACTFN_ISA_ZEROS
#endif

// A rejected call throws; with exceptions off it prints its message and aborts.
#if defined(__cpp_exceptions)
#define ACTFN_ISA_ERRORS
#else
#define ACTFN_ISA_ERRORS _abort
#endif

#define ACTFN_ISA_PASTE(a, b, c, d, e, f, g, h, i, j, k) a##b##c##d##e##f##g##h##i##j##k
#define ACTFN_ISA_NAME(a, b, c, d, e, f, g, h, i, j, k) ACTFN_ISA_PASTE(a, b, c, d, e, f, g, h, i, j, k)
#if defined(ACTFN_ISA_LOCAL)
// An unnamed namespace: in units whose code is for no other unit, whatever its flags and version (cmake/dispatch/).
#define ACTFN_ISA
#else
#define ACTFN_ISA                                                                                               \
    ACTFN_ISA_NAME(ACTFN_ISA_BASE, ACTFN_ISA_FMA, ACTFN_ISA_VL, ACTFN_ISA_VBMI, ACTFN_ISA_VNNI, ACTFN_ISA_ARCH, \
                   ACTFN_ISA_MATH, ACTFN_ISA_SUMS, ACTFN_ISA_QUOTIENTS, ACTFN_ISA_ZEROS, ACTFN_ISA_ERRORS)
#endif

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A template argument: puts the instruction set into the symbols of functions of a class outside its namespace.
struct ThisIsa {};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

// A formula is a chain of short functions, which must be one with the loop that calls it. Where nothing is optimised they stay
// functions: they compile in half of the time, and a debugger steps through them.
#if defined(__OPTIMIZE__)
#define ACTFN_INLINE [[gnu::always_inline]]
#define ACTFN_INLINE_LAMBDA __attribute__((always_inline))
#else
#define ACTFN_INLINE
#define ACTFN_INLINE_LAMBDA
#endif

// A loop and its parts. g++ optimises a function that is always inlined before it inlines it, so that a formula would be optimised
// once for each function around it: parts of a loop are not, and the loop is flattened. A clone that g++ makes of either
// could no longer be flattened. clang flattens one level only.
#if defined(__clang__)
#define ACTFN_LOOP [[gnu::noinline, gnu::flatten]]
#define ACTFN_LOOP_PART ACTFN_INLINE
#define ACTFN_LOOP_PART_LAMBDA ACTFN_INLINE_LAMBDA
#else
#define ACTFN_LOOP [[gnu::noinline, gnu::noclone, gnu::flatten]]
#define ACTFN_LOOP_PART [[gnu::noclone]]
#define ACTFN_LOOP_PART_LAMBDA __attribute__((noclone))
#endif
