#!/bin/sh
# The committed checksums on everything that a user may compile with, each axis varied alone from one base:
#
#     sh tests/bits/matrix.sh [--list] [row...]
#
# Prints a table and fails if a row differs. A row whose compiler, package or processor is not there is named as skipped.
# Needs a Debian machine for the rows with newer packages: these are unpacked into build/matrix, from the machine's own mirror.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/matrix
mkdir -p "$work"

# The first of the folders $2... that holds the file $1.
folder_of() {
    file=$1
    shift
    for folder; do
        if [ -f "$folder/$file" ]; then echo "$folder"; return; fi
    done
    echo "matrix: $file was not found" >&2
    exit 1
}

newer_package() { sh "$root/cmake/newer-debian.sh" "$work/packages" "$@"; }

# Compiles and runs the checksums as one row says; prints the outcome in a few words.
check_row() {
    if ! command -v "$2" >/dev/null; then echo "skipped: no $2"; return 0; fi
    if [ -n "$6" ] && ! command -v "$6" >/dev/null; then echo "skipped: no $6"; return 0; fi
    if [ -z "$4" ] || [ -z "$5" ]; then echo "skipped: no newer package"; return 0; fi
    log=$work/$1.log
    : >"$log"
    outcome=0
    # shellcheck disable=SC2086 # lists of words
    if ! sh "$here/build.sh" "$work/$1" "$root/include" $2 $3 -isystem "$4" -isystem "$5" >"$log" 2>&1; then
        echo "does not compile: $work/$1.objects/*.log"
        return 1
    fi
    # shellcheck disable=SC2086
    $6 "$work/$1" "$here/checksums" >"$log" 2>&1 || outcome=1
    if grep -q '^skipped' "$log"; then head -n 1 "$log"; return 0; fi
    differing=$(grep -c ', but the files have ' "$log" || true)
    doors=$(grep -c ', in the buffer call ' "$log" || true)
    if [ $outcome = 0 ]; then echo "the committed bits"; else echo "$differing checksums differ, $doors calls differ: $log"; fi
    return $outcome
}

# name | compiler | flags | Eigen's folder | xsimd's folder | how to run it
rows() {
    base="-O2 -march=x86-64-v3"
    cat <<END
base|g++|$base|$eigen|$xsimd|
clang++|clang++|$base|$eigen|$xsimd|
-O0|g++|-O0 -march=x86-64-v3|$eigen|$xsimd|
-O3|g++|-O3 -march=x86-64-v3|$eigen|$xsimd|
contract-off|g++|$base -ffp-contract=off|$eigen|$xsimd|
contract-on|g++|$base -ffp-contract=on|$eigen|$xsimd|
contract-fast|g++|$base -ffp-contract=fast|$eigen|$xsimd|
clang-contract-fast|clang++|$base -ffp-contract=fast|$eigen|$xsimd|
avx512|g++|-O2 -march=x86-64-v4|$eigen|$xsimd|
native|g++|-O2 -march=native|$eigen|$xsimd|
sse2|g++|-O2 -march=x86-64|$eigen|$xsimd|
clang-sse2|clang++|-O2 -march=x86-64|$eigen|$xsimd|
xsimd14|g++|$base|$eigen|$xsimd14|
eigen5|g++|$base|$eigen5|$xsimd|
aarch64|aarch64-linux-gnu-g++|-O2 -static|$eigen|$xsimd|qemu-aarch64
riscv64|riscv64-linux-gnu-g++|-O2 -static|$eigen|$xsimd|qemu-riscv64
s390x|s390x-linux-gnu-g++|-O2 -static|$eigen|$xsimd|qemu-s390x
armv7-fma|arm-linux-gnueabihf-g++|-O2 -static -mfpu=neon-vfpv4 -Wno-psabi|$eigen|$xsimd|qemu-arm
armv7|arm-linux-gnueabihf-g++|-O2 -static -mfpu=vfpv3-d16 -Wno-psabi|$eigen|$xsimd|qemu-arm
i686|i686-linux-gnu-g++|-O2 -static -msse2 -mfpmath=sse|$eigen|$xsimd|qemu-i386
END
}

eigen=$(folder_of Eigen/Core "$root/.deps/usr/include/eigen3" /usr/local/include/eigen3 /usr/include/eigen3)
xsimd=$(folder_of xsimd/xsimd.hpp "$root/.deps/usr/include" /usr/local/include /usr/include)
xsimd14=''
eigen5=''
if [ "${1:-}" = --list ]; then rows | cut -d '|' -f 1; exit; fi

# Packages that the base has older; empty where no suite of the mirror has them.
chosen=" $* "
is_chosen() { [ "$chosen" = "  " ] || case $chosen in *" $1 "*) ;; *) return 1 ;; esac; }
if is_chosen xsimd14; then xsimd14=$(newer_package libxsimd-dev include xsimd/config/xsimd_config.hpp XSIMD_VERSION_MAJOR 14); fi
if is_chosen eigen5; then eigen5=$(newer_package libeigen3-dev include/eigen3 Eigen/Version EIGEN_MAJOR_VERSION 5); fi

failed=0
rows >"$work/rows"
while IFS='|' read -r name compiler flags eigen_folder xsimd_folder runner <&3; do
    is_chosen "$name" || continue
    result=$(check_row "$name" "$compiler" "$flags" "$eigen_folder" "$xsimd_folder" "$runner") || failed=1
    printf '%-20s %-24s %-40s %s\n' "$name" "$compiler" "$flags" "$result"
done 3<"$work/rows"
exit $failed
