# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts on MADE-UP trees: the cases of which there is no capture. Log messages are worded as in the kernel's source."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.report import read
from bench.host_trees import AMD, INTEL, READY, RELEASE, SMBIOS_VIRTUAL, causes, make

NO_KVM = {path: text for path, text in READY.items() if not path.startswith(("/sys/module", "/sys/class/misc", "/dev"))}
NO_FLAG = {**NO_KVM, "/proc/cpuinfo": INTEL.format("sse")}
NO_FLAG_AMD = {**NO_KVM, "/proc/cpuinfo": AMD.format("sse")}


def look(tmp_path, *parts: dict):
    return read(str(make(tmp_path, {path: text for part in parts for path, text in part.items()})))


def the(hardware: dict, name: str) -> dict:
    return next(check for check in hardware["checks"] if check["name"] == name)


def test_ready(tmp_path):
    found = look(tmp_path, READY)
    assert found["kvm"] == {"ready": True, "blockers": []}
    assert (found["hypervisor"], found["nested"], found["firmware"]) == ("kvm", True, "bios")
    assert {check["name"] for check in found["checks"]} >= {"extension", "kvm_module", "kvm_device", "kvm_rights"}


# -- the extension

FLAG_KEPT = {**READY, "/var/log/dmesg": "[    1.5] kvm: disabled by bios\n"}


@pytest.mark.parametrize(
    ("tree", "cause", "says"),
    [
        (NO_FLAG, "extension_absent_or_off", "hides the difference"),
        (NO_FLAG_AMD, "extension_absent_or_off", "hides the difference"),
        (FLAG_KEPT, "extension_off_in_firmware", "kvm: disabled by bios"),
        ({**NO_FLAG, "/var/log/dmesg": "[ 0.1] x86/cpu: VMX (outside TXT) disabled by BIOS\n"}, "extension_off_in_firmware", "outside TXT"),
        ({**NO_FLAG, "/var/log/dmesg": "kvm: support for 'kvm_intel' disabled by bios\n"}, "extension_off_in_firmware", "disabled by bios"),
        (
            {**NO_FLAG, "/var/log/dmesg": "kvm_intel: VMX not enabled (by BIOS) in MSR_IA32_FEAT_CTL on CPU 3\n"},
            "extension_off_in_firmware",
            "not enabled",
        ),
        ({**NO_FLAG_AMD, "/var/log/dmesg": "x86/cpu: SVM disabled (by BIOS) in MSR_VM_CR\n"}, "extension_off_in_firmware", "MSR_VM_CR"),
        ({**NO_FLAG, "/dev/cpu/0/msr/0x3a": "0x1\n"}, "extension_off_in_firmware", "IA32_FEATURE_CONTROL is 0x1"),
        ({**READY, "/dev/cpu/0/msr/0x3a": "0x1\n"}, "extension_off_in_firmware", "IA32_FEATURE_CONTROL is 0x1"),
        ({**NO_FLAG_AMD, "/dev/cpu/0/msr/0xc0010114": "0x18\n"}, "extension_off_in_firmware", "VM_CR is 0x18"),
        ({**NO_FLAG, "/dev/cpu/0/msr/0x3a": "0x5\n"}, "extension_absent", "register"),
        ({**NO_FLAG_AMD, "/dev/cpu/0/msr/0xc0010114": "0x8\n"}, "extension_absent", "register"),
        ({**NO_FLAG, "/dev/cpu/0/msr/0x3a": "0x0\n"}, "extension_absent_or_off", "hides"),
        ({**NO_FLAG, "/var/log/dmesg": "kvm_intel: VMX not supported by CPU 0\n"}, "extension_absent", "not supported"),
        ({**NO_FLAG_AMD, "/var/log/dmesg": "kvm_amd: SVM not supported by CPU 0\n"}, "extension_absent_or_off", "hides"),
        ({**NO_FLAG, "/var/log/dmesg": "kvm: no hardware support for 'kvm_intel'\n"}, "extension_absent_or_off", "hides"),
        ({**NO_FLAG, "/proc/sys/kernel/osrelease": "5.5.0-1-amd64"}, "extension_absent", "would show it"),
        ({**NO_FLAG, "/proc/sys/kernel/osrelease": "5.6.0-1-amd64"}, "extension_absent_or_off", "hides"),
        ({**NO_FLAG, "/proc/sys/kernel/osrelease": "4.18.0-553.el8_10.x86_64"}, "extension_absent_or_off", "hides"),
        ({**NO_FLAG, "/proc/sys/kernel/osrelease": "5.3.18-150300.59-default"}, "extension_absent_or_off", "hides"),
        ({**NO_FLAG_AMD, "/proc/sys/kernel/osrelease": "6.6.1"}, "extension_absent", "would show it"),
        ({**NO_FLAG_AMD, "/proc/sys/kernel/osrelease": "6.7.1"}, "extension_absent_or_off", "hides"),
        ({**NO_FLAG, "/proc/cpuinfo": INTEL.format("hypervisor")}, "extension_absent", "is a guest (unknown)"),
        ({**NO_FLAG, "/proc/cpuinfo": INTEL.replace("GenuineIntel", "Vortex86").format("sse")}, "extension_absent", "Vortex86"),
    ],
)
def test_why_there_is_no_extension(tmp_path, tree, cause, says):
    tree = {"/proc/sys/kernel/osrelease": "6.12.0-1-amd64", **tree}
    if tree["/proc/sys/kernel/osrelease"].startswith(RELEASE):
        tree["/proc/sys/kernel/osrelease"] = "6.12.0-1-amd64"
    found = look(tmp_path, tree)
    assert causes(found) == [cause]
    check = the(found, "extension")
    assert says in check["detail"]
    assert check["remedy"]
    assert not found["kvm"]["ready"]
    assert found["kvm"]["blockers"] == [check["detail"]]
    if "firmware" in cause or "or_off" in cause:
        assert "firmware" in check["remedy"]


