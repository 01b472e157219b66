// The running maximum and sum of a softmax: a monoid, and equal to the whole row.

#include "actfn/functions/softmax_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "../rows/rows.hpp"

using namespace tests;
using actfn::SoftmaxState;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

bool same_state(const SoftmaxState& a, const SoftmaxState& b) {
    return same(a.max, b.max) && same(a.sum, b.sum);
}

SoftmaxState state_of(const std::vector<double>& x) {
    SoftmaxState s;
    for (const double v : x) s.add(v);
    return s;
}

/// States as entries make them: far apart, close, equal in the maximum, empty, masked, and with NaN or infinity.
std::vector<SoftmaxState> states() {
    std::vector<SoftmaxState> all = {SoftmaxState(),
                                     state_of({-inf}),
                                     state_of({-inf, -inf, 3}),
                                     state_of({not_a_number}),
                                     state_of({1, not_a_number}),
                                     state_of({not_a_number, 1}),
                                     state_of({inf}),
                                     state_of({-inf, inf, 2}),
                                     state_of({1e308}),
                                     state_of({-1e308}),
                                     state_of({0.0}),
                                     state_of({-0.0})};
    Numbers<double> numbers(21);
    for (const double mean : {0.0, 0.1, 1.0, 30.0, -700.0, 1e5}) {
        for (const std::size_t n : std::initializer_list<std::size_t>{1, 2, 50})
            all.push_back(state_of(numbers.normal(n, mean, 5)));
    }
    for (const double sum : {1.0, 1.5, 7.3}) all.push_back({0.25, sum});
    return all;
}

}  // namespace

TEST_CASE("merge is commutative bit for bit", "[softmax_state]") {
    for (const SoftmaxState& a : states()) {
        for (const SoftmaxState& b : states()) {
            INFO(text(a.max) << ", " << text(a.sum) << "; " << text(b.max) << ", " << text(b.sum));
            const SoftmaxState ab = merge(a, b);
            const SoftmaxState ba = merge(b, a);
            CHECK(same(ab.sum, ba.sum));
            CHECK(ab.max == ba.max);
        }
    }
}

TEST_CASE("an empty state is the identity of merge", "[softmax_state]") {
    CHECK((SoftmaxState().max == -inf && SoftmaxState().sum == 0));
    for (const SoftmaxState& a : states()) {
        INFO(text(a.max) << ", " << text(a.sum));
        CHECK(same_state(merge(a, SoftmaxState()), a));
        CHECK(same_state(merge(SoftmaxState(), a), a));
        SoftmaxState b = a;
        b.merge(SoftmaxState());
        CHECK(same_state(a, b));
        CHECK(((a == b) || std::isnan(a.sum)));
    }
}

TEST_CASE("merge is associative to within 2^-45", "[softmax_state]") {
    double worst = 0;
    for (const SoftmaxState& a : states()) {
        for (const SoftmaxState& b : states()) {
            for (const SoftmaxState& c : states()) {
                const SoftmaxState left = merge(merge(a, b), c);
                const SoftmaxState right = merge(a, merge(b, c));
                CHECK(same(left.max, right.max));
                if (std::isnan(left.sum) || std::isnan(right.sum)) {
                    CHECK((std::isnan(left.sum) && std::isnan(right.sum)));
                } else {
                    worst = std::max(worst, left.sum == right.sum ? 0 : std::abs(left.sum - right.sum) / left.sum);
                }
            }
        }
    }
    CHECK(worst <= 0x1p-45);
    CHECK(worst > 0);
}

TEST_CASE("a state of parts is that of the whole row", "[softmax_state]") {
    for (const auto& row : hard_rows<double>()) {
        INFO(row.label);
        const std::size_t n = row.x.size();
        // One by one, in two parts of unequal size, and in parts that are merged from the end.
        const SoftmaxState stream = state_of(row.x);
        const auto part = [&](std::size_t begin, std::size_t end) {
            return state_of({row.x.begin() + static_cast<Index>(begin), row.x.begin() + static_cast<Index>(end)});
        };
        const SoftmaxState two = merge(part(0, n / 3), part(n / 3, n));
        SoftmaxState many;
        for (std::size_t end = n; end > 0; end -= std::min<std::size_t>(end, 7)) {
            many = merge(part(end - std::min<std::size_t>(end, 7), end), many);
        }
        const std::vector<double> p = actfn::softmax(row.x);
        const Distinct<double> entries(row.x);
        Real sum = 0;
        for (std::size_t k = 0; k < entries.value.size(); ++k) {
            sum = sum + Real(entries.count[k]) * exp(Real(entries.value[k]) - Real(entries.greatest()));
        }
        for (const SoftmaxState& s : {stream, two, many}) {
            CHECK(s.max == entries.greatest());
            CHECK(abs(Real(s.sum) / sum - Real(1)) <= Real(0x1p-45) * Real(static_cast<int>(n)));
            CHECK(abs(Real(s.sum) / sum - Real(1)) <= Real(0x1p-40));
            double worst = 0;
            for (std::size_t i = 0; i < n; ++i) {
                const double error = std::abs(s.probability(row.x[i]) - p[i]);
                if (error > 4 * std::numeric_limits<double>::denorm_min()) worst = std::max(worst, error / p[i]);
            }
            CHECK(worst <= 0x1p-40);
            const Real truth = Real(s.max) + log(sum);
            CHECK(abs(Real(s.log_sum()) - truth) <= Real(0x1p-40) * (Real(1) + abs(truth)));
        }
    }
}

