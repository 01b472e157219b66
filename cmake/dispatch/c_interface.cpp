// The C interface: text for the function, error codes for exceptions.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "actfn/actfn.h"
#include "actfn/base/error.hpp"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/memory/arguments.hpp"

namespace actfn::dispatch {
namespace {

using boundary::Digits;
using boundary::Number;
using boundary::Rows;
using boundary::Verb;

/// A text is kept in memory that needs no allocation, for the report of a failed one, too.
struct LastError {
    char text[1024] = "";
    void set(const char* what) {
        const std::size_t length = std::strlen(what);
        const std::size_t kept = length < sizeof text ? length : sizeof text - 1;
        std::memcpy(text, what, kept);
        text[kept] = '\0';
    }
};
thread_local constinit LastError last_error;

template <class F>
int guarded(const F& f) {
    try {
        f();
        return ACTFN_OK;
    } catch (const std::invalid_argument& error) {
        last_error.set(error.what());
        return ACTFN_INVALID_ARGUMENT;
    } catch (const std::bad_alloc&) {
        last_error.set("actfn: out of memory");
        return ACTFN_OUT_OF_MEMORY;
    } catch (const std::exception& error) {
        last_error.set(error.what());
        return ACTFN_FAILURE;
    } catch (...) {
        last_error.set("actfn: an unknown failure");
        return ACTFN_FAILURE;
    }
}

/// The spec of a text; that of the last one is kept, since programs call one function again and again.
const ActivationSpec& spec_of(const char* activation) {
    struct Known {
        char text[64];
        ActivationSpec spec;
    };
    static thread_local constinit Known known = {"identity", ActivationSpec()};
    if (activation == nullptr) core::fail("the activation is a null pointer");
    if (std::strncmp(activation, known.text, sizeof known.text) == 0) return known.spec;
    const std::string_view text = activation;
    const ActivationSpec spec = dispatch::parse_activation(text);
    static thread_local constinit ActivationSpec of_long_text;
    if (text.size() >= sizeof known.text) return of_long_text = spec;
    known.spec = spec;
    std::memcpy(known.text, activation, text.size() + 1);
    return known.spec;
}

/// Checks the addresses of a call on n elements of `size` bytes, which have the header's names; returns the arrays.
template <std::size_t Arguments>
std::array<boundary::Array, Arguments> checked(const core::Names<Arguments>& names, std::size_t size, std::size_t n,
                                               const std::array<const void*, Arguments>& addresses) {
    if (n > static_cast<std::size_t>((std::numeric_limits<std::ptrdiff_t>::max)()) / size)
        core::fail(std::string(names.call) + ": n is " + core::text(n) + ", more than memory can hold");
    std::array<boundary::Array, Arguments> arrays;
    for (std::size_t i = 0; i < Arguments; ++i) {
        if (addresses[i] == nullptr && n > 0)
            core::fail(std::string(names.call) + ": " + names.argument[i] + " is a null pointer");
        if (reinterpret_cast<std::uintptr_t>(addresses[i]) % size != 0)
            core::fail(std::string(names.call) + ": " + names.argument[i] + " is not aligned to " + core::text(size) +
                       " bytes");
        const auto rows = static_cast<std::ptrdiff_t>(n);
        arrays[i] = {addresses[i], rows, 1, 1, rows};
    }
    return arrays;
}

template <std::size_t Arguments>
int call(Verb verb, Number number, Digits digits, std::size_t size, const core::Names<Arguments>& names,
         const char* activation, std::size_t n, const std::array<const void*, Arguments>& addresses) {
    return guarded([&] {
        const auto arrays = checked(names, size, n, addresses);
        const ActivationSpec& spec = spec_of(activation);
        boundary::call(boundary::code_of(verb, number, true, digits), spec.function, &spec, arrays.data(), nullptr);
    });
}

template <std::size_t Arguments>
int call_rows(Rows function, Number number, std::size_t size, const core::Names<Arguments>& names,
              const std::array<std::size_t, 3>& shape, const std::array<const void*, Arguments>& addresses) {
    return guarded([&] {
        const auto [outer, length, inner] = shape;
        std::size_t n = 0;
        if (__builtin_mul_overflow(outer, length, &n) || __builtin_mul_overflow(n, inner, &n)) n = SIZE_MAX;
        const auto arrays = checked(names, size, n, addresses);
        if (n == 0) return;
        const auto signed_of = [](std::size_t extent) { return static_cast<std::ptrdiff_t>(extent); };
        const Lines lines = {signed_of(outer), signed_of(length), signed_of(inner)};
        boundary::call_rows({function, Arguments == 3, number, Digits::standard, Axis::colwise, false, &lines,
                             names.call, names.argument[0]},
                            arrays.data(), nullptr);
    });
}

}  // namespace
}  // namespace actfn::dispatch

