#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <string_view>

#include "actfn/base/error.hpp"
#include "actfn/functions/log_softmax.hpp"
#include "actfn/functions/softmax.hpp"
#include "actfn/math/log.hpp"
#include "actfn/rows/reduction.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

namespace core {

/// dx = dy p
struct TimesUpstream {
    ACTFN_INLINE static auto at(const auto& p, const auto& dy) { return p * dy; }
};

/// The passes of LogSumExp and LogMeanExp.
template <class T, class Tier>
struct LogOfExponentials {
private:
    static constexpr T nothing = -std::numeric_limits<T>::infinity();
    using C = core::compute_t<T, Tier>;

public:
    /// The passes of y over a group of lines.
    struct Forward {
        using value_type = T;
        using compute_type = C;
        static constexpr bool writes = false;

        core::LineNumbers<T> y;
        bool of_mean;

        Forward from_line(core::Index line) const { return {y.from_line(line), of_mean}; }
        template <class Lines, class X, class Nothing>
        ACTFN_INLINE void run(const Lines& lines, const X& x, const Nothing& none) const {
            const auto max = lines.greatest(x);
            const auto log_sum = LogSoftmax<T, Tier>::log_sum_of(lines, x, none, max);
            const double log_count = of_mean ? math::log(static_cast<double>(lines.entries())) : 0;
            const auto sum = lines.template constants<1>(
                [log_count]<class W>(W m, W log) {
                    return std::array{m + (log - W(static_cast<scalar_of<W>>(log_count)))};
                },
                max, log_sum[0]);
            lines.for_each_line([&](core::Index line) {
                const auto i = static_cast<std::size_t>(line);
                const bool ordinary = core::is_finite(max.value[i]);
                y[line] = ordinary ? static_cast<T>(sum[0].value[i]) : of_infinite(x, line, lines.entries());
            });
        }

    private:
        /// The number of a line whose greatest entry is not finite: a NaN if there is one, else the greatest entry.
        template <class X>
        static T of_infinite(const X& x, core::Index line, core::Index entries) {
            T greatest = nothing;
            for (core::Index k = 0; k < entries; ++k) {
                const T entry = x.at(line, k);
                if (!core::equal(entry, entry)) return entry;
                greatest = (math::max)(greatest, entry);
            }
            return greatest;
        }
    };

    /// The passes of backward, dx from the input x and dy.
    struct Backward {
        using value_type = T;
        using compute_type = C;

        core::LineNumbers<const T> dy;

        Backward from_line(core::Index line) const { return {dy.from_line(line)}; }
        template <class Lines, class X, class DX>
        ACTFN_INLINE void run(const Lines& lines, const X& x, const DX& dx) const {
            const auto upstream = lines.template number_of_each<C>([&](core::Index line) { return dy[line]; });
            Softmax<T, Tier>::Forward::template run_then<TimesUpstream>(lines, x, dx, std::array{upstream});
        }
    };
};

}  // namespace core

/// The logarithm of the sum of the exponentials of each row, each column, or a vector: one number for each.
///
///     y = m + log(sum_j e^(x_j - m)),  m = max_j x_j        backward: dx_i = dy softmax(x)_i
///
/// Shapes: any matrix with an axis (the numbers are a vector), any vector or span without, spans with Lines. dx may
/// be x. The order of the sums is that of log-softmax and softmax.
/// Special values: a line of -inf only, and one without entries, gives -inf; +inf without a NaN gives +inf; NaN gives
/// NaN. backward has the special values of softmax.
/// Error of y: `bounds.value` ULP of abs(m) + log(sum_j e^(x_j - m)), where that is above 2^-60 (for m < 0 the two
/// cancel). dx has the bits of dy * softmax(x), in the exact tier rounded once.
/// Throws std::invalid_argument for a shape mismatch and for an overlap other than dx with x.
/// Source: Blanchard, Higham and Higham, "Accurately computing the log-sum-exp and softmax functions", 2021.
template <class T = float, class Tier = standard>
struct LogSumExp : core::LineReduction<LogSumExp<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "logsumexp";
    static constexpr Bounds bounds = core::bounds_over_lines<T, Tier>({2.5, 4.5, 0, 0});
    static constexpr core::lane_type<T> of_nothing = -std::numeric_limits<core::lane_type<T>>::infinity();
    static constexpr bool of_mean = false;
    using Passes = core::LogOfExponentials<T, Tier>;

    friend constexpr bool operator==(const LogSumExp&, const LogSumExp&) = default;
};

/// The logarithm of the mean of the exponentials of each row, each column, or a vector: LogSumExp less log(n).
///
///     y = m + (log(sum_j e^(x_j - m)) - log(n)),  m = max_j x_j        backward: dx_i = dy softmax(x)_i
///
/// Shapes, order of the sums and bits of backward are those of LogSumExp, special values too, but that a line without
/// entries gives NaN.
/// Error of y: `bounds.value` ULP of abs(m) + log(n), where that is above 2^-60.
/// Source: Blanchard, Higham and Higham, "Accurately computing the log-sum-exp and softmax functions", 2021.
template <class T = float, class Tier = standard>
struct LogMeanExp : core::LineReduction<LogMeanExp<T, Tier>, T, Tier> {
    static constexpr std::string_view name = "logmeanexp";
    static constexpr Bounds bounds = core::bounds_over_lines<T, Tier>({3.0, 4.5, 0, 0});
    static constexpr core::lane_type<T> of_nothing = std::numeric_limits<core::lane_type<T>>::quiet_NaN();
    static constexpr bool of_mean = true;
    using Passes = core::LogOfExponentials<T, Tier>;

    friend constexpr bool operator==(const LogMeanExp&, const LogMeanExp&) = default;
};

/// LogSumExp<T, Tier>()(v) for a vector or span v: log(sum of e^v_i).
template <class Tier = standard, core::RowArgument X>
auto logsumexp(const X& v) {
    return LogSumExp<typename core::element_type<X>::type, Tier>()(v);
}

/// LogSumExp<T, Tier>()(x, axis): a column vector with the number of each row (actfn::rowwise) or column (colwise).
template <class Tier = standard, core::Dense X, core::AxisLike A>
auto logsumexp(const X& x, A axis) {
    return LogSumExp<typename core::element_type<X>::type, Tier>()(x, axis);
}
ACTFN_NO_SUCH_CALL_ALONG(logsumexp);

/// LogMeanExp<T, Tier>()(v) for a vector or span v: log(mean of e^v_i).
template <class Tier = standard, core::RowArgument X>
auto logmeanexp(const X& v) {
    return LogMeanExp<typename core::element_type<X>::type, Tier>()(v);
}

/// LogMeanExp<T, Tier>()(x, axis): a column vector with the number of each row (actfn::rowwise) or column (colwise).
template <class Tier = standard, core::Dense X, core::AxisLike A>
auto logmeanexp(const X& x, A axis) {
    return LogMeanExp<typename core::element_type<X>::type, Tier>()(x, axis);
}
ACTFN_NO_SUCH_CALL_ALONG(logmeanexp);

}  // namespace ACTFN_ISA
}  // namespace actfn
