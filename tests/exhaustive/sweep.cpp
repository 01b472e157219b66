#include "sweep.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>
#include <utility>

#include "../support/points.hpp"
#include "../support/ulp.hpp"

namespace exhaustive {

namespace {

using tests::bits_of;
using tests::Real;

constexpr std::size_t block = 4096;
constexpr std::uint64_t chunk = 64 * block;  ///< what a thread takes at a time
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Nearer to a tie than this the screen does not decide, in ULP; its own error is asserted to be 2^5 times smaller. In
/// double the screen has not the digits for it: there the number of results that are not nearest is to within its error.
template <class T>
constexpr double margin = sizeof(T) == 4 ? 0x1p-14 : 0;
template <class T>
constexpr double tolerated_screen_error = sizeof(T) == 4 ? 0x1p-19 : 0x1p-7;

// --- Inputs ---------------------------------------------------------------------------------------------------------

/// A place in the order of all numbers, -0 right before +0.
template <class T>
std::int64_t key(T x) {
    const auto magnitude = static_cast<std::int64_t>(std::bit_cast<bits_of<T>>(std::fabs(x)));
    return std::signbit(x) ? -magnitude - 1 : magnitude;
}
template <class T>
T keyed(std::int64_t k) {
    const T magnitude = std::bit_cast<T>(static_cast<bits_of<T>>(k < 0 ? -(k + 1) : k));
    return k < 0 ? -magnitude : magnitude;
}

/// Neighbouring inputs, or one from each of `count` neighbouring cells of `step`: equal steps would meet the same low bits.
struct Stretch {
    std::int64_t first;
    std::uint64_t count;
    std::uint64_t step;

    std::int64_t at(std::uint64_t i) const {
        const std::uint64_t scattered = i * 0x9e3779b97f4a7c15u;
        const std::uint64_t within = step == 1 ? 0 : (scattered ^ (scattered >> 29)) % step;
        return first + static_cast<std::int64_t>(i * step + within);
    }
};

Stretch stretch(std::int64_t first, std::int64_t last, std::uint64_t step) {
    const std::uint64_t span = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first) + 1;
    return {first, std::max<std::uint64_t>(span / step, 1), std::min(step, span)};
}

template <class T>
struct Domain {
    T low;
    T high;
};

/// Where the quantity's input may lie: everywhere, or for f' from output between the ends of f.
template <class T>
Domain<T> domain(const Case<T>& c, std::size_t quantity, bool relaxed) {
    using Limits = std::numeric_limits<T>;
    if (quantity < 3 && relaxed) return {Limits::lowest(), Limits::max()};
    if (quantity < 3) return {-Limits::infinity(), Limits::infinity()};
    const T low = tests::rounded<T>(c.reference->value(Real(Limits::lowest())));
    const T high = tests::rounded<T>(c.reference->value(Real(Limits::max())));
    if (std::isnan(low) || std::isnan(high)) return {Limits::lowest(), Limits::max()};  // f is not defined there
    return {std::min(low, high), std::max(low, high)};
}

/// The roots of the quantity other than x = 0.
template <class T>
std::vector<tests::Root> roots_of(const Case<T>& c, std::size_t quantity) {
    return quantity < 3 ? c.reference->roots(static_cast<int>(quantity)) : std::vector<tests::Root>();
}

template <class T>
std::vector<Stretch> inputs(const Case<T>& c, std::size_t quantity, const Extent& extent) {
    using Limits = std::numeric_limits<T>;
    const auto [low, high] = domain(c, quantity, extent.relaxed);
    const std::int64_t first = key(low);
    const std::int64_t last = key(high);
    if (sizeof(T) == 4 && extent.stride == 1) return {stretch(first, last, 1)};
    std::vector<Stretch> all;
    const std::uint64_t span = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first) + 1;
    std::uint64_t reach = 1000;
    if (sizeof(T) == 4) {
        all.push_back(stretch(first, last, extent.stride));
    } else {
        // A third over all numbers, a third where the functions bend, a third around the edges below.
        const std::uint64_t third = std::max<std::uint64_t>(extent.points / 3, 1);
        all.push_back(stretch(first, last, std::max<std::uint64_t>(span / third, 1)));
        const std::int64_t near = key(T(0x1p-40));
        const std::int64_t far = key(T(0x1p11));
        const auto step = static_cast<std::uint64_t>(far - near) * 2 / third + 1;
        for (const auto& [a, b] : {std::pair(-far, -near), std::pair(near, far)}) {
            if (std::max(a, first) < std::min(b, last))
                all.push_back(stretch(std::max(a, first), std::min(b, last), step));
        }
        reach = third / 32;
    }
    // Around the edges: where the result changes between zero, subnormal, normal, saturated and infinite, and the kinks.
    const auto result = [&](T x) { return tests::rounded<T>(truth(*c.reference, quantity, Real(x))); };
    const T at_first = result(Limits::lowest());
    const T at_last = result(Limits::max());
    auto edges = tests::edges<T>([&](T x) {
        const T y = result(x);
        return std::tuple(std::fpclassify(y), y < 0, y == at_first, y == at_last);
    });
    for (const double kink : c.reference->kinks()) edges.push_back(static_cast<T>(kink));
    for (const tests::Root& root : roots_of(c, quantity)) edges.push_back(static_cast<T>(root.x));
    for (const T x : {T(0), Limits::min(), -Limits::min(), Limits::infinity(), -Limits::infinity()}) edges.push_back(x);
    for (const T edge : edges) {
        const auto half = static_cast<std::int64_t>(reach / 2);
        const std::int64_t center = key(edge);
        const std::int64_t a =
            std::max(first, center < std::numeric_limits<std::int64_t>::min() + half ? first : center - half);
        const std::int64_t b =
            std::min(last, center > std::numeric_limits<std::int64_t>::max() - half ? last : center + half);
        if (a <= b) all.push_back(stretch(a, b, 1));
    }
    return all;
}

