#!/usr/bin/env bash
# clang-tidy over our own sources with the checks of .clang-tidy, in at most so many minutes.
#
# It looks at the units of the preset `tidy`, each of several sources: what takes its time is the headers, and so it
# reads each of them once a unit.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

limit=${PHANTOMIME_TIDY_SECONDS:-1500}

# Without the precompiled header, whose flags clang-tidy would have to share.
cmake --preset tidy >/dev/null
mapfile -t units < <(sed -nE 's/^ *"file": "(.*)",?$/\1/p' build/tidy/compile_commands.json)
((${#units[@]})) || die 4 "no files to check"
since=$SECONDS
if ! printf '%s\0' "${units[@]}" |
    timeout "$limit" xargs -0 -n 1 -P "$(nproc)" clang-tidy -p build/tidy --quiet 2> >(grep -v 'warnings generated' >&2); then
    die 1 "clang-tidy found something, or took more than $limit s"
fi
echo "tidy: ${#units[@]} units of sources, nothing found, in $((SECONDS - since)) s"
