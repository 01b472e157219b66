#!/bin/sh
# The tables of docs/accuracy.md for the tier fast and for elements of 16 bits, from what the checkers print:
#
#     actfn_exhaustive --stride 509 --output fast
#     actfn_test_stored --success >stored.log
#     sh tests/exhaustive/fewer_digits.sh fast.csv stored.log
set -eu

awk -F, '
    $5 == "fast" && $2 == "" {
        if (!($1 in seen)) { seen[$1]; order[++count] = $1 }
        if (!(($1, $4) in worst) || $9 > worst[$1, $4]) worst[$1, $4] = $9
        has[$1, $4]
    }
    function shown(name, quantity) {
        if (!((name, quantity) in has)) return ""
        if (worst[name, quantity] == 0) return "0"
        return sprintf("%.2f", worst[name, quantity])  # in units of 2^-12, as the bounds
    }
    END {
        print "| `fast` | f | f\047 | f\047\047 | from output |"
        print "|---|---|---|---|---|"
        for (i = 1; i <= count; ++i) {
            name = order[i]
            print "| `" name "` | " shown(name, "f") " | " shown(name, "f\047") " | " shown(name, "f\047\047") " | " \
                shown(name, "from output") " |"
        }
    }' "$1"
echo
# Such as "tanh half standard f: 0.500049 ULP, stated 0.51": with parameters, between name and type, they count, too.
awk '
    / ULP, stated / {
        sub(/^ */, "")
        name = $1
        if (!match($0, /(half|bfloat16) (standard|exact|fast) /)) next
        key = name SUBSEP substr($0, RSTART, RLENGTH - 1)
        rest = substr($0, RSTART + RLENGTH)
        quantity = rest
        sub(/:.*/, "", quantity)
        error = rest
        sub(/^[^:]*: */, "", error)
        error += 0
        if (!(name in seen)) { seen[name]; order[++count] = name }
        if (!((key, quantity) in worst) || error > worst[key, quantity]) worst[key, quantity] = error
        has[key, quantity]
    }
    function shown(name, type, tier,    text, q) {
        text = ""
        for (q = 1; q <= 4; ++q) {
            if (!((name, type " " tier, quantities[q]) in has)) continue
            text = text (text == "" ? "" : ", ") sprintf("%.4g", worst[name, type " " tier, quantities[q]])
        }
        return text
    }
    END {
        split("f|f\047|f\047\047|f\047 from output", quantities, "|")
        print "| f, f\047, f\047\047, from output | half | half, fast | bfloat16 | bfloat16, fast |"
        print "|---|---|---|---|---|"
        for (i = 1; i <= count; ++i) {
            name = order[i]
            print "| `" name "` | " shown(name, "half", "standard") " | " shown(name, "half", "fast") " | " \
                shown(name, "bfloat16", "standard") " | " shown(name, "bfloat16", "fast") " |"
        }
    }' "$2"
