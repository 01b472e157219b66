#pragma once

// What the tests of softmax and log-softmax share: hard rows, how they are judged against MPFR, storage of every kind.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/differences.hpp"
#include "../support/message.hpp"
#include "../support/ulp.hpp"
#include "actfn/actfn.hpp"
#include "passes.hpp"

namespace tests {

template <class T>
using Array = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using Rows = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using Column = Eigen::Array<T, Eigen::Dynamic, 1>;

/// Splits its work into odd pieces and runs the last first.
struct OddExecutor {
    std::size_t pieces = 0;

    static Index threads() { return 3; }
    static double overhead() { return 0; }
    template <class F>
    void parallel_for(Index n, const F& f) {
        std::vector<std::pair<Index, Index>> parts;
        for (Index begin = 0, size = 1; begin < n; begin += size, size = 1 + (3 * size + 1) % 7) {
            parts.emplace_back(begin, std::min(begin + size, n));
            size = parts.back().second - begin;
        }
        pieces += parts.size();
        for (auto part = parts.rbegin(); part != parts.rend(); ++part) f(part->first, part->second);
    }
};

/// An odd number of them.
inline constexpr Index parallel_rows = 331;
inline constexpr Index parallel_cols = 401;
static_assert(parallel_rows * parallel_cols > (2 << 16));

template <class T>
class Numbers {
public:
    explicit Numbers(std::uint64_t seed) : random_(seed) {}

    std::vector<T> normal(std::size_t n, double mean, double sigma) {
        std::normal_distribution<double> d(mean, sigma);
        return filled(n, [&] { return d(random_); });
    }
    std::vector<T> uniform(std::size_t n, double low, double high) {
        std::uniform_real_distribution<double> d(low, high);
        return filled(n, [&] { return d(random_); });
    }
    /// Both signs, and every exponent from that of `low` to that of `high` as likely as another.
    std::vector<T> exponents(std::size_t n, double low, double high) {
        std::uniform_real_distribution<double> d(std::log2(low), std::log2(high));
        return filled(n, [&] {
            const double magnitude = std::exp2(d(random_));
            return random_() % 2 == 0 ? magnitude : -magnitude;
        });
    }
    /// n numbers, each one of `choice`.
    std::vector<T> drawn(std::size_t n, const std::vector<T>& choice) {
        return filled(n, [&] { return choice[random_() % choice.size()]; });
    }

private:
    template <class F>
    static std::vector<T> filled(std::size_t n, const F& next) {
        std::vector<T> x(n);
        for (T& v : x) v = static_cast<T>(next());
        return x;
    }