def test_kvm_runs_where_its_device_is(tmp_path):
    tree = {path: text for path, text in READY.items() if path != "/sys/class/misc/kvm"}
    assert look(tmp_path / "device", tree)["hypervisor"] == "kvm"
    assert look(tmp_path / "file", {**tree, "/dev/kvm": "not a device"})["hypervisor"] is None


def test_the_iommu_that_the_firmware_describes_is_named(tmp_path):
    found = look(tmp_path, READY, {"/sys/firmware/acpi/tables/DMAR": ""})
    assert found["iommu"] == {"enabled": False, "groups": 0, "kind": "intel", "described": True}
    assert "intel_iommu=on" in the(found, "iommu")["remedy"]


def test_device_without_extension_is_not_ready(tmp_path):
    found = look(tmp_path, {**READY, "/proc/cpuinfo": INTEL.format("sse hypervisor")})
    assert causes(found) == ["extension_absent"]
    assert the(found, "kvm_device")["cause"] == "device_without_extension"
    assert found["hypervisor"] is None
    assert "nested virtualization" in the(found, "extension")["remedy"]


def test_a_log_of_an_earlier_boot_proves_nothing(tmp_path):
    log = "Linux version 6.1\n[ 1] kvm: disabled by bios\n[ 0.0] Linux version 6.1 (x@y)\n[ 1] kvm_intel: fine\n"
    assert look(tmp_path, {**READY, "/var/log/kern.log": log})["kvm"]["ready"]


def test_a_register_in_a_file_with_values_at_their_numbers(tmp_path):
    off = bytes(0x3A) + (1).to_bytes(8, "little")
    assert causes(look(tmp_path / "off", {**READY, "/dev/cpu/0/msr": off})) == ["extension_off_in_firmware"]
    assert look(tmp_path / "on", {**READY, "/dev/cpu/0/msr": bytes(0x3A) + (5).to_bytes(8, "little")})["kvm"]["ready"]
    assert look(tmp_path / "short", {**READY, "/dev/cpu/0/msr": off[:-1]})["kvm"]["ready"]


def test_an_emulated_register_proves_nothing(tmp_path):
    found = look(tmp_path, {**READY, "/proc/cpuinfo": INTEL.format("vmx hypervisor"), "/dev/cpu/0/msr/0x3a": "0x1"})
    assert found["kvm"]["ready"]


