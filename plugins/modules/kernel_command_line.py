#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that has Linux started with parameters."""

from __future__ import annotations

import os
import re

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import changes, command_line
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.tree import Tree

_PROGRAMS = {"pbl": "pbl", "grubby": "grubby", "grub_drop_in": "update-grub"}
_MENU = "/boot/grub/grub.cfg"


def main():
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "parameters": {"type": "list", "elements": "str", "default": []},
            "former": {"type": "list", "elements": "str", "default": []},
            "boot_loader": {"type": "str", "choices": ["auto", *sorted(_PROGRAMS)], "default": "auto"},
            "drop_in": {"type": "str", "default": "60-anvil"},
        },
        supports_check_mode=True,
    )
    boot_loader = module.params["boot_loader"]
    if boot_loader == "auto":
        boot_loader = next((name for name, program in _PROGRAMS.items() if module.get_bin_path(program)), None)
        if boot_loader is None:
            module.fail_json(
                msg="boot_loader: none of update-grub, grubby and pbl is installed here. "
                "Install what writes the boot loader's configuration, or add the parameters by hand."
            )
    if not re.match(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z", module.params["drop_in"]):
        module.fail_json(
            msg=f"drop_in: {module.params['drop_in']!r} is no name of a file. Write letters, digits, dots, dashes and underscores."
        )
    try:
        desired = command_line.accept(module.params["parameters"], boot_loader)
    except ValueError as error:
        module.fail_json(msg=str(error))
    former = [one for text in module.params["former"] for one in command_line.parameters(text)]
    tree = Tree()
    writers = {"grub_drop_in": write_drop_in, "grubby": write_by_grubby, "pbl": write_by_pbl}
    actions, diff = writers[boot_loader](module, tree, desired, former)
    module.exit_json(
        changed=bool(actions),
        boot_loader=boot_loader,
        reboot_required=command_line.pending(desired, tree.text("/proc/cmdline")),
        actions=actions,
        diff=diff,
    )


def write_drop_in(module, tree, desired, _former):
    """The drop-in, and the menu where it is older than its sources; a menu that cannot be written brings the former drop-in back."""
    path = f"{command_line.DROP_INS}/{module.params['drop_in']}.cfg"
    before = tree.text(path)
    before = None if before is None else before + "\n"
    after = command_line.drop_in(desired)
    # A run that was broken off may have written the drop-in and not the menu; the folder is newer where a file was taken away.
    sources = [name for name in (command_line.DROP_INS, path) if os.path.exists(name)] if desired or before or os.path.exists(_MENU) else []
    written = changes.modified_at(_MENU) or 0
    outdated = any((changes.modified_at(source) or 0) > written for source in sources)
    actions = [action("write" if after else "remove", "parameters", path)] if before != after else []
    if actions or outdated:
        actions.append(action("write", "menu", _MENU))
    program = module.get_bin_path("update-grub", required=bool(actions))
    if actions:
        changes.carry_out(module, update_menu, module, program, path, before, after)
    return actions, {"before": before or "", "after": after or "", "before_header": path, "after_header": path}


def update_menu(module, program, path, before, after):
    """Write the drop-in and then the menu; the drop-in is as it was where the menu cannot be written."""
    put(module, path, before, after)
    code, out, error = module.run_command([program])
    if code:
        put(module, path, before=after, after=before)
        module.fail_json(msg=f"update-grub cannot write {_MENU}, so {path} is as it was: {(error or out).strip()}", rc=code)
    os.sync()  # what was just promised has to hold when the power goes


def put(module, path, before, after):
    """Give the drop-in its text, or take it away."""
    if before == after:
        return
    if after is None:
        os.unlink(path)
        return
    os.makedirs(command_line.DROP_INS, mode=0o755, exist_ok=True)
    changes.replace(module, path, after, 0o644)


def write_by_grubby(module, _tree, desired, former):
    """By one call, which also keeps /etc/kernel/cmdline, what kernels to come are started with."""

    def plan():
        return command_line.grubby_plan(desired, former, run(module, ["grubby", "--info=ALL"]))

    return carry_out(module, plan, command_line.grubby_commands)


def write_by_pbl(module, _tree, desired, former):
    """By a call for each parameter, and one that writes the boot loader's configuration."""

    def plan():
        answers = {name: run(module, ["pbl", "--get-option", name]) for name in command_line.pbl_names(desired, former)}
        return command_line.pbl_plan(desired, former, answers)

    return carry_out(module, plan, command_line.pbl_commands)


def carry_out(module, plan, commands):
    """Do what the plan says and plan again: a program may end well and have done nothing."""
    add, remove = plan()
    calls = commands(add, remove)
    if calls:
        changes.carry_out(module, call, module, calls, plan)
    return described(add, remove)


def call(module, calls, plan):
    """Make the calls; nothing may be left to do then."""
    for command in calls:
        run(module, command)
    missing, kept = plan()
    if missing or kept:
        module.fail_json(
            msg=f"{calls[0][0]} ended well, and {' '.join(one.quoted for one in missing + kept)} is as it was. "
            f"Look at what {calls[0][0]} says when it is called by hand."
        )


def run(module, command):
    """What a program says."""
    program = module.get_bin_path(command[0], required=True)
    code, out, error = module.run_command([program, *command[1:]], expand_user_and_vars=False)
    if code:
        module.fail_json(msg=f"{' '.join(command)} failed: {(error or out).strip() or f'it ended with {code}'}", rc=code)
    return out


def action(operation, option, name):
    """An entry of the result."""
    return {"kind": "kernel_command_line", "operation": operation, "option": option, "name": name}


def described(add, remove):
    """Actions and diff of parameters that are added and removed."""
    return (
        [action("add", "parameters", one.quoted) for one in add] + [action("remove", "parameters", one.quoted) for one in remove],
        {"before": "".join(f"{one.quoted}\n" for one in remove), "after": "".join(f"{one.quoted}\n" for one in add)},
    )


if __name__ == "__main__":
    main()