// --- Errors ---------------------------------------------------------------------------------------------------------

/// 2^-exponent of the unit in the last place of a T of the size of `truth`.
inline double inverse_unit(double truth, float) {
    const auto field = (std::bit_cast<std::uint64_t>(truth) >> 52) & 0x7ff;
    const auto bounded = std::max<std::uint64_t>(field, 1023 - 126);
    return std::bit_cast<double>((2 * std::uint64_t(1023) + 23 - bounded) << 52);
}
inline long double inverse_unit(long double truth, double) {
    const int exponent = truth == 0 ? -1022 : std::max(std::ilogb(truth), -1022);
    return std::ldexp(1.0L, 52 - std::min(exponent, 1023));
}
/// 1 / unit, where the unit is 2^(1 - digits) of the truth itself, but at least T's smallest subnormal.
template <class T>
Wide<T> inverse_relative_unit(Wide<T> truth, int digits) {
    const auto unit = std::ldexp(std::fabs(truth), 1 - digits);
    return 1 / std::max<Wide<T>>(unit, std::numeric_limits<T>::denorm_min());
}

/// tests::ulp_error against the screen.
template <class T>
inline double screened_error(T got, Wide<T> truth, Wide<T> scale, bool may_fall_short) {
    using W = Wide<T>;
    // An infinity stands where the next number after the greatest would stand.
    constexpr W beyond = sizeof(T) == 4 ? W(0x1p128) : W(0x1p1024L);
    const W magnitude = std::fabs(truth);
    const W wide = static_cast<W>(got);
    const W result = std::fabs(wide) > beyond ? std::copysign(beyond, wide) : wide;
    const W difference = std::fabs(result - truth) * scale;
    const double error = static_cast<double>(difference);
    const double short_of = may_fall_short && magnitude <= std::numeric_limits<double>::max() ? error : infinite;
    const double overflown = wide == std::copysign(std::numeric_limits<W>::infinity(), truth) ? 0 : short_of;
    const double either = magnitude >= beyond ? overflown : error;
    const double both_nan = ((wide != wide) & (truth != truth)) ? 0 : infinite;
    return ((wide != wide) | (truth != truth)) ? both_nan : either;
}

