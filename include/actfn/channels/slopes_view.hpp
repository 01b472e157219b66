#pragma once

// The calls of PReLU on slopes in memory: the checks of a call, and which loop it runs.

#include <array>

#include "actfn/base/axis.hpp"
#include "actfn/base/error.hpp"
#include "actfn/base/executor.hpp"
#include "actfn/channels/block.hpp"
#include "actfn/channels/expression.hpp"
#include "actfn/channels/gradients.hpp"
#include "actfn/channels/sweep.hpp"
#include "actfn/loop/plan.hpp"
#include "actfn/loop/sweep.hpp"
#include "actfn/memory/arguments.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// Where the entries of dslope are stored.
template <class T>
using SlopeEntries = Operand<T, Lanes::apart>;

/// The loops of PReLU over elements of T. (The compiled component's calls run those of another instruction set in their place.)
template <class T>
struct SlopeLoops {
    /// y = f(x, slope) over views of one shape; strides of 0 broadcast the slopes.
    template <class E>
    ACTFN_INLINE void forward(const View<const T>& x, const View<const lane_type<T>>& slopes, const View<T>& y,
                              E& executor) const {
        core::sweep_with_slopes<T>(LeakyOf<T, false>(), x, slopes, y, executor);
    }
    /// dx and dslope, where each element has a slope.
    template <class E>
    void gradients_of_each(const View<const T>& x, const View<const T>& dy, const View<const lane_type<T>>& slopes,
                           const View<T>& dx, const View<lane_type<T>>& dslope, E& executor) const {
        core::sweep_views<LoopPlan<lane_type<T>>>(GradientsOf(), core::together(x, dy, slopes),
                                                  core::together(dx, dslope), executor);
    }
    /// dx, and dslope of the one slope of all elements.
    template <class E>
    lane_type<T> gradients_of_one(lane_type<T> slope, const View<const T>& x, const View<const T>& dy,
                                  const View<T>& dx, E& executor) const {
        return core::gradients_of_one_slope(slope, x, dy, dx, executor);
    }
    /// dx and dslope, where the channels are the rows of `outer` matrices, outer_step apart.
    template <class E>
    ACTFN_INLINE void gradients_by_channel(const lane_type<T>* slopes, const View<const T>& x, const View<const T>& dy,
                                           const View<T>& dx, Index outer, Index outer_step, E& executor,
                                           const SlopeEntries<lane_type<T>>& dslope) const {
        core::gradients_by_channel(slopes, x, dy, dx, outer, outer_step, executor, dslope);
    }
};

/// Slopes in memory: one for all elements, one for each channel or, in column-major order, one for each element of a matrix
/// of `rows` rows, which else is 0. The arrays of a call have elements of X: T, or of 16 bits where T is float.
template <class T>
struct SlopesView {
    const T* data;
    Index size;
    Index rows;
    Axis axis;

    bool each_element() const { return rows > 0; }
    bool shared() const { return !each_element() && size == 1; }

    /// The strides of the slopes over the row index and the column index of an array; 0 broadcasts.
    Index row_step() const { return each_element() ? 1 : shared() || axis == colwise ? 0 : 1; }
    Index col_step() const { return each_element() ? rows : shared() || axis == rowwise ? 0 : 1; }
    View<const T> over(Index of_rows, Index of_cols) const { return {data, of_rows, of_cols, row_step(), col_step()}; }

    void require_shape(const char* call, Index of_rows, Index of_cols) const {
        if (shared()) return;
        const Index given = axis == rowwise ? of_rows : of_cols;
        if (each_element() ? of_rows != rows || of_rows * of_cols != size : given != size)
            fail_shape(call, of_rows, of_cols);
    }
    Message channels() const { return Message(core::text(size)) + (each_element() ? " slopes" : " channels"); }

    /// y = f(x).
    template <class X, Executor E, class Loops = SlopeLoops<X>>
    ACTFN_INLINE void forward(const View<const X>& x, const View<X>& y, E& executor,
                              const Loops& loops = Loops()) const {
        require_shape("forward", x.rows, x.cols);
        loops.forward(x, over(x.rows, x.cols), y, executor);
    }
    /// y = f(x) for a tensor, whose middle index is the channel.
    template <class X, Executor E, class Loops = SlopeLoops<X>>
    void forward(const View<const X>& x, const View<X>& y, const Lines& lines, E& executor,
                 const Loops& loops = Loops()) const {
        require_length("forward", lines);
        if (shared()) return forward(x, y, executor, loops);
        const auto sweep = [&loops](auto&&... views_and_executor)
                               ACTFN_INLINE_LAMBDA { loops.forward(views_and_executor...); };
        core::sweep_tensor_with_slopes<X>(sweep, LeakyOf<X, false>::cost, lines, x.data, data, y.data, executor);
    }

