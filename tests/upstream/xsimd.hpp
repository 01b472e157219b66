#pragma once

#include <array>

#include <xsimd/xsimd.hpp>

#include "upstream.hpp"

namespace upstream {

inline const std::string xsimd_version =
    version("xsimd", XSIMD_VERSION_MAJOR, XSIMD_VERSION_MINOR, XSIMD_VERSION_PATCH);

/// A batch of one number that the optimiser does not know.
template <class V>
V batch(typename V::value_type x) {
    return V(unknown(x));
}

template <class V>
typename V::value_type last_lane(V x) {
    std::array<typename V::value_type, V::size> lanes;
    x.store_unaligned(lanes.data());
    return lanes.back();
}

}  // namespace upstream
