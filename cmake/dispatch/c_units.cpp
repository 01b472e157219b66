// The C interface's calls of gated units, of maxout, of PReLU, and of RReLU in training.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <Eigen/Core>

#include "actfn/actfn.h"
#include "actfn/base/error.hpp"
#include "actfn/dispatch.hpp"
#include "actfn/functions/rrelu_training.hpp"
#include "actfn/gated/calls.hpp"
#include "actfn/gated/maxout.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/overlap.hpp"
#include "actfn/spec/gated.hpp"
#include "c_interface.hpp"
#include "view_of.hpp"

namespace actfn::dispatch {
inline namespace ACTFN_ISA {

/// The elements that have been checked, as the C++ calls take them.
template <class T>
std::span<T> span_of(const boundary::Array& a) {
    return {const_cast<T*>(static_cast<const T*>(a.data)), static_cast<std::size_t>(a.rows)};
}

/// The call of the unit of T and Tier that a text means; the rest of it is given.
template <class T, class Tier>
void call_unit(const char* text, boundary::GatedCall call, const boundary::Array* arrays) {
    call.number = arguments::number_of<T>;
    call.digits = boundary::digits_of<Tier>;
    actfn::visit<T, Tier>(dispatch::spec_of<&parse_gated>("gated unit", text), [&](const auto& unit) {
        arguments::with_functions(unit, [&](const boundary::GatedFunction& f, const boundary::GatedFunction& g) {
            call.f = f;
            call.g = g;
            boundary::call_gated(call, arrays, nullptr);
        });
    });
}

/// Gate, up and y or, if backward, gate, up, dy, dgate and dup.
template <class T, class Tier, std::size_t Arguments>
int gated(const char* unit, const core::Names<Arguments>& names, std::size_t n,
          const std::array<const void*, Arguments>& addresses) {
    return guarded([&] {
        const auto arrays = dispatch::checked(names, sizeof(T), n, addresses);
        boundary::GatedCall call = {};
        call.backward = Arguments == 5;
        dispatch::call_unit<T, Tier>(unit, call, arrays.data());
    });
}

GateOrder order_of(const char* call, int order) {
    if (order < ACTFN_GATE_FIRST || order > ACTFN_UP_FIRST_PAIRS)
        core::fail(std::string(call) + ": the order is " + core::text(order) +
                   ", but must be one of ACTFN_GATE_FIRST, " +
                   "ACTFN_UP_FIRST, ACTFN_GATE_FIRST_PAIRS and ACTFN_UP_FIRST_PAIRS");
    static_assert(static_cast<int>(GateOrder::gate_first) == ACTFN_GATE_FIRST &&
                  static_cast<int>(GateOrder::up_first) == ACTFN_UP_FIRST &&
                  static_cast<int>(GateOrder::gate_first_pairs) == ACTFN_GATE_FIRST_PAIRS &&
                  static_cast<int>(GateOrder::up_first_pairs) == ACTFN_UP_FIRST_PAIRS);
    return static_cast<GateOrder>(order);
}

/// x and y or, if backward, x, dy and dx.
template <class T, class Tier, std::size_t Arguments>
int gated_split(const char* unit, const core::Names<Arguments>& names, const Extents& extents, int order,
                const std::array<const void*, Arguments>& addresses) {
    return guarded([&] {
        const std::size_t n = extents.size();
        std::array<boundary::Array, Arguments> arrays;
        for (std::size_t i = 0; i < Arguments; ++i)  // the second one has an entry for each pair
            arrays[i] = dispatch::checked(names.call, names.argument[i], sizeof(T), i == 1 ? n / 2 : n, addresses[i]);
        const Lines lines = extents.lines();
        boundary::GatedCall call = {};
        call.backward = Arguments == 3;
        call.split = true;
        call.order = order_of(names.call, order);
        call.lines = &lines;
        dispatch::call_unit<T, Tier>(unit, call, arrays.data());
    });
}

/// Maxout on rows: x and y, with the winner or without, or, if backward, winner, dy and dx. Those of `whole` lines have `pieces`
/// entries for each of the others'.
template <class T, std::size_t Arguments>
int maxout(bool backward, std::size_t pieces, const core::Names<Arguments>& names, std::size_t whole,
           const std::array<const void*, Arguments>& addresses, std::size_t lines, std::size_t length, int order) {
    return guarded([&] {
        if (order != ACTFN_PIECES_IN_BLOCKS && order != ACTFN_PIECES_ADJACENT)
            core::fail(std::string(names.call) + ": the order is " + core::text(order) +
                       ", but must be ACTFN_PIECES_IN_BLOCKS or ACTFN_PIECES_ADJACENT");
        const Maxout<T> m(static_cast<std::ptrdiff_t>(pieces));
        std::array<boundary::Array, Arguments> arrays;
        for (std::size_t i = 0; i < Arguments; ++i) {
            const Extents extents{lines, i == whole ? length : length / pieces, 1};
            arrays[i] = dispatch::checked(names.call, names.argument[i], sizeof(T), extents.size(), addresses[i]);
            const auto [rows, cols, one] = extents.lines();
            arrays[i] = {addresses[i], rows, cols, cols, one};
        }
        boundary::call_maxout({backward, Arguments == 3, arguments::number_of<T>, m.pieces(), Axis::rowwise,
                               order == ACTFN_PIECES_ADJACENT ? PieceOrder::adjacent : PieceOrder::blocks},
                              arrays.data(), nullptr);
    });
}

/// Slopes in memory, one for all elements or one for each channel.
struct Slopes {
    const void* data;
    std::size_t size;
};

/// PReLU: x and y or, if backward, x, dy and dx, and dslope.
template <class T, std::size_t Arguments>
int prelu(const Slopes& slopes, const core::Names<Arguments>& names, const Extents& extents,
          const std::array<const void*, Arguments>& addresses, const void* dslope = nullptr) {
    return guarded([&] {
        using S = core::lane_type<T>;
        constexpr bool backward = Arguments == 3;
        const auto arrays = dispatch::checked(names, sizeof(T), extents.size(), addresses);
        const auto of_channels = dispatch::checked(names.call, "slopes", sizeof(S), slopes.size, slopes.data);
        if (slopes.size == 0) core::fail(std::string("prelu: ") + names.call + ": there are no slopes");
        const auto require_apart = [&](const char* name, const auto& output) {
            core::require_disjoint(names.call, name, output, "slopes", view_of<const S>(of_channels));
        };
        require_apart(names.argument.back(), view_of<T>(arrays.back()));
        std::array<boundary::Array, Arguments + 1> with_dslope;
        std::copy(arrays.begin(), arrays.end(), with_dslope.begin());
        if constexpr (backward) {
            with_dslope.back() = dispatch::checked(names.call, "dslope", sizeof(S), slopes.size, dslope);
            require_apart("dslope", view_of<S>(with_dslope.back()));
        }
        const Lines lines = extents.lines();
        boundary::call_slopes(
            {backward, arguments::number_of<T>, slopes.data, of_channels.rows, 0, Axis::rowwise, &lines},
            with_dslope.data(), nullptr);
    });
}

/// RReLU in training: x and y or, if backward, x, dy and dx.
template <class T, std::size_t Arguments>
int rrelu(double lower, double upper, std::uint64_t seed, std::uint64_t step, const core::Names<Arguments>& names,
          std::size_t n, const std::array<const void*, Arguments>& addresses) {
    return guarded([&] {
        const auto a = dispatch::checked(names, sizeof(T), n, addresses);
        const RReLUTraining<T> f(static_cast<T>(lower), static_cast<T>(upper), seed);
        if constexpr (Arguments == 3) {
            dispatch::backward(f, span_of<const T>(a[0]), span_of<const T>(a[1]), span_of<T>(a[2]), step);
        } else {
            dispatch::forward(f, span_of<const T>(a[0]), span_of<T>(a[1]), step);
        }
    });
}

}  // namespace ACTFN_ISA
}  // namespace actfn::dispatch