/// So many are a handful, which the table lists.
constexpr std::size_t misses_kept = 100;

/// What a block of one stream has shown by the screen.
struct BlockTally {
    double sum = 0;
    double greatest = 0;
    std::uint64_t not_nearest = 0;
    std::uint64_t undecided = 0;
    std::uint64_t wrong_zeros = 0;
    std::uint64_t falls = 0;
    std::uint64_t out_of_range = 0;
};

template <class T>
BlockTally judge(const T* got, const Wide<T>* truth, const Wide<T>* scale, bool may_fall_short, double* error,
                 std::size_t n) {
    double sum = 0;
    double greatest = 0;
    std::uint64_t not_nearest = 0;
    std::uint64_t undecided = 0;
    std::uint64_t wrong_zeros = 0;
#pragma omp simd reduction(+ : sum, not_nearest, undecided, wrong_zeros) reduction(max : greatest)
    for (std::size_t i = 0; i < n; ++i) {
        const double e = screened_error<T>(got[i], truth[i], scale[i], may_fall_short);
        error[i] = e;
        sum += e;
        greatest = e > greatest ? e : greatest;
        not_nearest += e > 0.5 + margin<T> ? 1u : 0u;
        undecided += std::fabs(e - 0.5) <= margin<T> ? 1u : 0u;
        const T sign = static_cast<T>(std::copysign(Wide<T>(1), truth[i]));
        wrong_zeros += ((got[i] == 0) & (std::copysign(T(1), got[i]) != sign)) ? 1u : 0u;
    }
    return {sum, greatest, not_nearest, undecided, wrong_zeros, 0, 0};
}

template <class T>
void judge_order(const T* got, T before, T low, T high, std::size_t n, BlockTally& tally) {
    std::uint64_t falls = got[0] < before ? 1 : 0;
    std::uint64_t out_of_range = ((got[0] < low) | (got[0] > high)) ? 1 : 0;
#pragma omp simd reduction(+ : falls, out_of_range)
    for (std::size_t i = 1; i < n; ++i) {
        falls += got[i] < got[i - 1] ? 1u : 0u;
        out_of_range += ((got[i] < low) | (got[i] > high)) ? 1u : 0u;
    }
    tally.falls = falls;
    tally.out_of_range = out_of_range;
}

// --- The sweep ------------------------------------------------------------------------------------------------------

template <class T>
struct Stream {
    tests::IsaCall<T> call;
    std::vector<tests::IsaCall<T>> compared;
    Verdict<T> verdict;
    bool monotone_is_asserted;
    double near_roots;  ///< Bounds::near_roots
    int digits;         ///< Bounds::digits
};

/// Where streams are judged: by the call of every tier on every judged instruction set.
template <class T>
std::vector<Stream<T>> streams_of(const Case<T>& c, std::size_t quantity, const Isas& isas) {
    std::vector<Stream<T>> streams;
    using tests::IsaFunction;
    const auto add = [&](auto functor, const char* tier, bool monotone_is_asserted) {
        for (const tests::Isa* isa : isas.judged) {
            Stream<T> s;
            s.call = (isa->functions[c.index]->*functor).calls[quantity].buffer;
            if (isa == isas.judged.front()) {
                for (const tests::Isa* other : isas.compared)
                    s.compared.push_back((other->functions[c.index]->*functor).calls[quantity].buffer);
            }
            s.verdict.tier = tier;
            s.verdict.isa = isa->name;
            const actfn::Bounds& stated = (isa->functions[c.index]->*functor).bounds;
            s.verdict.bound = std::array{stated.value, stated.gradient, stated.curvature, stated.from_output}[quantity];
            s.monotone_is_asserted = monotone_is_asserted;
            s.near_roots = stated.near_roots;
            s.digits = stated.digits;
            streams.push_back(std::move(s));
        }
    };
    if constexpr (sizeof(T) == 4) {
        add(&IsaFunction::standard, "standard", false);
        add(&IsaFunction::exact, "exact", true);
        add(&IsaFunction::fast, "fast", false);
    } else {
        add(&IsaFunction::wide, "standard", false);
    }
    return streams;
}