    std::mt19937_64 random_;
};

template <class T>
struct Row {
    std::string label;
    std::vector<T> x;
};

template <class T>
std::vector<Row<T>> hard_rows() {
    using Limits = std::numeric_limits<T>;
    constexpr bool single = sizeof(T) == 4;
    constexpr double last = single ? -103.0 : -744.0;      // e^last is about the smallest subnormal number
    constexpr double subnormal = single ? -87.0 : -708.0;  // e^x is below the normal numbers from here on
    const T huge = single ? static_cast<T>(3e38) : static_cast<T>(1.7e308);
    Numbers<T> numbers(7);
    std::vector<Row<T>> rows;
    const auto add = [&](const std::string& label, std::vector<T> x) { rows.push_back({label, std::move(x)}); };

    for (const std::size_t n :
         std::initializer_list<std::size_t>{1, 2, 3, 5, 15, 16, 17, 31, 32, 33, 64, 100, 1000, 10000}) {
        add("normal", numbers.normal(n, 0, 2));
    }
    add("range 200", numbers.uniform(1000, -100, 100));
    add("range of all exponentials", numbers.uniform(1000, 2 * last, 0));
    for (const std::size_t at : std::initializer_list<std::size_t>{0, 500, 999}) {
        for (const double top : {12.0, 17.0, 40.0, 100.0}) {
            auto x = numbers.normal(1000, 0, 2);
            x[at] = static_cast<T>(top);
            add("one dominant entry", std::move(x));
        }
    }
    for (const std::size_t n : std::initializer_list<std::size_t>{2, 7, 1000, 10000}) {
        for (const double value : {0.0, 0.3, -1e30}) add("all equal", std::vector<T>(n, static_cast<T>(value)));
    }
    // 9.2 below the greatest, 10^4 terms weigh as much as the greatest.
    for (const double low : {last, last + 14, -20.0, -9.2, -3.0}) {
        std::vector<T> x(10000, static_cast<T>(low));
        x.back() = 0;
        add("many low terms beside one", x);
        x.back() = static_cast<T>(low);
        x[1] = 0;
        add("many low terms beside one", std::move(x));
    }
    for (const std::size_t kept : std::initializer_list<std::size_t>{1, 2, 3, 20}) {
        auto x = numbers.normal(500, 0, 3);
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (i % kept != 0 || (kept == 1 && i != 321)) x[i] = -Limits::infinity();
        }
        add("masked", std::move(x));
    }
    for (const std::size_t ties : std::initializer_list<std::size_t>{2, 5, 999}) {
        auto x = numbers.normal(1000, 0, 2);
        std::fill_n(x.begin() + 1, ties, static_cast<T>(7.7));
        std::shuffle(x.begin(), x.end(), std::mt19937_64(ties));
        add("ties", std::move(x));
    }
    for (const T top : {T(0), static_cast<T>(0.7)}) {
        auto x = numbers.uniform(2000, last - 2, subnormal + 1);
        x[777] = top;
        add("subnormal results", std::move(x));
    }
    add("huge", {huge, -huge, huge, 0, -huge});
    add("huge", {-huge, -huge});
    add("huge", {Limits::max(), -Limits::max(), Limits::max() / 2});
    add("huge", {-Limits::max(), -Limits::max() / 2});
    for (const double top : {0.1, 1.1, 11.1, 77.7}) {
        // The difference to the greatest rounds.
        auto x = numbers.exponents(2000, 0x1p-40, top);
        x[1234] = static_cast<T>(top);
        add("differences that round", std::move(x));
    }
    add("zeros", {-T(0), T(0), -T(0)});
    return rows;
}

/// Two different zeros are both the greatest, but only one of them stands aside.
template <class T>
std::vector<Row<T>> with_one_zero(std::vector<Row<T>> rows) {
    for (auto& row : rows) {
        for (T& x : row.x) x = x == 0 ? T(0) : x;
    }
    return rows;
}

/// 10^6 entries drawn from so few that MPFR sees them all: for the sum as hard as any.
template <class T>
std::vector<Row<T>> long_rows() {
    constexpr std::size_t n = 1000000;
    constexpr double last = sizeof(T) == 4 ? -103.0 : -744.0;
    Numbers<T> numbers(8);
    std::vector<Row<T>> rows = {{"10^6 normal", numbers.drawn(n, numbers.normal(400, 0, 2))},
                                {"10^6 over a range of 200", numbers.drawn(n, numbers.uniform(400, -100, 100))},
                                {"10^6 all equal", std::vector<T>(n, static_cast<T>(0.3))}};
    for (const double low : {last, -13.8}) {
        std::vector<T> x(n, static_cast<T>(low));
        x[654321] = 0;
        rows.push_back({"10^6 low terms beside one", std::move(x)});
    }
    return rows;
}

/// The different entries of a row, and which of them each is.
template <class T>
struct Distinct {
    explicit Distinct(const std::vector<T>& row) {
        std::unordered_map<bits_of<T>, std::size_t> known;
        for (const T x : row) {
            const auto [place, is_new] = known.try_emplace(std::bit_cast<bits_of<T>>(x), value.size());
            if (is_new) {
                value.push_back(x);
                count.push_back(0);
            }
            ++count[place->second];
            which.push_back(place->second);
        }
    }
    T greatest() const { return *std::max_element(value.begin(), value.end()); }

    std::vector<T> value;
    std::vector<int> count;
    std::vector<std::size_t> which;
};

/// An error that never exceeds this has not been measured: some is in every sum. In the tier `fast`, whose units are parts of
/// the value, what is not an exponential has that of a float.
template <class S>
inline constexpr double seen_error = S::bounds.digits == 0 ? 0.3 : 0x1p-13;

