// xsimd's fma rounds twice for architecture tags that it chooses itself, though the processor has FMA.

#include "xsimd.hpp"

template <class V>
bool rounds_twice() {
    constexpr float e = 0x1p-12f;
    const V a = upstream::batch<V>(1 + e);
    return upstream::last_lane(xsimd::fma(a, a, upstream::batch<V>(-(1 + 2 * e)))) != e * e;
}

int main() {
    if (!__builtin_cpu_supports("fma") || !__builtin_cpu_supports("avx2")) {
        std::puts("skipped: this processor has no FMA");
        return 0;
    }
    const bool by_default = rounds_twice<xsimd::batch<float>>();
    const bool of_4 = rounds_twice<xsimd::make_sized_batch_t<float, 4>>();
    const std::string fault = std::string("fma rounds twice for") + (by_default ? " default_arch" : "") +
                              (of_4 ? " make_sized_batch<float, 4>" : "");
    return upstream::report(by_default || of_4, upstream::xsimd_version, fault.c_str(),
                            "native_arch, batch_of_bytes and math::fma in simd/value.hpp");
}
