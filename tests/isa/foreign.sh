#!/bin/sh
# Functors on targets without vector registers, run by qemu's user emulation, have the bits of this x86 machine: those of AVX2
# where the target has FMA, of SSE2 where it has none.
#
#     sh tests/isa/foreign.sh
#
# A target whose cross compiler or emulator is not there is named as skipped (Debian: g++-riscv64-linux-gnu and the like,
# qemu-user).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/foreign
mkdir -p "$work"

# build <name> <compiler> <option>...
build() {
    program=$work/$1
    shift
    "$@" -std=c++20 -O1 -DCALLS=native_calls -I"$root/include" -isystem "$root/.deps/usr/include/eigen3" \
        -isystem "$root/.deps/usr/include" -isystem /usr/include/eigen3 "$here/emulated.cpp" "$here/foreign.cpp" \
        -static -o "$program"
}

build fma g++ -march=x86-64-v3
build none g++ -march=x86-64
for reference in fma none; do "$work/$reference" >"$work/$reference.txt"; done

failed=0
while IFS='|' read -r name reference emulator command; do
    compiler=${command%% *}
    # shellcheck disable=SC2086 # a list of words
    if ! command -v "$compiler" >/dev/null || ! command -v "$emulator" >/dev/null; then
        result="skipped: no $compiler or $emulator"
    elif ! build "$name" $command || ! "$emulator" "$work/$name" >"$work/$name.txt"; then
        result="FAILED to build or run"
        failed=1
    elif cmp -s "$work/$name.txt" "$work/$reference.txt"; then
        result="the bits of this machine"
    else
        result="OTHER BITS: diff $work/$reference.txt $work/$name.txt"
        failed=1
    fi
    printf '%-10s %-60s %s\n' "$name" "$command" "$result"
done <<END
riscv64|fma|qemu-riscv64|riscv64-linux-gnu-g++
s390x|fma|qemu-s390x|s390x-linux-gnu-g++
ppc64le|fma|qemu-ppc64le|powerpc64le-linux-gnu-g++
armv7-fma|fma|qemu-arm|arm-linux-gnueabihf-g++ -mfpu=neon-vfpv4 -Wno-psabi
armv7|none|qemu-arm|arm-linux-gnueabihf-g++ -mfpu=vfpv3-d16 -Wno-psabi
aarch64|fma|qemu-aarch64|aarch64-linux-gnu-g++ -Wno-psabi
i686|none|qemu-i386|i686-linux-gnu-g++ -msse2 -mfpmath=sse
END
exit $failed
