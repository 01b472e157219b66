// Softmax and log-softmax within their bounds for rows of 1 to 10^6 entries, hard rows included, with the same bits on
// every instruction set with FMA, for every alignment and number of threads.

#include "proof_calls.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../support/processor.hpp"
#include "rows.hpp"

using namespace tests;
using proof::Executor;
using proof::Functor;
using proof::Isa;
using proof::Shape;

namespace proof {

#define ISA(name) extern const Isa name##_calls;
#include "isas.inc"
#undef ISA

}  // namespace proof

namespace {

/// The instruction sets of this machine, by what is done with their results.
IsaRoles<Isa> isas() {
    IsaRoles<Isa> all;
#define ISA(name) add_isa(#name, proof::name##_calls, all);
#include "isas.inc"
#undef ISA
    return all;
}

template <class T>
std::vector<Functor<T>> functors(const Isa& isa) {
    if constexpr (std::same_as<T, float>) {
        return {isa.in_float, isa.in_float + proof::float_functors};
    } else {
        return {isa.in_double, isa.in_double + proof::double_functors};
    }
}

constexpr Executor alone = {1, [](Index, Index n, const void* work, proof::Part part) { part(work, 0, n); }};

Executor on_threads(Index threads) {
    return {threads, [](Index count, Index n, const void* work, proof::Part part) {
                std::vector<std::thread> workers;
                for (Index t = 0; t < count; ++t)
                    workers.emplace_back([=] { part(work, n * t / count, n * (t + 1) / count); });
                for (std::thread& worker : workers) worker.join();
            }};
}

// --- Rows -------------------------------------------------------------------------------------------------------------

std::vector<std::size_t> lengths() {
    std::vector<std::size_t> n(40);
    std::iota(n.begin(), n.end(), std::size_t(1));
    for (const std::size_t more : {127u, 128u, 1000u, 32000u, 1000000u}) n.push_back(more);
    return n;
}

/// Every kind of hard row, of n entries.
template <class T>
std::vector<Row<T>> rows_of(std::size_t n) {
    constexpr bool single = sizeof(T) == 4;
    constexpr double last = single ? -103.0 : -744.0;      // e^last is about the smallest subnormal number
    constexpr double subnormal = single ? -87.0 : -708.0;  // e^x is below the normal numbers from here on
    const double log_n = std::log(static_cast<double>(n));
    const std::size_t at = n * 5 / 7;
    Numbers<T> numbers(n);
    const auto with = [](std::vector<T> x, std::size_t i, double value) {
        x[i] = static_cast<T>(value);
        return x;
    };
    const auto equal = [n](double value) { return std::vector<T>(n, static_cast<T>(value)); };
    std::vector<Row<T>> rows = {
        {"normal", numbers.normal(n, 0, 2)},
        {"range 200", numbers.uniform(n, -100, 100)},
        {"one dominant entry", with(numbers.normal(n, 0, 2), at, 40)},
        {"one as heavy as the others", with(numbers.normal(n, 0, 1), at, log_n + 0.5)},
        {"all equal", equal(0.3)},
        {"low terms beside one", with(equal(last), at, 0)},
        {"low terms that weigh as much as one", with(equal(-log_n), at, 0)},
        {"subnormal results", with(numbers.uniform(n, last - 2, subnormal + 1), at, 0.7)},
        {"masked", numbers.normal(n, 0, 3)},
        {"ties", numbers.normal(n, 0, 1)},
    };
    for (std::size_t i = 0; i < n; ++i) {
        if (i % 4 != 0) rows[8].x[i] = -std::numeric_limits<T>::infinity();
        if (i % 3 == 0) rows[9].x[i] = static_cast<T>(7.7);
    }
    return rows;
}

// --- Truth ------------------------------------------------------------------------------------------------------------

/// 64 bits or more on the machines that this is asked of: 11 beyond a double, so that the reference costs no digit that a
/// bound could notice. The first test case compares it with MPFR.
using Wide = long double;

bool is_wide() {
    return std::numeric_limits<Wide>::digits >= 64;
}

/// Compensated.
class WideSum {
public:
    void add(Wide x) {
        const Wide sum = sum_ + x;
        error_ += std::abs(sum_) >= std::abs(x) ? (sum_ - sum) + x : (x - sum) + sum_;
        sum_ = sum;
    }
    Wide total() const { return sum_ + error_; }

private:
    Wide sum_ = 0;
    Wide error_ = 0;
};

template <class T>
struct Truth {
    std::vector<Wide> softmax;
    std::vector<Wide> log_softmax;
};

template <class T>
Truth<T> truth_of(const std::vector<T>& x) {
    const auto greatest = std::max_element(x.begin(), x.end()) - x.begin();
    const Wide m = x[static_cast<std::size_t>(greatest)];
    std::vector<Wide> difference(x.size());
    std::vector<Wide> low(x.size());
    std::vector<Wide> term(x.size());
    WideSum others;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const Wide d = x[i] - m;
        const Wide x_part = d + m;
        difference[i] = d;
        low[i] = std::isinf(d) ? 0 : (x[i] - x_part) - (m - (x_part - d));
        term[i] = std::exp(d) * (1 + low[i]);
        if (static_cast<Index>(i) != greatest) others.add(term[i]);
    }
    const Wide sum = 1 + others.total();
    const Wide log_sum = std::log1p(others.total());
    Truth<T> truth{std::move(term), std::move(difference)};
    for (Wide& p : truth.softmax) p /= sum;
    for (std::size_t i = 0; i < x.size(); ++i) truth.log_softmax[i] = (truth.log_softmax[i] - log_sum) + low[i];
    return truth;
}