@pytest.mark.parametrize(
    ("arch", "cpuinfo", "word"),
    [
        ("riscv64", "processor\t: 0\nhart\t: 0\nisa\t: rv64imafdch_zicsr_zifencei\nmmu\t: sv48\n", "h"),
        ("riscv64", "processor\t: 0\nisa\t: rv64imafdc_zicbom_zihpm_sscofpmf\n", None),
        ("riscv64", "processor\t: 0\nisa\t: rv64imafdcsuh\n", None),
        ("s390x", "vendor_id : IBM/S390\nfeatures\t: esan3 zarch sie\n", "sie"),
        ("ppc64le", "processor : 0\ncpu : POWER10, altivec supported\n\ntimebase : 5\nplatform : PowerNV\n", "hv"),
        ("aarch64", "processor : 0\nCPU implementer : 0x41\nCPU architecture: 8\nCPU part : 0xd0c\n", None),
    ],
)
def test_other_architectures_follow_the_device(tmp_path, arch, cpuinfo, word):
    tree = {**READY, "/proc/sys/kernel/arch": arch, "/proc/cpuinfo": cpuinfo, "/sys/module/kvm": None, "/sys/module/kvm_hv": None}
    found = look(tmp_path / "with", tree)
    assert found["cpu"]["extension"] == word
    assert found["kvm"]["ready"]
    assert found["hypervisor"] == "kvm"
    without = look(tmp_path / "without", {path: text for path, text in tree.items() if path not in ("/dev/kvm", "/sys/class/misc/kvm")})
    assert causes(without) == ["device_missing"]
    assert without["hypervisor"] is None


@pytest.mark.parametrize(
    ("implementer", "part", "vendor", "model"),
    [
        ("0x41", "0xd0c", "ARM", "Neoverse-N1"),
        ("0x41", "0xd49", "ARM", "Neoverse-N2"),
        ("0x41", "0x999", "ARM", "part 0x999"),
        ("0xc0", "0xac3", "Ampere", "part 0xac3"),
        ("0x4e", "0x004", "NVIDIA", "part 0x004"),
        ("0x46", "0x001", "FUJITSU", "part 0x001"),
        ("0x99", "0xd0c", "0x99", "part 0xd0c"),
        ("junk", "junk", None, None),
    ],
)
def test_arm_names(tmp_path, implementer, part, vendor, model):
    cpuinfo = f"processor : 0\nCPU implementer : {implementer}\nCPU architecture: 8\nCPU part : {part}\n"
    found = look(tmp_path, {"/proc/cpuinfo": cpuinfo})
    assert (found["architecture"], found["cpu"]["vendor"], found["cpu"]["model_name"]) == ("aarch64", vendor, model)


def test_power_needs_a_module_behind_its_device(tmp_path):
    tree = {
        **READY,
        "/proc/sys/kernel/arch": "ppc64le",
        "/proc/cpuinfo": "processor : 0\ncpu : POWER9\nplatform : PowerNV\n",
        f"/lib/modules/{RELEASE}/modules.dep": "kernel/arch/powerpc/kvm/kvm-hv.ko: kernel/arch/powerpc/kvm/kvm.ko\n",
    }
    assert causes(look(tmp_path, tree)) == ["module_not_loaded"]


# -- module, node, rights


@pytest.mark.parametrize(
    ("modules", "cause"),
    [
        ({f"/lib/modules/{RELEASE}/modules.dep": "kernel/arch/x86/kvm/kvm-intel.ko.xz: kernel/virt/irq.ko.xz\n"}, "module_not_loaded"),
        ({f"/lib/modules/{RELEASE}/modules.dep": "kernel/arch/x86/kvm/kvm-amd.ko: x\n"}, "module_missing"),
        ({f"/lib/modules/{RELEASE}/modules.dep": "kernel/fs/ext4/ext4.ko:\n"}, "module_missing"),
        ({"/lib/modules/5.1.0/modules.dep": "kernel/arch/x86/kvm/kvm-intel.ko:\n", "/sys/module": None}, "module_missing"),
        ({}, "module_unknown"),
        ({"/sys/module/kvm_intel": None}, "device_missing"),
        ({"/sys/class/misc/kvm": None, "/sys/module": None}, "device_missing"),
        ({f"/lib/modules/{RELEASE}/modules.builtin": "kernel/arch/x86/kvm/kvm-intel.ko\n"}, "device_missing"),
        ({"/sys/module/kvm_amd": None}, "module_missing"),
    ],
)
def test_what_is_missing(tmp_path, modules, cause):
    found = look(tmp_path, NO_KVM, modules)
    assert causes(found) == [cause]
    name = "kvm_device" if cause == "device_missing" else "kvm_module"
    assert the(found, name)["remedy"]
    if cause == "module_not_loaded":
        assert "modprobe kvm_intel" in the(found, name)["remedy"]


