// Gated units against their definition in MPFR, each result within the error that the contract of Gated states.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../functions/gelu.hpp"
#include "../functions/gelu_tanh.hpp"
#include "../functions/identity.hpp"
#include "../functions/quick_gelu.hpp"
#include "../functions/relu.hpp"
#include "../functions/sigmoid.hpp"
#include "../functions/silu.hpp"
#include "../functions/tanh.hpp"
#include "../support/points.hpp"
#include "../support/ulp.hpp"
#include "actfn/gated/calls.hpp"
#include "actfn/gated/glu.hpp"
#include "clamped_swiglu.hpp"

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

/// What a unit was given and gave.
template <class T>
struct Calls {
    std::vector<T> gate, up, dy, y, dgate, dup;
};

/// Not a template over the unit, so that it is compiled once for each element type. b and c are the bounds of f and g.
template <class T>
void judge(const std::string& label, bool exact, const Reference& f, const actfn::Bounds& b, const Reference& g,
           const actfn::Bounds& c, const Calls<T>& calls) {
    Judge<T> values(label + " y"), of_gate(label + " dgate"), of_up(label + " dup");
    for (std::size_t i = 0; i < calls.gate.size(); ++i) {
        const Real x(calls.gate[i]), z(calls.up[i]), v(calls.dy[i]);
        const auto fx = estimate<T>(x, f.value(x), b.value, f.roots(0), b.near_roots);
        const auto gz = estimate<T>(z, g.value(z), c.value, g.roots(0), c.near_roots);
        const auto slope = estimate<T>(x, f.gradient(x), b.gradient, f.roots(1), b.near_roots);
        const auto rise = estimate<T>(z, g.gradient(z), c.gradient, g.roots(1), c.near_roots);
        if (exact) {
            const auto allowed = [](const Real& at, const std::vector<Root>& roots, double near_roots,
                                    const Real& factor) {
                return abs(factor) * estimate<T>(at, Real(0), 0, roots, near_roots).error;
            };
            const Real left = v * gz.truth, right = v * fx.truth;
            values.see_exact(calls.y[i], {fx.truth * gz.truth, Real(0)});
            of_gate.see_exact(calls.dgate[i], {left * slope.truth, allowed(x, f.roots(1), b.near_roots, left)});
            of_up.see_exact(calls.dup[i], {right * rise.truth, allowed(z, g.roots(1), c.near_roots, right)});
        } else {
            const Estimate upstream{v, Real(0)};
            values.see(calls.y[i], product<T>(fx, gz));
            // A product that overflows on the way may be multiplied by 0.
            const auto left = product<T>(upstream, gz), right = product<T>(upstream, fx);
            if (!may_overflow<T>(left)) of_gate.see(calls.dgate[i], product<T>(left, slope));
            if (!may_overflow<T>(right)) of_up.see(calls.dup[i], product<T>(right, rise));
        }
    }
    values.check();
    of_gate.check();
    of_up.check();
}

template <class U>
void check_unit(const std::string& label, const U& unit = U()) {
    using T = typename U::value_type;
    const std::size_t n = point_count() / 4;
    Calls<T> calls{mixed<T>(n, 1),    mixed<T>(n, 2),    mixed<T>(n, 3),
                   std::vector<T>(n), std::vector<T>(n), std::vector<T>(n)};
    actfn::forward(unit, calls.gate, calls.up, calls.y);
    actfn::backward(unit, calls.gate, calls.up, calls.dy, calls.dgate, calls.dup);
    judge(label, std::is_same_v<typename U::tier, actfn::exact>, reference<Real>(unit.f()),
          std::decay_t<decltype(unit.f())>::bounds, reference<Real>(unit.g()), std::decay_t<decltype(unit.g())>::bounds,
          calls);
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
    CHECK_UNIT(SwiGLU);
    CHECK_UNIT(GEGLU);
    CHECK_UNIT(GEGLUTanh);
    CHECK_UNIT(QuickGEGLU);
    CHECK_UNIT(ClampedSwiGLU);
    check_unit("ClampedSwiGLU<float>(0.5, 3)", actfn::ClampedSwiGLU<float>(0.5f, 3.0f));
    check_unit("ClampedSwiGLU<double>(1e3, -0.5)", actfn::ClampedSwiGLU<double>(1e3, -0.5));
}

TEST_CASE("the clamped SwiGLU at its limits and beyond", "[gated][special]") {
    const auto check = []<class T>(T) {
        const actfn::ClampedSwiGLU<T> unit;
        const T inf = std::numeric_limits<T>::infinity();
        const T nan = std::numeric_limits<T>::quiet_NaN();
        const auto gradients = [&](T gate, T up) {
            std::array<T, 1> dgate, dup;
            actfn::backward(unit, std::array{gate}, std::array{up}, std::array{T(1)}, dgate, dup);
            return std::array{dgate[0], dup[0]};
        };
        CHECK(same_bits(unit(inf, inf), unit(T(7), T(7))));
        CHECK(same_bits(unit(T(7), -inf), unit(T(7), T(-7))));
        CHECK(std::isnan(unit(nan, T(1))));
        CHECK(std::isnan(unit(T(1), nan)));
        CHECK(same_bits(unit(T(0), T(3)), T(0)));
        // A limit belongs to what is flat beyond it.
        for (const T gate : {T(7), T(8), inf}) CHECK(same_bits(gradients(gate, T(2))[0], T(0)));
        for (const T up : {T(7), T(-7), inf, -inf}) CHECK(gradients(T(2), up)[1] == 0);
        CHECK(gradients(std::nextafter(T(7), T(0)), T(2))[0] > 2.9);
        CHECK(gradients(T(2), std::nextafter(T(-7), T(0)))[1] > 1.9);
        CHECK(std::isnan(gradients(nan, T(1))[0]));
        CHECK(std::isnan(gradients(T(1), nan)[1]));
    };
    check(1.0f);
    check(1.0);
    CHECK(actfn::ClampedSwiGLU<float>().limit() == 7);
    CHECK(actfn::ClampedSwiGLU<float>().alpha() == 1.702f);
    CHECK_THROWS_AS(actfn::ClampedSwiGLU<float>(0.0f), std::invalid_argument);
}
