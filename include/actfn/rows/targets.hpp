#pragma once

// Targets of a classification: an index or a probability of each class for every line of logits.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/base/message.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/base/reduction.hpp"
#include "actfn/loop/sum.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"
#include "actfn/rows/functor.hpp"
#include "actfn/rows/line_group.hpp"
#include "actfn/rows/lines_in_float.hpp"
#include "actfn/rows/reduction.hpp"
#include "actfn/simd/convert.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// An array of class indices.
template <class X>
concept ClassIndices = RowArgument<X> && std::integral<typename element_type<X>::type>;

/// The class index of each line, and how many are not the ignore index. Number is Index, but a parameter of templates: so
/// std::vector is compiled for calls alone.
template <class Number>
struct Classes {
    std::vector<Number> index;
    Index counted = 0;
};

/// Copies class indices; throws if one is neither in [0, classes) nor the ignore index.
template <ClassIndices X, class Number = Index>
Classes<Number> checked_classes(const char* call, const X& targets, Index lines, Index classes, Index ignore_index) {
    using I = typename element_type<X>::type;
    const auto& in_place = core::in_memory(targets);
    const auto from = core::line_numbers<const I>(call, "target", in_place, lines);
    Classes<Number> result;
    result.index.reserve(static_cast<std::size_t>(lines));
    for (Index line = 0; line < lines; ++line) {
        const I given = from[line];
        const auto index = static_cast<Index>(given);
        const bool fits = static_cast<I>(index) == given && (std::is_signed_v<I> || index >= 0);
        if (!fits || index != ignore_index) {
            if (!fits || index < 0 || index >= classes) {
                core::fail(core::Message(call) + ": target " + core::text(line) + " is class " + core::text(+given) +
                           ", which is neither in [0, " + core::text(classes) + ") nor the ignore index " +
                           core::text(ignore_index));
            }
            ++result.counted;
        }
        result.index.push_back(index);
    }
    return result;
}

/// The passes that look for a probability that is negative or NaN: first is a line that has one.
template <Scalar T>
struct InvalidProbability {
    using value_type = T;
    using compute_type = T;
    static constexpr bool writes = false;

    struct Line {
        Index number;
        Index entry;
        T value;
    };
    Line* invalid;
    Index first_line = 0;

    struct IsInvalid : Greatest {
        ACTFN_INLINE static auto at(const auto&, const auto& t) {
            using V = std::remove_cvref_t<decltype(t[0])>;
            return math::select(t[0] == (math::abs)(t[0]), V(0), V(1));
        }
    };

    InvalidProbability from_line(Index line) const { return {invalid, first_line + line}; }
    template <class Lines, class X, class Nothing>
    void run(const Lines& lines, const X& t, const Nothing&) const {
        const auto has = lines.template pass<IsInvalid>(lines.no_constants(), T(0), LineOperand<T>{}, t).sum;
        lines.for_each_line([&](Index line) {
            if (!(has.value[static_cast<std::size_t>(line)] > 0) || invalid->number >= 0) return;
            for (Index k = 0; k < lines.entries(); ++k) {
                const T value = t.at(line, k);
                if (value >= 0) continue;
                *invalid = {first_line + line, k, value};
                return;
            }
        });
    }
};

/// Throws if a probability is negative or NaN.
template <class T, Along A>
void require_probabilities(const char* call, const View<const T>& targets, const A& along) {
    using Pass = InvalidProbability<lane_type<T>>;
    typename Pass::Line invalid{-1, 0, 0};
    Serial serial;
    core::run_along(serial, along, std::array{targets}, core::no_output(targets), Pass{&invalid});
    if (invalid.number < 0) return;
    core::fail(core::Message(call) + ": the probability of class " + core::text(invalid.entry) + " in line " +
               core::text(invalid.number) + " is " + core::text(invalid.value) + ", but must be >= 0");
}

/// Returns the options; throws if the label smoothing is outside [0, 1].
inline CrossEntropyOptions checked(const char* call, const CrossEntropyOptions& options) {
    const double s = options.label_smoothing;
    if (!(core::is_finite(s) && s >= 0 && s <= 1)) {
        core::fail(core::Message(call) + ": label_smoothing must be in [0, 1], but is " + core::text(s));
    }
    return options;
}

/// Where the losses of lines go, and what is common to all.
struct LossOfLines {
    double* loss;
    double weight;  ///< of a line in the result
    double smoothing;

    LossOfLines from_line(Index line) const { return {loss + line, weight, smoothing}; }
};

/// The terms m - x of a line's loss, from its greatest entry m, for elements of type T computed in C. They are formed in
/// a unit in which neither they nor their sums overflow.
template <class T, class C>
struct TermsOfLoss {
    static constexpr C unit = std::same_as<C, float> ? C(0x1p-3) : C(0x1p-64);

    /// m in units.
    static constexpr auto in_units = [](auto m) ACTFN_INLINE_LAMBDA {
        return std::array{m * core::spread<decltype(m)>(unit)};
    };
    /// m - x in units, but 0 beyond the end of a line, where x is +inf.
    template <class V>
    ACTFN_INLINE static V below(V m_in_units, V x) {
        return math::select(x == V(std::numeric_limits<T>::infinity()), V(0), math::fma(x, V(-unit), m_in_units));
    }
    /// A compensated sum of such terms is NaN where it is infinite. Where it is NaN, so is the logarithm of the sum of
    /// exponentials.
    template <class W>
    ACTFN_INLINE static W infinite_for_nan(W sum) {
        return math::select(core::equal(sum, sum), sum, W(std::numeric_limits<double>::infinity()));
    }
};

/// The losses of lines of T; lines may be ignored.
template <Element T>
class LossesOfLines {
public:
    LossesOfLines(const CrossEntropyOptions& options, Index lines, Index counted)
        : options_(options), counted_(counted), losses_(static_cast<std::size_t>(lines), 0) {}

    LossOfLines settings() {
        const bool is_mean = options_.reduction == Reduction::mean;
        return {losses_.data(), is_mean ? 1 / static_cast<double>(counted_) : 1, options_.label_smoothing};
    }
    /// Their mean or their sum, added in sequence. The mean over no line is NaN, as PyTorch's.
    double reduced() {
        if (options_.reduction == Reduction::sum) return core::compensated_sum(losses_);
        constexpr double unit = 0x1p-64;  // the sum may be beyond all numbers where the mean is not
        for (double& loss : losses_) loss *= unit;
        return core::compensated_sum(losses_) / static_cast<double>(counted_) / unit;
    }

private:
    const CrossEntropyOptions& options_;
    Index counted_;
    std::vector<sum_type_of<T>> losses_;
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
