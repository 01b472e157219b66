#pragma once

// The slopes that a functor holds: one for all elements, one for each channel, or one for each element.

#include <array>
#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/channels/block.hpp"
#include "actfn/channels/expression.hpp"
#include "actfn/channels/gradients.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// A type that slopes can be given as: an Eigen array, or one that converts to a span.
template <class A>
concept SlopesLike = Dense<A> || SpanLike<A>;

template <class A>
struct slope_element : elements<A> {};
template <Dense A>
struct slope_element<A> {
    using type = typename A::Scalar;
};

/// Slopes in memory that the object owns. If each element has a slope, they are in column-major order.
template <Scalar T>
class Slopes {
public:
    using Values = Eigen::Array<T, Eigen::Dynamic, 1>;

    Slopes(Index channels, T value, Axis axis) : axis_(axis) {
        require_some(channels);
        values_ = Values::Constant(channels, core::finite(value, name, "init"));
    }

    /// A vector or a span holds one slope for each channel, or one for all. A matrix holds one slope for each element
    /// of an array of its shape.
    template <SlopesLike A>
    Slopes(const A& slopes, Axis axis) : axis_(axis) {
        require_some(number_of(slopes));
        if constexpr (of_elements<A>) rows_ = slopes.rows();
        values_.resize(number_of(slopes));
        assign(slopes);
    }

    template <SlopesLike A>
    void set(const A& slopes) {
        bool fits = number_of(slopes) == values_.size();
        if constexpr (of_elements<A>) fits = fits && (rows_ == 0 || rows_ == slopes.rows());
        if (!fits) {
            core::fail("prelu: set_slope: " + core::text(number_of(slopes)) + " slopes are given, but there are " +
                       channels() + (number_of(slopes) == size() ? " of another shape" : ""));
        }
        assign(slopes);
    }

    Axis axis() const { return axis_; }
    const Values& values() const { return values_; }
    Values& values() { return values_; }
    Index size() const { return values_.size(); }
    bool shared() const { return rows_ == 0 && size() == 1; }
    bool each_element() const { return rows_ > 0; }

    /// The strides of the slopes over the row index and the column index of an array; 0 broadcasts.
    Index row_step() const { return each_element() ? 1 : shared() || axis_ == colwise ? 0 : 1; }
    Index col_step() const { return each_element() ? rows_ : shared() || axis_ == rowwise ? 0 : 1; }
    View<const T> view(Index rows, Index cols) const { return {values_.data(), rows, cols, row_step(), col_step()}; }

    void require_shape(const char* call, Index rows, Index cols) const {
        if (shared()) return;
        const Index given = axis_ == rowwise ? rows : cols;
        if (each_element() ? rows != rows_ || rows * cols != size() : given != size()) fail_shape(call, rows, cols);
    }
    std::string channels() const { return core::text(size()) + (each_element() ? " slopes" : " channels"); }

    /// y = f(x).
    template <class E>
    [[gnu::always_inline]] void forward(const View<const T>& x, const View<T>& y, E& executor) const {
        require_shape("forward", x.rows, x.cols);
        core::sweep_with_slopes<T>(LeakyOf<T, false>(), x, view(x.rows, x.cols), y, executor);
    }
    /// y = f(x) for a tensor, whose middle index is the channel.
    template <class E>
    void forward(const View<const T>& x, const View<T>& y, const Lines& lines, E& executor) const {
        require_length("forward", lines);
        if (shared()) return forward(x, y, executor);
        core::sweep_tensor_with_slopes<T>(LeakyOf<T, false>(), lines, x.data, values_.data(), y.data, executor);
    }

