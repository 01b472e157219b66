// Softmax cross-entropy over 10^6 classes that are split over MPI ranks, with one reduction per minibatch.
//
// A classifier of people, products or words can have more classes than one machine holds weights for. Here every rank owns
// a range of classes: it computes their logits, and sums them up in one actfn::SoftmaxState per example. The states of
// all ranks are merged by one MPI_Allreduce with an operation of our own, together with the logit of the label, which only
// one rank has. After it every rank knows the loss and the gradient in its own logits; no logit ever leaves its rank.
//
// What that costs for R = 1000 ranks, C = 10^6 classes and minibatches of B = 256 examples: a Part is 24 bytes, so a message
// has 24 B = 6144 bytes. Recursive doubling takes log2(512) = 9 rounds, and 2 more because 1000 is no power of two: 11
// rounds, in which a rank sends at most 10 messages, 61 kB. A reduction along a binomial tree and a broadcast back take
// 2 ceil(log2 1000) = 20 rounds, and 2 (R - 1) = 1998 messages, 12 MB, in the whole machine. Which it is, MPI chooses. The
// textbook's two reductions, first the maximum and then the sum, take twice the rounds, and with messages this small
// the time is that of the rounds. Gathering the logits would bring 4 B C = 1 GB to every rank.
//
// The merge is commutative, but MPI is told that it is not: then the operands keep the order of the ranks, and a run on
// as many ranks has the same bits. With another number of ranks the sums are associated differently, which changes them
// by less than 2^-38 of themselves; of that, the rounding to float shows at most one ULP.
//
//     mpiexec -n 4 build/examples/examples/actfn_story_sharded_softmax

#include <mpi.h>

#include <Eigen/Core>
#include <actfn/actfn.hpp>
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/chart.hpp"
#include "common/progress.hpp"
#include "common/random.hpp"
#include "common/story.hpp"
#include "common/ulp.hpp"

using namespace examples;

using Index = Eigen::Index;
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;  // a row per class
using Columns = Eigen::MatrixXf;                                                       // a column per example

constexpr Index classes = 1'000'000, block = 64, blocks = classes / block, features = 16, batch = 8;
static_assert(blocks * block == classes);

