#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages a storage pool."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: pool
short_description: Manage a storage pool of libvirt
version_added: 0.1.0
description:
  - Brings a storage pool to its declared state, and changes nothing when it is there already.
  - An option that is left out is not managed; what nobody declared is kept.
  - Nothing is ever formatted unless O(build=true) says so, and nothing that holds data unless O(overwrite=true) says so too.
  - A change that a running pool cannot take is written to the configuration and reported in
    RV(restart_required), until O(restart=true) is given.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes
  - anvil.hypervisor.connection
"""

EXAMPLES = r"""
- name: A folder for disk images
  anvil.hypervisor.pool:
    name: images
    type: dir
    state: active
    autostart: true
    target:
      path: /srv/images

- name: Forget a pool; its files stay
  anvil.hypervisor.pool:
    name: images
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
  description: Options that are written to the configuration and wait for a restart of the pool.
  returned: success
  type: list
  elements: str
  sample: ["mtu"]
pool:
  description: The pool after the run as declared data, which the module takes back without a change; empty where it is absent.
  returned: success
  type: dict
  sample: {"name": "images", "type": "dir", "target": {"path": "/srv/images"}}
failures:
  description: What went wrong, with C(kind), C(name), C(operation), C(code), C(libvirt_code), C(message) and C(remedy).
  returned: failure
  type: list
  elements: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_object  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_object("pool")


if __name__ == "__main__":
    main()
