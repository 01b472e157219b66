#pragma once

// Which function and which parameter a name means.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actfn/base/error.hpp"
#include "actfn/spec/aliases.hpp"
#include "actfn/spec/catalogue.hpp"
#include "actfn/spec/gated_catalogue.hpp"
#include "actfn/spec/text.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// What a text may name: functions of single elements, or gated units.
struct Vocabulary {
    std::span<const FunctionInfo> functions;
    std::span<const NameAlias> aliases;
    std::string_view short_noun;
    std::string_view noun;
    std::string_view reader;
};
inline constexpr Vocabulary activations = {catalogue, name_aliases, "activation", "function of single elements",
                                           "parse_activation()"};
inline constexpr Vocabulary gated_units = {gated_catalogue, gated_aliases, "gated unit", "gated unit of two arrays",
                                           "parse_gated()"};

/// The function of the vocabulary with this name, or a null pointer.
inline const FunctionInfo* function_named(const Name& name, const Vocabulary& words = activations) {
    const auto f = std::find_if(words.functions.begin(), words.functions.end(),
                                [&](const FunctionInfo& info) { return name == info.name; });
    return f == words.functions.end() ? nullptr : &*f;
}

/// A name without the library in front of it, and that library.
struct QualifiedName {
    std::string_view library;  ///< as in NameAlias::theirs
    std::string_view name;
};
inline QualifiedName qualified(std::string_view text) {
    for (const auto& [prefix, library] : libraries)
        if (core::starts_with(text, prefix)) return {library, text.substr(prefix.size())};
    return {"", text};
}

/// Our text for a name of another library, or nothing.
inline std::optional<std::string_view> alias_of(std::string_view library, const Name& name, const Vocabulary& words) {
    for (const auto& [theirs, ours] : words.aliases) {
        const bool of_library = theirs.substr(0, library.size()) == library;
        if (of_library && name == theirs.substr(library.size())) return ours;
    }
    return std::nullopt;
}

/// What a name stands for: a function of the list, or text for one with its parameters.
struct Meaning {
    const FunctionInfo* function;
    std::string_view text;
};

/// The meaning of a name; neither function nor text if it has none. What a library means by a name of its own comes
/// before what the name means without it, and a function of ours before another library's name for one.
inline Meaning meaning_of(std::string_view text, const Vocabulary& words) {
    const auto [library, plain] = core::qualified(text);
    const Name name(plain);
    if (!library.empty()) {
        if (const auto alias = core::alias_of(library, name, words)) return {nullptr, *alias};
    }
    if (const FunctionInfo* f = core::function_named(name, words)) return {f, {}};
    return {nullptr, core::alias_of("", name, words).value_or("")};
}

/// The function that a text of `name_aliases` or its kin begins with; null if it is not in the list.
inline const FunctionInfo* function_of_text(std::string_view text, const Vocabulary& words = activations) {
    return core::function_named(Name(text.substr(0, text.find('('))), words);
}

/// A name, and how far it is from an unknown one.
struct Candidate {
    std::size_t distance;
    std::string_view name;
};

/// The names that are nearest to an unknown one.
inline std::vector<std::string_view> nearest_names(std::string_view unknown, const Vocabulary& words) {
    constexpr std::size_t most = 3;
    const Name name(core::qualified(unknown).name);
    std::vector<Candidate> candidates;
    const auto consider = [&](std::string_view candidate) {
        const Name other(candidate);
        const bool part = name.letters().size() > 2 && (other.letters().find(name.letters()) != other.letters().npos ||
                                                        name.letters().find(other.letters()) != other.letters().npos);
        candidates.push_back(
            {(std::min)(core::edit_distance(name, other), part ? std::size_t(2) : Name::longest), candidate});
    };
    for (const FunctionInfo& f : words.functions) consider(f.name);
    for (const auto& [theirs, ours] : words.aliases)
        if (theirs.find('.') == theirs.npos && core::function_of_text(ours, words)) consider(theirs);
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const auto& a, const auto& b) { return a.distance < b.distance; });
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < (std::min)(most, candidates.size()); ++i) names.push_back(candidates[i].name);
    return names;
}

[[noreturn, gnu::noinline, gnu::cold]] inline void fail_name(std::string_view text, const Vocabulary& words) {
    const Name name(core::qualified(text).name);
    const auto fail_known = [&](const std::string& what) {
        core::fail(core::quoted(text) + " is no " + std::string(words.noun) + ": it is " + what);
    };
    for (const auto& [theirs, ours] : elsewhere)
        if (name == theirs) fail_known(std::string(ours));
    const Vocabulary& others = &words == &activations ? gated_units : activations;
    const Meaning meaning = core::meaning_of(text, others);
    if (meaning.function != nullptr || !meaning.text.empty())
        fail_known("a " + std::string(others.noun) + ", which " + std::string(others.reader) + " reads");
    core::fail("there is no " + std::string(words.short_noun) + ' ' + core::quoted(text) + "; the nearest names are " +
               core::listed(core::nearest_names(text, words)));
}

/// The index of f's parameter of this name; f.parameters.size() if it has none.
inline std::size_t parameter_named(const FunctionInfo& f, const Name& name) {
    const auto place = [&](const Name& wanted) {
        std::size_t i = 0;
        while (i < f.parameters.size() && !(wanted == f.parameters[i].name)) ++i;
        return i;
    };
    if (const std::size_t own = place(name); own < f.parameters.size()) return own;
    for (const auto& [function, theirs, parameter] : parameter_aliases) {
        if (!(name == theirs) || !(function.empty() || function == f.name)) continue;
        if (const std::size_t index = place(Name(parameter)); index < f.parameters.size()) return index;
    }
    return f.parameters.size();
}

/// Throws for an argument that is none of f's parameters: an unknown name, or one value too many.
[[noreturn, gnu::noinline, gnu::cold]] inline void fail_parameter(const FunctionInfo& f, std::string_view text,
                                                                  bool named) {
    std::vector<std::string_view> names;
    for (const ParameterInfo& p : f.parameters) names.push_back(p.name);
    core::fail(std::string(f.name) + (named ? ": there is no parameter " : ": there is no parameter for the value ") +
               core::quoted(text) + "; it has " + (names.empty() ? "none" : core::listed(names)));
}

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
