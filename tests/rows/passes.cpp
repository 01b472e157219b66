// Compiled once for each element type and tier, PASSES_TYPE and PASSES_TIER.

#include "passes.hpp"

TESTS_ALL_PASSES(, PASSES_TYPE, PASSES_TIER)
