#pragma once

// Where the entries of each channel lie in memory of any strides.

#include "actfn/base/axis.hpp"
#include "actfn/memory/view.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The channels of an array: entry (o, i) of channel c is at data + c * channel_step + o * outer_step + i * inner_step.
template <class E>
struct Channels {
    E* data;
    Index channel_step;
    Index outer_step;
    Index inner_step;

    E* at(Index channel, Index o, Index i) const {
        return data + channel * channel_step + o * outer_step + i * inner_step;
    }
};

/// How the arrays of a call are made of channels. Entry q = o * inner + i of a channel has two indices, o and i.
class ChannelOrder {
public:
    /// Channels are the rows of a matrix (rowwise) or its columns.
    static ChannelOrder of_matrix(Index rows, Index cols, Axis axis) {
        if (axis == rowwise) return {rows, 1, cols, {1, 0}, {0, 0}, {0, 1}};
        return {cols, 1, rows, {0, 1}, {0, 0}, {1, 0}};
    }
    /// Channels are the middle index of a tensor. If there is no inner index, the outer one takes its place.
    static ChannelOrder of_tensor(const Lines& lines) {
        const auto [outer, length, inner] = lines;
        if (inner == 1) return {length, 1, outer, {1, 0}, {0, 0}, {length, 0}};
        return {length, outer, inner, {inner, 0}, {length * inner, 0}, {1, 0}};
    }
    /// All elements are one channel, in the storage order of the first array.
    template <class E, class... Others>
    static ChannelOrder of_one(const View<E>& first, const View<Others>&... others) {
        const bool by_rows = first.by_rows();
        const auto packed = [by_rows](const auto& v) { return by_rows ? v.transposed().packed() : v.packed(); };
        const Step along = by_rows ? Step{0, 1} : Step{1, 0};
        if (packed(first) && (... && packed(others))) return {1, 1, first.size(), {0, 0}, {0, 0}, along};
        if (by_rows) return {1, first.rows, first.cols, {0, 0}, {1, 0}, along};
        return {1, first.cols, first.rows, {0, 0}, {0, 1}, along};
    }

    Index channels() const { return channels_; }
    Index outer() const { return outer_; }
    Index inner() const { return inner_; }
    Index entries() const { return outer_ * inner_; }

    template <class E>
    Channels<E> of(const View<E>& v) const {
        const auto step = [&v](const Step& s) { return s.rows * v.row_stride + s.cols * v.col_stride; };
        return {v.data, step(channel_step_), step(outer_step_), step(inner_step_)};
    }

private:
    /// A step in an array: so many rows down, and so many columns to the right.
    struct Step {
        Index rows;
        Index cols;
    };
    ChannelOrder(Index channels, Index outer, Index inner, Step channel_step, Step outer_step, Step inner_step)
        : channels_(channels),
          outer_(outer),
          inner_(inner),
          channel_step_(channel_step),
          outer_step_(outer_step),
          inner_step_(inner_step) {}

    Index channels_;
    Index outer_;
    Index inner_;
    Step channel_step_;
    Step outer_step_;
    Step inner_step_;
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
