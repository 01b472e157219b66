#pragma once

#include <charconv>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/spec/catalogue.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// A function with its parameters as text.
inline std::string printed(const FunctionInfo& f, const double* parameters) {
    std::string text(f.name);
    for (std::size_t i = 0; i < f.parameters.size(); ++i) {
        const auto [name, initial, valid] = f.parameters[i];
        text.append(i == 0 ? "(" : ", ").append(name).append("=");
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, parameters[i]).ptr;
        const bool no_limit = initial >= (std::numeric_limits<double>::max)();
        if (no_limit && core::equal(parameters[i], initial)) {
            text += "none";
        } else {
            text.append(digits, end);
        }
    }
    if (!f.parameters.empty()) text += ')';
    return text;
}

}  // namespace core

/// The spec as text that parse_activation() reads back to an equal spec: "leaky_relu(slope=0.2)", "relu". A default that is
/// the greatest finite number of the element type, which stands for no limit, is "none".
inline std::string to_string(const ActivationSpec& spec) {
    return core::printed(core::catalogue[core::place_of(spec.function)], spec.parameters.data());
}

}  // namespace ACTFN_ISA
}  // namespace actfn
