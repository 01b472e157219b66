#pragma once

#include <limits>

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/simd/value.hpp"

namespace actfn {

/// The running maximum m and sum_j e^(x_j - m) of a softmax whose entries arrive in parts: from a stream, threads or
/// MPI ranks. Plain data, two doubles, outside the instruction set's namespace; only its functions have the set in
/// their names.
///
/// merge is commutative, has the identity SoftmaxState() = (-inf, 0), and is associative to within 2^-45.
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

}  // namespace ACTFN_ISA
}  // namespace actfn
