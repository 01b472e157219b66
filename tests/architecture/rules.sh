#!/bin/sh
# Keeps the house: checks the rules of the architecture on the headers in $1 (the include folder).
# Prints one line per violation, "file:line: what: code", and fails if there is one.
set -eu
root=$(cd "$1" && pwd)
include=$root/actfn
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What the compiler sees: strings emptied, comments gone, lines kept; and free functions, defined at the left edge, unnamed.
for file in $(find "$include" -type f | sort); do
    code=$work/code/${file#"$root"/}
    mkdir -p "$(dirname "$code")"
    sed -E 's/"([^"\\]|\\.)*"/""/g; s,//.*$,,; s/^auto [a-z_0-9]+\(/auto (/' "$file" > "$code"
done
cd "$work/code"
: > "$work/violations"

# report <what> <extended regular expression> <file>...: every match is a violation.
report() {
    what=$1
    expression=$2
    shift 2
    grep -nHE -- "$expression" "$@" | awk -v what="$what" -F: \
        '{ line = $0; sub(/^[^:]*:[^:]*:[ \t]*/, "", line); print $1 ":" $2 ": " what ": " line }' >> "$work/violations" || true
}

everything=$(find actfn -type f)
functions=$(find actfn/functions -type f)
outside_simd=$(find actfn -type f ! -path 'actfn/simd/*')
outside_math=$(find actfn -type f ! -path 'actfn/simd/*' ! -path 'actfn/math/*')
before='(^|[^A-Za-z0-9_])'

# one_folder <what> <extended regular expression> <folder>: matches outside it are violations.
one_folder() {
    files=$(grep -rlE -- "$2" actfn | grep -v "^actfn/$3/" || true)
    # shellcheck disable=SC2086
    [ -z "$files" ] || report "$1 is named outside $3/" "$2" $files
}

one_folder xsimd "${before}(xsimd::|namespace xsimd)|<xsimd/" simd
one_folder "a member of xsimd" "${before}(register_type|load_unaligned|store_unaligned|load_aligned|store_aligned)($|[^A-Za-z0-9_])" simd
one_folder Eigen::internal "Eigen::internal|namespace Eigen" eigen

# shellcheck disable=SC2086
{
    report "an intrinsic outside simd/" "${before}(_mm[0-9]*_|__m(128|256|512)|v[a-z]+q?_f(32|64))" $outside_simd
    report "a std:: math call outside simd/ and math/" \
        "std::(exp|exp2|expm1|log|log1p|log2|log10|tanh|sinh|cosh|atan|sin|cos|tan|sqrt|cbrt|pow|fma|erf|erfc|fabs|abs|fmin|fmax|floor|ceil|round|lround|rint|nearbyint|trunc|copysign|ldexp|scalbn|frexp|ilogb|hypot|isnan|isinf|isfinite|signbit)f? *\(" $outside_math

    # `same_as<Tier, exact>` is no such question: a tier may have a kernel of its own.
    report "a formula asks what its value is" \
        "is_same|same_as *<($|[^T]|T($|[^i]))|is_batch|${before}Batch($|[^A-Za-z_])|${before}Scalar($|[^A-Za-z_])|is_floating_point|is_arithmetic|is_zmm|is_x86|native_batch|has_simd_register|sizeof *\((V|T)\)|${before}lanes *<" \
        $(grep -lE ': Elementwise<' $functions)

    report "using namespace" "using +namespace" $everything
    # XSIMD_WITH_EMULATED is a setting of xsimd's.
    report "a macro without ACTFN_" "^ *# *define +([^AX]|X[^S]|A[^C]|AC[^T]|ACT[^F]|ACTF[^N]|ACTFN[^_])" $everything
    report "more than includes" "^ *[^# ]" actfn/actfn.hpp
}

# A formula must say math::exp: argument-dependent look-up would take xsimd's exp for batches and another for scalars. The
# names are those of math/ and of the C library, without those that a header defines for itself.
awk '/^namespace .*math \{/ { on = 1 } /^}  \/\/ namespace .*math$/ { on = 0 } on' "$include/simd/arithmetic.hpp" "$include"/math/*.hpp |
    sed -nE 's/^(\[\[gnu::always_inline\]\] )?inline [A-Za-z_:<>, ]+ ([a-z_0-9]+)\(.*/\2/p' > "$work/names"
printf '%s\n' exp exp2 expm1 log log2 log1p tanh erf erfc sqrt abs fabs min max copysign fma select pow floor ceil round >> "$work/names"
for file in $functions; do
    sed -nE 's/^ +(\[\[[^]]*\]\] )?((static|constexpr|auto|V|T|double|void|std::pair<V, V>) )+([a-z_0-9]+)\(.*\{$/\4/p' "$file" > "$work/own"
    names=$(sort -u "$work/names" | grep -vxF -f "$work/own" | paste -sd '|' -)
    report "an unqualified call" "(^|[^A-Za-z0-9_.:>])($names) *\(" "$file"
done

# Each folder stands on those before it: no include runs upwards, and none runs in a circle.
floors='base simd math memory loop eigen elementwise rows channels random functions gated spec dispatch'
cd "$root"
grep -nE '^#include "actfn/' $everything | sed -E 's/^actfn\/([^:]*):([0-9]+):#include "actfn\/([^"]*)".*/\1 \2 \3/' > "$work/includes"
awk -v floors="$floors" '
    BEGIN { n = split(floors, name, " "); for (i = 1; i <= n; ++i) floor[name[i] "/"] = i }
    function of(path) { sub(/[^\/]*$/, "", path); return path == "" ? 1000 : path in floor ? floor[path] : 0 }
    of($1) == 0 { print "actfn/" $1 ":" $2 ": a folder that is no floor: " $1; next }
    of($3) > of($1) { print "actfn/" $1 ":" $2 ": an include runs upwards: #include \"actfn/" $3 "\"" }' "$work/includes" >> "$work/violations"
awk '{ print $1, $3 }' "$work/includes" | tsort 2>&1 >/dev/null | sed -nE 's/^tsort: ([a-z_]+\/?[a-z_]*\.hpp)$/actfn\/\1:1: includes run in a circle/p' >> "$work/violations"

# No file above 300 lines, and no folder above 30 % of all but functions/, which grows with every function.
# shellcheck disable=SC2086
wc -l $everything | awk '
    $2 == "total" { next }
    { all += $1; folder = $2; sub(/[^\/]*$/, "", folder); lines[folder] += $1; if ($1 > most[folder]) { most[folder] = $1; longest[folder] = $2 } }
    $1 > 300 { print $2 ":" $1 ": longer than 300 lines" }
    END { for (f in lines) if (f != "actfn/" && f != "actfn/functions/" && lines[f] > 0.3 * all) print longest[f] ":1: " f " has more than 30 % of the lines" }' >> "$work/violations"

for file in $functions; do
    lines=$(wc -l < "$file")
    [ "$lines" -le 200 ] || echo "$file:$lines: longer than 200 lines" >> "$work/violations"
    [ "$file" != actfn/functions/list.hpp ] || continue
    grep -qE '^///' "$file" || echo "$file:1: no contract comment" >> "$work/violations"
    for name in $(sed -nE 's/^auto ([a-z_0-9]+)\(.*/\1/p' "$file" | sort -u); do
        grep -qE "^ACTFN_NO_SUCH_[A-Z_]*\($name[,)]" "$file" ||
            echo "$file:1: a wrong call of $name is answered with a list of overloads: ACTFN_NO_SUCH_ELEMENTWISE_CALL" >> "$work/violations"
    done
    grep -qE ': Elementwise<' "$file" || continue
    for part in '^///     f\(x\)' "^///.*f'\(x\)" "^///.*f''\(x\)" '^/// Special values:' '^///.*NaN'; do
        grep -qE -- "$part" "$file" || echo "$file:1: the contract comment lacks $part" >> "$work/violations"
    done
    grep -qE 'static constexpr Bounds bounds =' "$file" || echo "$file:1: no bounds" >> "$work/violations"
    name=$(sed -nE 's/^struct ([A-Za-z0-9]+) : Elementwise<.*/\1/p' "$file")
    grep -qE "[<, ]$name<T, Tier>" actfn/functions/list.hpp || echo "$file:1: $name is not in AllFunctions" >> "$work/violations"
done

cat "$work/violations"
[ ! -s "$work/violations" ]
