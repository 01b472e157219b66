#!/bin/sh
# Unpacks Debian packages of a newer suite into a folder, from the machine's own mirror: the system gets no foreign package and
# no foreign source.
#
#     sh cmake/unpack-debian.sh <folder> <suite>/<package>...
set -eu

fail() { printf 'unpack-debian: FAILED: %s\n' "$*" >&2; exit 1; }

folder=$1
shift

mirror=$(sh "$(dirname "$0")/debian-mirror.sh") || fail "finding Debian's mirror: apt-get indextargets names none"

# Lists and downloads of their own, in a folder that apt's unprivileged user can reach.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/packages"
if [ "$(id -u)" = 0 ]; then chown _apt "$work/packages"; fi
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
for suite in $(printf '%s\n' "$@" | cut -d / -f 1 | sort -u); do
    echo "deb [signed-by=$keyring] $mirror $suite main"
done >"$work/sources.list"
apt="apt-get -q -o Dir::Etc::SourceList=$work/sources.list -o Dir::Etc::SourceParts=/dev/null
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
    -o Dir::State::Lists=$work/lists -o Dir::Cache=$work/cache -o Acquire::Languages=none
    -o APT::Update::Post-Invoke-Success= -o APT::Update::Error-Mode=any"
$apt update || fail "apt-get update of the newer suites (if a key is missing: apt-get install debian-archive-keyring)"
for package; do
    (cd "$work/packages" && $apt download "${package#*/}/${package%/*}") || fail "downloading $package"
done
mkdir -p "$folder"
for file in "$work"/packages/*.deb; do
    dpkg -x "$file" "$folder" || fail "unpacking $file"
done
