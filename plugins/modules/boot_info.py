#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that reads what a host boots."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import boot
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.tree import Tree, problem_with


def main():
    """Run the module."""
    module = AnsibleModule(argument_spec={"root": {"type": "path", "default": "/"}}, supports_check_mode=True)
    problem = problem_with(module.params["root"])
    if problem:
        module.fail_json(msg=problem)
    module.exit_json(changed=False, boot=boot.read(Tree(module.params["root"])).result)


if __name__ == "__main__":
    main()
