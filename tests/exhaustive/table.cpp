#include "table.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "../support/points.hpp"

namespace exhaustive {

const std::array<const char*, quantities> quantity_names = {"f", "f'", "f''", "from output"};

namespace {

constexpr std::array<const char*, columns> names = {
    "function",    "parameters", "type",         "quantity",    "tier",     "isa",    "inputs",       "bound",
    "max_ulp",     "at",         "got",          "not_nearest", "mean_ulp", "falls",  "out_of_range", "lost_nans",
    "wrong_zeros", "other_bits", "screen_error", "seconds",     "verdict",  "misses", "extent",       "fingerprint"};

template <class... A>
std::string text(const char* format, A... values) {
    char digits[80];
    std::snprintf(digits, sizeof digits, format, values...);
    return digits;
}

std::string line(const Row& row) {
    std::string all;
    for (const auto& field : row) all += (&field == row.data() ? "" : ",") + field;
    return all;
}

bool same_sweep(const Row& a, const Row& b) {
    return std::equal(a.begin(), a.begin() + tier, b.begin());
}

}  // namespace

template <class T>
Row heading(const Case<T>& c, std::size_t quantity_index, const Extent& e, std::uint64_t fingerprint) {
    Row row;
    row[function] = c.name;
    row[parameters] = c.parameters;
    row[type] = sizeof(T) == 4 ? "float" : "double";
    row[quantity] = quantity_names[quantity_index];
    row[extent] = sizeof(T) == 4 ? text("stride %" PRIu64, e.stride) : text("points %" PRIu64, e.points);
    row[fingerprint_of_results] = text("%016" PRIx64, fingerprint);
    return row;
}

template <class T>
std::vector<Row> rows(const Row& heading, const Sweep<T>& sweep) {
    std::vector<Row> all;
    for (const auto& v : sweep.verdicts) {
        Row row = heading;
        row[tier] = v.tier;
        row[isa] = v.isa;
        row[inputs] = text("%" PRIu64, sweep.inputs);
        row[bound] = text("%g", v.bound);
        row[greatest] = text("%.9g", v.greatest);
        row[where] = tests::hex(v.where);
        row[got] = tests::hex(v.got);
        row[not_nearest] = text("%" PRIu64, v.not_nearest);
        row[mean] = text("%.4f", v.mean);
        row[falls] = text("%" PRIu64, v.falls);
        row[out_of_range] = text("%" PRIu64, v.out_of_range);
        row[lost_nans] = text("%" PRIu64, v.lost_nans);
        row[wrong_zeros] = text("%" PRIu64, v.wrong_zeros);
        row[other_bits] = text("%" PRIu64, v.other_bits);
        row[screen_error] = text("%.2g", sweep.screen_error);
        row[seconds] = text("%.1f", sweep.seconds);
        row[verdict] = v.violated ? "VIOLATED " + v.example : "holds";
        if (v.misses.size() == v.not_nearest) {
            for (const T x : v.misses) row[misses] += (row[misses].empty() ? "" : " ") + tests::hex(x);
        }
        all.push_back(row);
    }
    return all;
}

Table::Table(std::string file) : file_(std::move(file)) {
    std::ifstream in(file_);
    std::string text_line;
    std::getline(in, text_line);
    while (std::getline(in, text_line)) {
        std::istringstream fields(text_line);
        Row row;
        for (auto& field : row) std::getline(fields, field, ',');
        if (!row.back().empty()) rows_.push_back(row);
    }
}

std::vector<Row> Table::find(const Row& heading) const {
    std::vector<Row> found;
    for (const auto& row : rows_) {
        if (same_sweep(row, heading) && row[extent] == heading[extent] &&
            row[fingerprint_of_results] == heading[fingerprint_of_results]) {
            found.push_back(row);
        }
    }
    return found;
}

void Table::put(const Row& heading, const std::vector<Row>& rows) {
    std::erase_if(rows_, [&](const Row& row) { return same_sweep(row, heading); });
    rows_.insert(rows_.end(), rows.begin(), rows.end());
    if (file_.empty()) return;
    // A run that is ended while it writes leaves the file as it was.
    const std::string unfinished = file_ + ".new";
    {
        std::ofstream out(unfinished);
        Row head;
        std::copy(names.begin(), names.end(), head.begin());
        out << line(head) << '\n';
        for (const auto& row : rows_) out << line(row) << '\n';
        if (!out.flush()) throw std::runtime_error("cannot write " + unfinished);
    }
    std::filesystem::rename(unfinished, file_);
}

std::string markdown(const std::vector<Row>& rows) {
    std::string all =
        "| function | type | quantity | tier | ISA | inputs | bound | max ULP | at | not nearest | mean ULP | falls | "
        "out of range "
        "| lost NaNs | wrong zeros | other bits | screen's error | s | |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    for (const auto& r : rows) {
        all += "| `" + r[function] + "`" + (r[parameters].empty() ? "" : " " + r[parameters]);
        for (const Column c : {type, quantity, tier, isa, inputs, bound, greatest, where, not_nearest, mean, falls,
                               out_of_range, lost_nans, wrong_zeros, other_bits, screen_error, seconds, verdict}) {
            all += " | " + r[c];
        }
        all += " |\n";
    }
    for (const auto& r : rows) {
        if (r[misses].empty()) continue;
        all += "\nNot nearest, `" + r[function] + "`" + (r[parameters].empty() ? "" : " " + r[parameters]) + ' ' +
               r[quantity] + ", " + r[tier] + ", " + r[isa] + ": " + r[misses] + "\n";
    }
    return all;
}

template Row heading(const Case<float>&, std::size_t, const Extent&, std::uint64_t);
template Row heading(const Case<double>&, std::size_t, const Extent&, std::uint64_t);
template std::vector<Row> rows(const Row&, const Sweep<float>&);
template std::vector<Row> rows(const Row&, const Sweep<double>&);

}  // namespace exhaustive
