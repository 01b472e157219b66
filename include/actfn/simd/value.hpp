#pragma once

// The types that a formula is evaluated on. Only the files of this folder use xsimd and intrinsics.

#include <array>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "actfn/base/isa.hpp"

// xsimd emulates registers by arrays, if it is told before it is read.
#if ACTFN_EMULATED
#if !defined(XSIMD_WITH_EMULATED)
#define XSIMD_WITH_EMULATED 1
#endif
#undef XSIMD_ENABLE_XTL_COMPLEX  // with which xsimd's emulated registers do not compile
#endif
#include <xsimd/xsimd.hpp>
#if defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
// What xsimd.hpp leaves out then.
#include <xsimd/types/xsimd_batch.hpp>
#include <xsimd/types/xsimd_batch_constant.hpp>
#include <xsimd/types/xsimd_traits.hpp>

#include <xsimd/types/xsimd_api.hpp>
#endif

#include "actfn/base/precision.hpp"

#if !defined(XSIMD_VERSION_MAJOR) || XSIMD_VERSION_MAJOR < 13
#error \
    "actfn needs xsimd 13 or 14 (the AVX-512 fma of xsimd 8 is not fused): put a newer xsimd first in the include path."
#include "stopped by the error above"
#endif
#if ACTFN_EMULATED && !defined(XSIMD_EMULATED_HPP)
#error \
    "actfn needs xsimd's emulated registers on this target: include actfn before xsimd, or set XSIMD_WITH_EMULATED=1."
#include "stopped by the error above"
#endif
#if defined(__i386__) && !defined(__SSE2_MATH__)
#error "actfn needs arithmetic without excess precision: compile for x86 with -msse2 -mfpmath=sse."
#include "stopped by the error above"
#endif

// Beside x86 and AArch64, a compiler says that its target has FMA.
#if defined(__FMA__) || defined(__aarch64__) || (defined(__FP_FAST_FMA) && defined(__FP_FAST_FMAF))
#define ACTFN_FUSED 1
#else
#define ACTFN_FUSED 0
#endif

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

template <class V>
struct value_traits {};
template <Scalar T>
struct value_traits<T> {
    using scalar = T;
    using mask = bool;
    using bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    static constexpr std::size_t lanes = 1;
};
template <Scalar T, class A>
struct value_traits<xsimd::batch<T, A>> {
    using scalar = T;
    using mask = xsimd::batch_bool<T, A>;
    using bits = xsimd::batch<typename value_traits<T>::bits, A>;
    static constexpr std::size_t lanes = xsimd::batch<T, A>::size;
};

}  // namespace core

/// What a formula is evaluated on: a float, a double, or an xsimd::batch of either.
template <class V>
concept Value = requires {
    typename core::value_traits<V>::scalar;
};

/// The element type of a value: float for float and for xsimd::batch<float, A>.
template <Value V>
using scalar_of = typename core::value_traits<V>::scalar;

