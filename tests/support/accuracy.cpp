#include "accuracy.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "points.hpp"
#include "subject.hpp"
#include "test_points.hpp"
#include "ulp.hpp"

namespace tests {

namespace {

/// Keeps the largest error that it is shown.
template <class T>
class Worst {
public:
    Worst(std::string label, double bound, int digits = 0) : label_(std::move(label)), bound_(bound), digits_(digits) {}

    /// `allowed` is what may be added to an error, absolutely.
    void see(T x, T got, const Real& truth, double allowed = 0) {
        if (allowed == 0 || !std::isfinite(got) || is_nan(truth))
            return record(x, got, truth, ulp_error(got, truth, digits_));
        // A zero may have either sign there.
        const Real beyond = abs(Real(got) - truth) - Real(allowed);
        record(x, got, truth, std::max(in_units<T>(beyond, truth, digits_), 0.0));
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
    int digits_;
    double error_ = 0;
    std::size_t count_ = 0;
    std::size_t not_nearest_ = 0;
    std::string where_;
};

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
                 const std::vector<Real>& truth, const actfn::Bounds& stated, const std::vector<Root>& roots = {}) {
    Worst<T> worst(label, bound, stated.digits);
    for (std::size_t i = 0; i < x.size(); ++i) {
        worst.see(x[i], got[i], truth[i], allowed_at(static_cast<double>(x[i]), roots, stated.near_roots));
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
    if (s.exact()) {
        check_product(s.label() + " " + call, x, std::vector<double>(dy.begin(), dy.end()), dx, truth, roots,
                      s.bounds().near_roots);
    } else {
        check_same_bits(s.label() + " " + call, x, dx, [&](std::size_t i) { return dy[i] * gradient[i]; });
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
    if (s.exact()) {
        std::vector<double> factor(x.size());
        std::ranges::transform(ddx, dy, factor.begin(), std::multiplies<double>());
        check_product(s.label() + " backward_backward, dx2", x, factor, dx2, true_curvature, reference.roots(2),
                      s.bounds().near_roots);
    } else {
        check_same_bits(s.label() + " backward_backward, dx2", x, dx2,
                        [&](std::size_t i) { return ddx[i] * dy[i] * curvature[i]; });
    }
}

/// All calls of the subjects against the reference, on the given share of the points.
template <class T>
void check_bounds(const Reference& reference, const std::vector<Subject<T>>& subjects, double share) {
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
    for (const auto& s : subjects) {
        const auto f = s.buffer(0, x);
        const auto d = s.buffer(1, x);
        check_bound(s.label() + " f", s.bounds().value, x, f, value, s.bounds(), reference.roots(0));
        check_bound(s.label() + " f'", s.bounds().gradient, x, d, gradient, s.bounds(), reference.roots(1));
        const auto d2 = s.buffer(2, x);
        check_bound(s.label() + " f''", s.bounds().curvature, x, d2, curvature, s.bounds(), reference.roots(2));
        const auto [f2, with_f] = s.value_and_gradient(x);
        check_same_bits(s.label() + " f with f'", x, f2, [&f = f](std::size_t i) { return f[i]; });
        check_same_bits(s.label() + " f' with f", x, with_f, [&d = d](std::size_t i) { return d[i]; });
        if (!s.has_products()) continue;
        check_backward(s, "backward", x, dy, s.backward(x, dy), d, gradient, reference.roots(1));
        check_backward_backward(s, reference, x, dy, d, gradient, d2, curvature);
    }
    if (!subjects.front().has_from_output()) return;
    if (!reference.output_determines_input()) {
        for (const auto& s : subjects) {
            INFO(s.label());
            CHECK_THROWS_AS(s.buffer(3, x), std::invalid_argument);
            if (s.has_products()) CHECK_THROWS_AS(s.backward_from_output(x, dy), std::invalid_argument);
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
        if (reference.increasing() && is_negative(g) && !is_zero(g)) {
            // An end point that was rounded out of the range: what must hold is the sign.
            for (const auto& s : subjects) {
                INFO(s.label() << " from output at y = " << hex(v));
                CHECK(s.buffer(3, {v}).front() >= 0);
            }
            continue;
        }
        y.push_back(v);
        truth.push_back(std::move(g));
    }
    const auto dy_of_y = upstream<T>(y.size());
    for (const auto& s : subjects) {
        const auto d = s.buffer(3, y);
        check_bound(s.label() + " f' from output", s.bounds().from_output, y, d, truth, s.bounds());
        if (!s.has_products()) continue;
        check_backward(s, "backward from output", y, dy_of_y, s.backward_from_output(y, dy_of_y), d, truth);
    }
}

/// The derivatives of the reference are those of its value.
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

}  // namespace

void check_accuracy(const DataFile& data) {
    const auto check = [&](const Parameters& parameters, double share) {
        const auto of_float = data.reference_of_float(parameters);
        check_reference_derivatives(*of_float);
        const Subjects all = subjects(data.name, parameters);
        check_bounds(*of_float, all.of_float, share);
        check_bounds(*data.reference_of_double(parameters), all.of_double, share / 2);
    };
    check({}, 1);
    for (const auto& parameters : data.parameters) check(parameters, 0.2);
}

}  // namespace tests
