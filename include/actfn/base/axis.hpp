#pragma once

#include <cstddef>

// Outside the instruction sets' namespace: it generates no code, so that it may stand in the signature of a function between units of
// different flags.
namespace actfn {

/// Which lines of a matrix are the distributions: each row, or each column.
enum class Axis { rowwise, colwise };

// The constants have types of their own, so that a call can refuse one when it is compiled.

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

/// A span read as a dense row-major tensor of any rank, seen from one of its axes: element (o, k, i) lies at
/// (o * length + k) * inner + i, where k runs along that axis. N x C x H x W, seen from C, is Lines{N, C, H * W}.
struct Lines {
    std::ptrdiff_t outer;
    std::ptrdiff_t length;
    std::ptrdiff_t inner;
};

}  // namespace actfn
