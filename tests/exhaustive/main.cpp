// Every function of the library, over every input there is, against MPFR: what its error bounds are worth.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>
#include <CLI/CLI.hpp>

#include "cases.hpp"
#include "sweep.hpp"
#include "table.hpp"

namespace {

using namespace exhaustive;

struct Options {
    std::vector<std::string> only;
    std::vector<std::string> quantities;
    std::string type = "float";
    std::string output;
    bool other_parameters = false;
    Extent extent = {.stride = 1, .points = 140000000, .screen_points = 1000000, .threads = 2};
};

bool chosen(const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || std::ranges::find(names, name) != names.end();
}

/// A bar on a terminal; nothing elsewhere.
void show_progress(const std::string& what, double share) {
    static const bool terminal = isatty(2) != 0;
    if (!terminal) return;
    constexpr int width = 40;
    const int done = static_cast<int>(share * width);
    std::fprintf(stderr, "\r%-44s [%s%s] %3d %% ", what.c_str(),
                 std::string(static_cast<std::size_t>(done), '#').c_str(),
                 std::string(static_cast<std::size_t>(width - done), '.').c_str(), static_cast<int>(share * 100));
    if (share >= 1) std::fputs("\r\033[K", stderr);
}

template <class T>
void run(const Options& options, const Isas& isas, Table& table, std::vector<Row>& all) {
    for (const auto& c : cases<T>(options.other_parameters)) {
        if (!chosen(options.only, c.name)) continue;
        for (std::size_t q = 0; q < quantities; ++q) {
            if (!c.has[q] || !chosen(options.quantities, quantity_names[q])) continue;
            const Row sweep_heading = heading(c, q, options.extent, fingerprint(c, q, isas));
            auto found = table.find(sweep_heading);
            if (found.empty()) {
                const std::string what = c.name + " " + c.parameters + " " + quantity_names[q];
                found = rows(sweep_heading,
                             sweep<T>(c, q, isas, options.extent, [&](double share) { show_progress(what, share); }));
                table.put(sweep_heading, found);
            }
            for (const auto& r : found) {
                std::printf(
                    "%-12s %-9s %-6s %-11s %-8s %-22s %11s inputs | bound %5s, max %-11s at %-14s | %s not nearest, %s "
                    "falls | %5s s | %s\n",
                    r[function].c_str(), r[parameters].c_str(), r[type].c_str(), r[quantity].c_str(), r[tier].c_str(),
                    r[isa].c_str(), r[inputs].c_str(), r[bound].c_str(), r[greatest].c_str(), r[where].c_str(),
                    r[not_nearest].c_str(), r[falls].c_str(), r[seconds].c_str(), r[verdict].c_str());
            }
            std::fflush(stdout);
            all.insert(all.end(), found.begin(), found.end());
        }
    }
}

int run(const Options& options) {
    const Isas isas = tests::isas_of_this_machine();
    for (const auto& isa : isas.judged) std::printf("judged:   %s\n", isa->name);
    for (const auto& isa : isas.compared) std::printf("compared: %s\n", isa->name);
    Table table(options.output.empty() ? "" : options.output + ".csv");
    std::vector<Row> all;
    if (options.type == "float") {
        run<float>(options, isas, table, all);
    } else {
        run<double>(options, isas, table, all);
    }
    if (!options.output.empty()) std::ofstream(options.output + ".md") << markdown(all);
    const auto violated = std::ranges::count_if(all, [](const Row& r) { return r[verdict] != "holds"; });
    std::printf("%zu rows, %td violated\n", all.size(), violated);
    return all.empty() || violated > 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app(
        "Checks every function of actfn over all inputs against MPFR, on the instruction sets of this machine.");
    app.add_option("--only", options.only, "functions, e.g. tanh (default: all)");
    app.add_option("--quantity", options.quantities, "f, f', f'' or \"from output\" (default: all)");
    app.add_option("--type", options.type, "element type")
        ->check(CLI::IsMember({"float", "double"}))
        ->capture_default_str();
    app.add_option("--stride", options.extent.stride, "float: test one of so many neighbouring numbers")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--points", options.extent.points, "double: how many inputs")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--screen-points", options.extent.screen_points, "how many inputs MPFR checks the screen on")
        ->capture_default_str();
    app.add_flag("--other-parameters", options.other_parameters, "the parameters other than the defaults");
    app.add_flag("--relaxed", options.extent.relaxed,
                 "only what must hold under -ffast-math: finite inputs, in the standard tier within twice the bounds");
    app.add_option("--threads", options.extent.threads)->check(CLI::PositiveNumber)->capture_default_str();
    app.add_option(
        "--output", options.output,
        "results go to this name with .csv and .md; sweeps that are in the .csv already, with the same bits, are "
        "not repeated");
    CLI11_PARSE(app, argc, argv);
    try {
        return run(options);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "actfn_exhaustive: %s\n", e.what());
        return 2;
    }
}
