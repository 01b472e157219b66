#include "measure.hpp"

#include <unistd.h>

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>
#include <map>
#include <regex>
#include <span>

#include "accuracy.hpp"
#include "arrays.hpp"
#include "inputs.hpp"

namespace bench {
namespace {

struct Shape {
    Index rows;
    Index cols;
};
constexpr Index largest = 1 << 24;

std::vector<Shape> column_shapes(std::span<const Index> lengths) {
    std::vector<Shape> shapes;
    for (const Index length : lengths) shapes.push_back({length, 1});
    return shapes;
}

/// One for each level of the memory; for softmax, distributions of these lengths; for PReLU, a layer of audio and one of a network.
std::vector<Shape> shapes_of(std::string_view function) {
    if (!takes_matrices(function)) return column_shapes(std::array<Index, 3>{1 << 11, 1 << 16, largest});
    if (function == prelu_rowwise || function == prelu_colwise) return {{8, 64}, {512, 128}};
    std::vector<Shape> shapes;
    for (const Index length : {10, 128, 1000, 32000}) {
        // As many distributions as fill the L2 cache, but enough for every lane.
        const Index distributions = std::max<Index>(16, (1 << 16) / length);
        shapes.push_back(function == softmax_rowwise ? Shape{distributions, length} : Shape{length, distributions});
    }
    return shapes;
}

/// The powers of two between the comparison's sizes, which complete them.
std::vector<Shape> sizes_between() {
    const auto compared = shapes_of("");
    std::vector<Shape> shapes;
    for (Index n = 1 << 7; n <= largest; n *= 2) {
        if (std::ranges::find(compared, n, &Shape::rows) == compared.end()) shapes.push_back({n, 1});
    }
    return shapes;
}

/// What is measured of calls on float besides the comparison.
struct Series {
    Purpose purpose;
    std::vector<std::string_view> functions;  ///< empty: all
    std::vector<std::string_view> peers;
    std::vector<Shape> shapes;
    std::vector<Operation> operations = {Operation::forward};
};
const std::vector<Series>& series() {
    static const std::vector<Series> all = {
        {Purpose::sizes, {"sigmoid", "tanh", "relu", "softplus"}, {"copy", reference_peer}, sizes_between()},
        {Purpose::short_arrays,
         {},
         {"copy", "scalar", "Eigen", reference_peer, standard.expressions},
         column_shapes(short_lengths),
         {Operation::forward, Operation::backward}},
        {Purpose::fixed_sizes, {}, {"fixed scalar", "fixed"}, column_shapes(short_lengths)},
        {Purpose::threads,
         {"relu", "sigmoid", "softplus"},
         {one_thread, thread_pool, openmp, one_thread_copy, thread_pool_copy},
         column_shapes(std::array<Index, 6>{1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, largest})},
        {Purpose::training, {"rrelu"}, {"training", "its draws", "mt19937"}, shapes_of("")},
    };
    return all;
}

template <class Range, class Value>
bool contains(const Range& range, const Value& value) {
    return std::ranges::find(range, value) != std::ranges::end(range);
}

class Filter {
public:
    Filter() {
        std::string text = benchmark::GetBenchmarkFilter();
        negative_ = text.starts_with('-');
        if (negative_) text.erase(0, 1);
        regex_ = text == "all" ? "" : text;
    }
    bool passes(const std::string& name) const { return std::regex_search(name, regex_) != negative_; }

private:
    std::regex regex_;
    bool negative_;
};

class Collector : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& report) override {
        for (const Run& run : report) {
            if (run.run_type == Run::RT_Iteration) runs.push_back(run);
        }
    }
    std::vector<Run> runs;
};

class Progress {
public:
    explicit Progress(std::size_t total) : total_(total) {}
    void show(const Group& g) {
        ++done_;
        const bool terminal = isatty(STDERR_FILENO);
        if (!terminal && g.function == function_) return;  // a log gets one line for each function
        function_ = g.function;
        std::cerr << (terminal ? "\r\033[K" : "") << '[' << done_ << '/' << total_ << "] " << g.function << ' '
                  << bench::name_of(g.operation) << ' ' << g.type << ", " << size_text(g) << ", " << g.input
                  << (terminal ? "" : "\n") << std::flush;
        if (terminal && done_ == total_) std::cerr << "\r\033[K";
    }

private:
    std::size_t total_;
    std::size_t done_ = 0;
    std::string_view function_;
};

