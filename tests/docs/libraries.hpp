#pragma once

#include <array>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "../support/coverage_line.hpp"

namespace docs {

/// What a list of tests/spec/coverage says: how a library writes names, and ours for each.
struct Library {
    std::string title;
    std::string prefix;
    std::vector<tests::CoverageLine> lines;
};

/// The lists below the folder of the sources; a name of ours that is not `known` counts as none.
inline std::vector<Library> libraries(const std::string& root, const std::set<std::string>& known) {
    constexpr std::array<std::array<const char*, 2>, 6> files = {{{"torch", "PyTorch"},
                                                                  {"keras", "Keras"},
                                                                  {"jax", "JAX"},
                                                                  {"onnx", "ONNX"},
                                                                  {"ggml", "ggml"},
                                                                  {"onednn", "oneDNN"}}};
    std::vector<Library> all;
    for (const auto& [name, title] : files) {
        Library& library = all.emplace_back(Library{title, "", {}});
        std::ifstream file(root + "/tests/spec/coverage/" + name + ".txt");
        for (std::string text; std::getline(file, text);) {
            if (text.starts_with("prefix ")) {
                library.prefix = text.substr(7);
                continue;
            }
            std::optional<tests::CoverageLine> line = tests::coverage_line(text);
            if (!line) continue;
            if (line->has_ours && !known.contains(tests::function_of(line->ours))) {
                line = {line->theirs, false, "none yet"};
            }
            library.lines.push_back(*line);
        }
    }
    return all;
}

}  // namespace docs
