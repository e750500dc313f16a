# Debian packages by purpose; sourced by tools/setup.
# Where a package only brings a command, any command of that name will do: it is written command=package, or with a
# pattern of files for the command. @clang@ stands for the number of the suite's clang.

packages_build="g++=g++ cmake=cmake ninja=ninja-build ccache=ccache pkg-config=pkgconf dpkg-source=dpkg-dev xz=xz-utils
    flock=util-linux libyaml-cpp-dev nlohmann-json3-dev libre2-dev libfmt-dev libpugixml-dev libcli11-dev
    libssl-dev zlib1g-dev libbrotli-dev"
packages_test="libgtest-dev libgmock-dev libbenchmark-dev curl=curl openssl=openssl
    /usr/bin/python3=python3 python3-jsonschema python3-yaml python3-pytest python3-requests node=nodejs
    python3-junitparser python3-sarif-python-om git=git
    /usr/lib/postgresql/*/bin/postgres=postgresql python3-django python3-psycopg2
    zsh=zsh fish=fish man=man-db /usr/sbin/nginx=nginx-light chromium=chromium"
packages_clang="clang++=clang /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.asan-*=libclang-rt-@clang@-dev"
packages_ci="$packages_clang clang-format=clang-format clang-tidy=clang-tidy git=git lintian=lintian"
packages_fuzz="$packages_clang"
packages_bench="g++=g++ curl=curl mitmdump=mitmproxy wrk=wrk /usr/sbin/nginx=nginx-light h2load=nghttp2-client strace=strace openssl=openssl taskset=util-linux"

item_present() {
    if [[ $1 == *\** ]]; then compgen -G "$1" >/dev/null; else command -v "$1" >/dev/null 2>&1; fi
}

package_name() {
    local name=$1 number
    if [[ $name == *@clang@* ]]; then
        number=$(apt-cache depends clang 2>/dev/null | sed -nE 's/.*Depends: clang-([0-9]+)$/\1/p' | head -n 1)
        name=${name//@clang@/${number:-14}}
    fi
    printf '%s\n' "$name"
}

# Prints the wanted packages that are not there, one a line.
packages_missing() {
    local group wanted items item libraries=()
    for group in $groups; do
        wanted=packages_$group
        read -r -d '' -a items <<<"${!wanted}" || true
        for item in "${items[@]}"; do
            if [[ $item == *=* ]]; then
                item_present "${item%%=*}" || package_name "${item#*=}"
            else
                libraries+=("$item")
            fi
        done
    done
    ((${#libraries[@]})) || return 0
    # dpkg-query names only what it knows, so what it does not call installed is missing.
    local installed
    installed=" $(dpkg-query -W -f '${Package}=${db:Status-Status} ' "${libraries[@]}" 2>/dev/null || true)"
    for item in "${libraries[@]}"; do
        [[ $installed == *" $item=installed "* ]] || printf '%s\n' "$item"
    done
}

packages_present() {
    # Elsewhere than on Debian and its kin we cannot install: CMake finds or fetches, and says what it lacks.
    command -v dpkg-query >/dev/null 2>&1 || return 0
    [[ -z $(packages_missing) ]]
}

# Runs a command while no package's service is started by being installed: a server that someone only wants to call needs
# none, and where there is no init it would fail. Debian asks this file; whoever has one keeps it.
without_services() (
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        trap '"${run[@]}" rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | "${run[@]}" tee "$policy" >/dev/null
        "${run[@]}" chmod +x "$policy"
    fi
    "${run[@]}" "$@"
)

install_packages() {
    local missing sudo=()
    mapfile -t missing < <(packages_missing)
    local install=(apt-get install -y --no-install-recommends --no-remove "${missing[@]}")
    if ((EUID != 0)); then
        if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
            sudo=(sudo -n)
        else
            say "phantomime: these Debian packages are missing, and installing them needs root. Run this, then try again:"
            say ""
            say "    sudo sh -c 'apt-get update && ${install[*]}'"
            say ""
            exit 4
        fi
    fi
    say "phantomime: installing from this machine's Debian sources: ${missing[*]}"
    local log=$build/setup-packages.log
    mkdir -p "$build"
    local run=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive)
    local options=(-o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -q)
    # Lists that are there are tried as they are; only where they are absent or too old are they fetched.
    if ! without_services "${install[@]}" "${options[@]}" >"$log" 2>&1 </dev/null; then
        "${run[@]}" apt-get update "${options[@]}" >"$log" 2>&1 </dev/null || true
        if ! without_services "${install[@]}" "${options[@]}" >>"$log" 2>&1 </dev/null; then
            tail -n 25 "$log" >&2
            die 4 "installing packages failed (log: $log). Is the network there? By hand: ${sudo[*]} ${install[*]}"
        fi
    fi
}
