#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace docs {

/// A function's header: its path, and the contract comment before the functor, without slashes.
struct Header {
    std::string path;
    std::vector<std::string> comment;
};

inline Header header(const std::string& root, std::string_view name, std::string_view functor) {
    Header result{"include/actfn/functions/" + std::string(name) + ".hpp", {}};
    const std::string definition = "struct " + std::string(functor) + " :";
    std::ifstream file(root + '/' + result.path);
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(definition)) return result;
        if (line.starts_with("/// ")) {
            result.comment.push_back(line.substr(4));
        } else if (line == "///") {
            result.comment.emplace_back();
        } else if (!line.starts_with("template")) {
            result.comment.clear();
        }
    }
    return result;
}

/// What the comment says f(x) is.
inline std::string formula(const std::vector<std::string>& comment) {
    std::string text;
    for (const std::string& line : comment) {
        const auto start = line.find_first_not_of(' ');
        if (text.empty() && line.starts_with("    f(x)")) {
            text = line.substr(line.find('=') + 1);
            // f = f' = f'' = what they all are.
            while (text.starts_with(" f'")) text.erase(0, text.find('=') + 1);
            text.erase(0, text.find_first_not_of(' '));
            if (const auto next = text.find("   "); next != std::string::npos) text.resize(next);
        } else if (!text.empty()) {
            // A formula of several lines goes on, deeper than its beginning.
            if (start == std::string::npos || start < 6 || line.find("f'") != std::string::npos) break;
            text += ' ' + line.substr(start);
        }
    }
    return text;
}

/// The comment in its parts: what the function is; the formulas; and paragraphs, whose labels are bold.
struct Contract {
    std::string what;
    std::string formulas;
    std::string rest;
};

/// Prose as Markdown takes it: no tags.
inline std::string prose(const std::string& line) {
    std::string text;
    for (const char c : line) text += c == '<' ? "&lt;" : std::string(1, c);
    return text;
}

inline Contract contract(const std::vector<std::string>& comment) {
    constexpr std::string_view labels[] = {"Parameter:", "Parameters:", "Special values:", "Source:"};
    Contract parts;
    for (const std::string& line : comment) {
        if (line.starts_with("    ")) {
            parts.formulas += line + '\n';
        } else if (parts.formulas.empty()) {
            if (!line.empty()) parts.what += prose(line) + '\n';
        } else if (line.empty()) {
            if (!parts.rest.empty()) parts.rest += '\n';
        } else {
            std::string text = prose(line);
            bool begins = line.starts_with("Throws ") || line.starts_with("There is no ");
            for (const std::string_view label : labels) {
                if (!line.starts_with(label)) continue;
                begins = true;
                text.insert(label.size() - 1, "**").insert(0, "**");
            }
            if (begins && !parts.rest.empty()) parts.rest += '\n';
            parts.rest += text + '\n';
        }
    }
    return parts;
}

}  // namespace docs