template <class T>
class Worker {
public:
    Worker(const Case<T>& c, std::size_t quantity, std::vector<Stream<T>> streams, std::uint64_t screen_step)
        : case_(c),
          quantity_(quantity),
          parameters_(c.values.empty() ? nullptr : c.values.data()),
          screen_step_(screen_step),
          roots_(roots_of(c, quantity)),
          streams_(std::move(streams)),
          before_(streams_.size()) {
        if (quantity == 0 && c.reference->increasing()) {
            using Limits = std::numeric_limits<T>;
            range_ = Domain<T>{tests::rounded<T>(c.reference->value(Real(-Limits::infinity()))),
                               tests::rounded<T>(c.reference->value(Real(Limits::infinity())))};
        }
    }

    void chunk_of(const Stretch& s, std::uint64_t begin, std::uint64_t end) {
        if (begin > 0) {
            const T x = keyed<T>(s.at(begin - 1));
            for (std::size_t k = 0; k < streams_.size(); ++k) streams_[k].call(parameters_, &x, &before_[k], 1);
        } else {
            for (T& y : before_) y = -std::numeric_limits<T>::infinity();
        }
        for (std::uint64_t i = begin; i < end; i += block) {
            const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(block, end - i));
            for (std::size_t j = 0; j < n; ++j) x_[j] = keyed<T>(s.at(i + j));
            judge_block(n);
        }
    }

    /// Every NaN, or every step-th.
    void nans(std::uint64_t step) {
        using Limits = std::numeric_limits<T>;
        constexpr auto infinity = std::bit_cast<bits_of<T>>(Limits::infinity());
        const std::uint64_t count = ((std::uint64_t(1) << (Limits::digits - 1)) - 1) / step;
        for (std::uint64_t i = 0; i < count; i += block) {
            const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(block, count - i));
            for (const bool negative : {false, true}) {
                for (std::size_t j = 0; j < n; ++j) {
                    const T x = std::bit_cast<T>(static_cast<bits_of<T>>(infinity + 1 + (i + j) * step));
                    x_[j] = negative ? -x : x;
                }
                nans_ += n;
                for (auto& s : streams_) {
                    s.call(parameters_, x_.data(), y_.data(), n);
                    for (std::size_t j = 0; j < n; ++j) {
                        if (!std::isnan(y_[j])) ++s.verdict.lost_nans;
                    }
                }
            }
        }
    }

    std::uint64_t judged_ = 0;
    std::uint64_t nans_ = 0;
    double screen_error_ = 0;
    std::uint64_t screen_points_ = 0;
    const std::vector<Stream<T>>& streams() const { return streams_; }

