#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/parameter.hpp"
#include "actfn/spec/aliases.hpp"
#include "actfn/spec/catalogue.hpp"
#include "actfn/spec/names.hpp"
#include "actfn/spec/number.hpp"
#include "actfn/spec/text.hpp"
#include "actfn/spec/visit.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// An argument as written. One without a name is told by its position.
struct WrittenArgument {
    std::string_view name;
    std::string_view value;
};

/// The parts of a text such as "leaky_relu(slope=0.2)".
struct WrittenSpec {
    std::string_view name;
    std::vector<WrittenArgument> arguments;
};

inline WrittenSpec split(std::string_view text) {
    constexpr std::size_t most_arguments = 16;  // more than any function takes
    text = core::trimmed(text);
    const std::size_t open = (std::min)(text.find('('), text.size());
    WrittenSpec spec = {core::trimmed(text.substr(0, open)), {}};
    std::string_view inside = text.substr(open);
    const auto count = [&](char bracket) { return std::count(text.begin(), text.end(), bracket); };
    const bool none = inside.empty() && count(')') == 0;
    const bool one = count('(') == 1 && count(')') == 1 && inside.back() == ')';
    if (!none && !one) core::fail(core::quoted(text) + ": the brackets do not match");
    if (none) return spec;
    inside = core::trimmed(inside.substr(1, inside.size() - 2));
    for (bool more = !inside.empty(); more;) {
        if (spec.arguments.size() == most_arguments) core::fail(core::quoted(text) + ": too many arguments");
        const std::size_t comma = inside.find(',');
        const std::string_view argument = inside.substr(0, comma);
        const std::size_t equals = argument.find('=');
        const bool named = equals != argument.npos;
        const std::string_view name = named ? core::trimmed(argument.substr(0, equals)) : std::string_view();
        const std::string_view value = core::trimmed(named ? argument.substr(equals + 1) : argument);
        if (value.empty() || (named && name.empty())) core::fail(core::quoted(text) + ": an argument is empty");
        spec.arguments.push_back({name, value});
        more = comma != inside.npos;
        if (more) inside.remove_prefix(comma + 1);
    }
    return spec;
}

/// A word without the quotes around it.
constexpr std::string_view unquoted(std::string_view text) {
    const bool quotes =
        text.size() >= 2 && text.front() == text.back() && (text.front() == '\'' || text.front() == '"');
    return quotes ? text.substr(1, text.size() - 2) : text;
}

/// The value of a parameter of f. What is a number, but not valid, is left to f's constructor.
inline double number(const FunctionInfo& f, const ParameterInfo& parameter, std::string_view text) {
    std::string_view digits = text;
    if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-') digits.remove_prefix(1);
    double value = 0;
    if (core::read_number(digits.data(), digits.data() + digits.size(), value)) return value;
    const std::string allowed = parameter.valid == Valid::positive       ? "a number > 0"
                                : parameter.valid == Valid::not_negative ? "a number >= 0"
                                                                         : "a finite number";
    core::fail(std::string(f.name) + ": " + std::string(parameter.name) + " must be " + allowed + ", but is " +
               core::quoted(text));
}

/// Reads one text: first which function it means, then that function's parameters.
class SpecReader {
public:
    SpecReader(std::string_view text, const Vocabulary& words) : words_(words), written_(core::split(text)) {
        const Meaning meaning = core::meaning_of(written_.name, words_);
        if (!meaning.text.empty()) preset_ = core::split(meaning.text);
        function_ = meaning.text.empty() ? meaning.function : core::function_named(Name(preset_.name), words_);
        if (function_ == nullptr) core::fail_name(written_.name, words_);
        std::erase_if(written_.arguments, [&](const WrittenArgument& a) { return choose(a); });
        for (const WrittenArgument& a : written_.arguments) turn_to_sibling(Name(a.name));
    }

