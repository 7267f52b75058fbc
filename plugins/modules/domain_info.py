#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that reads domains."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: domain_info
short_description: Read the domains of a host
version_added: 0.1.0
description:
  - Returns the domains of a host as declared data with their status.
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
- name: Read all domains
  anvil.hypervisor.domain_info:
  register: found

- name: Read some of them
  anvil.hypervisor.domain_info:
    name: ["web*", guests]
"""

RETURN = r"""
domains:
  description: The domains that were asked for, in order of their names.
  returned: success
  type: list
  elements: dict
  contains:
    declared:
      description: The domain as data that M(anvil.hypervisor.domain) takes and that changes nothing there. Secret values are left out.
      type: dict
    status:
      description:
        - What is not declared about it, such as whether it is C(active).
        - Of an object that cannot be read, the C(error) that says why, in place of all else.
      type: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.domain import DomainDriver  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import drift  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._reader import run_info  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_info(Domain, DomainDriver, drift.describe)


if __name__ == "__main__":
    main()
