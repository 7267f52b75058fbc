#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages a network filter."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: nwfilter
short_description: Manage a network filter of libvirt
version_added: 0.1.0
description:
  - Brings a network filter to its declared state, and changes nothing when it is there already.
  - A changed filter reaches running guests at once.
  - Rules and references are lists of the user's. A rule that is not exactly as declared is replaced.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes
  - anvil.hypervisor.connection
"""

EXAMPLES = r"""
- name: Let a guest answer SSH and nothing else
  anvil.hypervisor.nwfilter:
    name: ssh-only
    chain: root
    filterrefs:
      - filter: clean-traffic
    rules:
      - action: accept
        direction: in
        tcp:
          dstportstart: 22
      - action: accept
        direction: out
        all:
          state: ESTABLISHED,RELATED
      - action: drop
        direction: inout
        all: {}

- name: Remove a filter
  anvil.hypervisor.nwfilter:
    name: ssh-only
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
  description: Options that are written to the configuration and wait for a restart of the nwfilter.
  returned: success
  type: list
  elements: str
  sample: ["mtu"]
nwfilter:
  description: The nwfilter after the run as declared data, which the module takes back
    without a change; empty where it is absent.
  returned: success
  type: dict
  sample: {"name": "ssh-only", "rules": [{"action": "drop", "direction": "inout", "all": {}}]}
failures:
  description: What went wrong, with C(kind), C(name), C(operation), C(code), C(libvirt_code), C(message) and C(remedy).
  returned: failure
  type: list
  elements: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_object  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_object("nwfilter")


if __name__ == "__main__":
    main()
