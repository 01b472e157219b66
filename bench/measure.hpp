#pragma once

// Runs the rows through Google Benchmark.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "processes.hpp"
#include "results.hpp"

namespace bench {

struct Settings {
    bool full = false;
    std::vector<std::string> inputs;  ///< kinds of inputs.hpp
    std::string input_file;           ///< one more input, where not empty
    int rounds = 4;
    double min_time = 0.006;
    bool judge = false;  ///< find the errors of the rows, too
};

struct Measurements {
    Groups groups;
    std::vector<benchmark::BenchmarkReporter::Run> runs;  ///< every measurement, for the JSON
    std::string wrong;                                    ///< the rows that do not compute what they say, a line each
};

/// What the processes measured, as if it were one measurement with their medians.
Measurements merge(const Settings&, const Samples&);

/// The figures of one measurement, for such a merge.
Samples samples_of(const Groups&);

/// Measures what Google Benchmark's filter lets through, with a progress line on stderr.
Measurements measure(const Settings&);

}  // namespace bench
