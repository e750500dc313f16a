#!/usr/bin/env bash
# Formats every C++ file of the project; with --check it only says which would change, and exits 1 if any would.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"

cd "$root"
# New files count too; ignored ones do not.
mapfile -d '' -t files < <(git ls-files -z --cached --others --exclude-standard -- '*.cpp' '*.hpp')
existing=()
for file in "${files[@]}"; do [[ -f $file ]] && existing+=("$file"); done
((${#existing[@]})) || die 4 "no C++ files found: nothing was formatted"
if [[ ${1:-} == --check ]]; then
    wrong=0
    for file in "${existing[@]}"; do
        if ! clang-format "$file" | diff -q -- "$file" - >/dev/null; then
            # The first difference is enough to see what it wants.
            clang-format "$file" | diff -u --label "$file" --label formatted -- "$file" - | head -n 12 || true
            wrong=$((wrong + 1))
        fi
    done
    ((wrong == 0)) || die 1 "$wrong of ${#existing[@]} files are not formatted; run tools/format.sh"
    echo "format: ${#existing[@]} files, all as .clang-format says"
else
    clang-format -i "${existing[@]}"
    echo "format: ${#existing[@]} files formatted"
fi
