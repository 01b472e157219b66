#pragma once

// One sweep: one quantity of one function over its inputs, all tiers and instruction sets against one reference.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "../every_function/isas.hpp"
#include "cases.hpp"

namespace exhaustive {

using tests::Isas;

/// What one tier on one instruction set has shown.
template <class T>
struct Verdict {
    std::string tier;
    std::string isa;
    double bound = 0;
    double greatest = 0;  ///< error in ULP, decided by MPFR
    T where = 0;
    T got = 0;
    double mean = 0;
    std::uint64_t not_nearest = 0;  ///< results that are not the number nearest to the truth
    std::uint64_t falls = 0;        ///< places where an increasing f falls
    std::uint64_t out_of_range = 0;
    std::uint64_t lost_nans = 0;
    std::uint64_t wrong_zeros = 0;  ///< zeros with the wrong sign
    std::uint64_t other_bits = 0;   ///< results that differ on another instruction set with FMA
    std::vector<T> misses;          ///< the first inputs whose result is not nearest; kept for the exact tier
    std::string example;            ///< the first input of a violation other than the bound's
    bool violated = false;
};

template <class T>
struct Sweep {
    std::uint64_t inputs = 0;
    double seconds = 0;
    double screen_error = 0;  ///< greatest error of the screen against MPFR, in ULP of T
    std::uint64_t screen_points = 0;
    std::vector<Verdict<T>> verdicts;
};

struct Extent {
    std::uint64_t stride = 1;               ///< float: every how manieth
    std::uint64_t points = 0;               ///< double: how many
    std::uint64_t screen_points = 1000000;  ///< how many of them MPFR checks the screen on
    unsigned threads = 2;
    /// Asks only what must hold under -ffast-math: finite inputs within the bounds, in the standard tier within twice them.
    bool relaxed = false;
};

/// `progress` is told the share that is done.
template <class T>
Sweep<T> sweep(const Case<T>& c, std::size_t quantity, const Isas& isas, const Extent& extent,
               const std::function<void(double share)>& progress);

/// A number that changes when a bound does, or the bits of a result on a small sample.
template <class T>
std::uint64_t fingerprint(const Case<T>& c, std::size_t quantity, const Isas& isas);

}  // namespace exhaustive