template <class T>
Truth<T> mpfr_truth_of(const std::vector<T>& x) {
    const auto greatest = std::max_element(x.begin(), x.end()) - x.begin();
    const Real m = x[static_cast<std::size_t>(greatest)];
    const auto wide = [](const Real& r) { return mpfr_get_ld(r.get(), MPFR_RNDN); };
    std::vector<Real> term;
    Real others = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        term.push_back(exp(Real(x[i]) - m));
        if (static_cast<Index>(i) != greatest) others = others + term[i];
    }
    const Real sum = Real(1) + others;
    const Real log_sum = log1p(others);
    Truth<T> truth;
    for (std::size_t i = 0; i < x.size(); ++i) {
        truth.softmax.push_back(wide(term[i] / sum));
        truth.log_softmax.push_back(wide((Real(x[i]) - m) - log_sum));
    }
    return truth;
}

constexpr double wrong = std::numeric_limits<double>::infinity();

template <class T>
double forward_error(const Functor<T>& f, T got, const Truth<T>& truth, std::size_t i) {
    const bool is_logarithm = f.is_logarithm;
    const Wide expected = is_logarithm ? truth.log_softmax[i] : truth.softmax[i];
    if (std::isinf(expected)) return static_cast<Wide>(got) == expected ? 0 : wrong;
    if (!(is_logarithm ? got <= 0 : got >= 0 && !std::signbit(got))) return wrong;
    if (is_logarithm && expected > -0x1p-60L) return got >= static_cast<T>(-0x1p-60) ? 0 : wrong;
    return proof::in_units<T>(static_cast<Wide>(got) - expected, expected, f.digits);
}

/// The product of dy and the Jacobian from the output y; the error is judged in units of the sum of its terms' sizes.
template <class T>
class Product {
public:
    Product(const Functor<T>& f, const std::vector<T>& y, const std::vector<T>& dy)
        : is_logarithm_(f.is_logarithm), digits_(f.digits), y_(y), dy_(dy) {
        WideSum sum;
        WideSum size;
        for (std::size_t i = 0; i < y.size(); ++i) {
            const Wide term = (is_logarithm_ ? 1 : static_cast<Wide>(y[i])) * dy[i];
            sum.add(term);
            size.add(std::abs(term));
        }
        sum_ = sum.total();
        size_ = size.total();
    }
    double error(T got, std::size_t i) const {
        const Wide dy = dy_[i];
        const Wide p = is_logarithm_ ? std::exp(static_cast<Wide>(y_[i])) : static_cast<Wide>(y_[i]);
        const Wide expected = is_logarithm_ ? dy - p * sum_ : p * (dy - sum_);
        const Wide scale = is_logarithm_ ? std::abs(dy) + p * size_ : p * (std::abs(dy) + size_);
        return std::isnan(got) ? wrong : proof::in_units<T>(static_cast<Wide>(got) - expected, scale, digits_);
    }

private:
    bool is_logarithm_;
    int digits_;
    const std::vector<T>& y_;
    const std::vector<T>& dy_;
    Wide sum_;
    Wide size_;
};

