#pragma once

// The names that other libraries give to our functions and parameters. Spelling does not count: case, '_', '-' and spaces
// are passed over, so "leakyrelu" stands for LeakyReLU, leaky_relu and LEAKY-RELU; names that differ from ours in spelling
// alone are not listed.

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
    {"ggml_", "ggml."},
    {"ggml.", "ggml."},
    {"dnnl_eltwise_", "onednn."},
    {"eltwise_", "onednn."},
    {"onednn.", "onednn."},
};

/// A name of another library. `theirs` starts with the library where the plain name is taken or means something else
/// there; `ours` is text for parse_activation().
struct NameAlias {
    std::string_view theirs;
    std::string_view ours;
};
inline constexpr NameAlias name_aliases[] = {
    {"linear", "identity"},
    {"copy", "identity"},
    {"heaviside", "step"},
    {"logistic", "sigmoid"},
    {"leaky", "leaky_relu"},
    {"keras.leakyrelu", "leaky_relu(slope=0.2)"},
    {"keras.layers.leakyrelu", "leaky_relu(slope=0.3)"},
    {"onednn.relu", "leaky_relu(slope=0)"},
    {"softrelu", "softplus"},
    {"swish1", "silu"},
};

/// A parameter of another library, of our function or, where that is empty, of any that has `ours`.
struct ParameterAlias {
    std::string_view function;
    std::string_view theirs;
    std::string_view ours;
};
inline constexpr ParameterAlias parameter_aliases[] = {
    {"", "negativeslope", "slope"},
    {"leaky_relu", "alpha", "slope"},
    {"step", "values", "at_zero"},
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
};

/// Where a function with this parameter has a name of its own.
struct SiblingAlias {
    std::string_view function;
    std::string_view parameter;
    std::string_view ours;
};
inline constexpr SiblingAlias sibling_aliases[] = {
    {"relu", "negativeslope", "leaky_relu"},
};

/// What is an activation of other libraries, but no function of single elements.
struct Elsewhere {
    std::string_view theirs;
    std::string_view ours;
};
inline constexpr Elsewhere elsewhere[] = {
    {"softmax", "actfn::Softmax, over rows or columns"},
    {"logsoftmax", "actfn::LogSoftmax, over rows or columns"},
    {"prelu", "actfn::PReLU, whose slopes are learnt"},
    {"rrelutraining", "actfn::RReLUTraining, which draws its slopes at every step"},
};

}  // namespace core
}  // namespace ACTFN_ISA
}  // namespace actfn
