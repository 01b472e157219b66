#pragma once

// The names that other libraries give to our functions and parameters. Spelling does not count: case, '_', '-' and spaces
// are passed over, so leaky_relu stands for LeakyReLU and LEAKY-RELU, too, and names that differ from ours in spelling alone
// are not listed. A row whose function is not in functions/list.hpp has no effect.

#include <string_view>

#include "actfn/base/isa.hpp"

namespace actfn {
inline namespace ACTFN_ISA {
namespace core {

/// The start of a qualified name, and the library that it tells. The first that fits counts.
struct Library {
    std::string_view prefix;
    std::string_view name;
};
inline constexpr Library libraries[] = {
    {"torch.nn.functional.", "torch."},
    {"torch.nn.", "torch."},
    {"torch.", "torch."},
    {"nn.", "torch."},
    {"f.", "torch."},
    {"keras.layers.", "keras.layers."},
    {"tf.keras.layers.", "keras.layers."},
    {"keras.activations.", "keras."},
    {"tf.keras.activations.", "keras."},
    {"tf.nn.", "keras."},
    {"keras.", "keras."},
    {"jax.nn.", "jax."},
    {"flax.linen.", "jax."},
    {"flax.nnx.", "jax."},
    {"jax.", "jax."},
    {"ai.onnx.", "onnx."},
    {"onnx.", "onnx."},
    {"ggml_unary_op_", "ggml."},
    {"ggml_glu_op_", "ggml."},
    {"ggml_", "ggml."},
    {"ggml.", "ggml."},
    {"dnnl_eltwise_", "onednn."},
    {"eltwise_", "onednn."},
    {"onednn.", "onednn."},
};

/// A name of another library. `theirs` starts with the library where the plain name is ours or PyTorch's with another
/// meaning; `ours` is text for parse_activation().
struct NameAlias {
    std::string_view theirs;
    std::string_view ours;
};
inline constexpr NameAlias name_aliases[] = {
    {"linear", "identity"},
    {"heaviside", "step"},
    {"binary_step", "step"},
    {"logistic", "sigmoid"},
    {"onnx.hard_sigmoid", "linear_sigmoid"},
    {"onednn.hard_sigmoid", "linear_sigmoid"},
    {"clip", "hard_tanh"},
    {"clip_v2", "hard_tanh"},
    {"clamp", "hard_tanh"},
    {"onnx.clip", "hard_tanh(min=-3.4028234663852886e38, max=3.4028234663852886e38)"},  // no bounds, for float
    {"leaky", "leaky_relu"},
    {"keras.leaky_relu", "leaky_relu(slope=0.2)"},
    {"keras.layers.leaky_relu", "leaky_relu(slope=0.3)"},
    {"onednn.relu", "leaky_relu(slope=0)"},
    {"relu2", "relu_squared"},
    {"squared_relu", "relu_squared"},
    {"soft_relu", "softplus"},
    {"swish", "silu"},
    {"swish1", "silu"},
    {"keras.swish", "silu"},
    {"jax.swish", "silu"},
    {"hard_silu", "hard_swish"},
    {"gelu_erf", "gelu"},
    {"gelu_python", "gelu"},
    {"gelu_new", "gelu_tanh"},
    {"gelu_fast", "gelu_tanh"},
    {"gelu_accurate", "gelu_tanh"},
    {"gelu_pytorch_tanh", "gelu_tanh"},
    {"jax.gelu", "gelu_tanh"},
    {"ggml.gelu", "gelu_tanh"},
    {"gelu_quick", "quick_gelu"},
    {"exp", "exponential"},
    {"sin", "sine"},
    {"arctan", "atan"},
    {"arcsinh", "asinh"},
    {"dyt", "dynamic_tanh"},
    {"derf", "dynamic_erf"},
};

/// The same of gated units, for parse_gated().
inline constexpr NameAlias gated_aliases[] = {
    {"bilinear", "bilinear_glu"},
    {"gated_relu", "reglu"},
    {"relu_and_mul", "reglu"},
    {"gated_silu", "swiglu"},
    {"silu_and_mul", "swiglu"},
    {"gelu_and_mul", "geglu"},
    {"geglu_erf", "geglu"},
    {"gated_gelu", "geglu_tanh"},  // T5 1.1
    {"gelu_tanh_and_mul", "geglu_tanh"},
    {"ggml.geglu", "geglu_tanh"},
    {"geglu_quick", "quick_geglu"},
    {"swiglu_oai", "clamped_swiglu"},
    {"swigluoai_and_mul", "clamped_swiglu"},
};

/// A parameter of another library, of our function or, where that is empty, of any that has `ours`.
struct ParameterAlias {
    std::string_view function;
    std::string_view theirs;
    std::string_view ours;
};
inline constexpr ParameterAlias parameter_aliases[] = {
    {"", "negative_slope", "slope"},
    {"", "lambd", "lambda"},
    {"", "min_val", "min"},
    {"", "max_val", "max"},
    {"", "min_value", "min"},
    {"", "max_value", "max"},
    {"step", "values", "at_zero"},
    {"leaky_relu", "alpha", "slope"},
    {"hard_tanh", "alpha", "min"},
    {"hard_tanh", "beta", "max"},
    {"softplus", "alpha", "beta"},
    {"swish", "alpha", "beta"},
    {"soft_shrink", "threshold", "lambda"},
    {"hard_shrink", "threshold", "lambda"},
    {"threshold", "default_value", "value"},
    {"thresholded_relu", "theta", "alpha"},
    {"thresholded_relu", "threshold", "alpha"},
    {"xielu", "alpha_p_init", "alpha_p"},
    {"xielu", "alpha_n_init", "alpha_n"},
    {"snake", "alpha", "a"},
    {"dynamic_tanh", "alpha_init_value", "alpha"},
    {"dynamic_erf", "alpha_init_value", "alpha"},
    {"dynamic_erf", "shift_init_value", "shift"},
    {"clamped_swiglu", "swiglu_limit", "limit"},
};

/// A word as the value of a parameter that chooses between functions, or, where `ours` is empty, changes nothing.
struct ChoiceAlias {
    std::string_view function;  ///< of any function where it is empty
    std::string_view parameter;
    std::string_view value;
    std::string_view ours;
};
inline constexpr ChoiceAlias choice_aliases[] = {
    {"", "inplace", "true", ""},
    {"", "inplace", "false", ""},
    {"gelu", "approximate", "none", ""},
    {"gelu", "approximate", "false", ""},
    {"gelu", "approximate", "tanh", "gelu_tanh"},
    {"gelu", "approximate", "true", "gelu_tanh"},
    {"gelu_tanh", "approximate", "tanh", ""},
    {"gelu_tanh", "approximate", "true", ""},
    {"gelu_tanh", "approximate", "none", "gelu"},
    {"gelu_tanh", "approximate", "false", "gelu"},
    {"geglu", "approximate", "none", ""},
    {"geglu", "approximate", "tanh", "geglu_tanh"},
};

/// Where the form of a function with this parameter has a name of its own.
struct SiblingAlias {
    std::string_view function;
    std::string_view parameter;
    std::string_view ours;
};
inline constexpr SiblingAlias sibling_aliases[] = {
    {"relu", "negative_slope", "keras_relu"},
    {"relu", "max_value", "keras_relu"},
    {"relu", "threshold", "keras_relu"},
    {"hard_sigmoid", "alpha", "linear_sigmoid"},
    {"hard_sigmoid", "beta", "linear_sigmoid"},
    {"selu", "alpha", "scaled_elu"},
    {"selu", "gamma", "scaled_elu"},
    {"softplus", "threshold", "thresholded_softplus"},
    {"silu", "beta", "swish"},
    {"silu", "alpha", "swish"},
};

/// What is an activation in other libraries, but neither a function of single elements nor a gated unit.
struct Elsewhere {
    std::string_view theirs;
    std::string_view ours;
};
inline constexpr Elsewhere elsewhere[] = {
    {"softmax", "actfn::Softmax, over rows or columns"},
    {"softmax2d", "actfn::Softmax, over an axis"},
    {"softmin", "actfn::Softmin, over rows or columns"},
    {"log_softmax", "actfn::LogSoftmax, over rows or columns"},
    {"logsumexp", "actfn::LogSumExp, over rows or columns"},
    {"logmeanexp", "actfn::LogMeanExp, over rows or columns"},
    {"hardmax", "actfn::Hardmax, over rows or columns"},
    {"prelu", "actfn::PReLU, whose slopes are learnt"},
    {"rrelu_training", "actfn::RReLUTraining, which draws its slopes at every step"},
    {"maxout", "actfn::Maxout, over pieces"},
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
