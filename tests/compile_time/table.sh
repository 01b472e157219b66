#!/bin/bash
# What it costs to compile calls, as the table of docs/compile_time.md: bash tests/compile_time/table.sh [<compiler> [<flag>...]]
# Processor seconds, best of 3, and the code in the object, each over a source that includes Eigen/Core and xsimd alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
compiler=${1:-c++}
shift || true
[ $# -gt 0 ] || set -- -O2 -march=native
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
TIMEFORMAT='%U'

# Sets seconds and bytes of the source on standard input.
compile() {
    cat > "$folder/a.cpp"
    local command=("$compiler" -std=c++20 "${flags[@]}" -Iinclude -isystem .deps/usr/include -isystem /usr/include/eigen3
        -c "$folder/a.cpp" -o "$folder/a.o")
    seconds=$(for _ in 1 2 3; do { time "${command[@]}"; } 2>&1; done | sort -n | head -n 1)
    bytes=$(size "$folder/a.o" | awk 'NR == 2 { print $1 }')
}
row() {
    compile
    awk -v what="$1" -v s="$seconds" -v without="$base" -v b="$bytes" -v base_bytes="$base_bytes" 'BEGIN {
        printf "| %s | %.2f | %+.2f | %.1f |\n", what, s, s - without, (b - base_bytes) / 1024 }'
}

flags=("$@")
compile <<< '#include <Eigen/Core>
#include <xsimd/xsimd.hpp>'
base=$seconds base_bytes=$bytes
echo "$("$compiler" --version | head -n 1), $*"
echo
echo "| source | s | more than Eigen and xsimd | kB of code |"
echo "|---|---|---|---|"
printf '| `Eigen/Core` and `xsimd/xsimd.hpp` | %.2f | | |\n' "$base"
actfn='#include <actfn/actfn.hpp>
'
array='Eigen::ArrayXf& x, Eigen::ArrayXf& y'
row '`actfn/actfn.hpp`' <<< "$actfn"
row '`y = x.tanh()`, of Eigen itself' <<< "#include <Eigen/Core>
#include <xsimd/xsimd.hpp>
void f($array) { y = x.tanh(); }"
row '`y = actfn::sigmoid(x)`' <<< "$actfn void f($array) { y = actfn::sigmoid(x); }"
row '`forward` of a sigmoid, arrays' <<< "$actfn void f($array) { actfn::forward(actfn::Sigmoid<float>(), x, y); }"
row '`forward` and `backward`' <<< "$actfn void f($array, Eigen::ArrayXf& d) {
    actfn::forward(actfn::Sigmoid<float>(), x, y);
    actfn::backward(actfn::Sigmoid<float>(), x, y, d); }"
row '`y = actfn::gelu(x)`' <<< "$actfn void f($array) { y = actfn::gelu(x); }"
row '`softmax(v)` of a vector' <<< "$actfn void f(Eigen::VectorXf& x, Eigen::VectorXf& y) { y = actfn::softmax(x); }"
row '`softmax(x, rowwise)` of a matrix' <<< "$actfn void f(Eigen::MatrixXf& x, Eigen::MatrixXf& y) { y = actfn::softmax(x, actfn::rowwise); }"
row 'all functions, one expression each' <<< "$actfn void f($array) {
    std::apply([&](auto... f) { ((y = f(x)), ...); }, actfn::AllFunctions<float>()); }"
