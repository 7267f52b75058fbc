# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the running kernel says of itself: its log, modules, control groups."""

from __future__ import annotations

import re

# Only these messages are ever read out of the log: nothing that names hosts, addresses or disks is among them.
_RELEVANT = re.compile(
    r"^Hypervisor detected:|^Booting (?:paravirtualized kernel|kernel) on |by bios|(?:VMX|SVM) (?:not|disabled)"
    r"|^kvm\b.*(?:hardware support|SIE|nesting|hyp(?:ervisor)? mode|VHE|Nested|hypervisor extension)"
    r"|started at EL\d|^secureboot: |locked down from|^DMAR: IOMMU enabled|^AMD-Vi: |^SVM: ",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:<\d+>)?(?:\d+,\d+,\d+,[^;]*;|.*? kernel: )?(?:\[\s*\d+\.\d+\]\s*)?"  # syslog level, /dev/kmsg, syslog, time
)
_UNIQUE = re.compile(r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)

_OFF_IN_FIRMWARE = re.compile(
    r"kvm: disabled by bios"  # Linux up to 5.18
    r"|support for '\S+' disabled by bios"  # 5.19 to 6.2
    r"|VMX \(outside TXT\) disabled by BIOS"  # since 5.6, arch/x86/kernel/cpu/feat_ctl.c
    r"|VMX not enabled \(by BIOS\)"  # since 6.3
    r"|SVM disabled \(by BIOS\)",  # since 6.3
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"VMX not supported by CPU"  # asks the processor itself; SVM's like asks a flag that the kernel may have cleared
    r"|kvm \[\d+\]: HYP mode not available|kvm \[\d+\]: hypervisor extension not available"
    r"|kvm-s390: SIE is not available|kvm-hv: Parent hypervisor does not support nesting",
    re.IGNORECASE,
)
_EL2 = re.compile(r"started at EL2|kvm \[\d+\]: (?:VHE|Hyp|nVHE|Protected \S+) mode initialized", re.IGNORECASE)
_DETECTED = re.compile(r"^Hypervisor detected: *(.+)$", re.MULTILINE)


def relevant_messages(text: str) -> str:
    """This boot's messages that say something about virtualization, bare of times and host names."""
    messages = [_PREFIX.sub("", line, count=1).strip() for line in text.splitlines()]
    for index in range(len(messages) - 1, -1, -1):
        if messages[index].startswith("Linux version "):
            messages = messages[index:]
            break
    kept = (_UNIQUE.sub("(removed)", message) for message in messages if _RELEVANT.search(message))
    return "\n".join(dict.fromkeys(kept))


def _first(pattern: re.Pattern, log: str | None) -> str | None:
    return next((line.strip() for line in (log or "").splitlines() if pattern.search(line)), None)


def off_in_firmware(log: str | None) -> str | None:
    """The message that proves it, or None."""
    return _first(_OFF_IN_FIRMWARE, log)


def extension_denied(log: str | None) -> str | None:
    return _first(_ABSENT, log)


def started_at_el2(log: str | None) -> bool:
    return _first(_EL2, log) is not None


def detected_hypervisor(log: str | None) -> str | None:
    match = _DETECTED.search(log or "")
    return match[1].strip() if match else None


def version(release: str | None) -> tuple[int, int] | None:
    match = re.match(r"(\d+)\.(\d+)", release or "")
    return (int(match[1]), int(match[2])) if match else None


def shows_disabled_extension(word: str, release: str | None) -> bool:
    """Whether this kernel keeps the flag of an extension that the firmware switched off.

    Linux hides it since 5.6 (vmx) and 6.7 (svm). Enterprise kernels carry newer code under old numbers.
    """
    found = version(release)
    if found is None or re.search(r"\.el\d|-default$", release or ""):
        return False
    return found < {"vmx": (5, 6), "svm": (6, 7)}[word]


# -- modules


def module_names(arch: str | None, vendor: str | None) -> tuple[str, ...]:
    """The modules of which one makes KVM work here."""
    if arch == "x86_64":
        intel = ("kvm_intel",)
        amd = ("kvm_amd",)
        return {"GenuineIntel": intel, "CentaurHauls": intel, "Shanghai": intel, "AuthenticAMD": amd, "HygonGenuine": amd}.get(
            vendor or "", intel + amd
        )
    if arch in ("ppc64le", "ppc64"):
        return ("kvm_hv", "kvm_pr")
    return ("kvm",)


def module_state(names: tuple[str, ...], loaded: list[str], builtin: str | None, dependencies: str | None) -> str:
    """loaded, builtin, available, missing, or unknown where /lib/modules shows nothing of this kernel."""
    if any(name in loaded for name in names):
        return "loaded"
    if any(_lists(builtin, name) for name in names):
        return "builtin"
    if any(_lists(dependencies, name) for name in names):
        return "available"
    return "unknown" if dependencies is None else "missing"


def _lists(index: str | None, name: str) -> bool:
    pattern = r"(?:^|/)" + name.replace("_", "[-_]") + r"\.ko(?:\.\w+)?(?::|$)"
    return re.search(pattern, index or "", re.MULTILINE) is not None


def switched_on(parameter: str | None) -> bool | None:
    """A module's boolean parameter."""
    if parameter is None:
        return None
    return parameter.strip() in ("Y", "y", "1")


# -- control groups


def control_groups(mounts: str | None, unified: str | None, listed: str | None) -> dict:
    """Version and controllers, from /proc/mounts, the root's cgroup.controllers and /proc/cgroups."""
    lines = [line.split() for line in (mounts or "").splitlines()]
    options = {word for fields in lines if len(fields) > _OPTIONS and fields[2] == "cgroup" for word in fields[_OPTIONS].split(",")}
    known = {line.split()[0] for line in (listed or "").splitlines() if line.strip() and not line.startswith("#")}
    old = sorted(options & (known or _V1))
    if old:
        return {"version": 1, "controllers": old}
    if unified is not None:  # systemd may mount a version 1 without controllers beside it
        return {"version": 2, "controllers": sorted(unified.split())}
    return {"version": None, "controllers": []}


_OPTIONS = 3  # the column of /proc/mounts
_V1 = {
    "blkio", "cpu", "cpuacct", "cpuset", "debug", "devices", "freezer", "hugetlb", "memory", "misc", "net_cls", "net_prio",
    "perf_event", "pids", "rdma",
}


def vulnerable(vulnerabilities: dict) -> list[str]:
    return sorted(name for name, text in vulnerabilities.items() if text.startswith("Vulnerable"))


def option_set(config: str | None, option: str) -> bool | None:
    """An option of the kernel's build, or None where its configuration cannot be read."""
    if config is None:
        return None
    return re.search(rf"^{option}=[ym]$", config, re.MULTILINE) is not None
