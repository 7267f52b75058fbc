#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that reads what a machine can be, without libvirt."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: hardware_info
short_description: Read whether a machine can be a hypervisor, and if not, why
version_added: 0.1.0
description:
  - Reads what the processor, the firmware and the running kernel show, without libvirt and without changing anything.
  - "Sources: C(/proc), C(/sys) with SMBIOS, C(/lib/modules), C(/boot/config-*), the metadata of C(/dev/kvm), the processor's register
    that switches the extension where the module C(msr) is loaded, and the kernel's log where it may be read.
    C(/dev/kvm) is never opened."
  - Serial numbers, UUIDs and addresses of the machine are not read.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
attributes:
  check_mode:
    description: Reads only, so check mode makes no difference.
    support: full
  diff_mode:
    description: Changes nothing, so there is no diff.
    support: N/A
  idempotent:
    description: Changes nothing.
    support: full
options:
  root:
    description:
      - The folder to read from. V(/) is the live machine.
      - Any other folder is a captured tree, of whatever architecture, such as the playbook C(anvil.hypervisor.capture) makes.
        Links in it never lead out of it.
    type: path
    default: /
notes:
  - Run it as root for the whole picture. What it was not allowed to read is listed in RV(hardware.unreadable).
  - Rights to C(/dev/kvm) are judged on the live machine, for the user who runs the module.
seealso:
  - module: anvil.hypervisor.hardware_capture
  - module: anvil.hypervisor.preflight_info
  - module: anvil.hypervisor.host_info
  - name: How hardware is judged
    description: The cases that the module distinguishes, and the source of every fact.
    link: https://github.com/anvil-collections/anvil.hypervisor/blob/main/docs/hardware.md
  - name: KVM in the kernel
    description: What KVM needs of the processor.
    link: https://docs.kernel.org/virt/kvm/index.html
"""

EXAMPLES = r"""
- name: Look at the machine
  anvil.hypervisor.hardware_info:
  register: found
  become: true

- name: Refuse what cannot run KVM, and say why
  ansible.builtin.assert:
    that: found.hardware.kvm.ready
    fail_msg: "{{ found.hardware.kvm.blockers | join(' ') }}"

- name: Look at a tree that somebody sent
  anvil.hypervisor.hardware_info:
    root: /tmp/case-17
  register: sent
  delegate_to: localhost

- name: Show what to do about it
  ansible.builtin.debug:
    msg: "{{ sent.hardware.checks | selectattr('status', 'ne', 'pass') | map(attribute='remedy') | select }}"