namespace core {

template <class V>
concept Batch = Value<V> &&(!Scalar<V>);

template <Value V>
inline constexpr std::size_t lanes = value_traits<V>::lanes;

/// The architecture tag of the widest batch whose operations use this translation unit's fma. xsimd's default may be an
/// AVX-VNNI tag without fma, so the tag is named explicitly where FMA and AVX2 are enabled (and AVX-512 is not).
#if ACTFN_EMULATED
using native_arch = xsimd::emulated<128>;
#elif defined(XSIMD_DEFAULT_ARCH) || defined(__AVX512F__) || !(defined(__FMA__) && defined(__AVX2__))
using native_arch = xsimd::default_arch;
#else
using native_arch = xsimd::fma3<xsimd::avx2>;
#endif
template <Scalar T>
using native_batch = xsimd::batch<T, native_arch>;

/// The batch whose register has this many bytes; void where there is none (NEON's Packet2f).
template <Scalar T, std::size_t Bytes>
constexpr auto batch_of_bytes() {
    if constexpr (sizeof(native_batch<T>) == Bytes) {
        return std::type_identity<native_batch<T>>{};
#if defined(__AVX512F__)
    } else if constexpr (Bytes == 32) {
        return std::type_identity<xsimd::batch<T, xsimd::fma3<xsimd::avx2>>>{};
    } else if constexpr (Bytes == 16) {
        return std::type_identity<xsimd::batch<T, xsimd::fma3<xsimd::sse4_2>>>{};
#elif defined(__AVX__) && defined(__FMA__)
    } else if constexpr (Bytes == 16) {
        return std::type_identity<xsimd::batch<T, xsimd::fma3<xsimd::sse4_2>>>{};
#elif defined(__AVX__)
    } else if constexpr (Bytes == 16) {
        return std::type_identity<xsimd::batch<T, xsimd::sse4_2>>{};
#endif
    } else {
        return std::type_identity<void>{};
    }
}

/// The batch of the same architecture with another element type.
template <class V, class T>
struct rebind {
    using type = T;
};
template <class U, class A, class T>
struct rebind<xsimd::batch<U, A>, T> {
    using type = xsimd::batch<T, A>;
};

/// True where V's register is an x86 vector register, not an array that emulates one.
template <class V>
inline constexpr bool is_x86 = false;
#if defined(__SSE2__)
template <Batch V>
inline constexpr bool is_x86<V> = !requires(V v) {
    v.data.size();
};
#endif

/// True for a 512-bit batch, of integers too.
template <class V>
inline constexpr bool is_zmm = false;
template <class T, class A>
inline constexpr bool is_zmm<xsimd::batch<T, A>> = is_x86<xsimd::batch<float, A>> && sizeof(xsimd::batch<T, A>) == 64;

/// Hides a value from the optimiser, so that (a + b) - a, which -ffast-math would otherwise cancel, stays as written.
template <Value V>
ACTFN_INLINE constexpr V opaque(V x) {
    if (std::is_constant_evaluated()) return x;
#if defined(__x86_64__) || defined(__i386__)
    if constexpr (Scalar<V>) {
        asm("" : "+x"(x));
    } else if constexpr (is_x86<V>) {
        auto r = static_cast<typename V::register_type>(x);
#if defined(__AVX512F__)
        asm("" : "+v"(r));
#else
        asm("" : "+x"(r));
#endif
        x = V(r);
    }
#elif defined(__aarch64__)
    if constexpr (Scalar<V>) {
        asm("" : "+w"(x));
    } else {
        auto r = static_cast<typename V::register_type>(x);
        asm("" : "+w"(r));
        x = V(r);
    }
#else
    if constexpr (Scalar<V>) {
#if defined(__arm__)
        asm("" : "+w"(x));
#elif defined(__riscv_flen) || defined(__s390__) || defined(__powerpc__)
        asm("" : "+f"(x));
#else
        asm("" : "+m"(x));
#endif
    } else {
        for (auto& lane : x.data) lane = core::opaque(lane);
    }
#endif
    return x;
}

/// The bits of x, a scalar or every lane of a batch, as a number of another type.
template <class To, class V>
ACTFN_INLINE inline To reinterpret(V x) {
    if constexpr (std::is_arithmetic_v<V>) {
        return std::bit_cast<To>(x);
#if ACTFN_EMULATED
    } else if constexpr (std::same_as<typename V::arch_type, native_arch>) {
        // Lane by lane: of the copy of the whole array g++ 12 for ARMv7 reads lanes before it has written them.
        using Lane = typename To::value_type;
        const auto lane = [&x]<std::size_t... K>(std::index_sequence<K...>) {
            return To(typename To::register_type{std::bit_cast<Lane>(x.data[K])...});
        };
        return lane(std::make_index_sequence<V::size>());
#endif
    } else {
        return xsimd::bitwise_cast<typename To::value_type>(x);
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
