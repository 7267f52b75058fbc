# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the machine is: bare metal or a guest and of whom, in a container or not, and how it was booted."""

from __future__ import annotations

import re
from typing import NamedTuple

# Words and order are those of systemd-detect-virt(1). It asks CPUID, which has no file: what the kernel found there
# stands in its log, and in the clocks it offers.
_DMI = (
    ("KVM", "kvm"),
    ("OpenStack", "kvm"),
    ("KubeVirt", "kvm"),
    ("Amazon EC2", "amazon"),
    ("QEMU", "qemu"),
    ("VMware", "vmware"),
    ("VMW", "vmware"),
    ("innotek GmbH", "oracle"),
    ("VirtualBox", "oracle"),
    ("Oracle Corporation", "oracle"),
    ("Xen", "xen"),
    ("Bochs", "bochs"),
    ("Parallels", "parallels"),
    ("BHYVE", "bhyve"),
    ("Hyper-V", "microsoft"),
    ("Apple Virtualization", "apple"),
    ("Google Compute Engine", "google"),
)
_OVER_CPUID = ("oracle", "xen", "amazon", "parallels", "google")
_DETECTED = (  # the kernel's own names, arch/x86/kernel/cpu/
    ("KVM", "kvm"),
    ("VMware", "vmware"),
    ("Xen", "xen"),
    ("Microsoft", "microsoft"),
    ("Bhyve", "bhyve"),
    ("ACRN", "acrn"),
)
_GUESTS = (  # by DMI alone; systemd would ask CPUID
    (re.compile(r"^Virtual Machine$"), "microsoft"),
    (re.compile(r"\bKVM\b|^(?:oVirt|RHEV|AHV|Cloud Hypervisor|DigitalOcean|Hetzner|Alibaba Cloud|UpCloud)\b"), "kvm"),
)
_CLOCKS = (("kvm-clock", "kvm"), ("hyperv_clocksource", "microsoft"), ("xen", "xen"))
_PCI = (("80eebeef", "oracle"), ("80eecafe", "oracle"), ("15ad0710", "vmware"), ("58530001", "xen"))
PCI_LINES = re.compile("|".join(rf"^\S+\s+{identifier}\b" for identifier, _word in _PCI))
_DMI_FILES = ("product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version")

_SMBIOS_BYTE = 19  # BIOS characteristics, second extension byte
_SMBIOS_VIRTUAL = 1 << 4
_XENFEAT_DOM0 = 1 << 11  # xen/include/public/features.h

# Those that are read. Serial numbers, UUIDs and asset tags are not.
DMI_FILES = (*_DMI_FILES, "bios_version", "bios_date")


class Evidence(NamedTuple):
    """Texts that tell what this machine runs on; None where there is no such file."""

    dmi: dict[str, str]
    smbios_bios: bytes | None
    xen: bool
    dom0: bool
    detected: str | None
    clocks: str | None
    pci_devices: str | None
    hypervisor_type: str | None
    device_tree: frozenset
    device_tree_compatible: str | None
    device_tree_hypervisor: str | None
    sysinfo: str | None
    first_processor: dict[str, str]


def is_dom0(capabilities: str | None, features: str | None) -> bool:
    if "control_d" in (capabilities or "").split(","):
        return True
    try:
        return bool(int((features or "0").split()[0], 16) & _XENFEAT_DOM0)
    except (ValueError, IndexError):
        return False


def inside(found: Evidence) -> str | None:
    """The hypervisor that this machine is a guest of, in systemd-detect-virt's words, `unknown`, or None."""
    dmi = _by_dmi(found)
    if dmi in _OVER_CPUID:
        return dmi
    if found.first_processor.get("vendor_id", "").startswith("User Mode Linux"):
        return "uml"
    if found.xen and not found.dom0:
        return "xen"
    processor = _by_kernel(found)
    if processor not in (None, "microsoft"):  # QEMU may pose as Hyper-V, so DMI is asked before that is believed
        return processor
    for word in (dmi, _by_pci(found), _by_device_tree(found), _by_sysinfo(found), processor):
        if word is not None:
            return word
    if not _guest_of_somebody(found):
        return None
    return next((word for pattern, word in _GUESTS if any(pattern.search(text) for text in found.dmi.values())), "unknown")


def _by_dmi(found: Evidence) -> str | None:
    for name in _DMI_FILES:
        text = found.dmi.get(name, "")
        word = next((word for start, word in _DMI if text.startswith(start)), None)
        if word == "amazon":
            return word if _amazon_guest(found) else None
        if word is not None:
            return word
    return None


