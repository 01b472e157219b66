#pragma once

// Tells Eigen that the library's functors vectorise.

#include <concepts>
#include <type_traits>
#include <utility>

#include <Eigen/Core>

#include "actfn/memory/dense.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A functor that declares, by its type packet_functor, that its packetOp may be called.
template <class F>
concept PacketFunctor = requires {
    typename F::packet_functor;
}
&&std::same_as<typename F::packet_functor, F>;

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn

template <actfn::core::PacketFunctor F>
struct Eigen::internal::functor_traits<F> {
    enum { Cost = F::cost, PacketAccess = packet_traits<typename F::value_type>::Vectorizable, IsRepeatable = true };
};
