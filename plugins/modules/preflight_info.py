#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that holds a host to what it is asked to be."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: preflight_info
short_description: Check whether a host can be a hypervisor, and say what to do if not
version_added: 0.1.0
description:
  - Looks at hardware, distribution, firmware, free space, networks in use and the packet filter, and reports every problem at once.
  - "Sources besides those of M(anvil.hypervisor.hardware_info): C(/proc/net/route), C(/proc/net/ipv6_route), C(/etc/resolv.conf),
    C(/run/libvirt/network), C(statvfs), C(nft list ruleset) and C(iptables-legacy-save), which change nothing."
  - The role C(anvil.hypervisor.preflight) runs it, and stops the play.
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
  require:
    description:
      - What the host is asked to be. V(emulation) asks nothing of the processor but its architecture.
      - A KVM module that is installed but not loaded is no problem, since the role C(anvil.hypervisor.kvm_host) loads it.
    type: str
    choices: [kvm, xen, emulation]
    default: kvm
  subnets:
    description:
      - Subnets that networks of guests are to have, such as V(192.168.130.0/24).
      - One that is in use, but by a network of libvirt's own, is a problem.
    type: list
    elements: str
    default: []
  space:
    description: Space that has to be free. What is asked of one file system is added up.
    type: list
    elements: dict
    default: []
    suboptions:
      path:
        description: A folder. Where it is not there yet, the file system of the nearest one above counts.
        type: path
        required: true
      free:
        description: How much, with its unit, such as V(10 GiB).
        type: str
        required: true
  firmware:
    description: What the host has to be booted by.
    type: str
    choices: [any, uefi, bios]
    default: any
  distribution:
    description: The distribution's name, as in C(ansible_facts.distribution). Left out, it is not looked at.
    type: str
  release:
    description: The distribution's release, as in the lists of O(distributions).
    type: str
  distributions:
    description: Supported distributions, each with a list of its releases, or V(any) in the list.
    type: dict
    default: {}
  refused_distributions:
    description: Distributions that cannot be this, each with the reason.
    type: dict
    default: {}
  firewall_backend:
    description:
      - What libvirt writes its rules with. A packet filter that drops what is forwarded, such as Docker's, is no problem for
        V(iptables), whose rules come first in the same chain.
    type: str
    choices: [auto, iptables, nftables]
    default: auto
  accept:
    description: Names of problems that are to be warnings. A name that none has is refused.
    type: list
    elements: str
    default: []
seealso:
  - module: anvil.hypervisor.hardware_info
  - module: anvil.hypervisor.host_info
  - name: How hardware is judged
    description: The cases that are distinguished, and the source of every fact.
    link: https://github.com/anvil-collections/anvil.hypervisor/blob/main/docs/hardware.md
  - name: libvirt and the packet filter
    description: The rules that libvirt writes for its networks.
    link: https://libvirt.org/firewall.html
"""

EXAMPLES = r"""
- name: Can this host run KVM, with a network of its own for guests?
  anvil.hypervisor.preflight_info:
    require: kvm
    subnets: [192.168.130.0/24]
    space:
      - path: /var/lib/libvirt/images
        free: 20 GiB
  register: looked
  become: true

- name: Show what to do
  ansible.builtin.debug:
    msg: "{{ looked.preflight.problems | map(attribute='remedy') }}"

- name: Can this host be a Xen host that was booted by UEFI? Little space is only a warning
  anvil.hypervisor.preflight_info:
    require: xen
    firmware: uefi
    space:
      - path: /boot
        free: 200 MiB
    accept: [space]
  become: true
"""

RETURN = r"""
preflight:
  description: The verdict.
  returned: success
  type: dict
  contains:
    require:
      description: What the host was asked to be.
      type: str
    passed:
      description: Whether there is no problem.
      type: bool
    problems:
      description: All of them.
      type: list
      elements: dict
      contains:
        name:
          description: What was looked at, to be named in O(accept).
          type: str
          sample: subnet
        detail:
          description: What was found.
          type: str
        remedy:
          description: What to do about it.
          type: str
    warnings:
      description: What the host can live with, in the same form.
      type: list
      elements: dict
    hardware:
      description: As returned by M(anvil.hypervisor.hardware_info).
      type: dict
    lines:
      description: The hardware and the warnings in a few lines for a person.
      type: list
      elements: str
    remedies:
      description: The problems in a line each, with their names.
      type: list
      elements: str
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import preflight  # noqa: E402 (after the documentation)

ARGUMENTS = {
    "require": {"type": "str", "choices": list(preflight.REQUIREMENTS), "default": "kvm"},
    "subnets": {"type": "list", "elements": "str", "default": []},
    "space": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {"path": {"type": "path", "required": True}, "free": {"type": "str", "required": True}},
    },
    "firmware": {"type": "str", "choices": ["any", "uefi", "bios"], "default": "any"},
    "distribution": {"type": "str"},
    "release": {"type": "str"},
    "distributions": {"type": "dict", "default": {}},
    "refused_distributions": {"type": "dict", "default": {}},
    "firewall_backend": {"type": "str", "choices": ["auto", "iptables", "nftables"], "default": "auto"},
    "accept": {"type": "list", "elements": "str", "default": []},
}


def main():
    """Run the module."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    try:
        result = preflight.judge(module.params)
    except ValueError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=False, preflight=result)


if __name__ == "__main__":
    main()
