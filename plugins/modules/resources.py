#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages objects of all kinds in one task."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: resources
short_description: Manage guests, networks, storage and secrets in one task
version_added: 0.1.0
description:
  - Brings secrets, filters, networks, pools, volumes and domains to their declared states, over one connection.
  - They are taken in order of dependence; what is to be absent goes first, in reverse order.
  - Each list takes the options of the module of its kind. Objects that are not named are left alone.
  - All declarations are checked before anything is touched.
  - When an object fails, those that refer to it are left out by name and all others are brought to their states.
    All failures are reported together.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes
  - anvil.hypervisor.connection
"""

EXAMPLES = r"""
- name: A network, a place for images, and whatever else the host needs
  anvil.hypervisor.resources:
    networks:
      - name: guests
        state: active
        forward:
          mode: nat
        ips:
          - address: 192.168.110.1
            prefix: 24
    pools:
      - name: images
        type: dir
        state: active
        target:
          path: /srv/images
"""

RETURN = r"""
changed:
  description: Whether something was changed, or in check mode would be.
  returned: always
  type: bool
actions:
  description: What was done, in order, or in check mode would be.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object.
      type: str
    name:
      description: Name of the object.
      type: str
    operation:
      description: What was done, such as V(define), V(start), V(update).
      type: str
    option:
      description: The options that made it necessary; empty for the object as a whole.
      type: list
      elements: str
diff:
  description: The declared options of each changed object before and after, as YAML.
  returned: success
  type: list
  elements: dict
restart_required:
  description: Options that are written to the configuration and wait for a restart of the object.
  returned: success
  type: list
  elements: str
  sample: ["network.guests.mtu"]
failures:
  description: All that went wrong, each with C(kind), C(name), C(operation), C(code), C(libvirt_code), C(message) and C(remedy).
  returned: failure
  type: list
  elements: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_resources  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_resources()


if __name__ == "__main__":
    main()
