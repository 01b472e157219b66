// docs/other_libraries.md from the lists of tests/spec/coverage.
//
//     actfn_docs_other_libraries <folder of the sources> <folder to write to>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "actfn/functions/list.hpp"
#include "libraries.hpp"

namespace {

using namespace tests;

/// The names of all functions.
const std::set<std::string> known = {
#define FUNCTION(F) std::string(actfn::F<float>::name),
#include "functions.inc"
#undef FUNCTION
};

std::string link(const std::string& text, const std::string& function) {
    return "[`" + text + "`](functions/" + function + ".md)";
}

/// The pages of what is no element-wise function.
const std::map<std::string, std::string> pages = {
    {"actfn::Softmax", "softmax.md"},      {"actfn::LogSoftmax", "softmax.md"},
    {"actfn::Softmin", "softmax.md"},      {"actfn::Hardmax", "sparse_softmax.md"},
    {"actfn::PReLU", "prelu.md"},          {"actfn::LogSumExp", "logsumexp.md"},
    {"actfn::LogMeanExp", "logsumexp.md"}, {"actfn::Sparsemax", "sparse_softmax.md"},
    {"a gated unit", "gated.md"}};

/// The words of a list in place of a name of ours, which begin with what it is, as a link to its page.
std::string linked(const std::string& words) {
    const std::string name = words.substr(0, std::min(words.find(": "), words.find(" of ")));
    const auto page = pages.find(name);
    return page == pages.end() ? words : "[" + name + "](" + page->second + ")" + words.substr(name.size());
}

void print_list(std::ostream& out, const docs::Library& list) {
    out << "\n### " << list.title << " (`" << list.prefix << "`)\n\n| theirs | ours |\n|---|---|\n";
    for (const CoverageLine& line : list.lines) {
        out << "| `" << line.theirs << "` | ";
        if (line.has_ours) {
            out << link(line.ours, function_of(line.ours));
        } else {
            out << linked(line.ours);
        }
        out << " |\n";
    }
}

/// Their shortest way to write each function of ours.
std::map<std::string, std::string> shortest(const docs::Library& list) {
    std::map<std::string, std::string> names;
    for (const CoverageLine& line : list.lines) {
        if (!line.has_ours) continue;
        std::string& name = names[function_of(line.ours)];
        if (name.empty() || line.theirs.size() < name.size()) name = line.theirs;
    }
    return names;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("actfn_docs_other_libraries <folder of the sources> <folder to write to>\n", stderr);
        return 2;
    }
    const std::vector<docs::Library> lists = docs::libraries(argv[1], known);
    std::ofstream out(std::string(argv[2]) + "/other_libraries.md");
    out << "# Names in other libraries\n\n"
           "`actfn::parse_activation` takes every name whose counterpart here is one of the [functions](functions.md), "
           "`actfn::parse_gated` those of gated\nunits; of others the tables say what they are. A name that libraries "
           "use "
           "differently has PyTorch's meaning, or that of the library in front of it:\n"
           "[chosen_at_run_time.md](chosen_at_run_time.md).\n\n"
           "## From ours to theirs\n\nArguments are examples; a name without them has the defaults of its "
           "library.\n\n| "
           "ours |";
    std::vector<std::map<std::string, std::string>> names;
    std::map<std::string, bool> ours;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        out << ' ' << lists[i].title << " |";
        names.push_back(shortest(lists[i]));
        for (const auto& [name, theirs] : names.back()) ours[name] = true;
    }
    out << "\n|---|";
    for (std::size_t i = 0; i < lists.size(); ++i) out << "---|";
    out << '\n';
    for (const auto& [name, present] : ours) {
        out << "| " << link(name, name) << " |";
        for (const auto& of_library : names) {
            const auto found = of_library.find(name);
            out << (found == of_library.end() ? " |" : " `" + found->second + "` |");
        }
        out << '\n';
    }
    out << "\n## From theirs to ours\n";
    for (const docs::Library& list : lists) print_list(out, list);
    out << "\nWritten by `ninja docs_write` from the lists of tests/spec/coverage, which a test of the names reads, "
           "too.\n";
}
