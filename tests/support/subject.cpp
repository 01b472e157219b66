#include "subject.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace tests {

Subjects subjects(std::string_view function, const std::vector<double>& parameters) {
    const Isas machine = isas_of_this_machine();
    std::vector<const Isa*> isas = machine.judged;
    isas.insert(isas.end(), machine.compared.begin(), machine.compared.end());
    std::string held;
    for (const double p : parameters) {
        char digits[32];
        std::snprintf(digits, sizeof digits, " %g", p);
        held += digits;
    }
    Subjects all;
    for (const Isa* isa : isas) {
        const auto found = std::ranges::find(isa->functions, function, [](const IsaFunction* f) { return f->name; });
        if (found == isa->functions.end()) throw std::logic_error("not compiled for every instruction set");
        const IsaFunction& f = **found;
        if (!parameters.empty() && parameters.size() != f.parameters.size())
            throw std::logic_error("wrong number of parameters");
        const std::string text = held + (isas.size() == 1 ? "" : std::string(" on ") + isa->name);
        const std::string name(function);
        all.of_float.emplace_back(name + " float standard" + text, false, f.standard, parameters);
        all.of_float.emplace_back(name + " float exact" + text, true, f.exact, parameters);
        all.of_float.emplace_back(name + " float fast" + text, false, f.fast, parameters);
        all.of_double.emplace_back(name + " double standard" + text, false, f.wide, parameters);
    }
    if (isas.empty()) throw std::logic_error("compiled for none of this machine's instruction sets");
    return all;
}

}  // namespace tests
