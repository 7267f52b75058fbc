#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that tells whether a host is as it was when nothing had to be changed."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: unchanged_info
short_description: Tell whether a host is as it was when nothing had to be changed
version_added: 0.1.0
description:
  - M(anvil.hypervisor.resources) asks this before it does its work. There is no need to use it in a playbook.
  - When a task of M(anvil.hypervisor.resources) has changed nothing, the host keeps what the task asked of libvirt, and a digest
    of all answers, in C(/var/cache/libvirt/anvil.hypervisor/unchanged), for root alone. This module asks the same again. When every
    answer is the same, so would be the outcome of the task.
  - What it keeps is a cache, and may be deleted at any time.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes.info
  - anvil.hypervisor.connection
seealso:
  - module: anvil.hypervisor.resources
  - name: Unchanged runs
    description: How the answers are kept and compared.
    link: https://github.com/anvil-collections/anvil.hypervisor/blob/main/docs/architecture.md#unchanged-runs
options:
  digest:
    description: SHA-256, in hexadecimal, of the declarations and of the collection's code.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Is there nothing to do?
  anvil.hypervisor.unchanged_info:
    digest: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
  register: found

- name: Say whether there is
  ansible.builtin.debug:
    msg: "{{ 'Nothing has to be done.' if found.unchanged else 'Run anvil.hypervisor.resources.' }}"

- name: Is there nothing to do on this connection?
  anvil.hypervisor.unchanged_info:
    uri: qemu:///system
    digest: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
"""

RETURN = r"""
unchanged:
  description: Whether the task with these declarations would change nothing. V(false) also where nothing is known of it.
  returned: success
  type: bool
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._unchanged import (  # noqa: E402 (after the documentation)
    run_unchanged_info,
)


def main():
    """Run the module."""
    run_unchanged_info()


if __name__ == "__main__":
    main()
