#!/bin/sh
# Compares the speed of two commits: sh bench/compare.sh BASE [NEW] [-n PROCESSES] [-f FILTER]
#
# BASE and NEW (default: HEAD) are commits. Both are built side by side under build/compare/, and their benchmarks take turns,
# one process after the other (default: 7 of each), so that both see the same machine. Printed for each row: the median over
# the pairs of NEW's time over BASE's, and an interval that holds the true median with a probability of at least 95 % (order
# statistics: no assumption about the noise). FILTER selects rows such as sigmoid/forward/float/65536/normal/actfn; the
# default is actfn's own rows on float.
set -eu

fail() { printf 'compare: FAILED: %s\n' "$*" >&2; exit 1; }
usage() { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit "$1"; }

processes=7
filter='/float/.*/(actfn|exact)$'
base=
new=
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage 0 ;;
    -n | -f)
        [ $# -ge 2 ] || usage 2
        if [ "$1" = -n ]; then processes=$2; else filter=$2; fi
        shift ;;
    *) if [ -z "$base" ]; then base=$1; elif [ -z "$new" ]; then new=$1; else usage 2; fi ;;
    esac
    shift
done
[ -n "$base" ] || usage 2
[ "$processes" -ge 6 ] || fail "fewer than 6 processes give no interval of 95 %"
command -v jq >/dev/null || fail "jq is missing: sh cmake/install-deps.sh peers"

root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/build/compare
mkdir -p "$work"
base=$(git -C "$root" rev-parse --short --verify "$base^{commit}")
new=$(git -C "$root" rev-parse --short --verify "${new:-HEAD}^{commit}")

# Builds a commit's benchmark from a copy of its files, which stays for the next comparison.
build() {
    source=$work/$1/source
    if [ ! -d "$source" ]; then
        mkdir -p "$source"
        git -C "$root" archive "$1" | tar -x -C "$source"
    fi
    cmake -S "$source" -B "$work/$1/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS=-march=native \
        -DCMAKE_PREFIX_PATH="$root/.deps/usr" -DACTFN_BUILD_TESTS=OFF -DACTFN_BUILD_BENCH=ON >"$work/$1/log" &&
        cmake --build "$work/$1/build" --target actfn_bench >>"$work/$1/log" || fail "building $1: see $work/$1/log"
}

# Prints "row run commit nanoseconds" for each row of one process: the least time of its rounds.
measure() {
    # There, since what else it writes goes into the working folder.
    (cd "$work" && "$1/build/bench/actfn_bench" --rounds=2 --benchmark_filter="$filter" --benchmark_out=run.json) \
        >"$work/$1/log" 2>&1 || fail "measuring $1: see $work/$1/log"
    jq -r --arg run "$2" --arg commit "$1" '.benchmarks | group_by(.name)[] |
        [.[0].name, $run, $commit, (1e9 / (map(.items_per_second) | max))] | join(" ")' "$work/run.json"
}

build "$base"
build "$new"
run=0
: >"$work/times"
while [ "$run" -lt "$processes" ]; do
    run=$((run + 1))
    printf '\rpair %d of %d ' "$run" "$processes" >&2
    # The first of a pair may find the machine warmer or colder: they change places.
    if [ $((run % 2)) = 1 ]; then order="$base $new"; else order="$new $base"; fi
    for commit in $order; do measure "$commit" "$run" >>"$work/times"; done
done
printf '\r' >&2

printf '%-52s %9s %9s   %s\n' "ns per element, medians of $processes" "$base" "$new" 'ratio and interval'
awk -v base="$base" -v new="$new" '
    function sort(values, n,    i, j, v) {
        for (i = 2; i <= n; ++i) {
            v = values[i]
            for (j = i - 1; j > 0 && values[j] > v; --j) values[j + 1] = values[j]
            values[j + 1] = v
        }
    }
    function median(values, n) {
        return (values[int((n + 1) / 2)] + values[int(n / 2) + 1]) / 2
    }
    # The greatest k for which the k-th least and the k-th greatest of n values enclose the median with 95 %: at most 2.5 %
    # for fewer than k of n fair coins.
    function rank(n,    k, term, tail) {
        term = tail = 0.5 ^ n
        for (k = 1; tail + term * (n - k + 1) / k <= 0.025; ++k) {
            term *= (n - k + 1) / k
            tail += term
        }
        return k
    }
    {
        if (!($1 in runs)) names[++rows] = $1
        if ($2 > runs[$1]) runs[$1] = $2
        time[$1, $2, $3] = $4
    }
    END {
        for (r = 1; r <= rows; ++r) {
            name = names[r]
            n = 0
            for (i = 1; i <= runs[name]; ++i) {
                if (!((name, i, base) in time) || !((name, i, new) in time)) continue
                before[++n] = time[name, i, base]
                after[n] = time[name, i, new]
                ratio[n] = after[n] / before[n]
            }
            if (n < 6) continue
            sort(before, n); sort(after, n); sort(ratio, n)
            k = rank(n)
            low = ratio[k]; high = ratio[n + 1 - k]
            verdict = ""
            if (high < 1) verdict = "  faster"
            if (low > 1) verdict = "  slower"
            printf "%-52s %9.4f %9.4f   %.3f [%.3f, %.3f]%s\n", name, median(before, n), median(after, n),
                median(ratio, n), low, high, verdict
        }
    }' "$work/times"
