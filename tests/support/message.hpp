#pragma once

#include <stdexcept>
#include <string>

namespace tests {

/// What a call that is refused says; `otherwise` for one that is not.
template <class F>
std::string message(const F& call, const char* otherwise = "nothing was thrown") {
    try {
        call();
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return otherwise;
}

}  // namespace tests