private:
    /// By MPFR, once for all streams; valid until the next call.
    const Real& truth_at(std::size_t i) {
        if (place_[i] < 0) {
            place_[i] = static_cast<int>(known_.size());
            known_.push_back(truth(*case_.reference, quantity_, Real(x_[i])));
        }
        return known_[static_cast<std::size_t>(place_[i])];
    }

    void judge_block(std::size_t n) {
        case_.screen[quantity_](x_.data(), truth_.data(), n);
        if (quantity_ == 3 && case_.reference->increasing()) n = without_rounded_ends(n);
        if (n == 0) return;
        known_.clear();
        place_.fill(-1);
        find_roots(n);
        scaled_for_ = -1;
        scale_errors(0, n);
        check_screen(n);
        judged_ += n;
        for (std::size_t k = 0; k < streams_.size(); ++k) {
            auto& s = streams_[k];
            s.call(parameters_, x_.data(), y_.data(), n);
            scale_errors(s.digits, n);
            auto tally = judge<T>(y_.data(), truth_beside(s, n), scale_.data(), s.digits != 0, error_.data(), n);
            if (range_) {
                judge_order(y_.data(), before_[k], range_->low, range_->high, n, tally);
                before_[k] = y_[n - 1];
            }
            if (s.digits != 0) {
                tally.not_nearest = 0;  // in fewer digits than T has there is no nearest result
            } else if (tally.undecided > 0) {
                tally.not_nearest += decided_by_mpfr(n);
            }
            auto& v = s.verdict;
            if (tally.greatest > v.greatest) raise(v, n, s.digits);
            note_example(v, tally, n);
            if (v.tier == "exact" && tally.not_nearest > 0) note_misses(v, n);
            v.mean += tally.sum;
            v.not_nearest += tally.not_nearest;
            v.falls += tally.falls;
            v.out_of_range += tally.out_of_range;
            v.wrong_zeros += tally.wrong_zeros;
            for (const auto other : s.compared) {
                other(parameters_, x_.data(), other_.data(), n);
                for (std::size_t i = 0; i < n; ++i) v.other_bits += tests::same_bits(y_[i], other_[i]) ? 0 : 1;
            }
        }
    }

    /// The units of the truths, for a stream with these Bounds::digits.
    void scale_errors(int digits, std::size_t n) {
        if (scaled_for_ == digits) return;
        scaled_for_ = digits;
        for (std::size_t i = 0; i < n; ++i)
            scale_[i] = digits == 0 ? inverse_unit(truth_[i], T()) : inverse_relative_unit<T>(truth_[i], digits);
    }

    /// Which inputs lie next to a root. There the screen may cancel, so the truth is MPFR's.
    void find_roots(std::size_t n) {
        near_.clear();
        for (const tests::Root& root : roots_) {
            for (std::size_t i = 0; i < n; ++i) {
                if (!root.is_near(static_cast<double>(x_[i]))) continue;
                truth_[i] = tests::number<Wide<T>>(truth_at(i));
                near_.push_back({i, root.maximum});
            }
        }
    }

    /// What the stream is judged by: next to a root what comes nearest to the result of all that lies within near_roots
    /// times the maximum of the truth.
    const Wide<T>* truth_beside(const Stream<T>& s, std::size_t n) {
        if (near_.empty()) return truth_.data();
        std::copy_n(truth_.begin(), n, beside_.begin());
        for (const auto& [i, maximum] : near_) {
            if (std::isnan(y_[i])) continue;
            const auto allowed = static_cast<Wide<T>>(s.near_roots * maximum);
            beside_[i] = std::clamp(static_cast<Wide<T>>(y_[i]), truth_[i] - allowed, truth_[i] + allowed);
        }
        return beside_.data();
    }

    /// An end of the range of an increasing f that was rounded out of it has no f': what must hold there is the sign. Takes it out.
    std::size_t without_rounded_ends(std::size_t n) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < n; ++i) {
            if (truth_[i] < 0) {
                for (auto& s : streams_) {
                    T y;
                    s.call(parameters_, &x_[i], &y, 1);
                    if (!(y >= 0)) ++s.verdict.out_of_range;
                }
            } else {
                x_[kept] = x_[i];
                truth_[kept++] = truth_[i];
            }
        }
        return kept;
    }

    void check_screen(std::size_t n) {
        for (; next_screened_ < judged_ + n; next_screened_ += screen_step_) {
            const auto i = static_cast<std::size_t>(next_screened_ - judged_);
            const Real& exact = truth_at(i);
            if (!std::isfinite(static_cast<double>(truth_[i])) || !std::isfinite(tests::rounded<T>(exact))) continue;
            const Real error = tests::scaled(tests::abs(Real(truth_[i]) - exact), -tests::unit_exponent<T>(exact));
            screen_error_ = std::max(screen_error_, tests::rounded<double>(error));
            ++screen_points_;
        }
    }

    std::uint64_t decided_by_mpfr(std::size_t n) {
        std::uint64_t count = 0;
        for (std::size_t i = 0; i < n; ++i) {
            if (std::fabs(error_[i] - 0.5) <= margin<T> && y_[i] != tests::rounded<T>(truth_at(i))) ++count;
        }
        return count;
    }

    void note_misses(Verdict<T>& v, std::size_t n) {
        for (std::size_t i = 0; i < n && v.misses.size() < misses_kept; ++i) {
            if (error_[i] >= 0.5 - margin<T> && y_[i] != tests::rounded<T>(truth_at(i))) v.misses.push_back(x_[i]);
        }
    }

    void raise(Verdict<T>& v, std::size_t n, int digits) {
        const auto i = static_cast<std::size_t>(
            std::max_element(error_.begin(), error_.begin() + static_cast<std::ptrdiff_t>(n)) - error_.begin());
        const bool near_root =
            std::ranges::any_of(near_, [i](const std::pair<std::size_t, double>& near) { return near.first == i; });
        const double error = near_root ? error_[i] : tests::ulp_error(y_[i], truth_at(i), digits);
        if (error > v.greatest) {
            v.greatest = error;
            v.where = x_[i];
            v.got = y_[i];
        }
    }

    void note_example(Verdict<T>& v, const BlockTally& tally, std::size_t n) {
        if (!v.example.empty() || tally.falls + tally.out_of_range + tally.wrong_zeros == 0) return;
        for (std::size_t i = 0; i < n; ++i) {
            const bool zero = y_[i] == 0 && std::signbit(y_[i]) != std::signbit(truth_[i]);
            const bool outside = range_ && (y_[i] < range_->low || y_[i] > range_->high);
            const bool falls = range_ && i > 0 && y_[i] < y_[i - 1];
            if (!zero && !outside && !falls) continue;
            v.example = std::string(zero      ? "zero"
                                    : outside ? "range"
                                              : "falls") +
                        " at " + tests::hex(x_[i]) + ": " + tests::hex(y_[i]);
            return;
        }
    }

    const Case<T>& case_;
    std::size_t quantity_;
    const T* parameters_;
    std::uint64_t screen_step_;
    std::uint64_t next_screened_ = 0;
    std::vector<tests::Root> roots_;
    std::vector<std::pair<std::size_t, double>> near_;  ///< inputs next to a root, and the maximum there
    std::vector<Stream<T>> streams_;
    int scaled_for_ = -1;
    std::vector<T> before_;
    std::optional<Domain<T>> range_;
    std::vector<Real> known_;
    std::array<int, block> place_;
    alignas(64) std::array<T, block> x_, y_, other_;
    alignas(64) std::array<Wide<T>, block> truth_, beside_, scale_;
    alignas(64) std::array<double, block> error_;
};

