#!/bin/sh
# Whether actfn compiles without a warning and computes right by every compiler, standard, dependency, option and processor that it
# is meant for: tests/platforms/main.cpp, each axis varied alone from one base, and a few pairs; the compiled component for Windows.
# Renews the table of docs/platforms.md:
#
#     sh tests/matrix.sh [pattern]         with a pattern: the rows that match it; the others' results are of earlier runs
#
# A row whose compiler, package, emulator or processor is not there is a skip, and says why. What to install, and compilers of
# other Debian suites, which only root can run: sh tests/platforms/prepare.sh. JOBS rows are compiled at a time, 2 by default.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
cd "$root"
work=build/platforms
systems=${XDG_CACHE_HOME:-$HOME/.cache}/actfn-platforms
mkdir -p "$work/rows"

# --- One row --------------------------------------------------------------------------------------------------------

# Sets `enter` to what runs a program with the compiler $1: nothing on this machine, the way into a system elsewhere.
find_compiler() {
    enter=
    if command -v "$1" >/dev/null; then return; fi
    for system in "$systems"/*/usr/bin/"$1"; do
        if [ -x "$system" ]; then
            [ "$(id -u)" = 0 ] || { echo "skip: $1 is in a system of its own, which needs root"; return 1; }
            enter="chroot ${system%/usr/bin/*} env LC_ALL=C sh /actfn/$work/enter"
            return
        fi
    done
    echo "skip: no $1 here, nor in the systems of prepare.sh"
    return 1
}

has_processor() {
    case $1 in
    *x86-64-v3*) needs=avx2 ;;
    *x86-64-v4*) needs=avx512vl ;;
    *) return 0 ;;
    esac
    if grep -qw "$needs" /proc/cpuinfo; then return 0; fi
    echo "skip: the processor has no $needs"
    return 1
}

# The row of the compiled component, whose compiler and runner are those of its preset: the tests of tests/dispatch.
component="actfn::dispatch, static and as DLL"
test_component() {
    unset WINEPREFIX # the preset's
    for shared in OFF ON; do
        cmake --preset windows-dispatch -D BUILD_SHARED_LIBS=$shared &&
            cmake --build --preset windows-dispatch &&
            ctest --preset windows-dispatch || return 1
    done
}

# Prints the outcome of a row in a few words, and the version of its compiler behind a bar.
outcome() {
    find_compiler "$compiler" || return 0
    case $compiler in
    clang*) version=$($enter "$compiler" -dumpversion) ;;
    *) version=$($enter "$compiler" -dumpfullversion) ;;
    esac
    version=${version%-*}
    folders=
    for package in $dependencies; do
        [ -d "$work/$package" ] || { echo "skip: no suite of the mirror has $package|$version"; return 0; }
        folders="$folders -isystem $work/$package"
    done
    if [ "$runner" != refused ] && [ -n "$runner" ] && ! command -v "${runner%% *}" >/dev/null; then
        echo "skip: no ${runner%% *}|$version"
        return 0
    fi
    has_processor "$flags" || return 0
    log=$work/rows/$number.log
    if [ "$flags" = "$component" ]; then
        if test_component >"$log" 2>&1; then echo "pass|$version"; else echo "**fail**|$version"; return 1; fi
        return 0
    fi
    program=$work/rows/$number.exe
    # shellcheck disable=SC2086 # lists of words
    if ! $enter $compiler $flags -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -pthread -Iinclude $folders \
        tests/platforms/main.cpp -o "$program" >"$log" 2>&1; then
        if [ "$runner" = refused ] && [ "$(grep -c 'error: ' "$log")" -le 2 ] && grep -q 'error.*actfn needs' "$log"; then
            echo "refused in one sentence|$version"
            return 0
        fi
        echo "**fail: does not compile**|$version"
        return 1
    fi
    if [ "$runner" = refused ]; then
        echo "**fail: was not refused**|$version"
        return 1
    fi
    # shellcheck disable=SC2086 # a list of words
    if ! timeout 300 $enter $runner "$program" >"$log" 2>&1; then
        echo "**fail: wrong results**|$version"
        return 1
    fi
    rm -f "$program"
    echo "pass|$version"
}

if [ "${1:-}" = --row ]; then
    number=$2
    IFS='|' read -r axis compiler flags dependencies runner <"$work/rows/$number"
    start=$(date +%s)
    rm -f "$work/rows/$number.outcome"
    result=$(outcome) || true
    echo "$result" >"$work/rows/$number.outcome"
    printf '%4d s  %s, %s %s: %s\n' $(($(date +%s) - start)) "$axis" "$compiler" "$flags" "$result"
    exit
fi

# --- All of them ----------------------------------------------------------------------------------------------------

# Systems see the repository at their /actfn, mounted in a namespace that ends with this process.
if [ "${1:-}" != --inside ] && [ -d "$systems" ] && [ "$(id -u)" = 0 ]; then
    exec unshare --mount --propagation private -- sh "$0" --inside "$@"
fi
[ "${1:-}" != --inside ] || shift
if [ "$(id -u)" = 0 ]; then
    for system in "$systems"/*/usr; do
        system=${system%/usr}
        [ -d "$system/proc" ] || continue
        mkdir -p "$system/actfn"
        mount --bind "$root" "$system/actfn"
        mount -t proc proc "$system/proc"
    done
fi
# shellcheck disable=SC2016 # a variable of the inner shell
echo 'cd /actfn && exec "$@"' >"$work/enter"

# The dependencies, where each system sees them.
copy() {
    name=$1
    file=$2
    shift 2
    for folder; do
        if [ ! -d "$work/$name" ] && [ -f "$folder/$file" ]; then
            mkdir -p "$work/$name.new"
            cp -rL "$folder/${file%%/*}" "$work/$name.new"
            if [ -d "$folder/unsupported" ]; then cp -rL "$folder/unsupported" "$work/$name.new"; fi
            mv "$work/$name.new" "$work/$name"
        fi
    done
}
newer() { sh cmake/newer-debian.sh "$work/packages" "$@"; }
copy eigen3 Eigen/Core .deps/usr/include/eigen3 /usr/local/include/eigen3 /usr/include/eigen3
copy xsimd13 xsimd/xsimd.hpp .deps/usr/include /usr/local/include /usr/include
[ -d "$work/eigen5" ] || copy eigen5 Eigen/Core "$(newer libeigen3-dev include/eigen3 Eigen/Version EIGEN_MAJOR_VERSION 5)"
[ -d "$work/xsimd14" ] ||
    copy xsimd14 xsimd/xsimd.hpp "$(newer libxsimd-dev include xsimd/config/xsimd_config.hpp XSIMD_VERSION_MAJOR 14)"

# The greatest version of $1, g++ or clang++, here and in the systems.
newest() {
    for folder in $(printf %s "$PATH" | tr : ' ') "$systems"/*/usr/bin; do
        ls "$folder" 2>/dev/null || true
    done | sed -n "s/^$1-\\([0-9]*\\)\$/\\1/p" | sort -n | tail -n 1
}

# axis | compiler | flags | dependencies | runner
rows() {
    old="eigen3 xsimd13"
    new="eigen5 xsimd14"
    v3="-O2 -march=x86-64-v3"
    base="-std=c++20 $v3"
    gcc=$(newest g++)
    clang=$(newest clang++)
    for version in $(seq 12 "${gcc:-16}"); do echo "compiler|g++-$version|$base|$old|"; done
    for version in $(seq 14 "${clang:-23}"); do echo "compiler|clang++-$version|$base|$old|"; done
    gcc=g++-${gcc:-16}
    clang=clang++-${clang:-23}
    cat <<END_OF_ROWS
standard library|clang++-14|$base -stdlib=libc++|$old|
standard library|$clang|$base -stdlib=libc++|$old|
standard library|$clang|$base -stdlib=libc++ -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_DEBUG|$old|
standard library|g++|$base -D_GLIBCXX_DEBUG|$old|
standard library|$gcc|$base -D_GLIBCXX_DEBUG|$old|
standard|g++-12|-std=c++2b $v3|$old|
standard|clang++-14|-std=c++2b $v3|$old|
standard|g++-14|-std=c++26 $v3|$old|
standard|$gcc|-std=c++23 $v3|$old|
standard|$gcc|-std=c++26 $v3|$old|
standard|$clang|-std=c++23 $v3|$old|
standard|$clang|-std=c++26 $v3|$old|
standard|$gcc|-std=gnu++20 $v3|$old|
Eigen 5|g++|$base|eigen5 xsimd13|
Eigen 5|clang++|$base|eigen5 xsimd13|
xsimd 14|g++|$base|eigen3 xsimd14|
xsimd 14|clang++|$base|eigen3 xsimd14|
optimisation|g++|-std=c++20 -O0 -march=x86-64-v3|$old|
optimisation|g++|-std=c++20 -O1 -march=x86-64-v3|$old|
optimisation|g++|-std=c++20 -O3 -march=x86-64-v3|$old|
optimisation|g++|-std=c++20 -Os -march=x86-64-v3|$old|
optimisation|g++|$base -flto|$old|
optimisation|g++|$base -fno-inline|$old|
optimisation|clang++|-std=c++20 -O0 -march=x86-64-v3|$old|
optimisation|clang++|-std=c++20 -O1 -march=x86-64-v3|$old|
optimisation|clang++|-std=c++20 -O3 -march=x86-64-v3|$old|
optimisation|clang++|$base -fno-inline|$old|
optimisation|$gcc|-std=c++20 -O3 -march=x86-64-v3|$old|
optimisation|$gcc|$base -flto|$old|
optimisation|$clang|-std=c++20 -O3 -march=x86-64-v3|$old|
sanitizer|g++|-std=c++20 -O0 -march=x86-64-v3 -fsanitize=address|$old|
sanitizer|g++|-std=c++20 -O0 -march=x86-64-v3 -fsanitize=undefined -fno-sanitize-recover=all|$old|
sanitizer|g++|-std=c++20 -O1 -march=x86-64-v3 -fsanitize=thread|$old|setarch -R
sanitizer|$clang|-std=c++20 -O1 -march=x86-64-v3 -fsanitize=address,undefined -fno-sanitize-recover=all|$old|
sanitizer|$clang|-std=c++20 -O1 -march=x86-64-v3 -fsanitize=thread|$old|setarch -R
sanitizer|$clang|-std=c++20 -O1 -march=x86-64-v3 -fsanitize=memory -fno-sanitize-recover=all|$old|setarch -R
without|g++|$base -fno-exceptions|$old|
without|g++|$base -fno-rtti|$old|
without|g++|$base -fno-exceptions -fno-rtti|$old|
without|clang++|$base -fno-exceptions -fno-rtti|$old|
without|g++|$base -DEIGEN_NO_MALLOC|$old|
instruction set|g++|-std=c++20 -O2 -march=x86-64|$old|
instruction set|clang++|-std=c++20 -O2 -march=x86-64|$old|
instruction set|g++|-std=c++20 -O2 -march=x86-64-v2|$old|
instruction set|g++|-std=c++20 -O2 -march=sandybridge|$old|
instruction set|g++|-std=c++20 -O2 -march=x86-64-v4|$old|
instruction set|clang++|-std=c++20 -O2 -march=x86-64-v4|$old|
instruction set|$gcc|-std=c++20 -O2 -march=x86-64-v4|$new|
i686|i686-linux-gnu-g++|-std=c++20 -O2 -static -msse2 -mfpmath=sse|$old|qemu-i386
i686|i686-linux-gnu-g++|-std=c++20 -O2 -static|$old|refused
ARMv7|arm-linux-gnueabihf-g++|-std=c++20 -O2 -static -mfpu=neon-vfpv4 -Wno-psabi|$old|qemu-arm
ARMv7|arm-linux-gnueabihf-g++|-std=c++20 -O2 -static -mfpu=vfpv3-d16 -Wno-psabi|$old|qemu-arm
AArch64|aarch64-linux-gnu-g++|-std=c++20 -O2 -static|$old|qemu-aarch64
AArch64|aarch64-linux-gnu-g++|-std=c++20 -O2 -static|$new|qemu-aarch64
RISC-V|riscv64-linux-gnu-g++|-std=c++20 -O2 -static|$old|qemu-riscv64
s390x|s390x-linux-gnu-g++|-std=c++20 -O2 -static|$old|qemu-s390x
Windows|x86_64-w64-mingw32-g++-posix|$base -static|$old|wine
Windows|x86_64-w64-mingw32-g++-posix|-std=c++20 -O2 -march=x86-64 -static|$new|wine
Windows|x86_64-w64-mingw32-g++-posix|$component|$old|wine
pair|$gcc|$base|$new|
pair|$gcc|-std=c++26 -O3 -march=x86-64-v3|$new|
pair|$clang|$base|$new|
pair|$clang|-std=c++26 $v3 -stdlib=libc++|$new|
pair|clang++-14|$base -stdlib=libc++|$new|
END_OF_ROWS
}

# Each row has a file of its own, named after what it says.
rows >"$work/all"
numbers() {
    grep -e "$1" "$work/all" | while read -r row; do
        number=$(echo "$row" | cksum | tr -d ' ')
        echo "$row" >"$work/rows/$number"
        echo "$number"
    done
}
export WINEPREFIX="$root/$work/wine" WINEDEBUG=-all
numbers "${1:-.}" | xargs -r -P "${JOBS:-2}" -n 1 sh "$0" --row

# --- The table ------------------------------------------------------------------------------------------------------

numbers . >"$work/numbers"
outcome_of() { cat "$work/rows/$1.outcome" 2>/dev/null || echo 'not tried yet'; }
outcomes=$(while read -r number; do outcome_of "$number"; done <"$work/numbers")
for outcome in pass refused skip fail 'not tried'; do
    printf '%s: %d  ' "$outcome" "$(echo "$outcomes" | grep -c "^[*]*$outcome" || true)"
done
echo
{
    sed '/^<!-- matrix -->$/q' docs/platforms.md
    echo
    echo '| | compiler | options | result |'
    echo '|---|---|---|---|'
    while read -r number; do
        IFS='|' read -r axis compiler flags dependencies runner <"$work/rows/$number"
        IFS='|' read -r result version <<END_OF_OUTCOME
$(outcome_of "$number")
END_OF_OUTCOME
        case $dependencies in
        *eigen5*xsimd14*) flags="$flags, Eigen 5, xsimd 14" ;;
        esac
        case $runner in
        '' | refused | setarch*) ;;
        *) [ "$result" != pass ] || result="pass, by $runner" ;;
        esac
        echo "| $axis | ${compiler%-[0-9]*} ${version:-${compiler##*-}} | $flags | $result |"
    done <"$work/numbers"
    echo
    sed -n '/^<!-- end of matrix -->$/,$p' docs/platforms.md
} >"$work/platforms.md"
cp "$work/platforms.md" docs/platforms.md
! echo "$outcomes" | grep -q fail
