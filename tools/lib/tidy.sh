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
files=() left_out=0
while IFS= read -r -d '' file; do
    [[ -f $file ]] || continue
    if grep -qE "#include $heavy" "$file"; then left_out=$((left_out + 1)); else files+=("$file"); fi
done < <(git ls-files -z --cached --others --exclude-standard -- 'src/*.cpp' 'tools/*.cpp')
((${#files[@]})) || die 4 "no files to check"
if ! printf '%s\0' "${files[@]}" |
    timeout "$limit" xargs -0 -n 4 -P "$(nproc)" clang-tidy -p build/tidy --quiet; then
    die 1 "clang-tidy found something, or took more than $limit s"
fi
echo "tidy: ${#files[@]} files, nothing found ($left_out with heavy headers left out)"