    /// The function's number, and its parameters.
    std::uint32_t read(std::span<double> parameters) const {
        for (std::size_t i = 0; i < function_->parameters.size(); ++i) parameters[i] = function_->parameters[i].initial;
        set(preset_.arguments, parameters);
        set(written_.arguments, parameters);
        return function_->id;
    }

private:
    /// Whether the argument is a word that chooses a function; chooses it.
    bool choose(const WrittenArgument& a) {
        const Name parameter(a.name);
        const Name value(core::unquoted(a.value));
        std::vector<std::string_view> values;
        for (const ChoiceAlias& choice : choice_aliases) {
            const bool applies = choice.function.empty() || choice.function == function_->name;
            if (!applies || !(parameter == choice.parameter)) continue;
            values.push_back(choice.value);
            if (!(value == choice.value)) continue;
            if (choice.ours.empty()) return true;
            const FunctionInfo* chosen = core::function_named(Name(choice.ours), words_);
            if (chosen == nullptr) continue;
            function_ = chosen;
            return true;
        }
        if (values.empty()) return false;
        core::fail(std::string(function_->name) + ": " + std::string(parameter.letters()) + " must be " +
                   core::listed(values, " or ") + ", but is " + core::quoted(a.value));
    }

    /// Turns to the function that has a parameter of this name, if the one in hand has none.
    void turn_to_sibling(const Name& parameter) {
        if (core::parameter_named(*function_, parameter) < function_->parameters.size()) return;
        for (const SiblingAlias& sibling : sibling_aliases) {
            if (sibling.function != function_->name || !(parameter == sibling.parameter)) continue;
            if (const FunctionInfo* other = core::function_named(Name(sibling.ours), words_)) {
                function_ = other;
                return;
            }
        }
    }

    void set(const std::vector<WrittenArgument>& arguments, std::span<double> parameters) const {
        std::array<bool, ActivationSpec::most_parameters> given = {};
        bool named = false;
        for (std::size_t position = 0; position < arguments.size(); ++position) {
            const auto [name, value] = arguments[position];
            const FunctionInfo& f = *function_;
            named = named || !name.empty();
            if (named && name.empty())
                core::fail(std::string(f.name) + ": the value " + core::quoted(value) +
                           " needs a name, as those before it");
            const std::size_t i = named ? core::parameter_named(f, Name(name)) : position;
            if (i >= f.parameters.size()) core::fail_parameter(f, named ? name : value, named);
            if (given[i])
                core::fail(std::string(f.name) + ": " + std::string(f.parameters[i].name) + " is given twice");
            given[i] = true;
            if (!(Name(value) == "none")) parameters[i] = core::number(f, f.parameters[i], value);
        }
    }

    const Vocabulary& words_;
    WrittenSpec written_;
    WrittenSpec preset_ = {};
    const FunctionInfo* function_ = nullptr;
};

}  // namespace core

/// The spec that a text means: a name, in brackets its parameters, by name or in order: "relu", "leaky_relu(slope=0.2)",
/// "ELU(0.5)". What is not given has its default. Names are ours or those of PyTorch, Keras, JAX, ONNX, ggml and oneDNN
/// (actfn/spec/aliases.hpp), whatever their case and underscores: "LeakyReLU(negative_slope=0.2, inplace=True)". Where
/// libraries mean different things by one name it is PyTorch's, and another library's with its own in front:
/// "keras.activations.leaky_relu", whose slope is 0.2. Throws std::invalid_argument for any other text, with the nearest
/// names, the parameters that there are, or the values that are allowed; it reads no more of a long text than it must.
inline ActivationSpec parse_activation(std::string_view text) {
    ActivationSpec spec;
    spec.function = core::SpecReader(text, core::activations).read(spec.parameters);
    visit<double>(spec, [](const auto&) {});  // whose constructor says which parameters are not valid
    return spec;
}

}  // namespace ACTFN_ISA
}  // namespace actfn