// --- Calls ------------------------------------------------------------------------------------------------------------

/// Memory that starts `offset` elements behind the widest register's alignment.
template <class T>
class Shifted {
public:
    Shifted(std::size_t n, std::size_t offset) : memory_(new T[n + offset + most_lanes<T>]) {
        constexpr std::size_t lanes = most_lanes<T>;
        const std::size_t beyond = reinterpret_cast<std::uintptr_t>(memory_.get()) / sizeof(T) % lanes;
        begin_ = memory_.get() + (lanes - beyond) % lanes + offset;
    }
    Shifted(const std::vector<T>& x, std::size_t offset) : Shifted(x.size(), offset) {
        std::copy(x.begin(), x.end(), begin_);
    }
    T* data() const { return begin_; }

private:
    std::unique_ptr<T[]> memory_;
    T* begin_;
};

/// Where inputs and outputs start, from an aligned address.
using Offsets = std::array<std::size_t, 3>;

template <class T>
std::vector<T> forward(const Functor<T>& f, Shape shape, const std::vector<T>& x, Offsets offsets = {},
                       Executor executor = alone) {
    const Shifted<T> in(x, offsets[0]);
    const Shifted<T> out(x.size(), offsets[1]);
    f.forward(shape, executor, in.data(), out.data());
    return {out.data(), out.data() + x.size()};
}

template <class T>
std::vector<T> backward(const Functor<T>& f, Shape shape, const std::vector<T>& y, const std::vector<T>& dy,
                        Offsets offsets = {}, Executor executor = alone) {
    const Shifted<T> output(y, offsets[0]);
    const Shifted<T> upstream(dy, offsets[1]);
    const Shifted<T> out(y.size(), offsets[2]);
    f.backward(shape, executor, output.data(), upstream.data(), out.data());
    return {out.data(), out.data() + y.size()};
}

/// The row as it stands in memory: alone along the storage order; across it twice, the other way round in the second.
template <class T>
std::vector<T> laid_out(const std::vector<T>& row, bool along) {
    if (along) return row;
    std::vector<T> two;
    two.reserve(2 * row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
        two.push_back(row[i]);
        two.push_back(row[row.size() - 1 - i]);
    }
    return two;
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same<T>);
}

/// The greatest errors, by functor, layout and instruction set.
class Table {
public:
    explicit Table(std::string quantity) : quantity_(std::move(quantity)) {}
    ~Table() {
        for (const auto& [what, worst] : worst_)
            std::printf("%-8s %s: %.4f units at %s\n", quantity_.c_str(), what.c_str(), worst.error,
                        worst.where.c_str());
    }
    Worst& operator[](const std::string& what) { return worst_[what]; }
    double greatest() const {
        double error = 0;
        for (const auto& entry : worst_) error = std::max(error, entry.second.error);
        return error;
    }

private:
    std::string quantity_;
    std::map<std::string, Worst> worst_;
};

/// How much of a row is looked at. A long one costs much in the layout across the storage order on narrow registers, so
/// that a default run is content with every 7th entry and the widest registers.
enum class Extent { part, all };

Extent extent_of(std::size_t n) {
    return n > 100000 ? Extent::part : Extent::all;
}