extern "C" {

const char* actfn_last_error(void) {
    return actfn::dispatch::last_error.text;
}

const char* actfn_isa(void) {
    return actfn::dispatch::isa().data();
}

int actfn_set_isa(const char* name) {
    return actfn::dispatch::guarded([&] { actfn::dispatch::set_isa(name == nullptr ? "" : name); });
}

#define ACTFN_DEFINE_CALLS(suffix, T, number, digits)                                                                  \
    int actfn_forward_##suffix(const char* activation, const T* x, T* y, size_t n) {                                   \
        using namespace actfn::dispatch;                                                                               \
        return call<2>(Verb::forward, number, Digits::digits, sizeof(T), actfn::core::names_of_forward, activation, n, \
                       {x, y});                                                                                        \
    }                                                                                                                  \
    int actfn_backward_##suffix(const char* activation, const T* x, const T* dy, T* dx, size_t n) {                    \
        using namespace actfn::dispatch;                                                                               \
        return call<3>(Verb::backward, number, Digits::digits, sizeof(T), actfn::core::names_of_backward, activation,  \
                       n, {x, dy, dx});                                                                                \
    }                                                                                                                  \
    int actfn_backward_from_output_##suffix(const char* activation, const T* y, const T* dy, T* dx, size_t n) {        \
        using namespace actfn::dispatch;                                                                               \
        return call<3>(Verb::backward_from_output, number, Digits::digits, sizeof(T),                                  \
                       actfn::core::names_of_backward_from_output, activation, n, {y, dy, dx});                        \
    }                                                                                                                  \
    int actfn_forward_with_derivative_##suffix(const char* activation, const T* x, T* y, T* d, size_t n) {             \
        using namespace actfn::dispatch;                                                                               \
        return call<3>(Verb::forward_with_derivative, number, Digits::digits, sizeof(T),                               \
                       actfn::core::names_of_forward_with_derivative, activation, n, {x, y, d});                       \
    }                                                                                                                  \
    int actfn_backward_backward_##suffix(const char* activation, const T* x, const T* dy, const T* ddx, T* dx2,        \
                                         T* ddy, size_t n) {                                                           \
        using namespace actfn::dispatch;                                                                               \
        return call<5>(Verb::backward_backward, number, Digits::digits, sizeof(T),                                     \
                       actfn::core::names_of_backward_backward, activation, n, {x, dy, ddx, dx2, ddy});                \
    }

ACTFN_DEFINE_CALLS(f32, float, Number::float32, standard)
ACTFN_DEFINE_CALLS(f64, double, Number::float64, standard)
ACTFN_DEFINE_CALLS(f16, uint16_t, Number::half, standard)
ACTFN_DEFINE_CALLS(bf16, uint16_t, Number::bfloat16, standard)
ACTFN_DEFINE_CALLS(f32_exact, float, Number::float32, exact)
ACTFN_DEFINE_CALLS(f16_exact, uint16_t, Number::half, exact)
ACTFN_DEFINE_CALLS(bf16_exact, uint16_t, Number::bfloat16, exact)
ACTFN_DEFINE_CALLS(f32_fast, float, Number::float32, fast)
ACTFN_DEFINE_CALLS(f16_fast, uint16_t, Number::half, fast)
ACTFN_DEFINE_CALLS(bf16_fast, uint16_t, Number::bfloat16, fast)

#undef ACTFN_DEFINE_CALLS

#define ACTFN_DEFINE_ROWS(function, suffix, T, number)                                                                \
    int actfn_##function##_##suffix(const T* x, T* y, size_t outer, size_t length, size_t inner) {                    \
        using namespace actfn::dispatch;                                                                              \
        return call_rows<2>(Rows::function, number, sizeof(T), actfn::core::names_of_forward, {outer, length, inner}, \
                            {x, y});                                                                                  \
    }                                                                                                                 \
    int actfn_##function##_backward_##suffix(const T* y, const T* dy, T* dx, size_t outer, size_t length,             \
                                             size_t inner) {                                                          \
        using namespace actfn::dispatch;                                                                              \
        return call_rows<3>(Rows::function, number, sizeof(T), actfn::core::names_of_backward_by_rows,                \
                            {outer, length, inner}, {y, dy, dx});                                                     \
    }

ACTFN_DEFINE_ROWS(softmax, f32, float, Number::float32)
ACTFN_DEFINE_ROWS(softmax, f64, double, Number::float64)
ACTFN_DEFINE_ROWS(log_softmax, f32, float, Number::float32)
ACTFN_DEFINE_ROWS(log_softmax, f64, double, Number::float64)

#undef ACTFN_DEFINE_ROWS
}
