#pragma once

#include <Eigen/Core>
#include <vector>

#include "dense.hpp"

namespace examples {

/// A 3 x 3 convolution over square images, with a margin of zeros one pixel wide, as a product with a matrix of patches
/// (im2col). Images lie one after the other: channels x (pixels * examples), a column per pixel. So a channel is a row,
/// as PReLU has it, and the same memory read as (channels * pixels) x examples is the input of a dense layer.
class Convolution {
public:
    static constexpr Index taps = 9;

    Convolution(Index in_channels, Index out_channels, Index in_side, Index stride)
        : in_channels_(in_channels),
          in_pixels_(in_side * in_side),
          out_side_((in_side - 1) / stride + 1),
          dense_(taps * in_channels, out_channels) {
        for (Index y = 0; y < out_side_; ++y) {
            for (Index x = 0; x < out_side_; ++x) {
                for (Index tap = 0; tap < taps; ++tap) {
                    const Index row = stride * y + tap / 3 - 1, col = stride * x + tap % 3 - 1;
                    const bool inside = row >= 0 && row < in_side && col >= 0 && col < in_side;
                    source_.push_back(inside ? row * in_side + col : outside);
                }
            }
        }
    }

    Index out_side() const { return out_side_; }
    Index out_channels() const { return dense_.weights.rows(); }
    Index outputs() const { return out_channels() * out_side_ * out_side_; }  // of one example
    Dense& dense() { return dense_; }

    void forward(const Input& x, Matrix& z) {
        const Index out_pixels = out_side_ * out_side_;
        patches_.resize(taps * in_channels_, x.cols() / in_pixels_ * out_pixels);
        for_each_tap(x.cols(), [&](Index from, Index to, Index tap) {
            auto patch = patches_.col(to).segment(tap * in_channels_, in_channels_);
            if (from == outside) {
                patch.setZero();
            } else {
                patch = x.col(from);
            }
        });
        dense_.forward(patches_, z);
    }

    /// Follows forward(x, z). dz is the loss's gradient in z.
    void backward(const Input& dz) { dense_.backward(patches_, dz); }

    /// Follows backward(dz): the loss's gradient in x, which the first layer of a network need not compute.
    void input_gradient(const Input& dz, Matrix& dx) {
        dense_.input_gradient(dz, patches_);
        dx.setZero(in_channels_, dz.cols() / (out_side_ * out_side_) * in_pixels_);
        for_each_tap(dx.cols(), [&](Index from, Index to, Index tap) {
            if (from != outside) dx.col(from) += patches_.col(to).segment(tap * in_channels_, in_channels_);
        });
    }

private:
    static constexpr Index outside = -1;

    /// Calls f(column of x or `outside`, column of z, tap) for every pixel that a patch covers.
    void for_each_tap(Index x_cols, const auto& f) const {
        Index to = 0;
        for (Index first = 0; first < x_cols; first += in_pixels_) {
            for (auto source = source_.begin(); source != source_.end(); ++to) {
                for (Index tap = 0; tap < taps; ++tap, ++source) {
                    f(*source == outside ? outside : first + *source, to, tap);
                }
            }
        }
    }

    Index in_channels_, in_pixels_, out_side_;
    Dense dense_;                // a row of weights per output channel, a column per tap and input channel
    std::vector<Index> source_;  // the pixel under each tap, for each pixel of an output image
    Matrix patches_;
};

}  // namespace examples
