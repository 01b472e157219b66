// Floating-point exceptions: a finite input with a finite result raises no invalid operation, division by zero or overflow, in
// no lane, whatever the call.

#include <array>
#include <cfenv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/catch_tostring.hpp>

#include "../support/valid_parameters.hpp"
#include "actfn/actfn.hpp"
#include "catalogue.hpp"
#include "isas.hpp"

using namespace tests;

namespace {

/// Zeros, ends of ranges, where exponentials overflow and underflow, and random ones of any bits and of the usual size.
template <class T>
std::vector<T> finite_inputs() {
    using Limits = std::numeric_limits<T>;
    std::vector<T> x = {0, Limits::min(), Limits::denorm_min(), Limits::max(), Limits::max() / 2, Limits::epsilon()};
    for (const double v : {0.5,   1.0,   3.0,   20.0,  51.75, 87.0,   88.5,   89.0,   90.0, 104.0, 150.0,
                           194.0, 200.0, 709.7, 710.0, 745.0, 1000.0, 1456.0, 1500.0, 1e5,  1e10,  1e30})
        x.push_back(static_cast<T>(v));
    std::mt19937_64 random(19);
    std::normal_distribution<double> normal(0, 30);
    while (x.size() < 1500) {
        const std::uint64_t bits = random();
        T any;
        std::memcpy(&any, &bits, sizeof any);
        if (std::isfinite(any)) x.push_back(any);
        x.push_back(static_cast<T>(normal(random)));
    }
    const std::size_t n = x.size();
    for (std::size_t i = 0; i < n; ++i) x.push_back(-x[i]);
    return x;
}

/// What `call` raises, as text.
template <class F>
std::string raised(const F& call) {
    std::feclearexcept(FE_ALL_EXCEPT);
    call();
    const int flags = std::fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
    return std::string(flags & FE_INVALID ? "invalid " : "") + (flags & FE_DIVBYZERO ? "division by zero " : "") +
           (flags & FE_OVERFLOW ? "overflow" : "");
}

template <class T>
bool all_finite(const std::vector<T>& y) {
    for (const T v : y) {
        if (!std::isfinite(v)) return false;
    }
    return true;
}

/// Collects what must not happen; the first ones are enough.
class Faults {
public:
    template <class T, class F>
    void judge(const std::string& label, T x, const std::vector<T>& y, const F& call) {
        const std::string flags = raised(call);
        if (flags.empty() || !all_finite(y)) return;
        if (++count_ <= 10) first_ += label + " of " + Catch::Detail::stringify(x) + ": " + flags + "\n";
    }
    void check() const {
        INFO(first_);
        CHECK(count_ == 0);
    }

private:
    int count_ = 0;
    std::string first_;
};

/// Lengths that leave lanes over, and that do not.
constexpr std::size_t lengths[] = {1, 21, 64};

template <class T>
void check_function(const Function<T>& f, Faults& faults) {
    for (const T x : finite_inputs<T>()) {
        for (const auto& mapping : f.mappings) {
            std::vector<T> y(1);
            faults.judge(mapping.label + ", scalar", x, y, [&] { y[0] = mapping.scalar(x); });
            for (const auto& door : mapping.doors) {
                const std::size_t n = door.chunk == 0 ? 21 : static_cast<std::size_t>(door.chunk);
                const std::vector<T> in(n, x);
                y.assign(n, T(0));
                faults.judge(mapping.label + ", " + door.name, x, y,
                             [&] { door.call(in.data(), y.data(), static_cast<Index>(n)); });
            }
        }
        for (const std::size_t n : lengths) {
            const std::vector<T> in(n, x);
            const std::vector<T> dy(n, T(-0.75));
            std::vector<T> y(2 * n);
            const std::span<T> first(y.data(), n);
            const std::span<T> second(y.data() + n, n);
            faults.judge(f.label + " forward", x, y, [&] { f.forward_span(in, first); });
            faults.judge(f.label + " backward", x, y, [&] { f.backward_span(in, dy, first); });
            faults.judge(f.label + " both", x, y, [&] { f.forward_with_derivative_span(in, first, second); });
            faults.judge(f.label + " backward_backward", x, y,
                         [&] { f.backward_backward_span(in, dy, dy, first, second); });
            if (f.backward_from_output_span != nullptr)
                faults.judge(f.label + " from output", x, y, [&] { f.backward_from_output_span(in, dy, first); });
        }
    }
}

/// Every quantity of a functor with these parameters.
template <class T>
void check_parameters(const std::string& label, const std::array<IsaCalls<T>, quantities>& calls,
                      const std::vector<double>& values, Faults& faults) {
    std::vector<T> parameters;
    for (const double value : values) parameters.push_back(static_cast<T>(value));
    constexpr const char* names[quantities] = {" f", " f'", " f''", " f' from output"};
    const auto is_refused = [&](const IsaCalls<T>& call) {
        T y = T(0.25);
        try {
            call.buffer(parameters.data(), &y, &y, 1);
            return false;
        } catch (const std::invalid_argument&) {  // the output does not determine the input
            return true;
        }
    };
    for (std::size_t q = 0; q < quantities; ++q) {
        if (calls[q].buffer == nullptr || is_refused(calls[q])) continue;
        for (const T x : finite_inputs<T>()) {
            std::vector<T> y(1);
            faults.judge(label + names[q] + ", scalar", x, y,
                         [&] { calls[q].scalar(parameters.data(), &x, y.data(), 1); });
            for (const std::size_t n : lengths) {
                const std::vector<T> in(n, x);
                y.assign(n, T(0));
                faults.judge(label + names[q], x, y,
                             [&] { calls[q].buffer(parameters.data(), in.data(), y.data(), n); });
            }
        }
    }
}

void check_parameters(const std::string& label, const IsaFunction& f, const std::vector<double>& values,
                      Faults& faults) {
    check_parameters<float>(label, f.standard.calls, values, faults);
    check_parameters<float>(label + ", exact", f.exact.calls, values, faults);
    check_parameters<float>(label + ", fast", f.fast.calls, values, faults);
    check_parameters<double>(label + ", double", f.wide.calls, values, faults);
}
/// With parameters near this value, half as much again for every second.
void check_parameters(const IsaFunction& f, double value, Faults& faults) {
    const std::string label = std::string(f.name) + " with parameter " + std::to_string(value);
    check_parameters(label, f, valid_parameters(f.parameters, value, 1.5 * value), faults);
}

template <class T>
void check_kernels() {
    Faults faults;
    using V = actfn::core::native_batch<T>;
    const auto kernel = [&](const char* name, const auto& f) {
        for (const T x : finite_inputs<T>()) {
            std::vector<T> y(1);
            faults.judge(std::string(name) + ", scalar", x, y, [&] { y[0] = f(x); });
            y.assign(V::size, T(0));
            faults.judge(name, x, y, [&] { f(V(x)).store_unaligned(y.data()); });
        }
    };
    kernel("exp", [](auto v) { return actfn::math::exp(v); });
    kernel("expm1", [](auto v) { return actfn::math::expm1(v); });
    kernel("log", [](auto v) { return actfn::math::log(v); });
    kernel("log1p", [](auto v) { return actfn::math::log1p(v); });
    kernel("tanh", [](auto v) { return actfn::math::tanh(v); });
    kernel("erf", [](auto v) { return actfn::math::erf(v); });
    kernel("erfc", [](auto v) { return actfn::math::erfc(v); });
    faults.check();
}

}  // namespace

