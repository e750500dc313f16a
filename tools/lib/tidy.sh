#!/usr/bin/env bash
# clang-tidy over our own sources with the checks of .clang-tidy, two at a time, in at most so many minutes.
#
# Not over the few files whose third-party headers alone take clang-tidy half a minute each (that is a cost of theirs,
# not a licence for ours: clang and g++ still compile them without a warning).
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

heavy='<(httplib\.h|inja/|jsoncons|CLI/)'
limit=${PHANTOMIME_TIDY_SECONDS:-600}

# Without the precompiled header, whose flags clang-tidy would have to share, and which hides a missing include.
cmake --preset tidy -DPHANTOMIME_BUILD_TESTS=OFF >/dev/null
mapfile -t all < <(git ls-files --cached --others --exclude-standard -- 'src/*.cpp' 'tools/*.cpp')
files=()
for file in "${all[@]}"; do
    [[ -f $file ]] && ! grep -qE "#include $heavy" "$file" && files+=("$file")
done
((${#files[@]})) || die 4 "no files to check"
if ! printf '%s\0' "${files[@]}" |
    timeout "$limit" xargs -0 -n 4 -P "$(nproc)" clang-tidy -p build/tidy --quiet; then
    die 1 "clang-tidy found something, or took more than $limit s"
fi
echo "tidy: ${#files[@]} files, nothing found ($((${#all[@]} - ${#files[@]})) with heavy headers left out)"