class Measurer {
public:
    explicit Measurer(const Settings& settings) : settings_(settings), rows_(all_rows()) {
        std::vector<std::string> inputs = settings_.inputs;
        if (!settings_.input_file.empty()) inputs.push_back(file_input());
        plan<float>(inputs);
        plan<double>(inputs);
        if (contains(inputs, "normal")) {
            plan<Eigen::half>({"normal"});
            plan<Eigen::bfloat16>({"normal"});
        }
        if (settings_.full && !settings_.inputs.empty()) plan_series();
        if (settings_.judge) judge();
    }

    Measurements merge(const Samples& samples) {
        for (Group& g : result_.groups) {
            fill<float>(g, samples);
            fill<double>(g, samples);
            fill<Eigen::half>(g, samples);
            fill<Eigen::bfloat16>(g, samples);
        }
        return std::move(result_);
    }

    Measurements run() {
        Progress progress(result_.groups.size());
        run<float>(progress);
        run<double>(progress);
        run<Eigen::half>(progress);
        run<Eigen::bfloat16>(progress);
        return std::move(result_);
    }

private:
    using Run = benchmark::BenchmarkReporter::Run;

    /// Whether an element has 16 bits: such rows are measured on the input `normal` alone.
    template <class T>
    static constexpr bool is_short = sizeof(T) == 2;

    template <class T>
    static std::vector<T> generated(std::string_view input, unsigned seed) {
        if constexpr (is_short<T>) {
            const auto values = generate<float>(input, seed);
            std::vector<T> rounded;
            for (const float v : values) rounded.push_back(static_cast<T>(v));
            return rounded;
        } else {
            return generate<T>(input, seed);
        }
    }

    std::string file_input() const { return settings_.input_file.substr(settings_.input_file.rfind('/') + 1); }

    /// The rows of a group.
    template <class T>
    std::vector<const Row*> rows_of(const Group& g) const {
        std::vector<const Row*> result;
        const auto s = std::ranges::find(series(), g.purpose, &Series::purpose);
        for (const Row& row : rows_) {
            if (s != series().end() ? !contains(s->peers, row.peer) : !row.compared) continue;
            if (std::holds_alternative<Kernel<T>>(row.kernel) && row.operation == g.operation &&
                (row.function.empty() || row.function == g.function) && (settings_.full || usual(row)) &&
                filter_.passes(row_name(g, row.peer))) {
                result.push_back(&row);
            }
        }
        return result;
    }

    /// Whether a run measures it without being asked to.
    static bool usual(const Row& row) {
        if (std::holds_alternative<Kernel<double>>(row.kernel))
            return row.operation == Operation::forward && !takes_matrices(row.function);
        return row.operation <= Operation::backward && row.peer != standard.two_passes &&
               row.peer != exact.two_passes && row.peer != fast.two_passes;
    }

    template <class T>
    void plan(const std::vector<std::string>& inputs) {
        for (const std::string& input : inputs) {
            for (const Row& row : rows_) {
                if (row.peer != reference_peer || !std::holds_alternative<Kernel<T>>(row.kernel)) continue;
                if (!usual(row) && !settings_.full) continue;
                plan<T>(row, input, Purpose::comparison, shapes_of(row.function));
            }
        }
    }

    template <class T>
    void plan(const Row& row, const std::string& input, Purpose purpose, const std::vector<Shape>& shapes) {
        for (const auto [rows, cols] : shapes) {
            Group g{row.function, row.operation, type_name<T>, rows, cols, input, purpose};
            if (!rows_of<T>(g).empty()) result_.groups.push_back(std::move(g));
        }
    }

    void plan_series() {
        for (const Series& s : series()) {
            for (const Row& row : rows_) {
                if (row.peer != reference_peer || !std::holds_alternative<Kernel<float>>(row.kernel) ||
                    !contains(s.operations, row.operation) || takes_matrices(row.function)) {
                    continue;
                }
                if (s.functions.empty() || contains(s.functions, row.function)) {
                    plan<float>(row, settings_.inputs.front(), s.purpose, s.shapes);
                }
            }
        }
    }

