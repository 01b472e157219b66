#!/bin/sh
# The checksums' program by any compiler and flags, two compilations at a time:
#
#     sh tests/bits/build.sh <program> <include folder> <compiler> <option>...
#
# Its objects are left in <program>.objects. With --functions in front, only those of the functions and of softmax's passes,
# which actfn_exhaustive and the calls of softmax's proof link, too. FUNCTIONS in the environment names some of the classes of
# functions/list.hpp, instead of all.
set -eu

only_functions=false
if [ "$1" = --functions ]; then
    only_functions=true
    shift
fi
program=$1
include=$2
shift 2
tests=$(cd "$(dirname "$0")/.." && pwd)
root=$tests/..
objects=$program.objects
rm -rf "$objects"
mkdir -p "$objects"

functions=${FUNCTIONS:-$(grep -oE '[A-Za-z0-9]+<T, Tier>' "$include/actfn/functions/list.hpp" | sed 's/<.*//')}
for function in $functions; do echo "FUNCTION($function)"; done >"$objects/functions.inc"
every_call=$functions
if $only_functions; then every_call=; fi
for function in $every_call; do echo "FUNCTION($function)"; done >"$objects/functions_with_every_call.inc"

# A source, the name of its object and its definitions, one a line.
{
    echo "every_function/isa_calls.cpp isa_calls"
    for function in $functions; do echo "every_function/isa_calls_of_one.cpp $function -DISA_FUNCTION=$function"; done
    parts=rows/passes
    if ! $only_functions; then
        echo "bits/main.cpp main"
        parts="$parts bits/rows bits/others"
    fi
    for part in $parts; do
        name=${part%/*}-${part#*/}
        types_and_tiers='float/standard float/exact double/standard'
        if [ $part != bits/others ]; then types_and_tiers="$types_and_tiers float/fast"; fi
        for type_and_tier in $types_and_tiers; do
            type=${type_and_tier%/*}
            tier=${type_and_tier#*/}
            echo "$part.cpp $name-$type-$tier -DBITS_TYPE=$type -DBITS_TIER=$tier" \
                "-DPASSES_TYPE=$type -DPASSES_TIER=$tier"
        done
    done
} >"$objects/sources"

# Folders that the caller has named come first.
cat >"$objects/compile" <<END
exec $* -std=c++20 -DISA_CALLS=the_calls -I$include -I$objects -isystem $root/.deps/usr/include/eigen3 \\
    -isystem $root/.deps/usr/include -isystem /usr/include/eigen3 -c "\$@"
END
# shellcheck disable=SC2016 # variables of the inner shell
if ! xargs -P 2 -L 1 sh -c 'objects=$1 source=$2/$3 object=$1/$4
    shift 4
    sh "$objects/compile" "$source" -o "$object.o" "$@" >"$object.log" 2>&1' sh "$objects" "$tests" <"$objects/sources"; then
    echo "build: does not compile: $objects/*.log" >&2
    exit 1
fi
$only_functions || "$@" "$objects"/*.o -o "$program"
