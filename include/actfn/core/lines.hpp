#pragma once

#include <cstddef>

namespace actfn {

/// A span read as a dense row-major tensor of any rank, seen from one of its axes: element (o, k, i) lies at
/// (o * length + k) * inner + i, where k runs along that axis. N x C x H x W, seen from C, is Lines{N, C, H * W}.
/// It generates no code, so that it may stand in the signature of a function between units of different instruction
/// sets.
struct Lines {
    std::ptrdiff_t outer;
    std::ptrdiff_t length;
    std::ptrdiff_t inner;
};

}  // namespace actfn
