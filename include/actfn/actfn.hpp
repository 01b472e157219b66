#pragma once

#include "actfn/core/buffers.hpp"
#include "actfn/core/elementwise.hpp"
#include "actfn/functions/all.hpp"
#include "actfn/math/exp.hpp"
#include "actfn/math/log.hpp"
#include "actfn/math/tanh.hpp"
#include "actfn/version.hpp"