@pytest.mark.parametrize(
    ("node", "cause"),
    [
        ("character device 10:232 mode 0660 owner 0:106 usable no", "rights_missing"),
        ("character device 10:232 mode 0660 owner 0:106 usable unknown", None),
        ("character device 1:3 mode 0666 owner 0:0 usable yes", "device_wrong"),
        ("block device 10:232 mode 0660 owner 0:0 usable yes", "device_wrong"),
        ("not a device", "device_wrong"),
        ("", None),
        ("saved by hand", None),
    ],
)
def test_the_node(tmp_path, node, cause):
    found = look(tmp_path, {**READY, "/dev/kvm": node})
    assert causes(found) == ([cause] if cause else [])
    if cause == "rights_missing":
        assert "group" in the(found, "kvm_rights")["remedy"]
        assert "mode 0660, owner 0, group 106" in the(found, "kvm_rights")["detail"]


# -- Xen

CLOCKS = "/sys/devices/system/clocksource/clocksource0/available_clocksource"
DOM0 = {
    "/proc/xen/capabilities": "control_d\n",
    "/sys/hypervisor/type": "xen\n",
    "/var/log/dmesg": "[0.0] Hypervisor detected: Xen PV\n",
    CLOCKS: "xen tsc\n",
}


def test_dom0(tmp_path):
    found = look(tmp_path, NO_FLAG, DOM0, {"/sys/hypervisor/properties/capabilities": "xen-3.0-x86_64 hvm-3.0-x86_64\n"})
    assert (found["hypervisor"], found["inside"], found["cpu"]["extension"]) == ("xen", None, "vmx")
    assert found["xen"]["ready"]
    assert causes(found) == ["xen_runs"]
    assert "boot Linux without Xen" in the(found, "hypervisor")["remedy"]


def test_what_a_dom0_is_not_told(tmp_path):
    """The IOMMU is Xen's there and cannot be seen."""
    told = {check["name"] for check in look(tmp_path / "dom0", NO_FLAG, DOM0)["checks"]}
    assert "iommu" not in told
    assert the(look(tmp_path / "plain", READY), "iommu")["cause"] == "iommu_off"


def test_dom0_inside_of_another_hypervisor(tmp_path):
    assert look(tmp_path, NO_FLAG, {**DOM0, CLOCKS: "kvm-clock xen tsc\n"})["inside"] == "kvm"


def test_dom0_by_its_features_where_xenfs_is_not_mounted(tmp_path):
    xen = {"/proc/xen": None, "/sys/hypervisor/type": "xen\n", "/sys/hypervisor/properties/features": "00000800\n"}
    found = look(tmp_path, NO_FLAG, xen)
    assert found["hypervisor"] == "xen"
    assert found["xen"]["ready"]


def test_guest_of_xen(tmp_path):
    xen = {"/proc/xen/capabilities": "\n", "/sys/hypervisor/type": "xen\n", "/sys/hypervisor/properties/features": "000002f5"}
    found = look(tmp_path, NO_FLAG, xen)
    assert (found["inside"], found["hypervisor"]) == ("xen", None)
    assert causes(found, "xen") == ["xen_guest"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({f"/boot/config-{RELEASE}": "CONFIG_XEN=y\nCONFIG_XEN_DOM0=y\n"}, []),
        ({f"/boot/config-{RELEASE}": "CONFIG_XEN=y\n# CONFIG_XEN_DOM0 is not set\n"}, ["kernel_without_dom0"]),
        ({"/run/systemd/container": "lxc\n"}, ["container"]),
        ({"/proc/sys/kernel/arch": "riscv64"}, ["xen_architecture"]),
    ],
)
def test_what_xen_needs(tmp_path, more, expected):
    found = look(tmp_path, READY, more)
    assert causes(found, "xen") == expected
    assert found["xen"]["ready"] == (not expected)
    assert found["kvm"]["ready"]


