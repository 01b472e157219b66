#pragma once

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

#include "actfn/base/activation_spec.hpp"
#include "actfn/spec/catalogue.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The spec as text that parse_activation() reads back to an equal spec: "leaky_relu(slope=0.2)", "relu".
inline std::string to_string(const ActivationSpec& spec) {
    const core::FunctionInfo& f = core::catalogue[core::place_of(spec.function)];
    std::string text(f.name);
    for (std::size_t i = 0; i < f.parameters.size(); ++i) {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, spec.parameters[i]).ptr;
        text += i == 0 ? '(' : ',';
        if (i > 0) text += ' ';
        text.append(f.parameters[i].name).append("=").append(digits, end);
    }
    if (!f.parameters.empty()) text += ')';
    return text;
}

}  // namespace ACTFN_ISA
}  // namespace actfn
