#include "results.hpp"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <functional>
#include <limits>
#include <set>
#include <span>
#include <utility>

namespace bench {
namespace {

// Limits of issue 3: differences under this are noise, or too much.
constexpr double slower_than_libmvec = 1.10;
constexpr double exact_over_libmvec = 2.5;

[[gnu::format(printf, 1, 2)]] std::string text(const char* format, ...) {
    char line[400];
    std::va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    return line;
}

std::string right(std::string_view word, int width) {
    return text("%*.*s", width, static_cast<int>(word.size()), word.data());
}
std::string left(std::string_view word, int width) {
    return text("%-*.*s", width, static_cast<int>(word.size()), word.data());
}

std::string figure(double value, const char* format, int width) {
    return right(value > 0 ? text(format, value) : "-", width);
}

Rows all_rows() {
    Rows rows;
    for (const auto provider : providers) provider(rows);
    return rows;
}

/// The peers that were measured, in the order of the providers.
std::vector<std::string_view> peers_of(const Groups& groups) {
    std::vector<std::string_view> peers;
    for (const Row& row : all_rows()) {
        const bool measured =
            std::ranges::any_of(groups, [&](const Group& g) { return g.nanoseconds.contains(row.peer); });
        if (measured && std::ranges::find(peers, row.peer) == peers.end()) peers.push_back(row.peer);
    }
    return peers;
}

/// What falls outside a target: a line for each function, operation, type and input, with the ratio at each size.
class Exceptions {
public:
    void add(const Group& g, std::string_view peer, double ratio) {
        ++count_;
        const std::string line = std::string(g.function) + ' ' + std::string(bench::name_of(g.operation)) + ", " +
                                 std::string(g.type) + ", " + g.input + ", " + std::string(peer);
        if (line != line_) lines_ += (lines_.empty() ? "      " : "\n      ") + line + ':';
        line_ = line;
        lines_ += "  " + size_text(g) + text(" %.2f", ratio);
    }
    void print(std::ostream& out, const std::string& target, int judged) const {
        if (judged == 0) return;
        out << (count_ ? "  no  " : "  yes ") << target << ": " << judged - count_ << " of " << judged << '\n'
            << lines_;
        if (count_) out << '\n';
    }

private:
    int count_ = 0;
    std::string line_;
    std::string lines_;
};

constexpr double any_error = std::numeric_limits<double>::infinity();
constexpr std::array<std::pair<double, std::string_view>, 3> accuracy_classes = {
    {{1.0, "at most 1 ULP"}, {4.5, "at most 4.5 ULP"}, {any_error, "more than 4.5 ULP"}}};

/// The least time of the peers that `counts` lets through and that are neither actfn's own nor the copy loop; 0 where
/// there is none.
template <class Counts>
double least_time(const Group& g, const Counts& counts) {
    double least = 0;
    for (const auto& [peer, time] : g.nanoseconds) {
        if (peer == "copy" || std::ranges::find(own_peers, peer) != own_peers.end() || !counts(peer)) continue;
        least = least == 0 ? time : std::min(least, time);
    }
    return least;
}

double fastest_of_all(const Group& g) {
    return least_time(g, [](std::string_view) { return true; });
}

/// Of those whose largest error is known, above `least` and at most `greatest`.
double fastest_peer(const Group& g, double least, double greatest) {
    return least_time(g, [&](std::string_view peer) {
        const auto errors = g.errors.find(peer);
        return errors != g.errors.end() && errors->second.all > least && errors->second.all <= greatest;
    });
}

/// The peers of a block of groups with errors in (least, greatest], the fastest in the last group first.
std::vector<std::string_view> peers_within(std::span<const Group> block, double least, double greatest) {
    std::vector<std::string_view> peers;
    for (const auto& [peer, errors] : block.back().errors) {
        if (errors.all > least && errors.all <= greatest && block.back().of(peer) > 0) peers.push_back(peer);
    }
    std::ranges::sort(peers, {}, [&](std::string_view peer) { return block.back().of(peer); });
    return peers;
}

}  // namespace

double Group::of(std::string_view peer) const {
    const auto found = nanoseconds.find(peer);
    return found == nanoseconds.end() ? 0 : found->second;
}

double Group::ratio(std::string_view a, std::string_view b) const {
    return of(b) > 0 ? of(a) / of(b) : 0;
}

std::string row_name(const Group& g, std::string_view peer) {
    std::string size = std::to_string(g.rows);
    if (g.cols > 1) size += 'x' + std::to_string(g.cols);
    std::string name;
    for (const std::string_view part :
         {g.function, name_of(g.operation), g.type, std::string_view(size), std::string_view(g.input), peer}) {
        name.append(name.empty() ? "" : "/").append(part);
    }
    return name;
}

std::string size_text(const Group& g) {
    if (g.cols > 1) return text("%td x %td", g.rows, g.cols);
    if (g.rows % (1 << 20) == 0) return text("%td Mi", g.rows >> 20);
    return g.rows % (1 << 10) == 0 ? text("%td Ki", g.rows >> 10) : text("%td", g.rows);
}

void print_header(std::ostream& out, const Facts& facts) {
    for (const auto& [name, value] : facts) out << left(name, 10) << ' ' << value << '\n';
}

void print_table(std::ostream& out, const Groups& groups) {
    const auto peers = peers_of(groups);
    std::string_view type;
    std::string_view function;
    std::string input;
    for (const Group& g : groups) {
        if (g.purpose != Purpose::comparison || !g.errors.empty()) continue;
        if (g.type != type || g.input != input) {
            out << "\n" << g.type << ", input " << g.input << ": ns per element, one thread, best of the rounds\n";
            out << left("function", 16) << left("", 11) << right("size", 13);
            for (const auto peer : peers) out << right(peer, peer.size() > 8 ? 11 : 8);
            out << "  | x scalar  /libmvec  exact/libmvec  of copy\n";
        } else if (g.function != function) {
            out << '\n';
        }
        type = g.type, input = g.input, function = g.function;
        out << left(g.function, 16) << left(name_of(g.operation), 11) << right(size_text(g), 13);
        for (const auto peer : peers) out << figure(g.of(peer), "%.3f", peer.size() > 8 ? 11 : 8);
        const double over = g.ratio("actfn", "libmvec");
        const double exact_over = g.ratio("exact", "libmvec");
        out << "  |" << figure(g.ratio("scalar", "actfn"), "%.1f", 9) << figure(over, "%.2f", 10)
            << (over > slower_than_libmvec ? '!' : ' ') << figure(exact_over, "%.2f", 14)
            << (exact_over > exact_over_libmvec ? '!' : ' ') << figure(100 * g.ratio("copy", "actfn"), "%.0f%%", 8)
            << '\n';
    }
    if (type.empty()) return;
    out << "\ncopy: the loop that only loads and stores (for backward: multiplies).  x scalar: how many times faster "
           "actfn is than\n"
           "the scalar loop.  /libmvec: actfn's time over the libmvec loop's, ! if above "
        << slower_than_libmvec << ".  exact/libmvec: ! if above " << exact_over_libmvec
        << ".\nof copy: the copy loop's time over actfn's.  expr: y = f(x) instead of the buffer call.  -: no such "
           "row.\n";
}

void print_by_accuracy(std::ostream& out, const Groups& groups) {
    const auto same_block = [](const Group& a, const Group& b) {
        return a.function == b.function && a.operation == b.operation && a.type == b.type && a.input == b.input &&
               a.purpose == b.purpose;
    };
    bool titled = false;
    for (auto first = groups.begin(); first != groups.end();) {
        const auto past = std::find_if_not(first, groups.end(), [&](const Group& g) { return same_block(*first, g); });
        const std::span<const Group> block(first, past);
        first = past;
        if (block.front().errors.empty() || block.front().purpose != Purpose::comparison) continue;
        if (!titled) {
            out << "\nBy accuracy: the largest error over all floats, and over those with a normal result, in ULP; ns "
                   "per "
                   "element; time of actfn over time of the peer\n";
        }
        titled = true;
        const Group& g = block.front();
        out << '\n'
            << left(std::string(g.function) + ' ' + std::string(name_of(g.operation)) + ", " + g.input, 42)
            << right("max ULP", 10) << right("normal", 10);
        for (const Group& size : block) out << right(size_text(size), 9);
        out << "  |";
        for (const Group& size : block) out << right(size_text(size), 7);
        out << '\n';
        double least = -1;
        for (const auto& [greatest, title] : accuracy_classes) {
            const auto peers = peers_within(block, least, greatest);
            least = greatest;
            if (!peers.empty()) out << "  " << title << '\n';
            for (const auto peer : peers) {
                const Errors& errors = g.errors.at(peer);
                out << "    " << left(peer, 38) << right(text("%.3g", errors.all), 10)
                    << right(text("%.3g", errors.normal), 10);
                for (const Group& size : block) out << figure(size.of(peer), "%.3f", 9);
                out << "  |";
                for (const Group& size : block) out << figure(size.ratio(reference_peer, peer), "%.2f", 7);
                out << '\n';
            }
        }
    }
}

void print_short_arrays(std::ostream& out, const Groups& groups) {
    std::vector<std::pair<std::string_view, std::string_view>> lines;  // function and peer
    std::set<Index> lengths;
    for (const Group& g : groups) {
        if (g.purpose != Purpose::short_arrays) continue;
        lengths.insert(g.size());
        for (const auto& [peer, time] : g.nanoseconds) {
            if (std::ranges::find(lines, std::pair(g.function, peer)) == lines.end())
                lines.emplace_back(g.function, peer);
        }
    }
    if (lines.empty()) return;
    out << "\nShort arrays, float: ns per call\n" << left("elements", 24);
    for (const Index length : lengths) out << right(text("%td", length), 8);
    out << '\n';
    for (const auto& [function, peer] : lines) {
        out << left(function, 16) << left(peer, 8);
        for (const Group& g : groups) {
            if (g.purpose == Purpose::short_arrays && g.function == function)
                out << figure(g.of(peer) * static_cast<double>(g.size()), "%.1f", 8);
        }
        out << '\n';
    }
}

void print_targets(std::ostream& out, const Groups& groups) {
    struct Target {
        std::string text;
        std::function<bool(const Group&)> concerns;
        std::string_view peer;
        std::function<double(const Group&)> against;  ///< 0 where there is none
        double limit;
    };
    // Inputs that no network sees show the dependence on data, nothing else.
    const auto special = [](const Group& g) {
        return g.input == "bits" || g.input == "saturated" || g.input == "subnormal";
    };
    const auto is_float = [](const Group& g) { return g.type == "float"; };
    // In memory, two rows with the same accesses differ by more than the limits.
    const auto in_cache = [](const Group& g) { return g.cols == 1 && g.rows <= 1 << 16; };
    const auto float_in_cache = [&](const Group& g) { return in_cache(g) && is_float(g); };
    const auto in_memory = [&](const Group& g) { return g.size() > 1 << 20 && is_float(g); };
    const auto nearly_a_copy = [&](const Group& g) {
        return (g.function == "relu" || g.function == "leaky_relu") && g.operation == Operation::forward &&
               g.rows >= 1 << 16 && is_float(g);
    };
    const auto has_exponential = [](const Group& g) {
        constexpr std::array<std::string_view, 5> functions = {"sigmoid", "tanh", "elu", "selu", "softplus"};
        return std::ranges::find(functions, g.function) != functions.end() &&
               g.operation != Operation::backward_from_output;
    };
    const auto fused_backward = [](const Group& g) {
        return g.operation == Operation::backward || g.operation == Operation::backward_from_output;
    };
    const auto shares_an_exponential = [&](const Group& g) {
        return has_exponential(g) && g.function != "tanh" && g.operation == Operation::forward_with_derivative;
    };
    const auto short_row = [](const Group& g) { return std::min(g.rows, g.cols) == 10; };
    const auto long_row = [&](const Group& g) { return g.cols > 1 && !short_row(g); };
    const auto time_of = [](std::string_view peer) { return [peer](const Group& g) { return g.of(peer); }; };
    const auto accurate_peer = [](const Group& g) { return fastest_peer(g, -1, 4.5); };
    const auto other_peer = [](const Group& g) { return fastest_peer(g, 4.5, any_error); };
    const auto peer_within_one_ulp = [](const Group& g) { return fastest_peer(g, -1, 1.0); };
    constexpr double noise = 1.08;
    const std::vector<Target> targets = {
        {"float, 2 Ki and 64 Ki: actfn takes at most 1.10 times the libmvec loop", float_in_cache, "actfn",
         time_of("libmvec"), slower_than_libmvec},
        {"float, 2 Ki and 64 Ki: exact takes at most 2.5 times the libmvec loop", float_in_cache, "exact",
         time_of("libmvec"), exact_over_libmvec},
        {"float, 64 Ki and 16 Mi: ReLU and LeakyReLU forward take at most 1.10 times the copy loop", nearly_a_copy,
         "actfn", time_of("copy"), 1.10},
        {"2 Ki and 64 Ki: an expression takes at most 1.08 times the buffer call", in_cache, "expr", time_of("actfn"),
         noise},
        {"2 Ki and 64 Ki: an exact expression takes at most 1.08 times the buffer call", in_cache, "exact expr",
         time_of("exact"), noise},
        {"float: actfn takes at most 1.05 times the fastest peer within 4.5 ULP", is_float, "actfn", accurate_peer,
         1.05},
        {"float: actfn takes at most 1.15 times the fastest less accurate peer", is_float, "actfn", other_peer, 1.15},
        {"float, with an exponential: exact takes at most 1/1.5 of the fastest peer within 1 ULP", has_exponential,
         "exact", peer_within_one_ulp, 1 / 1.5},
        {"16 Mi: a backward call takes at most 1/1.5 of its two passes",
         [&](const Group& g) { return in_memory(g) && fused_backward(g); }, "actfn", time_of("two passes"), 1 / 1.5},
        {"16 Mi: forward_with_derivative takes at most 1/1.15 of its two passes",
         [&](const Group& g) { return in_memory(g) && g.operation == Operation::forward_with_derivative; }, "actfn",
         time_of("two passes"), 1 / 1.15},
        {"2 Ki and 64 Ki: forward_with_derivative takes at most 1/1.3 of its two passes where they share an "
         "exponential",
         [&](const Group& g) { return float_in_cache(g) && shares_an_exponential(g); }, "actfn", time_of("two passes"),
         1 / 1.3},
        {"a fused call takes at most 1.08 times its two passes", [](const Group&) { return true; }, "actfn",
         time_of("two passes"), noise},
        {"16 Mi, float: every forward call but softplus takes at most 1.10 times the copy loop",
         [&](const Group& g) { return in_memory(g) && g.operation == Operation::forward && g.function != "softplus"; },
         "actfn", time_of("copy"), 1.10},
        {"softmax, rows of 10: actfn takes at most 1/3 of the fastest peer", short_row, "actfn", fastest_of_all,
         1 / 3.0},
        {"softmax, longer rows: actfn takes at most 1/1.2 of the fastest peer", long_row, "actfn", fastest_of_all,
         1 / 1.2},
        {"double: actfn takes at most 1.05 times the fastest of Eigen, xsimd and SLEEF u10",
         [](const Group& g) { return g.type == "double" && g.cols == 1; }, "actfn",
         [](const Group& g) {
             return least_time(
                 g, [](std::string_view peer) { return peer == "Eigen" || peer == "xsimd" || peer == "SLEEF u10"; });
         },
         1.05},
    };
    out << "\nTargets\n";
    for (const Target& target : targets) {
        int judged = 0;
        Exceptions exceptions;
        for (const Group& g : groups) {
            const double own = g.of(target.peer);
            const double other = target.against(g);
            if (g.purpose != Purpose::comparison || !target.concerns(g) || special(g) || own == 0 || other == 0)
                continue;
            ++judged;
            if (own > target.limit * other) exceptions.add(g, target.peer, own / other);
        }
        exceptions.print(out, target.text, judged);
    }

    // The same work on other values: no row may depend on its data by more than this.
    constexpr double data_dependence = 1.5;
    int judged = 0;
    Exceptions exceptions;
    for (const std::string_view peer : {"actfn", "exact", "expr", "exact expr"}) {
        for (const Group& g : groups) {
            const auto usual = std::ranges::find_if(groups, [&g](const Group& h) {
                return h.input == "normal" && h.function == g.function && h.operation == g.operation &&
                       h.type == g.type && h.rows == g.rows && h.cols == g.cols && h.purpose == g.purpose;
            });
            if (g.purpose != Purpose::comparison || g.input == "normal" || usual == groups.end() || g.of(peer) == 0 ||
                usual->of(peer) == 0)
                continue;
            ++judged;
            const double ratio = g.of(peer) / usual->of(peer);
            if (ratio > data_dependence) exceptions.add(g, peer, ratio);
        }
    }
    exceptions.print(out, "any input takes at most 1.5 times normal(0, 2)", judged);

    // A new function is measured by being listed; what it lacks is said.
    const Rows rows = all_rows();
    for (const std::string_view peer : {"scalar", "libmvec", "Eigen"}) {
        std::set<std::string_view> missing;
        for (const Row& row : rows) {
            const auto same = [&](const Row& other) { return other.peer == peer && other.function == row.function; };
            if (!row.function.empty() && std::ranges::none_of(rows, same)) missing.insert(row.function);
        }
        for (const auto function : missing)
            out << "  note: " << function << " has no " << peer << " row; add it to bench/\n";
    }
}

}  // namespace bench
