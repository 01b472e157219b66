#!/bin/sh
# Runs the README's commands on a bare Debian, made by debootstrap in a scratch folder from this machine's own mirror.
#
#   sh tests/fresh_machine.sh [--quick] [bookworm] [trixie]
#
# --quick stops after install-deps.sh, configuring, and the consumer projects. Needs root and debootstrap, and 2 GB in
# ${TMPDIR:-/tmp}. The bare system is kept packed in ${XDG_CACHE_HOME:-~/.cache}/actfn-fresh-machine for the next run.
set -eu

# All mounts live in a mount namespace of this process: they end with it, whatever happens, and the clean-up outside
# cannot reach through them.
if [ "${1:-}" != --inside ]; then
    [ "$(id -u)" = 0 ] || { echo "fresh_machine: needs root for chroot" >&2; exit 1; }
    for tool in debootstrap unshare git; do
        command -v $tool >/dev/null || { echo "fresh_machine: $tool is missing" >&2; exit 1; }
    done
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/actfn-fresh-machine.XXXXXX")
    trap 'rm -rf --one-file-system "$scratch"' EXIT
    trap 'exit 130' INT TERM
    unshare --mount --propagation private -- sh "$0" --inside "$scratch" "$@" && status=0 || status=$?
    exit "$status"
fi
scratch=$2
shift 2

quick=
suites=
for argument in "$@"; do
    case $argument in
    --quick) quick=yes ;;
    -*) echo "fresh_machine: no such option: $argument" >&2; exit 2 ;;
    *) suites="$suites $argument" ;;
    esac
done
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/actfn-fresh-machine
mkdir -p "$cache"
mirror=$(sh "$root/cmake/debian-mirror.sh")

# One line per step with its seconds; its output only if it failed, or where the output is what was asked for.
failed=
step() {
    what=$1
    shift
    start=$(date +%s)
    if "$@" >"$scratch/log" 2>&1; then
        printf '%-8s %-60s %4d s\n' "$suite" "$what" $(($(date +%s) - start))
    else
        printf '%-8s %-60s %4d s  FAILED\n' "$suite" "$what" $(($(date +%s) - start))
        tail -n 60 "$scratch/log"
        failed="$failed $suite:$(printf %s "$what" | tr ' ' '_')"
        return 1
    fi
}
inside() { chroot "$machine" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C sh -c "cd /actfn && $1"; }

bootstrap() {
    [ -f "$cache/$suite.tar" ] && return
    debootstrap --variant=minbase "$suite" "$scratch/bare" "$mirror" &&
        tar -C "$scratch/bare" --one-file-system -cf "$cache/$suite.tar.new" . &&
        mv "$cache/$suite.tar.new" "$cache/$suite.tar" && rm -rf --one-file-system "$scratch/bare"
}

unpack() {
    mkdir -p "$machine" && tar -C "$machine" -xf "$cache/$suite.tar" &&
        mount -t proc proc "$machine/proc" && mount --rbind /dev "$machine/dev" &&
        cp -L /etc/resolv.conf /etc/hosts "$machine/etc" &&
        # How this machine reaches its mirror: a proxy, a clock that is off.
        apt-config dump | sed -nE '/^Acquire::(https?::|Check-)/p' >"$machine/etc/apt/apt.conf.d/99fresh-machine"
}

# What a clone would hold if the work tree were committed.
copy_repository() {
    mkdir "$machine/actfn" &&
        (cd "$root" && git ls-files -z --cached --others --exclude-standard | tar -c --null -T - -f -) |
        tar -C "$machine/actfn" -xf -
}

nothing_to_do() { inside 'unshare --net sh cmake/install-deps.sh' && grep -q 'nothing to do' "$scratch/log"; }

try_suite() {
    step 'make a bare system' bootstrap || return
    step 'unpack it' unpack || return
    step 'copy the repository' copy_repository || return
    step 'sh cmake/install-deps.sh' inside 'sh cmake/install-deps.sh' || return
    step 'again, without a network: nothing to do' nothing_to_do || return
    if [ -n "$quick" ]; then
        step 'cmake --preset test' inside 'cmake --preset test' || return
        step 'the consumer projects' inside 'ctest --preset test -R ^consumer' || return
    else
        step 'cmake --workflow --preset test' inside 'cmake --workflow --preset test' || return
        grep -E 'tests passed|\(Skipped\)' "$scratch/log"
        step 'cmake --workflow --preset test-all' inside 'cmake --workflow --preset test-all' || return
        grep -E 'tests passed|\(Skipped\)' "$scratch/log"
        step 'cmake --workflow --preset bench' inside 'cmake --workflow --preset bench' || return
        tail -n 40 "$scratch/log"
    fi
}

for suite in ${suites:-bookworm trixie}; do
    machine=$scratch/$suite
    try_suite || :
done
if [ -n "$failed" ]; then
    echo "FAIL:$failed"
    exit 1
fi
echo PASS
