# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Captured trees from archives, and made-up ones from a few lines."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import yaml

# A made-up machine on which KVM is ready, from which made-up faults are derived.
INTEL = "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Made up\nflags\t\t: fpu lm {}\n"
AMD = "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: Made up\nflags\t\t: fpu lm {}\n"
RELEASE = "6.1.0-9-amd64"
READY = {
    "/proc/sys/kernel/osrelease": f"{RELEASE}\n",
    "/proc/cpuinfo": INTEL.format("vmx ept"),
    "/proc/meminfo": "MemTotal:       16384000 kB\n",
    "/sys/module/kvm_intel/parameters/nested": "Y\n",
    "/sys/class/misc/kvm": None,
    "/sys/firmware/acpi/tables": None,
    "/dev/kvm": "character device 10:232 mode 0660 owner 0:106 usable yes\n",
}
SMBIOS_VIRTUAL = bytes([0, 24]) + bytes(17) + bytes([0x10]) + bytes(4)
CAPTURES = Path(__file__).parents[1] / "captures"
DESCRIBED = yaml.safe_load((CAPTURES / "captures.yml").read_text())


# Thousands of files in some archives, and nothing here reads them.
UNREAD = re.compile(
    r"/(?:cache|cpufreq|cpuidle|power|hotplug|cpufreq_stats|microcode|thermal_throttle|infiniband|net|block)/"
    r"|/sys/devices/pci.*/(?!sriov_|vendor$|device$|class$)[^/]+$|/node\d+/[^/]+$|_list$|/cpus@?"
    r"|/topology/(?!(?:core|package)_cpus$|(?:core|thread)_siblings$)|/cpu\d+/(?!topology)"
)


def unpack(archive: Path, folder: Path) -> Path:
    """The folder that holds proc and sys, which some archives have at their top and some one level down."""
    # Debian 12's Python 3.11.2 knows no extraction filters, and newer ones warn where none is named.
    unfiltered = {"filter": "fully_trusted"} if hasattr(tarfile, "fully_trusted_filter") else {}
    with tarfile.open(archive) as packed:
        members = [member for member in packed if member.isdir() or not UNREAD.search(member.name)]
        packed.extractall(folder, [_writable(member) for member in members if _is_harmless(member)], **unfiltered)
    return next(found.parent for found in sorted(folder.glob("**/"), key=lambda path: len(path.parts)) if found.name in ("proc", "sys"))


def _is_harmless(member: tarfile.TarInfo) -> bool:
    """Files, folders and links inside. What sysfs links to is often not part of a capture; such links are kept."""
    inside = not member.name.startswith("/") and ".." not in member.name.split("/")
    return inside and (member.isfile() or member.isdir() or member.issym())


def _writable(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Whoever runs the tests can delete what was unpacked."""
    member.mode |= 0o700 if member.isdir() else 0o600
    return member


def make(folder: Path, files: dict[str, str | bytes | None]) -> Path:
    """A made-up tree: contents by path, None for an empty folder."""
    for path, content in files.items():
        target = folder / path.lstrip("/")
        if content is None:
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            target.write_bytes(content)
        else:
            target.write_text(content)
    return folder


def causes(hardware: dict, kind: str = "kvm") -> list[str]:
    return [check["cause"] for check in hardware["checks"] if kind in check["blocks"]]