"""

RETURN = r"""
hardware:
  description: What the machine is and can be. A fact that the tree does not show is V(null).
  returned: success
  type: dict
  contains:
    architecture:
      description: The kernel's word, such as V(x86_64), V(aarch64), V(s390x), V(ppc64le), V(riscv64).
      type: str
      sample: x86_64
    cpu:
      description: The processors that are online.
      type: dict
      contains:
        vendor:
          description: As C(/proc/cpuinfo) names it, on ARM the implementer.
          type: str
          sample: AuthenticAMD
        model_name:
          description: As C(/proc/cpuinfo) names it, elsewhere the nearest to it that the kernel shows.
          type: str
          sample: AMD EPYC 7451 24-Core Processor
        sockets:
          description: Packages in all, from C(/sys/devices/system/cpu/cpu*/topology), else from C(/proc/cpuinfo).
          type: int
          sample: 2
        cores:
          description: Cores in all, from the same source.
          type: int
          sample: 48
        threads:
          description: Logical processors that are online, from C(/sys/devices/system/cpu/online).
          type: int
          sample: 96
        numa_nodes:
          description: Nodes in C(/sys/devices/system/node); V(1) where the kernel knows no NUMA.
          type: int
          sample: 8
        extension:
          description:
            - V(vmx) or V(svm) on x86; V(el2) on ARM, where the log shows it; V(sie) on s390x; V(hv) on POWER; V(h) on RISC-V.
            - V(null) is absent on x86, and unknown where C(/proc/cpuinfo) does not show it. In a dom0 Xen says whether it is there.
          type: str
          sample: svm
        nested_paging:
          description: Whether x86 offers second level address translation (C(ept), C(npt)). V(null) where no extension is shown.
          type: bool
          sample: true
    memory_mib:
      description: C(MemTotal) of C(/proc/meminfo). In a dom0 this is the dom0's share.
      type: int
      sample: 257655
    hugepages:
      description: Huge pages by size, from C(/sys/kernel/mm/hugepages). Each with C(total), C(free), C(reserved), C(surplus).
      type: dict
      sample: {"2 MiB": {"total": 8, "free": 8, "reserved": 0, "surplus": 0}}
    iommu:
      description: From C(/sys/class/iommu), C(/sys/kernel/iommu_groups) and the names of the ACPI tables.
      type: dict
      contains:
        enabled:
          description: Whether devices are in groups, so that they can be handed to guests.
          type: bool
        groups:
          description: How many groups there are.
          type: int
        kind:
          description: V(intel), V(amd), V(arm-smmu), V(riscv) or V(null).
          type: str
        described:
          description: Whether the firmware speaks of one, be it on or off.
          type: bool
    nested:
      description: Whether KVM lets its guests be hypervisors, from the module's parameter. V(null) where KVM does not run.
      type: bool
    secure_boot:
      description: From the EFI variable, s390's loader, or the log. V(false) on a BIOS.
      type: bool
    firmware:
      description: How the machine was booted, V(uefi), V(bios), V(device-tree) or V(ipl).
      type: str
      sample: uefi
    sriov:
      description: Devices that can be divided into virtual functions.
      type: list
      elements: dict
      contains:
        address:
          description: PCI address.
          type: str
        vendor:
          description: PCI vendor.
          type: str
        device:
          description: PCI device.
          type: str
        class:
          description: PCI class.
          type: str
        total:
          description: Functions that it can have.
          type: int
        enabled:
          description: Functions that it has.
          type: int
    mdev:
      description: Types of mediated devices, from C(/sys/class/mdev_bus).
      type: list
      elements: dict
      contains:
        parent:
          description: The device that is shared.
          type: str
        type:
          description: The type's identifier.
          type: str
        name:
          description: The type's name, where the driver gives one.
          type: str
        description:
          description: What the driver says about it.
          type: str
        api:
          description: Such as V(vfio-pci).
          type: str
        available:
          description: How many more can be made.
          type: int
    cgroup:
      description: The control groups that hold the controllers.
      type: dict
      contains:
        version:
          description: V(1) or V(2). Where both are mounted, V(1).
          type: int
        controllers:
          description: Their names.
          type: list
          elements: str
    vulnerabilities:
      description: The kernel's view of each, from C(/sys/devices/system/cpu/vulnerabilities).
      type: dict
      sample: {"meltdown": "Not affected", "spectre_v1": "Mitigation: usercopy/swapgs barriers and __user pointer sanitization"}
    machine:
      description: From SMBIOS, or the device tree's model.
      type: dict
      contains:
        vendor:
          description: Who made the machine.
          type: str
        product:
          description: What it is called.
          type: str
        firmware_vendor:
          description: Who made its firmware.
          type: str
        firmware_version:
          description: The firmware's version.
          type: str
        firmware_date:
          description: The firmware's date.
          type: str
    kernel:
      description: The running kernel's release.
      type: str
      sample: 6.1.0-50-amd64
    inside:
      description:
        - The hypervisor that this machine is itself a guest of, in the words of C(systemd-detect-virt), such as V(kvm), V(qemu),
          V(vmware), V(microsoft), V(oracle), V(xen), V(amazon), V(google), V(zvm), V(powervm).
        - V(unknown) for a guest of somebody else, V(null) for none.
      type: str
    container:
      description: The container that the module ran in, in the same words, or V(null).
      type: str
    hypervisor:
      description: What runs here now, V(kvm), V(xen) (this is its dom0), or V(null).
      type: str
    checks:
      description: Everything that was looked at.
      type: list
      elements: dict
      contains:
        name:
          description: What was looked at.
          type: str
          sample: extension
        status:
          description: V(pass), V(warning) or V(fail).
          type: str
        detail:
          description: What was found, in a sentence.
          type: str
        remedy:
          description: What to do about it, where something can be done.
          type: str
        cause:
          description:
            - A word for programs, V(null) when the check passed. For KVM on x86 it is one of the following.
            - V(extension_absent), V(extension_off_in_firmware) (proved by the log or a register), V(extension_absent_or_off) (the kernel
              hides which), V(extension_unknown), V(module_missing), V(module_not_loaded), V(module_unknown), V(device_missing),
              V(device_wrong), V(rights_missing), V(xen_runs).
          type: str
        blocks:
          description: What it stands in the way of, V(kvm) or V(xen) or both.
          type: list
          elements: str
    kvm:
      description: Whether KVM can be used here and now by the user who asks.
      type: dict
      contains:
        ready:
          description: Whether nothing stands in the way.
          type: bool
        blockers:
          description: What does, in sentences, the RV(hardware.checks[].detail) of the checks that block it.
          type: list
          elements: str
    xen:
      description: Whether the machine is, or can be made, a Xen host.
      type: dict
      contains:
        ready:
          description: Whether nothing stands in the way.
          type: bool
        blockers:
          description: What does, in sentences.
          type: list
          elements: str
    unreadable:
      description: Paths that the user who asks may not read.
      type: list
      elements: str
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import read  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.tree import problem_with  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    module = AnsibleModule(argument_spec={"root": {"type": "path", "default": "/"}}, supports_check_mode=True)
    root = module.params["root"]
    problem = problem_with(root)
    if problem:
        module.fail_json(msg=problem)
    module.exit_json(changed=False, hardware=read(root))


if __name__ == "__main__":
    main()