template <class T>
void merge(Verdict<T>& into, const Verdict<T>& from) {
    if (from.greatest > into.greatest) {
        into.greatest = from.greatest;
        into.where = from.where;
        into.got = from.got;
    }
    into.mean += from.mean;
    into.not_nearest += from.not_nearest;
    into.falls += from.falls;
    into.out_of_range += from.out_of_range;
    into.lost_nans += from.lost_nans;
    into.wrong_zeros += from.wrong_zeros;
    into.other_bits += from.other_bits;
    into.misses.insert(into.misses.end(), from.misses.begin(), from.misses.end());
    if (into.example.empty()) into.example = from.example;
}

}  // namespace

template <class T>
Sweep<T> sweep(const Case<T>& c, std::size_t quantity, const Isas& isas, const Extent& extent,
               const std::function<void(double share)>& progress) {
    const auto start = std::chrono::steady_clock::now();
    const auto stretches = inputs(c, quantity, extent);
    struct Piece {
        const Stretch* stretch;
        std::uint64_t begin, end;
    };
    std::vector<Piece> pieces;
    std::uint64_t total = 0;
    for (const auto& s : stretches) {
        total += s.count;
        for (std::uint64_t i = 0; i < s.count; i += chunk) pieces.push_back({&s, i, std::min(s.count, i + chunk)});
    }
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> first = true;
    std::mutex reporting;
    const auto streams = streams_of(c, quantity, isas);
    const std::uint64_t screen_step =
        std::max<std::uint64_t>(total / std::max<std::uint64_t>(extent.screen_points, 1), 1);
    std::vector<std::unique_ptr<Worker<T>>> workers;
    for (unsigned t = 0; t < extent.threads; ++t) {
        workers.push_back(std::make_unique<Worker<T>>(c, quantity, streams, screen_step));
    }
    {
        std::vector<std::jthread> threads;
        for (auto& worker : workers) {
            threads.emplace_back([&, w = worker.get()] {
                if (first.exchange(false) && !extent.relaxed)
                    w->nans(sizeof(T) == 4 ? extent.stride : std::uint64_t(1) << 36);
                for (std::size_t p = next++; p < pieces.size(); p = next++) {
                    w->chunk_of(*pieces[p].stretch, pieces[p].begin, pieces[p].end);
                    const std::lock_guard lock(reporting);
                    progress(static_cast<double>(p + 1) / static_cast<double>(pieces.size()));
                }
                mpfr_free_cache();
            });
        }
    }
    Sweep<T> result;
    std::uint64_t judged = 0;
    for (const auto& s : streams) result.verdicts.push_back(s.verdict);
    for (const auto& w : workers) {
        judged += w->judged_;
        result.inputs += w->judged_ + w->nans_;
        result.screen_error = std::max(result.screen_error, w->screen_error_);
        result.screen_points += w->screen_points_;
        for (std::size_t k = 0; k < streams.size(); ++k) merge(result.verdicts[k], w->streams()[k].verdict);
    }
    for (std::size_t k = 0; k < streams.size(); ++k) {
        auto& v = result.verdicts[k];
        v.mean /= static_cast<double>(std::max<std::uint64_t>(judged, 1));
        if (extent.relaxed) {
            v.bound *= v.tier == "standard" ? 2 : 1;
            v.violated = !(v.greatest <= v.bound);
            continue;
        }
        v.violated = !(v.greatest <= v.bound) || (v.falls > 0 && streams[k].monotone_is_asserted) ||
                     v.out_of_range > 0 || v.lost_nans > 0 || v.wrong_zeros > 0 || v.other_bits > 0 ||
                     result.screen_error > tolerated_screen_error<T>;
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

template <class T>
std::uint64_t fingerprint(const Case<T>& c, std::size_t quantity, const Isas& isas) {
    constexpr std::uint64_t n = 1u << 16;
    const auto [low, high] = domain(c, quantity, true);
    const std::uint64_t span = static_cast<std::uint64_t>(key(high)) - static_cast<std::uint64_t>(key(low)) + 1;
    const Stretch sample = stretch(key(low), key(high), std::max<std::uint64_t>(span / n, 1));
    std::vector<T> x, y(n);
    for (std::uint64_t i = 0; i < n; ++i) x.push_back(keyed<T>(sample.at(i)));
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const auto& s : streams_of(c, quantity, isas)) {
        s.call(c.values.empty() ? nullptr : c.values.data(), x.data(), y.data(), n);
        const auto mix = [&hash](std::uint64_t word) { hash = (hash ^ word) * 0x100000001b3u; };
        for (const T v : y) mix(std::isnan(v) ? 0 : std::uint64_t(std::bit_cast<bits_of<T>>(v)));
        mix(std::bit_cast<std::uint64_t>(s.verdict.bound));
    }
    return hash;
}

template Sweep<float> sweep(const Case<float>&, std::size_t, const Isas&, const Extent&,
                            const std::function<void(double)>&);
template Sweep<double> sweep(const Case<double>&, std::size_t, const Isas&, const Extent&,
                             const std::function<void(double)>&);
template std::uint64_t fingerprint(const Case<float>&, std::size_t, const Isas&);
template std::uint64_t fingerprint(const Case<double>&, std::size_t, const Isas&);

}  // namespace exhaustive
