# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the test of the main job needs, fetched beforehand so that the test needs no network.

    python -m bench.fresh_parts FOLDER SUITE

    FOLDER/base      a minimal Debian of that suite, as it comes, with make
    FOLDER/packages  a repository with all that the main job installs there
    FOLDER/wheels    the Python packages of its controller

It is kept in the user's cache, under a name that changes with what it is made of; FOLDER is a link to it.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from bench import image
from bench.paths import ROOT
from emumetal import debian

LIST = ROOT / "tests" / "requirements" / "fresh-debian.txt"
CONTROLLER = (ROOT / "requirements.txt", ROOT / "tools" / "peer-collections.txt")


def packages() -> tuple[list[str], list[str]]:
    """What is on the machine from the start, which is the first group of the list, and all that can be installed there."""
    groups = [group.split("\n") for group in LIST.read_text("utf-8").split("\n\n")]
    first, *others = [[line for line in group if line and not line.startswith("#")] for group in groups]
    return first, [*first, *(package for group in others for package in group)]


def parts(suite: str) -> Path:
    """The folder, made now unless it is in the cache."""
    content = (path.read_bytes() for path in (Path(__file__), LIST, *CONTROLLER))
    key = hashlib.sha256(repr((debian.sources(suite), *content)).encode()).hexdigest()[:12]
    kept = image.cache().parent / "fresh" / f"{suite}-{key}"
    if not kept.is_dir():
        new = kept.with_name(f"{kept.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        for name in ("packages", "wheels"):
            (new / name).mkdir(parents=True)
        print(f"Making a minimal Debian {suite} in {kept}", flush=True)
        _base(new, suite)
        _wheels(new)
        new.rename(kept)
    return kept


def _base(folder: Path, suite: str) -> None:
    first, fetched = packages()
    hooks = [
        f'--customize-hook=chroot "$1" {debian.fetch(" ".join(fetched))} >/dev/null',
        f'--customize-hook=cp "$1"/var/cache/apt/archives/*.deb "{folder}/packages/"',
        '--customize-hook=rm -rf "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/* "$1"/var/lib/apt/lists/*',
        '--customize-hook=echo "deb [trusted=yes] file:/packages ./" >"$1/etc/apt/sources.list"',
        '--customize-hook=printf "[global]\\nno-index = true\\nfind-links = /wheels\\n" >"$1/etc/pip.conf"',
        '--customize-hook=: >"$1/etc/resolv.conf"',
    ]
    debian.bootstrap(suite, folder / "base", first, hooks)
    debian.repository(folder / "packages")


def _wheels(folder: Path) -> None:
    """For the Python that the machine's packages bring."""
    package = next((folder / "packages").glob("python3_*.deb"))
    version = subprocess.run(["dpkg-deb", "--field", package, "Version"], check=True, capture_output=True, text=True).stdout
    python = ".".join(version.split(".")[:2])
    print(f"Fetching the controller's Python packages for Python {python}", flush=True)
    for path in CONTROLLER:
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check"),
                *([] if path == CONTROLLER[0] else ["--no-deps"]),
                *("--python-version", python, "--only-binary", ":all:", "--dest", folder / "wheels", "--requirement", path),
            ],
            check=True,
        )


def main(link: Path, suite: str) -> None:
    kept = parts(suite)
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.is_symlink():
        link.unlink()
    elif link.exists():
        shutil.rmtree(link)
    link.symlink_to(kept)
    (link / ".complete").touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
