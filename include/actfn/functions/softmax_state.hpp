#pragma once

#include <limits>

#include "actfn/math/error_free.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/simd/value.hpp"

namespace actfn { inline namespace ACTFN_ISA {

/// The running maximum m and sum_j e^(x_j - m) of a softmax whose entries come in parts: from a stream, from threads, from
/// MPI ranks. Plain data, two doubles.
///
/// merge is commutative, has the identity SoftmaxState() = (-inf, 0), and is associative to within 2^-45.
/// p(x) = e^(x - max) / sum; log of the normaliser: max + log(sum).
/// A NaN makes the sum NaN; a maximum of +inf gives NaN probabilities, as Softmax does.
/// Source: Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018.
struct SoftmaxState {
    double max = -std::numeric_limits<double>::infinity();
    double sum = 0;

    /// Takes in one entry.
    void add(double x) { merge({x, 1}); }

    /// Takes in the entries of another state.
    void merge(const SoftmaxState& other) {
        if (core::equal(other.max, max)) {
            sum += other.sum;
        } else {
            const SoftmaxState& lesser = other.max > max ? *this : other;
            const SoftmaxState& greater = other.max > max ? other : *this;  // a NaN is the lesser
            sum = math::fma(lesser.sum, exponential(lesser.max, greater.max), greater.sum);
            max = greater.max;
        }
    }

    /// The probability of the entry x.
    double probability(double x) const { return exponential(x, max) / sum + (max - max); }  // NaN for a maximum of +-inf

    /// log(sum_j e^x_j).
    double log_sum() const { return max + math::log(sum); }

    friend bool operator==(const SoftmaxState& a, const SoftmaxState& b) {
        return core::equal(a.max, b.max) && core::equal(a.sum, b.sum);
    }

private:
    static double exponential(double x, double max) {
        return math::exponential_of_difference((math::max)(x, math::least_beside(max)), max).value();
    }
};

/// The state of all the entries of both.
inline SoftmaxState merge(SoftmaxState a, const SoftmaxState& b) {
    a.merge(b);
    return a;
}

}}  // namespace actfn::ACTFN_ISA
