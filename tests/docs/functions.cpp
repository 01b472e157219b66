// docs/functions.md from what every function says of itself: its contract comment, its parameters and its bounds.
//
//     actfn_docs_functions <folder of the sources> > docs/functions.md

#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
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

/// The lines of the comment before a header's functor, without their slashes.
std::vector<std::string> contract(const std::string& path) {
    std::ifstream file(path);
    std::vector<std::string> comment;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("struct ") && !comment.empty()) return comment;
        if (line.starts_with("/// ")) {
            comment.push_back(line.substr(4));
        } else if (line == "///") {
            comment.emplace_back();
        } else if (!line.starts_with("template")) {
            comment.clear();
        }
    }
    return {};
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

template <class F>
std::string header() {
    return "include/actfn/functions/" + std::string(F::name) + ".hpp";
}

/// The name of the functor's class, as its header has it.
std::string class_in(const std::string& path) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("struct ")) return line.substr(7, line.find(' ', 7) - 7);
    }
    return {};
}

template <class F, class Exact, class Wide>
void print_function(const std::string& root) {
    const auto comment = contract(root + '/' + header<F>());
    std::cout << "\n## " << F::name << "\n\n`actfn::" << class_in(root + '/' + header<F>()) << "`, `actfn::" << F::name
              << "(x" << (parameter_list<F>().empty() ? "" : ", ") << parameter_list<F>() << ")`, [" << header<F>()
              << "](../" << header<F>() << ")\n\n";
    for (const std::string& line : comment) std::cout << line << '\n';
    constexpr auto parameters = actfn::parameters_of<F>;
    if constexpr (parameters.size() > 0) {
        std::cout << "\n| parameter | default | valid |\n|---|---|---|\n";
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            std::cout << "| " << parameters[i].name << " | " << number(parameters[i].initial) << " | "
                      << valid_values(parameters[i], i == 0 ? "" : parameters[i - 1].name) << " |\n";
        }
    }
    std::cout << "\n| bound in ULP | f | f' | f'' | f' from output |\n|---|---|---|---|---|\n";
    print_bounds<F>("float");
    print_bounds<Exact>("float, exact");
    print_bounds<Wide>("double");
}

template <class... F, class... Exact, class... Wide>
void print(const std::string& root, const std::tuple<F...>&, const std::tuple<Exact...>&, const std::tuple<Wide...>&) {
    std::cout
        << "# Functions\n\n"
           "Written by `ninja docs_write` from functions/list.hpp: what each header says in its contract comment, its "
           "parameters and\nits bounds ("
        << (ACTFN_FUSED ? "with" : "without")
        << " FMA).\n\n"
           "| functor | free function | parameters | f(x) |\n|---|---|---|---|\n";
    const auto row = [&](std::string_view name, const std::string& path, const std::string& parameters) {
        std::cout << "| `" << class_in(root + '/' + path) << "` | [`" << name << "`](#" << name << ") | " << parameters
                  << " | " << escaped(formula(contract(root + '/' + path))) << " |\n";
    };
    (row(F::name, header<F>(), parameter_list<F>()), ...);
    (print_function<F, Exact, Wide>(root), ...);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("actfn_docs_functions <folder of the sources>\n", stderr);
        return 2;
    }
    print(argv[1], actfn::AllFunctions<float, actfn::standard>(), actfn::AllFunctions<float, actfn::exact>(),
          actfn::AllFunctions<double, actfn::standard>());
}
