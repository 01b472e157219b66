// Softmax cross-entropy over 10^6 classes that are split over MPI ranks, with one reduction per minibatch.
//
// A classifier of people, products or words can have more classes than one machine holds weights for. Here every rank owns
// a range of classes: it computes their logits, and sums them up in one actfn::SoftmaxState per example. The states of
// all ranks are merged by one MPI_Allreduce with an operation of our own, together with the logit of the label, which only
// one rank has. After it every rank knows the loss and the gradient in its own logits; no logit ever leaves its rank.
//
// What that costs for R = 1000 ranks, C = 10^6 classes and minibatches of B = 256 examples: a Part is 24 bytes, so a message
// is 24 B = 6144 bytes. Recursive doubling takes log2(512) = 9 rounds, and 2 more because 1000 is not a power of two: 11
// rounds, in which a rank sends at most 10 messages, 61 kB. A reduction along a binary tree and a broadcast back takes
// 2 ceil(log2 1000) = 20 rounds, 2 (R - 1) = 1998 messages and 12 MB in the whole machine. The textbook way, first the
// maximum and then the sum, takes two reductions: twice the rounds, and each is one latency of the network, which at these
// sizes is what counts. Gathering the logits would bring 4 C B = 1 GB to every rank.
//
// The merge is commutative, but MPI is told that it is not: then the operands keep the order of the ranks, and a run
// with as many ranks has the same bits. With another number of ranks the states are associated differently, which changes
// them by 2^-45 of themselves; of that, one rounding to float shows at most one ULP.

#include <mpi.h>

#include <Eigen/Core>
#include <actfn/actfn.hpp>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "common/random.hpp"

using Index = Eigen::Index;
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;  // a row per class
using Columns = Eigen::MatrixXf;                                                       // a column per example

constexpr Index classes = 1'000'000, block = 64, blocks = classes / block, features = 16, examples_per_batch = 8;
static_assert(blocks * block == classes);

constexpr Index label_of(Index example) { return (example * 123'457 + 5) % classes; }

/// The features of the minibatch.
Columns minibatch() {
    examples::Random random(1);
    Columns x(features, examples_per_batch);
    for (float& v : x.reshaped()) v = random.uniform(-1, 1);
    return x;
}

/// The weights of one block of classes, the same on whichever rank. Along its features, each label has a push that makes
/// the examples range from hopeless to certain.
Matrix weights_of(Index which, const Columns& x) {
    examples::Random random(static_cast<std::uint32_t>(which));
    Matrix w(block, features);
    for (float& v : w.reshaped<Eigen::RowMajor>()) v = random.uniform(-2, 2);
    for (Index e = 0; e < examples_per_batch; ++e) {
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
    Matrix logits(shard.size(), examples_per_batch);
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

struct LossAndGradient {
    Eigen::ArrayXf loss;  // of each example
    Matrix gradient;      // of the mean loss in the logits of the shard
};

LossAndGradient cross_entropy(const Shard& shard, const Matrix& logits, MPI_Comm ranks) {
    std::array<Part, examples_per_batch> parts;
    for (Index e = 0; e < examples_per_batch; ++e) {
        Part& part = parts[static_cast<std::size_t>(e)];
        const Index label = label_of(e) - shard.begin();
        for (Index c = 0; c < shard.size(); ++c) {
            if (c != label) part.others.add(logits(c, e));
        }
        if (shard.owns(label_of(e))) part.label_logit = logits(label, e);
    }
    merge_over_ranks(parts, ranks);

    LossAndGradient result{Eigen::ArrayXf(examples_per_batch), Matrix(shard.size(), examples_per_batch)};
    for (Index e = 0; e < examples_per_batch; ++e) {
        const auto& [others, label_logit] = parts[static_cast<std::size_t>(e)];
        const double odds = others.log_sum() - label_logit;  // logarithm of the odds against the label
        result.loss(e) = static_cast<float>(actfn::softplus(odds));
        const actfn::SoftmaxState all = actfn::merge(others, {label_logit, 1});
        for (Index c = 0; c < shard.size(); ++c) {
            result.gradient(c, e) = static_cast<float>(all.probability(logits(c, e)) / examples_per_batch);
        }
        if (shard.owns(label_of(e))) {
            result.gradient(label_of(e) - shard.begin(), e) =
                static_cast<float>(-actfn::sigmoid(odds) / examples_per_batch);  // p - 1 without its cancellation
        }
    }
    return result;
}

/// One step on the first `ranks` of all ranks. Rank 0 gets the gradient in all classes.
LossAndGradient step(int ranks) {
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm members = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, rank < ranks ? 0 : MPI_UNDEFINED, rank, &members);
    if (members == MPI_COMM_NULL) return {};

    const Shard shard(rank, ranks);
    LossAndGradient own = cross_entropy(shard, logits_of(shard, minibatch()), members);

    // Only to compare: in training, the gradient stays where its classes are.
    std::vector<int> counts, offsets;
    for (int r = 0; r < ranks; ++r) {
        counts.push_back(static_cast<int>(Shard(r, ranks).size() * examples_per_batch));
        offsets.push_back(static_cast<int>(Shard(r, ranks).begin() * examples_per_batch));
    }
    Matrix gradient(rank == 0 ? classes : 0, examples_per_batch);
    MPI_Gatherv(own.gradient.data(), static_cast<int>(own.gradient.size()), MPI_FLOAT, gradient.data(), counts.data(),
                offsets.data(), MPI_FLOAT, 0, members);
    MPI_Comm_free(&members);
    return {own.loss, gradient};
}

/// How many floats apart a and b are.
std::int64_t distance(float a, float b) {
    const auto place = [](float v) {
        const auto bits = std::bit_cast<std::int32_t>(v);
        return std::int64_t(bits < 0 ? std::numeric_limits<std::int32_t>::min() - bits : bits);
    };
    return std::abs(place(a) - place(b));
}

struct Difference {
    Index entries = 0;
    std::int64_t largest = 0;
};
Difference difference(const auto& a, const auto& b) {
    Difference d;
    for (Index i = 0; i < a.size(); ++i) {
        const std::int64_t apart = distance(a.data()[i], b.data()[i]);
        d.entries += apart != 0;
        d.largest = std::max(d.largest, apart);
    }
    return d;
}

/// Loss and gradient from their definitions, in long double.
struct Reference {
    Eigen::Array<long double, Eigen::Dynamic, 1> loss;
    double largest_error = 0;  // of the gradient, in ULP
};

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    int rank, size;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    LossAndGradient one;
    for (int ranks = 1; ranks <= size; ++ranks) {
        double t = MPI_Wtime();
        auto first = step(ranks);
        t = MPI_Wtime() - t;
        auto again = step(ranks);
        if (ranks == 1) one = first;
        if (rank == 0) {
            auto l = difference(one.loss, first.loss), g = difference(one.gradient, first.gradient);
            auto l2 = difference(again.loss, first.loss), g2 = difference(again.gradient, first.gradient);
            printf("%d ranks: %.3f s, loss %ld differ by at most %ld, gradient %ld by at most %ld; again: %ld %ld\n", ranks, t, l.entries, l.largest, g.entries, g.largest, l2.entries, g2.entries);
            if (ranks == 1) for (float v : one.loss) printf(" %.9g", v);
            puts("");
        }
    }
    MPI_Finalize();
}