/// Calls call(functor, shape, offsets) on every instruction set, and judge(i, result) for the entries; `greatest` is one
/// that is always among them. Other alignments and the other instruction sets with FMA must give the same bits.
template <class T, class Call, class Judge>
void check(std::size_t k, std::size_t n, std::size_t greatest, Extent extent, const Call& call, const Judge& judge,
           const std::string& label, Table& table, double bound) {
    const IsaRoles<Isa> all = isas();
    const std::size_t step = extent == Extent::all ? 1 : 7;
    for (const bool along : {true, false}) {
        const Shape shape = {static_cast<Index>(n), along ? 1 : 2, along};
        for (const Isa* isa : all.judged) {
            const Functor<T> f = functors<T>(*isa)[k];
            const std::vector<T> got = call(f, shape, Offsets{0, 0, 0});
            const std::string what = std::string(f.name) + (along ? " along " : " across ") + isa->name;
            Worst& worst = table[what];
            for (std::size_t i = 0; i < n; ++i) {
                if (i % step != 0 && i != greatest) continue;
                const auto take = [&](T result) {
                    const double error = judge(i, result);
                    if (error <= worst.error) return;
                    worst.take(error, label + " (" + std::to_string(n) + "), entry " + std::to_string(i) + ": " +
                                          text(result));
                };
                if (along) {
                    take(got[i]);
                } else {
                    take(got[2 * i]);
                    take(got[2 * (n - 1 - i) + 1]);
                }
            }
            INFO(what << ": " << worst.where);
            CHECK(worst.error <= bound);
            if (extent == Extent::part) break;
            CHECK(same_bits(got, call(f, shape, Offsets{1, 3, 2})));
            if (isa != all.judged.front()) continue;
            for (const Isa* other : all.compared) {
                INFO(other->name);
                CHECK(same_bits(got, call(functors<T>(*other)[k], shape, Offsets{0, 0, 0})));
            }
        }
    }
}

template <class T>
std::size_t greatest_of(const std::vector<T>& x) {
    return static_cast<std::size_t>(std::max_element(x.begin(), x.end()) - x.begin());
}

template <class T, class MakeTruth>
void check_forward(const Row<T>& row, Extent extent, const MakeTruth& make_truth, Table& table) {
    const Truth<T> truth = make_truth(row.x);
    const auto all = functors<T>(*isas().judged.front());
    for (std::size_t k = 0; k < all.size(); ++k) {
        check<T>(
            k, row.x.size(), greatest_of(row.x), extent,
            [&](const Functor<T>& f, Shape shape, Offsets offsets) {
                return forward(f, shape, laid_out(row.x, shape.along), offsets);
            },
            [&](std::size_t i, T got) { return forward_error(all[k], got, truth, i); }, row.label, table, all[k].bound);
    }
}

/// From the output that the function itself gives for the row.
template <class T>
void check_backward(const Row<T>& row, const std::string& label, const std::vector<T>& dy, Extent extent,
                    Table& table) {
    const auto all = functors<T>(*isas().judged.front());
    for (std::size_t k = 0; k < all.size(); ++k) {
        const Shape one = {static_cast<Index>(row.x.size()), 1, true};
        const std::vector<T> y = forward(all[k], one, row.x);
        const Product<T> product(all[k], y, dy);
        check<T>(
            k, row.x.size(), greatest_of(row.x), extent,
            [&](const Functor<T>& f, Shape shape, Offsets offsets) {
                return backward(f, shape, laid_out(y, shape.along), laid_out(dy, shape.along), offsets);
            },
            [&](std::size_t i, T got) { return product.error(got, i); }, row.label + ", " + label, table,
            all[k].backward_bound);
    }
}

template <class T>
void check_all_forward(Table& table) {
    for (const std::size_t n : lengths()) {
        for (const Row<T>& row : rows_of<T>(n)) check_forward(row, extent_of(n), truth_of<T>, table);
    }
}

