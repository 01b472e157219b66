#pragma once

// Comes before Eigen in every file of the program: a failed assertion and a forbidden allocation become exceptions, which
// a test can tell from a crash and which do not depend on NDEBUG.

#include <stdexcept>

#define EIGEN_RUNTIME_NO_MALLOC
#define eigen_assert(condition) \
    static_cast<void>((condition) ? 0 : throw std::logic_error("Eigen's assertion failed: " #condition))
