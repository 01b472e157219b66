#!/bin/sh
# A rule that cannot fail is none: breaks a copy of the headers in $1 in many ways, and for each of them rules.sh must name
# the file and say what is wrong with it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$1" "$work/include"
: > "$work/expected"

# append <what the rule says> <file> <line of code>
append() {
    printf '%s\n' "$3" >> "$work/include/actfn/$2"
    printf '%s\t%s\t%s\n' "$2" "$1" "$3" >> "$work/expected"
}

# edit <what the rule says> <file> <sed program>
edit() {
    sed -e "$3" "$work/include/actfn/$2" > "$work/edited"
    mv "$work/edited" "$work/include/actfn/$2"
    printf '%s\t%s\t:\n' "$2" "$1" >> "$work/expected"
}

append "xsimd is named outside simd/" math/exp.hpp 'using Wide = xsimd::batch<float>;'
append "xsimd is named outside simd/" functions/relu.hpp '#include <xsimd/xsimd.hpp>'
append "a member of xsimd is named outside simd/" rows/block.hpp 'auto r = V::load_unaligned(p);'
append "an include runs upwards" base/error.hpp '#include "actfn/simd/value.hpp"'
append "an include runs upwards" eigen/packet.hpp '#include "actfn/elementwise/functor.hpp"'
append "an include runs upwards" math/log.hpp '#include "actfn/actfn.hpp"'
append "Eigen::internal is named outside eigen/" memory/view.hpp 'using Eigen::internal::traits;'
append "Eigen::internal is named outside eigen/" simd/memory.hpp 'namespace Eigen::internal {}'
append "an intrinsic" functions/relu.hpp 'auto r = _mm512_set1_ps(1);'
append "an intrinsic" functions/relu.hpp 'inline void take(__m256 r);'
append "an intrinsic" math/exp.hpp 'const __m256 r = x;'
append "an intrinsic" functions/tanh.hpp 'auto r = vaddq_f32(a, b);'
append "a std:: math call" functions/sigmoid.hpp 'inline float one() { return std::exp(0.0f); }'
append "a std:: math call" version.hpp 'inline float one() { return std::fma (1, 1, 1); }'
append "a formula asks" functions/relu.hpp 'if constexpr (std::is_same_v<V, float>) {}'
append "a formula asks" functions/relu.hpp 'if constexpr (std::same_as<T, float>) {}'
append "a formula asks" functions/relu.hpp 'if constexpr (core::Batch<V>) {}'
append "a formula asks" functions/relu.hpp 'if constexpr (core::Scalar<V>) {}'
append "a formula asks" functions/relu.hpp 'if constexpr (sizeof(V) > 8) {}'
append "an unqualified call" functions/elu.hpp 'return exp(x);'
append "an unqualified call" functions/tanh.hpp 'return tanh(x);'
append "an unqualified call" functions/relu.hpp 'return x * select(x > V(0), x, V(0));'
append "an unqualified call" functions/relu.hpp 'return negate(fma(x, x, x));'
append "using namespace" loop/sweep.hpp 'using namespace std;'
append "a macro without ACTFN_" base/isa.hpp '#define ISA 1'
append "a macro without ACTFN_" math/log.hpp '#  define ACTF_N 1'
append "more than includes" actfn.hpp 'inline int x;'
# Twice the lines, and twice again: far too many.
edit "longer than 200 lines" functions/softplus.hpp 'p'
edit "longer than 300 lines" eigen/assignment.hpp 'p'
edit "actfn/math/ has more than 30 % of the lines" math/constant.hpp "$(printf 'p;%.0s' $(seq 400))"
edit "includes run in a circle" memory/dense.hpp 's,actfn/base/precision.hpp,actfn/memory/view.hpp,'
edit "no contract comment" functions/hard_sigmoid.hpp 's,^///,//,'
edit "the contract comment lacks" functions/sigmoid.hpp '/^\/\/\/ Special values/d'
edit "the contract comment lacks" functions/tanh.hpp "s/f''(x)/g(x)/"
edit "a wrong call of softmin" functions/softmin.hpp '/^ACTFN_NO_SUCH/d'
edit "no bounds" functions/elu.hpp '/Bounds bounds/d'
edit "Selu is not in AllFunctions" functions/selu.hpp 's/struct SELU :/struct Selu :/'

"$here/rules.sh" "$work/include" > "$work/said" 2>&1 || true
failed=0
while IFS="$(printf '\t')" read -r file what code; do
    if ! grep -F "actfn/$file:" "$work/said" | grep -F -- ": $what" | grep -qF -- "$code"; then
        echo "no rule says \"$what\" of $file: $code"
        failed=1
    fi
done < "$work/expected"

# What only looks like a violation: names in comments and strings.
rm -rf "$work/include"
cp -R "$1" "$work/include"
"$here/rules.sh" "$1" > "$work/before" 2>&1 || true
cat >> "$work/include/actfn/functions/relu.hpp" <<'END'
// xsimd::exp(x), using namespace std, _mm512_set1_ps and "std::exp(x)" in words; auto s = "xsimd::exp(";
inline auto s = "xsimd::exp( using namespace _mm_set1_ps //";
END
"$here/rules.sh" "$work/include" > "$work/after" 2>&1 || true
if ! cmp -s "$work/before" "$work/after"; then
    echo "comments or strings are taken for code:"
    cat "$work/after"
    failed=1
fi
exit $failed
