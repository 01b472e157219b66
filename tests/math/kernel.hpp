#pragma once

// A kernel of actfn::math against MPFR, by scalars and by batches.

#include <cmath>
#include <concepts>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/points.hpp"
#include "../support/real.hpp"
#include "../support/ulp.hpp"
#include "actfn/simd/memory.hpp"

namespace tests {

/// kernel(x) for all x, by batches of the widest register.
template <class T, class Kernel>
std::vector<T> by_batches(const Kernel& kernel, const std::vector<T>& x) {
    using V = actfn::core::native_batch<T>;
    constexpr std::size_t width = actfn::core::lanes<V>;
    std::vector<T> in(x);
    in.resize((x.size() + width - 1) / width * width);
    std::vector<T> out(in.size());
    for (std::size_t i = 0; i < in.size(); i += width) kernel(V::load_unaligned(&in[i])).store_unaligned(&out[i]);
    out.resize(x.size());
    return out;
}

/// Asserts the bound at the points, and that a batch has the bits of the scalar. `low` and `high` enclose where the
/// kernel neither under- nor overflows; `hard` are inputs whose error a longer run found to be large.
template <class T, class Kernel, class Truth>
void check_kernel(const std::string& name, const Kernel& kernel, const Truth& truth, double bound, double low,
                  double high, const std::vector<double>& hard = {}) {
    using Limits = std::numeric_limits<T>;
    const std::size_t n = point_count();
    Points<T> points;
    points.landmarks().linear(n / 2, low, high).bit_uniform(n / 4, T(0), Limits::max());
    points.bit_uniform(n / 4, static_cast<T>(0x1p-30), static_cast<T>(0x1p4));
    for (const double h : hard) points.around(static_cast<T>(h), 2);
    const auto kind = [&](T x) { return std::fpclassify(rounded<T>(truth(Real(x)))); };
    for (const T edge : edges<T>(kind)) points.around(edge, 8);
    const auto x = points.take();
    const auto y = by_batches<T>(kernel, x);
    double error = 0;
    T where = 0;
    std::size_t different = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double e = ulp_error(y[i], truth(Real(x[i])));
        if (e > error) {
            error = e;
            where = x[i];
        }
        if (!same_bits(y[i], kernel(x[i]))) ++different;
    }
    const std::string label = name + (std::same_as<T, float> ? " float" : " double");
    if (std::getenv("ACTFN_TEST_TABLE") != nullptr) {
        std::printf("%-16s | %9.6f | bound %5.2f | at x = %s\n", label.c_str(), error, bound, hex(where).c_str());
    }
    INFO(label << ": " << error << " ULP at x = " << hex(where) << ", " << different << " scalars unlike their batch");
    CHECK(error <= bound);
    CHECK(different == 0);
}

/// Bit for bit, by scalar and in every lane.
template <class T, class Kernel>
void check_special_value(const Kernel& kernel, T x, T expected) {
    constexpr std::size_t width = actfn::core::lanes<actfn::core::native_batch<T>>;
    INFO("at x = " << hex(x) << ": expected " << hex(expected) << ", got " << hex(kernel(x)));
    CHECK(same_bits(kernel(x), expected));
    for (std::size_t lane = 0; lane < width; ++lane) {
        std::vector<T> in(width, T(0.75));
        in[lane] = x;
        const auto out = by_batches<T>(kernel, in);
        for (std::size_t i = 0; i < width; ++i) {
            if (same_bits(out[i], i == lane ? expected : kernel(T(0.75)))) continue;
            FAIL_CHECK("with x in lane " << lane << ", lane " << i << " is " << hex(out[i]));
            return;
        }
    }
}

}  // namespace tests
