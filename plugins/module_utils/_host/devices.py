# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory and devices: huge pages, IOMMU, virtual functions, mediated devices."""

from __future__ import annotations

import re

MEMINFO = re.compile(r"^(?:MemTotal|HugePages_\w+|Hugepagesize):")
ACPI_IOMMU = re.compile(r"^(?:DMAR|IVRS|IORT|RIMT)$")

_KIND_BY_NAME = (("dmar", "intel"), ("ivhd", "amd"), ("smmu", "arm-smmu"), ("arm-smmu", "arm-smmu"))
_KIND_BY_TABLE = {"DMAR": "intel", "IVRS": "amd", "IORT": "arm-smmu", "RIMT": "riscv"}


def number(text: str | None) -> int | None:
    try:
        return int((text or "").split()[0])
    except (ValueError, IndexError):
        return None


def meminfo(text: str | None) -> dict[str, int]:
    found = {}
    for line in (text or "").splitlines():
        key, _colon, value = line.partition(":")
        amount = number(value)
        if amount is not None:
            found[key.strip()] = amount
    return found


def memory_mib(memory: dict[str, int]) -> int | None:
    return memory["MemTotal"] // 1024 if "MemTotal" in memory else None


def size(kib: int) -> str:
    for unit, factor in (("GiB", 1024 * 1024), ("MiB", 1024)):
        if kib >= factor and kib % factor == 0:
            return f"{kib // factor} {unit}"
    return f"{kib} KiB"


def page_size(folder: str) -> int | None:
    """KiB, from the name of a folder in /sys/kernel/mm/hugepages."""
    match = re.fullmatch(r"hugepages-(\d{1,12})kB", folder)
    return int(match[1]) if match else None


def hugepages(pools: dict[str, dict[str, str | None]], memory: dict[str, int]) -> dict[str, dict[str, int | None]]:
    """Pages by size, smallest first; the default size alone where only /proc/meminfo is there."""
    by_size = {page_size(folder): counts for folder, counts in pools.items()}
    found = {
        size(kib): {word: number(counts.get(f"{file}_hugepages")) for word, file in _COUNTS}
        for kib, counts in sorted((kib, counts) for kib, counts in by_size.items() if kib)
    }
    if not found and memory.get("Hugepagesize"):
        found[size(memory["Hugepagesize"])] = {
            "total": memory.get("HugePages_Total"),
            "free": memory.get("HugePages_Free"),
            "reserved": memory.get("HugePages_Rsvd"),
            "surplus": memory.get("HugePages_Surp"),
        }
    return found


_COUNTS = (("total", "nr"), ("free", "free"), ("reserved", "resv"), ("surplus", "surplus"))


def iommu(units: list[str], tables: list[str], groups: int) -> dict:
    """`enabled` when devices are in groups; `described` when the firmware speaks of one."""
    kind = next((kind for unit in units for start, kind in _KIND_BY_NAME if start in unit), None)
    described = next((_KIND_BY_TABLE[table] for table in tables if table in _KIND_BY_TABLE), None)
    return {"enabled": groups > 0, "groups": groups, "kind": kind or described, "described": bool(units or described)}


def virtual_functions(address: str, files: dict[str, str | None]) -> dict | None:
    """A device that can be divided (SR-IOV), or None."""
    total = number(files.get("sriov_totalvfs"))
    if not total:
        return None
    return {
        "address": address,
        "vendor": files.get("vendor"),
        "device": files.get("device"),
        "class": files.get("class"),
        "total": total,
        "enabled": number(files.get("sriov_numvfs")) or 0,
    }


def mediated_type(parent: str, name: str, files: dict[str, str | None]) -> dict:
    return {
        "parent": parent,
        "type": name,
        "name": files.get("name"),
        "description": files.get("description"),
        "api": files.get("device_api"),
        "available": number(files.get("available_instances")),
    }
