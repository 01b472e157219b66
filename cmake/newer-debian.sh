#!/bin/sh
# Prints the include folder of a Debian package that is at least of a major version, from the first newer suite that has one; nothing
# where there is none. It is unpacked below <folder> once.
#
#     sh cmake/newer-debian.sh <folder> <package> <include folder below usr> <header> <macro of the major version> <version>
set -eu

folder=$1 package=$2 include=$3 header=$4 macro=$5 least=$6
mkdir -p "$folder"
for suite in trixie forky sid experimental; do
    target=$folder/$suite-$package
    if [ ! -d "$target" ]; then
        sh "$(dirname "$0")/unpack-debian.sh" "$target" "$suite/$package" >"$folder/$suite-$package.log" 2>&1 || continue
    fi
    file=$target/usr/$include/$header
    if [ -f "$file" ] && [ "$(sed -n "s/^ *# *define $macro *//p" "$file" | head -n 1)" -ge "$least" ]; then
        echo "$target/usr/$include"
        exit
    fi
done
