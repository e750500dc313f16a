"""The Debian packages: made, looked at, unpacked, installed."""

import gzip
import os
import shutil
import subprocess
from pathlib import Path

from steps import BUILD, COMPILER, SOURCE, fail, find_and_run, pkg_config_and_run, run, say

PROGRAM_FILES = ["usr/bin/phantomime", "usr/share/man/man1/phantomime.1.gz",
                 "usr/share/bash-completion/completions/phantomime", "usr/share/zsh/site-functions/_phantomime",
                 "usr/share/fish/vendor_completions.d/phantomime.fish", "usr/share/doc/phantomime/copyright"]
DEVELOPMENT_FILES = ["usr/include/phantomime/mock_server.hpp", "usr/lib/libphantomime.a",
                     "usr/lib/pkgconfig/phantomime.pc", "usr/lib/cmake/phantomime/phantomimeConfig.cmake", "usr/share/doc/libphantomime-dev/copyright"]
# What the archives are linked with.
DEVELOPMENT_DEPENDS = ["libssl-dev", "libyaml-cpp-dev", "libre2-dev", "libpugixml-dev", "zlib1g-dev", "libbrotli-dev"]


def make(work: Path) -> tuple[Path, Path]:
    folder = work / "packages"
    run("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", folder)
    made = {path.name.split("_")[0]: path for path in folder.glob("*.deb")}
    if set(made) != {"phantomime", "libphantomime-dev"}:
        fail(f"cpack made {sorted(made)}")
    return made["phantomime"], made["libphantomime-dev"]


def field(package: Path, name: str) -> str:
    return run("dpkg-deb", "--field", package, name).strip()


def look_at(program: Path, development: Path) -> None:
    """Names, dependencies, files, and what lintian says."""
    for package, files in ((program, PROGRAM_FILES), (development, DEVELOPMENT_FILES)):
        listed = run("dpkg-deb", "--contents", package)
        for file in files:
            if f"./{file}\n" not in listed:
                fail(f"{file} is not in {package.name}:\n{listed}")
        if "phantomime authors" not in field(package, "Maintainer") or not field(package, "Section"):
            fail(f"{package.name} has no maintainer or section")
    needed = field(program, "Depends")
    if "libc6" not in needed or "libssl3" not in needed or "-dev" in needed:
        fail(f"phantomime depends on: {needed}")
    needed = field(development, "Depends")
    for name in DEVELOPMENT_DEPENDS:
        if name not in needed:
            fail(f"libphantomime-dev does not depend on {name}: {needed}")
    if shutil.which("lintian"):
        run("lintian", "--fail-on", "error", program, development)
    say("packages made and looked at" + ("" if shutil.which("lintian") else "; no lintian here"))


def unpacked(program: Path, development: Path, work: Path, version: str) -> None:
    """In a clean folder that nobody prepared: the program runs, the consumer is built against it."""
    root = work / "unpacked"
    for package in (program, development):
        run("dpkg", "-x", package, root)
    if version not in run(root / "usr/bin/phantomime", "--version"):
        fail("the unpacked program says another version")
    page = root / "usr/share/man/man1/phantomime.1.gz"
    if b".TH PHANTOMIME 1" not in gzip.decompress(page.read_bytes()):
        fail("the packed manual page is none")
    if find_and_run(work / "from_unpacked", f"-DCMAKE_PREFIX_PATH={root / 'usr'}") != version:
        fail("another version was found than the unpacked one")
    if pkg_config_and_run(work / "from_unpacked_pc", root / "usr/lib/pkgconfig") != version:
        fail("pkg-config found another version than the unpacked one")
    say("packages unpacked, found by CMake and pkg-config, used")


# Run as root in a mount namespace of its own: the machine's tree with a layer over it that goes with the namespace, so
# that dpkg really installs and the machine has nothing of it. Exit code 77: no such layers here.
INSTALL = r"""
set -e
layer=$1; shift
mount -t tmpfs tmpfs "$layer" || exit 77
mkdir "$layer/upper" "$layer/work" "$layer/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$layer/root" || exit 77
mount --rbind /dev "$layer/root/dev"
mount -t proc proc "$layer/root/proc" || mount --rbind /proc "$layer/root/proc"
mkdir -p "$layer/root/tmp/clean"
cp -r "$@" "$layer/root/tmp/clean/"
exec chroot "$layer/root" sh -ec '
    cd /tmp/clean
    dpkg -i ./*.deb
    phantomime --version
    if command -v man >/dev/null; then man -w phantomime; fi
    cmake -S package -B built -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER='"$COMPILER"' >&2
    cmake --build built >&2
    built/consumer
    if [ -e built/consumer_suite ]; then built/consumer_suite --gtest_brief=1 >&2; fi
    '"$COMPILER"' -std=c++20 package/consumer.cpp -o with-pc $(pkg-config --cflags --libs --static phantomime)
    ./with-pc
    dpkg -r libphantomime-dev phantomime
    if [ -e /usr/bin/phantomime ] || [ -e /usr/lib/libphantomime.a ]; then exit 1; fi
'
"""


def installed(program: Path, development: Path, work: Path, version: str) -> None:
    """By dpkg, into a layer over the machine's tree; only as root, and where the system has such layers."""
    if os.geteuid() != 0 or not shutil.which("unshare"):
        say("not installed: that takes root")
        return
    layer = work / "layer"
    layer.mkdir()
    result = subprocess.run(["unshare", "-m", "sh", "-c", INSTALL, "sh", layer, program, development, SOURCE],
                            capture_output=True, text=True, env={**os.environ, "COMPILER": COMPILER, "TMPDIR": "/tmp"})
    if result.returncode == 77:
        say("not installed: this system has no overlays\n" + result.stderr)
        return
    if result.returncode != 0 or result.stdout.count(version) < 3:
        print(result.stdout, result.stderr, sep="\n")
        fail(f"installing the packages failed with {result.returncode}")
    say("packages installed by dpkg in a layer of their own, found without being told where, used, removed")


def check_debian_packages(work: Path, version: str) -> None:
    program, development = make(work)
    look_at(program, development)
    unpacked(program, development, work, version)
    installed(program, development, work, version)