template <class T>
void check_all_backward(Table& table) {
    for (const std::size_t n : lengths()) {
        Numbers<T> numbers(n + 1);
        const auto rows = rows_of<T>(n);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            // Of the long rows a third of the kinds: what is hard about a backward pass is in dy.
            if (n > 1000 && i % 3 != 0) continue;
            check_backward(rows[i], "normal", numbers.normal(n, 0, 1), extent_of(n), table);
            if (n > 1000) continue;
            check_backward(rows[i], "all exponents", numbers.exponents(n, 0x1p-20, 0x1p20), Extent::all, table);
            check_backward(rows[i], "nearly equal", numbers.uniform(n, 100, 101), Extent::all, table);
            std::vector<T> one(n, T(0));
            one[n / 2] = -1;
            check_backward(rows[i], "one", one, Extent::all, table);
        }
    }
}

/// Each of the longest rows, every entry.
template <class T>
void check_everything(Table& values, Table& products) {
    for (const Row<T>& row : rows_of<T>(lengths().back())) {
        check_forward(row, Extent::all, mpfr_truth_of<T>, values);
        check_backward(row, "normal", Numbers<T>(1).normal(row.x.size(), 0, 1), Extent::all, products);
    }
}

template <class T>
void check_threads() {
    for (const auto& [n, lines] :
         {std::pair<Index, Index>(1, 131101), {40, 3301}, {1000, 139}, {4000, 37}, {65537, 3}}) {
        const auto size = static_cast<std::size_t>(n * lines);
        const std::vector<T> x = Numbers<T>(1).normal(size, 0, 5);
        const std::vector<T> dy = Numbers<T>(2).exponents(size, 1, 0x1p80);
        for (const Functor<T>& f : functors<T>(*isas().judged.front())) {
            for (const bool along : {true, false}) {
                INFO(f.name << ", " << lines << " of " << n << (along ? " along" : " across"));
                const Shape shape = {n, lines, along};
                const std::vector<T> y = forward(f, shape, x);
                const std::vector<T> dx = backward(f, shape, y, dy);
                for (const Index threads : {1, 2, 3}) {
                    CHECK(same_bits(y, forward(f, shape, x, {}, on_threads(threads))));
                    CHECK(same_bits(dx, backward(f, shape, y, dy, {}, on_threads(threads))));
                }
            }
        }
    }
}

template <class T>
void compare_truths() {
    const auto off = [](Wide a, Wide b) { return a == b ? 0 : static_cast<double>(std::abs(a - b) / std::abs(b)); };
    double worst = 0;
    for (const std::size_t n : lengths()) {
        if (n > 1000) continue;
        for (const Row<T>& row : rows_of<T>(n)) {
            const Truth<T> truth = truth_of(row.x);
            const Truth<T> expected = mpfr_truth_of(row.x);
            for (std::size_t i = 0; i < n; ++i) {
                worst = std::max(worst, off(truth.softmax[i], expected.softmax[i]));
                worst = std::max(worst, off(truth.log_softmax[i], expected.log_softmax[i]));
            }
        }
    }
    CHECK(worst <= 0x1p-61);
    CHECK(worst > 0);
}

}  // namespace

TEST_CASE("the reference for long rows is MPFR's", "[proof]") {
    if (!is_wide()) SKIP("long double is no wider than double");
    compare_truths<float>();
    compare_truths<double>();
}

TEST_CASE("softmax and log-softmax of rows of 1 to 10^6 entries", "[proof]") {
    if (!is_wide()) SKIP("long double is no wider than double");
    Table table("forward");
    check_all_forward<float>(table);
    check_all_forward<double>(table);
    CHECK(table.greatest() > 0.3);
}

TEST_CASE("their backward passes of rows of 1 to 10^6 entries", "[proof]") {
    if (!is_wide()) SKIP("long double is no wider than double");
    Table table("backward");
    check_all_backward<float>(table);
    check_all_backward<double>(table);
    CHECK(table.greatest() > 0.3);
}

TEST_CASE("softmax and log-softmax on 1, 2 and 3 threads", "[proof]") {
    check_threads<float>();
    check_threads<double>();
}

TEST_CASE("every entry of rows of 10^6 against MPFR", "[.exhaustive]") {
    Table values("forward");
    Table products("backward");
    check_everything<float>(values, products);
    check_everything<double>(values, products);
}
