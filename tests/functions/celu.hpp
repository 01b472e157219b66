#pragma once

// The continuously differentiable exponential linear unit against its definition (Barron, 2017).

#include <limits>
#include <optional>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/celu.hpp"

namespace tests {

/// Barron, 2017.
template <class R>
struct CeluReference : BasicReference<R> {
    explicit CeluReference(const R& p) : alpha(p) {}
    // -0 stays what it is.
    R value(const R& x) const override { return x < R(0) ? alpha * expm1(x / alpha) : x; }
    R gradient(const R& x) const override { return x > R(0) ? R(1) : exp(x / alpha); }
    R curvature(const R& x) const override { return x > R(0) ? R(0) : exp(x / alpha) / alpha; }
    R gradient_from_output(const R& y) const override { return y > R(0) ? R(1) : (y + alpha) / alpha; }
    std::vector<double> kinks() const override { return {0}; }

    R alpha;
};

template <class R, class T, class Tier>
auto reference(const actfn::CELU<T, Tier>& f) {
    return CeluReference<R>(R(f.alpha()));
}

template <>
struct FunctionData<actfn::CELU> {
    static std::vector<std::vector<double>> parameters() { return {{0.3}, {1e-3}, {1e3}, {1e-38}, {1e38}, {1.999}}; }

    // For alpha = 1 it is ELU: conformance tests of WebNN (web-platform-tests, elu), in float.
    static std::vector<Literal> published() {
        return {
            {-0x1.eee51ap+1, "-0.9790657162666321", 1e-7}, {-0x1.d82bf0p+1, "-0.9749990105628967", 1e-7},
            {-0x1.35daa6p+0, "-0.7019122838973999", 1e-7}, {-0x1.cb473ap-4, "-0.10607059299945831", 1e-7},
            {0x1.175e36p-1, "0.5456406474113464", 1e-7},   {0, "0", 0},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::CELU<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        const T alpha = f.alpha();
        const T inf = L::infinity();
        const T nan = L::quiet_NaN();
        const T least = L::denorm_min();
        std::optional<T> curvature;
        if (1 / alpha >= L::min()) curvature = 1 / alpha;  // a subnormal one is rounded twice
        std::vector<Special<T>> table = {
            {T(0), T(0), T(1), curvature},
            {-T(0), -T(0), T(1), curvature},
            {inf, inf, T(1), T(0)},
            {-inf, -alpha, T(0), T(0)},
            {nan, nan, nan, nan},
            {least, least, T(1), T(0)},
            {L::min(), L::min(), T(1), T(0)},
            {L::max(), L::max(), T(1), T(0)},
        };
        if (alpha < T(1e30)) table.push_back({L::lowest(), -alpha, T(0), T(0)});
        if (alpha > T(1e-30)) {
            for (const T x : {-least, -L::min()}) table.push_back({x, x, T(1), curvature});
        }
        return table;
    }
};

}  // namespace tests
