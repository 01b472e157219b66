#pragma once

// Every function of the library as its source defines it, once, for the accuracy tests and for the exhaustive checker.
// reference<R>(f) is the one for a functor f, with the parameters that f holds.

#include <vector>

#include "../support/reference.hpp"
#include "actfn/functions/list.hpp"

namespace tests {

template <class R>
struct IdentityReference : BasicReference<R> {
    R value(const R& x) const override { return x; }
    R gradient(const R&) const override { return R(1); }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R&) const override { return R(1); }
};

/// McCulloch and Pitts, 1943.
template <class R>
struct StepReference : BasicReference<R> {
    explicit StepReference(const R& p) : at_zero(p) {}
    R value(const R& x) const override { return is_zero(x) ? at_zero : x > R(0) ? R(1) : R(0); }
    R gradient(const R&) const override { return R(0); }
    R curvature(const R&) const override { return R(0); }
    std::vector<double> kinks() const override { return {0}; }
    bool increasing() const override { return at_zero >= R(0) && at_zero <= R(1); }

    R at_zero;
};

/// 1 / (1 + e^-x) (Cox, 1958), with t = e^-abs(x): both tails keep their digits in it, and nothing overflows.
template <class R>
struct SigmoidReference : BasicReference<R> {
    static R t(const R& x) { return exp(-abs(x)); }
    static R odd(const R& x, const R& r) { return x > R(0) || (is_zero(x) && !is_negative(x)) ? -r : r; }

    R value(const R& x) const override {
        const R e = t(x);
        return (x > R(0) ? R(1) : e) / (R(1) + e);
    }
    R gradient(const R& x) const override {
        const R e = t(x);
        const R d = R(1) + e;
        return e / (d * d);
    }
    R curvature(const R& x) const override {
        const R e = t(x);
        const R d = R(1) + e;
        return odd(x, e * -expm1(-abs(x)) / (d * d * d));
    }
    R gradient_from_output(const R& y) const override { return y * (R(1) - y); }
};

template <class R>
struct TanhReference : BasicReference<R> {
    R value(const R& x) const override { return tanh(x); }
    R gradient(const R& x) const override {
        const R s = sech(x);
        return s * s;
    }
    R curvature(const R& x) const override { return R(-2) * tanh(x) * gradient(x); }
    R gradient_from_output(const R& y) const override { return (R(1) - y) * (R(1) + y); }
};

/// min(max((x + 3) / 6, 0), 1) (Howard et al., 2019).
template <class R>
struct HardSigmoidReference : BasicReference<R> {
    R value(const R& x) const override { return x >= R(3) ? R(1) : x <= R(-3) ? R(0) : (x + R(3)) / R(6); }
    R gradient(const R& x) const override { return abs(x) < R(3) ? R(1) / R(6) : R(0); }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return y > R(0) && y < R(1) ? R(1) / R(6) : R(0); }
    std::vector<double> kinks() const override { return {-3, 3}; }
};

/// Nair and Hinton, 2010.
template <class R>
struct ReluReference : BasicReference<R> {
    R value(const R& x) const override { return x > R(0) ? x : R(0); }
    R gradient(const R& x) const override { return x > R(0) ? R(1) : R(0); }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return gradient(y); }
    std::vector<double> kinks() const override { return {0}; }
};

/// Maas, Hannun and Ng, 2013.
template <class R>
struct LeakyReluReference : BasicReference<R> {
    explicit LeakyReluReference(const R& p) : slope(p) {}
    R value(const R& x) const override {
        // The limit for a slope of 0, which is no NaN.
        if (is_zero(slope) && is_infinite(x)) return x > R(0) ? x : -slope;
        return x > R(0) ? x : slope * x;
    }
    R gradient(const R& x) const override { return x > R(0) ? R(1) : slope; }
    R curvature(const R&) const override { return R(0); }
    R gradient_from_output(const R& y) const override { return gradient(y); }
    std::vector<double> kinks() const override { return {0}; }
    bool increasing() const override { return slope >= R(0); }

    R slope;
};

/// In evaluation (Xu, Wang, Chen and Li, 2015): the leaky one whose slope is the real mean of the bounds.
template <class R>
struct RReluReference : LeakyReluReference<R> {
    RReluReference(const R& lower, const R& upper) : LeakyReluReference<R>(scaled(lower + upper, -1)) {}
};

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

