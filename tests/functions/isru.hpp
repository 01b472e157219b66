#pragma once

// The inverse square root unit against its definition, x / sqrt(1 + alpha x^2) (Carlile et al., 2017).

#include <limits>
#include <vector>

#include "../support/function_data.hpp"
#include "actfn/functions/isru.hpp"

namespace tests {

/// Carlile, Delamarter, Kinney, Marti and Whitney, 2017.
template <class R>
struct IsruReference : BasicReference<R> {
    explicit IsruReference(const R& p) : alpha(p) {}
    R sum(const R& x) const { return R(1) + alpha * x * x; }
    R value(const R& x) const override {
        if (is_infinite(x)) return is_zero(alpha) ? x : (x > R(0) ? R(1) : R(-1)) / sqrt(alpha);
        return x / sqrt(sum(x));
    }
    R gradient(const R& x) const override {
        if (is_zero(alpha)) return x == x ? R(1) : x;
        const R q = sum(x);
        return R(1) / (q * sqrt(q));
    }
    R curvature(const R& x) const override {
        if (is_infinite(x)) return x > R(0) ? -R(0) : R(0);
        const R q = sum(x);
        return R(-3) * alpha * x / (q * q * sqrt(q));
    }
    R gradient_from_output(const R& y) const override {
        if (is_zero(alpha)) return R(1);
        // Negative for an end that was rounded out of the range.
        const R rest = R(1) - alpha * y * y;
        return rest * sqrt(abs(rest));
    }

    R alpha;
};

template <class R, class T, class Tier>
auto reference(const actfn::ISRU<T, Tier>& f) {
    return IsruReference<R>(R(f.alpha()));
}

template <>
struct FunctionData<actfn::ISRU> {
    static std::vector<std::vector<double>> parameters() {
        return {{0.0}, {0.3}, {1e-3}, {1e3}, {2.0}, {1e-38}, {1e38}, {1e-42}, {1.5e-45}};
    }

    // From sqrt(2), sqrt(5) (OEIS A010503, A010532) and the Pythagorean triples 3, 4, 5 and 8, 15, 17.
    static std::vector<Literal> published() {
        return {
            {0, "0", 0},
            {1, "0.7071067811865475244008443621048490393", 1e-36},
            {-2, "-0.8944271909999158785636694674925104942", 1e-36},
            {0.75, "0.6", 1e-30},
            {-1.875, "-0.88235294117647058823529411764705882353", 1e-36},
        };
    }

    template <class T, class Tier>
    static std::vector<Special<T>> special_values(const actfn::ISRU<T, Tier>& f) {
        using L = std::numeric_limits<T>;
        [[maybe_unused]] const T nan = L::quiet_NaN();
        const T inf = L::infinity();
        std::vector<Special<T>> all = {
            {T(0), T(0), T(1), -T(0)},
            {-T(0), -T(0), T(1), T(0)},
            {nan, nan, nan, nan},
            {L::denorm_min(), L::denorm_min(), T(1), {}},
            {-L::denorm_min(), -L::denorm_min(), T(1), {}},
        };
        if (f.alpha() == 0) {
            all.push_back({inf, inf, T(1), -T(0)});
            all.push_back({-L::max(), -L::max(), T(1), T(0)});
        } else if (f.alpha() == 1) {
            all.push_back({inf, T(1), {}, {}});
            all.push_back({-inf, T(-1), {}, {}});
            all.push_back({L::max(), T(1), {}, {}});
        }
        return all;
    }
};

}  // namespace tests
