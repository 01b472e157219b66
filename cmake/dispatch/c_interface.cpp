// The C interface: its errors, and the calls of element-wise functions.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <new>
#include <stdexcept>
#include <string_view>

#include "actfn/actfn.h"
#include "actfn/dispatch/boundary.hpp"
#include "actfn/memory/arguments.hpp"
#include "c_interface.hpp"

namespace actfn::dispatch {
namespace {

using boundary::Digits;
using boundary::Number;
using boundary::Verb;

/// What a message calls by its name in C++, and that in C.
struct NameInC {
    std::string_view in_cpp;
    std::string_view in_c;
};
constexpr NameInC names_in_c[] = {
    {"parse_activation() reads", "actfn_forward_* and its kin take"},
    {"parse_gated() reads", "actfn_gated_* take"},
    {"actfn::Softmax", "actfn_softmax_*"},
    {"actfn::Softmin", "actfn_softmax_with_options_* with the scale -1"},
    {"actfn::LogSoftmax", "actfn_log_softmax_*"},
    {"actfn::LogSumExp", "actfn_logsumexp_*"},
    {"actfn::LogMeanExp", "actfn_logmeanexp_*"},
    {"actfn::Hardmax", "actfn_hardmax_*"},
    {"actfn::PReLU", "actfn_prelu_*"},
    {"actfn::RReLUTraining", "actfn_rrelu_training_*"},
    {"actfn::Maxout", "actfn_maxout_*"},
};

/// A text is kept in memory that needs no allocation, for the report of a failed one, too.
struct LastError {
    char text[1024] = "";
    void set(std::string_view what) {
        std::size_t kept = 0;
        const auto append = [&](std::string_view part) {
            const std::size_t fits = (std::min)(part.size(), sizeof text - 1 - kept);
            std::memcpy(text + kept, part.data(), fits);
            kept += fits;
        };
        while (!what.empty()) {
            const auto* name = std::find_if(std::begin(names_in_c), std::end(names_in_c),
                                            [&](const NameInC& n) { return what.starts_with(n.in_cpp); });
            const bool found = name != std::end(names_in_c);
            append(found ? name->in_c : what.substr(0, 1));
            what.remove_prefix(found ? name->in_cpp.size() : 1);
        }
        text[kept] = '\0';
    }
};
thread_local constinit LastError last_error;

template <std::size_t Arguments>
int call(Verb verb, Number number, Digits digits, std::size_t size, const core::Names<Arguments>& names,
         const char* activation, std::size_t n, const std::array<const void*, Arguments>& addresses) {
    return guarded([&] {
        const auto arrays = dispatch::checked(names, size, n, addresses);
        const ActivationSpec& spec = dispatch::spec_of<&dispatch::parse_activation>("activation", activation);
        boundary::call(boundary::code_of(verb, number, true, digits), spec.function, &spec, arrays.data(), nullptr);
    });
}

}  // namespace

int code_of_exception() noexcept {
    try {
        throw;
    } catch (const std::invalid_argument& error) {
        last_error.set(error.what());
        return ACTFN_INVALID_ARGUMENT;
    } catch (const std::bad_alloc&) {
        last_error.set("actfn: out of memory");
        return ACTFN_OUT_OF_MEMORY;
    } catch (const std::length_error&) {
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
}
