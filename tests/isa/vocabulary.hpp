#pragma once

// A function between units of different flags, with what actfn has for its signature.

#include "actfn/base/activation_spec.hpp"
#include "actfn/base/axis.hpp"
#include "actfn/base/precision.hpp"
#include "actfn/functions/softmax_state.hpp"

struct Request {
    actfn::Axis axis;
    actfn::Lines lines;
    actfn::Bounds bounds;
    actfn::ActivationSpec spec;
};

actfn::SoftmaxState taken(actfn::exact, actfn::standard, actfn::Axis, actfn::Lines, actfn::Bounds, actfn::SoftmaxState);
actfn::SoftmaxState taken(const Request&, actfn::SoftmaxState);

/// The request's function of x, by the other unit's instruction set.
float value(const Request&, float x);
