# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a tree and returns everything that the module `hardware_info` reports."""

from __future__ import annotations

import re

from . import checks, cpu, devices, extension, kernel, machine
from .tree import Tree

_SECURE_BOOT = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
_CPU = "/sys/devices/system/cpu"
_NODES = "/sys/devices/system/node"
_HUGEPAGES = "/sys/kernel/mm/hugepages"
_PCI = "/sys/bus/pci/devices"
_MDEV = "/sys/class/mdev_bus"
_DEVICE_TREES = ("/proc/device-tree", "/sys/firmware/devicetree/base")
_CONTAINER_FILES = ("/run/.containerenv", "/.dockerenv", "/proc/vz", "/proc/bc")

_MODULE_LINES = re.compile(r"(?:^|/)kvm[-_\w]*\.ko")
_XEN_OPTIONS = re.compile(r"^CONFIG_XEN(?:_DOM0)?=")
_CGROUP_LINES = re.compile(r"^\S+ \S+ cgroup2? ")
_CONTROL_PROGRAM = re.compile(r"^(?:Type|VM\d+ Control Program):")


def read(root: str = "/") -> dict:
    """`hardware`, as documented in the module, of the live machine or of a captured tree."""
    return read_tree(Tree(root))


def read_tree(tree: Tree) -> dict:
    facts = _facts(tree)
    found = checks.judge(facts)
    numbers = {key: facts[key] for key in ("vendor", "model_name", "sockets", "cores", "threads", "numa_nodes", "nested_paging")}
    return {
        "architecture": facts["architecture"],
        "cpu": {**numbers, "extension": facts["extension"].word},
        "memory_mib": facts["memory_mib"],
        "hugepages": facts["hugepages"],
        "iommu": facts["iommu"],
        "nested": facts["nested"],
        "secure_boot": facts["secure_boot"],
        "firmware": facts["firmware"],
        "sriov": facts["sriov"],
        "mdev": facts["mdev"],
        "cgroup": facts["cgroup"],
        "vulnerabilities": facts["vulnerabilities"],
        "machine": facts["machine"],
        "kernel": facts["release"],
        "inside": facts["inside"],
        "container": facts["container"],
        "hypervisor": facts["hypervisor"],
        "checks": found.found,
        "kvm": found.verdict("kvm"),
        "xen": found.verdict("xen"),
        "unreadable": sorted(tree.denied),
    }


def _facts(tree: Tree) -> dict:
    facts: dict = {"release": _release(tree), "sysfs": bool(tree.names("/sys", re.compile(r"^(?:devices|firmware)$")))}
    log = tree.kernel_log()
    sysinfo = tree.text("/proc/sysinfo", _CONTROL_PROGRAM)
    processors = cpu.parse_cpuinfo(tree.text("/proc/cpuinfo", cpu.CPUINFO))
    facts["architecture"] = cpu.architecture(tree.machine(), facts["release"], processors)
    facts["vendor"], facts["model_name"] = cpu.vendor_and_model(facts["architecture"], processors, sysinfo)
    facts.update(_counts(tree, processors))
    facts.update(_surroundings(tree, facts, processors, log, sysinfo))
    _judge_extension(tree, facts, processors, log)
    facts.update(_kvm(tree, facts))
    facts.update(_devices(tree))
    return facts


def _release(tree: Tree) -> str | None:
    """It becomes part of paths, so it has to look like one."""
    release = tree.text("/proc/sys/kernel/osrelease")
    if release is None and not tree.live:
        installed = tree.names("/lib/modules")
        release = installed[0] if len(installed) == 1 else None
    return release if re.fullmatch(r"\w[\w.+~-]{0,100}", release or "") else None


