#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that reads networks."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: network_info
short_description: Read the networks of a host
version_added: 0.1.0
description:
  - Returns the networks of a host as declared data with their status.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes.info
  - anvil.hypervisor.connection
options:
  name:
    description: Names or patterns, such as V(web*), of those to return. Left out, all are.
    type: list
    elements: str
    aliases: [names]
"""

EXAMPLES = r"""
- name: Read all networks
  anvil.hypervisor.network_info:
  register: found

- name: Read some of them
  anvil.hypervisor.network_info:
    name: ["web*", guests]
"""

RETURN = r"""
networks:
  description: The networks that were asked for, in order of their names.
  returned: success
  type: list
  elements: dict
  contains:
    declared:
      description: The network as data that M(anvil.hypervisor.network) takes and that changes nothing there. Secret values are left out.
      type: dict
    status:
      description:
        - What is not declared about it, such as whether it is C(active).
        - Of an object that cannot be read, the C(error) that says why, in place of all else.
      type: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.network import NetworkDriver  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import drift  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.network import Network  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._reader import run_info  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_info(Network, NetworkDriver, drift.describe)


if __name__ == "__main__":
    main()
