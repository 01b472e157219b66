// Every element type and tier through the component, by functor and by spec, against the header's scalar calls.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include <Eigen/Core>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "actfn/actfn.hpp"
#include "actfn/dispatch.hpp"
#include "actfn/spec/catalogue.hpp"
#include "same_bits.hpp"

namespace dispatch = actfn::dispatch;
using tests::SameBits;

namespace {

/// Every element of 16 bits.
template <class T>
std::vector<T> all_stored() {
    std::vector<T> x(65536);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = Eigen::numext::bit_cast<T>(static_cast<std::uint16_t>(i));
    return x;
}

template <class T>
bool same(T a, T b) {
    return std::memcmp(&a, &b, sizeof a) == 0 ||
           (std::isnan(static_cast<double>(a)) && std::isnan(static_cast<double>(b)));
}

/// Forward and backward of many elements, of fewer than fill the last group of a loop, and of fewer than one group, beside the
/// header's.
template <class T>
void check_calls(const auto& f, const std::vector<T>& x) {
    const std::vector<T> dy(x.size(), T(-1.5f));
    for (const std::size_t n : {x.size(), x.size() - 13, std::size_t(5)}) {
        const auto first = [n](auto& v) { return std::span(v.data(), n); };
        std::vector<T> y(x.size(), T(77));
        std::vector<T> expected(x.size(), T(77));
        const auto equal = [&] { return std::equal(y.begin(), y.end(), expected.begin(), same<T>); };
        dispatch::forward(f, first(x), first(y));
        actfn::forward(f, first(x), first(expected));
        CHECK(equal());
        dispatch::backward(f, first(x), first(dy), first(y));
        actfn::backward(f, first(x), first(dy), first(expected));
        CHECK(equal());
    }
}

template <class T, class Tier>
void check_stored() {
    const std::vector<T> x = all_stored<T>();
    std::vector<T> y(x.size());
    std::vector<T> d(x.size());
    const auto check = [&](const auto& f) {
        dispatch::forward_with_derivative(f, x, y, d);
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < x.size(); ++i) wrong += !same(y[i], f(x[i])) || !same(d[i], f.derivative(x[i]));
        CHECK(wrong == 0);
        check_calls<T>(f, x);
    };
    check(actfn::Tanh<T, Tier>());
    check(actfn::GELU<T, Tier>());
    check(actfn::ReLU<T, Tier>());
    check(actfn::ELU<T, Tier>(T(0.3f)));
    check(actfn::HardSwish<T, Tier>());
    check(actfn::RReLU<T, Tier>(T(0.1f), T(0.7f)));
    check(actfn::Softplus<T, Tier>(T(3.0f)));
    check(actfn::SoftShrink<T, Tier>());

    // A functor of float takes them, too.
    check_calls<T>(actfn::GELU<float, Tier>(), x);
    check_calls<T>(actfn::ELU<float, Tier>(0.3f), x);
    check_calls<T>(actfn::HardSwish<float, Tier>(), x);
    const actfn::Tanh<float, Tier> tanh;
    const std::vector<T> ones(x.size(), T(1));
    std::vector<T> from_output(x.size());
    dispatch::forward_with_derivative(tanh, x, y, d);
    dispatch::backward_from_output(tanh, y, ones, from_output);
    std::vector<T> expected_d(x.size());
    std::vector<T> expected(x.size());
    actfn::forward_with_derivative(tanh, x, y, expected_d);
    actfn::backward_from_output(tanh, y, ones, expected);
    CHECK(std::equal(d.begin(), d.end(), expected_d.begin(), same<T>));
    CHECK(std::equal(from_output.begin(), from_output.end(), expected.begin(), same<T>));
    dispatch::backward_backward(tanh, x, ones, ones, d, from_output);
    actfn::backward_backward(tanh, x, ones, ones, expected_d, expected);
    CHECK(std::equal(d.begin(), d.end(), expected_d.begin(), same<T>));
    CHECK(std::equal(from_output.begin(), from_output.end(), expected.begin(), same<T>));
}

}  // namespace

TEMPLATE_TEST_CASE("elements of 16 bits are rounded as the header rounds them", "[dispatch]", Eigen::half,
                   Eigen::bfloat16) {
    const SameBits same;
    check_stored<TestType, actfn::standard>();
    check_stored<TestType, actfn::exact>();
    check_stored<TestType, actfn::fast>();
}

TEST_CASE("a spec has the bits of its functor in every element type and tier", "[dispatch]") {
    const SameBits same_as_here;
    const auto check = [](auto f) {
        using T = typename decltype(f)::value_type;
        using Tier = typename decltype(f)::tier;
        std::vector<T> x(1000);
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<T>((static_cast<float>(i) - 500.0f) / 64.0f);
        std::vector<T> y(x.size());
        std::vector<T> z(x.size());
        dispatch::backward(f, x, x, y);
        dispatch::backward<Tier>(actfn::ActivationSpec(f), x, x, z);
        CHECK(std::equal(y.begin(), y.end(), z.begin(), same<T>));
        dispatch::backward<Tier>(dispatch::parse_activation(dispatch::to_string(actfn::ActivationSpec(f))), x, x, z);
        CHECK(std::equal(y.begin(), y.end(), z.begin(), same<T>));
    };
    check(actfn::LeakyReLU<float>(0.2f));
    check(actfn::LeakyReLU<float, actfn::exact>(0.2f));
    check(actfn::Swish<double>(1.7));
    check(actfn::Swish<Eigen::half>(Eigen::half(1.7f)));
    check(actfn::Swish<Eigen::bfloat16, actfn::exact>(Eigen::bfloat16(1.7f)));
    check(actfn::RReLU<Eigen::half, actfn::exact>(Eigen::half(0.1f), Eigen::half(0.3f)));
}
