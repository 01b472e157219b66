#!/bin/sh
# Prints the Debian mirror that this machine's apt is configured for; fails if there is none.
set -eu

# shellcheck disable=SC2016 # apt's own placeholders
apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    sed -nE 's/ (bookworm|trixie|stable|oldstable) main$//p' | head -n 1 | grep .