def test_secure_boot(tmp_path):
    variable = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
    on = look(tmp_path / "on", READY, {variable: b"\x06\0\0\0\x01"})
    assert (on["firmware"], on["secure_boot"]) == ("uefi", True)
    assert causes(on, "xen") == ["secure_boot_on"]
    assert on["kvm"]["ready"]
    off = look(tmp_path / "off", READY, {variable: b"\x06\0\0\0\x00"})
    assert (off["firmware"], off["secure_boot"]) == ("uefi", False)
    unknown = look(tmp_path / "unknown", READY, {"/sys/firmware/efi": None})
    assert (unknown["firmware"], unknown["secure_boot"]) == ("uefi", None)
    logged = look(tmp_path / "logged", READY, {"/sys/firmware/efi": None, "/var/log/dmesg": "[0.0] secureboot: Secure boot enabled\n"})
    assert logged["secure_boot"] is True


# -- what lies around

GUEST = {**NO_KVM, "/proc/cpuinfo": INTEL.format("sse hypervisor")}
SMBIOS_METAL = bytes([0, 24]) + bytes(22)


def dmi(**texts: str) -> dict:
    return {f"/sys/class/dmi/id/{name}": f"{text}\n" for name, text in texts.items()}


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (dmi(sys_vendor="VMware, Inc."), "vmware"),
        (dmi(sys_vendor="VMW"), "vmware"),
        (dmi(sys_vendor="innotek GmbH"), "oracle"),
        (dmi(board_vendor="Oracle Corporation"), "oracle"),
        (dmi(bios_vendor="BHYVE"), "bhyve"),
        (dmi(sys_vendor="Xen"), "xen"),
        (dmi(bios_vendor="Bochs"), "bochs"),
        (dmi(sys_vendor="Apple Inc.", product_name="Apple Virtualization Generic Platform"), "apple"),
        ({"/var/log/dmesg": "Hypervisor detected: VMware\n"}, "vmware"),
        ({"/var/log/dmesg": "Hypervisor detected: ACRN\n"}, "acrn"),
        ({"/var/log/dmesg": "Hypervisor detected: Xen HVM\n"}, "xen"),
        ({"/sys/devices/system/clocksource/clocksource0/available_clocksource": "hyperv_clocksource_tsc_page acpi_pm\n"}, "microsoft"),
        ({"/sys/devices/system/clocksource/clocksource0/available_clocksource": "xen tsc\n"}, "xen"),
        ({"/proc/bus/pci/devices": "0020\t80eecafe\t14\n"}, "oracle"),
        ({"/proc/bus/pci/devices": "0018\t58530001\t1f\n"}, "xen"),
        (dmi(product_name="KVM", sys_vendor="Red Hat"), "kvm"),
        (dmi(product_name="Standard PC", sys_vendor="QEMU"), "qemu"),
        ({**dmi(sys_vendor="QEMU"), "/var/log/dmesg": "[0.0] Hypervisor detected: KVM\n"}, "kvm"),
        ({**dmi(sys_vendor="QEMU"), "/proc/cpuinfo": INTEL.format("hypervisor tsc_known_freq")}, "kvm"),
        ({**dmi(sys_vendor="QEMU"), "/sys/devices/system/clocksource/clocksource0/available_clocksource": "kvm-clock tsc\n"}, "kvm"),
        ({**dmi(sys_vendor="QEMU"), "/var/log/dmesg": "Hypervisor detected: Microsoft Hyper-V\n"}, "qemu"),
        ({"/var/log/dmesg": "Hypervisor detected: Microsoft Hyper-V\n"}, "microsoft"),
        ({**dmi(sys_vendor="Amazon EC2"), "/sys/firmware/dmi/entries/0-0/raw": SMBIOS_VIRTUAL}, "amazon"),
        (dmi(sys_vendor="Amazon EC2", product_name="m5.large"), "amazon"),
        ({**dmi(sys_vendor="Google", product_name="Google Compute Engine"), "/var/log/dmesg": "Hypervisor detected: KVM\n"}, "google"),
        (dmi(sys_vendor="Parallels Software"), "parallels"),
        (dmi(sys_vendor="Microsoft Corporation", product_name="Virtual Machine", product_version="7.0"), "microsoft"),
        (dmi(sys_vendor="Microsoft Corporation", product_name="Virtual Machine", product_version="Hyper-V UEFI Release v4.0"), "microsoft"),
        (dmi(sys_vendor="Apache Software Foundation", product_name="CloudStack KVM Hypervisor"), "kvm"),
        (dmi(sys_vendor="Hetzner", product_name="vServer"), "kvm"),
        ({"/proc/cpuinfo": "vendor_id\t: User Mode Linux\n"}, "uml"),
        ({"/sys/hypervisor/type": "jailhouse\n"}, "unknown"),
        (dmi(sys_vendor="Somebody"), "unknown"),
        ({"/proc/bus/pci/devices": "0000\t80861237\t0\n0010\t15ad0710\t12\n"}, "vmware"),
    ],
)
def test_inside(tmp_path, more, word):
    assert look(tmp_path, GUEST, more)["inside"] == word