    /// Finds the errors of all rows, each once for all sizes and inputs.
    void judge() {
        std::cerr << "Comparing every row with the true values" << std::endl;
        Accuracy accuracy;
        std::map<const Row*, Errors> known;
        for (Group& g : result_.groups) {
            if (g.type != type_name<float>) continue;
            for (const Row* row : rows_of<float>(g)) {
                if (!Accuracy::judges(*row)) continue;
                if (!known.contains(row)) known[row] = accuracy.errors(*row);
                g.errors[row->peer] = known[row];
            }
        }
    }

    template <class T>
    void run(Progress& progress) {
        if (std::ranges::find(result_.groups, type_name<T>, &Group::type) == result_.groups.end()) return;
        const Arrays<T> check(1 << 19);
        const Arrays<T> arrays(largest);
        const auto normal = generated<T>("normal", 1);
        const auto upstream = generated<T>("normal", 2);
        for (const auto* a : {&check, &arrays}) {
            a->fill(a->x(), normal);
            a->fill(a->dy(), upstream);
        }
        std::string input = "normal";
        for (Group& g : result_.groups) {
            if (g.type != type_name<T>) continue;
            if (g.input != input) {
                input = g.input;
                if (std::ranges::find(settings_.inputs, input) != settings_.inputs.end()) {
                    arrays.fill(arrays.x(), generated<T>(input, 1));
                } else {
                    const auto values = read_floats(settings_.input_file);
                    std::vector<T> converted;
                    for (const float v : values) converted.push_back(static_cast<T>(v));
                    arrays.fill(arrays.x(), converted);
                }
            }
            progress.show(g);
            run(g, check, data(g, arrays, g.rows, g.cols));
        }
    }

    void add_run(const Group& g, std::string_view peer, Run run) {
        if (const auto errors = g.errors.find(peer); errors != g.errors.end()) {
            run.counters["max_ulp"] = errors->second.all;
            run.counters["max_ulp_normal"] = errors->second.normal;
        }
        result_.runs.push_back(std::move(run));
    }

    /// Fills a group with the medians of the processes.
    template <class T>
    void fill(Group& g, const Samples& samples) {
        if (g.type != type_name<T>) return;
        for (const Row* row : rows_of<T>(g)) {
            const auto found = samples.find(row_name(g, row->peer));
            if (found == samples.end()) continue;
            std::vector<double> times = found->second;
            std::ranges::sort(times);
            const double median = (times[times.size() / 2] + times[(times.size() - 1) / 2]) / 2;
            g.nanoseconds[row->peer] = median;

            Run run;
            run.run_name.function_name = found->first;
            run.repetitions = 1;
            run.repetition_index = 0;
            run.iterations = 1;
            run.cpu_accumulated_time = run.real_accumulated_time = median * 1e-9 * static_cast<double>(g.size());
            run.counters["items_per_second"] = 1e9 / median;
            run.counters["ns_least"] = times.front();
            run.counters["ns_median"] = median;
            run.counters["ns_greatest"] = times.back();
            add_run(g, row->peer, std::move(run));
        }
    }

    template <class T>
    Kernel<T> reference(std::string_view function, Operation operation) const {
        const auto row = std::ranges::find_if(rows_, [&](const Row& r) {
            return r.peer == reference_peer && r.function == function && r.operation == operation &&
                   std::holds_alternative<Kernel<T>>(r.kernel);
        });
        return std::get<Kernel<T>>(row->kernel);
    }

    /// The arrays of a call. Some start from the function's output.
    template <class T>
    Data<T> data(const Group& g, const Arrays<T>& arrays, Index rows, Index cols) const {
        Data<T> d = arrays.data(rows, cols);
        if (g.operation == Operation::backward_from_output ||
            (g.operation == Operation::backward && g.function.starts_with("softmax"))) {
            d.y = arrays.output();
            reference<T>(g.function, Operation::forward)(d);
            d.x = d.y;
            d.y = arrays.y();
        }
        return d;
    }

