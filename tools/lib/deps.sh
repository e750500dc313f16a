# Libraries unpacked under build/deps from newer Debian suites; sourced by tools/setup.
#
#   build/deps/NAME/{include,lib}   what CMake uses; appears whole, by a rename
#   build/deps/NAME/VERSION         which package it came from
#   build/deps/VERSIONS             all of them, printed when CMake configures
#
# What to take: name, kind, package, suite. cpp-httplib comes as source so that Debian's security patches apply.
# A change of a line here, or of `deps_layout`, fetches that library anew.
deps_layout=1
deps_table="
    httplib   source  cpp-httplib      trixie
    llhttp    binary  libllhttp-dev    trixie
    jsoncons  binary  libjsoncons-dev  trixie
    inja      binary  inja-dev         testing
"
deps=$build/deps
apt_home=$deps/.apt

deps_present() {
    local name kind package suite spec
    while read -r name kind package suite; do
        [[ -n $name ]] || continue
        spec=
        { read -r spec <"$deps/$name/SPEC"; } 2>/dev/null || true
        [[ $spec == "$deps_layout $kind $package $suite" ]] || return 1
    done <<<"$deps_table"
    [[ -f $deps/VERSIONS ]]
}

# The machine's own mirror: prints the first URI its sources name for its release ("main") or its security updates.
machine_mirror() { # machine_mirror main|security
    local codename
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    [[ -n $codename ]] || return 0
    {
        # One-line style: deb [options] URI suite component...
        cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
            sed -nE 's/^[[:space:]]*deb[[:space:]]+(\[[^]]*\][[:space:]]*)?([^[:space:]]+)[[:space:]]+([^[:space:]]+).*/\2 \3/p'
        # deb822 style: one stanza with Types, URIs and Suites.
        local file
        for file in /etc/apt/sources.list.d/*.sources; do
            [[ -f $file ]] || continue
            awk 'function out(  n, i, list) {
                     if (types ~ /(^| )deb( |$)/ && enabled !~ /^(no|false|0)$/ && uris != "") {
                         split(uris, u, /[ \t]+/); n = split(suites, list, /[ \t]+/)
                         for (i = 1; i <= n; i++) print u[1], list[i]
                     }
                     types = uris = suites = enabled = ""
                 }
                 /^[ \t]*$/ { out(); next }
                 /^#/ { next }
                 { key = tolower($1); value = $0; sub(/^[^:]*:[ \t]*/, "", value) }
                 key == "types:" { types = value }
                 key == "uris:" { uris = value }
                 key == "suites:" { suites = value }
                 key == "enabled:" { enabled = tolower(value) }
                 END { out() }' "$file"
        done
    } | awk -v which="$1" -v codename="$codename" '
            $1 ~ /^(http|https|ftp|file|copy|mirror)[+:]/ &&
            ((which == "main" && $2 == codename) ||
             (which == "security" && ($2 == codename "-security" || $2 == codename "/updates"))) { print $1; exit }'
}

fetch_deps() {
    local mirror=${PHANTOMIME_DEBIAN_MIRROR:-} security=${PHANTOMIME_DEBIAN_SECURITY_MIRROR:-}
    if ! command -v apt-get >/dev/null 2>&1; then
        say "phantomime: no apt-get here: CMake looks for cpp-httplib, llhttp, jsoncons and inja itself, or fetches them"
        return 0
    fi
    if [[ -z $mirror ]]; then
        if [[ $(. /etc/os-release && printf '%s' "${ID:-}") != debian ]]; then
            say "phantomime: not Debian itself and no PHANTOMIME_DEBIAN_MIRROR set: CMake looks for cpp-httplib, llhttp," \
                "jsoncons and inja itself, or fetches them"
            return 0
        fi
        mirror=$(machine_mirror main)
        [[ -n $security ]] || security=$(machine_mirror security)
    fi
    [[ -n $mirror ]] || die 4 "this machine's package sources name no Debian mirror; set PHANTOMIME_DEBIAN_MIRROR=URL"

    say "phantomime: fetching cpp-httplib, llhttp, jsoncons and inja for build/deps from $mirror"
    local log=$build/setup-deps.log
    : >"$log"
    apt_prepare "$mirror" "$security"
    if ! apt_update >>"$log" 2>&1; then
        # An older machine may not know the newer suites' keys; its own archive has them, signed by keys it knows.
        if grep -qE 'NO_PUBKEY|EXPKEYSIG|signatures couldn' "$log" && fetch_keyring >>"$log" 2>&1; then
            apt_prepare "$mirror" "$security"
            apt_update >>"$log" 2>&1 || fetch_failed "$mirror" "$log"
        else
            fetch_failed "$mirror" "$log"
        fi
    fi
    local name kind package suite
    while read -r name kind package suite; do
        [[ -n $name ]] || continue
        if [[ $(cat "$deps/$name/SPEC" 2>/dev/null) == "$deps_layout $kind $package $suite" ]]; then continue; fi
        # In the background and waited for: only so does `set -e` hold inside.
        (set -e; fetch_one "$name" "$kind" "$package" "$suite") >>"$log" 2>&1 </dev/null &
        wait $! || fetch_failed "$mirror" "$log"
    done <<<"$deps_table"
    write_versions
    rm -rf -- "$apt_home" # the lists are 60 MB, and stale the day after
}

