#include "accuracy.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <stdexcept>
#include <tuple>

#include <catch2/catch_test_macros.hpp>

#include "points.hpp"
#include "ulp.hpp"

namespace tests {

namespace {

/// Keeps the largest error that it is shown.
template <class T>
class Worst {
public:
    Worst(std::string label, double bound) : label_(std::move(label)), bound_(bound) {}

    /// `allowed` is what may be added to an error, absolutely.
    void see(T x, T got, const Real& truth, double allowed = 0) {
        if (allowed == 0 || !std::isfinite(got) || is_nan(truth)) return record(x, got, truth, ulp_error(got, truth));
        // A zero may have either sign there.
        const Real beyond = abs(Real(got) - truth) - Real(allowed);
        record(x, got, truth, std::max(rounded<double>(scaled(beyond, -unit_exponent<T>(truth))), 0.0));
    }

    /// With ACTFN_TEST_TABLE in the environment a line of the table of maxima is printed, too.
    void check() const {
        if (std::getenv("ACTFN_TEST_TABLE") != nullptr) {
            std::printf("%-52s | %10.6f | bound %6.3f | %7zu of %7zu not nearest | %s\n", label_.c_str(), error_,
                        bound_, not_nearest_, count_, where_.c_str());
        }
        INFO(label_ << ": " << error_ << " ULP " << where_);
        CHECK(count_ > 0);
        CHECK(error_ <= bound_);
    }

private:
    void record(T x, T got, const Real& truth, double error) {
        ++count_;
        if (error > 0.5) ++not_nearest_;
        if (error > error_ || count_ == 1) {
            error_ = error;
            where_ = "at x = " + hex(x) + ": got " + hex(got) + ", nearest is " + hex(rounded<T>(truth));
        }
    }

    std::string label_;
    double bound_;
    double error_ = 0;
    std::size_t count_ = 0;
    std::size_t not_nearest_ = 0;
    std::string where_;
};

/// Where a reference is tested in T: where one of its values changes between zero, subnormal, normal, saturated and
/// infinite, the kinks, the stretch that these span, and all finite numbers.
template <class T>
std::vector<T> test_points(const Reference& reference, std::size_t n) {
    using Limits = std::numeric_limits<T>;
    std::vector<T> turns;
    for (const double kink : reference.kinks()) turns.push_back(static_cast<T>(kink));
    for (const int order : {0, 1, 2}) {
        for (const Root& root : reference.roots(order)) turns.push_back(static_cast<T>(root.x));
    }
    for (const auto member : {&Reference::value, &Reference::gradient, &Reference::curvature}) {
        const auto result = [&](T x) { return rounded<T>((reference.*member)(Real(x))); };
        const T first = result(Limits::lowest());
        const T last = result(Limits::max());
        const auto kind = [&](T x) {
            const T y = result(x);
            return std::tuple(std::fpclassify(y), y < 0, y == first, y == last);
        };
        for (const T edge : edges<T>(kind)) turns.push_back(edge);
    }
    Points<T> points;
    points.landmarks();
    T low = 0;
    T high = 0;
    for (const T turn : turns) {
        points.around(turn, 8);
        // What happens at the ends of the type's range says nothing about where the function bends.
        if (std::fabs(turn) > Limits::max() / 1024) continue;
        low = std::min(low, turn);
        high = std::max(high, turn);
    }
    T reach = std::max(high, -low);
    if (reach < Limits::min() * 1024) {
        reach = 8;
        low = -reach;
        high = reach;
    }
    points.bit_uniform(n / 4, T(0), Limits::max());
    points.bit_uniform(n / 4, reach * static_cast<T>(0x1p-30), 2 * reach);
    points.linear(n / 2, low, high);
    return points.take();
}

/// Factors for the backward calls: ordinary ones and ones of every magnitude.
template <class T>
std::vector<T> upstream(std::size_t n) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> ordinary;
    std::uniform_int_distribution<std::int64_t> any(-rank(std::numeric_limits<T>::max()),
                                                    rank(std::numeric_limits<T>::max()));
    std::vector<T> dy;
    for (std::size_t i = 0; i < n; ++i)
        dy.push_back(i % 2 == 0 ? static_cast<T>(ordinary(random)) : ranked<T>(any(random)));
    return dy;
}

/// What may be added to the error at x, absolutely: near_roots times the maximum next to a root, else 0.
double allowed_at(double x, const std::vector<Root>& roots, double near_roots) {
    for (const Root& root : roots) {
        if (root.is_near(x)) return near_roots * root.maximum;
    }
    return 0;
}

template <class T, class Expected>
void check_same_bits(const std::string& label, const std::vector<T>& x, const std::vector<T>& got,
                     const Expected& expected) {
    std::size_t different = 0;
    std::string first;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (same_bits<T>(got[i], expected(i))) continue;
        if (different++ == 0)
            first = "at x = " + hex(x[i]) + ": got " + hex(got[i]) + ", expected " + hex<T>(expected(i));
    }
    INFO(label << ": " << first);
    CHECK(different == 0);
}

