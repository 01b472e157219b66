// docs/functions.md from what every function says of itself: its contract comment, its parameters and its bounds.
//
//     actfn_docs_functions <folder of the sources> > docs/functions.md

#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "actfn/functions/list.hpp"

namespace {

std::string number(double x) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.6g", x);
    return digits;
}

/// A function's header: its path, and the contract comment before the functor, without slashes.
struct Header {
    std::string path;
    std::vector<std::string> comment;
};
Header header(const std::string& root, std::string_view name) {
    Header result{"include/actfn/functions/" + std::string(name) + ".hpp", {}};
    std::ifstream file(root + '/' + result.path);
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("struct ") && !result.comment.empty()) break;
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
std::string formula(const std::vector<std::string>& comment) {
    std::string text;
    for (const std::string& line : comment) {
        const auto start = line.find_first_not_of(' ');
        if (text.empty() && line.starts_with("    f(x)")) {
            text = line.substr(line.find('=') + 1);
            if (const auto next = text.find("   "); next != std::string::npos) text.resize(next);
            text.erase(0, text.find_first_not_of(' '));
        } else if (!text.empty()) {
            // A formula of several lines goes on, deeper than its beginning.
            if (start == std::string::npos || start < 6 || line.find("f'") != std::string::npos) break;
            text += ' ' + line.substr(start);
        }
    }
    return text;
}

std::string valid_values(const actfn::ParameterInfo& parameter, std::string_view previous) {
    switch (parameter.valid) {
        case actfn::Valid::finite:
            return "finite";
        case actfn::Valid::not_negative:
            return "finite, >= 0";
        case actfn::Valid::positive:
            return "finite, > 0";
        case actfn::Valid::not_below_previous:
            break;
    }
    return "finite, >= " + std::string(previous);
}

template <class F>
std::string parameter_list() {
    std::string text;
    for (const actfn::ParameterInfo& p : actfn::parameters_of<F>) {
        text += (text.empty() ? "" : ", ") + std::string(p.name) + " = " + number(p.initial);
    }
    return text;
}

std::string escaped(std::string text) {
    for (std::size_t i = 0; (i = text.find('|', i)) != std::string::npos; i += 2) text.insert(i, 1, '\\');
    return text;
}

template <class F>
void print_bounds(const char* label) {
    constexpr actfn::Bounds b = F::bounds;
    std::cout << "| " << label << " | " << number(b.value) << " | " << number(b.gradient) << " | "
              << number(b.curvature) << " | "
              << (actfn::has_derivative_from_output<F> ? number(b.from_output) : std::string("-")) << " |\n";
}

template <template <class, class> class F>
struct Page {
    using Standard = F<float, actfn::standard>;
    static constexpr std::string_view name = Standard::name;
    static constexpr auto parameters = actfn::parameters_of<Standard>;

    std::string functor;
    Header header;

    void print_row() const {
        std::cout << "| `" << functor << "` | [`" << name << "`](#" << name << ") | " << parameter_list<Standard>()
                  << " | " << escaped(formula(header.comment)) << " |\n";
    }
    void print() const {
        const std::string list = parameter_list<Standard>();
        std::cout << "\n## " << name << "\n\n`actfn::" << functor << "`, `actfn::" << name << "(x"
                  << (list.empty() ? "" : ", ") << list << ")`, [" << header.path << "](../" << header.path << ")\n\n";
        for (const std::string& line : header.comment) std::cout << line << '\n';
        if (!list.empty()) std::cout << "\n| parameter | default | valid |\n|---|---|---|\n";
        std::string_view previous;
        for (const actfn::ParameterInfo& parameter : parameters) {
            std::cout << "| " << parameter.name << " | " << number(parameter.initial) << " | "
                      << valid_values(parameter, previous) << " |\n";
            previous = parameter.name;
        }
        std::cout << "\n| bound in ULP | f | f' | f'' | f' from output |\n|---|---|---|---|---|\n";
        print_bounds<Standard>("float");
        print_bounds<F<float, actfn::exact>>("float, exact");
        print_bounds<F<float, actfn::fast>>("float, fast: ULP of 13 bits");
        print_bounds<F<double, actfn::standard>>("double");
    }
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("actfn_docs_functions <folder of the sources>\n", stderr);
        return 2;
    }
    const std::string root = argv[1];
    const std::tuple pages = {
#define FUNCTION(F) Page<actfn::F>{#F, header(root, Page<actfn::F>::name)},
#include "functions.inc"
#undef FUNCTION
    };
    std::cout
        << "# Functions\n\n"
           "Written by `ninja docs_write` from functions/list.hpp: what each header says in its contract comment, its "
           "parameters and\nits bounds ("
        << (ACTFN_FUSED ? "with" : "without")
        << " FMA).\n\n| functor | free function | parameters | f(x) |\n|---|---|---|---|\n";
    std::apply([](const auto&... page) { (page.print_row(), ...); }, pages);
    std::apply([](const auto&... page) { (page.print(), ...); }, pages);
}
