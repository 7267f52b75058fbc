#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that says what a host boots."""

from __future__ import annotations

import os

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import boot
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import changes as steps


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
        boot=found.result,
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