/// The greatest error of any row, and the row.
struct Worst {
    double error = 0;
    std::string where;

    void take(double e, const std::string& place) {
        if (!(e <= error)) {
            error = e;
            where = place;
        }
    }
};

/// The distribution on its own, along the storage order; and twice, the other way round in the second, across it.
template <class S, class T>
std::vector<std::pair<std::string, std::vector<T>>> both_layouts(const S& s, const std::vector<T>& row) {
    const auto n = static_cast<Index>(row.size());
    Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic> two(2, n);
    two.row(0) = Eigen::Map<const Eigen::Array<T, 1, Eigen::Dynamic>>(row.data(), n);
    two.row(1) = two.row(0).reverse();
    const auto y = s(two, actfn::rowwise);
    std::vector<T> forwards(row.size());
    std::vector<T> backwards(row.size());
    for (Index j = 0; j < n; ++j) {
        forwards[static_cast<std::size_t>(j)] = y(0, j);
        backwards[static_cast<std::size_t>(j)] = y(1, n - 1 - j);
    }
    return {{"along", s(row)}, {"across", forwards}, {"across, reversed", backwards}};
}

/// One row and its sums with numbers that do not round: mathematically, its softmax does not change.
template <class T>
std::vector<Row<T>> shifted_rows() {
    std::vector<T> x = Numbers<T>(11).normal(333, 0, 3);
    for (T& v : x) v = std::nearbyint(v * 1024) / 1024;
    std::vector<Row<T>> rows;
    for (const T shift : {T(0), T(1), T(-77), T(0.5), T(200), T(-225), T(2047), T(-2048)}) {
        std::vector<T> moved = x;
        for (T& v : moved) v += shift;
        rows.push_back({"moved by " + text(shift), std::move(moved)});
    }
    return rows;
}

/// truth(Distinct) gives a Real for each different entry, error(got, truth) judges one result.
template <class S, class Truth, class Error>
Worst worst_of(const S& s, const std::vector<Row<typename S::value_type>>& rows, const Truth& truth,
               const Error& error) {
    using T = typename S::value_type;
    Worst worst;
    for (const auto& row : rows) {
        const Distinct<T> entries(row.x);
        const std::vector<Real> expected = truth(entries);
        for (const auto& [layout, y] : both_layouts(s, row.x)) {
            std::vector<T> judged(expected.size());
            std::vector<bool> seen(expected.size(), false);
            for (std::size_t i = 0; i < y.size(); ++i) {
                const std::size_t k = entries.which[i];
                if (seen[k] && same(judged[k], y[i])) continue;
                seen[k] = true;
                judged[k] = y[i];
                worst.take(error(y[i], expected[k]), row.label + " (" + std::to_string(y.size()) + "), " + layout +
                                                         ", entry " + std::to_string(i) + " = " + text(row.x[i]) +
                                                         ": " + text(y[i]));
            }
        }
    }
    return worst;
}

/// How a matrix lies in memory.
struct Storage {
    std::string label;
    bool by_rows;
    Index inner;
    Index gap;     ///< between the end of a line and the next line
    Index offset;  ///< of the first element from where memory was allocated
};

inline const std::vector<Storage> storages = {{"columns", false, 1, 0, 0},           {"rows", true, 1, 0, 0},
                                              {"columns with gaps", false, 1, 3, 1}, {"rows with gaps", true, 1, 5, 3},
                                              {"strided columns", false, 2, 1, 0},   {"strided rows", true, 3, 0, 2}};

/// A matrix of any storage behind one type.
template <class T>
class Stored {
public:
    using Array = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    using Map = Eigen::Map<Array, Eigen::Unaligned, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>>;

    Stored(const Array& x, const Storage& s)
        : storage_(s),
          rows_(x.rows()),
          cols_(x.cols()),
          outer_((s.by_rows ? cols_ : rows_) * s.inner + s.gap),
          memory_(static_cast<std::size_t>(s.offset + (s.by_rows ? rows_ : cols_) * outer_ + 1), T(42)) {
        map() = x;
    }
    Map map() {
        const Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic> stride(storage_.by_rows ? storage_.inner : outer_,
                                                                   storage_.by_rows ? outer_ : storage_.inner);
        return Map(memory_.data() + storage_.offset, rows_, cols_, stride);
    }
    const Storage& storage() const { return storage_; }
    /// Whether everything that is not an element is as it was.
    bool is_intact() {
        const Array x = map();
        map().setConstant(T(42));
        const bool intact = std::all_of(memory_.begin(), memory_.end(), [](T v) { return v == T(42); });
        map() = x;
        return intact;
    }

private:
    Storage storage_;
    Index rows_;
    Index cols_;
    Index outer_;
    std::vector<T> memory_;
};