    /// dx = dy * f'(x), dslope = sum of dy * df/da.
    template <class X, Executor E, class Loops = SlopeLoops<X>>
    ACTFN_INLINE void backward(const View<const X>& x, const View<const X>& dy, const View<X>& dx,
                               const View<T>& dslope, E& executor, const Loops& loops = Loops()) const {
        require_gradients(x, dy, dx, dslope);
        require_shape("backward", x.rows, x.cols);
        if (each_element()) {
            const bool vector = dslope.rows == 1 || dslope.cols == 1;
            const Index step = entries_of(dslope).step;
            const View<T> each = vector ? View<T>{dslope.data, x.rows, x.cols, step, step * x.rows} : dslope;
            loops.gradients_of_each(x, dy, over(x.rows, x.cols), dx, each, executor);
        } else if (shared()) {
            *dslope.data = loops.gradients_of_one(*data, x, dy, dx, executor);
        } else {
            const auto gradients = [&](const auto&... views) ACTFN_INLINE_LAMBDA {
                loops.gradients_by_channel(data, views..., Index(1), Index(0), executor, entries_of(dslope));
            };
            if (axis == rowwise) {
                gradients(x, dy, dx);
            } else {
                gradients(x.transposed(), dy.transposed(), dx.transposed());
            }
        }
    }
    template <class X, Executor E, class Loops = SlopeLoops<X>>
    void backward(const View<const X>& x, const View<const X>& dy, const View<X>& dx, const View<T>& dslope,
                  const Lines& lines, E& executor, const Loops& loops = Loops()) const {
        require_gradients(x, dy, dx, dslope);
        require_length("backward", lines);
        if (shared()) {
            *dslope.data = loops.gradients_of_one(*data, x, dy, dx, executor);
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
        loops.gradients_by_channel(data, matrix(x), matrix(dy), matrix(dx), inmost ? Index(1) : outer, length * inner,
                                   executor, entries_of(dslope));
    }

private:
    static SlopeEntries<T> entries_of(const View<T>& dslope) {
        const Index step = dslope.rows == 1 ? dslope.col_stride : dslope.row_stride;
        return {dslope.data, step, step};
    }

    void require_length(const char* call, const Lines& lines) const {
        if (!shared() && lines.length != size) {
            core::fail(Message("prelu: ") + call + ": the lines have " + core::text(lines.length) +
                       " entries, but there are " + channels());
        }
    }
    /// Checks shapes and overlaps. dslope must be a vector with an entry for each slope, or have the slopes' shape.
    template <class X>
    ACTFN_INLINE void require_gradients(const View<const X>& x, const View<const X>& dy, const View<X>& dx,
                                        const View<T>& dslope) const {
        core::check(core::names_of_backward, Views<X, 2, 1>{{x, dy}, {dx}});
        if (dslope.rows * dslope.cols != size) {
            core::fail(Message("backward: dslope has ") + core::text(dslope.rows * dslope.cols) +
                       " entries, but there are " + channels());
        }
        if (dslope.rows > 1 && dslope.cols > 1 && !(each_element() && dslope.rows == rows)) {
            const Message or_matrix = each_element() ? Message(" or ") + core::shape(rows, size / rows) : Message();
            core::fail(Message("backward: dslope must be a vector") + or_matrix + ", but is " +
                       core::shape(dslope.rows, dslope.cols));
        }
        core::require_apart("backward", "dx", dx, "dslope", dslope);
        core::require_in_place_or_apart("backward", "dslope", dslope, "x", x);
        core::require_in_place_or_apart("backward", "dslope", dslope, "dy", dy);
    }
    [[noreturn, gnu::noinline, gnu::cold]] void fail_shape(const char* call, Index of_rows, Index of_cols) const {
        if (each_element()) {
            core::fail(Message("prelu: ") + call + ": x is " + core::shape(of_rows, of_cols) + ", but the slopes are " +
                       core::shape(rows, size / rows));
        }
        core::fail(Message("prelu: ") + call + ": x has " + core::text(axis == rowwise ? of_rows : of_cols) +
                   (axis == rowwise ? " rows" : " columns") + ", but there are " + channels());
    }
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
