// The figures as text.

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "results.hpp"
#include "text.hpp"

namespace bench {
namespace {

/// The peers that were compared, in the order of their rows.
std::vector<std::string_view> peers_of(const Groups& groups) {
    std::vector<std::string_view> peers;
    for (const Row& row : all_rows()) {
        const bool measured = std::ranges::any_of(groups, [&](const Group& g) {
            return g.purpose == Purpose::comparison && g.nanoseconds.contains(row.peer);
        });
        if (measured && std::ranges::find(peers, row.peer) == peers.end()) peers.push_back(row.peer);
    }
    return peers;
}

constexpr std::array<std::pair<double, std::string_view>, 3> accuracy_classes = {
    {{within_one_ulp, "at most 1 ULP"}, {accurate, "at most 4.5 ULP"}, {any_error, "more than 4.5 ULP"}}};

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

void print_header(std::ostream& out, const Facts& facts) {
    for (const auto& [name, value] : facts) out << left(name, 10) << ' ' << value << '\n';
}

void print_table(std::ostream& out, const Groups& groups) {
    const auto peers = peers_of(groups);
    std::size_t widest = 0;
    for (const Group& g : groups) widest = std::max(widest, name_of(g.operation).size());
    const int width = static_cast<int>(widest) + 1;
    std::string_view type;
    std::string_view function;
    std::string input;
    for (const Group& g : groups) {
        if (g.purpose != Purpose::comparison || !g.errors.empty()) continue;
        if (g.type != type || g.input != input) {
            out << "\n" << g.type << ", input " << g.input << ": ns per element, one thread\n";
            out << left("function", 16) << left("", width) << right("size", 13);
            for (const auto peer : peers) out << right(peer, peer.size() > 8 ? 11 : 8);
            out << "  | x scalar  /libmvec  exact/libmvec  fast/actfn  of copy\n";
        } else if (g.function != function) {
            out << '\n';
        }
        type = g.type, input = g.input, function = g.function;
        out << left(g.function, 16) << left(name_of(g.operation), width) << right(size_text(g), 13);
        for (const auto peer : peers) out << figure(g.of(peer), "%.3f", peer.size() > 8 ? 11 : 8);
        const double over = g.ratio("actfn", "libmvec");
        const double exact_over = g.ratio("exact", "libmvec");
        out << "  |" << figure(g.ratio("scalar", "actfn"), "%.1f", 9) << figure(over, "%.2f", 10)
            << (over > slower_than_libmvec ? '!' : ' ') << figure(exact_over, "%.2f", 14)
            << (exact_over > exact_over_libmvec ? '!' : ' ') << figure(g.ratio("fast", "actfn"), "%.2f", 11)
            << figure(100 * g.ratio("copy", "actfn"), "%.0f%%", 8) << '\n';
    }
    if (type.empty()) return;
    out << "\ncopy: the loop that only loads and stores (for backward: multiplies).  x scalar: how many times faster "
           "actfn is than\n"
           "the scalar loop.  /libmvec: actfn's time over the libmvec loop's, ! if above "
        << slower_than_libmvec << ".  exact/libmvec: ! if above " << exact_over_libmvec
        << ".  fast/actfn: the fast tier's time over the\nstandard tier's.  of copy: the copy loop's time over "
           "actfn's.  expr: y = f(x) instead of the buffer call.  -: no such "
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

namespace {

void print_calls(std::ostream& out, const Groups& groups, Purpose purpose, std::string_view title, double unit) {
    std::vector<std::tuple<std::string_view, Operation, std::string_view>> lines;  // function, operation and peer
    std::set<Index> lengths;
    for (const Group& g : groups) {
        if (g.purpose != purpose) continue;
        lengths.insert(g.size());
        for (const auto& [peer, time] : g.nanoseconds) {
            if (std::ranges::find(lines, std::tuple(g.function, g.operation, peer)) == lines.end())
                lines.emplace_back(g.function, g.operation, peer);
        }
    }
    if (lines.empty()) return;
    out << '\n' << title << '\n' << left("elements", 46);
    for (const Index length : lengths) out << right(text("%td", length), 10);
    out << '\n';
    for (const auto& [function, operation, peer] : lines) {
        out << left(function, 16) << left(name_of(operation), 12) << left(peer, 18);
        for (const Group& g : groups) {
            if (g.purpose == purpose && g.function == function && g.operation == operation)
                out << figure(g.of(peer) * static_cast<double>(g.size()) / unit, "%.1f", 10);
        }
        out << '\n';
    }
}

}  // namespace

void print_calls(std::ostream& out, const Groups& groups) {
    print_calls(out, groups, Purpose::short_arrays, "Short arrays, float: ns per call", 1);
    print_calls(out, groups, Purpose::fixed_sizes, "Arrays of fixed size, float: ns per expression", 1);
    print_calls(out, groups, Purpose::threads, "Threads, float: us per call, by the clock on the wall", 1000);
    print_calls(out, groups, Purpose::training, "RReLU's training, float: us per call, and of that its random numbers",
                1000);
}

}  // namespace bench
