#pragma once

// What losses of logits are judged by.

#include "../rows/rows.hpp"

namespace tests {

inline Real softplus(const Real& x) {
    return x > Real(0) ? x + log1p(exp(-x)) : log1p(exp(x));
}
inline Real sigmoid(const Real& x) {
    return x > Real(0) ? Real(1) / (Real(1) + exp(-x)) : exp(x) / (Real(1) + exp(x));
}

/// An error in ULP of T at `scale`.
template <class T>
double in_ulps(const Real& error, const Real& scale) {
    return rounded<double>(scaled(abs(error), -unit_exponent<T>(scale)));
}

}  // namespace tests
