#!/bin/sh
# Instructions per element of every forward call, counted in the compiled loops: NEON beside AVX2 and AVX-512.
#
#     sh bench/instructions.sh
#
# Of each function's loops the one that stores most is that over whole batches; its stores say how many elements a turn has.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# $1 = heading, $2 = prefix of the tools, $3 = flags: prints "heading function tier instructions" for each function.
count() {
    if ! command -v "$2g++" >/dev/null; then
        echo "skipped: no $2g++" >&2
        return
    fi
    # shellcheck disable=SC2086 # a list of words
    "$2g++" -std=c++20 -O3 $3 -I"$root/include" -isystem "$root/.deps/usr/include/eigen3" -isystem "$root/.deps/usr/include" \
        -isystem /usr/include/eigen3 -c "$here/instructions.cpp" -o "$work/$1.o"
    "$2objdump" -d -C --no-show-raw-insn "$work/$1.o" | awk -v heading="$1" '
        /^[0-9a-f]+ <.*sweep_contiguous.*ValueOf</ {
            name = $0
            tier = name ~ /exact/ ? "exact" : "standard"
            sub(/.*ValueOf</, "", name)
            sub(/<.*/, "", name)
            sub(/.*::/, "", name)
            n = elements = 0
            next
        }
        /^$/ { if (name != "" && elements > 0) print heading, name, tier, length_of / elements; name = "" }
        name != "" && NF > 1 {
            line = $0
            address = $1
            sub(/:/, "", address)
            at[address] = n
            width[n] = 0
            if (line !~ /[(\[]%?[re]?[sb]p/) {
                if (line ~ /vmovup[sd] +%xmm[0-9]+,.*\(/) width[n] = 4
                if (line ~ /vmovup[sd] +%ymm[0-9]+,.*\(/) width[n] = 8
                if (line ~ /vmovup[sd] +%zmm[0-9]+,.*\(/) width[n] = 16
                if (line ~ /\tstr\tq/) width[n] = 4
                if (line ~ /\tstp\tq/) width[n] = 8
            }
            n++
            if ($2 ~ /^j|^b\./ && ($3 in at)) {
                first = at[$3]
                stored = 0
                for (i = first; i < n; i++) stored += width[i]
                if (stored > elements) { length_of = n - first; elements = stored }
            }
        }
        /^[0-9a-f]+ </ { split("", at) }'
}

{
    count NEON aarch64-linux-gnu- -Wno-psabi
    count AVX2 '' -march=x86-64-v3
    count AVX-512 '' -march=x86-64-v4
} | awk '
    !(($2, $3) in seen) { order[++rows] = $2 SUBSEP $3; seen[$2, $3] = 1 }
    { figure[$2, $3, $1] = sprintf("%.2f", $4) }
    END {
        printf "%-14s %-9s %8s %8s %8s\n", "function", "tier", "NEON", "AVX2", "AVX-512"
        for (r = 1; r <= rows; r++) {
            split(order[r], key, SUBSEP)
            printf "%-14s %-9s %8s %8s %8s\n", key[1], key[2], figure[order[r], "NEON"], figure[order[r], "AVX2"], figure[order[r], "AVX-512"]
        }
    }'
