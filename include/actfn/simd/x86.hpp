#pragma once

// x86 intrinsics, overloaded by register type. The 512-bit ones use the masked form with a full mask: it compiles to
// the plain instruction, and in the plain form g++ 12 sees an uninitialised register and warns in the user's code.

#include "actfn/simd/value.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core::x86 {

#if defined(__SSE2__)
ACTFN_INLINE inline __m128(max)(__m128 a, __m128 b) {
    return _mm_max_ps(a, b);
}
ACTFN_INLINE inline __m128(min)(__m128 a, __m128 b) {
    return _mm_min_ps(a, b);
}
ACTFN_INLINE inline __m128d(max)(__m128d a, __m128d b) {
    return _mm_max_pd(a, b);
}
ACTFN_INLINE inline __m128d(min)(__m128d a, __m128d b) {
    return _mm_min_pd(a, b);
}
#endif
#if defined(__AVX__)
ACTFN_INLINE inline __m256(max)(__m256 a, __m256 b) {
    return _mm256_max_ps(a, b);
}
ACTFN_INLINE inline __m256(min)(__m256 a, __m256 b) {
    return _mm256_min_ps(a, b);
}
ACTFN_INLINE inline __m256d(max)(__m256d a, __m256d b) {
    return _mm256_max_pd(a, b);
}
ACTFN_INLINE inline __m256d(min)(__m256d a, __m256d b) {
    return _mm256_min_pd(a, b);
}
#endif
#if defined(__SSE2__) && __FINITE_MATH_ONLY__
// Of floats compilers take estimates instead, with a Newton step that fails where an inverse is subnormal, unless they see no
// division and no square root. They need -ffinite-math-only for it, but not all of -ffast-math.
template <class Register>
ACTFN_INLINE inline Register divide_floats(Register a, Register b) {
#if defined(__AVX512F__)
    asm("vdivps %1, %0, %0" : "+v"(a) : "v"(b));
#elif defined(__AVX__)
    asm("vdivps %1, %0, %0" : "+x"(a) : "x"(b));
#else
    asm("divps %1, %0" : "+x"(a) : "x"(b));
#endif
    return a;
}
template <class Register>
ACTFN_INLINE inline Register sqrt_of_floats(Register x) {
#if defined(__AVX512F__)
    asm("vsqrtps %0, %0" : "+v"(x));
#elif defined(__AVX__)
    asm("vsqrtps %0, %0" : "+x"(x));
#else
    asm("sqrtps %0, %0" : "+x"(x));
#endif
    return x;
}
#endif
#if defined(__AVX512F__)
ACTFN_INLINE inline __m512(max)(__m512 a, __m512 b) {
    return _mm512_maskz_max_ps(0xFFFF, a, b);
}
ACTFN_INLINE inline __m512(min)(__m512 a, __m512 b) {
    return _mm512_maskz_min_ps(0xFFFF, a, b);
}
ACTFN_INLINE inline __m512d(max)(__m512d a, __m512d b) {
    return _mm512_maskz_max_pd(0xFF, a, b);
}
ACTFN_INLINE inline __m512d(min)(__m512d a, __m512d b) {
    return _mm512_maskz_min_pd(0xFF, a, b);
}
ACTFN_INLINE inline __m512 sqrt(__m512 x) {
    return _mm512_maskz_sqrt_ps(0xFFFF, x);
}
ACTFN_INLINE inline __m512d sqrt(__m512d x) {
    return _mm512_maskz_sqrt_pd(0xFF, x);
}
/// Rounds to the nearest integer, ties to even, without floating-point exceptions.
ACTFN_INLINE inline __m512(round)(__m512 x) {
    return _mm512_maskz_roundscale_ps(0xFFFF, x, 8);
}
ACTFN_INLINE inline __m512d(round)(__m512d x) {
    return _mm512_maskz_roundscale_pd(0xFF, x, 8);
}
/// By the kind of x, four bits for each: 1 for a positive one, `otherwise` for a zero or a negative one, NaN for a NaN.
inline constexpr int one_where_positive_by_kind = static_cast<int>(0xA0A0A022);
ACTFN_INLINE inline __m512 one_where_positive(__m512 x, __m512 otherwise) {
    return _mm512_fixupimm_ps(otherwise, x, _mm512_set1_epi32(one_where_positive_by_kind), 0);
}
ACTFN_INLINE inline __m512d one_where_positive(__m512d x, __m512d otherwise) {
    return _mm512_fixupimm_pd(otherwise, x, _mm512_set1_epi64(one_where_positive_by_kind), 0);
}
/// x, with one and the same NaN for every NaN.
ACTFN_INLINE inline __m512 canonical_nan(__m512 x) {
    return _mm512_fixupimm_ps(x, x, _mm512_set1_epi32(0x33), 0);
}
/// Whether the lowest bit is 1.
ACTFN_INLINE inline __mmask16 is_odd(__m512 x) {
    return _mm512_test_epi32_mask(_mm512_castps_si512(x), _mm512_set1_epi32(1));
}
ACTFN_INLINE inline __mmask8 is_odd(__m512d x) {
    return _mm512_test_epi64_mask(_mm512_castpd_si512(x), _mm512_set1_epi64(1));
}
/// m * 2^n.
ACTFN_INLINE inline __m512 scalef(__m512 m, __m512 n) {
    return _mm512_maskz_scalef_ps(0xFFFF, m, n);
}
ACTFN_INLINE inline __m512d scalef(__m512d m, __m512d n) {
    return _mm512_maskz_scalef_pd(0xFF, m, n);
}
#endif
#if defined(__FMA__)
ACTFN_INLINE inline __m128 fmadd(__m128 a, __m128 b, __m128 c) {
    return _mm_fmadd_ps(a, b, c);
}
ACTFN_INLINE inline __m128d fmadd(__m128d a, __m128d b, __m128d c) {
    return _mm_fmadd_pd(a, b, c);
}
ACTFN_INLINE inline __m256 fmadd(__m256 a, __m256 b, __m256 c) {
    return _mm256_fmadd_ps(a, b, c);
}
ACTFN_INLINE inline __m256d fmadd(__m256d a, __m256d b, __m256d c) {
    return _mm256_fmadd_pd(a, b, c);
}
#endif
#if defined(__AVX512VL__)
ACTFN_INLINE inline __m128 scalef(__m128 m, __m128 n) {
    return _mm_scalef_ps(m, n);
}
ACTFN_INLINE inline __m128d scalef(__m128d m, __m128d n) {
    return _mm_scalef_pd(m, n);
}
ACTFN_INLINE inline __m256 scalef(__m256 m, __m256 n) {
    return _mm256_scalef_ps(m, n);
}
ACTFN_INLINE inline __m256d scalef(__m256d m, __m256d n) {
    return _mm256_scalef_pd(m, n);
}
#endif

}  // namespace core::x86
}  // namespace ACTFN_ISA
}  // namespace actfn
