#pragma once

// The buffer calls of actfn.hpp from the compiled component (CMake target actfn::dispatch), which has them for several
// instruction sets and takes the best one of the machine: full speed and its bits in a program that is compiled for any
// x86-64, or without optimisation. This header compiles no loop, and its functions are the same for any flags.
//
//     actfn::dispatch::forward(actfn::dispatch::parse_activation("gelu"), x, y);
//     actfn::dispatch::backward(actfn::GELU<float>(), x, dy, dx);
//
// docs/dispatch.md says what the component contains.

#include "actfn/dispatch/boundary.hpp"
#include "actfn/dispatch/calls.hpp"
#include "actfn/dispatch/gated.hpp"
#include "actfn/dispatch/losses.hpp"
#include "actfn/dispatch/maxout.hpp"
#include "actfn/dispatch/rows.hpp"
#include "actfn/dispatch/slopes.hpp"