fetch_failed() { # fetch_failed MIRROR LOG
    grep -E '^(E|W|Err|fatal|dpkg|gpgv)' "$2" | tail -n 12 >&2 || true
    die 4 "fetching libraries from $1 failed (log: $2). Where the network needs another mirror, set" \
        "PHANTOMIME_DEBIAN_MIRROR=URL; to go on without, install cpp-httplib >= 0.18.7, llhttp >= 9, jsoncons >= 1.0" \
        "and inja >= 3.4 where CMake finds them and run 'cmake --workflow --preset release'."
}

# An apt of its own: its sources, lists, cache, preferences and (empty) list of installed packages all lie in
# build/deps. The machine's apt.conf still counts, for its proxies; its hooks do not.
apt_prepare() { # apt_prepare MIRROR SECURITY_MIRROR
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [[ -f $deps/keyring/debian-archive-keyring.gpg ]] && keyring=$deps/keyring/debian-archive-keyring.gpg
    [[ -f $keyring ]] || die 4 "$keyring is missing, so nothing could be verified; install debian-archive-keyring"
    mkdir -p "$apt_home"/{sources,state/lists/partial,cache/archives/partial,preferences,trusted}
    : >"$apt_home/status"
    cp -- "$keyring" "$apt_home/trusted/" # all that is trusted here, whatever else the machine trusts
    {
        printf 'Types: deb deb-src\nURIs: %s\nSuites: trixie\nComponents: main\n\n' "$1"
        printf 'Types: deb\nURIs: %s\nSuites: testing\nComponents: main\n' "$1"
        if [[ -n $2 ]]; then
            printf '\nTypes: deb deb-src\nURIs: %s\nSuites: trixie-security\nComponents: main\n' "$2"
        fi
    } >"$apt_home/sources/phantomime.sources"
    # From testing only what trixie does not have.
    printf 'Package: *\nPin: release a=testing\nPin-Priority: 100\n' >"$apt_home/preferences/phantomime"
    cat >"$apt_home/apt.conf" <<CONF
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt_home/sources";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$apt_home/preferences";
Dir::Etc::trusted "/dev/null";
Dir::Etc::trustedparts "$apt_home/trusted";
Dir::State "$apt_home/state";
Dir::State::status "$apt_home/status";
Dir::Cache "$apt_home/cache";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "srcpkgcache.bin";
APT::Sandbox::User "";
APT::Get::AllowUnauthenticated "false";
APT::Update::Error-Mode "any";
Acquire::AllowInsecureRepositories "false";
Acquire::Languages "none";
Acquire::PDiffs "false";
Acquire::Retries "3";
CONF
}

apt_own() {
    local verb=$1
    shift
    DEBIAN_FRONTEND=noninteractive "apt-$verb" -c "$apt_home/apt.conf" "$@"
}

apt_update() { apt_own get update; }

# The newest archive keyring from the machine's own sources, unpacked beside ours; nothing is installed.
fetch_keyring() {
    local new=$deps/.new-keyring
    rm -rf -- "$new" && mkdir -p "$new/package"
    (cd "$new" && apt-get download debian-archive-keyring && dpkg-deb -x ./*.deb package) || return 1
    rm -rf -- "$deps/keyring" && mkdir -p "$deps/keyring"
    cp "$new"/package/usr/share/keyrings/debian-archive-keyring.[gp]* "$deps/keyring/"
    [[ -f $deps/keyring/debian-archive-keyring.gpg ]] || return 1
    rm -rf -- "$new"
}

# Everything is put together beside its place and then renamed, so a kill at any point leaves the old or nothing.
fetch_one() { # fetch_one NAME KIND PACKAGE SUITE
    local name=$1 kind=$2 package=$3 suite=$4
    local new=$deps/.new-$name version
    rm -rf -- "$new"
    # Always into an empty folder: apt verifies what it downloads, but believes a file of the right size that is there.
    mkdir -p "$new/download" "$new/unpacked" "$new/out/include" "$new/out/lib"
    if [[ $kind == source ]]; then
        # apt verifies the archive's signature over the hashes of these files, then dpkg-source applies the patches.
        (cd "$new/download" && apt_own get source --download-only "$package")
        local dsc
        dsc=$(echo "$new/download/${package}"_*.dsc)
        version=$(sed -n 's/^Version: //p' "$dsc" | head -n 1)
        dpkg-source --no-check -x "$dsc" "$new/unpacked/source"
        cp "$new/unpacked/source/httplib.h" "$new/out/include/"
        cp "$new/unpacked/source/LICENSE" "$new/out/copyright"
    else
        (cd "$new/download" && apt_own get download "$package")
        local deb
        deb=$(echo "$new/download/${package}"_*.deb)
        version=$(dpkg-deb -f "$deb" Version)
        dpkg-deb -x "$deb" "$new/unpacked"
        cp -R "$new/unpacked/usr/include/." "$new/out/include/"
        find "$new/unpacked" -name '*.a' -exec cp {} "$new/out/lib/" \;
        cp "$new/unpacked/usr/share/doc/$package/copyright" "$new/out/copyright"
    fi
    printf '%s %s (%s)\n' "$package" "$version" "$suite" >"$new/out/VERSION"
    printf '%s\n' "$deps_layout $kind $package $suite" >"$new/out/SPEC"
    rm -rf -- "${deps:?}/$name"
    mv -- "$new/out" "$deps/$name"
    rm -rf -- "$new"
}

write_versions() {
    local name rest
    while read -r name rest; do
        [[ -n $name ]] || continue
        printf '%s: %s\n' "$name" "$(cat "$deps/$name/VERSION")"
    done <<<"$deps_table" >"$deps/.VERSIONS.new"
    mv -- "$deps/.VERSIONS.new" "$deps/VERSIONS"
}