TEST_CASE("literal states", "[softmax_state]") {
    SoftmaxState s;
    s.add(1.5);
    for (int i = 0; i < 9; ++i) s.add(1.2);
    CHECK(s.max == 1.5);
    CHECK(std::abs(s.probability(1.5) - 0.13042292002939389) <= 0x1p-50);
    CHECK(std::abs(s.probability(1.2) - 0.096619675552289567) <= 0x1p-50);
    // log(e^0 + e^0) = log(2), wherever the two are.
    CHECK(std::abs(state_of({0, 0}).log_sum() - std::numbers::ln2) <= 0x1p-52);
    CHECK(state_of({1000, 1000}).log_sum() == 1000 + std::numbers::ln2);
}

TEST_CASE("states with -inf, inf and NaN", "[softmax_state][special]") {
    CHECK(state_of({-inf, 2, -inf}).sum == 1);
    CHECK(state_of({2, -inf}).probability(-inf) == 0);
    CHECK(state_of({2, -inf}).probability(2) == 1);
    // As Softmax: a row of -inf only, and one with inf or NaN, is NaN throughout.
    CHECK(std::isnan(state_of({-inf, -inf}).probability(-inf)));
    CHECK(state_of({-inf, -inf}).log_sum() == -inf);
    CHECK(SoftmaxState().log_sum() == -inf);
    for (const std::vector<double>& x : std::vector<std::vector<double>>{
             {1, not_a_number, 2}, {not_a_number, 1}, {1, not_a_number}, {-inf, not_a_number, -inf}, {not_a_number}}) {
        CHECK(std::isnan(state_of(x).sum));
        for (const double v : {1.0, 2.0, -inf, not_a_number}) CHECK(std::isnan(state_of(x).probability(v)));
    }
    for (const std::vector<double>& x :
         std::vector<std::vector<double>>{{1, inf, 2}, {inf, 1}, {1, inf}, {inf}, {inf, inf}, {-inf, inf}}) {
        CHECK(state_of(x).max == inf);
        for (const double v : {1.0, 2.0, -inf, inf}) CHECK(std::isnan(state_of(x).probability(v)));
    }
    CHECK(std::isnan(state_of({1, 2}).probability(not_a_number)));
}

TEMPLATE_TEST_CASE("a state absorbs blocks of entries", "[softmax_state][accuracy]", float, double) {
    using T = TestType;
    Numbers<T> numbers(31);
    for (const std::size_t n : {1u, 2u, 5u, 64u, 65u, 1000u, 4095u, 4096u, 12289u, 40000u}) {
        for (const double mean : {0.0, -500.0, 1e5}) {
            INFO(n << " entries, mean " << mean);
            const std::vector<T> x = numbers.normal(n, mean, 5);
            const SoftmaxState whole = actfn::softmax_state(x);
            const T greatest = *std::max_element(x.begin(), x.end());
            Real sum = 0;
            for (const T v : x) sum = sum + exp(Real(v) - Real(greatest));
            CHECK(same(whole.max, static_cast<double>(greatest)));
            CHECK(abs(Real(whole.sum) - sum) <= Real(0x1p-45) * sum);

            SoftmaxState in_pieces;
            for (std::size_t first = 0, size = 1; first < n; first += size, size = size * 3 + 1) {
                size = std::min(size, n - first);
                in_pieces.merge(actfn::softmax_state(std::span(x).subspan(first, size)));
            }
            CHECK(same(in_pieces.max, whole.max));
            CHECK(std::abs(in_pieces.sum - whole.sum) <= 0x1p-45 * whole.sum);

            OddExecutor executor;
            CHECK(actfn::softmax_state(x, executor) == whole);
            Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic> strided(3, static_cast<Index>(n));
            strided.row(1) = Eigen::Map<const Eigen::Array<T, 1, Eigen::Dynamic>>(x.data(), static_cast<Index>(n));
            if (n > 64) CHECK(actfn::softmax_state(strided.row(1)) == whole);
        }
    }
}

TEMPLATE_TEST_CASE("the state of a block with special entries is that of its entries", "[softmax_state]", float,
                   double) {
    using T = TestType;
    constexpr T infinite = std::numeric_limits<T>::infinity();
    constexpr T none = std::numeric_limits<T>::quiet_NaN();
    CHECK(actfn::softmax_state(std::vector<T>()) == SoftmaxState());
    for (const std::size_t n : {1u, 3u, 70u, 5000u}) {
        for (const T others : {T(1), infinite, -infinite, none}) {
            for (const T one : {T(2), infinite, -infinite, none}) {
                INFO(n << " entries " << text(others) << ", one " << text(one));
                std::vector<T> x(n, others);
                x[n / 2] = one;
                const SoftmaxState got = actfn::softmax_state(x);
                const SoftmaxState expected = state_of({x.begin(), x.end()});
                CHECK(same(got.max, expected.max));
                CHECK((same(got.sum, expected.sum) || std::abs(got.sum - expected.sum) <= 0x1p-45 * expected.sum));
            }
        }
    }
}
