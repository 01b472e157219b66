#pragma once

// The two functions of the clamped SwiGLU as gpt-oss defines them.

#include <vector>

#include "../functions/swish.hpp"
#include "actfn/gated/clamped_swiglu.hpp"

namespace tests {

template <class R>
struct ClampedSwishReference : BasicReference<R> {
    ClampedSwishReference(const R& l, const R& alpha) : limit(l), swish(alpha) {}
    R value(const R& x) const override { return swish.value(x < limit ? x : limit); }
    R gradient(const R& x) const override { return x < limit ? swish.gradient(x) : R(0); }
    R curvature(const R& x) const override { return x < limit ? swish.curvature(x) : R(0); }
    std::vector<Root> roots(int order) const override { return swish.roots(order); }

    R limit;
    SwishReference<R> swish;
};

template <class R>
struct ClampedPlusOneReference : BasicReference<R> {
    explicit ClampedPlusOneReference(const R& l) : limit(l) {}
    R value(const R& x) const override { return (abs(x) < limit ? x : x > R(0) ? limit : -limit) + R(1); }
    R gradient(const R& x) const override { return abs(x) < limit ? R(1) : R(0); }
    R curvature(const R&) const override { return R(0); }

    R limit;
};

template <class R, class T, class Tier>
auto reference(const actfn::ClampedSwish<T, Tier>& f) {
    return ClampedSwishReference<R>(R(f.limit()), R(f.alpha()));
}
template <class R, class T, class Tier>
auto reference(const actfn::ClampedPlusOne<T, Tier>& f) {
    return ClampedPlusOneReference<R>(R(f.limit()));
}

}  // namespace tests
