# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processors, from /proc/cpuinfo and the topology that sysfs shows."""

from __future__ import annotations

import re

# The lines of /proc/cpuinfo that are read. What identifies one machine (`Serial`, s390's `identification`) is not here.
CPUINFO = re.compile(
    r"^(?:processor|Processor|vendor_id|model name|Model Name|CPU Family|cpu family|flags|vmx flags|physical id|core id"
    r"|CPU implementer|CPU part|CPU architecture|[Ff]eatures|isa|uarch|mvendorid|cpu|platform|machine|system type|# processors"
    r"|package|core|hypervisor)\s*:"
)

_VENDORS = {  # CPU implementer of ARM
    0x41: "ARM", 0x42: "Broadcom", 0x43: "Cavium", 0x46: "FUJITSU", 0x48: "HiSilicon", 0x4E: "NVIDIA", 0x50: "APM",
    0x51: "Qualcomm", 0x53: "Samsung", 0x56: "Marvell", 0x61: "Apple", 0x6D: "Microsoft", 0x70: "Phytium", 0xC0: "Ampere",
}
_ARM_PARTS = {  # of server and board processors; a number is shown for others
    0xD03: "Cortex-A53", 0xD05: "Cortex-A55", 0xD07: "Cortex-A57", 0xD08: "Cortex-A72", 0xD09: "Cortex-A73", 0xD0A: "Cortex-A75",
    0xD0B: "Cortex-A76", 0xD0C: "Neoverse-N1", 0xD40: "Neoverse-V1", 0xD41: "Cortex-A78", 0xD46: "Cortex-A510",
    0xD47: "Cortex-A710", 0xD49: "Neoverse-N2", 0xD4D: "Cortex-A715", 0xD4E: "Cortex-X3", 0xD4F: "Neoverse-V2",
    0xD80: "Cortex-A520", 0xD84: "Neoverse-V3", 0xD8E: "Neoverse-N3", 0xC0F: "Cortex-A15",
}
_ARM = 0x41


def parse_cpuinfo(text: str | None) -> list[dict[str, str]]:
    """A dictionary for each processor; what stands before or after them (s390, POWER) goes into the first."""
    first: dict[str, str] = {}
    processors = [first]
    for line in (text or "").splitlines():
        key, colon, value = line.partition(":")
        key, value = key.strip(), value.strip()
        if not colon:
            continue
        if key == "processor" and "processor" in processors[-1]:
            processors.append({})
        processors[-1].setdefault(key, value)
    # POWER and 32-bit ARM put what is true of the machine behind the last one.
    for key in ("platform", "machine", "CPU implementer", "CPU architecture", "CPU part", "Features"):
        if key in processors[-1]:
            first.setdefault(key, processors[-1][key])
    return processors