extern "C" {

#define ACTFN_DEFINE_UNITS(suffix, T, Element, Tier)                                                                  \
    int actfn_gated_forward_##suffix(const char* unit, const T* gate, const T* up, T* y, size_t n) {                  \
        using namespace actfn;                                                                                        \
        return dispatch::gated<Element, Tier, 3>(unit, core::names_of_gated_forward, n, {gate, up, y});               \
    }                                                                                                                 \
    int actfn_gated_backward_##suffix(const char* unit, const T* gate, const T* up, const T* dy, T* dgate, T* dup,    \
                                      size_t n) {                                                                     \
        using namespace actfn;                                                                                        \
        return dispatch::gated<Element, Tier, 5>(unit, core::names_of_gated_backward, n, {gate, up, dy, dgate, dup}); \
    }                                                                                                                 \
    int actfn_gated_split_forward_##suffix(const char* unit, const T* x, T* y, size_t outer, size_t length,           \
                                           size_t inner, int order) {                                                 \
        using namespace actfn;                                                                                        \
        return dispatch::gated_split<Element, Tier, 2>(unit, core::names_of_forward, {outer, length, inner}, order,   \
                                                       {x, y});                                                       \
    }                                                                                                                 \
    int actfn_gated_split_backward_##suffix(const char* unit, const T* x, const T* dy, T* dx, size_t outer,           \
                                            size_t length, size_t inner, int order) {                                 \
        using namespace actfn;                                                                                        \
        return dispatch::gated_split<Element, Tier, 3>(unit, core::names_of_backward, {outer, length, inner}, order,  \
                                                       {x, dy, dx});                                                  \
    }

