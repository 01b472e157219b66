#!/bin/sh
# Gets what tests/matrix.sh tries and this machine has not: cross compilers, emulators and wine are installed, and the compilers
# of other Debian suites go into bare systems of these, made by debootstrap from the machine's own mirror. As root:
#
#     sh tests/platforms/prepare.sh
#
# The systems stay in ${XDG_CACHE_HOME:-~/.cache}/actfn-platforms and take 5 GB.
set -eu

# Mounts live in a namespace of this process, and end with it.
if [ "${1:-}" != --inside ]; then
    [ "$(id -u)" = 0 ] || { echo "prepare: needs root" >&2; exit 1; }
    exec unshare --mount --propagation private -- sh "$0" --inside
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
systems=${XDG_CACHE_HOME:-$HOME/.cache}/actfn-platforms
mkdir -p "$systems"
export DEBIAN_FRONTEND=noninteractive
install="apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=300"

apt-get update -q
# A package that this distribution does not have must not keep out the others.
for package in debootstrap qemu-user wine64 wine libc++-dev libc++abi-dev g++-i686-linux-gnu g++-arm-linux-gnueabihf \
    g++-aarch64-linux-gnu g++-riscv64-linux-gnu g++-s390x-linux-gnu g++-mingw-w64-x86-64-posix; do
    $install "$package" || echo "prepare: without $package" >&2
done

inside() { chroot "$systems/$suite" env LC_ALL=C "$@"; }

# The compilers $1 of the suite, of versions from $2, that no system before it has, as "14 15".
new_versions() {
    inside apt-cache search -n "^$(printf %s "$1" | sed 's/+/[+]/g')-[0-9]+\$" | sed 's/ .*//; s/.*-//' | sort -n | while read -r version; do
        [ "$version" -lt "$2" ] || grep -qx "$1-$version" "$systems/compilers" || echo "$version"
    done
}

: >"$systems/compilers"
for suite in bookworm trixie sid; do
    if [ ! -d "$systems/$suite" ]; then
        debootstrap --variant=minbase "$suite" "$systems/$suite.new" "$(sh "$root/cmake/debian-mirror.sh")"
        mv "$systems/$suite.new" "$systems/$suite"
    fi
    mount -t proc proc "$systems/$suite/proc"
    mount --rbind /dev "$systems/$suite/dev"
    cp -L /etc/resolv.conf /etc/hosts "$systems/$suite/etc"
    # How this machine reaches its mirror: a proxy, a clock that is off.
    apt-config dump | sed -nE '/^Acquire::(https?::|Check-)/p' >"$systems/$suite/etc/apt/apt.conf.d/99actfn"
    inside apt-get update -q
    packages=
    for version in $(new_versions g++ 12); do
        packages="$packages g++-$version"
        echo "g++-$version" >>"$systems/compilers"
    done
    library=
    for version in $(new_versions clang 14); do
        packages="$packages clang-$version"
        library="libclang-rt-$version-dev libc++-$version-dev libc++abi-$version-dev"  # which no two versions have
        echo "clang-$version" >>"$systems/compilers"
    done
    # shellcheck disable=SC2086 # lists of words
    inside $install g++ $packages
    for package in $library; do inside $install "$package" || echo "prepare: $suite without $package" >&2; done
    inside apt-get clean
done
