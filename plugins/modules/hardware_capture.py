#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that captures what hardware_info reads."""

from __future__ import annotations

import os
import tempfile

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.capture import archive
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.changes import carry_out
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.tree import problem_with


def holds(path, content):
    """Whether the file is there already, byte for byte."""
    try:
        with open(path, "rb") as file:
            return file.read() == content
    except OSError:
        return False


def main():
    """Run the module."""
    module = AnsibleModule(
        argument_spec={"dest": {"type": "path", "required": True}, "root": {"type": "path", "default": "/"}},
        supports_check_mode=True,
    )
    dest, root = module.params["dest"], module.params["root"]
    problem = problem_with(root)
    if problem:
        module.fail_json(msg=problem)
    folder = os.path.dirname(os.path.abspath(dest))
    if not os.path.isdir(folder) or os.path.isdir(dest):
        module.fail_json(msg=f"Cannot write {dest}: name a file in a folder that exists.")
    content = archive(root)
    changed = not holds(dest, content)
    if changed:
        carry_out(module, write, module, dest, content)
    module.exit_json(changed=changed, dest=dest, size=len(content))


def write(module, dest, content):
    """Write the archive where Ansible keeps what is temporary, and move it."""
    handle, path = tempfile.mkstemp(dir=module.tmpdir)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    module.atomic_move(path, dest)


if __name__ == "__main__":
    main()
