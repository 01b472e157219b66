// The benchmark: measures every row of every peer, prints the table, writes JSON and, for pictures.cmake, CSV.

#include <algorithm>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "inputs.hpp"
#include "machine.hpp"
#include "measure.hpp"
#include "processes.hpp"
#include "results.hpp"

namespace {

constexpr const char* usage = R"(Usage: actfn_bench [option...]
  --full                    every row, and the errors of all float rows (without: no fused call, of double only forward)
  --processes=N             measure in so many processes, one after the other, and show the medians
  --inputs=KIND[,KIND...]   normal (the default), bits, saturated, subnormal; all = these four
  --input=FILE              measure on the float32 values of a binary file (with --inputs: on those kinds, too)
  --rounds=N                how often each row is measured, in turn with its peers; the best counts (default 4)
  --csv=FILE                where to write a line for each row, its time and error (default bench_results.csv)
  --benchmark_out=FILE      where to write the JSON (default bench_results.json)
  --benchmark_min_time=S    how many seconds each measurement takes at least (default 0.006)
  --benchmark_filter=REGEX  only rows such as sigmoid/forward/float/65536/normal/actfn
and Google Benchmark's own options.
)";

struct Options {
    bench::Settings settings;
    std::string json = "bench_results.json";
    std::string csv = "bench_results.csv";
    std::string samples;  ///< where a process of several writes its figures
    int processes = 1;
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
        } else if (is("--processes=")) {
            options.processes = std::max(1, std::stoi(std::string(value)));
        } else if (is("--samples=")) {
            options.samples = value;
        } else if (is("--csv=")) {
            options.csv = value;
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
    settings.judge = settings.full && options.samples.empty();
    return options;
}

void write_json(std::ostream& file, const std::vector<benchmark::BenchmarkReporter::Run>& runs) {
    benchmark::JSONReporter json;
    json.SetOutputStream(&file);
    json.ReportContext(benchmark::BenchmarkReporter::Context());
    json.ReportRuns(runs);
    json.Finalize();
}

void write_file(const std::string& path, const std::function<void(std::ostream&)>& write) {
    std::ofstream file(path);
    write(file);
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
    std::cout << "Written: " << path << '\n';
}

/// The table, the targets, the JSON and the CSV file.
void report(const Options& options, const bench::Measurements& measured, const bench::Facts& facts) {
    bench::print_table(std::cout, measured.groups);
    bench::print_by_accuracy(std::cout, measured.groups);
    bench::print_calls(std::cout, measured.groups);
    bench::print_targets(std::cout, measured.groups);
    std::cout << '\n';
    write_file(options.json, [&](std::ostream& out) { write_json(out, measured.runs); });
    write_file(options.csv, [&](std::ostream& out) { bench::write_csv(out, measured.groups, facts); });
}

int run(int argc, char** argv) {
    const std::vector<std::string> own_arguments(argv, argv + argc);
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
    bench::Facts facts = bench::machine();
    std::string figures = "best of " + std::to_string(options.settings.rounds) + " rounds";
    if (options.processes > 1) figures += ", median of " + std::to_string(options.processes) + " processes";
    facts.emplace_back("figures", figures);
    for (const auto& [name, value] : facts) {
        if (name != "date") benchmark::AddCustomContext(name, value);  // the JSON has one
    }
    const bool alone = options.samples.empty();
    if (alone) bench::print_header(std::cout, facts);
    std::cout << std::flush;
    const bool parent = alone && options.processes > 1;
    const bench::Measurements measured =
        parent ? bench::merge(options.settings, bench::run_processes(options.processes, own_arguments))
               : bench::measure(options.settings);
    bench::require_default_floating_point_mode();  // no peer may have changed it on the way

    if (!alone) {
        bench::write_samples(options.samples, bench::samples_of(measured.groups));
    } else if (!measured.runs.empty()) {
        report(options, measured, facts);
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
