#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages a virtual network."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: network
short_description: Manage a virtual network of libvirt
version_added: 0.1.0
description:
  - Brings a virtual network to its declared state, and changes nothing when it is there already.
  - An option that is left out is not managed; what nobody declared is kept.
  - Changes of DHCP hosts and ranges, DNS records, port groups and forward interfaces reach a running network at once.
  - Other changes are written to the configuration and reported in RV(restart_required), until O(restart=true) is given.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes
  - anvil.hypervisor.connection
"""

EXAMPLES = r"""
- name: A network with addresses for guests, reaching the world by NAT
  anvil.hypervisor.network:
    name: guests
    state: active
    autostart: true
    forward:
      mode: nat
    bridge:
      name: virbr10
    domain:
      name: guests.example
      local_only: true
    ips:
      - address: 192.168.110.1
        prefix: 24
        dhcp:
          ranges:
            - start: 192.168.110.100
              end: 192.168.110.199
          hosts:
            - mac: "52:54:00:aa:bb:01"
              name: web
              ip: 192.168.110.10

- name: Guests on a bridge of the host, with VLANs as port groups
  anvil.hypervisor.network:
    name: lan
    forward:
      mode: bridge
    bridge:
      name: br0

- name: Remove a network
  anvil.hypervisor.network:
    name: guests
    state: absent
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
  description: Options that are written to the configuration and wait for a restart of the network.
  returned: success
  type: list
  elements: str
  sample: ["mtu"]
network:
  description: The network after the run as declared data, which the module takes back without a change; empty where it is absent.
  returned: success
  type: dict
  sample: {"name": "guests", "forward": {"mode": "nat"}, "mtu": 1500}
failures:
  description: What went wrong, with C(kind), C(name), C(operation), C(code), C(libvirt_code), C(message) and C(remedy).
  returned: failure
  type: list
  elements: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_object  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_object("network")


if __name__ == "__main__":
    main()
