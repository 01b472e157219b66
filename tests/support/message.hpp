#pragma once

#include <stdexcept>
#include <string>

namespace tests {

/// What a call that is refused says.
template <class F>
std::string message(const F& call) {
    try {
        call();
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "nothing was thrown";
}

}  // namespace tests