/// The constants of the paper's appendix (Klambauer, Unterthiner, Mayr and Hochreiter, 2017): equation 14 at the fixed point
/// of mean 0, variance 1.
struct SeluConstants {
    SeluConstants() {
        const Real root_e = exp(Real(0.5));
        const Real e = exp(Real(1));
        const Real half = erfc(Real(1) / sqrt(Real(2)));
        alpha = -sqrt(Real(2) / pi()) / (half * root_e - Real(1));
        const Real variance = Real(2) * erfc(sqrt(Real(2))) * e * e + pi() * half * half * e -
                              Real(2) * (Real(2) + pi()) * half * root_e + pi() + Real(2);
        scale = (Real(1) - half * root_e) * sqrt(Real(2) * pi()) / sqrt(variance);
    }
    Real alpha, scale;
};

template <class R>
struct SeluReference : BasicReference<R> {
    SeluReference() {
        const SeluConstants paper;
        scale = number<R>(paper.scale);
        const Real product = paper.scale * paper.alpha;
        scale_alpha = number<R>(product);
        floor = R(rounded<double>(product));
        floor_rest = number<R>(product - Real(rounded<double>(product)));
    }
    R value(const R& x) const override { return x > R(0) ? scale * x : x < R(0) ? scale_alpha * expm1(x) : x; }
    R gradient(const R& x) const override { return x > R(0) ? scale : scale_alpha * exp(x); }
    R curvature(const R& x) const override { return x > R(0) ? R(0) : scale_alpha * exp(x); }
    R gradient_from_output(const R& y) const override { return y > R(0) ? scale : (y + floor) + floor_rest; }
    std::vector<double> kinks() const override { return {0}; }

    R scale, scale_alpha;
    // scale * alpha in two parts, for the sum with a y that nearly cancels it.
    R floor, floor_rest;
};

/// log(1 + e^(beta x)) / beta (Dugas et al., 2000).
template <class R>
struct SoftplusReference : BasicReference<R> {
    explicit SoftplusReference(const R& p) : beta(p) {}
    R value(const R& x) const override {
        const R rest = log1p(exp(-abs(beta * x))) / beta;
        return x > R(0) ? x + rest : rest;
    }
    R gradient(const R& x) const override {
        const R t = exp(-abs(beta * x));
        return (x > R(0) ? R(1) : t) / (R(1) + t);
    }
    R curvature(const R& x) const override {
        const R t = exp(-abs(beta * x));
        return beta * t / ((R(1) + t) * (R(1) + t));
    }
    R gradient_from_output(const R& y) const override { return -expm1(-beta * y); }

    R beta;
};

// clang-format off
template <class R, class T, class Tier> auto reference(const actfn::Identity<T, Tier>&) { return IdentityReference<R>(); }
template <class R, class T, class Tier> auto reference(const actfn::Step<T, Tier>& f) { return StepReference<R>(R(f.at_zero())); }
template <class R, class T, class Tier> auto reference(const actfn::Sigmoid<T, Tier>&) { return SigmoidReference<R>(); }
template <class R, class T, class Tier> auto reference(const actfn::Tanh<T, Tier>&) { return TanhReference<R>(); }
template <class R, class T, class Tier> auto reference(const actfn::HardSigmoid<T, Tier>&) { return HardSigmoidReference<R>(); }
template <class R, class T, class Tier> auto reference(const actfn::ReLU<T, Tier>&) { return ReluReference<R>(); }
template <class R, class T, class Tier> auto reference(const actfn::LeakyReLU<T, Tier>& f) { return LeakyReluReference<R>(R(f.slope())); }
template <class R, class T, class Tier> auto reference(const actfn::RReLU<T, Tier>& f) { return RReluReference<R>(R(f.lower()), R(f.upper())); }
template <class R, class T, class Tier> auto reference(const actfn::ELU<T, Tier>& f) { return EluReference<R>(R(f.alpha())); }
template <class R, class T, class Tier> auto reference(const actfn::SELU<T, Tier>&) { return SeluReference<R>(); }
template <class R, class T, class Tier> auto reference(const actfn::Softplus<T, Tier>& f) { return SoftplusReference<R>(R(f.beta())); }
// clang-format on

}  // namespace tests