template <class X, class Y>
void compare(Differences& differences, const std::string& what, const X& expected, const Y& got) {
    if (expected.rows() != got.rows() || expected.cols() != got.cols()) {
        differences.add(what + ": another shape");
        return;
    }
    for (Index j = 0; j < expected.cols(); ++j) {
        for (Index i = 0; i < expected.rows(); ++i) {
            if (!same(expected(i, j), got(i, j))) {
                differences.add(what + " at (" + std::to_string(i) + ", " + std::to_string(j) + "): expected " +
                                text(expected(i, j)) + ", got " + text(got(i, j)));
            }
        }
    }
}

/// Each distribution of x on its own, in one of the two layouts: what every storage of that layout must give. With dy, the
/// vector-Jacobian product, else the function.
template <class S, class A>
A one_by_one(const S& s, const A& x, const A* dy, actfn::Axis axis, bool along) {
    A result(x.rows(), x.cols());
    const bool by_rows = axis == actfn::rowwise;
    for (Index k = 0; k < (by_rows ? x.rows() : x.cols()); ++k) {
        const auto line = [&](const A& a) -> A {
            const A one = by_rows ? A(a.row(k)) : A(a.col(k).transpose());
            return along ? one : A(one.replicate(2, 1));  // a row alone would be along
        };
        const A y = dy == nullptr ? s(line(x), actfn::rowwise) : s.backward(line(x), line(*dy), actfn::rowwise);
        if (by_rows) {
            result.row(k) = y.row(0);
        } else {
            result.col(k) = y.row(0).transpose();
        }
    }
    return result;
}

inline const std::vector<std::pair<Index, Index>> shapes = {{1, 1},   {1, 5},   {5, 1},   {2, 3},  {16, 16},
                                                            {17, 33}, {37, 53}, {3, 200}, {200, 3}};

template <class T>
Array<T> random_array(Index rows, Index cols, std::uint64_t seed) {
    const auto x = Numbers<T>(seed).normal(static_cast<std::size_t>(rows * cols), 0, 3);
    return Eigen::Map<const Array<T>>(x.data(), rows, cols);
}

/// Of all magnitudes, and every line, across and down, cancels (but for the last of an odd number): what is left of its
/// sum is the rounding, which tells every order of summation from every other.
template <class T>
Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic> cancelling_array(Index rows, Index cols, std::uint64_t seed) {
    const auto x = Numbers<T>(seed).exponents(static_cast<std::size_t>(rows * cols), 1, 0x1p80);
    Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic> a =
        Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>>(x.data(), rows, cols);
    a.middleCols(cols / 2, cols / 2) = -a.leftCols(cols / 2);
    a.middleRows(rows / 2, rows / 2) = -a.topRows(rows / 2);
    return a;
}

