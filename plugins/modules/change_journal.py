#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that notes what was there before a change."""

from __future__ import annotations

import os

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import changes, durable, journal


class Module(AnsibleModule):
    """An AnsibleModule that never gives its arguments back, since no spec can know which entries are secret."""

    def exit_json(self, **result):
        super().exit_json(invocation={"module_args": {}}, **result)

    def fail_json(self, msg, **result):
        super().fail_json(msg=msg, invocation={"module_args": {}}, **result)


def main():
    """Run the module."""
    module = Module(
        argument_spec={
            "path": {"type": "path", "required": True},
            "entries": {"type": "dict", "default": {}},
            "update": {"type": "dict", "default": {}},
            "forget": {"type": "list", "elements": "str", "default": []},
            "reveal": {"type": "bool", "default": False},
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        },
        supports_check_mode=True,
        no_log=True,  # Ansible would log the arguments otherwise
    )
    path = os.path.abspath(module.params["path"])
    try:
        text = durable.content(path)
        before = journal.read(text)
        after = {}
        if module.params["state"] == "present":
            after = journal.update(journal.note(before, module.params["entries"]), module.params["update"])
            after = {name: value for name, value in after.items() if name not in module.params["forget"]}
        changed = after != before or (text is not None and module.params["state"] == "absent")
        operation, step = ("write", (durable.write, path, journal.write(after))) if after else ("remove", (durable.remove, path))
        if changed:
            changes.carry_out(module, *step)
    except ValueError as error:
        module.fail_json(msg=f"{path} {error}. Nothing was changed.")
    except OSError as error:
        module.fail_json(
            msg=f"{path} cannot be read or written ({error.strerror}: {error.filename or path}), and is as it was. "
            "Look at its file system, and run as a user who may write there, such as root (become: true)."
        )
    module.exit_json(
        changed=changed,
        file=path,
        entries=after if module.params["reveal"] else journal.shown(after),
        actions=[{"kind": "change_journal", "operation": operation, "option": "entries", "name": path}] if changed else [],
        diff=journal.diff(path, before, after) if changed else [],
    )


if __name__ == "__main__":
    main()
