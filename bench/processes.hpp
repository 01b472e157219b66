#pragma once

// The same measurement in several processes. Where the arrays lie in memory, and so what a row takes, is drawn anew by each.

#include <map>
#include <string>
#include <vector>

namespace bench {

/// Nanoseconds per element by row name, one figure from each process.
using Samples = std::map<std::string, std::vector<double>>;

/// Runs the program with these arguments, its name first, so many times, one after the other, and collects what each wrote.
/// Throws std::runtime_error if one fails.
Samples run_processes(int count, const std::vector<std::string>& arguments);

/// What such a process does with its own figures. Throws std::runtime_error if it cannot write the file.
void write_samples(const std::string& path, const Samples&);

}  // namespace bench
