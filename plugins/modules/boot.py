#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that says what a host boots."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: boot
short_description: Set what a host boots by default, and what it boots once
version_added: 0.1.0
description:
  - Sets the default and the next entry in GRUB 2's environment, as C(grub-set-default) and C(grub-reboot) do.
  - Refuses an entry that is not in the menu, an entry that GRUB boots only with a password, and an entry for one boot where GRUB could
    not clear it.
  - Reboots nothing.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
attributes:
  check_mode:
    description: Shows what a run would do, and does nothing.
    support: full
  diff_mode:
    description: Shows both settings before and after.
    support: full
  idempotent:
    description: Writes only what differs.
    support: full
options:
  default:
    description:
      - The entry to boot by default, as M(anvil.hypervisor.boot_info) returns it, or its title.
      - V(xen) is the menu's first entry with Xen, V(linux) its first without.
      - Needs C(GRUB_DEFAULT=saved).
    type: str
  next:
    description:
      - The entry to boot once, at the next boot, in the same form.
      - V(none) clears it.
    type: str
seealso:
  - module: anvil.hypervisor.boot_info
  - module: anvil.hypervisor.boot_guard
  - name: GRUB's manual
    description: How GRUB keeps its environment, and boots an entry once.
    link: https://www.gnu.org/software/grub/manual/grub/grub.html
"""

EXAMPLES = r"""
- name: Boot Xen once, and Linux from then on
  anvil.hypervisor.boot:
    default: linux
    next: xen
  become: true

- name: Boot Xen by default
  anvil.hypervisor.boot:
    default: xen
  become: true

- name: Boot the default at the next boot, whatever was set for it
  anvil.hypervisor.boot:
    next: none
  become: true
"""

RETURN = r"""
boot:
  description: How the host boots now, as M(anvil.hypervisor.boot_info) returns it.
  returned: success
  type: dict
actions:
  description: What was done, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - {kind: boot, operation: set, option: next, name: xen-gnulinux-simple-0f2e}
"""

import os  # noqa: E402 (after the documentation)

from ansible.module_utils.basic import AnsibleModule  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import boot  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import changes as steps  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    module = AnsibleModule(
        argument_spec={"default": {"type": "str"}, "next": {"type": "str"}},
        required_one_of=[("default", "next")],
        supports_check_mode=True,
    )
    try:
        found = boot.read()
        changes = boot.plan(found, module.params["default"], module.params["next"])
    except ValueError as error:
        module.fail_json(msg=str(error))
    if changes:
        found = steps.carry_out(module, write, module, found, changes) or found
    module.exit_json(
        changed=bool(changes),
        boot=found.told,
        actions=[
            {"kind": "boot", "operation": "set" if change.entry else "clear", "option": change.option, "name": change.entry}
            for change in changes
        ],
        diff={
            "before": "".join(f"{change.option}: {change.before or 'none'}\n" for change in changes),
            "after": "".join(f"{change.option}: {change.entry or 'none'}\n" for change in changes),
        },
    )


def write(module, found, changes):
    """Return how the host boots now. One call for each setting, since a wish may be taken back while another is made."""
    editor = module.get_bin_path("grub-editenv") or module.get_bin_path("grub2-editenv", required=True)
    path = f"{found.folder}/grubenv"
    if not os.path.exists(path):
        module.run_command([editor, path, "create"], check_rc=True)
    for change in changes:
        words = ["set", f"{change.variable}={change.entry}"] if change.entry else ["unset", change.variable]
        module.run_command([editor, path, *words], check_rc=True)
    os.sync()  # what was just promised has to hold when the power goes
    return boot.read()


if __name__ == "__main__":
    main()