/// Forward and backward, from every storage into every storage and in place, give the bits of their layout and touch
/// nothing else.
template <class S>
void check_storages(const S& s) {
    using T = typename S::value_type;
    using A = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    Differences differences;
    for (const auto& [rows, cols] : shapes) {
        const A x = random_array<T>(rows, cols, 1);
        const A dy = cancelling_array<T>(rows, cols, 2);
        const A output = A::Constant(rows, cols, static_cast<T>(0.3));
        for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            const bool by_rows = axis == actfn::rowwise;
            const bool only_one = (by_rows ? rows : cols) == 1;
            const A value[] = {one_by_one(s, x, static_cast<const A*>(nullptr), axis, false),
                               one_by_one(s, x, static_cast<const A*>(nullptr), axis, true)};
            const A product[] = {one_by_one(s, output, &dy, axis, false), one_by_one(s, output, &dy, axis, true)};
            for (const Storage& from : storages) {
                const bool along = only_one || from.by_rows == by_rows;
                const std::string what = std::to_string(rows) + " x " + std::to_string(cols) +
                                         (by_rows ? " rowwise in " : " colwise in ") + from.label;
                Stored<T> in(x, from);
                Stored<T> in_output(output, from);
                for (const Storage& to : storages) {
                    Stored<T> y(A::Constant(rows, cols, -1), to);
                    actfn::forward(s, in.map(), y.map(), axis);
                    compare(differences, "forward " + what + " to " + to.label, value[along], y.map());
                    Stored<T> upstream(dy, to);
                    Stored<T> dx(A::Constant(rows, cols, -1), to);
                    actfn::backward(s, in_output.map(), upstream.map(), dx.map(), axis);
                    compare(differences, "backward " + what + " to " + to.label, product[along], dx.map());
                    actfn::backward(s, in_output.map(), upstream.map(), upstream.map(), axis);
                    compare(differences, "backward into dy " + what + " to " + to.label, product[along],
                            upstream.map());
                    if (!y.is_intact() || !dx.is_intact() || !upstream.is_intact())
                        differences.add(what + ": wrote elsewhere");
                }
                compare(differences, "inputs " + what, x, in.map());
                actfn::forward(s, in.map(), in.map(), axis);
                compare(differences, "forward in place " + what, value[along], in.map());
                Stored<T> upstream(dy, storages.front());
                actfn::backward(s, in_output.map(), upstream.map(), in_output.map(), axis);
                compare(differences, "backward into y " + what, product[along], in_output.map());
                if (!in.is_intact() || !in_output.is_intact()) differences.add(what + ": wrote elsewhere");
            }
        }
    }
    CHECK(differences.text() == "");
}

/// An executor that splits oddly and runs in reverse changes no bit.
template <class S>
void check_executor(const S& s) {
    using T = typename S::value_type;
    using A = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    const A x = random_array<T>(parallel_rows, parallel_cols, 3);
    const A output = A::Constant(parallel_rows, parallel_cols, static_cast<T>(0.3));
    const A dy = cancelling_array<T>(parallel_rows, parallel_cols, 4);
    Differences differences;
    for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
        OddExecutor executor;
        A y(x.rows(), x.cols());
        actfn::forward(s, x, y, axis, executor);
        const std::size_t pieces = executor.pieces;
        CHECK(pieces > 3);
        compare(differences, "forward", s(x, axis), y);
        A dx(x.rows(), x.cols());
        actfn::backward(s, output, dy, dx, axis, executor);
        CHECK(executor.pieces > pieces + 3);
        compare(differences, "backward", s.backward(output, dy, axis), dx);
    }
    CHECK(differences.text() == "");
}

/// Whether p may be the probability of an entry that is alone: 1 or, without FMA, where a product rounds before the sum, the
/// number before 1.
template <class T>
bool is_sole(T p) {
    return p == 1 || (!ACTFN_FUSED && p == 1 - std::numeric_limits<T>::epsilon() / 2);
}

/// A row with a NaN or +inf anywhere is NaN, and so is one of -inf only; the rows beside it keep their bits. `masked` is
/// what an entry of -inf gives.
template <class S>
void check_special_rows(const S& s, typename S::value_type masked) {
    using T = typename S::value_type;
    using A = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    const T inf = std::numeric_limits<T>::infinity();
    const T nan = std::numeric_limits<T>::quiet_NaN();
    Differences differences;
    for (const Index n : {1, 2, 16, 37}) {
        const A x = random_array<T>(19, n, 5);
        for (const bool transposed : {false, true}) {
            const auto apply = [&](const A& a) -> A {
                if (transposed) return s(A(a.transpose()), actfn::colwise).transpose();
                return s(a, actfn::rowwise);
            };
            const A ordinary = apply(x);
            for (Index at = 0; at < n; ++at) {
                A hard = x;
                hard(3, at) = nan;
                hard(5, at) = inf;
                hard(7, at) = -inf;
                hard.row(11).setConstant(-inf);
                hard.row(13).setConstant(-inf);
                hard(13, at) = T(-3);
                hard(17, at) = inf;
                hard(17, n - 1 - at) = nan;
                A expected = ordinary;
                for (const Index row : {3, 5, 11, 17}) expected.row(row).setConstant(nan);
                expected.row(13).setConstant(masked);
                const A got = apply(hard);
                expected(13, at) = masked != 0 ? T(0) : is_sole(got(13, at)) ? got(13, at) : T(1);
                expected.row(7) = got.row(7);  // looked at below
                compare(differences, std::to_string(n) + (transposed ? " along" : " across"), expected, got);
                CHECK(same(got(7, at), n == 1 ? nan : masked));
                if (n > 1) CHECK(std::isfinite(got(7, (at + 1) % n)));
            }
        }
    }
    CHECK(differences.text() == "");
}

