# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From facts to verdicts: a list of checks, and whether KVM and Xen are ready.

Pure: a check is made from the facts in report.py and from nothing else.
"""

from __future__ import annotations

from . import extension, kernel

ARCHITECTURES = ("x86_64", "aarch64", "s390x", "ppc64le", "riscv64")
XEN_ARCHITECTURES = ("x86_64", "aarch64")

KVM_DEVICE = (10, 232)  # Documentation/admin-guide/devices.txt
SMALL_MIB = 2048


# Everything that is looked at, by name.
NAMES = (
    "architecture", "hypervisor", "container", "extension", "nested_paging", "kvm_module", "kvm_device", "kvm_rights", "xen", "xen_kernel",
    "secure_boot", "memory", "iommu", "vulnerabilities",
)


class Checks:
    """Collects checks. One that `blocks` kvm or xen stands in its way, and `cause` says in a word how."""

    def __init__(self) -> None:
        self.found: list[dict] = []

    def good(self, name: str, detail: str) -> None:
        self._add(name, "pass", detail, None, None, ())

    def bad(self, name: str, detail: str, remedy: str | None, *, cause: str, blocks: tuple[str, ...] = ()) -> None:
        # A dom0 that works is nothing to be alarmed about, though KVM is out of question there.
        status = "fail" if "kvm" in blocks and cause != "xen_runs" else "warning"
        self._add(name, status, detail, remedy, cause, blocks)

    def _add(self, name: str, status: str, detail: str, remedy: str | None, cause: str | None, blocks: tuple[str, ...]) -> None:
        self.found.append(
            {"name": name, "status": status, "detail": detail, "remedy": remedy, "cause": cause, "blocks": list(blocks)}
        )

    def verdict(self, kind: str) -> dict:
        blockers = [check["detail"] for check in self.found if kind in check["blocks"]]
        return {"ready": not blockers, "blockers": blockers}


def judge(facts: dict) -> Checks:
    checks = Checks()
    _architecture(checks, facts)
    _surroundings(checks, facts)
    _extension(checks, facts)
    _kvm(checks, facts)
    _xen(checks, facts)
    _comfort(checks, facts)
    return checks


def _architecture(checks: Checks, facts: dict) -> None:
    arch = facts["architecture"]
    if arch in ARCHITECTURES:
        checks.good("architecture", f"{arch} is supported.")
        return
    checks.bad(
        "architecture",
        f"{arch} is not supported." if arch else "Nothing here names the architecture.",
        f"Use one of {', '.join(ARCHITECTURES)}; an x86-64 processor needs a 64-bit kernel."
        if arch
        else "Read a whole tree: /proc/cpuinfo is missing.",
        cause="architecture_unsupported",
        blocks=("kvm", "xen"),
    )


def _surroundings(checks: Checks, facts: dict) -> None:
    if facts["dom0"]:
        checks.bad(
            "hypervisor",
            "Xen runs here, and this is its dom0: KVM cannot run under it.",
            "For KVM boot Linux without Xen.",
            cause="xen_runs",
            blocks=("kvm",),
        )
    elif facts["inside"]:
        checks.good("hypervisor", f"This machine is itself a guest ({facts['inside']}): what it can do is what that one hands through.")
    else:
        checks.good("hypervisor", "No hypervisor is seen below this machine.")
    if facts["container"]:
        checks.bad(
            "container",
            f"This is a container ({facts['container']}): kernel, modules and boot are its host's.",
            "Run against the host itself for anything but tests.",
            cause="container",
            blocks=("xen",),
        )


def _extension(checks: Checks, facts: dict) -> None:
    found = facts["extension"]
    if found.state in (extension.PRESENT, extension.UNKNOWN) and not found.remedy:
        checks.good("extension", found.detail)
    else:
        checks.bad("extension", found.detail, found.remedy, cause=found.state, blocks=("kvm",))
    if found.state == extension.PRESENT and facts["nested_paging"] is False:
        checks.bad(
            "nested_paging",
            "The processor offers no second level address translation (ept, npt): guests will be slow.",
            "Switch it on in the firmware or at the outer hypervisor, if it is offered there.",
            cause="nested_paging_absent",
        )


def _kvm(checks: Checks, facts: dict) -> None:
    if facts["dom0"]:
        return
    usable = facts["extension"].state in (extension.PRESENT, extension.UNKNOWN)
    if not usable:
        if facts["kvm_node"] is not None:
            checks.bad(
                "kvm_device",
                "/dev/kvm is there, but the processor cannot be seen to support it: it is not relied on.",
                None,
                cause="device_without_extension",
            )
        return  # a module or a node would not help
    if _module(checks, facts) and _device(checks, facts):
        _rights(checks, facts)


def _module(checks: Checks, facts: dict) -> bool:
    """False when there is no use in looking for the device."""
    names = " or ".join(facts["kvm_modules"])
    state = facts["kvm_module_state"]
    if state in ("loaded", "builtin"):
        checks.good("kvm_module", f"KVM is part of the running kernel ({names}: {state}).")
        return True
    if facts["kvm_registered"] or (facts["kvm_node"] or {}).get("major") is not None:
        if facts["architecture"] in ("ppc64", "ppc64le") and state == "available":  # kvm.ko alone makes the device there
            checks.bad(
                "kvm_module", f"/dev/kvm is there, but neither of {names} is loaded.", f"modprobe {facts['kvm_modules'][0]}",
                cause="module_not_loaded", blocks=("kvm",),
            )
            return False
        checks.good("kvm_module", "The kernel has registered its KVM device.")
        return True
    if state == "available":
        checks.bad(
            "kvm_module",
            f"The kernel's module {names} is installed, but not loaded.",
            f"modprobe {facts['kvm_modules'][0]} (the role kvm_host does so, now and at each boot); if it refuses, see dmesg.",
            cause="module_not_loaded",
            blocks=("kvm",),
        )
        return False
    if state == "missing":
        checks.bad(
            "kvm_module",
            f"This kernel ({facts['release'] or 'of unknown version'}) comes without the module {names}.",
            "Install the distribution's full kernel (its modules-extra or generic package, not one for guests or containers), reboot.",
            cause="module_missing",
            blocks=("kvm",),
        )
        return False
    if facts["kvm_node"] is None and not facts["kvm_modules_shown"]:
        checks.bad(
            "kvm_module",
            "This tree shows neither KVM's device nor which modules were loaded or installed.",
            "Capture the machine with the playbook capture.yml.",
            cause="module_unknown",
            blocks=("kvm",),
        )
        return False
    if facts["kvm_node"] is None:
        checks.bad(
            "kvm_module",
            f"Nothing shows the module {names}: it is not loaded, and /lib/modules holds nothing of this kernel.",
            f"modprobe {facts['kvm_modules'][0]}; in a container, on its host. After a kernel's upgrade reboot first.",
            cause="module_missing",
            blocks=("kvm",),
        )
        return False
    return True


def _device(checks: Checks, facts: dict) -> bool:
    node = facts["kvm_node"]
    if node is None:
        checks.bad(
            "kvm_device",
            "The kernel has KVM, but there is no /dev/kvm.",
            "In a container hand the device in; elsewhere let udev make it: udevadm trigger /sys/class/misc/kvm",
            cause="device_missing",
            blocks=("kvm",),
        )
        return False
    if node["kind"] == "captured":
        checks.good("kvm_device", "/dev/kvm was there when this tree was captured.")
        return True
    if node["kind"] != "character" or (node["major"], node["minor"]) != KVM_DEVICE:
        checks.bad(
            "kvm_device",
            "/dev/kvm is there, but it is not KVM's device (character 10:232).",
            "Remove it, and let udev make it: udevadm trigger /sys/class/misc/kvm",
            cause="device_wrong",
            blocks=("kvm",),
        )
        return False
    checks.good("kvm_device", "/dev/kvm is KVM's device.")
    return True


def _rights(checks: Checks, facts: dict) -> None:
    node = facts["kvm_node"]
    if node["usable"] is None:
        return  # whose rights they were is not in the tree
    owner = f"mode {node['mode']}, owner {node['uid']}, group {node['gid']}"
    if node["usable"]:
        checks.good("kvm_rights", f"The user who asks may use /dev/kvm ({owner}).")
        return
    checks.bad(
        "kvm_rights",
        f"The user who asks may not read and write /dev/kvm ({owner}).",
        "Ask as root (become: true), or add the user to the device's group (usually kvm) and log in anew.",
        cause="rights_missing",
        blocks=("kvm",),
    )


def _xen(checks: Checks, facts: dict) -> None:
    if facts["dom0"]:
        checks.good("xen", "Xen runs, and this is its dom0.")
        return
    if facts["architecture"] in ARCHITECTURES and facts["architecture"] not in XEN_ARCHITECTURES:
        checks.bad("xen", f"Xen does not run on {facts['architecture']}.", "Use KVM.", cause="xen_architecture", blocks=("xen",))
        return
    if facts["inside"] == "xen":
        checks.bad(
            "xen", "This machine is a guest of Xen: dom0 is somewhere else.", "Run against the dom0.", cause="xen_guest", blocks=("xen",)
        )
    if facts["secure_boot"]:
        checks.bad(
            "secure_boot",
            "Secure Boot is on: it refuses the distributions' Xen, which is not signed.",
            "For Xen switch Secure Boot off in the firmware; KVM works with it.",
            cause="secure_boot_on",
            blocks=("xen",),
        )
    if facts["xen_kernel"] is False:
        checks.bad(
            "xen_kernel",
            f"This kernel ({facts['release']}) cannot be Xen's dom0.",
            "Install a kernel built with CONFIG_XEN_DOM0 (on Debian linux-image-amd64, not the cloud one).",
            cause="kernel_without_dom0",
            blocks=("xen",),
        )
    if facts["extension"].state != extension.PRESENT and facts["architecture"] == "aarch64" and facts["inside"]:
        checks.bad("xen", "Xen on ARM needs EL2, which a guest is not given.", "Use KVM's host.", cause="xen_needs_el2", blocks=("xen",))
    elif facts["extension"].state in (extension.ABSENT, extension.OFF, extension.HIDDEN) and facts["architecture"] == "x86_64":
        checks.bad("xen", "Without the extension Xen runs PV guests only.", facts["extension"].remedy, cause="xen_pv_only")


def _comfort(checks: Checks, facts: dict) -> None:
    """What a hypervisor can live with, but its owner should know."""
    memory = facts["memory_mib"]
    if memory is not None and memory < SMALL_MIB:
        checks.bad("memory", f"{memory} MiB of memory leave little for guests.", "Give it more.", cause="memory_small")
    elif memory is not None:
        checks.good("memory", f"{memory} MiB of memory.")
    if facts["iommu"]["enabled"]:
        checks.good("iommu", f"The IOMMU is on (groups: {facts['iommu']['groups']}): devices can be handed to guests.")
    elif facts["sysfs"] and not facts["dom0"]:  # where Xen runs, the IOMMU is Xen's and not shown
        word = {"intel": ", and on the kernel's command line (intel_iommu=on)"}.get(facts["iommu"]["kind"] or "", "")
        checks.bad(
            "iommu",
            "The IOMMU is off or absent: devices cannot be handed to guests.",
            f"If you want that: switch it on in the firmware (VT-d, AMD-Vi, SMMU){word}.",
            cause="iommu_off",
        )
    weak = kernel.vulnerable(facts["vulnerabilities"])
    if weak:
        checks.bad(
            "vulnerabilities",
            f"The processor is open to: {', '.join(weak)}.",
            "Update microcode and kernel; a guest also needs its hypervisor's.",
            cause="vulnerable",
        )
    elif facts["vulnerabilities"]:
        checks.good("vulnerabilities", "The kernel knows of no open vulnerability of the processor.")
