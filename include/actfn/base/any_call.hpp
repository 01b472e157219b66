#pragma once

#include <memory>

#include "actfn/base/isa.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A reference to a function of any type: what calls it is compiled once.
template <class... Arguments>
class AnyCall {
public:
    template <class F>
    explicit AnyCall(const F& f)
        : f_(std::addressof(f)),
          call_([](const void* of, Arguments... arguments) { (*static_cast<const F*>(of))(arguments...); }) {}
    void operator()(Arguments... arguments) const { call_(f_, arguments...); }

private:
    const void* f_;
    void (*call_)(const void* f, Arguments...);
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
