# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""libvirt's modular daemons, which no Debian release packages, built once from Debian's source and kept in the cache."""

from __future__ import annotations

import hashlib
import platform
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import image
from bench.paths import CACHE, ROOT

# The one that clients of qemu:///system speak to comes first.
NAMES = (
    *("virtqemud", "virtnetworkd", "virtstoraged", "virtnodedevd", "virtsecretd", "virtnwfilterd", "virtinterfaced"),
    "virtproxyd",
)
RECIPE = ROOT / "tests" / "modular" / "build.sh"


def archive(suite: str) -> Path:
    """What is laid over a server that has Debian's own libvirt."""
    digest = hashlib.sha256(RECIPE.read_bytes() + image.image(suite).name.encode()).hexdigest()[:12]
    return image.cache() / f"modular-{suite}-{digest}.tar"


def _mount(stack: ExitStack, *command: str, on: Path) -> None:
    subprocess.run(["mount", *command, str(on)], check=True)
    stack.callback(subprocess.run, ["umount", str(on)], check=True)


def build(suite: str) -> Path:
    """Takes some minutes and a network, once."""
    made = archive(suite)
    if made.exists():
        return made
    base = image.build(suite)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/var/tmp", prefix="anvil-modular-")))
        root, upper, work = (folder / name for name in ("root", "upper", "work"))
        for each in (root, upper, work):
            each.mkdir()
        layers = f"lowerdir={base},upperdir={upper},workdir={work}"
        _mount(stack, "-t", "overlay", "anvil-modular", "-o", layers, on=root)
        _mount(stack, "-t", "proc", "proc", on=root / "proc")
        _mount(stack, "--bind", "/dev", on=root / "dev")
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
        lines = [line.replace("deb ", f"{kind} ", 1) for line in image.sources(suite) for kind in ("deb", "deb-src")]
        (root / "etc/apt/sources.list").write_text("\n".join(lines) + "\n", encoding="ascii")
        shutil.copy(RECIPE, root / "build.sh")
        subprocess.run(["chroot", root, "/build.sh"], check=True, stdout=sys.stderr)
        new = made.with_suffix(".new")
        shutil.copy(root / "modular.tar", new)
        new.rename(made)
    return made


def programs() -> Path:
    """The folder of the daemons that run with the libraries of this machine's own release."""
    made = build(platform.freedesktop_os_release()["VERSION_CODENAME"])
    folder = CACHE / "bench" / made.stem
    if not folder.is_dir():
        new = folder.with_suffix(".new")
        new.mkdir(parents=True, exist_ok=True)
        subprocess.run(["tar", "--extract", "--file", made, "--directory", new, "usr/sbin"], check=True)
        new.rename(folder)
    return folder / "usr/sbin"


if __name__ == "__main__":
    print(build(*sys.argv[1:]))
