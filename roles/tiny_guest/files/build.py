# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the tiny guest's kernel and initramfs from packages of Debian or Ubuntu. Installs nothing.

build.py OUTPUT PACKAGE... : downloads the packages (a kernel's meta-package is followed to the kernel) and leaves
vmlinuz and initramfs in OUTPUT. Needs apt-get, dpkg-deb and Python's standard library.
"""

from __future__ import annotations

import gzip
import lzma
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent / "root"

# What the guest drives; whatever they depend on comes with them. One that is missing is built into the kernel.
MODULES = ("virtio_pci", "virtio_mmio", "virtio_net", "virtio_blk", "xen_netfront", "xen_blkfront", "ext4", "button", "evdev")

KERNEL_PACKAGE = re.compile(r"linux-(image|modules)-(unsigned-)?\d\S*")


def kernel_packages(package: str) -> list[str]:
    """The packages that hold a kernel's files: what a meta-package such as linux-image-cloud-amd64 leads to."""
    listing = subprocess.run(
        ["apt-cache", "depends", "--recurse", "--important", package], check=True, capture_output=True, text=True
    ).stdout
    found = [line for line in dict.fromkeys(listing.split("\n")) if KERNEL_PACKAGE.fullmatch(line)]
    if not found:
        raise SystemExit(f"The package {package} leads to no kernel. Is it in the host's package lists (apt-get update)?")
    newest = re.sub(r"^linux-(image|modules)-(unsigned-)?", "", found[0])
    return [name for name in found if name.endswith(newest)]


def unpack(packages: list[str], folder: Path) -> None:
    """Download packages and lay out their files in the folder."""
    downloads = folder / "packages"
    downloads.mkdir()
    # As root: apt's own user may not write here, and apt would only warn and do the same.
    subprocess.run(["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", *packages], check=True, cwd=downloads)
    for archive in sorted(downloads.glob("*.deb")):
        subprocess.run(["dpkg-deb", "--extract", str(archive), str(folder / "files")], check=True)


def module_data(path: Path) -> bytes:
    """A module as the kernel wants it, whatever it was compressed with."""
    if path.suffix == ".xz":
        return lzma.decompress(path.read_bytes())
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".zst":
        return subprocess.run(["zstd", "-dcq", str(path)], check=True, capture_output=True).stdout
    return path.read_bytes()


def in_load_order(folder: Path) -> dict[str, bytes]:
    """The modules by name, each after those that it depends on; their own records say which."""
    paths = {path.name.split(".ko")[0].replace("-", "_"): path for path in folder.rglob("*.ko*")}
    ordered = {}

    def add(name: str) -> None:
        if name in ordered or name not in paths:
            return
        data = module_data(paths[name])
        depends = re.search(rb"\0depends=([^\0]*)\0", data)
        for other in depends.group(1).decode().split(",") if depends else ():
            add(other.replace("-", "_"))
        ordered[name] = data

    for name in MODULES:
        add(name)
    return ordered


class Archive:
    """A cpio archive in the format that the kernel unpacks ("newc"); the same input gives the same bytes."""

    def __init__(self) -> None:
        self._parts = []
        self._number = 0

    def add(self, name: str, mode: int, data: bytes = b"", device: tuple[int, int] = (0, 0)) -> None:
        self._number += 1
        encoded = name.encode() + b"\0"
        fields = (self._number, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(encoded), 0)
        header = b"070701" + b"".join(b"%08X" % field for field in fields)
        for part in (header + encoded, data):
            self._parts.append(part + b"\0" * (-len(part) % 4))

    def add_folders_of(self, name: str, known: set[str]) -> None:
        for folder in reversed(Path(name).parents):
            if str(folder) not in known:
                known.add(str(folder))
                self.add(str(folder), stat.S_IFDIR | 0o755)

    def bytes(self) -> bytes:
        self.add("TRAILER!!!", 0)
        return b"".join(self._parts)


def initramfs(busybox: Path, modules: dict[str, bytes]) -> bytes:
    programs = subprocess.run([str(busybox), "--list"], check=True, capture_output=True, text=True).stdout.split()
    files = {"bin/busybox": busybox.read_bytes()}
    for path in sorted(ROOT.rglob("*")):
        if path.is_file():
            files[str(path.relative_to(ROOT))] = path.read_bytes()
    for name, data in modules.items():
        files[f"modules/{name}.ko"] = data
    files["modules/order"] = "".join(f"{name}.ko\n" for name in modules).encode()

    archive, folders = Archive(), {"."}
    archive.add("dev", stat.S_IFDIR | 0o755)
    folders.add("dev")
    archive.add("dev/console", stat.S_IFCHR | 0o600, device=(5, 1))
    for name, data in files.items():
        archive.add_folders_of(name, folders)
        script = data.startswith(b"#!") or name == "bin/busybox"
        archive.add(name, stat.S_IFREG | (0o755 if script else 0o644), data)
    for program in programs:
        if program != "busybox":
            archive.add(f"bin/{program}", stat.S_IFLNK | 0o777, b"busybox")
    return gzip.compress(archive.bytes(), compresslevel=6, mtime=0)


def replace(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(data)
    temporary.chmod(0o644)
    os.replace(temporary, path)


def main(output: Path, kernel: str, *others: str) -> None:
    work = Path(tempfile.mkdtemp(prefix="tiny_guest-", dir=output))
    try:
        unpack([*kernel_packages(kernel), *others], work)
        files = work / "files"
        (image,) = files.glob("boot/vmlinu[xz]-*")
        (busybox,) = (path for path in (files / "bin/busybox", files / "usr/bin/busybox") if path.exists())
        modules = in_load_order(files)
        replace(output / "initramfs", initramfs(busybox, modules))
        replace(output / "vmlinuz", image.read_bytes())
        print(f"kernel {image.name.split('-', 1)[1]}, modules {' '.join(modules)}")
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