def _counts(tree: Tree, processors: list[dict[str, str]]) -> dict:
    listed = tree.text(f"{_CPU}/online")
    folders = tree.names(_CPU, re.compile(r"^cpu\d{1,4}$"))
    switches = {} if listed else {folder: tree.text(f"{_CPU}/{folder}/online") for folder in folders}
    online = cpu.online(listed, switches, processors)
    packages, cores = [], []
    for number in online:
        if f"cpu{number}" not in folders:
            packages.append(None)
            cores.append(None)
            continue
        topology = f"{_CPU}/cpu{number}/topology"
        packages.append(_first_text(tree, topology, "package_cpus", "core_siblings", "package_cpus_list", "core_siblings_list"))
        cores.append(_first_text(tree, topology, "core_cpus", "thread_siblings", "core_cpus_list", "thread_siblings_list"))
    sockets_by_id, cores_by_id = cpu.count_by_ids(processors)
    nodes = len(tree.names(_NODES, re.compile(r"^node\d+$")))
    return {
        "threads": len(online) or None,
        "sockets": cpu.count_groups(packages) or sockets_by_id or (1 if online else None),
        "cores": cpu.count_groups(cores) or cores_by_id or len(online) or None,
        "numa_nodes": nodes or (1 if tree.exists(_CPU) else None),  # a kernel without NUMA shows none
    }


def _first_text(tree: Tree, folder: str, *names: str) -> str | None:
    for name in names:
        text = tree.text(f"{folder}/{name}")
        if text:
            return text
    return None


def _surroundings(tree: Tree, facts: dict, processors: list, log: str | None, sysinfo: str | None) -> dict:
    xen_type = tree.text("/sys/hypervisor/type")
    capabilities = tree.text("/proc/xen/capabilities")
    dom0 = machine.is_dom0(capabilities, tree.text("/sys/hypervisor/properties/features"))
    dmi = {name: text for name in machine.DMI_FILES if (text := tree.text(f"/sys/class/dmi/id/{name}"))}
    device_tree = next((path for path in _DEVICE_TREES if tree.exists(path)), None)
    known = re.compile(r"^(?:ibm,partition-name|hmc-managed\?|.*fw-cfg.*)$")
    found = machine.Evidence(
        dmi=dmi,
        smbios_bios=tree.data("/sys/firmware/dmi/entries/0-0/raw", 256),
        xen=xen_type == "xen" or tree.exists("/proc/xen"),
        dom0=dom0,
        detected=kernel.detected_hypervisor(log),
        clocks=tree.text("/sys/devices/system/clocksource/clocksource0/available_clocksource"),
        pci_devices=tree.text("/proc/bus/pci/devices", machine.PCI_LINES),
        hypervisor_type=xen_type,
        device_tree=frozenset(tree.names(device_tree, known)) if device_tree else frozenset(),
        device_tree_compatible=tree.text(f"{device_tree}/compatible") if device_tree else None,
        device_tree_hypervisor=tree.text(f"{device_tree}/hypervisor/compatible") if device_tree else None,
        sysinfo=sysinfo,
        first_processor=processors[0],
    )
    manager = tree.text("/run/host/container-manager") or tree.text("/run/systemd/container")
    firmware_names = tree.names("/sys/firmware", re.compile(r"^(?:efi|acpi|dmi|memmap|devicetree)$"))
    firmware = machine.firmware(facts["architecture"], firmware_names, bool(firmware_names), device_tree is not None)
    variable = tree.data(_SECURE_BOOT, 16) if firmware == "uefi" else None
    config = tree.text(f"/boot/config-{facts['release']}", _XEN_OPTIONS) if facts["release"] else None
    return {
        "dom0": dom0,
        "inside": machine.inside(found),
        "container": machine.container(manager, {path for path in _CONTAINER_FILES if tree.exists(path)}, facts["release"]),
        "firmware": firmware,
        "secure_boot": machine.secure_boot(firmware, variable, tree.text("/sys/firmware/ipl/secure"), log),
        "xen_capabilities": (tree.text("/sys/hypervisor/properties/capabilities") or "") if dom0 else None,
        "xen_kernel": kernel.option_set(config, "CONFIG_XEN_DOM0"),
        "machine": {
            "vendor": dmi.get("sys_vendor"),
            "product": dmi.get("product_name") or _first_string(tree, device_tree, "model"),
            "firmware_vendor": dmi.get("bios_vendor"),
            "firmware_version": dmi.get("bios_version"),
            "firmware_date": dmi.get("bios_date"),
        },
    }


def _first_string(tree: Tree, folder: str | None, name: str) -> str | None:
    text = tree.text(f"{folder}/{name}") if folder else None
    return text.split("\0")[0] if text else None