template <class T>
void check_bound(const std::string& label, double bound, const std::vector<T>& x, const std::vector<T>& got,
                 const std::vector<Real>& truth, const std::vector<Root>& roots = {}, double near_roots = 0) {
    Worst<T> worst(label, bound);
    for (std::size_t i = 0; i < x.size(); ++i) {
        worst.see(x[i], got[i], truth[i], allowed_at(static_cast<double>(x[i]), roots, near_roots));
    }
    worst.check();
}

/// The exact tier's product of the factors and a derivative, formed in the wider type and rounded once.
template <class T>
void check_product(const std::string& label, const std::vector<T>& x, const std::vector<double>& factor,
                   const std::vector<T>& got, const std::vector<Real>& derivative, const std::vector<Root>& roots,
                   double near_roots) {
    Worst<T> worst(label, actfn::core::rounded_once);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double allowed = allowed_at(static_cast<double>(x[i]), roots, near_roots) * std::fabs(factor[i]);
        worst.see(x[i], got[i], Real(factor[i]) * derivative[i], allowed);
    }
    worst.check();
}

/// A root is one, and its maximum is not above what was seen.
void check_roots(const std::vector<Root>& roots, const auto& quantity, const std::vector<Real>& truth) {
    if (roots.empty()) return;
    double greatest = 0;
    for (const Real& v : truth) {
        const double magnitude = std::fabs(rounded<double>(v));
        if (std::isfinite(magnitude)) greatest = std::max(greatest, magnitude);
    }
    for (const Root& root : roots) {
        INFO("root at " << root.x << " of maximum " << root.maximum << ", seen " << greatest);
        CHECK(root.maximum <= 1.02 * greatest);
        CHECK(std::fabs(rounded<double>(quantity(Real(root.x)))) <= 1e-9 * root.maximum);
    }
}

/// dx = dy * f': for the standard tier the product of the rounded f', for exact rounded once.
template <class T>
void check_backward(const Subject<T>& s, const std::string& call, const std::vector<T>& x, const std::vector<T>& dy,
                    const std::vector<T>& dx, const std::vector<T>& gradient, const std::vector<Real>& truth,
                    const std::vector<Root>& roots = {}) {
    if (s.exact) {
        check_product(s.label + " " + call, x, std::vector<double>(dy.begin(), dy.end()), dx, truth, roots,
                      s.bounds.near_roots);
    } else {
        check_same_bits(s.label + " " + call, x, dx, [&](std::size_t i) { return dy[i] * gradient[i]; });
    }
}

/// ddy = ddx * f' as backward forms it, and dx2 = ddx * dy * f'', multiplied from the left. The truth's f'' is the slope of
/// its f' (check_reference_derivatives), so this is the derivative of backward by x.
template <class T>
void check_backward_backward(const Subject<T>& s, const Reference& reference, const std::vector<T>& x,
                             const std::vector<T>& dy, const std::vector<T>& gradient,
                             const std::vector<Real>& true_gradient, const std::vector<T>& curvature,
                             const std::vector<Real>& true_curvature) {
    const std::vector<T> ddx(dy.rbegin(), dy.rend());
    const auto [dx2, ddy] = s.backward_backward(x, dy, ddx);
    check_backward(s, "backward_backward, ddy", x, ddx, ddy, gradient, true_gradient, reference.roots(1));
    if (s.exact) {
        std::vector<double> factor(x.size());
        std::ranges::transform(ddx, dy, factor.begin(), std::multiplies<double>());
        check_product(s.label + " backward_backward, dx2", x, factor, dx2, true_curvature, reference.roots(2),
                      s.bounds.near_roots);
    } else {
        check_same_bits(s.label + " backward_backward, dx2", x, dx2,
                        [&](std::size_t i) { return ddx[i] * dy[i] * curvature[i]; });
    }
}

}  // namespace