constexpr Index label_of(Index example) {
    return (example * 123'457 + 5) % classes;
}

/// The features of the minibatch.
Columns minibatch() {
    Random random(1);
    Columns x(features, batch);
    for (float& v : x.reshaped()) v = random.uniform(-1, 1);
    return x;
}

/// The weights of one block of classes, the same on whichever rank. Along its features, each label has a push that makes
/// the examples range from hopeless to certain.
Matrix weights_of(Index which, const Columns& x) {
    Random random(static_cast<std::uint32_t>(which));
    Matrix w(block, features);
    for (float& v : w.reshaped<Eigen::RowMajor>()) v = random.uniform(-2, 2);
    for (Index e = 0; e < batch; ++e) {
        if (label_of(e) / block != which) continue;
        const auto push = static_cast<float>(6 * e);
        w.row(label_of(e) % block) += push / x.col(e).squaredNorm() * x.col(e).transpose();
    }
    return w;
}

/// The classes of one rank: whole blocks, so that a logit is the same product on any number of ranks.
struct Shard {
    Index first_block, past_block;
    Shard(Index rank, Index ranks) : first_block(rank * blocks / ranks), past_block((rank + 1) * blocks / ranks) {}
    Index begin() const { return first_block * block; }
    Index size() const { return (past_block - first_block) * block; }
    bool owns(Index label) const { return label >= begin() && label < begin() + size(); }
};

Matrix logits_of(const Shard& shard, const Columns& x) {
    Matrix logits(shard.size(), batch);
    for (Index b = shard.first_block; b < shard.past_block; ++b) {
        logits.middleRows((b - shard.first_block) * block, block).noalias() = weights_of(b, x) * x;
    }
    return logits;
}

/// What a rank knows of one example. The label is kept apart from the other classes, so that an example that is as good
/// as certain keeps the digits of its loss.
struct Part {
    actfn::SoftmaxState others;
    double label_logit = 0;  // on the rank that owns the label
};

/// The MPI operation: parts[i] of the lower ranks and of the higher ranks give those of both.
void merge_parts(void* lower, void* higher, int* count, MPI_Datatype*) {
    const auto* const in = static_cast<const Part*>(lower);
    auto* const in_out = static_cast<Part*>(higher);
    for (int i = 0; i < *count; ++i) {
        in_out[i].others = actfn::merge(in[i].others, in_out[i].others);
        in_out[i].label_logit += in[i].label_logit;
    }
}

/// Merges what the ranks know; all of them get the result.
void merge_over_ranks(std::span<Part> parts, MPI_Comm ranks) {
    static_assert(sizeof(Part) == 3 * sizeof(double));
    MPI_Datatype type = MPI_DATATYPE_NULL;
    MPI_Type_contiguous(3, MPI_DOUBLE, &type);
    MPI_Type_commit(&type);
    MPI_Op operation = MPI_OP_NULL;
    MPI_Op_create(merge_parts, 0, &operation);  // 0: not commutative
    MPI_Allreduce(MPI_IN_PLACE, parts.data(), static_cast<int>(parts.size()), type, operation, ranks);
    MPI_Op_free(&operation);
    MPI_Type_free(&type);
}

struct Result {
    Eigen::ArrayXf loss;     // of each example
    Eigen::ArrayXd log_sum;  // of each example: the logarithm of the sum of e^logit over all classes
    Matrix gradient;         // of the mean loss in the logits of the shard
};

Result cross_entropy(const Shard& shard, const Matrix& logits, MPI_Comm ranks) {
    std::array<Part, batch> parts;
    for (Index e = 0; e < batch; ++e) {
        Part& part = parts[static_cast<std::size_t>(e)];
        const Index label = label_of(e) - shard.begin();
        for (Index c = 0; c < shard.size(); ++c) {
            if (c != label) part.others.add(static_cast<double>(logits(c, e)));
        }
        if (shard.owns(label_of(e))) part.label_logit = static_cast<double>(logits(label, e));
    }
    merge_over_ranks(parts, ranks);

    Result result{Eigen::ArrayXf(batch), Eigen::ArrayXd(batch), Matrix(shard.size(), batch)};
    for (Index e = 0; e < batch; ++e) {
        const auto& [others, label_logit] = parts[static_cast<std::size_t>(e)];
        const actfn::SoftmaxState all = actfn::merge(others, {label_logit, 1});
        const double odds = others.log_sum() - label_logit;  // the logarithm of the odds against the label
        result.loss(e) = static_cast<float>(actfn::softplus(odds));
        result.log_sum(e) = all.log_sum();
        for (Index c = 0; c < shard.size(); ++c) {
            result.gradient(c, e) = static_cast<float>(all.probability(static_cast<double>(logits(c, e))) / batch);
        }
        if (shard.owns(label_of(e))) {  // p - 1, without its cancellation
            result.gradient(label_of(e) - shard.begin(), e) = static_cast<float>(-actfn::sigmoid(odds) / batch);
        }
    }
    return result;
}

int rank_in(MPI_Comm ranks) {
    int rank = 0;
    MPI_Comm_rank(ranks, &rank);
    return rank;
}

int size_of(MPI_Comm ranks) {
    int size = 0;
    MPI_Comm_size(ranks, &size);
    return size;
}

/// One step on the first `count` of all ranks. Rank 0 gets the gradient in all classes, the others something else.
Result step(int count) {
    const int rank = rank_in(MPI_COMM_WORLD);
    MPI_Comm ranks = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, rank < count ? 0 : MPI_UNDEFINED, rank, &ranks);
    if (ranks == MPI_COMM_NULL) return {};
    const Shard shard(rank, count);
    Result result = cross_entropy(shard, logits_of(shard, minibatch()), ranks);

    // Only to compare: in training, a gradient stays where its classes are.
    std::vector<int> sizes, offsets;
    for (int r = 0; r < count; ++r) {
        sizes.push_back(static_cast<int>(Shard(r, count).size() * batch));
        offsets.push_back(static_cast<int>(Shard(r, count).begin() * batch));
    }
    Matrix all(rank == 0 ? classes : 0, batch);
    MPI_Gatherv(result.gradient.data(), sizes[static_cast<std::size_t>(rank)], MPI_FLOAT, all.data(), sizes.data(),
                offsets.data(), MPI_FLOAT, 0, ranks);
    result.gradient.swap(all);
    MPI_Comm_free(&ranks);
    return result;
}

/// Over all losses and gradients of two results.
struct Comparison {
    std::int64_t different = 0, furthest = 0;

    Comparison(const Result& a, const Result& b) {
        compare(a.loss, b.loss);
        compare(a.gradient, b.gradient);
    }

private:
    void compare(const auto& a, const auto& b) {
        for (Index i = 0; i < a.size(); ++i) {
            const std::int64_t apart = ulp_distance(a.data()[i], b.data()[i]);
            different += apart != 0;
            furthest = std::max(furthest, apart);
        }
    }
};

/// Loss and gradient against their definitions in long double.
void compare_with_definition(Report& report, const Result& result) {
    report.heading("Against the definition in long double");
    const Matrix logits = logits_of(Shard(0, 1), minibatch());
    std::vector<Report::Row> rows;
    double loss_error = 0, gradient_error = 0;
    for (Index e = 0; e < batch; ++e) {
        const Index label = label_of(e);
        const auto odds = [&](Index c) {
            return std::exp(static_cast<long double>(logits(c, e)) - static_cast<long double>(logits(label, e)));
        };
        long double others = 0;
        for (Index c = 0; c < classes; ++c) others += c == label ? 0 : odds(c);
        for (Index c = 0; c < classes; ++c) {
            const long double gradient = (c == label ? -others : odds(c)) / (1 + others) / batch;
            gradient_error = std::max(gradient_error, ulp_error(result.gradient(c, e), gradient));
        }
        const long double loss = std::log1p(others);
        loss_error = std::max(loss_error, ulp_error(result.loss(e), loss));
        const auto rounded_p = static_cast<float>(1 / (1 + others));
        rows.push_back({std::to_string(e), significant(static_cast<double>(result.loss(e)), 9),
                        significant(static_cast<double>(loss), 9),
                        significant(static_cast<double>(-std::log(rounded_p)), 9)});
    }
    report.table({"example", "loss", "long double", "-log of p rounded to float"}, rows);
    report.claim("each loss is within 1 ULP of its definition", fixed(loss_error, 3) + " ULP", loss_error <= 1);
    report.claim("each of the " + std::to_string(classes * batch) + " gradients is within 1 ULP of its definition",
                 fixed(gradient_error, 3) + " ULP", gradient_error <= 1);
}

