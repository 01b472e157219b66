#pragma once

/// UNIT(name) for every gated unit under test; tests/CMakeLists.txt reads the names from here.
#define GATED_UNITS \
    UNIT(GLU)       \
    UNIT(GTU)       \
    UNIT(ReGLU)     \
    UNIT(SwiGLU)    \
    UNIT(ClampedSwiGLU)
