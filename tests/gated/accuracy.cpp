// Gated units against their definition in MPFR, each result within the error that the contract of Gated states.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../functions/identity.hpp"
#include "../functions/relu.hpp"
#include "../functions/sigmoid.hpp"
#include "../functions/tanh.hpp"
#include "../support/points.hpp"
#include "../support/ulp.hpp"
#include "actfn/gated/calls.hpp"
#include "actfn/gated/glu.hpp"

using namespace tests;

namespace {

template <class T>
Real unit_of(const Real& x) {
    return scaled(Real(1), unit_exponent<T>(x));
}

/// A true value, and how far its computed one may be from it, absolutely.
struct Estimate {
    Real truth;
    Real error;

    Real greatest() const { return abs(truth) + error; }
};

/// A function's value or gradient, off by at most `bound` ULP, or by more next to a root.
template <class T>
Estimate estimate(const Real& x, const Real& truth, double bound, const std::vector<Root>& roots, double near_roots) {
    Real error = Real(bound) * unit_of<T>(truth);
    for (const Root& root : roots) {
        if (abs(x - Real(root.x)) <= Real(root.reach)) error = error + Real(near_roots) * Real(root.maximum);
    }
    return {truth, error};
}

/// The product of two computed numbers, rounded to T.
template <class T>
Estimate product(const Estimate& a, const Estimate& b) {
    const Real truth = a.truth * b.truth;
    const Real error = a.error * b.greatest() + b.error * abs(a.truth);
    return {truth, error + Real(0.5) * unit_of<T>(abs(truth) + error)};
}

/// Whether an intermediate product may have left the range of T.
template <class T>
bool may_overflow(const Estimate& e) {
    return e.greatest() >= Real(std::numeric_limits<T>::max());
}

template <class T>
class Judge {
public:
    explicit Judge(std::string what) : what_(std::move(what)) {}

    /// The standard tier: within the error of its products.
    void see(T got, const Estimate& e) {
        if (may_overflow<T>(e)) {
            take(!std::isnan(got) && (std::isinf(got) || abs(Real(got) - e.truth) <= e.error), got, e.truth);
        } else {
            take(std::isfinite(got) && abs(Real(got) - e.truth) <= e.error, got, e.truth);
        }
    }
    /// The exact tier: rounded once, but for what a function may lose next to a root.
    void see_exact(T got, const Estimate& e) {
        const bool near_root = std::isfinite(got) && abs(Real(got) - e.truth) <= e.error;
        take(ulp_error(got, e.truth) <= actfn::core::rounded_once || near_root, got, e.truth);
    }
    void check() const {
        INFO(what_ << ": " << wrong_ << " of " << count_ << " " << first_);
        CHECK(count_ > 1000);
        CHECK(wrong_ == 0);
    }

private:
    void take(bool right, T got, const Real& truth) {
        ++count_;
        if (!right && ++wrong_ == 1) first_ = "got " + hex(got) + ", nearest is " + hex(rounded<T>(truth));
    }

    std::string what_;
    std::string first_;
    std::size_t count_ = 0;
    std::size_t wrong_ = 0;
};

/// Numbers of ordinary size, in the tails of the functions, and of every magnitude.
template <class T>
std::vector<T> mixed(std::size_t n, unsigned salt) {
    std::mt19937_64 random(salt);
    std::uniform_real_distribution<double> ordinary(-4, 4);
    std::uniform_real_distribution<double> tails(-120, 120);
    std::uniform_int_distribution<std::int64_t> any(-rank(std::numeric_limits<T>::max()),
                                                    rank(std::numeric_limits<T>::max()));
    std::vector<T> x;
    while (x.size() < n) {
        const auto kind = random() % 4;
        x.push_back(kind < 2    ? static_cast<T>(ordinary(random))
                    : kind == 2 ? static_cast<T>(tails(random))
                                : ranked<T>(any(random)));
    }
    return x;
}

template <class U>
void check_unit(const std::string& label) {
    using T = typename U::value_type;
    constexpr bool exact = std::is_same_v<typename U::tier, actfn::exact>;
    const U unit;
    const auto f = reference<Real>(unit.f());
    const auto g = reference<Real>(unit.g());
    constexpr actfn::Bounds b = std::decay_t<decltype(unit.f())>::bounds;
    constexpr actfn::Bounds c = std::decay_t<decltype(unit.g())>::bounds;
    const std::size_t n = point_count();
    const auto gate = mixed<T>(n, 1), up = mixed<T>(n, 2), dy = mixed<T>(n, 3);
    std::vector<T> y(n), dgate(n), dup(n);
    actfn::forward(unit, gate, up, y);
    actfn::backward(unit, gate, up, dy, dgate, dup);
    Judge<T> values(label + " y"), of_gate(label + " dgate"), of_up(label + " dup");
    for (std::size_t i = 0; i < n; ++i) {
        const Real x(gate[i]), z(up[i]);
        const Real v(dy[i]);
        if constexpr (exact) {
            const auto allowed = [&](const auto& roots, const Real& at, double near_roots, const Real& factor) {
                return abs(factor) * estimate<T>(at, Real(0), 0, roots, near_roots).error;
            };
            const Real fx = f.value(x), gz = g.value(z), slope = f.gradient(x), rise = g.gradient(z);
            values.see_exact(y[i], {fx * gz, Real(0)});
            of_gate.see_exact(dgate[i], {v * gz * slope, allowed(f.roots(1), x, b.near_roots, v * gz)});
            of_up.see_exact(dup[i], {v * fx * rise, allowed(g.roots(1), z, c.near_roots, v * fx)});
        } else {
            const auto fx = estimate<T>(x, f.value(x), b.value, f.roots(0), b.near_roots);
            const auto gz = estimate<T>(z, g.value(z), c.value, g.roots(0), c.near_roots);
            const auto slope = estimate<T>(x, f.gradient(x), b.gradient, f.roots(1), b.near_roots);
            const auto rise = estimate<T>(z, g.gradient(z), c.gradient, g.roots(1), c.near_roots);
            const Estimate upstream{v, Real(0)};
            values.see(y[i], product<T>(fx, gz));
            // A product that overflows on the way may be multiplied by 0.
            const auto left = product<T>(upstream, gz), right = product<T>(upstream, fx);
            if (!may_overflow<T>(left)) of_gate.see(dgate[i], product<T>(left, slope));
            if (!may_overflow<T>(right)) of_up.see(dup[i], product<T>(right, rise));
        }
    }
    values.check();
    of_gate.check();
    of_up.check();
}

}  // namespace

#define CHECK_UNIT(G)                                               \
    check_unit<actfn::G<float>>(#G "<float>");                      \
    check_unit<actfn::G<float, actfn::exact>>(#G "<float, exact>"); \
    check_unit<actfn::G<double>>(#G "<double>")

TEST_CASE("gated units are within the error that they state", "[gated][accuracy]") {
    CHECK_UNIT(GLU);
    CHECK_UNIT(GTU);
    CHECK_UNIT(BilinearGLU);
    CHECK_UNIT(ReGLU);
}