    /// dx = dy * f'(x), dslope = sum of dy * df/da.
    template <class E>
    [[gnu::always_inline]] void backward(const View<const T>& x, const View<const T>& dy, const View<T>& dx,
                                         const View<T>& dslope, E& executor) const {
        require_gradients(x, dy, dx, dslope);
        require_shape("backward", x.rows, x.cols);
        if (each_element()) {
            const bool vector = dslope.rows == 1 || dslope.cols == 1;
            const Index step = entries_of(dslope).step;
            const View<T> each = vector ? View<T>{dslope.data, x.rows, x.cols, step, step * x.rows} : dslope;
            core::sweep_views<LoopPlan<T>>(GradientsOf(), std::array{x, dy, view(x.rows, x.cols)}, std::array{dx, each},
                                           executor);
        } else if (shared()) {
            *dslope.data = core::gradients_of_one_slope(values_[0], x, dy, dx, executor);
        } else {
            const auto gradients = [&](const auto&... views) __attribute__((always_inline)) {
                core::gradients_by_channel(values_.data(), views..., Index(1), Index(0), executor, entries_of(dslope));
            };
            if (axis_ == rowwise) {
                gradients(x, dy, dx);
            } else {
                gradients(x.transposed(), dy.transposed(), dx.transposed());
            }
        }
    }
    template <class E>
    void backward(const View<const T>& x, const View<const T>& dy, const View<T>& dx, const View<T>& dslope,
                  const Lines& lines, E& executor) const {
        require_gradients(x, dy, dx, dslope);
        require_length("backward", lines);
        if (shared()) {
            *dslope.data = core::gradients_of_one_slope(values_[0], x, dy, dx, executor);
            return;
        }
        const Index outer = lines.outer;
        const Index length = lines.length;
        const Index inner = lines.inner;
        // If there is no inner index, the outer one takes its place: channels are rows across the storage order then.
        const bool inmost = inner == 1;
        const auto matrix = [&](auto v) {
            return decltype(v){v.data, length, inmost ? outer : inner, inmost ? 1 : inner, inmost ? length : 1};
        };
        core::gradients_by_channel(values_.data(), matrix(x), matrix(dy), matrix(dx), inmost ? Index(1) : outer,
                                   length * inner, executor, entries_of(dslope));
    }

private:
    static constexpr std::string_view name = "prelu";

    template <class A>
    static constexpr bool of_elements = [] {
        if constexpr (Dense<A>) {
            return A::RowsAtCompileTime != 1 && A::ColsAtCompileTime != 1;
        } else {
            return false;
        }
    }();

    static Index number_of(const auto& slopes) { return static_cast<Index>(slopes.size()); }
    static void require_some(Index channels) {
        if (channels < 1) core::fail("prelu: channels must be >= 1, but is " + core::text(channels));
    }
    static Operand<T, Lanes::apart> entries_of(const View<T>& dslope) {
        const Index step = dslope.rows == 1 ? dslope.col_stride : dslope.row_stride;
        return {dslope.data, step, step};
    }

    void require_length(const char* call, const Lines& lines) const {
        if (!shared() && lines.length != size()) {
            core::fail(std::string("prelu: ") + call + ": the lines have " + core::text(lines.length) +
                       " entries, but there are " + channels());
        }
    }
    /// Checks shapes and overlaps. dslope must be a vector with an entry for each slope, or have the slopes' shape.
    [[gnu::always_inline]] void require_gradients(const View<const T>& x, const View<const T>& dy, const View<T>& dx,
                                                  const View<T>& dslope) const {
        core::check(core::names_of_backward, Views<T, 2, 1>{{x, dy}, {dx}});
        if (dslope.rows * dslope.cols != size()) {
            core::fail("backward: dslope has " + core::text(dslope.rows * dslope.cols) + " entries, but there are " +
                       channels());
        }
        if (dslope.rows > 1 && dslope.cols > 1 && !(each_element() && dslope.rows == rows_)) {
            const std::string or_matrix = each_element() ? " or " + core::shape(rows_, size() / rows_) : "";
            core::fail("backward: dslope must be a vector" + or_matrix + ", but is " +
                       core::shape(dslope.rows, dslope.cols));
        }
        core::require_apart("backward", "dx", dx, "dslope", dslope);
        core::require_in_place_or_apart("backward", "dslope", dslope, "x", x);
        core::require_in_place_or_apart("backward", "dslope", dslope, "dy", dy);
    }
    [[noreturn, gnu::noinline, gnu::cold]] void fail_shape(const char* call, Index rows, Index cols) const {
        if (each_element()) {
            core::fail(std::string("prelu: ") + call + ": x is " + core::shape(rows, cols) + ", but the slopes are " +
                       core::shape(rows_, size() / rows_));
        }
        core::fail(std::string("prelu: ") + call + ": x has " + core::text(axis_ == rowwise ? rows : cols) +
                   (axis_ == rowwise ? " rows" : " columns") + ", but there are " + channels());
    }

    /// Copies the slopes. Throws, and changes nothing, if one is not finite.
    template <class A>
    void assign(const A& slopes) {
        constexpr bool same_type = std::same_as<typename slope_element<A>::type, T>;
        static_assert(
            same_type,
            "actfn: the slopes must have the functor's element type: convert them, e.g. with slopes.cast<float>().");
        if constexpr (same_type) {
            const auto given = [&] {
                if constexpr (Dense<A>) {
                    return Values(Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic>(slopes.derived()).reshaped());
                } else {
                    const std::span<const T> s(slopes);
                    return Values(Eigen::Map<const Values>(s.data(), static_cast<Index>(s.size())));
                }
            }();
            for (const T value : given) core::finite(value, name, "slope");
            values_ = given;
        }
    }

    Axis axis_;
    Values values_;
    Index rows_ = 0;  // of the matrix of slopes, if each element has one; else 0
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
