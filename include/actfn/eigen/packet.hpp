#pragma once

// Eigen's packets as batches, and the reverse.

#include <array>
#include <cstddef>
#include <cstring>
#include <tuple>

#include "actfn/base/unrolled.hpp"
#include "actfn/simd/convert.hpp"
#include "actfn/simd/interleaved.hpp"
#include "actfn/simd/load_as.hpp"
#include "actfn/simd/memory.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The batch in the register of one of Eigen's packets. If no batch has the packet's size, the packet is padded to a
/// native batch: same arithmetic, hence same bits.
template <Scalar T, class Packet>
ACTFN_INLINE inline auto batch_of(const Packet& packet) {
    using Same = typename decltype(batch_of_bytes<T, sizeof(Packet)>())::type;
    if constexpr (Value<Same>) {
        return core::same_register<Same>(packet);
    } else {
        std::array<T, lanes<native_batch<T>>> padded{};
        std::memcpy(padded.data(), &packet, sizeof packet);
        return core::load<native_batch<T>>(padded.data());
    }
}
template <Scalar T, class Packet, std::size_t N>
requires Batch<typename decltype(batch_of_bytes<T, sizeof(Packet)>())::type> ACTFN_INLINE inline auto batch_of(
    const std::array<Packet, N>& packets) {
    using Same = typename decltype(batch_of_bytes<T, sizeof(Packet)>())::type;
    return Interleaved<Same, N>(
        core::each_of<N>([&](std::size_t k) ACTFN_INLINE_LAMBDA { return core::same_register<Same>(packets[k]); }));
}

/// The packet, or the array of packets, whose batch_of() is x.
template <class Packet, Batch V>
ACTFN_INLINE inline Packet packet_of(const V& x) {
    if constexpr (is_interleaved<V>) {
        return core::each_of<std::tuple_size_v<Packet>>([&](std::size_t k) ACTFN_INLINE_LAMBDA {
            return core::same_register<typename Packet::value_type>(x.data[k]);
        });
    } else if constexpr (sizeof(V) == sizeof(Packet)) {
        return core::same_register<Packet>(x);
    } else {
        std::array<scalar_of<V>, lanes<V>> padded;
        core::store(padded.data(), x);
        Packet packet;
        std::memcpy(&packet, padded.data(), sizeof packet);
        return packet;
    }
}

/// The value in C with the elements of T, which have 16 bits, in one of Eigen's packets or in several in an array.
template <Stored T, Scalar C, class Packets>
ACTFN_INLINE inline auto value_of(const Packets& packets) {
    constexpr std::size_t n = sizeof(Packets) / sizeof(T);
    std::array<T, n> elements;
    std::memcpy(static_cast<void*>(elements.data()), &packets, sizeof packets);
    return core::load_as<value_with<C, n>>(elements.data());
}

/// The packet, or the array of packets, whose value_of() is x.
template <Stored T, class Packets, Batch V>
ACTFN_INLINE inline Packets stored_packet_of(const V& x) {
    std::array<T, lanes<V>> elements;
    core::store_rounded(elements.data(), x);
    Packets packets;
    std::memcpy(static_cast<void*>(&packets), elements.data(), sizeof packets);
    return packets;
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
