#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that reads libvirt's own view of a host."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: host_info
short_description: Read libvirt's own view of a host
version_added: 0.1.0
description:
  - Returns versions, the kind of daemon, capabilities and domain capabilities as data, and the host's memory and processors.
  - M(anvil.hypervisor.hardware_info) returns what the hardware can do, also without libvirt.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes.info
  - anvil.hypervisor.connection
seealso:
  - module: anvil.hypervisor.hardware_info
  - module: anvil.hypervisor.preflight_info
  - name: Capabilities of a host in libvirt
    description: What the capabilities mean.
    link: https://libvirt.org/formatcaps.html
  - name: Capabilities of guests in libvirt
    description: What the domain capabilities mean.
    link: https://libvirt.org/formatdomaincaps.html
options:
  arch:
    description: Architecture of the guests whose capabilities are read, such as V(aarch64). Left out, the host's own.
    type: str
  machine:
    description: Machine type of these guests, such as V(q35). Left out, the emulator's default.
    type: str
  virttype:
    description: Type of these guests, V(kvm), V(qemu) or V(xen). Left out, the best that libvirt finds.
    type: str
"""

EXAMPLES = r"""
- name: What can guests have on this host?
  anvil.hypervisor.host_info:
  register: found

- name: Which firmware can an emulated guest on q35 have?
  anvil.hypervisor.host_info:
    machine: q35
    virttype: qemu
  register: emulated

- name: Refuse a host whose guests cannot have UEFI
  ansible.builtin.assert:
    that: "'efi' in emulated.host.domain_capabilities.firmware"
    fail_msg: Install the firmware, such as the package ovmf.

- name: Show the versions, and the types of guests that the host can run
  ansible.builtin.debug:
    msg: "{{ found.host.versions }}, {{ found.host.capabilities.guests | map(attribute='types') | flatten | unique }}"
"""

RETURN = r"""
host:
  description: The host as libvirt sees it.
  returned: success
  type: dict
  contains:
    uri:
      description: URI of the connection.
      type: str
    hostname:
      description: Name of the host.
      type: str
    hypervisor:
      description: Name of the driver, such as V(QEMU) or V(Xen).
      type: str
    versions:
      description: Versions of C(libvirt)'s daemon, of the C(hypervisor) and of the C(bindings).
      type: dict
    daemon:
      description: V(monolithic) or V(modular); null for a connection that is not to a local system daemon.
      type: str
    node:
      description: Processors and memory of the host, with C(memory_mib), C(cpus), C(mhz), C(numa_nodes) and the topology.
      type: dict
    capabilities:
      description: The C(host)'s UUID, processor, security models and NUMA cells; the C(guests) it can run, with machine types.
      type: dict
    domain_capabilities:
      description: What guests of a type can have, with C(firmware), C(loaders), C(secure_boot), C(cpu), C(devices), C(features).
      type: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.host import Host  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._reader import run_host_info  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_host_info(Host)


if __name__ == "__main__":
    main()
