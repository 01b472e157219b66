// xsimd's widen of floats on SSE4.1 gives 1 2 3 3 for 1 2 3 4.

#include "xsimd.hpp"

int main() {
#if XSIMD_VERSION_MAJOR < 14
    return upstream::report(false, upstream::xsimd_version + ", which has no widen", "",
                            "core::widen in simd/memory.hpp");
#else
    using V = xsimd::batch<float, xsimd::sse4_1>;
    const std::array<float, V::size> x = {1, 2, 3, upstream::unknown(4.0f)};
    return upstream::report(upstream::last_lane(xsimd::widen(V::load_unaligned(x.data()))[1]) != 4,
                            upstream::xsimd_version, "widen loses the last lane on SSE4.1",
                            "core::widen in simd/memory.hpp");
#endif
}
