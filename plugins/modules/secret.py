#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages a secret of libvirt's."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: secret
short_description: Manage a secret that libvirt keeps
version_added: 0.1.0
description:
  - Brings a secret to its declared state, and changes nothing when it is there already.
  - The value is never shown, neither in the result nor in a diff. It is compared where libvirt gives it back.
  - For a private secret O(update_value) says when it is set.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes
  - anvil.hypervisor.connection
options:
  state:
    description:
      - Whether the secret is there.
    type: str
    default: present
    choices: [present, absent]
  usage_type:
    description:
      - What the secret is for. Required for a new one.
      - It cannot be changed while the secret exists.
    type: str
    choices: [volume, ceph, iscsi, tls, vtpm]
  name:
    description:
      - Name of the secret's usage, by which pools and disks find it. A secret without a usage is named by its UUID.
      - The name of the usage. It cannot be changed while the secret exists.
    type: str
  value:
    description:
      - The value, as text. It is never shown.
    type: str
  value_base64:
    description:
      - The value in Base64, for what is not text. It is never shown.
    type: str
  update_value:
    description:
      - When the value of a private secret is set, since libvirt does not give it back to be compared. V(always) reports a change
        at each run.
    type: str
    default: on_create
    choices: [on_create, always]
  xml:
    description:
      - >-
        A whole document of libvirt's for the secret. It lies under the other options: what it leaves out is not managed, and an
        option that is given wins over it.
    type: str
  validate:
    description:
      - Whether libvirt checks the document against its own schema before it takes it.
    type: bool
    default: true
  uuid:
    description:
      - UUID. Left out, the one that is there stays, and a new one is derived from the name and the host.
      - It cannot be changed while the secret exists.
    type: str
  description:
    description:
      - What the secret is, for people.
      - A change reaches a running secret at once.
    type: str
  ephemeral:
    description:
      - Whether the secret is kept in memory alone.
      - Without it libvirt takes V(false). A change reaches a running secret at once.
    type: bool
  private:
    description:
      - Whether libvirt never gives the value to anybody. It cannot be taken back.
      - Without it libvirt takes V(false). A change reaches a running secret at once.
    type: bool
"""

EXAMPLES = r"""
- name: The key of a Ceph cluster, which pools and disks find by its name
  anvil.hypervisor.secret:
    name: client.libvirt
    usage_type: ceph
    private: true
    description: Key of the guests' pool
    value_base64: "{{ ceph_key }}"

- name: Remove a secret
  anvil.hypervisor.secret:
    name: client.libvirt
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
  description: Options that are written to the configuration and wait for a restart of the secret.
  returned: success
  type: list
  elements: str
  sample: ["mtu"]
secret:
  description: The secret after the run as declared data, which the module takes back
    without a change; empty where it is absent.
  returned: success
  type: dict
  sample: {"name": "client.libvirt", "usage_type": "ceph", "private": true}
failures:
  description: What went wrong, with C(kind), C(name), C(operation), C(code), C(libvirt_code), C(message) and C(remedy).
  returned: failure
  type: list
  elements: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_object  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_object("secret")


if __name__ == "__main__":
    main()
