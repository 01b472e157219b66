#pragma once

// Evaluates functors on Eigen's packets.

#include <array>
#include <cstddef>
#include <cstring>

#include "actfn/base/unrolled.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Calls f with Eigen's packets as batches in the same registers, and returns the result as a packet. If no batch has
/// the packet's size, the packet is padded to a native batch: same arithmetic, hence same bits.
template <Scalar T, class F, class Packet, class... Packets>
[[gnu::always_inline]] inline Packet through_batches(const F& f, const Packet& p, const Packets&... others) {
    using Same = typename decltype(batch_of_bytes<T, sizeof(Packet)>())::type;
    if constexpr (Value<Same>) {
        const auto batch = [](const auto& packet) __attribute__((always_inline)) {
            return core::same_register<Same>(packet);
        };
        return core::same_register<Packet>(f(batch(p), batch(others)...));
    } else {
        using Wide = native_batch<T>;
        const auto batch = [](const auto& packet) __attribute__((always_inline)) {
            std::array<T, lanes<Wide>> padded{};
            std::memcpy(padded.data(), &packet, sizeof packet);
            return core::load<Wide>(padded.data());
        };
        std::array<T, lanes<Wide>> result;
        core::store(result.data(), f(batch(p), batch(others)...));
        Packet packet;
        std::memcpy(&packet, result.data(), sizeof packet);
        return packet;
    }
}

/// Calls f once with several of Eigen's packets as interleaved batches, or packet by packet if no batch has their size.
template <Scalar T, class F, class Packet, std::size_t N>
[[gnu::always_inline]] inline std::array<Packet, N> through_batches(const F& f, const std::array<Packet, N>& packets) {
    using Same = typename decltype(batch_of_bytes<T, sizeof(Packet)>())::type;
    if constexpr (Value<Same>) {
        const auto y = f(Several<Same, N>(core::each_of<N>([&](auto k) __attribute__((always_inline)) {
            return core::same_register<Same>(packets[k]);
        })));
        return core::each_of<N>([&](auto k)
                                    __attribute__((always_inline)) { return core::same_register<Packet>(y.data[k]); });
    } else {
        return core::each_of<N>([&](auto k) { return core::through_batches<T>(f, packets[k]); });
    }
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
