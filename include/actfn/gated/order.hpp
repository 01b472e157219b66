#pragma once

// Not in the instruction set's namespace: these types generate no code, so they may be in the signature of a function
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

/// Where the pieces of n maxout units stand along a line of k n entries.
enum class PieceOrder {
    blocks,   ///< piece j of all units is a block of n entries
    adjacent  ///< the k pieces of a unit are adjacent: Chainer's and TensorFlow Addons' maxout
};

}  // namespace actfn
