# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an emulated server is made of, and how QEMU is told."""

from __future__ import annotations

import dataclasses
import functools
import re
import subprocess
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from emumetal import store
from emumetal.errors import MetalError
from emumetal.link import path as link

PROGRAM = "qemu-system-x86_64"
# A dom0 dies with SMAP, PVH guests with RDTSCP; XSAVE costs KVM its module while AVX is announced. LA57 is one more table to walk.
# ERMS has Linux and glibc move and clear memory byte by byte in one instruction, which QEMU emulates byte by byte.
CPU = "max,smap=off,rdtscp=off,xsave=off,avx=off,avx2=off,monitor=off,la57=off,erms=off"
FIRMWARE = {
    "bios": None,
    "uefi": ("OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"),
    "secure-boot": ("OVMF_CODE_4M.secboot.fd", "OVMF_VARS_4M.ms.fd"),
}
FIRMWARE_FOLDER = Path("/usr/share/OVMF")


# What a word has to be.
_KINDS: dict[Any, tuple[Callable[[Any], bool], str]] = {
    bool: (lambda value: isinstance(value, bool), "true or false"),
    int: (lambda value: isinstance(value, int) and not isinstance(value, bool) and value > 0, "a number above zero"),
    str: (lambda value: isinstance(value, str), "a text"),
    tuple[str, ...]: (lambda value: isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value), "a list of texts"),
}


@functools.cache
def version() -> str:
    """QEMU's own, with the distribution's patch level: a saved state is only restored by what saved it."""
    done = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[0]


def mac(name: str, number: int) -> str:
    """The address of the server's network interface: another one for each server and interface."""
    rest = int(store.digest(name)[:6], 16).to_bytes(3, "big")
    return f"52:54:{number:02x}:{rest.hex(':')}"


@dataclass(frozen=True)
class Hardware:
    """A server's hardware.

    `disks`: sizes of empty disks beside the image's own (they are vdb, vdc, …, with serials disk1, disk2, …).
    `nics`: names of private links, one for each network interface after eth0; "" is an interface whose cable is out.
    """

    cpus: int = 2
    memory: int = 4096
    cpu: str = CPU
    svm: bool = True
    firmware: str = "bios"
    disks: tuple[str, ...] = ()
    nics: tuple[str, ...] = ("",)
    extra: tuple[str, ...] = field(default=())

    @classmethod
    def read(cls, words: dict[str, Any], where: str) -> Hardware:
        """As a file has it."""
        known = [item.name for item in dataclasses.fields(cls)]
        for word in words:
            if word not in known:
                raise MetalError(f"{where}: hardware: {word} is nothing that a server has; it may have {', '.join(known)}.")
        try:
            return cls(**words)
        except MetalError as error:
            raise MetalError(f"{where}: hardware: {error}") from error

    def __post_init__(self) -> None:
        for name, kind in typing.get_type_hints(Hardware).items():
            fits, expected = _KINDS[kind]
            value = getattr(self, name)
            if not fits(value):
                raise MetalError(f"{name}: {value!r} is not {expected}.")
        for name in ("disks", "nics", "extra"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        if self.firmware not in FIRMWARE:
            raise MetalError(f"firmware: {self.firmware} is none of {', '.join(FIRMWARE)}.")
        for size in self.disks:
            if not re.fullmatch(r"\d+[MGT]", size):
                raise MetalError(f"disks: {size} is no size; write 512M or 2G.")

    def with_(self, **changes: Any) -> Hardware:
        return dataclasses.replace(self, **{name: value for name, value in changes.items() if value is not None})

    def saved_part(self) -> dict[str, Any]:
        """What must be the same at saving and at restoring; cables may be plugged otherwise."""
        return dataclasses.asdict(self) | {"nics": len(self.nics)}

    def variables(self) -> Path | None:
        """The firmware's empty memory, if it has one."""
        files = FIRMWARE[self.firmware]
        if files and not (FIRMWARE_FOLDER / files[0]).exists():
            raise MetalError(f"firmware: there is no {FIRMWARE_FOLDER / files[0]}; install the package ovmf.")
        return FIRMWARE_FOLDER / files[1] if files else None

    def command(self, port: int, name: str) -> list[str]:
        """QEMU's command line for a server, with its folder as the working folder. Never with hardware virtualization."""
        secure = self.firmware == "secure-boot"
        words = [
            *(PROGRAM, "-nodefaults", "-no-user-config", "-display", "none", "-vga", "none"),
            *("-machine", f"q35,smm={'on' if secure else 'off'}", "-accel", "tcg,thread=multi,tb-size=512"),
            *("-cpu", self.cpu + ("" if self.svm else ",svm=off"), "-smp", str(self.cpus), "-m", str(self.memory)),
            *("-chardev", "socket,id=console,path=console.sock,server=on,wait=off,logfile=console.log,logappend=on"),
            *("-serial", "chardev:console", "-qmp", "unix:qmp.sock,server=on,wait=off", "-pidfile", "pid"),
            *("-netdev", f"user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:{port}-:22"),
            # The network of eth0 is each server's own, and remembers across saving whom it gave an address.
            *("-device", "virtio-net-pci,netdev=net0,romfile=,mac=52:54:00:00:00:01"),
            *("-device", "virtio-rng-pci"),
            *_disk(0),
        ]
        if files := FIRMWARE[self.firmware]:
            words += ["-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={FIRMWARE_FOLDER / files[0]}"]
            words += ["-drive", "if=pflash,unit=1,format=raw,file=firmware.fd"]
        if secure:
            words += ["-global", "driver=cfi.pflash01,property=secure,value=on"]
        for number in range(1, len(self.disks) + 1):
            words += _disk(number)
        for number, cable in enumerate(self.nics, 1):
            backend = f"hubport,id=net{number},hubid={number}"
            if cable:
                backend = f"stream,id=net{number},server=off,addr.type=unix,addr.path={link(cable)}"
            words += ["-netdev", backend, "-device", f"virtio-net-pci,netdev=net{number},romfile=,mac={mac(name, number)}"]
        return [*words, *self.extra]


def _disk(number: int) -> list[str]:
    """Power loss is the end of QEMU, which the machine's own page cache survives: no need to wait for disks."""
    return [
        *("-drive", f"if=none,id=disk{number},file=disk{number}.qcow2,format=qcow2,cache=unsafe,discard=unmap"),
        *("-device", f"virtio-blk-pci,drive=disk{number},serial=disk{number}{',bootindex=0' if number == 0 else ''}"),
    ]