/// Recursive doubling, where the ranks beyond a power of two first hand over to a neighbour and are told in the end.
struct Cost {
    int rounds, messages;  // messages: of the rank that sends most

    explicit Cost(unsigned ranks) {
        const unsigned doubling = std::bit_floor(ranks);
        rounds = std::countr_zero(doubling) + (ranks == doubling ? 0 : 2);
        messages = std::countr_zero(doubling) + (ranks == doubling ? 0 : 1);
    }
};

void show_costs(Report& report) {
    report.heading("What a rank sends for a minibatch of 256 examples");
    constexpr double examples = 256;
    const std::string caption =
        "Bytes by the number of ranks, worked out, not measured: the merged states against each "
        "rank's logits handed to all others";
    Chart chart{"Bytes that a rank sends", "ranks", "bytes", {}, true};
    Line merged{"SoftmaxState, merged", {}, {}}, gathered{"its logits, gathered", {}, {}};
    for (unsigned ranks = 2; ranks <= 1000; ++ranks) {
        merged.x.push_back(ranks);
        merged.y.push_back(Cost(ranks).messages * examples * sizeof(Part));
        gathered.x.push_back(ranks);
        gathered.y.push_back(examples * classes * sizeof(float) / ranks * (ranks - 1));
    }
    chart.lines = {merged, gathered};
    write_svg(report.path("bytes.svg"), {chart});
    report.picture("bytes.svg", caption);
    const Cost thousand(1000);
    report.claim("1000 ranks take 11 rounds, and no rank sends more than 61440 bytes",
                 std::to_string(thousand.rounds) + " rounds, " + fixed(merged.y.back(), 0) + " bytes",
                 thousand.rounds == 11 && merged.y.back() == 61440);
}

/// A step twice on each number of ranks, to which every rank of the machine has to come. Rank 0 calls see(first, second).
void take_all_steps(const auto& see) {
    for (int count = 1; count <= size_of(MPI_COMM_WORLD); ++count) {
        const Result first = step(count);
        see(count, first, step(count));
    }
}

void tell(Report& report) {
    report.heading("10^6 classes on 1 to " + std::to_string(size_of(MPI_COMM_WORLD)) + " ranks");
    Progress progress("steps", static_cast<std::size_t>(size_of(MPI_COMM_WORLD)));
    Result one;
    std::vector<Report::Row> rows;
    std::int64_t furthest = 0, unsteady = 0;
    take_all_steps([&](int count, const Result& first, const Result& second) {
        if (count == 1) one = first;
        const Comparison to_one(one, first), again(first, second);
        furthest = std::max(furthest, to_one.furthest);
        unsteady += again.different + (first.log_sum != second.log_sum).count();
        rows.push_back({std::to_string(count), std::to_string(Shard(count - 1, count).size()),
                        significant((first.log_sum / one.log_sum - 1).abs().maxCoeff(), 2),
                        std::to_string(to_one.different), std::to_string(to_one.furthest),
                        std::to_string(again.different)});
        progress.step();
    });
    report.table({"ranks", "classes of the last", "log-sum off by", "floats unlike those of 1 rank", "ULP apart",
                  "unlike in a second run"},
                 rows);
    report.claim("loss and gradient are the same on any number of ranks, within 1 ULP",
                 std::to_string(furthest) + " ULP apart", furthest <= 1);
    report.claim("a second run on as many ranks gives the same bits", std::to_string(unsteady) + " differ",
                 unsteady == 0);
    compare_with_definition(report, one);
    show_costs(report);
}

/// Rank 0 reads the command line, and tells the others whether there is anything to do.
bool agree_to_start(bool start) {
    int value = start;
    MPI_Bcast(&value, 1, MPI_INT, 0, MPI_COMM_WORLD);
    return value != 0;
}

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    int result = 0;
    if (rank_in(MPI_COMM_WORLD) == 0) {
        bool started = false;
        const Story story{.name = "sharded_softmax",
                          .title = "Softmax cross-entropy over a million classes that are split over MPI ranks."};
        result = run_story(argc, argv, story, [&](const StoryOptions&, Report& report) {
            if (size_of(MPI_COMM_WORLD) < 4) throw std::runtime_error("needs 4 ranks or more: mpiexec -n 4 <program>");
            started = agree_to_start(true);
            tell(report);
        });
        if (!started) agree_to_start(false);
    } else if (agree_to_start(false)) {
        take_all_steps([](int, const Result&, const Result&) {});
    }
    MPI_Finalize();
    return result;
}
