#!/bin/sh
# Gets what actfn's presets need: sh cmake/install-deps.sh
# With what the preset bench-peers and bench/compare.sh need, too: sh cmake/install-deps.sh peers
# With ONNX's own tests of its operators, which the tests then run: sh cmake/install-deps.sh onnx
# With what draws the pictures of docs/ and makes HTML of the pages: sh cmake/install-deps.sh site
#
# Does nothing where all is there. On Debian 12 and 13 it installs what is missing, as root or through sudo. What the
# distribution has only too old is taken from a newer Debian suite on the same mirror and unpacked into .deps/, where the
# presets look first: the system gets no foreign package and no foreign source.
# On other systems it only says what is missing.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
deps=$root/.deps

say() { printf 'install-deps: %s\n' "$*"; }
fail() { printf 'install-deps: FAILED: %s\n' "$*" >&2; exit 1; }

# --- What is there --------------------------------------------------------------------------------------------------

# The folders that CMake searches too, in the same order.
prefixes="$deps/usr $(printf %s "${CMAKE_PREFIX_PATH:-}" | tr ':;' '  ') ${CONDA_PREFIX:-} /usr/local /opt/homebrew /usr"

# Prints the first file called $1 under the include folders.
header() {
    for prefix in $prefixes; do
        for folder in include include/eigen3 include/"$(uname -m)"-linux-gnu; do
            if [ -f "$prefix/$folder/$1" ]; then echo "$prefix/$folder/$1"; return; fi
        done
    done
    return 1
}

have_version() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

have() {
    case $1 in
    compiler)
        for compiler in ${CXX:-c++ g++ clang++}; do
            if "$compiler" -std=c++20 -x c++ -fsyntax-only - 2>/dev/null <<'END'
#include <span>
#if defined(__clang__) ? __clang_major__ < 14 : __GNUC__ < 12
#error "too old"
#endif
END
            then return 0; fi
        done
        return 1 ;;
    cmake) command -v cmake >/dev/null && have_version 3.25 "$(cmake --version | sed -n 's/^cmake version //p')" ;;
    ninja) command -v ninja >/dev/null ;;
    git) command -v "$1" >/dev/null ;;
    eigen) header Eigen/Core >/dev/null ;;
    xsimd)
        for prefix in $prefixes; do
            config=$prefix/include/xsimd/config/xsimd_config.hpp
            if [ -f "$config" ] &&
                [ "$(sed -n 's/^#define XSIMD_VERSION_MAJOR *//p' "$config")" -ge 13 ]; then return 0; fi
        done
        return 1 ;;
    catch2) header catch2/catch_all.hpp >/dev/null ;;
    benchmark) header benchmark/benchmark.h >/dev/null ;;
    mpfr) header mpfr.h >/dev/null ;;
    cli11) header CLI/CLI.hpp >/dev/null ;;
    onnx) header onnx/onnx_pb.h >/dev/null && header google/protobuf/message.h >/dev/null &&
        [ -f /usr/share/libonnx-testdata/data/node/test_relu/model.onnx ] ;;
    sleef) header sleef.h >/dev/null ;;
    onednn) header dnnl.hpp >/dev/null ;;
    jq | mkdocs | gnuplot) command -v "$1" >/dev/null ;;
    mpi) command -v mpicxx >/dev/null && command -v mpiexec >/dev/null ;;
    esac
}

all="compiler cmake ninja git eigen xsimd catch2 benchmark mpfr cli11"
case ${1:-} in
"") ;;
onnx) all="$all onnx" ;;
peers) all="$all sleef onednn jq gnuplot" ;;
examples) all="$all mpi" ;;
site) all="compiler cmake ninja eigen xsimd mkdocs gnuplot" ;;
*) fail "unknown argument $1: there are onnx (ONNX's own tests of its operators), peers (what the benchmark bench-peers compares with, and what draws its pictures), examples (MPI) and site (the pages as HTML)" ;;
esac
missing=
look() {
    missing=
    for name in $all; do
        have "$name" || missing="$missing $name"
    done
    missing=${missing# }
}

look
if [ -z "$missing" ]; then
    say "nothing to do: $all are there"
    exit 0
fi
say "missing: $missing"

# shellcheck disable=SC1091
distribution=$( (. /etc/os-release && echo "$ID ${VERSION_ID:-}") 2>/dev/null || echo unknown)
case $distribution in
"debian 12" | "debian 13") ;;
*)
    advice="this script installs only on Debian 12 and 13; get $missing from your system, or by
    Homebrew: brew install cmake ninja eigen xsimd catch2 google-benchmark mpfr cli11
    vcpkg:    vcpkg install eigen3 xsimd catch2 benchmark mpfr cli11
    conda:    conda install -c conda-forge cxx-compiler cmake ninja eigen xsimd catch2 benchmark mpfr cli11"
    # Without the others, the build says what it leaves out, and goes on.
    case " $missing " in
    *" compiler "* | *" cmake "* | *" ninja "* | *" eigen "* | *" xsimd "*) fail "$advice" ;;
    esac
    say "$advice"
    exit 0 ;;
esac

# --- Debian ---------------------------------------------------------------------------------------------------------

# Debian's package for a dependency; a suite before it where the distribution's own is too old.
package() {
    case $1 in
    compiler) echo g++ ;;
    ninja) echo ninja-build ;;
    eigen) echo libeigen3-dev ;;
    xsimd) [ "$distribution" = "debian 12" ] && echo "trixie/libxsimd-dev trixie/xtl-dev" || echo libxsimd-dev ;;
    catch2) [ "$distribution" = "debian 12" ] && echo bookworm-backports/libcatch2-dev || echo libcatch2-dev ;;
    benchmark) echo libbenchmark-dev ;;
    mpfr) echo libmpfr-dev ;;
    cli11) echo libcli11-dev ;;
    sleef) echo libsleef-dev ;;
    onednn) echo libdnnl-dev ;;
    onnx) echo libonnx-dev libonnx-testdata libprotobuf-dev ;;
    mpi) echo libopenmpi-dev openmpi-bin ;;
    gnuplot) echo gnuplot-nox ;;
    *) echo "$1" ;;
    esac
}

system_packages=
newer_packages=
for name in $missing; do
    for package in $(package "$name"); do
        case $package in
        */*) newer_packages="$newer_packages $package" ;;
        *) system_packages="$system_packages $package" ;;
        esac
    done
done

if [ -n "$system_packages" ]; then
    as_root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail "installing$system_packages needs root, and there is no sudo: run this as root"
        as_root=sudo
    fi
    say "installing$system_packages"
    # A foreign source that is broken must not stop what Debian's own sources can do.
    $as_root apt-get update -q || say "apt-get update had errors; going on"
    # shellcheck disable=SC2086 # a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 $system_packages || fail "apt-get install$system_packages"
fi

if [ -n "$newer_packages" ]; then
    say "unpacking$newer_packages into $deps"
    # shellcheck disable=SC2086 # a list of words
    sh "$root/cmake/unpack-debian.sh" "$deps" $newer_packages || fail "unpacking$newer_packages"
    # Under sudo, the folder still belongs to whoever owns the source tree.
    if [ "$(id -u)" = 0 ]; then chown -R --reference="$root" "$deps"; fi
fi

look
[ -z "$missing" ] || fail "still missing after installing: $missing"
say "done: $all are there"
