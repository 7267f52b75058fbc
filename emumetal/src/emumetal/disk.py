# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A root file system becomes a disk that both BIOS and UEFI start, without loop devices, mounts or a boot."""

from __future__ import annotations

import re
import subprocess
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from emumetal import programs
from emumetal.errors import MetalError

MIB = 1 << 20
SECTOR = 512
BIOS_START, EFI_START, ROOT_START = 1 * MIB, 2 * MIB, 66 * MIB
BIOS_PARTITION = "21686148-6449-6E6F-744E-656564454649"
EFI_PARTITION = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
LINUX_PARTITION = "0FC63DAF-8483-4772-8E79-3D69D8477DE4"


def run(*command: object, given: str | None = None) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env=programs.environment(),
    )
    if done.returncode:
        raise MetalError(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stdout}")
    return done.stdout


@dataclass(frozen=True)
class Names:
    """By which the system finds its file systems."""

    root: str
    efi: str  # FAT's kind: 1234-ABCD

    @staticmethod
    def new() -> Names:
        efi = uuid.uuid4().hex[:8].upper()
        return Names(root=str(uuid.uuid4()), efi=f"{efi[:4]}-{efi[4:]}")

    def fstab(self) -> str:
        # Without a check at every boot: mounting replays what a loss of power left in the journal.
        return f"UUID={self.root} / ext4 noatime,errors=remount-ro 0 0\nUUID={self.efi} /boot/efi vfat umask=0077,nofail 0 0\n"


def write(root: Path, names: Names, size: str, target: Path) -> None:
    """`root` on a new disk of the given size, as a compressed qcow2 file."""
    bytes_ = size_of(size)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        raw = Path(scratch, "raw")
        with raw.open("wb") as file:
            file.truncate(bytes_)
        run("sfdisk", "--quiet", raw, given=_table())
        _root(root, names, raw, bytes_)
        _efi(root, names, raw, Path(scratch))
        _bios(root, raw)
        run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", "-c", "-o", "compression_type=zstd", "-m", "4", "-W", raw, target)


def size_of(size: str) -> int:
    found = re.fullmatch(r"(\d+)([MGT])", size)
    if not found:
        raise MetalError(f"size: {size} is no size; write 512M or 8G.")
    return int(found[1]) * MIB * 1024 ** "MGT".index(found[2])


def _table() -> str:
    parts = [
        (BIOS_START, f"size={(EFI_START - BIOS_START) // SECTOR}, type={BIOS_PARTITION}"),
        (EFI_START, f"size={(ROOT_START - EFI_START) // SECTOR}, type={EFI_PARTITION}"),
        (ROOT_START, f"type={LINUX_PARTITION}"),
    ]
    return "label: gpt\n" + "".join(f"start={start // SECTOR}, {rest}\n" for start, rest in parts)


def _root(root: Path, names: Names, raw: Path, bytes_: int) -> None:
    room = (bytes_ - ROOT_START - MIB) // MIB * 1024
    extended = f"offset={ROOT_START},lazy_itable_init=1,lazy_journal_init=1"
    run("mke2fs", "-q", "-t", "ext4", "-L", "root", "-U", names.root, "-d", root, "-E", extended, raw, f"{room}k")


def _efi(root: Path, names: Names, raw: Path, scratch: Path) -> None:
    """Debian's signed loaders, where they are after an installation, and as the removable medium's."""
    part = scratch / "efi"
    with part.open("wb") as file:
        file.truncate(ROOT_START - EFI_START)
    run("mkfs.vfat", "-i", names.efi.replace("-", ""), "-n", "EFI", part)
    shim = root / "usr/lib/shim"
    grub = root / "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed"
    config = scratch / "grub.cfg"
    config.write_text(f"search.fs_uuid {names.root} root\nset prefix=($root)'/boot/grub'\nconfigfile $prefix/grub.cfg\n", encoding="ascii")
    files = {
        "EFI/debian/shimx64.efi": shim / "shimx64.efi.signed",
        "EFI/debian/mmx64.efi": shim / "mmx64.efi.signed",
        "EFI/debian/fbx64.efi": shim / "fbx64.efi.signed",
        "EFI/debian/BOOTX64.CSV": shim / "BOOTX64.CSV",
        "EFI/debian/grubx64.efi": grub,
        "EFI/debian/grub.cfg": config,
        # The first start finds this, which writes Debian's entry into the firmware's memory.
        "EFI/BOOT/BOOTX64.EFI": shim / "shimx64.efi.signed",
        "EFI/BOOT/fbx64.efi": shim / "fbx64.efi.signed",
    }
    run("mmd", "-i", part, "::EFI", "::EFI/debian", "::EFI/BOOT")
    for name, source in files.items():
        run("mcopy", "-i", part, source, f"::{name}")
    with raw.open("r+b") as file:
        file.seek(EFI_START)
        file.write(part.read_bytes())


def _bios(root: Path, raw: Path) -> None:
    """What grub-bios-setup does: the first sector knows where the core begins, the core where it goes on."""
    folder = root / "boot/grub/i386-pc"
    boot, core = bytearray((folder / "boot.img").read_bytes()), bytearray((folder / "core.img").read_bytes())
    core += bytes(-len(core) % SECTOR)
    if len(core) > EFI_START - BIOS_START:
        raise MetalError("GRUB's core does not fit its partition")
    start = BIOS_START // SECTOR
    boot[0x5C:0x64] = start.to_bytes(8, "little")
    boot[0x66:0x68] = b"\x90\x90"  # trust the drive that the BIOS names
    rest = (start + 1).to_bytes(8, "little") + (len(core) // SECTOR - 1).to_bytes(2, "little") + (0x820).to_bytes(2, "little")
    core[SECTOR - 12 : SECTOR] = rest
    with raw.open("r+b") as file:
        file.write(boot[:440])  # the rest is the partition table's
        file.seek(BIOS_START)
        file.write(core)