TEST_CASE("no call on finite numbers with finite results raises an exception", "[exceptions]") {
    const auto check = [](const auto& f) {
        Faults faults;
        check_function(f, faults);
        faults.check();
    };
    for (const auto& f : functions<float>()) check(f);
    for (const auto& f : functions<double>()) check(f);
}

TEST_CASE("no instruction set and no parameter makes one", "[exceptions]") {
    const Isas machine = isas_of_this_machine();
    std::vector<const Isa*> isas = machine.judged;
    isas.insert(isas.end(), machine.compared.begin(), machine.compared.end());
    for (const Isa* isa : isas) {
        INFO(isa->name);
        int checked = 0;
        for (const IsaFunction* f : isa->functions) {
            Faults faults;
            if (f->parameters.empty()) {
                check_parameters(std::string(f->name), *f, {}, faults);
                faults.check();
                continue;
            }
            ++checked;
            for (const double value : {0.0, 1e-30, 2.0, 1e3, 1e30}) check_parameters(*f, value, faults);
            faults.check();
        }
        CHECK(checked >= 5);
    }
}

TEST_CASE("the kernels raise none", "[exceptions]") {
    check_kernels<float>();
    check_kernels<double>();
}

TEST_CASE("where these functions are 0 nothing underflows, which processors are slow with", "[exceptions]") {
    const auto check = [](const auto& f, double at) {
        using T = typename std::remove_cvref_t<decltype(f)>::value_type;
        const std::vector<T> x(64, static_cast<T>(at));
        std::vector<T> y(64, T(1));
        std::feclearexcept(FE_ALL_EXCEPT);
        actfn::forward(f, x, y);
        INFO(f.name << " at " << at);
        CHECK(std::fetestexcept(FE_UNDERFLOW) == 0);
        CHECK(y == std::vector<T>(64, T(0)));
    };
    const auto check_type_and_tier = [&]<class T, class Tier>(T, Tier) {
        for (const double x : {-1e30, -1e4, 1e4, 1e30}) {
            check(actfn::Derivative<actfn::Sigmoid<T, Tier>>(), x);
            check(actfn::Derivative<actfn::Tanh<T, Tier>>(), x);
            if (x > 0) continue;
            check(actfn::Derivative<actfn::SiLU<T, Tier>>(), x);
            // An instruction that multiplies by a power of two is not slow where its result underflows.
            if constexpr (!actfn::core::has_scalef<actfn::core::native_batch<T>>) {
                check(actfn::Derivative<actfn::ELU<T, Tier>>(), x);
                check(actfn::Exponential<T, Tier>(), x);
            }
        }
    };
    check_type_and_tier(float(), actfn::standard());
    check_type_and_tier(float(), actfn::fast());
    check_type_and_tier(double(), actfn::standard());
    check(actfn::Sigmoid<float, actfn::fast>(), -1e4);
}
