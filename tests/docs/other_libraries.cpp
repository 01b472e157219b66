// Prints docs/other_libraries.md from the lists of tests/spec/coverage.
//
//     actfn_docs_other_libraries <folder of the sources> > docs/other_libraries.md

#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "../support/coverage_line.hpp"
#include "actfn/functions/list.hpp"

namespace {

using namespace tests;

/// The names of all functions.
const std::set<std::string> known = {
#define FUNCTION(F) std::string(actfn::F<float>::name),
#include "functions.inc"
#undef FUNCTION
};

struct Library {
    const char* file;
    const char* title;
};
constexpr std::array libraries = {Library{"torch", "PyTorch"}, Library{"keras", "Keras"}, Library{"jax", "JAX"},
                                  Library{"onnx", "ONNX"},     Library{"ggml", "ggml"},   Library{"onednn", "oneDNN"}};

struct List {
    std::string prefix;
    std::vector<CoverageLine> lines;
};

List list_of(const std::string& path) {
    std::ifstream file(path);
    List list;
    for (std::string text; std::getline(file, text);) {
        if (text.starts_with("prefix ")) {
            list.prefix = text.substr(7);
            continue;
        }
        std::optional<CoverageLine> line = coverage_line(text);
        if (!line) continue;
        if (line->has_ours && !known.contains(function_of(line->ours))) line = {line->theirs, false, "none yet"};
        list.lines.push_back(*line);
    }
    return list;
}

void print_list(const char* title, const List& list) {
    std::cout << "\n### " << title << " (`" << list.prefix << "`)\n\n| theirs | ours |\n|---|---|\n";
    for (const CoverageLine& line : list.lines) {
        std::cout << "| `" << line.theirs << "` | ";
        if (line.has_ours) {
            std::cout << "[`" << line.ours << "`](functions.md#" << function_of(line.ours) << ")";
        } else {
            std::cout << line.ours;
        }
        std::cout << " |\n";
    }
}

/// Their shortest way to write each function of ours.
std::map<std::string, std::string> shortest(const List& list) {
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
    if (argc != 2) {
        std::fputs("actfn_docs_other_libraries <folder of the sources>\n", stderr);
        return 2;
    }
    std::vector<List> lists;
    for (const Library& library : libraries) {
        lists.push_back(list_of(std::string(argv[1]) + "/tests/spec/coverage/" + library.file + ".txt"));
    }
    std::cout << "# Names in other libraries\n\n"
                 "Written by `ninja docs_write` from the lists of tests/spec/coverage, which a test reads, too: "
                 "`actfn::parse_activation` takes\nall of these names, those that several libraries use differently "
                 "with the library in front ([chosen_at_run_time.md](chosen_at_run_time.md)).\n\n"
                 "## From ours to theirs\n\n| ours |";
    std::vector<std::map<std::string, std::string>> names;
    std::map<std::string, bool> ours;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        std::cout << ' ' << libraries[i].title << " |";
        names.push_back(shortest(lists[i]));
        for (const auto& [name, theirs] : names.back()) ours[name] = true;
    }
    std::cout << "\n|---|";
    for (std::size_t i = 0; i < lists.size(); ++i) std::cout << "---|";
    std::cout << '\n';
    for (const auto& [name, present] : ours) {
        std::cout << "| [`" << name << "`](functions.md#" << name << ") |";
        for (const auto& of_library : names) {
            const auto found = of_library.find(name);
            std::cout << (found == of_library.end() ? " |" : " `" + found->second + "` |");
        }
        std::cout << '\n';
    }
    std::cout << "\n## From theirs to ours\n";
    for (std::size_t i = 0; i < lists.size(); ++i) print_list(libraries[i].title, lists[i]);
}
