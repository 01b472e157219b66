#pragma once

// Where the figures come from: the header lines of the report, and the floating-point mode that they suppose.

#include <string>
#include <utility>
#include <vector>

namespace bench {

using Facts = std::vector<std::pair<std::string, std::string>>;

/// Name and value: CPU, ISA, compiler, libraries, date.
Facts machine();

/// Throws std::runtime_error unless subnormal numbers are kept and rounding is to nearest. A library linked with
/// -ffast-math changes that for the whole process, and with it time and results of every row.
void require_default_floating_point_mode();

}  // namespace bench