def architecture(machine: str | None, release: str | None, processors: list[dict[str, str]]) -> str | None:
    """The kernel's own word, or what the shape of /proc/cpuinfo says in a tree that holds nothing better."""
    if machine:
        return {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    first = processors[0]
    if "flags" in first:
        return "x86_64" if "lm" in first["flags"].split() else "i686"
    if "CPU architecture" in first or "CPU implementer" in first:
        return "aarch64" if first.get("CPU architecture") in ("8", "AArch64") else "armv7l"
    if "IBM/S390" in first.get("vendor_id", ""):
        return "s390x"
    if "isa" in first:
        return "riscv64" if first["isa"].startswith("rv64") else "riscv32"
    if "Loongson" in first.get("CPU Family", "") + first.get("Model Name", "") + first.get("system type", ""):
        return "loongarch64"
    if first.get("cpu", "").startswith("POWER"):
        # Little-endian Linux needs POWER8, and nearly everything since then runs it.
        old = re.match(r"POWER[4-7]\b", first["cpu"])
        return "ppc64" if old or (release or "").endswith("ppc64") else "ppc64le"
    return None


def vendor_and_model(arch: str | None, processors: list[dict[str, str]], sysinfo: str | None) -> tuple[str | None, str | None]:
    first = processors[0]
    if arch in ("aarch64", "armv7l"):
        return _arm_names(first)
    if arch == "s390x":
        match = re.search(r"^Type:\s*(\d+)", sysinfo or "", re.MULTILINE)
        return first.get("vendor_id"), f"IBM {match[1]}" if match else None
    if arch in ("ppc64", "ppc64le"):
        return "IBM" if "cpu" in first else None, first.get("cpu")
    if arch == "riscv64":
        return first.get("mvendorid"), first.get("uarch")
    if arch == "loongarch64":
        return "Loongson", first.get("Model Name")
    return first.get("vendor_id"), first.get("model name")


def _arm_names(first: dict[str, str]) -> tuple[str | None, str | None]:
    implementer = _number(first.get("CPU implementer"))
    part = _number(first.get("CPU part"))
    vendor = None if implementer is None else _VENDORS.get(implementer, f"{implementer:#04x}")
    model = first.get("model name")
    if model is None and part is not None:
        model = (_ARM_PARTS.get(part) if implementer == _ARM else None) or f"part {part:#05x}"
    return vendor, model


def _number(text: str | None) -> int | None:
    try:
        return None if text is None else int(text, 0)
    except ValueError:
        return None


MOST = 8192  # Linux's own limit on x86


def parse_list(text: str | None) -> list[int]:
    """A list as sysfs writes it: 0-3,8."""
    found: list[int] = []
    for part in (text or "").strip().split(","):
        match = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", part.strip())
        if match:
            found.extend(range(int(match[1]), int(match[2] or match[1]) + 1))
    return found[:MOST]


def online(listed: str | None, switches: dict[str, str | None], processors: list[dict[str, str]]) -> list[int]:
    """Numbers of the processors that are switched on; `switches` are the `online` files of old kernels' folders."""
    found = parse_list(listed) or sorted(int(folder[3:]) for folder, switch in switches.items() if switch != "0")
    if found:
        return found
    numbers = [_number(processor.get("processor")) for processor in processors]
    known = sorted({number for number in numbers if number is not None})
    if known:
        return known
    total = _number(processors[0].get("# processors"))
    return list(range(min(total, MOST))) if total else []


def count_groups(masks: list[str | None]) -> int | None:
    """How many groups there are, where every member names the same mask; a member without one stands alone."""
    if not any(masks):
        return None
    return len({mask for mask in masks if mask}) + sum(1 for mask in masks if not mask)


def count_by_ids(processors: list[dict[str, str]]) -> tuple[int | None, int | None]:
    """Sockets and cores by the ids in /proc/cpuinfo, for kernels that show no topology in sysfs."""
    sockets = {processor.get("physical id") for processor in processors}
    cores = {(processor.get("physical id"), processor.get("core id")) for processor in processors}
    if None in sockets or any(core is None for _socket, core in cores):
        return None, None
    return len(sockets), len(cores)


def flags(processors: list[dict[str, str]]) -> set[str]:
    """Features that the kernel shows, under whichever title the architecture gives them."""
    first = processors[0]
    return {word for key in ("flags", "vmx flags", "features", "Features") for word in first.get(key, "").split()}


def shown_extension(arch: str | None, processors: list[dict[str, str]]) -> str | None:
    """The architecture's own word for its virtualization extension, where /proc/cpuinfo shows it."""
    first = processors[0]
    if arch in ("x86_64", "i686"):
        return next((word for word in ("vmx", "svm") if word in first.get("flags", "").split()), None)
    if arch == "riscv64":
        single = re.match(r"rv\d+([a-z]*?)(?:_|z|s|x|$)", first.get("isa", ""))
        return "h" if single and "h" in single[1] else None
    if arch in ("ppc64", "ppc64le"):
        return "hv" if first.get("platform") == "PowerNV" else None
    word = {"s390x": "sie", "loongarch64": "lvz"}.get(arch or "")
    return word if word in flags(processors) else None


def nested_paging(arch: str | None, extension: str | None, shown: set[str]) -> bool | None:
    """Second level address translation: on x86 a flag of its own, elsewhere part of the extension (null: not shown)."""
    if arch in ("x86_64", "i686") and extension is not None:
        return bool(shown & {"ept", "npt"})
    return None