/// Shape mismatches and partial overlaps are refused by their messages, and nothing is written.
template <class S>
void check_errors(const S& s) {
    using T = typename S::value_type;
    using A = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    const A x = A::Zero(5, 4);
    const A before = A::Constant(4, 5, 42);
    A y = before;
    CHECK(message([&] { actfn::forward(s, x, y, actfn::rowwise); }) == "actfn: forward: x is 5 x 4, but y is 4 x 5");
    CHECK(message([&] { actfn::backward(s, x, y, y, actfn::rowwise); }) ==
          "actfn: backward: y is 5 x 4, but dy is 4 x 5");
    CHECK(message([&] { actfn::backward(s, x, x, y, actfn::colwise); }) ==
          "actfn: backward: y is 5 x 4, but dx is 4 x 5");
    CHECK(message([&] { s.backward(x, before, actfn::colwise); }) == "actfn: backward: y is 5 x 4, but dy is 4 x 5");
    CHECK((y == before).all());

    const std::vector<T> v(5);
    std::vector<T> w(4, T(42));
    CHECK(message([&] { actfn::forward(s, v, w); }) == "actfn: forward: x is 5 x 1, but y is 4 x 1");
    CHECK(message([&] { actfn::backward(s, v, v, w); }) == "actfn: backward: y is 5 x 1, but dx is 4 x 1");
    CHECK(message([&] { s.backward(v, w); }) == "actfn: backward: y is 5 x 1, but dy is 4 x 1");
    CHECK(w == std::vector<T>(4, T(42)));

    A big = A::Constant(6, 6, 42);
    const std::string in_part = " in part; in place, both must have the same address, shape and strides";
    const auto shifted = [&](Index i, Index j) { return big.block(i, j, 4, 4); };
    CHECK(message([&] { actfn::forward(s, shifted(0, 0), shifted(1, 0), actfn::rowwise); }) ==
          "actfn: forward: y overlaps x" + in_part);
    CHECK(message([&] { actfn::backward(s, shifted(0, 0), A(A::Zero(4, 4)), shifted(0, 1), actfn::rowwise); }) ==
          "actfn: backward: dx overlaps y" + in_part);
    CHECK(message([&] { actfn::backward(s, A(A::Zero(4, 4)), shifted(2, 2), shifted(1, 1), actfn::rowwise); }) ==
          "actfn: backward: dx overlaps dy" + in_part);
    CHECK((big == A::Constant(6, 6, 42)).all());
}

/// 0 rows, 0 columns or neither: an empty result of the same shape.
template <class S>
void check_empty(const S& s) {
    using T = typename S::value_type;
    using A = Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>;
    for (const auto& [rows, cols] : std::vector<std::pair<Index, Index>>{{0, 0}, {0, 5}, {5, 0}}) {
        for (const actfn::Axis axis : {actfn::Axis::rowwise, actfn::Axis::colwise}) {
            const A x(rows, cols);
            const A y = s(x, axis);
            const A dx = s.backward(y, x, axis);
            CHECK((y.rows() == rows && y.cols() == cols && dx.rows() == rows && dx.cols() == cols));
        }
    }
    CHECK(s(Eigen::Array<T, Eigen::Dynamic, 1>()).size() == 0);
    CHECK(s(Eigen::Matrix<T, 1, Eigen::Dynamic>()).size() == 0);
    CHECK(s(std::vector<T>()).empty());
}

}  // namespace tests