template <class T>
void check_bounds(const Reference& reference, const std::vector<Subject<T>>& tiers, double share) {
    const auto x = test_points<T>(reference, static_cast<std::size_t>(static_cast<double>(point_count()) * share));
    const auto dy = upstream<T>(x.size());
    std::vector<Real> value, gradient, curvature;
    for (const T v : x) {
        const Real exact_x(v);
        value.push_back(reference.value(exact_x));
        gradient.push_back(reference.gradient(exact_x));
        curvature.push_back(reference.curvature(exact_x));
    }
    check_roots(
        reference.roots(0), [&](const Real& v) { return reference.value(v); }, value);
    check_roots(
        reference.roots(1), [&](const Real& v) { return reference.gradient(v); }, gradient);
    check_roots(
        reference.roots(2), [&](const Real& v) { return reference.curvature(v); }, curvature);
    for (const auto& s : tiers) {
        const auto f = s.value(x);
        const auto d = s.gradient(x);
        check_bound(s.label + " f", s.bounds.value, x, f, value, reference.roots(0), s.bounds.near_roots);
        check_bound(s.label + " f'", s.bounds.gradient, x, d, gradient, reference.roots(1), s.bounds.near_roots);
        const auto d2 = s.curvature(x);
        check_bound(s.label + " f''", s.bounds.curvature, x, d2, curvature, reference.roots(2), s.bounds.near_roots);
        const auto [f2, with_f] = s.value_and_gradient(x);
        check_same_bits(s.label + " f with f'", x, f2, [&f = f](std::size_t i) { return f[i]; });
        check_same_bits(s.label + " f' with f", x, with_f, [&d = d](std::size_t i) { return d[i]; });
        check_backward(s, "backward", x, dy, s.backward(x, dy), d, gradient, reference.roots(1));
        check_backward_backward(s, reference, x, dy, d, gradient, d2, curvature);
    }
    if (!tiers.front().from_output) return;
    if (!reference.output_determines_input()) {
        for (const auto& s : tiers) {
            INFO(s.label);
            CHECK_THROWS_AS(s.from_output(x), std::invalid_argument);
            CHECK_THROWS_AS(s.backward_from_output(x, dy), std::invalid_argument);
        }
        return;
    }
    // The outputs there are: f(x) rounded, for all of the points.
    Points<T> outputs;
    for (const Real& v : value) outputs.around(rounded<T>(v), 0);
    const auto all = outputs.take();
    std::vector<T> y;
    std::vector<Real> truth;
    for (const T v : all) {
        auto g = reference.gradient_from_output(Real(v));
        if (is_negative(g) && !is_zero(g)) {
            // An end point that was rounded out of the range: what must hold is the sign.
            for (const auto& s : tiers) {
                INFO(s.label << " from output at y = " << hex(v));
                CHECK(s.from_output({v}).front() >= 0);
            }
            continue;
        }
        y.push_back(v);
        truth.push_back(std::move(g));
    }
    const auto dy_of_y = upstream<T>(y.size());
    for (const auto& s : tiers) {
        const auto d = s.from_output(y);
        check_bound(s.label + " f' from output", s.bounds.from_output, y, d, truth);
        check_backward(s, "backward from output", y, dy_of_y, s.backward_from_output(y, dy_of_y), d, truth);
    }
}

