#pragma once

// The passes of softmax and log-softmax are most of what a source that calls them compiles. The tests' sources take them
// from one object for each element type and tier, which is compiled from passes.cpp.

#include <array>
#include <cstddef>

#include "actfn/functions/log_softmax.hpp"
#include "actfn/functions/softmax.hpp"

namespace tests {

template <class T, class Tier>
using SoftmaxForward = typename actfn::Softmax<T, Tier>::Forward;
template <class T, class Tier>
using SoftmaxBackward = typename actfn::Softmax<T, Tier>::Backward;
template <class T, class Tier>
using LogSoftmaxForward = typename actfn::LogSoftmax<T, Tier>::Forward;
template <class T, class Tier>
using LogSoftmaxBackward = typename actfn::LogSoftmax<T, Tier>::Backward;

}  // namespace tests

// What rows/lines.hpp makes of the passes F of `inputs` arrays with elements of type T. To declare it, `prefix` is
// extern; to define it, nothing. (A macro, since an explicit instantiation depends on no parameter of a template.)
#define TESTS_PASSES(prefix, F, T, Tier, inputs)                                                                       \
    prefix template void actfn::core::run_groups<actfn::core::LineLayout::along, tests::F<T, actfn::Tier>, inputs>(    \
        actfn::core::Index, actfn::core::Index, actfn::core::Index,                                                    \
        const std::array<actfn::core::View<const T>, inputs>&, const actfn::core::View<T>&, tests::F<T, actfn::Tier>); \
    prefix template void actfn::core::run_groups<actfn::core::LineLayout::across, tests::F<T, actfn::Tier>, inputs>(   \
        actfn::core::Index, actfn::core::Index, actfn::core::Index,                                                    \
        const std::array<actfn::core::View<const T>, inputs>&, const actfn::core::View<T>&, tests::F<T, actfn::Tier>); \
    prefix template void actfn::core::run_long<tests::F<T, actfn::Tier>, inputs>(                                      \
        actfn::core::Index, actfn::core::Index, actfn::core::AnyExecutor&,                                             \
        const std::array<actfn::core::View<const T>, inputs>&, const actfn::core::View<T>&, tests::F<T, actfn::Tier>); \
    prefix template void actfn::core::run_transposed<tests::F<T, actfn::Tier>, inputs>(                                \
        actfn::core::Index, actfn::core::Index, const std::array<actfn::core::View<const T>, inputs>&,                 \
        const actfn::core::View<T>&, tests::F<T, actfn::Tier>);                                                        \
    prefix template void actfn::core::run_short<4, 0, tests::F<T, actfn::Tier>, inputs>(                               \
        std::size_t, std::array<const T*, inputs>, T*);                                                                \
    prefix template void actfn::core::run_short<16, 0, tests::F<T, actfn::Tier>, inputs>(                              \
        std::size_t, std::array<const T*, inputs>, T*);                                                                \
    prefix template void actfn::core::run_short<32, 0, tests::F<T, actfn::Tier>, inputs>(                              \
        std::size_t, std::array<const T*, inputs>, T*);                                                                \
    prefix template void actfn::core::run_short<64, 0, tests::F<T, actfn::Tier>, inputs>(                              \
        std::size_t, std::array<const T*, inputs>, T*);
#define TESTS_ALL_PASSES(prefix, T, Tier)               \
    TESTS_PASSES(prefix, SoftmaxForward, T, Tier, 1)    \
    TESTS_PASSES(prefix, SoftmaxBackward, T, Tier, 2)   \
    TESTS_PASSES(prefix, LogSoftmaxForward, T, Tier, 1) \
    TESTS_PASSES(prefix, LogSoftmaxBackward, T, Tier, 2)

TESTS_ALL_PASSES(extern, float, standard)
TESTS_ALL_PASSES(extern, float, exact)
TESTS_ALL_PASSES(extern, float, fast)
TESTS_ALL_PASSES(extern, double, standard)
