#pragma once

// Activations chosen when the program runs: ActivationSpec, parse_activation(), to_string(), visit() and the buffer calls
// on a spec. Not part of actfn.hpp, since a call on a spec compiles the loops of every function: include it in the one
// source file that makes such calls. Text alone (spec/parse.hpp, spec/print.hpp) compiles no loop.

#include "actfn/base/activation_spec.hpp"
#include "actfn/spec/calls.hpp"
#include "actfn/spec/parse.hpp"
#include "actfn/spec/print.hpp"
#include "actfn/spec/visit.hpp"