void check_reference_derivatives(const Reference& reference) {
    // Central differences, whose error at this step and precision is far below the tolerance.
    const auto kinks = reference.kinks();
    for (const double reach : {12.0, 0.012}) {
        for (const double point : Points<double>().linear(100, -reach, reach).take()) {
            const double step = 0x1p-90;
            if (std::ranges::any_of(kinks, [&](double k) { return std::fabs(point - k) < 4 * step; })) continue;
            const Real x(point);
            const Real h(step);
            const auto differs = [&](auto member, const Real& derivative) {
                const Real slope = ((reference.*member)(x + h) - (reference.*member)(x - h)) / scaled(h, 1);
                return abs(slope - derivative) > scaled(abs(derivative) + Real(1), -80);
            };
            INFO("reference at x = " << hex(point));
            if (differs(&Reference::value, reference.gradient(x))) FAIL_CHECK("f' is not the slope of f");
            if (differs(&Reference::gradient, reference.curvature(x))) FAIL_CHECK("f'' is not the slope of f'");
        }
    }
}

template <class T>
void check_literals(const Reference& reference, const Subject<T>& s, const std::vector<Literal>& literals) {
    CHECK(literals.size() >= 5);
    for (const auto& literal : literals) {
        const Real published = Real::decimal(literal.value);
        const Real slack = abs(published) * Real(literal.precision);
        const T x = static_cast<T>(literal.x);
        INFO(s.label << " at x = " << literal.x << ", published as " << literal.value);
        REQUIRE(static_cast<double>(x) == literal.x);
        CHECK(abs(reference.value(Real(x)) - published) <= slack);
        const double slack_in_ulp = rounded<double>(scaled(slack, -unit_exponent<T>(published)));
        CHECK(ulp_error(s.scalar_value(x), published) <= s.bounds.value + slack_in_ulp);
    }
}

template <class T>
void check_special_values(const Subject<T>& s, const std::vector<Special<T>>& table) {
    using Limits = std::numeric_limits<T>;
    constexpr std::size_t width = actfn::core::lanes<actfn::core::native_batch<T>>;
    constexpr T neighbour = T(-0.75);
    const auto check = [&](const char* which, T x, const std::optional<T>& expected, const auto& scalar,
                           const auto& array) {
        if (!expected) return;
        INFO(s.label << " " << which << " at x = " << hex(x) << ": expected " << hex(*expected) << ", got "
                     << hex(scalar(x)));
        CHECK(same_bits(scalar(x), *expected));
        for (std::size_t lane = 0; lane < width; ++lane) {
            std::vector<T> in(width, neighbour);
            in[lane] = x;
            const auto out = array(in);
            for (std::size_t i = 0; i < width; ++i) {
                if (same_bits(out[i], i == lane ? *expected : scalar(neighbour))) continue;
                FAIL_CHECK("with x in lane " << lane << ", lane " << i << " is " << hex(out[i]));
                return;
            }
        }
    };
    for (const auto& row : table) {
        check("f", row.x, row.value, s.scalar_value, s.value);
        check("f'", row.x, row.gradient, s.scalar_gradient, s.gradient);
        check("f''", row.x, row.curvature, s.scalar_curvature, s.curvature);
        if (!row.gradient) continue;
        // The product is IEEE's: infinity times 0 is a NaN, and nothing is masked.
        for (const T dy : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), T(0), -T(0)}) {
            const T dx = s.backward({row.x}, {dy}).front();
            INFO(s.label << " backward at x = " << hex(row.x) << ", dy = " << hex(dy) << ": got " << hex(dx));
            CHECK(same_bits(dx, dy * *row.gradient));
        }
    }
}

std::string parameter_text(const std::vector<double>& parameters) {
    std::string text;
    for (const double p : parameters) {
        char digits[32];
        std::snprintf(digits, sizeof digits, " %g", p);
        text += digits;
    }
    return text;
}

template void check_bounds(const Reference&, const std::vector<Subject<float>>&, double);
template void check_bounds(const Reference&, const std::vector<Subject<double>>&, double);
template void check_literals(const Reference&, const Subject<float>&, const std::vector<Literal>&);
template void check_literals(const Reference&, const Subject<double>&, const std::vector<Literal>&);
template void check_special_values(const Subject<float>&, const std::vector<Special<float>>&);
template void check_special_values(const Subject<double>&, const std::vector<Special<double>>&);

}  // namespace tests
