#pragma once

// Runs the rows through Google Benchmark.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "results.hpp"

namespace bench {

struct Settings {
    bool full = false;
    std::vector<std::string> inputs;  ///< kinds of inputs.hpp
    std::string input_file;           ///< one more input, where not empty
    int rounds = 5;
    double min_time = 0.008;
};

struct Measurements {
    Groups groups;
    std::vector<benchmark::BenchmarkReporter::Run> runs;  ///< every measurement, for the JSON
    std::string wrong;                                    ///< the rows that do not compute what they say, a line each
};

/// Measures what Google Benchmark's filter lets through, with a progress line on stderr.
Measurements measure(const Settings&);

}  // namespace bench
