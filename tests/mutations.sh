#!/bin/sh
# A check that cannot fail is none: changes the last digit of one coefficient in a copy of the headers, and the committed
# checksums or the kernel's accuracy test must turn red.
#
#     sh tests/mutations.sh [--list] [kernel...]
#
# Prints what each check said, and fails if a change went unnoticed. Compiles for minutes, so it is not one of ctest's.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/build/mutations
mkdir -p "$work"

# kernel | header | coefficient | the same with another last digit | its test in tests/math
# For a float the last of six hexadecimal digits has three bits, so that it changes by 2. Of a double's polynomial only the
# first terms will do: a late one's last digit is worth so little that no result changes.
mutations() {
    cat <<END
none-float|exp.hpp|0x1.555716p-5f|0x1.555716p-5f|exp
none-double|erf.hpp|0x1.06eba8214db68p-3|0x1.06eba8214db68p-3|erf
exp-float|exp.hpp|0x1.555716p-5f|0x1.555718p-5f|exp
exp-double|exp.hpp|0x1.555555555553bp-3|0x1.555555555553cp-3|exp
tanh-float|exp.hpp|0x1.7f7d1cp-20f|0x1.7f7d1ep-20f|tanh
log-double|log.hpp|0x1.5555555555558p-1|0x1.5555555555559p-1|log
log1p-double|log.hpp|0x1.fffffffffffeep-2|0x1.fffffffffffefp-2|log
erf-float|erf.hpp|0x1.06eba8p-3f|0x1.06ebaap-3f|erf
erf-double|erf.hpp|0x1.06eba8214db68p-3|0x1.06eba8214db69p-3|erf
END
}
if [ "${1:-}" = --list ]; then mutations | cut -d '|' -f 1; exit; fi

# compile <include folder> <source> <program> <option>...
compile() {
    folder=$1
    source=$2
    program=$3
    shift 3
    if ! g++ -std=c++20 -O2 -march=x86-64-v3 -mtune=generic -I"$folder" -isystem "$root/.deps/usr/include/eigen3" \
        -isystem "$root/.deps/usr/include" -isystem /usr/include/eigen3 "$root/tests/$source" -o "$program" \
        -L"$root/.deps/usr/lib" "$@" >"$program.log" 2>&1; then
        echo "mutations: does not compile: $program.log" >&2
        return 1
    fi
}

chosen=" $* "
is_chosen() { [ "$chosen" = "  " ] || case $chosen in *" $1 "*) ;; *) return 1 ;; esac; }

failed=0
mutations >"$work/rows"
printf '%-13s %-24s %-24s %-22s %s\n' kernel coefficient changed checksums 'accuracy'
while IFS='|' read -r kernel header old new test <&3; do
    is_chosen "$kernel" || continue
    copy=$work/$kernel
    rm -rf "$copy"
    mkdir "$copy"
    cp -R "$root/include" "$copy"
    file=$copy/include/actfn/math/$header
    # Digit for digit: a dot is no wildcard, and 0x1.8p-3 is not the end of a longer numeral or of another exponent.
    number=$(printf '%s' "$old" | sed 's/[.+]/\\&/g')
    if [ "$(grep -cE "(^|[^0-9A-Za-z.])$number($|[^0-9A-Za-z.])" "$file")" != 1 ]; then
        echo "mutations: $old is not just once in $header" >&2
        exit 1
    fi
    sed -E "s/(^|[^0-9A-Za-z.])$number($|[^0-9A-Za-z.])/\\1$new\\2/" "$file" >"$copy/changed"
    mv "$copy/changed" "$file"

    # The kernels themselves, and of the functions one for each.
    FUNCTIONS="ELU Softplus Tanh" sh "$root/tests/bits/build.sh" "$copy/bits" "$copy/include" g++ -O2 -march=x86-64-v3 \
        -mtune=generic &
    bits=$!
    compile "$copy/include" "math/$test.cpp" "$copy/accuracy" -lCatch2Main -lCatch2 -lmpfr -lgmp
    wait "$bits"

    differing=green
    accuracy=green
    if ! "$copy/bits" "$root/tests/bits/checksums" >"$copy/bits.txt"; then
        differing="red: $(grep -c ', but the files have ' "$copy/bits.txt") differ"
    fi
    if ! "$copy/accuracy" >"$copy/accuracy.txt"; then accuracy=red; fi
    case $kernel/$differing/$accuracy in
    none-*/green/green) verdict='' ;;
    none-*) verdict=', but nothing was changed' failed=1 ;;
    */green/green) verdict=', so nothing noticed' failed=1 ;;
    *) verdict='' ;;
    esac
    printf '%-13s %-24s %-24s %-22s %s\n' "$kernel" "$old" "$new" "$differing" "$test.cpp $accuracy$verdict"
done 3<"$work/rows"
exit $failed
