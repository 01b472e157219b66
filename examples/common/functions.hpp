#pragma once

#include <actfn/actfn.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace examples {

/// Calls callback(f) for each function of the library's list, with its default parameters.
template <class T, class Callback>
void for_each_function(Callback callback) {
    std::apply([&](const auto&... f) { (callback(f), ...); }, actfn::AllFunctions<T>());
}

/// Calls callback(f) for the function of this name.
template <class T, class Callback>
void with_function(std::string_view name, Callback callback) {
    bool found = false;
    for_each_function<T>([&](const auto& f) {
        if (f.name != name) return;
        found = true;
        callback(f);
    });
    if (!found) throw std::invalid_argument("there is no function " + std::string(name));
}

/// The tiers by name.
inline const std::vector<std::string> tier_names = {"fast", "standard", "exact"};

/// Calls callback(Tier()) for the tier of this name.
template <class Callback>
void with_tier(std::string_view name, Callback callback) {
    if (name == "fast") return callback(actfn::fast());
    if (name == "standard") return callback(actfn::standard());
    if (name == "exact") return callback(actfn::exact());
    throw std::invalid_argument("there is no tier " + std::string(name));
}

}  // namespace examples
