#pragma once

#include "actfn/core/buffers.hpp"
#include "actfn/core/elementwise.hpp"
#include "actfn/functions/all.hpp"
#include "actfn/functions/log_softmax.hpp"
#include "actfn/functions/prelu.hpp"
#include "actfn/functions/rrelu_training.hpp"
#include "actfn/functions/softmax.hpp"
#include "actfn/functions/softmax_state.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/math/tanh.hpp"
#include "actfn/version.hpp"
