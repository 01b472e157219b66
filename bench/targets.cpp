// What the project has set itself, judged by the figures.

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <set>
#include <string>

#include "results.hpp"
#include "text.hpp"

namespace bench {
namespace {

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

/// The least time of the peers that `counts` lets through and that are neither actfn's own nor the copy loop; 0 where
/// there is none.
template <class Counts>
double least_time(const Group& g, const Counts& counts) {
    double least = 0;
    for (const auto& [peer, time] : g.nanoseconds) {
        if (peer == "copy" || is_own(peer) || !counts(peer)) continue;
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

}  // namespace

void print_targets(std::ostream& out, const Groups& groups) {
    struct Target {
        std::string text;
        std::function<bool(const Group&)> concerns;
        std::string_view peer;
        std::function<double(const Group&)> against;  ///< 0 where there is none
        double limit;
        Purpose purpose = Purpose::comparison;
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
    const auto in_fast_trial = [&](const Group& g) {
        constexpr std::array<std::string_view, 3> functions = {"sigmoid", "tanh", "elu"};
        return float_in_cache(g) && g.operation == Operation::forward &&
               std::ranges::find(functions, g.function) != functions.end();
    };
    const auto fast_gains = [&](const Group& g) {
        constexpr std::array<std::string_view, 6> functions = {"sigmoid",  "tanh", "elu",
                                                               "softplus", "silu", "gelu_tanh"};
        return float_in_cache(g) && g.operation == Operation::forward &&
               std::ranges::find(functions, g.function) != functions.end();
    };
    const auto shares_an_exponential = [&](const Group& g) {
        return has_exponential(g) && g.function != "tanh" && g.operation == Operation::forward_with_derivative;
    };
    const auto short_row = [](const Group& g) { return std::min(g.rows, g.cols) == 10; };
    const auto long_row = [&](const Group& g) { return g.cols > 1 && !short_row(g); };
    const auto time_of = [](std::string_view peer) { return [peer](const Group& g) { return g.of(peer); }; };
    const auto accurate_peer = [](const Group& g) { return fastest_peer(g, -1, accurate); };
    const auto other_peer = [](const Group& g) { return fastest_peer(g, accurate, any_error); };
    const auto any_peer = [](const Group& g) { return fastest_peer(g, -1, any_error); };
    const auto peer_within_one_ulp = [](const Group& g) { return fastest_peer(g, -1, within_one_ulp); };
    constexpr double noise = 1.08;
    std::vector<Target> targets = {
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
        {"float, 2 Ki and 64 Ki: fast sigmoid, tanh and ELU take at most 0.75 times the standard tier", in_fast_trial,
         "fast", time_of("actfn"), 0.75},
        {"float, 2 Ki and 64 Ki: fast sigmoid, tanh, ELU, softplus, SiLU and GELUTanh take at most 0.75 times the "
         "fastest "
         "peer",
         fast_gains, "fast", any_peer, 0.75},
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
        {"1 to 64 elements, fixed size: an expression takes at most 1.08 times the scalar loop",
         [](const Group&) { return true; }, "fixed", time_of("fixed scalar"), noise, Purpose::fixed_sizes},
    };
    // Elements of 16 bits, where the memory is what takes time: by how much they are faster than floats.
    struct Narrow {
        std::string_view type;
        std::string_view function;
        std::string_view peer;
        double gain;
    };
    for (const auto& [type, function, peer, gain] : {Narrow{"half", "relu", "actfn", 1.8},
                                                     {"half", "tanh", "fast", 1.7},
                                                     {"half", "sigmoid", "fast", 1.6},
                                                     {"half", "sigmoid", "actfn", 1.3},
                                                     {"bfloat16", "relu", "actfn", 1.8},
                                                     {"bfloat16", "tanh", "fast", 1.7},
                                                     {"bfloat16", "sigmoid", "fast", 1.5},
                                                     {"bfloat16", "sigmoid", "actfn", 1.1}}) {
        char text[128];
        std::snprintf(text, sizeof text, "16 Mi, AVX-512: %s of %s, %s, takes at most 1/%.1f of its time with float",
                      std::string(function).c_str(), std::string(type).c_str(), std::string(peer).c_str(), gain);
        targets.push_back({text,
                           [=, type = type, function = function](const Group& g) {
                               return g.type == type && g.function == function && g.size() > 1 << 20;
                           },
                           peer,
                           [&groups, peer = peer](const Group& g) {
                               for (const Group& f : groups) {
                                   if (f.type == "float" && f.function == g.function && f.operation == g.operation &&
                                       f.size() == g.size() && f.input == g.input && f.purpose == g.purpose)
                                       return f.of(peer);
                               }
                               return 0.0;
                           },
                           1 / gain});
    }
    // Short calls; 5 ns are the floor of one.
    const auto fastest_loop = [](const Group& g) {
        return least_time(g, [](std::string_view peer) { return peer == "Eigen" || peer == "scalar"; });
    };
    for (const std::string_view peer : {standard.calls, standard.expressions}) {
        const std::string call = peer == standard.calls ? "a buffer call" : "an expression";
        targets.push_back({"1 to 64 elements: " + call +
                               " with an exponential takes at most 1.2 times the faster of Eigen and the "
                               "scalar loop, or 6 ns",
                           has_exponential, peer,
                           [=](const Group& g) { return std::max(fastest_loop(g), 5 / static_cast<double>(g.size())); },
                           1.2, Purpose::short_arrays});
        targets.push_back({"1 to 16 elements: " + call + " without takes at most 2 ns more than the faster of them",
                           [=](const Group& g) { return !has_exponential(g) && g.size() <= 16; }, peer,
                           [=](const Group& g) { return fastest_loop(g) + 2 / static_cast<double>(g.size()); }, 1,
                           Purpose::short_arrays});
        targets.push_back({"17 to 64 elements: " + call + " without takes at most 1.2 times the faster of them",
                           [=](const Group& g) { return !has_exponential(g) && g.size() > 16; }, peer, fastest_loop,
                           1.2, Purpose::short_arrays});
    }
    // Two threads halve what waits for no memory, and is long beside waking them up.
    const auto long_computation = [](const Group& g) {
        constexpr double least = 500e3;
        const double half = g.of(one_thread) / 2;
        return 2 * half * static_cast<double>(g.size()) >= least && g.of(thread_pool_copy) <= half / 2;
    };
    for (const std::string_view peer : {thread_pool, openmp}) {
        targets.push_back({std::string(peer) + " takes at most 1.05 times the time of one thread",
                           [](const Group&) { return true; }, peer, time_of(one_thread), 1.05, Purpose::threads});
        targets.push_back(
            {std::string(peer) + " takes at most 1/1.7 of one thread's time from 500 us of computation on",
             long_computation, peer, time_of(one_thread), 1 / 1.7, Purpose::threads});
    }
    out << "\nTargets\n";
    for (const Target& target : targets) {
        int judged = 0;
        Exceptions exceptions;
        for (const Group& g : groups) {
            const double own = g.of(target.peer);
            const double other = target.against(g);
            if (g.purpose != target.purpose || !target.concerns(g) || special(g) || own == 0 || other == 0) continue;
            ++judged;
            if (own > target.limit * other) exceptions.add(g, target.peer, own / other);
        }
        exceptions.print(out, target.text, judged);
    }

    // The same work on other values: no row may depend on its data by more than this.
    constexpr double data_dependence = 1.5;
    int judged = 0;
    Exceptions exceptions;
    for (const std::string_view peer : {"actfn", "exact", "fast", "expr", "exact expr", "fast expr"}) {
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
