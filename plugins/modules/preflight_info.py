#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that holds a host to what it is asked to be."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import preflight

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
