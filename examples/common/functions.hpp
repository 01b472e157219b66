#pragma once

#include <actfn/actfn.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>

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

}  // namespace examples
