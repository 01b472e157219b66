#pragma once

// Not in the instruction set's namespace: this type generates no code, so it may be in the signature of a function
// between translation units compiled with different flags.
namespace actfn {

/// Where the two inputs of a gated unit stand if one array holds both: along each of its lines of 2 n entries, which are
/// its rows (rowwise) or its columns (colwise).
enum class GateOrder {
    gate_first,        ///< n gates, then n ups: silu_and_mul of LLM servers, ggml's GLU operators
    up_first,          ///< n ups, then n gates: torch.nn.GLU, Keras' and JAX's glu, ggml's swapped operators
    gate_first_pairs,  ///< gate, up, gate, up, ...: gpt-oss
    up_first_pairs     ///< up, gate, up, gate, ...
};

}  // namespace actfn