ACTFN_DEFINE_UNITS(f32, float, float, standard)
ACTFN_DEFINE_UNITS(f64, double, double, standard)
ACTFN_DEFINE_UNITS(f16, uint16_t, Eigen::half, standard)
ACTFN_DEFINE_UNITS(bf16, uint16_t, Eigen::bfloat16, standard)
ACTFN_DEFINE_UNITS(f32_exact, float, float, exact)
ACTFN_DEFINE_UNITS(f16_exact, uint16_t, Eigen::half, exact)
ACTFN_DEFINE_UNITS(bf16_exact, uint16_t, Eigen::bfloat16, exact)
ACTFN_DEFINE_UNITS(f32_fast, float, float, fast)
ACTFN_DEFINE_UNITS(f16_fast, uint16_t, Eigen::half, fast)
ACTFN_DEFINE_UNITS(bf16_fast, uint16_t, Eigen::bfloat16, fast)

#undef ACTFN_DEFINE_UNITS

#define ACTFN_DEFINE_MAXOUT(suffix, T, Element)                                                                  \
    int actfn_maxout_forward_##suffix(size_t pieces, const T* x, T* y, T* winner, size_t lines, size_t length,   \
                                      int order) {                                                               \
        using namespace actfn;                                                                                   \
        if (winner == nullptr) {                                                                                 \
            return dispatch::maxout<Element, 2>(false, pieces, core::names_of_forward, 0, {x, y}, lines, length, \
                                                order);                                                          \
        }                                                                                                        \
        return dispatch::maxout<Element, 3>(false, pieces, {"forward", {"x", "y", "winner"}}, 0, {x, y, winner}, \
                                            lines, length, order);                                               \
    }                                                                                                            \
    int actfn_maxout_backward_##suffix(size_t pieces, const T* winner, const T* dy, T* dx, size_t lines,         \
                                       size_t length, int order) {                                               \
        return actfn::dispatch::maxout<Element, 3>(true, pieces, {"backward", {"winner", "dy", "dx"}}, 2,        \
                                                   {winner, dy, dx}, lines, length, order);                      \
    }

ACTFN_DEFINE_MAXOUT(f32, float, float)
ACTFN_DEFINE_MAXOUT(f64, double, double)
ACTFN_DEFINE_MAXOUT(f16, uint16_t, Eigen::half)
ACTFN_DEFINE_MAXOUT(bf16, uint16_t, Eigen::bfloat16)

#undef ACTFN_DEFINE_MAXOUT

#define ACTFN_DEFINE_SLOPES(suffix, T, S, Element)                                                                    \
    int actfn_prelu_forward_##suffix(const S* slopes, size_t number, const T* x, T* y, size_t outer, size_t channels, \
                                     size_t inner) {                                                                  \
        return actfn::dispatch::prelu<Element>({slopes, number}, actfn::core::names_of_forward,                       \
                                               {outer, channels, inner}, {x, y});                                     \
    }                                                                                                                 \
    int actfn_prelu_backward_##suffix(const S* slopes, size_t number, const T* x, const T* dy, T* dx, S* dslope,      \
                                      size_t outer, size_t channels, size_t inner) {                                  \
        return actfn::dispatch::prelu<Element>({slopes, number}, actfn::core::names_of_backward,                      \
                                               {outer, channels, inner}, {x, dy, dx}, dslope);                        \
    }                                                                                                                 \
    int actfn_rrelu_training_forward_##suffix(double lower, double upper, uint64_t seed, uint64_t step, const T* x,   \
                                              T* y, size_t n) {                                                       \
        return actfn::dispatch::rrelu<Element>(lower, upper, seed, step, actfn::core::names_of_forward, n, {x, y});   \
    }                                                                                                                 \
    int actfn_rrelu_training_backward_##suffix(double lower, double upper, uint64_t seed, uint64_t step, const T* x,  \
                                               const T* dy, T* dx, size_t n) {                                        \
        return actfn::dispatch::rrelu<Element>(lower, upper, seed, step, actfn::core::names_of_backward, n,           \
                                               {x, dy, dx});                                                          \
    }

ACTFN_DEFINE_SLOPES(f32, float, float, float)
ACTFN_DEFINE_SLOPES(f64, double, double, double)
ACTFN_DEFINE_SLOPES(f16, uint16_t, float, Eigen::half)
ACTFN_DEFINE_SLOPES(bf16, uint16_t, float, Eigen::bfloat16)

#undef ACTFN_DEFINE_SLOPES
}
