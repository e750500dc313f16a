# Shared by tools/phantomime, tools/test, tools/setup and .ci/run; sourced, not run.
# Everything here speaks on standard error: standard output belongs to the program that is run.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
build=$root/build

say() { printf '%s\n' "$*" >&2; }
die() { # die CODE MESSAGE...
    local code=$1
    shift
    say "phantomime: $*"
    exit "$code"
}

# Runs a command while holding a lock file, so that two calls at once do the work once. The lock goes with the
# process, however it ends.
with_lock() { # with_lock FILE COMMAND...
    local file=$1
    shift
    mkdir -p -- "$(dirname -- "$file")"
    (
        if command -v flock >/dev/null 2>&1; then
            if ! flock -n 9; then
                say "phantomime: waiting for another build in $build to finish"
                flock 9
            fi
        fi
        # The command must not inherit the lock: a compiler server it leaves behind would hold it for ever.
        "$@" 9>&-
    ) 9>"$file"
}

# Configures and builds a preset, quietly: a progress line on a terminal, the log when it fails.
build_preset() { # build_preset PRESET [TARGET...]
    with_lock "$build/.locks/$1" build_preset_locked "$@"
}

build_preset_locked() {
    local preset=$1 dir=$build/$1 log=$build/$1.log started=$SECONDS
    shift
    local targets=()
    local target
    for target in "$@"; do targets+=(--target "$target"); done
    # Configure when never done, or when set-up brought other dependencies since.
    if [[ ! -f $dir/build.ninja || -n ${PHANTOMIME_CMAKE_ARGS:-} ||
        $build/deps/VERSIONS -nt $dir/build.ninja ]]; then
        # shellcheck disable=SC2086 # several arguments, meant to split
        (cd "$root" && cmake --preset "$preset" ${PHANTOMIME_CMAKE_ARGS:-}) >"$log" 2>&1 || {
            cat -- "$log" >&2
            die 4 "configuring '$preset' failed (log: $log)"
        }
    fi
    local status=0 # of the build: with pipefail, tee and awk do not fail on their own
    if [[ -t 2 ]]; then
        cmake --build "$dir" "${targets[@]}" 2>&1 | tee -- "$log" | progress || status=$?
    else
        cmake --build "$dir" "${targets[@]}" >"$log" 2>&1 || status=$?
    fi
    if ((status != 0)); then
        [[ -t 2 ]] && printf '\r\033[K' >&2
        # The compiler's words without ninja's counting lines.
        grep -vE '^\[[0-9]+/[0-9]+\] ' -- "$log" >&2
        die 4 "building '$preset' failed (log: $log)"
    fi
    if ((SECONDS - started > 5)); then say "phantomime: built '$preset' in $((SECONDS - started)) s"; fi
}

# Shows ninja's counter on one line of the terminal.
progress() {
    awk '/^\[[0-9]+\/[0-9]+\]/ { printf "\r\033[K  %s", substr($0, 1, 76) > "/dev/stderr"; shown = 1 }
         END { if (shown) printf "\r\033[K" > "/dev/stderr" }'
}
