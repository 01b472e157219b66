#pragma once

// The results as rows of text: kept as CSV, shown as Markdown.

#include <array>
#include <string>
#include <vector>

#include "cases.hpp"
#include "sweep.hpp"

namespace exhaustive {

/// In this order in the file.
enum Column {
    function,
    parameters,
    type,
    quantity,
    tier,
    isa,
    inputs,
    bound,
    greatest,
    where,
    got,
    not_nearest,
    mean,
    falls,
    out_of_range,
    lost_nans,
    wrong_zeros,
    other_bits,
    screen_error,
    seconds,
    verdict,
    misses,
    extent,
    fingerprint_of_results,
    columns
};

using Row = std::array<std::string, columns>;

extern const std::array<const char*, quantities> quantity_names;

/// What a row says of itself before anything is computed: the sweep that it belongs to.
template <class T>
Row heading(const Case<T>& c, std::size_t quantity, const Extent& extent, std::uint64_t fingerprint);

template <class T>
std::vector<Row> rows(const Row& heading, const Sweep<T>& sweep);

class Table {
public:
    /// Reads what an earlier run has left in the file, if any.
    explicit Table(std::string file);

    /// The rows of the sweep, if the file has them for the same extent and the same bits.
    std::vector<Row> find(const Row& heading) const;
    /// Replaces the rows of the sweep, and writes the file.
    void put(const Row& heading, const std::vector<Row>& rows);

private:
    std::string file_;
    std::vector<Row> rows_;
};

std::string markdown(const std::vector<Row>& rows);

}  // namespace exhaustive
