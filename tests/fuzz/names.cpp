// Any text is a spec that is printed and read back, or is refused in a short, printable message.

#include "fuzz.hpp"

#include "actfn/spec/gated.hpp"
#include "actfn/spec/parse.hpp"
#include "actfn/spec/print.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    fuzz::is_refused([&] {
        const actfn::ActivationSpec spec = actfn::parse_activation(text);
        fuzz::require(actfn::parse_activation(actfn::to_string(spec)) == spec, "a spec that is read back");
    });
    fuzz::is_refused([&] {
        const actfn::GatedSpec spec = actfn::parse_gated(text);
        fuzz::require(actfn::parse_gated(actfn::to_string(spec)) == spec, "a gated unit's spec that is read back");
    });
    return 0;
}
