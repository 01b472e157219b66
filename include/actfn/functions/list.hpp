#pragma once

#include <tuple>

#include "actfn/functions/asinh.hpp"
#include "actfn/functions/atan.hpp"
#include "actfn/functions/bent_identity.hpp"
#include "actfn/functions/celu.hpp"
#include "actfn/functions/dynamic_erf.hpp"
#include "actfn/functions/dynamic_tanh.hpp"
#include "actfn/functions/elish.hpp"
#include "actfn/functions/elu.hpp"
#include "actfn/functions/erf.hpp"
#include "actfn/functions/exponential.hpp"
#include "actfn/functions/gaussian.hpp"
#include "actfn/functions/gelu.hpp"
#include "actfn/functions/gelu_tanh.hpp"
#include "actfn/functions/hard_shrink.hpp"
#include "actfn/functions/hard_sigmoid.hpp"
#include "actfn/functions/hard_swish.hpp"
#include "actfn/functions/hard_tanh.hpp"
#include "actfn/functions/identity.hpp"
#include "actfn/functions/isrlu.hpp"
#include "actfn/functions/isru.hpp"
#include "actfn/functions/keras_relu.hpp"
#include "actfn/functions/leaky_hard_tanh.hpp"
#include "actfn/functions/leaky_relu.hpp"
#include "actfn/functions/linear_sigmoid.hpp"
#include "actfn/functions/lisht.hpp"
#include "actfn/functions/log_sigmoid.hpp"
#include "actfn/functions/logit.hpp"
#include "actfn/functions/mish.hpp"
#include "actfn/functions/quick_gelu.hpp"
#include "actfn/functions/relu.hpp"
#include "actfn/functions/relu6.hpp"
#include "actfn/functions/relu_squared.hpp"
#include "actfn/functions/rrelu.hpp"
#include "actfn/functions/scaled_elu.hpp"
#include "actfn/functions/selu.hpp"
#include "actfn/functions/serf.hpp"
#include "actfn/functions/shrink.hpp"
#include "actfn/functions/sigmoid.hpp"
#include "actfn/functions/silu.hpp"
#include "actfn/functions/sine.hpp"
#include "actfn/functions/smish.hpp"
#include "actfn/functions/snake.hpp"
#include "actfn/functions/soft_shrink.hpp"
#include "actfn/functions/softplus.hpp"
#include "actfn/functions/softsign.hpp"
#include "actfn/functions/sparse_plus.hpp"
#include "actfn/functions/sparse_sigmoid.hpp"
#include "actfn/functions/squareplus.hpp"
#include "actfn/functions/step.hpp"
#include "actfn/functions/swish.hpp"
#include "actfn/functions/tanh.hpp"
#include "actfn/functions/tanh_exp.hpp"
#include "actfn/functions/tanh_shrink.hpp"
#include "actfn/functions/threshold.hpp"
#include "actfn/functions/thresholded_relu.hpp"
#include "actfn/functions/thresholded_softplus.hpp"
#include "actfn/functions/xielu.hpp"

namespace actfn {
inline namespace ACTFN_ISA {

/// Every element-wise function of the library, with its default parameters. Tests, benchmark and examples iterate over
/// the list: a function in it is tested, measured and shown.
template <class T = float, class Tier = standard>
using AllFunctions =
    std::tuple<Identity<T, Tier>, Step<T, Tier>, Sigmoid<T, Tier>, Tanh<T, Tier>, HardSigmoid<T, Tier>,
               HardSwish<T, Tier>, ReLU<T, Tier>, LeakyReLU<T, Tier>, RReLU<T, Tier>, ELU<T, Tier>, SELU<T, Tier>,
               Softplus<T, Tier>, HardTanh<T, Tier>, ReLU6<T, Tier>, Softsign<T, Tier>, SoftShrink<T, Tier>,
               HardShrink<T, Tier>, Shrink<T, Tier>, Threshold<T, Tier>, ThresholdedReLU<T, Tier>, SiLU<T, Tier>,
               Swish<T, Tier>, QuickGELU<T, Tier>, ReLUSquared<T, Tier>, SparseSigmoid<T, Tier>, SparsePlus<T, Tier>,
               KerasReLU<T, Tier>, LinearSigmoid<T, Tier>, LeakyHardTanh<T, Tier>, BentIdentity<T, Tier>, ISRU<T, Tier>,
               ISRLU<T, Tier>, GELUTanh<T, Tier>, Squareplus<T, Tier>, Erf<T, Tier>, Gaussian<T, Tier>, GELU<T, Tier>,
               TanhShrink<T, Tier>, LogSigmoid<T, Tier>, Exponential<T, Tier>, CELU<T, Tier>, Asinh<T, Tier>,
               Atan<T, Tier>, Logit<T, Tier>, Mish<T, Tier>, ELiSH<T, Tier>, LiSHT<T, Tier>, DynamicTanh<T, Tier>,
               ThresholdedSoftplus<T, Tier>, TanhExp<T, Tier>, DynamicErf<T, Tier>, ScaledELU<T, Tier>, XIELU<T, Tier>,
               Sine<T, Tier>, Snake<T, Tier>, Smish<T, Tier>, Serf<T, Tier>>;

}  // namespace ACTFN_ISA
}  // namespace actfn
