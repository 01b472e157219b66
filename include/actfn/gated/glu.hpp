#pragma once

// The gated units that have names.

#include "actfn/base/precision.hpp"
#include "actfn/functions/gelu.hpp"
#include "actfn/functions/gelu_tanh.hpp"
#include "actfn/functions/identity.hpp"
#include "actfn/functions/quick_gelu.hpp"
#include "actfn/functions/relu.hpp"
#include "actfn/functions/sigmoid.hpp"
#include "actfn/functions/silu.hpp"
#include "actfn/functions/tanh.hpp"
#include "actfn/gated/functor.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// The gated linear unit, y = sigmoid(gate) * up. Source: Dauphin, Fan, Auli and Grangier, "Language modeling with gated
/// convolutional networks", 2017.
template <class T = float, class Tier = standard>
using GLU = Gated<Sigmoid<T, Tier>>;

/// The gated tanh unit, y = tanh(gate) * sigmoid(up): of one array, WaveNet's "filter" comes first, then its "gate".
/// Source: van den Oord et al., "Conditional image generation with PixelCNN decoders", 2016.
template <class T = float, class Tier = standard>
using GTU = Gated<Tanh<T, Tier>, Sigmoid<T, Tier>>;

/// y = gate * up. Source: Shazeer, "GLU variants improve transformer", 2020, as the next ones.
template <class T = float, class Tier = standard>
using BilinearGLU = Gated<Identity<T, Tier>>;

/// y = relu(gate) * up.
template <class T = float, class Tier = standard>
using ReGLU = Gated<ReLU<T, Tier>>;

/// y = silu(gate) * up.
template <class T = float, class Tier = standard>
using SwiGLU = Gated<SiLU<T, Tier>>;

/// y = gelu(gate) * up.
template <class T = float, class Tier = standard>
using GEGLU = Gated<GELU<T, Tier>>;

/// y = gelu(gate) * up by the formula with tanh, as in Gemma and T5 1.1.
template <class T = float, class Tier = standard>
using GEGLUTanh = Gated<GELUTanh<T, Tier>>;

/// y = gate sigmoid(1.702 gate) * up: ggml's geglu_quick.
template <class T = float, class Tier = standard>
using QuickGEGLU = Gated<QuickGELU<T, Tier>>;

}  // namespace ACTFN_ISA
}  // namespace actfn