def _amazon_guest(found: Evidence) -> bool:
    """Amazon's metal servers carry the same vendor as its guests."""
    virtual = _smbios_virtual(found.smbios_bios)
    if virtual is None:
        return re.search(r"\.metal(?:-|$)", found.dmi.get("product_name", "")) is None
    return virtual


def _smbios_virtual(table: bytes | None) -> bool | None:
    if table is None or len(table) <= _SMBIOS_BYTE or table[1] <= _SMBIOS_BYTE:
        return None
    return bool(table[_SMBIOS_BYTE] & _SMBIOS_VIRTUAL)


def _by_kernel(found: Evidence) -> str | None:
    for start, word in _DETECTED:
        if (found.detected or "").startswith(start) and not (word == "xen" and found.dom0):
            return word
    flags = found.first_processor.get("flags", "").split()
    if _by_dmi(found) == "qemu" and not found.dom0 and {"hypervisor", "tsc_known_freq"} <= set(flags):
        return "kvm"  # QEMU alone never tells its guest the clock's frequency
    for start, word in _CLOCKS:
        if any(clock.startswith(start) for clock in (found.clocks or "").split()) and not (word == "xen" and found.dom0):
            return word
    return None


def _by_pci(found: Evidence) -> str | None:
    """Devices that no hardware has, by vendor and device as /proc/bus/pci/devices writes them."""
    ids = {fields[1].lower() for fields in map(str.split, (found.pci_devices or "").splitlines()) if len(fields) > 1}
    # A dom0 has Xen's platform device only where it is itself a guest of Xen, which DMI shows.
    return next((word for identifier, word in _PCI if identifier in ids and not (word == "xen" and found.dom0)), None)


def _by_device_tree(found: Evidence) -> str | None:
    kind = found.device_tree_hypervisor
    if kind is not None:
        kind = kind.split("\0")[0]
        if found.dom0 and "xen" in kind:
            return None
        words = (("linux,kvm", "kvm"), ("xen", "xen"), ("vmware", "vmware"))
        return next((word for part, word in words if part in kind), "unknown")
    names = found.device_tree
    if "ibm,partition-name" in names and "hmc-managed?" in names:
        return "powervm"
    if any("fw-cfg" in name for name in names) or (found.device_tree_compatible or "").split("\0")[0] == "qemu,pseries":
        return "qemu"
    return None


def _by_sysinfo(found: Evidence) -> str | None:
    """s390: a logical partition counts as the machine itself, as systemd sees it."""
    match = re.search(r"^VM00 Control Program:\s*(\S+)", found.sysinfo or "", re.MULTILINE)
    if match is None:
        return None
    return "zvm" if match[1] == "z/VM" else "kvm"


def _guest_of_somebody(found: Evidence) -> bool:
    if "hypervisor" in found.first_processor.get("flags", "").split():
        # Xen sets the flag for its own dom0, too.
        return not found.dom0
    if found.first_processor.get("platform") == "pSeries":  # the interface that a hypervisor gives to POWER guests
        return True
    if found.hypervisor_type not in (None, "xen"):
        return True
    return _smbios_virtual(found.smbios_bios) is True


# -- containers

_MANAGERS = {"systemd-nspawn", "lxc", "lxc-libvirt", "docker", "podman", "rkt", "wsl", "proot", "pouch"}


def container(manager: str | None, files: set[str], release: str | None) -> str | None:
    """The container that this is run in, in systemd-detect-virt's words, or None."""
    if "/proc/vz" in files and "/proc/bc" not in files:
        return "openvz"
    if "Microsoft" in (release or "") or "WSL" in (release or ""):
        return "wsl"
    if manager:
        word = manager.split()[0].lower() if manager.split() else ""
        return word if word in _MANAGERS else "container-other"
    if "/run/.containerenv" in files:
        return "podman"
    return "docker" if "/.dockerenv" in files else None


# -- firmware


def firmware(arch: str | None, firmware_names: list[str], known: bool, device_tree: bool) -> str | None:
    """How the machine was booted: uefi, bios, device-tree, ipl (s390), or None where the tree does not show it."""
    if "efi" in firmware_names:
        return "uefi"
    if arch == "s390x":
        return "ipl"
    if arch in ("x86_64", "i686"):
        return "bios" if known else None
    return "device-tree" if device_tree else None


def secure_boot(kind: str | None, variable: bytes | None, ipl: str | None, log: str | None) -> bool | None:
    """From the EFI variable (four bytes of attributes, then the value), s390's loader, or the log."""
    if variable:
        return variable[-1] == 1
    if ipl in ("0", "1"):
        return ipl == "1"
    if kind == "bios":
        return False
    if "Secure boot enabled" in (log or ""):
        return True
    if "Secure boot disabled" in (log or ""):
        return False
    return None
