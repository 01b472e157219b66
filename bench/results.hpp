#pragma once

// What was measured, and how it is shown.

#include <limits>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "accuracy.hpp"
#include "machine.hpp"
#include "rows.hpp"

namespace bench {

/// Why a group is measured: beside all peers at a size for each level of the memory, or one function's time over the size,
/// or what a call costs on an array of a few elements, whose number is known at run time or to the compiler, or what threads
/// gain, or what random numbers cost.
enum class Purpose { comparison, sizes, short_arrays, fixed_sizes, threads, training };

// The classes of accuracy, in ULP: speed is compared within one of them.
inline constexpr double within_one_ulp = 1.0;
inline constexpr double accurate = 4.5;
inline constexpr double any_error = std::numeric_limits<double>::infinity();

// Limits of targets that the table marks, too: differences under this are noise, or too much.
inline constexpr double slower_than_libmvec = 1.10;
inline constexpr double exact_over_libmvec = 2.5;

/// The peers of one comparison: the same work on the same arrays, measured in turn.
struct Group {
    std::string_view function;
    Operation operation;
    std::string_view type;
    Index rows;
    Index cols;
    std::string input;
    Purpose purpose = Purpose::comparison;
    std::map<std::string_view, double> nanoseconds = {};  ///< per element, by peer
    std::map<std::string_view, Errors> errors = {};       ///< by peer, where they were looked for

    Index size() const { return rows * cols; }
    double of(std::string_view peer) const;                      ///< 0 where the peer has no such row
    double ratio(std::string_view a, std::string_view b) const;  ///< time of a over time of b, 0 where one is missing
};
using Groups = std::vector<Group>;

/// Such as sigmoid/forward/float/65536/normal/actfn: what a filter selects and the JSON file names.
std::string row_name(const Group&, std::string_view peer);

/// "64 Ki", or rows x columns.
std::string size_text(const Group&);

void print_header(std::ostream&, const Facts&);

/// One block for each type and input, one line for each comparison whose errors are not known.
void print_table(std::ostream&, const Groups&);

/// One block for each function and operation whose errors are known: the peers by accuracy, then by time.
void print_by_accuracy(std::ostream&, const Groups&);

/// For each series of calls, one line for each function and peer, one column for each length: the time of a call.
void print_calls(std::ostream&, const Groups&);

/// Which of the project's targets hold, with every exception.
void print_targets(std::ostream&, const Groups&);

/// The facts as comments; a line for each row of each group.
void write_csv(std::ostream&, const Groups&, const Facts&);

}  // namespace bench