@pytest.mark.parametrize(
    "more",
    [
        dmi(sys_vendor="Dell Inc.", product_name="PowerEdge R740"),
        {**dmi(sys_vendor="Amazon EC2", product_name="m5.large"), "/sys/firmware/dmi/entries/0-0/raw": SMBIOS_METAL},
        dmi(sys_vendor="Amazon EC2", product_name="c5n.metal"),
        dmi(sys_vendor="Amazon EC2", product_name="m7i.metal-24xl"),
        {"/sys/firmware/dmi/entries/0-0/raw": SMBIOS_METAL},
    ],
)
def test_not_inside(tmp_path, more):
    assert look(tmp_path, READY, more)["inside"] is None


def test_smbios_alone_tells_a_guest(tmp_path):
    assert look(tmp_path, READY, {"/sys/firmware/dmi/entries/0-0/raw": SMBIOS_VIRTUAL})["inside"] == "unknown"


@pytest.mark.parametrize(
    ("tree", "word"),
    [
        ({"/proc/device-tree/hypervisor/compatible": "linux,kvm\0"}, "kvm"),
        ({"/proc/device-tree/hypervisor/compatible": "xen,xen-4.17\0xen,xen\0"}, "xen"),
        ({"/proc/device-tree/hypervisor/compatible": "somebody,new\0"}, "unknown"),
        ({"/proc/device-tree/fw-cfg@9020000": None}, "qemu"),
        ({"/proc/device-tree/ibm,partition-name": "x", "/proc/device-tree/hmc-managed?": ""}, "powervm"),
        ({"/proc/device-tree/compatible": "qemu,pseries\0"}, "qemu"),
        ({"/proc/device-tree/compatible": "raspberrypi,4\0"}, None),
    ],
)
def test_inside_by_device_tree(tmp_path, tree, word):
    found = look(tmp_path, {"/proc/sys/kernel/arch": "aarch64", "/proc/cpuinfo": "processor : 0\nCPU implementer : 0x41\n"}, tree)
    assert found["inside"] == word


@pytest.mark.parametrize(
    ("tree", "word"),
    [
        ({"/run/systemd/container": "systemd-nspawn\n"}, "systemd-nspawn"),
        ({"/run/host/container-manager": "podman\n"}, "podman"),
        ({"/run/systemd/container": "novel\n"}, "container-other"),
        ({"/run/.containerenv": "", "/.dockerenv": ""}, "podman"),
        ({"/.dockerenv": ""}, "docker"),
        ({"/proc/vz": None}, "openvz"),
        ({"/proc/sys/kernel/osrelease": "4.4.0-19041-Microsoft"}, "wsl"),
        ({"/proc/vz": None, "/proc/bc": None}, None),
        ({"/proc/sys/kernel/osrelease": "5.15.90.1-microsoft-standard-WSL2"}, "wsl"),
    ],
)
def test_container(tmp_path, tree, word):
    assert look(tmp_path, READY, tree)["container"] == word


