#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that reads what a machine can be, without libvirt."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.report import read
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.tree import problem_with


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
