#!/bin/sh
# What -ffast-math and each flag of its group leave of the error bounds: finite inputs must stay within them (in the standard
# tier within twice them). The functions are compiled with the flag, the referees, actfn_exhaustive and, for softmax's family
# on logits far from 0, fast_math_rows.cpp, without.
#
#     sh tests/bits/fast_math.sh [--list] [row...]
#
# Prints a table and fails if a row does. A row whose compiler is not there is named as skipped. FUNCTIONS in the environment
# names some of the classes of functions/list.hpp, instead of all.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/fast_math
mkdir -p "$work"

includes="-I$root/include -isystem $root/.deps/usr/include/eigen3 -isystem $root/.deps/usr/include -isystem /usr/include/eigen3"

# name | flags
flags() {
    cat <<END
fast-math|-O2 -ffast-math
Ofast|-Ofast
associative|-O2 -fassociative-math -fno-signed-zeros -fno-trapping-math
reciprocal|-O2 -freciprocal-math
finite-only|-O2 -ffinite-math-only
unsafe|-O2 -funsafe-math-optimizations
signed-zeros|-O2 -ffast-math -fsigned-zeros
END
}

# name | compiler | flags: both compilers, both kinds of instruction set, our headers before the others and after.
rows() {
    flags | while IFS='|' read -r name flags; do
        for compiler in g++ clang++; do
            for isa in x86-64-v3 x86-64; do
                echo "$name/$compiler/$isa|$compiler|$flags -march=$isa"
                echo "$name/$compiler/$isa/after|$compiler|$flags -march=$isa -include immintrin.h -include Eigen/Core -include xsimd/xsimd.hpp"
            done
        done
    done
}
if [ "${1:-}" = --list ]; then rows | cut -d '|' -f 1; exit; fi

chosen=" $* "
is_chosen() { [ "$chosen" = "  " ] || case $chosen in *" $1 "*) ;; *) return 1 ;; esac; }

# The referees, once, with the lists that CMake writes elsewhere.
echo 'ISA(the)' >"$work/isas.inc"
functions=${FUNCTIONS:-$(grep -oE '[A-Za-z0-9]+<T, Tier>' "$root/include/actfn/functions/list.hpp" | sed 's/<.*//')}
for function in $functions; do echo "FUNCTION($function)"; done >"$work/functions.inc"
grep '^#include "actfn' "$root/include/actfn/functions/list.hpp" | sed 's/"actfn\//"/' >"$work/data_of_functions.inc"
g++ -std=c++20 -O2 -c "$root/tests/bits/fast_math_rows.cpp" -o "$work/rows.o"
for file in exhaustive/main exhaustive/cases exhaustive/sweep exhaustive/table every_function/isas; do
    # shellcheck disable=SC2086 # a list of words
    g++ -std=c++20 -O2 -march=native -fopenmp-simd -fno-math-errno $includes -I"$work" -I"$root/tests" -c "$root/tests/$file.cpp" -o "$work/${file#*/}.o" &
    if [ $file = exhaustive/cases ]; then wait; fi
done
wait

judge() { "$@" --relaxed --screen-points 100 --threads 2; }

failed=0
rows >"$work/rows"
while IFS='|' read -r name compiler flags <&3; do
    is_chosen "$name" || continue
    file=$work/$(echo "$name" | tr / -)
    if ! command -v "$compiler" >/dev/null; then
        echo "$name: skipped: no $compiler"
        continue
    fi
    # shellcheck disable=SC2086 # lists of words
    if ! sh "$here/build.sh" --functions "$file" "$root/include" $compiler $flags -mtune=generic >"$file.log" 2>&1; then
        result="does not compile"
    # Linked without the flag: with it, g++ 12 would set flush-to-zero for the whole process.
    elif ! g++ "$work"/main.o "$work"/cases.o "$work"/isas.o "$work"/sweep.o "$work"/table.o "$file.objects"/*.o -lmpfr -lgmp -pthread -o "$file" >"$file.log" 2>&1; then
        result="does not link"
    elif { judge "$file" --stride 1009 && judge "$file" --type double --points 100000 &&
        judge "$file" --other-parameters --stride 20011 &&
        judge "$file" --other-parameters --type double --points 20000; } >"$file.log" 2>&1; then
        result="holds"
    else
        result=$(grep -c VIOLATED "$file.log" || true)" rows beyond the bounds"
    fi
    # shellcheck disable=SC2086 # lists of words
    if [ "$result" != holds ]; then
        :
    elif ! $compiler -std=c++20 $flags -mtune=generic -DISA_CALLS=the_calls $includes -c "$root/tests/rows/proof_calls.cpp" -o "$file-rows.o" >"$file.log" 2>&1; then
        result="softmax does not compile"
    elif ! g++ "$work/rows.o" "$file-rows.o" "$file.objects"/rows-passes-*.o -o "$file-rows" >"$file.log" 2>&1; then
        result="softmax does not link"
    elif ! "$file-rows" >"$file.log" 2>&1; then
        result=$(grep -c VIOLATED "$file.log" || true)" softmax rows beyond the bounds"
    fi
    if [ "$result" != holds ]; then
        failed=1
        result="$result: $file.log"
    fi
    printf '%-36s %s\n' "$name" "$result"
done 3<"$work/rows"
exit $failed
