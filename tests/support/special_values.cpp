#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "accuracy.hpp"
#include "points.hpp"
#include "subject.hpp"
#include "ulp.hpp"

namespace tests {

namespace {

/// Both the reference and the subject have the published values.
template <class T>
void check_literals(const Reference& reference, const Subject<T>& s, const std::vector<Literal>& literals) {
    CHECK(literals.size() >= 5);
    for (const auto& literal : literals) {
        const Real published = Real::decimal(literal.value);
        const Real slack = abs(published) * Real(literal.precision);
        const T x = static_cast<T>(literal.x);
        INFO(s.label() << " at x = " << literal.x << ", published as " << literal.value);
        REQUIRE(static_cast<double>(x) == literal.x);
        CHECK(abs(reference.value(Real(x)) - published) <= slack);
        const int digits = s.bounds().digits;
        const double slack_in_ulp = in_units<T>(slack, published, digits);
        CHECK(ulp_error(s.scalar(0, x), published, digits) <= s.bounds().value + slack_in_ulp);
    }
}

/// By scalar and in every lane of the widest batch, among lanes with another value; backward at infinite, NaN and zero
/// factors.
template <class T>
void check_table(const Subject<T>& s, const std::vector<Special<T>>& table) {
    using Limits = std::numeric_limits<T>;
    constexpr std::size_t width = 64 / sizeof(T);
    constexpr T neighbour = T(-0.75);
    const auto check = [&](const char* which, std::size_t quantity, T x, std::optional<T> expected, double bound) {
        if (!expected) return;
        const T got = s.scalar(quantity, x);
        INFO(s.label() << " " << which << " at x = " << hex(x) << ": expected " << hex(*expected) << ", got "
                       << hex(got));
        if (s.bounds().digits != 0 && std::isfinite(*expected) && *expected != 0) {
            // What is neither 0 nor infinite is a value like any other.
            CHECK(ulp_error(got, Real(*expected), s.bounds().digits) <= bound);
            expected = got;
        }
        CHECK(same_bits(got, *expected));
        const T beside = s.scalar(quantity, neighbour);
        for (std::size_t lane = 0; lane < width; ++lane) {
            std::vector<T> in(width, neighbour);
            in[lane] = x;
            const auto by_buffer = s.buffer(quantity, in);
            for (const auto& out : {by_buffer, s.has_batch() ? s.batch(quantity, in) : by_buffer}) {
                for (std::size_t i = 0; i < width; ++i) {
                    if (same_bits(out[i], i == lane ? *expected : beside)) continue;
                    FAIL_CHECK("with x in lane " << lane << ", lane " << i << " is " << hex(out[i]));
                    return;
                }
            }
        }
    };
    for (const auto& row : table) {
        check("f", 0, row.x, row.value, s.bounds().value);
        check("f'", 1, row.x, row.gradient, s.bounds().gradient);
        check("f''", 2, row.x, row.curvature, s.bounds().curvature);
        if (!row.gradient || !s.has_products()) continue;
        // The product is IEEE's: infinity times 0 is a NaN, and nothing is masked.
        for (const T dy : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), T(0), -T(0)}) {
            const T dx = s.backward({row.x}, {dy}).front();
            INFO(s.label() << " backward at x = " << hex(row.x) << ", dy = " << hex(dy) << ": got " << hex(dx));
            CHECK(same_bits(dx, dy * s.scalar(1, row.x)));
        }
    }
}

}  // namespace

void check_published_values(const DataFile& data) {
    const Subjects all = subjects(data.name, data.published_parameters);
    const auto of_float = data.reference_of_float(data.published_parameters);
    const auto of_double = data.reference_of_double(data.published_parameters);
    for (const auto& s : all.of_float) check_literals(*of_float, s, data.published);
    for (const auto& s : all.of_double) check_literals(*of_double, s, data.published);
}

void check_special_values(const DataFile& data) {
    const auto check = [&](const Parameters& parameters) {
        const auto standard = data.special_values_of_standard(parameters);
        const auto exact = data.special_values_of_exact(parameters);
        const auto wide = data.special_values_of_wide(parameters);
        const Subjects all = subjects(data.name, parameters);
        for (const auto& s : all.of_float) check_table(s, s.exact() ? exact : standard);
        for (const auto& s : all.of_double) check_table(s, wide);
    };
    check({});
    for (const auto& parameters : data.special_parameters) check(parameters);
}

}  // namespace tests
