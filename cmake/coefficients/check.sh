#!/bin/sh
# Runs the scripts beside this one and compares what they print with the constants in the headers below a folder:
#
#   sh cmake/coefficients/check.sh include/actfn
#
# A constant is looked for by its struct, element type and name, wherever its header is. Fails where digits differ, where a
# script prints what no header has, and where a header's polynomial has no script.
set -eu
headers=$(cd "$1" && pwd)
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What stands in the specialisations `struct Name<float> {` of the headers, as the scripts print it, "Name float member digits",
# behind the word array or number.
find "$headers" -name '*.hpp' -exec cat {} + | awk '
    /^struct [A-Za-z0-9]+<[A-Za-z0-9_:]+> (: [A-Za-z0-9<>]+ )?\{/ {
        where = $2
        sub(/</, " ", where)
        sub(/>.*/, "", where)
        members = ""
        next
    }
    where != "" && /^};/ {
        count = split(members, member, ";")
        for (i = 1; i < count; ++i) {
            line = member[i]
            if (line !~ /static constexpr .* [a-z0-9_]+ = /) continue
            kind = line ~ /std::array<(float|double),/ ? "array" : "number"
            name = line
            sub(/ = .*/, "", name)
            sub(/.* /, "", name)
            sub(/.* = /, "", line)
            gsub(/[{},]/, " ", line)
            gsub(/p\+/, "p", line)
            fields = split(line, field, " ")
            digits = ""
            for (k = 1; k <= fields; ++k) {
                sub(/f$/, "", field[k])
                digits = digits " " field[k]
            }
            print kind, where, name digits
        }
        where = ""
    }
    where != "" { sub(/\/\/.*/, ""); members = members " " $0 }' >"$work/headers"

for script in *.sollya; do
    [ "$script" != print.sollya ] || continue
    echo "$script"
    sollya "$script" </dev/null >"$work/printed" || { cat "$work/printed"; echo "FAILED: $script"; exit 1; }
    sed -n 's/^#/   /p' "$work/printed"
    grep -v '^#' "$work/printed" >>"$work/computed"
done

# compare <file>: prints how $work/computed and the constants of headers, listed in the file, differ.
compare() {
    awk '
        { key = $(shift + 1) " " $(shift + 2) " " $(shift + 3) }
        NR == FNR { computed[key] = $0; next }
        { line = $0; sub(/^[a-z]+ /, "", line); kind = $1 }
        key in computed {
            ++found[key]
            if (computed[key] != line) print "differs:\n    in the header  " line "\n    by the script  " computed[key]
            next
        }
        kind == "array" { print "has no script: " line }
        END { for (key in computed) if (!found[key]) print "is in no header: " computed[key] }' \
        shift=0 "$work/computed" shift=1 "$1"
}

compare "$work/headers" >"$work/wrong"
if [ -s "$work/wrong" ]; then
    cat "$work/wrong"
    echo "FAILED with $(sollya --version </dev/null | sed -n 's/^This is \(sollya [^ ]*\).*/\1/p'); the committed digits are of Sollya 8.0"
    exit 1
fi

# A comparison that cannot fail is none: it must see a fault of each kind.
sees() {
    compare "$work/faulty" | grep -q "^$1" || { echo "FAILED: the comparison does not see what $1"; exit 1; }
}
sed '/^array/s/1$/2/; /^array/s/[02-9a-f]$/1/' "$work/headers" >"$work/faulty"
sees differs
sed '/^array/d' "$work/headers" >"$work/faulty"
sees 'is in no header'
sed '/^array/s/float/double/' "$work/headers" | sed 's/Constants/Constant/' >"$work/faulty"
sees 'has no script'

echo "$(wc -l <"$work/computed") constants are what the scripts print"
