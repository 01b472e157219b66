// The benchmark: measures every row of every peer, prints the table, writes JSON and draws the picture.

#include <algorithm>
#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "inputs.hpp"
#include "machine.hpp"
#include "measure.hpp"
#include "results.hpp"

namespace {

constexpr const char* usage = R"(Usage: actfn_bench [option...]
  --full                    every row (without: float, and of double only the forward rows)
  --inputs=KIND[,KIND...]   normal (the default), bits, saturated, subnormal; all = these four
  --input=FILE              measure on the float32 values of a binary file (with --inputs: on those kinds, too)
  --rounds=N                how often each row is measured, in turn with its peers; the best counts (default 5)
  --svg=FILE                where to draw the picture (default bench.svg)
  --benchmark_out=FILE      where to write the JSON (default bench_results.json)
  --benchmark_min_time=S    how many seconds each measurement takes at least (default 0.008)
  --benchmark_filter=REGEX  only rows such as sigmoid/forward/float/65536/normal/actfn
and Google Benchmark's own options.
)";

struct Options {
    bench::Settings settings;
    std::string json = "bench_results.json";
    std::string svg = "bench.svg";
    bool help = false;
};

/// Takes our options out of argv.
Options parse(int& argc, char** argv) {
    Options options;
    bench::Settings& settings = options.settings;
    std::string kinds;
    int kept = 1;
    for (int i = 1; i < argc; ++i) {
        std::string_view value = argv[i];
        const auto is = [&value](std::string_view name) {
            const bool found = value.starts_with(name);
            if (found) value.remove_prefix(name.size());
            return found;
        };
        if (value == "--full") {
            settings.full = true;
        } else if (value == "--help") {
            options.help = true;
        } else if (is("--inputs=")) {
            kinds = value == "all" ? bench::all_inputs : value;
        } else if (is("--input=")) {
            settings.input_file = value;
        } else if (is("--rounds=")) {
            settings.rounds = std::max(1, std::stoi(std::string(value)));
        } else if (is("--svg=")) {
            options.svg = value;
        } else if (is("--benchmark_out=")) {
            options.json = value;
        } else if (is("--benchmark_min_time=")) {
            settings.min_time = std::stod(std::string(value));
        } else {
            argv[kept++] = argv[i];
        }
    }
    argc = kept;
    if (kinds.empty() && settings.input_file.empty()) kinds = "normal";
    std::istringstream list(kinds);
    for (std::string kind; std::getline(list, kind, ',');) settings.inputs.push_back(kind);
    return options;
}

void write_json(const std::string& path, const std::vector<benchmark::BenchmarkReporter::Run>& runs) {
    std::ofstream file(path);
    benchmark::JSONReporter json;
    json.SetOutputStream(&file);
    json.ReportContext(benchmark::BenchmarkReporter::Context());
    json.ReportRuns(runs);
    json.Finalize();
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

int run(int argc, char** argv) {
    const Options options = parse(argc, argv);
    if (options.help) {
        std::cout << usage;
        return 0;
    }
    std::vector<char*> arguments(argv, argv + argc);
    std::string interleave = "--benchmark_enable_random_interleaving=true";
    arguments.insert(arguments.begin() + 1, interleave.data());
    int count = static_cast<int>(arguments.size());
    benchmark::Initialize(&count, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;

    bench::require_default_floating_point_mode();
    const bench::Facts facts = bench::machine();
    for (const auto& [name, value] : facts) {
        if (name != "date") benchmark::AddCustomContext(name, value);  // the JSON has one
    }
    bench::print_header(std::cout, facts);
    std::cout << std::flush;
    const bench::Measurements measured = bench::measure(options.settings);
    bench::require_default_floating_point_mode();  // no peer may have changed it on the way

    if (!measured.runs.empty()) {
        bench::print_table(std::cout, measured.groups);
        bench::print_by_accuracy(std::cout, measured.groups);
        bench::print_targets(std::cout, measured.groups);
        write_json(options.json, measured.runs);
        std::ofstream svg(options.svg);
        bench::draw(svg, measured.groups, facts);
        if (!svg.flush()) throw std::runtime_error("cannot write " + options.svg);
        std::cout << "\nWritten: " << options.json << ", " << options.svg << '\n';
    }
    if (!measured.wrong.empty())
        std::cerr << "These rows were not timed, since they differ from actfn:\n" << measured.wrong;
    return measured.wrong.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "actfn_bench: " << error.what() << '\n';
        return 2;
    }
}