    template <class T>
    void run(Group& g, const Arrays<T>& check, const Data<T>& data) {
        benchmark::ClearRegisteredBenchmarks();
        const auto rows = rows_of<T>(g);
        for (const Row* row : rows) {
            if (!row->function.empty() && row->deterministic && !right(*row, g, check)) continue;
            std::get<Kernel<T>>(row->kernel)(data);  // what a library prepares for these arrays is not timed
            const bool two_arrays = g.operation == Operation::forward || g.operation == Operation::derivative;
            const auto body = [kernel = std::get<Kernel<T>>(row->kernel), &data, two_arrays](benchmark::State& state) {
                for ([[maybe_unused]] auto _ : state) {
                    kernel(data);
                    benchmark::ClobberMemory();
                }
                state.SetItemsProcessed(state.iterations() * data.size());
                const Index arrays = two_arrays ? 2 : 3;
                state.SetBytesProcessed(state.iterations() * data.size() * arrays * static_cast<Index>(sizeof(T)));
            };
            auto* const registered = benchmark::RegisterBenchmark(row_name(g, row->peer).c_str(), body)
                                         ->MinTime(settings_.min_time * (g.purpose == Purpose::threads ? 10 : 1))
                                         ->Repetitions(settings_.rounds);
            // Longer, too: threads must first wake up, while those of another peer may still wait for work, awake.
            if (g.purpose == Purpose::threads) registered->UseRealTime();
        }
        // One call for each group: its rows take turns, within a second, and so see the same neighbours.
        Collector collector;
        benchmark::RunSpecifiedBenchmarks(&collector, "all");
        for (auto& run : collector.runs) {
            const std::string name = run.run_name.function_name;
            run.run_name = benchmark::BenchmarkName();
            run.run_name.function_name = name;  // without Google Benchmark's "/min_time:0.008/repeats:5"
            const std::string_view peer =
                (*std::ranges::find_if(rows, [&](const Row* row) { return row_name(g, row->peer) == name; }))->peer;
            // What disturbs a run, a busy machine above all, only makes it longer: the least time counts.
            const double seconds = g.purpose == Purpose::threads ? run.real_accumulated_time : run.cpu_accumulated_time;
            const double time = seconds * 1e9 / static_cast<double>(run.iterations) / static_cast<double>(g.size());
            double& best = g.nanoseconds[peer];
            best = best == 0 ? time : std::min(best, time);
            add_run(g, peer, std::move(run));
        }
    }

    /// What a call has written.
    template <class T>
    static std::vector<T> results(const Data<T>& d, Operation operation) {
        std::vector<T> values(d.y, d.y + d.size());
        if (operation == Operation::forward_with_derivative) values.insert(values.end(), d.d, d.d + d.size());
        return values;
    }

    /// Whether a row computes what the reference does, to a few digits: so that no row is timed under a wrong name.
    template <class T>
    bool right(const Row& row, const Group& g, const Arrays<T>& check) {
        // Few elements, and not a multiple of any vector's.
        const bool any_length = g.cols == 1 && g.purpose != Purpose::fixed_sizes;
        const Data<T> d = any_length ? data(g, check, 4099, 1) : data(g, check, g.rows, g.cols);
        reference<T>(g.function, g.operation)(d);
        const std::vector<T> expected = results(d, g.operation);
        std::fill_n(d.y, d.size(), T(-1));
        std::fill_n(d.d, d.size(), T(-1));
        std::get<Kernel<T>>(row.kernel)(d);
        const std::vector<T> given = results(d, g.operation);
        // A peer may round every step of a formula to 16 bits.
        const double tolerance = is_short<T> ? 0.05 : sizeof(T) == 4 ? 1e-4 : 1e-9;
        for (std::size_t i = 0; i < given.size(); ++i) {
            const auto got = static_cast<double>(given[i]), wanted = static_cast<double>(expected[i]);
            if (!(std::abs(got - wanted) <= tolerance * (1 + std::abs(wanted)))) {
                const auto x = static_cast<double>(d.x[i % static_cast<std::size_t>(d.size())]);
                result_.wrong += row_name(g, row.peer) + ": for x = " + std::to_string(x) + " it gives " +
                                 std::to_string(got) + ", actfn " + std::to_string(wanted) + '\n';
                return false;
            }
        }
        return true;
    }

    Settings settings_;
    Filter filter_;
    Rows rows_;
    Measurements result_;
};

}  // namespace

Measurements measure(const Settings& settings) {
    return Measurer(settings).run();
}

Measurements merge(const Settings& settings, const Samples& samples) {
    return Measurer(settings).merge(samples);
}

Samples samples_of(const Groups& groups) {
    Samples samples;
    for (const Group& g : groups) {
        for (const auto& [peer, time] : g.nanoseconds) samples[row_name(g, peer)].push_back(time);
    }
    return samples;
}

}  // namespace bench
