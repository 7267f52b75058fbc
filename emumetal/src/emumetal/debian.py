# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's packages: where they come from, root file systems of them, repositories of them."""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from emumetal import programs

HERE = Path(__file__).parent
VARIABLES = ("DEBIAN_MIRROR", "DEBIAN_SECURITY_MIRROR")
MIRROR = os.environ.get(VARIABLES[0], "http://deb.debian.org/debian")
SECURITY = os.environ.get(VARIABLES[1], "http://deb.debian.org/debian-security")


def sources(suite: str) -> list[str]:
    """Lines for apt."""
    return [
        f"deb {MIRROR} {suite} main",
        f"deb {MIRROR} {suite}-updates main",
        f"deb {SECURITY} {suite}-security main",
    ]


def bootstrap(suite: str, target: Path, packages: Iterable[str], options: Iterable[str] = ()) -> None:
    """A root file system in the folder `target`. `options`: of mmdebstrap."""
    subprocess.run(
        [
            # Whatever ends it, no mount of it is left behind.
            *("unshare", "--mount", "mmdebstrap", "--mode=root", "--variant=minbase", "--quiet"),
            "--aptopt=APT::Install-Recommends false",
            f"--include={','.join(packages)}",
            *options,
            *(suite, str(target), *sources(suite)),
        ],
        check=True,
        stdout=sys.stderr,
        env=programs.environment(),
    )


def fetch(packages: str) -> str:
    """A command that downloads packages, and what they need, into apt's archives."""
    return f"apt-get --quiet --yes --no-install-recommends --download-only install {' '.join(packages.split())}"


def repository_hook(folder: str, recompress: bool = False) -> str:
    """An option of mmdebstrap that makes a folder of the new root file system a repository, see `repository`."""
    call = [sys.executable, "-B", "-m", "emumetal.debian", *(["--recompress"] if recompress else [])]
    return f'--customize-hook=PYTHONPATH={shlex.quote(str(HERE.parent))} {shlex.join(call)} "$1"{shlex.quote(folder)}'


def repository(folder: Path, recompress: bool = False) -> None:
    """Makes a folder of packages a repository that apt can read; with `recompress`, one that an emulated server installs from quickly.

    Whoever compresses packages anew is root, who keeps the owners of their files.
    """
    packages = sorted(folder.glob("*.deb"))
    if recompress:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(_recompress, packages))
    (folder / "Packages").write_text("\n".join(_stanza(path) for path in packages), encoding="utf-8")


def _recompress(package: Path) -> None:
    """The same package by zstd: xz, which Debian's packages are compressed by, takes minutes under emulation."""
    with tempfile.TemporaryDirectory(dir=package.parent) as folder:
        subprocess.run(["dpkg-deb", "--raw-extract", str(package), f"{folder}/content"], check=True)
        subprocess.run(["dpkg-deb", "-Zzstd", "-z3", "--build", f"{folder}/content", str(package)], check=True, stdout=subprocess.DEVNULL)


def _stanza(package: Path) -> str:
    control = subprocess.run(["dpkg-deb", "--field", str(package)], check=True, capture_output=True, text=True).stdout
    data = package.read_bytes()
    return f"{control}Filename: ./{package.name}\nSize: {len(data)}\nSHA256: {hashlib.sha256(data).hexdigest()}\n"


if __name__ == "__main__":
    repository(Path(sys.argv[-1]), recompress="--recompress" in sys.argv)