def test_devices(tmp_path):
    pci = "/sys/bus/pci/devices"
    mdev = "/sys/class/mdev_bus/0000:65:00.0/mdev_supported_types/nvidia-222"
    found = look(
        tmp_path,
        READY,
        {
            f"{pci}/0000:3b:00.0/sriov_totalvfs": "64\n",
            f"{pci}/0000:3b:00.0/sriov_numvfs": "8\n",
            f"{pci}/0000:3b:00.0/vendor": "0x8086\n",
            f"{pci}/0000:3b:00.0/device": "0x1572\n",
            f"{pci}/0000:3b:00.0/class": "0x020000\n",
            f"{pci}/0000:3b:00.1/sriov_totalvfs": "0\n",
            f"{pci}/0000:3b:00.2/vendor": "0x8086\n",
            f"{mdev}/name": "GRID T4-1B\n",
            f"{mdev}/available_instances": "16\n",
            f"{mdev}/device_api": "vfio-pci\n",
            "/sys/class/iommu/dmar0": None,
            "/sys/kernel/iommu_groups/0": None,
            "/sys/kernel/iommu_groups/17": None,
            "/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages": "4\n",
            "/sys/kernel/mm/hugepages/hugepages-1048576kB/free_hugepages": "1\n",
            "/sys/devices/system/cpu/vulnerabilities/mds": "Vulnerable: Clear CPU buffers attempted, no microcode\n",
            "/sys/devices/system/cpu/vulnerabilities/l1tf": "Not affected\n",
            "/sys/devices/system/node/node0": None,
            "/sys/devices/system/node/node1": None,
            "/sys/devices/system/node/has_cpu": "0-1\n",
        },
    )
    assert found["sriov"] == [
        {"address": "0000:3b:00.0", "vendor": "0x8086", "device": "0x1572", "class": "0x020000", "total": 64, "enabled": 8}
    ]
    assert found["mdev"] == [
        {
            "parent": "0000:65:00.0",
            "type": "nvidia-222",
            "name": "GRID T4-1B",
            "description": None,
            "api": "vfio-pci",
            "available": 16,
        }
    ]
    assert found["iommu"] == {"enabled": True, "groups": 2, "kind": "intel", "described": True}
    assert found["hugepages"] == {"1 GiB": {"total": 4, "free": 1, "reserved": None, "surplus": None}}
    assert "open to: mds" in the(found, "vulnerabilities")["detail"]
    assert (found["cpu"]["numa_nodes"], found["memory_mib"]) == (2, 16000)


def test_offline_processors_do_not_count(tmp_path):
    mask = {f"/sys/devices/system/cpu/cpu{number}/topology/core_cpus": f"{1 << number % 2:x}\n" for number in range(4)}
    package = {f"/sys/devices/system/cpu/cpu{number}/topology/package_cpus": "f\n" for number in range(4)}
    listed = look(tmp_path / "listed", READY, mask, package, {"/sys/devices/system/cpu/online": "0,2\n"})
    assert (listed["cpu"]["threads"], listed["cpu"]["cores"], listed["cpu"]["sockets"]) == (2, 1, 1)
    switched = look(tmp_path / "switched", READY, mask, package, {"/sys/devices/system/cpu/cpu3/online": "0\n"})
    assert (switched["cpu"]["threads"], switched["cpu"]["cores"]) == (3, 2)


def test_counts_by_cpuinfo_where_sysfs_shows_none(tmp_path):
    lines = "processor : {}\nvendor_id : GenuineIntel\nphysical id : {}\ncore id : {}\nflags : lm vmx\n\n"
    cpuinfo = "".join(lines.format(number, number // 4, number // 2 % 2) for number in range(8))
    found = look(tmp_path, {"/proc/cpuinfo": cpuinfo})
    assert (found["cpu"]["sockets"], found["cpu"]["cores"], found["cpu"]["threads"]) == (2, 4, 8)


@pytest.mark.parametrize(
    ("tree", "cgroup"),
    [
        ({"/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io\n"}, {"version": 2, "controllers": ["cpu", "cpuset", "io"]}),
        (
            {
                "/proc/mounts": "a /sys/fs/cgroup/memory cgroup rw,nosuid,memory 0 0\nb /c cgroup rw,cpu,cpuacct 0 0\n",
                "/proc/cgroups": "#subsys_name\thierarchy\ncpu\t1\ncpuacct\t1\nmemory\t2\n",
                "/sys/fs/cgroup/unified/cgroup.controllers": "\n",
            },
            {"version": 1, "controllers": ["cpu", "cpuacct", "memory"]},
        ),
        (
            {
                "/proc/mounts": "a /sys/fs/cgroup/systemd cgroup rw,xattr,name=systemd 0 0\n",
                "/sys/fs/cgroup/unified/cgroup.controllers": "cpu memory\n",
            },
            {"version": 2, "controllers": ["cpu", "memory"]},
        ),
        (
            {"/proc/mounts": "".join(f"c /c/{name} cgroup rw,nosuid,{name} 0 0\n" for name in ("memory", "cpu", "blkio", "pids"))},
            {"version": 1, "controllers": ["blkio", "cpu", "memory", "pids"]},
        ),
        ({}, {"version": None, "controllers": []}),
    ],
)
def test_control_groups(tmp_path, tree, cgroup):
    assert look(tmp_path, READY, tree)["cgroup"] == cgroup
