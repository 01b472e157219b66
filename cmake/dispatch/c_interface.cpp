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
#include "actfn/dispatch.hpp"
#include "actfn/memory/arguments.hpp"

namespace actfn::dispatch {
namespace {

using boundary::Number;
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

/// A call on n elements of `size` bytes at these addresses, whose names are those of the header's call.
template <std::size_t Arguments>
int call(Verb verb, Number number, bool exact, std::size_t size, const core::Names<Arguments>& names,
         const char* activation, std::size_t n, const std::array<const void*, Arguments>& arrays) {
    return guarded([&] {
        if (n > static_cast<std::size_t>((std::numeric_limits<std::ptrdiff_t>::max)()) / size)
            core::fail(std::string(names.call) + ": n is " + core::text(n) + ", more than memory can hold");
        std::array<boundary::Array, Arguments> views;
        for (std::size_t i = 0; i < Arguments; ++i) {
            if (arrays[i] == nullptr && n > 0)
                core::fail(std::string(names.call) + ": " + names.argument[i] + " is a null pointer");
            if (reinterpret_cast<std::uintptr_t>(arrays[i]) % size != 0)
                core::fail(std::string(names.call) + ": " + names.argument[i] + " is not aligned to " +
                           core::text(size) + " bytes");
            const auto rows = static_cast<std::ptrdiff_t>(n);
            views[i] = {arrays[i], rows, 1, 1, rows};
        }
        const ActivationSpec& spec = spec_of(activation);
        boundary::call(verb, number, {spec.function, true, exact, &spec}, views.data(), nullptr);
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

#define ACTFN_DEFINE_CALLS(suffix, T, number, exact)                                                                   \
    int actfn_forward_##suffix(const char* activation, const T* x, T* y, size_t n) {                                   \
        using namespace actfn::dispatch;                                                                               \
        return call<2>(Verb::forward, number, exact, sizeof(T), actfn::core::names_of_forward, activation, n, {x, y}); \
    }                                                                                                                  \
    int actfn_backward_##suffix(const char* activation, const T* x, const T* dy, T* dx, size_t n) {                    \
        using namespace actfn::dispatch;                                                                               \
        return call<3>(Verb::backward, number, exact, sizeof(T), actfn::core::names_of_backward, activation, n,        \
                       {x, dy, dx});                                                                                   \
    }                                                                                                                  \
    int actfn_backward_from_output_##suffix(const char* activation, const T* y, const T* dy, T* dx, size_t n) {        \
        using namespace actfn::dispatch;                                                                               \
        return call<3>(Verb::backward_from_output, number, exact, sizeof(T),                                           \
                       actfn::core::names_of_backward_from_output, activation, n, {y, dy, dx});                        \
    }                                                                                                                  \
    int actfn_forward_with_derivative_##suffix(const char* activation, const T* x, T* y, T* d, size_t n) {             \
        using namespace actfn::dispatch;                                                                               \
        return call<3>(Verb::forward_with_derivative, number, exact, sizeof(T),                                        \
                       actfn::core::names_of_forward_with_derivative, activation, n, {x, y, d});                       \
    }                                                                                                                  \
    int actfn_backward_backward_##suffix(const char* activation, const T* x, const T* dy, const T* ddx, T* dx2,        \
                                         T* ddy, size_t n) {                                                           \
        using namespace actfn::dispatch;                                                                               \
        return call<5>(Verb::backward_backward, number, exact, sizeof(T), actfn::core::names_of_backward_backward,     \
                       activation, n, {x, dy, ddx, dx2, ddy});                                                         \
    }

ACTFN_DEFINE_CALLS(f32, float, Number::float32, false)
ACTFN_DEFINE_CALLS(f64, double, Number::float64, false)
ACTFN_DEFINE_CALLS(f16, uint16_t, Number::half, false)
ACTFN_DEFINE_CALLS(bf16, uint16_t, Number::bfloat16, false)
ACTFN_DEFINE_CALLS(f32_exact, float, Number::float32, true)
ACTFN_DEFINE_CALLS(f16_exact, uint16_t, Number::half, true)
ACTFN_DEFINE_CALLS(bf16_exact, uint16_t, Number::bfloat16, true)

#undef ACTFN_DEFINE_CALLS
}
