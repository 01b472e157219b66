#pragma once

// The exponential linear unit against its definition (Clevert, Unterthiner and Hochreiter, 2015).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/elu.hpp"

namespace tests {

/// Clevert, Unterthiner and Hochreiter, 2015.
template <class R>
struct EluReference : BasicReference<R> {
    explicit EluReference(const R& p) : alpha(p) {}
    // -0 stays what it is, whatever the sign of alpha.
    R value(const R& x) const override { return x < R(0) ? alpha * expm1(x) : x; }
    R gradient(const R& x) const override { return x > R(0) ? R(1) : alpha * exp(x); }
    R curvature(const R& x) const override { return x > R(0) ? R(0) : alpha * exp(x); }
    R gradient_from_output(const R& y) const override { return y > R(0) ? R(1) : y + alpha; }
    std::vector<double> kinks() const override { return {0}; }
    bool increasing() const override { return alpha >= R(0); }

    R alpha;
};

template <class R, class T, class Tier>
auto reference(const actfn::ELU<T, Tier>& f) {
    return EluReference<R>(R(f.alpha()));
}

template <>
struct FunctionData<actfn::ELU> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.0}, {0.3}, {1e-3}, {1e3}, {1e-38}, {1e38}, {-0.5}, {-1e3}};
    }

    // Conformance tests of WebNN (web-platform-tests, elu), in float.
    static std::vector<Literal> published() {
        return {
            {-0x1.eee51ap+1, "-0.9790657162666321", 1e-7}, {-0x1.d82bf0p+1, "-0.9749990105628967", 1e-7},
            {-0x1.35daa6p+0, "-0.7019122838973999", 1e-7}, {-0x1.cb473ap-4, "-0.10607059299945831", 1e-7},
            {0x1.175e36p-1, "0.5456406474113464", 1e-7},   {0, "0", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::ELU<T, Tier>& f) {
        const T alpha = f.alpha();
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        const T least = L::denorm_min();
        return {
            {T(0), T(0), alpha, alpha},
            {-T(0), -T(0), alpha, alpha},
            {inf, inf, T(1), T(0)},
            {-inf, -alpha, alpha * 0, alpha * 0},
            {nan, nan, nan, nan},
            {least, least, T(1), T(0)},
            {-least, alpha * -least, alpha, alpha},
            {L::min(), L::min(), T(1), T(0)},
            {-L::min(), alpha * -L::min(), alpha, alpha},
            {L::max(), L::max(), T(1), T(0)},
            {-L::max(), -alpha, alpha * 0, alpha * 0},
        };
    }
};

}  // namespace tests
