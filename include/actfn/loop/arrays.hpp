#pragma once

// Checks the arrays of a call and runs the loop of loop/sweep.hpp over them.

#include <tuple>

#include "actfn/loop/sweep.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The addresses of the arrays of a call, which are contiguous.
template <class In, class Out>
struct Vectors {
    Index n;
    In in;
    Out out;
};

template <class In, class Out>
ACTFN_INLINE inline auto vectors_of(const ViewsOf<In, Out>& views) {
    const auto addresses = [](const auto&... v) ACTFN_INLINE_LAMBDA { return core::together(v.data...); };
    using Inputs = decltype(std::apply(addresses, views.in));
    using Outputs = decltype(std::apply(addresses, views.out));
    return Vectors<Inputs, Outputs>{std::get<0>(views.in).size(), std::apply(addresses, views.in),
                                    std::apply(addresses, views.out)};
}

/// Runs the loop over arrays of any strides and storage order; throws if the arguments are invalid. Where the types alone say
/// that the arrays are contiguous, no loop for others is compiled. Out of line, and takes only the arrays' addresses: views
/// passed by reference would be stored to memory by every call, a latency that a short call would feel.
template <class Plan, class F, class E, class... In, class... Out>
[[gnu::noinline]] void sweep_arrays(F f, const Names<sizeof...(In) + sizeof...(Out)>& names, E& executor,
                                    std::tuple<In&...> in, std::tuple<Out&...> out) {
    const auto views = core::views_of_arrays(in, out);
    core::check_views(names, views);
    if constexpr (packed_by_type<In..., Out...>) {
        const auto vectors = core::vectors_of(views);
        core::sweep_vectors<Plan>(f, vectors.n, vectors.in, vectors.out, executor);
    } else {
        core::sweep_views<Plan>(f, views.in, views.out, executor);
    }
}

/// outputs = f(inputs), element by element. The common case is inlined.
template <class Plan, class F, class E, class... In, class... Out>
ACTFN_INLINE inline void sweep(const F& f, const Names<sizeof...(In) + sizeof...(Out)>& names, E& executor,
                               std::tuple<In&...> in, std::tuple<Out&...> out) {
    const auto views = core::views_of_arrays(in, out);
    if (!core::packed_and_apart(views)) return core::sweep_arrays<Plan>(f, names, executor, in, out);
    const auto vectors = core::vectors_of(views);
    core::sweep_vectors<Plan>(f, vectors.n, vectors.in, vectors.out, executor);
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
