#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that reads what a host boots."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: boot_info
short_description: Read how a host boots, and whether it can boot another entry once
version_added: 0.1.0
description:
  - Reads GRUB 2's menu and environment, and the kind of storage that the file with the environment is on.
  - GRUB clears the entry for one boot only where it can write to that file. It cannot on btrfs, ZFS, LVM and md RAID, and would
    boot that entry every time.
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
    description: The folder to read from. V(/) is the live machine.
    type: path
    default: /
seealso:
  - module: anvil.hypervisor.boot
  - module: anvil.hypervisor.boot_guard
  - name: GRUB's manual
    description: How GRUB keeps its environment, and boots an entry once.
    link: https://www.gnu.org/software/grub/manual/grub/grub.html
"""

EXAMPLES = r"""
- name: See how the host boots
  anvil.hypervisor.boot_info:
  register: looked
  become: true

- name: Show the titles of the menu's entries with Xen
  ansible.builtin.debug:
    msg: "{{ looked.boot.entries | selectattr('hypervisor') | map(attribute='title') }}"

- name: Say what is in the way of booting Xen once
  ansible.builtin.debug:
    msg: "{{ looked.boot.once_problem.remedy }}"
  when: not looked.boot.once
"""

RETURN = r"""
boot:
  description: How the host boots.
  returned: success
  type: dict
  contains:
    loader:
      description: V(grub), or null where no menu of GRUB 2 was found.
      type: str
    menu:
      description: GRUB's menu.
      type: str
      sample: /boot/grub/grub.cfg
    firmware:
      description: As in M(anvil.hypervisor.hardware_info).
      type: str
    secure_boot:
      description: As in M(anvil.hypervisor.hardware_info).
      type: bool
    entries:
      description: The menu's entries in their order, those in submenus, too.
      type: list
      elements: dict
      contains:
        entry:
          description: What GRUB finds it by, ids joined by C(>) through submenus.
          type: str
          sample: gnulinux-simple-0f2e
        title:
          description: What the menu shows.
          type: str
        restricted:
          description: Whether GRUB asks for a password before it boots this (C(superusers) is set, and the entry has no C(--unrestricted)).
          type: bool
        hypervisor:
          description: The hypervisor's file, or null.
          type: str
          sample: /boot/xen-4.17-amd64.gz
        hypervisor_options:
          description: The hypervisor's command line as configured.
          type: list
          elements: str
        kernel:
          description: Linux's file, or null.
          type: str
        kernel_options:
          description: Linux's command line as configured.
          type: list
          elements: str
    default:
      description: The entry that boots when nothing else is wished, or null where it is not found.
      type: str
    default_saved:
      description: Whether the default is kept in GRUB's environment (C(GRUB_DEFAULT=saved)), and so can be set without writing the menu.
      type: bool
    next:
      description: The entry that is wished for the next boot only, or null.
      type: str
    boot_next:
      description: The number of UEFI's entry that is wished for the next boot only, or null.
      type: str
    running:
      description: What runs now.
      type: dict
      contains:
        xen:
          description: Whether this is a dom0 of Xen.
          type: bool
        entry:
          description: The entry that would start the same kernel with the same command lines, or null.
          type: str
        kernel:
          description: Linux's release.
          type: str
        kernel_options:
          description: Its command line as configured.
          type: list
          elements: str
        hypervisor_options:
          description: Xen's command line as configured; empty without Xen.
          type: list
          elements: str
        version:
          description: Xen's version, or null.
          type: str
        memory_mib:
          description: What Xen has to give in all, or null.
          type: int
    environment:
      description: Where GRUB keeps its environment.
      type: dict
      contains:
        path:
          description: The file, without links.
          type: str
        file_system:
          description: What it lies on.
          type: str
        layers:
          description: What lies below, down to the disks.
          type: list
          elements: str
          sample: [lvm, md, partition, disk]
        writable:
          description: Whether GRUB can write to it.
          type: bool
    guarded:
      description: Whether M(anvil.hypervisor.boot_guard) waits for a boot to be confirmed, or left something behind.
      type: bool
    once:
      description: Whether an entry can be booted just once.
      type: bool
    once_problem:
      description: Why not, or null.
      type: dict
      contains:
        detail:
          description: What was found.
          type: str
        remedy:
          description: What to do about it.
          type: str
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import boot  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.tree import Tree, problem_with  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    module = AnsibleModule(argument_spec={"root": {"type": "path", "default": "/"}}, supports_check_mode=True)
    problem = problem_with(module.params["root"])
    if problem:
        module.fail_json(msg=problem)
    module.exit_json(changed=False, boot=boot.read(Tree(module.params["root"])).told)


if __name__ == "__main__":
    main()