def _judge_extension(tree: Tree, facts: dict, processors: list, log: str | None) -> None:
    number = extension.register_number(facts["vendor"]) if facts["architecture"] == "x86_64" else None
    shown = cpu.shown_extension(facts["architecture"], processors)
    facts["extension"] = extension.judge(
        arch=facts["architecture"],
        vendor=facts["vendor"],
        shown=shown,
        log=log,
        register=tree.register(number) if number is not None else None,
        release=facts["release"],
        inside=facts["inside"],
        container=facts["container"],
        xen_capabilities=facts["xen_capabilities"],
    )
    facts["nested_paging"] = cpu.nested_paging(facts["architecture"], shown, cpu.flags(processors))


def _kvm(tree: Tree, facts: dict) -> dict:
    names = kernel.module_names(facts["architecture"], facts["vendor"])
    folder = f"/lib/modules/{facts['release']}"
    loaded = tree.names("/sys/module", re.compile(r"^kvm"))
    state = kernel.module_state(
        names,
        loaded,
        tree.text(f"{folder}/modules.builtin", _MODULE_LINES) if facts["release"] else None,
        tree.text(f"{folder}/modules.dep", _MODULE_LINES) if facts["release"] else None,
    )
    nested = [kernel.switched_on(tree.text(f"/sys/module/{name}/parameters/nested")) for name in names if name in loaded]
    node = tree.node("/dev/kvm")
    modules_shown = tree.live or tree.exists("/sys/module") or state != "unknown"
    registered = tree.exists("/sys/class/misc/kvm")
    usable = facts["extension"].state in (extension.PRESENT, extension.UNKNOWN)
    runs = usable and (registered or (node is not None and node["kind"] in ("character", "captured")))
    return {
        "kvm_modules": names,
        "kvm_module_state": state,
        "kvm_modules_shown": modules_shown,
        "kvm_node": node,
        "kvm_registered": registered,
        "nested": next((value for value in nested if value is not None), None),
        "hypervisor": "xen" if facts["dom0"] else ("kvm" if runs else None),
    }


def _devices(tree: Tree) -> dict:
    memory = devices.meminfo(tree.text("/proc/meminfo", devices.MEMINFO))
    files = ("nr_hugepages", "free_hugepages", "resv_hugepages", "surplus_hugepages")
    pools = {
        folder: {name: tree.text(f"{_HUGEPAGES}/{folder}/{name}") for name in files}
        for folder in tree.names(_HUGEPAGES, re.compile(r"^hugepages-"))
    }
    return {
        "memory_mib": devices.memory_mib(memory),
        "hugepages": devices.hugepages(pools, memory),
        "iommu": devices.iommu(
            tree.names("/sys/class/iommu"),
            tree.names("/sys/firmware/acpi/tables", devices.ACPI_IOMMU),
            len(tree.names("/sys/kernel/iommu_groups", re.compile(r"^\d+$"))),
        ),
        "sriov": _sriov(tree),
        "mdev": _mdev(tree),
        "cgroup": kernel.control_groups(
            tree.text("/proc/mounts", _CGROUP_LINES),
            _first_text(tree, "/sys/fs/cgroup", "cgroup.controllers", "unified/cgroup.controllers"),
            tree.text("/proc/cgroups"),
        ),
        "vulnerabilities": {
            name: text
            for name in tree.names(f"{_CPU}/vulnerabilities")
            if (text := tree.text(f"{_CPU}/vulnerabilities/{name}")) is not None
        },
    }


def _sriov(tree: Tree) -> list[dict]:
    found = []
    for address in tree.names(_PCI):
        total = tree.text(f"{_PCI}/{address}/sriov_totalvfs")
        if total is None:
            continue
        rest = {name: tree.text(f"{_PCI}/{address}/{name}") for name in ("sriov_numvfs", "vendor", "device", "class")}
        device = devices.virtual_functions(address, {"sriov_totalvfs": total, **rest})
        if device:
            found.append(device)
    return found


def _mdev(tree: Tree) -> list[dict]:
    found = []
    for parent in tree.names(_MDEV):
        types = f"{_MDEV}/{parent}/mdev_supported_types"
        for name in tree.names(types):
            files = ("name", "description", "device_api", "available_instances")
            found.append(devices.mediated_type(parent, name, {file: tree.text(f"{types}/{name}/{file}") for file in files}))
    return found
