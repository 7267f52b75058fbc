#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that captures what hardware_info reads."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: hardware_capture
short_description: Capture what M(anvil.hypervisor.hardware_info) reads
version_added: 0.1.0
description:
  - Writes an archive of the files, or lines of files, that M(anvil.hypervisor.hardware_info) draws its verdict from.
    Unpacked anywhere and given as O(anvil.hypervisor.hardware_info#module:root), it gives the same result as the machine itself.
  - Holds no serial number, UUID, MAC address, host name, mount, kernel option or other message of the log, since none is read.
  - The playbook C(anvil.hypervisor.capture) runs it and fetches the archive.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
attributes:
  check_mode:
    description: Captures, but writes nothing.
    support: full
  diff_mode:
    description: An archive has no diff.
    support: none
  idempotent:
    description: Writes again only when what is read has changed.
    support: full
options:
  dest:
    description: The archive to write, a C(.tar.gz). Its folder has to be there.
    type: path
    required: true
  root:
    description: The folder to read from. V(/) is the live machine.
    type: path
    default: /
seealso:
  - module: anvil.hypervisor.hardware_info
  - name: How hardware is judged
    description: The cases that M(anvil.hypervisor.hardware_info) distinguishes, and the source of every fact.
    link: https://github.com/anvil-collections/anvil.hypervisor/blob/main/docs/hardware.md
  - name: The kernel's file system /proc
    description: What most of the captured files mean.
    link: https://docs.kernel.org/filesystems/proc.html
"""

EXAMPLES = r"""
- name: Capture the machine
  anvil.hypervisor.hardware_capture:
    dest: /var/tmp/hardware.tar.gz
  register: captured
  become: true

- name: Fetch the archive
  ansible.builtin.fetch:
    src: "{{ captured.dest }}"
    dest: captures/{{ inventory_hostname }}.tar.gz
    flat: true
  become: true

- name: Make a folder on the controller
  ansible.builtin.file:
    path: captures/{{ inventory_hostname }}
    state: directory
    mode: "0755"
  delegate_to: localhost

- name: Unpack the archive there
  ansible.builtin.unarchive:
    src: captures/{{ inventory_hostname }}.tar.gz
    dest: captures/{{ inventory_hostname }}
  delegate_to: localhost

- name: Judge the captured machine on the controller
  anvil.hypervisor.hardware_info:
    root: captures/{{ inventory_hostname }}
  delegate_to: localhost
"""

RETURN = r"""
dest:
  description: The archive.
  returned: success
  type: str
  sample: /var/tmp/hardware.tar.gz
size:
  description: Its size in bytes.
  returned: success
  type: int
  sample: 14208
"""

import os  # noqa: E402 (after the documentation)
import tempfile  # noqa: E402 (after the documentation)

from ansible.module_utils.basic import AnsibleModule  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.capture import archive  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.changes import carry_out  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.tree import problem_with  # noqa: E402 (after the documentation)


def holds(path, content):
    """Whether the file is there already, byte for byte."""
    try:
        with open(path, "rb") as file:
            return file.read() == content
    except OSError:
        return False


def main():
    """Run the module."""
    module = AnsibleModule(
        argument_spec={"dest": {"type": "path", "required": True}, "root": {"type": "path", "default": "/"}},
        supports_check_mode=True,
    )
    dest, root = module.params["dest"], module.params["root"]
    problem = problem_with(root)
    if problem:
        module.fail_json(msg=problem)
    folder = os.path.dirname(os.path.abspath(dest))
    if not os.path.isdir(folder) or os.path.isdir(dest):
        module.fail_json(msg=f"Cannot write {dest}: name a file in a folder that exists.")
    content = archive(root)
    changed = not holds(dest, content)
    if changed:
        carry_out(module, write, module, dest, content)
    module.exit_json(changed=changed, dest=dest, size=len(content))


def write(module, dest, content):
    """Write the archive where Ansible keeps what is temporary, and move it."""
    handle, path = tempfile.mkstemp(dir=module.tmpdir)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    module.atomic_move(path, dest)


if __name__ == "__main__":
    main()
