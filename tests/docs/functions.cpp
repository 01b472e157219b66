// docs/functions.md and a page for every function, from what it says of itself: its contract comment, its parameters, its
// bounds; from the lists of tests/spec/coverage, what other libraries call it; and what it is, for gnuplot to draw.
//
//     actfn_docs_functions <folder of the sources> <folder to write to>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "actfn/functions/list.hpp"
#include "contract.hpp"
#include "curves.hpp"
#include "libraries.hpp"

namespace {

std::string number(double x) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.6g", x);
    return digits;
}

/// As a literal of type float.
std::string literal(double x) {
    const std::string digits = number(x);
    return digits + (digits.find_first_of(".e") == std::string::npos ? ".0f" : "f");
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

std::string escaped(std::string text) {
    for (std::size_t i = 0; (i = text.find('|', i)) != std::string::npos; i += 2) text.insert(i, 1, '\\');
    return text;
}

/// A bound in the units of b: in ULP, or relative to the value.
std::string bound(double units, const actfn::Bounds& b) {
    return b.digits == 0 || units == 0 ? number(units) : "2^" + number(std::log2(units) + 1 - b.digits);
}

std::string contents(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A row of the table of bounds.
struct Row {
    const char* type;
    actfn::Bounds bounds;
};

/// What there is to say of a function, none of it a template.
struct Function {
    std::string_view functor;
    std::string_view name;
    std::vector<actfn::ParameterInfo> parameters;
    std::vector<Row> bounds;
    bool has_derivative_from_output;
    docs::Formula f, first, second;

    std::string parameter_list() const {
        std::string text;
        for (const actfn::ParameterInfo& p : parameters) {
            text += (text.empty() ? "" : ", ") + std::string(p.name) + " = " + number(p.initial);
        }
        return text;
    }
    /// What f is in the tiers of float, by the bounds.
    std::string tiers() const {
        const actfn::Bounds& exact = bounds[1].bounds;
        const actfn::Bounds& fast = bounds[2].bounds;
        const std::string error = bound(exact.value, exact);
        if (bounds[0].bounds.value <= exact.value && fast.digits == 0) {
            return exact.value > 0 ? "; f is within " + error + " ULP in every tier." : "; f has no error in any tier.";
        }
        return "; f of `actfn::" + std::string(functor) + "<float, actfn::exact>` is within " + error +
               " ULP, of `actfn::fast` in its place within " + bound(fast.value, fast) + " of the value.";
    }
    /// As a program writes them.
    std::string call() const {
        std::string values;
        std::string names;
        for (const actfn::ParameterInfo& p : parameters) {
            values += (values.empty() ? "(" : ", ") + literal(p.initial);
            names += (names.empty() ? "  // " : ", ") + std::string(p.name);
        }
        if (!values.empty()) values += ')';
        return "const actfn::" + std::string(functor) + "<float> f" + values + ';' + names +
               "\ny = f(x);                       // an Eigen expression: also f.derivative(x), "
               "f.second_derivative(x)\n"
               "actfn::backward(f, x, dy, dx);  // dx = dy f'(x), in one pass, into your memory\n";
    }
};

template <template <class, class> class F>
Function function(std::string_view functor) {
    using Standard = F<float, actfn::standard>;
    using Double = F<double, actfn::standard>;
    constexpr auto parameters = actfn::parameters_of<Standard>;
    return {functor,
            Standard::name,
            {parameters.begin(), parameters.end()},
            {{"float", Standard::bounds},
             {"float, exact", F<float, actfn::exact>::bounds},
             {"float, fast", F<float, actfn::fast>::bounds},
             {"double", Double::bounds},
             {"half", F<Eigen::half, actfn::standard>::bounds},
             {"half, exact", F<Eigen::half, actfn::exact>::bounds},
             {"half, fast", F<Eigen::half, actfn::fast>::bounds},
             {"bfloat16", F<Eigen::bfloat16, actfn::standard>::bounds},
             {"bfloat16, exact", F<Eigen::bfloat16, actfn::exact>::bounds},
             {"bfloat16, fast", F<Eigen::bfloat16, actfn::fast>::bounds}},
            actfn::has_derivative_from_output<Standard>,
            [](double x) { return Double()(x); },
            [](double x) { return Double().derivative(x); },
            [](double x) { return Double().second_derivative(x); }};
}

void print_libraries(std::ostream& out, const Function& function, const std::vector<docs::Library>& libraries) {
    std::string rows;
    for (const docs::Library& library : libraries) {
        for (const tests::CoverageLine& line : library.lines) {
            if (!line.has_ours || tests::function_of(line.ours) != function.name) continue;
            rows += "| " + library.title + " | `" + library.prefix + line.theirs + "` | `" + line.ours + "` |\n";
        }
    }
    if (!rows.empty()) {
        out << "\n## In other libraries\n\n`actfn::parse_activation` takes these names "
               "([how](../chosen_at_run_time.md)).\n\n| library | theirs | ours |\n|---|---|---|\n"
            << rows;
    }
}

void print_page(std::ostream& out, const Function& function, const docs::Header& header,
                const std::vector<docs::Library>& libraries, bool is_timed) {
    const docs::Contract contract = docs::contract(header.comment);
    const std::string list = function.parameter_list();
    out << "# " << function.functor << "\n\n"
        << contract.what << '\n'
        << contract.formulas << "\n![f, f' and f'' of " << function.name << "](" << function.name << ".svg)\n\n"
        << contract.rest << "\n## Call\n\n```cpp\n"
        << function.call() << "```\n\nor `y = actfn::" << function.name << "(x" << (list.empty() ? "" : ", ") << list
        << ")`" << function.tiers() << " Header: [" << header.path << "](../../" << header.path
        << "). More calls: [calls](../calls.md).\n";

    if (!list.empty()) out << "\n## Parameters\n\n| parameter | default | valid |\n|---|---|---|\n";
    std::string_view previous;
    for (const actfn::ParameterInfo& parameter : function.parameters) {
        out << "| `" << parameter.name << "` | " << number(parameter.initial) << " | "
            << valid_values(parameter, previous) << " |\n";
        previous = parameter.name;
    }

    out << "\n## Error bounds\n\nIn ULP, with FMA, those of `fast` relative to the value; what was measured, and what "
           "holds next to "
           "roots other than 0: [accuracy.md](../accuracy.md)."
        << (is_timed ? " Times: [speed.md](../speed.md)." : "")
        << "\n\n| type | f | f' | f'' | f' from output |\n|---|---|---|---|---|\n";
    for (const auto& [type, b] : function.bounds) {
        out << "| " << type << " | " << bound(b.value, b) << " | " << bound(b.gradient, b) << " | "
            << bound(b.curvature, b) << " | " << (function.has_derivative_from_output ? bound(b.from_output, b) : "-")
            << " |\n";
    }
    print_libraries(out, function, libraries);
    out << "\n[All functions](../functions.md)\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("actfn_docs_functions <folder of the sources> <folder to write to>\n", stderr);
        return 2;
    }
    const std::string root = argv[1];
    const std::string folder = argv[2];
    std::filesystem::create_directories(folder + "/functions");

    const Function functions[] = {
#define FUNCTION(F) function<actfn::F>(#F),
#include "functions.inc"
#undef FUNCTION
    };
    std::set<std::string> known;
    std::ofstream calls(folder + "/calls.cpp");
    calls << "#include <actfn/actfn.hpp>\n";
    for (const Function& function : functions) {
        known.emplace(function.name);
        calls << "void call_" << function.name
              << "(const Eigen::ArrayXf& x, const Eigen::ArrayXf& dy, Eigen::ArrayXf& y, Eigen::ArrayXf& dx) {\n"
              << function.call() << "}\n";
    }
    if (!ACTFN_FUSED) {
        std::puts("skipped: the pages state the bounds with FMA");
        return 0;
    }

    const std::vector<docs::Library> libraries = docs::libraries(root, known);

    const std::string times = contents(root + "/docs/speed.md");
    std::ofstream index(folder + "/functions.md");
    index << "# Functions\n\nThe element-wise functions. s is the logistic function, s(x) = 1 / (1 + e^-x), Phi the "
             "normal "
             "distribution. `max_value = 3.40282e+38`, the largest\nfloat, means no cap. Not element-wise: "
             "[softmax](softmax.md), "
             "[hardmax, sparsemax, entmax15, Gumbel-softmax](sparse_softmax.md),\n[logsumexp](logsumexp.md), "
             "[losses](losses.md), [PReLU and RReLU in training](prelu.md), [learnt parameters](learnable.md), "
             "[gated units and Maxout](gated.md).\n\n| functor | free function | parameters | f(x) "
             "|\n|---|---|---|---|\n";
    for (const Function& function : functions) {
        const std::string name(function.name);
        const docs::Header header = docs::header(root, name, function.functor);
        index << "| `" << function.functor << "` | [`" << name << "`](functions/" << name << ".md) | "
              << function.parameter_list() << " | " << escaped(docs::formula(header.comment)) << " |\n";
        std::ofstream page(folder + "/functions/" + name + ".md");
        print_page(page, function, header, libraries, times.find('`' + name + '`') != std::string::npos);
        std::ofstream(folder + "/functions/" + name + ".gp")
            << docs::curves(name, function.f, function.first, function.second);
    }
    index << "\nThis page and the pages behind it are written by `ninja docs_write` from "
             "[include/actfn/functions/list.hpp](../include/actfn/functions/list.hpp):\nwhat each header says in its "
             "contract comment, its parameters, its bounds, a picture and its names in other libraries.\n";
}
