#pragma once

#include <cstddef>

// Not in the instruction set's namespace: these types generate no code, so they may be in the signature of a function
// between translation units compiled with different flags.
namespace actfn {

/// Which lines of a matrix are distributions: its rows or its columns.
enum class Axis { rowwise, colwise };

// The constants have types of their own, so that a call can reject one at compile time.

struct Rowwise {
    [[gnu::always_inline]] constexpr operator Axis() const { return Axis::rowwise; }  // NOLINT: it is an Axis
};
struct Colwise {
    constexpr Colwise() = default;
    [[gnu::always_inline]] constexpr Colwise(Rowwise)
        : value(Axis::rowwise) {}  // NOLINT: condition ? rowwise : colwise has this type
    [[gnu::always_inline]] constexpr operator Axis() const { return value; }  // NOLINT: it is an Axis
    Axis value = Axis::colwise;
};
inline constexpr Rowwise rowwise;
inline constexpr Colwise colwise;

/// The shape of a span as a dense row-major tensor of any rank, viewed along one axis: outer x length x inner. Element
/// (o, k, i) is at (o * length + k) * inner + i; k runs along the axis. Axis C of N x C x H x W is Lines{N, C, H * W}.
struct Lines {
    std::ptrdiff_t outer;
    std::ptrdiff_t length;
    std::ptrdiff_t inner;
};

}  // namespace actfn
