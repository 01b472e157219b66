#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

#include "actfn/base/executor.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/functions/softmax.hpp"
#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/constants.hpp"
#include "actfn/rows/functor.hpp"
#include "actfn/rows/lines.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {

/// The running maximum m and sum_j e^(x_j - m) of a softmax whose entries arrive in parts: from a stream, threads or
/// MPI ranks. Plain data, two doubles, outside the instruction set's namespace; only its functions have the set in
/// their names.
///
/// For blocks of entries: state.merge(softmax_state(block)). merge is commutative, has the identity SoftmaxState() = (-inf, 0), and is associative to within 2^-45.
/// p(x) = e^(x - max) / sum; log of the normaliser: max + log(sum).
/// A NaN makes the sum NaN; a maximum of +inf gives NaN probabilities, as Softmax does.
/// Source: Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018.
struct SoftmaxState {
    double max = -std::numeric_limits<double>::infinity();
    double sum = 0;

    /// Adds one entry.
    template <class Isa = core::ThisIsa>
    void add(double x) {
        merge<Isa>({x, 1});
    }

    /// Adds the entries of another state.
    template <class Isa = core::ThisIsa>
    void merge(const SoftmaxState& other) {
        if (core::equal(other.max, max)) {
            sum += other.sum;
        } else {
            const SoftmaxState& lesser = other.max > max ? *this : other;
            const SoftmaxState& greater = other.max > max ? other : *this;  // a NaN is the lesser
            sum = math::fma(lesser.sum, exponential<Isa>(lesser.max, greater.max), greater.sum);
            max = greater.max;
        }
    }

    /// The probability of the entry x.
    template <class Isa = core::ThisIsa>
    double probability(double x) const {
        return exponential<Isa>(x, max) / sum + (max - max);  // NaN for a maximum of +-inf
    }

    /// log(sum_j e^x_j).
    template <class Isa = core::ThisIsa>
    double log_sum() const {
        return max + math::log(sum);
    }

    [[gnu::always_inline]] friend bool operator==(const SoftmaxState& a, const SoftmaxState& b) {
        return core::equal(a.max, b.max) && core::equal(a.sum, b.sum);
    }

private:
    template <class Isa>
    static double exponential(double x, double max) {
        return math::exponential_of_difference((math::max)(math::least_beside(max), x), max).value();
    }
};

inline namespace ACTFN_ISA {

/// Returns the state of the entries of a and b together.
inline SoftmaxState merge(SoftmaxState a, const SoftmaxState& b) {
    a.merge(b);
    return a;
}

namespace core {

/// The passes of the states of lines: Softmax's greatest entry and its sum of exponentials, in double.
template <class T>
struct StateOfLine {
    using Plain = Softmax<T, std::conditional_t<std::same_as<T, double>, standard, exact>>;
    using value_type = T;
    using compute_type = double;
    using State = SoftmaxState;
    static constexpr bool writes = false;

    SoftmaxState* state;

    StateOfLine from_line(Index line) const { return {state + line}; }
    template <class Lines, class X, class Nothing>
    void run(const Lines& lines, const X& x, const Nothing& none) const {
        using Exponential = typename Plain::template Exponential<false>;
        const auto max = lines.greatest(x);
        const auto relative = lines.template constants<5>(core::relative_and_unit<double>, max);
        const auto sum = lines.template pass<Exponential>(relative, Plain::Forward::fill, none, x).sum;
        lines.for_each_line([&](Index line) {
            const auto i = static_cast<std::size_t>(line);
            if (core::is_finite(max.value[i])) {
                state[line] = {max.value[i], sum.value[i] / relative[4].value[i]};
            } else {
                state[line] = {};
                for (Index k = 0; k < lines.entries(); ++k) state[line].add(static_cast<double>(x.at(line, k)));
            }
        });
    }
};

/// Entries of a long block whose states are computed apart and merged in sequence.
inline constexpr Index piece_of_block = 4096;

}  // namespace core

/// The state of a block of entries, a vector or a span of float or double. An executor works on its pieces of 4096
/// entries side by side; the bits are the same for any number of threads.
template <core::RowArgument X, Executor E = core::Serial>
SoftmaxState softmax_state(const X& block, E&& executor = E()) {
    using T = typename core::element_type<X>::type;
    using core::piece_of_block;
    const auto& x = core::in_memory(block);
    const core::View<const T> v = core::oriented(core::view<const T>(x), core::axis_of(x));
    const core::Index pieces = v.cols / piece_of_block;
    std::vector<typename core::StateOfLine<T>::State> states(static_cast<std::size_t>(pieces + 1));
    const auto run = [&](core::Index first, core::Index lines, core::Index entries) {
        const core::Index step = v.col_stride;
        const std::array in = {
            core::View<const T>{v.data + first * piece_of_block * step, lines, entries, piece_of_block * step, step}};
        core::run_lines(executor, in, core::no_output(in[0]), core::StateOfLine<T>{states.data() + first});
    };
    run(0, pieces, piece_of_block);
    run(pieces, 1, v.cols % piece_of_block);
    SoftmaxState all;
    for (const SoftmaxState& state : states) all.merge(state);
    return all;
}

}  // namespace ACTFN_ISA
}  // namespace actfn
