#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages a guest."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: domain
short_description: Manage a guest (domain) of libvirt
version_added: 0.1.0
description:
  - Brings a guest to its declared state, and changes nothing when it is there already.
  - An option that is left out is not managed; what nobody declared is kept.
  - Changes reach a running guest where libvirt can carry them there.
  - Others are written to the configuration and reported in RV(restart_required), until O(restart=true) is given.
  - O(state=absent) removes the guest and nothing else. Its disks, firmware variables and TPM stay unless O(remove) names them.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes
  - anvil.hypervisor.connection
"""

EXAMPLES = r"""
- name: A guest with a disk and an interface on a network
  anvil.hypervisor.domain:
    name: web
    type: qemu
    state: running
    autostart: true
    memory: 256 MiB
    vcpus:
      count: 1
    os:
      type: hvm
      arch: x86_64
      machine: q35
    disks:
      - target:
          dev: vda
          bus: virtio
        driver:
          name: qemu
          type: qcow2
        source:
          pool: images
          volume: web.qcow2
    interfaces:
      - source:
          network: guests
        model: virtio
    serials:
      - source:
          type: pty

- name: Stop it, by force when it does not answer within two minutes
  anvil.hypervisor.domain:
    name: web
    state: shutoff
    timeout: 120
    force: true

- name: Remove it with its firmware variables; its disk stays
  anvil.hypervisor.domain:
    name: web
    state: absent
    remove: [nvram]
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
  description: Options that are written to the configuration and wait for a restart of the domain.
  returned: success
  type: list
  elements: str
  sample: ["mtu"]
domain:
  description: The domain after the run as declared data, which the module takes back
    without a change; empty where it is absent.
  returned: success
  type: dict
  sample: {"name": "web", "memory": "256 MiB"}
failures:
  description: What went wrong, with C(kind), C(name), C(operation), C(code), C(libvirt_code), C(message) and C(remedy).
  returned: failure
  type: list
  elements: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_object  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_object("domain")


if __name__ == "__main__":
    main()
