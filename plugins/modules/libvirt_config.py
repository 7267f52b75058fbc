#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that keeps a block of settings in the configuration files of libvirt's daemons."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: libvirt_config
short_description: Keep a block of settings in the configuration files of libvirt's daemons
version_added: 0.1.0
description:
  - Writes settings of C(libvirtd.conf), C(qemu.conf) and similar files as one block at the head of the file, which takes precedence over
    the rest of the file. The rest stays as it is.
  - The daemon that reads a file checks the new settings before they are written. It is started with the new files in namespaces of its
    own, where it changes nothing. Settings that it does not accept are refused with its message, and nothing is changed.
  - All files are written, or none.
  - Restarts nothing. RV(outdated) names the daemons that have not read their files yet.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
attributes:
  check_mode:
    description: Shows what a run would do, has the daemons check the settings as a run does, and writes nothing.
    support: full
  diff_mode:
    description: Shows each block before and after. Passwords and tokens are masked, also those that are removed.
    support: full
  idempotent:
    description: Writes only what differs.
    support: full
options:
  files:
    description:
      - Settings by name, for each file by its name below O(folder).
      - Whole numbers, booleans, strings and lists of strings are what libvirt knows.
      - A file without settings, V({}), loses its block.
    type: dict
    required: true
  marker:
    description: Name in the two lines around the block, so that several owners can have a block each in one file.
    type: str
    default: anvil.hypervisor.libvirt_config
  missing:
    description:
      - What to do about a missing file. V(fail) refuses it, unless its block is to be removed.
      - V(skip) leaves it out, so that settings can be checked before libvirt is installed.
    type: str
    choices: [fail, skip]
    default: fail
  validate:
    description:
      - Whether the daemons check the settings before the files are written. They do not where they are not installed, where
        namespaces cannot be made, such as in a container without rights, and where Xen runs.
    type: bool
    default: true
  backup:
    description: Whether to keep a copy of each file as it was before it is written.
    type: bool
    default: false
  daemons:
    description:
      - Whether C(libvirtd) reads the files of drivers, such as C(qemu.conf), or a daemon for each driver, such as C(virtqemud).
      - V(auto) takes V(monolithic) where C(libvirtd) runs, or is the only kind that is installed.
    type: str
    choices: [auto, monolithic, modular]
    default: auto
  folder:
    description: Where the files are.
    type: path
    default: /etc/libvirt
seealso:
  - module: anvil.hypervisor.host_info
  - name: libvirt's daemons
    description: Which daemon reads which file.
    link: https://libvirt.org/daemons.html
"""

EXAMPLES = r"""
- name: Let QEMU open more files, and libvirtd serve more clients
  anvil.hypervisor.libvirt_config:
    files:
      qemu.conf:
        max_files: 32768
      libvirtd.conf:
        max_clients: 4000
  register: configured
  become: true

- name: Have the daemons read them
  ansible.builtin.systemd_service:
    name: "{{ item }}.service"
    state: restarted
  loop: "{{ configured.outdated }}"
  become: true

- name: Show whether the settings would be accepted, before libvirt is restarted or even installed
  anvil.hypervisor.libvirt_config:
    files: {network.conf: {firewall_backend: nftables}}
    missing: skip
  check_mode: true
  become: true

- name: Take the settings of QEMU out again
  anvil.hypervisor.libvirt_config:
    files: {qemu.conf: {}}
  become: true
"""

RETURN = r"""
outdated:
  description:
    - The daemons that were started before one of the files was written, by this run or another; in check mode also those whose file
      would be written.
  returned: success
  type: list
  elements: str
  sample: [libvirtd]
outdated_files:
  description: The files that those daemons have not read.
  returned: success
  type: list
  elements: str
  sample: [qemu.conf]
backups:
  description: The copy of each file that was written, by the file's name; only with O(backup=true).
  returned: success
  type: dict
  sample: {qemu.conf: /etc/libvirt/qemu.conf.812.2026-11-30@04:05:06~}
actions:
  description: What was done, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - {kind: libvirt_config, operation: write, option: files, name: qemu.conf}
"""

import os  # noqa: E402 (after the documentation)

from ansible.module_utils.basic import AnsibleModule  # noqa: E402 (after the documentation)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import (  # noqa: E402 (after the documentation)
    changes,
    libvirt_config,
    machine,
    trial,
)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.tree import Tree  # noqa: E402 (after the documentation)

_DAEMONS = "/usr/sbin"
_RUN = "/run"


class Module(AnsibleModule):
    """An AnsibleModule that never gives its arguments back, since no spec can know which settings are secret."""

    hidden = frozenset()

    def _say(self, result):
        self.no_log_values.update(self.hidden)
        return {"invocation": {"module_args": {}}, **result}

    def exit_json(self, **result):
        super().exit_json(**self._say(result))

    def fail_json(self, msg, **result):
        super().fail_json(**self._say({"msg": msg, **result}))


def main():
    """Run the module."""
    module = Module(
        argument_spec={
            "files": {"type": "dict", "required": True},
            "marker": {"type": "str", "default": "anvil.hypervisor.libvirt_config"},
            "missing": {"type": "str", "choices": ["fail", "skip"], "default": "fail"},
            "validate": {"type": "bool", "default": True},
            "backup": {"type": "bool", "default": False},
            "daemons": {"type": "str", "choices": ["auto", "monolithic", "modular"], "default": "auto"},
            "folder": {"type": "path", "default": libvirt_config.FOLDER},
        },
        supports_check_mode=True,
        no_log=True,  # Ansible would log the arguments otherwise
    )
    marker, folder = module.params["marker"], module.params["folder"]
    try:
        blocks = libvirt_config.accept(module.params["files"])
    except ValueError as error:
        module.fail_json(msg=f"files: {error}")
    texts = read(module, folder, blocks)
    places = {}
    for file, text in texts.items():
        try:
            places[file] = libvirt_config.find(text, marker)
        except ValueError as error:
            module.fail_json(msg=f"{folder}/{file}: {error}.")
    wanted = {file: libvirt_config.place(text, marker, blocks[file]) for file, text in texts.items()}
    written = [*texts.values(), *map("\n".join, blocks.values())]
    module.hidden = {secret for text in written for secret in libvirt_config.secrets(text)}
    changed = [file for file, text in texts.items() if text != wanted[file]]
    if module.params["validate"]:
        ask(module, folder, {file: wanted[file] for file in changed})
    backups = changes.carry_out(module, write, module, folder, {file: (texts[file], wanted[file]) for file in changed}) or {}
    outdated = [file for file in texts if waits(module, file, written=file in changed)]
    module.exit_json(
        changed=bool(changed),
        outdated=list(dict.fromkeys(daemon_of(module, file) for file in outdated)),
        outdated_files=outdated,
        backups=backups,
        actions=[
            {"kind": "libvirt_config", "operation": "write" if blocks[file] else "remove", "option": "files", "name": file}
            for file in changed
        ],
        diff=[libvirt_config.diff(f"{folder}/{file}", places[file].block, blocks[file], module.hidden) for file in changed],
    )


def content(path):
    """A file's text, byte for byte."""
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        return file.read()


def read(module, folder, blocks):
    """The texts of the files that are there; a missing one is refused where something is to be written to it."""
    texts = {}
    for file, lines in blocks.items():
        try:
            texts[file] = content(f"{folder}/{file}")
        except FileNotFoundError:
            if lines and module.params["missing"] == "fail":
                module.fail_json(
                    msg=f"{folder}/{file} does not exist: the libvirt of this host has no such file. It comes with the package of the "
                    "daemon or the driver that reads it; network.conf, for one, came with libvirt 10.4."
                )
        except OSError as error:
            module.fail_json(msg=f"{folder}/{file} cannot be read ({error.strerror}). Run as a user who may, such as root (become: true).")
    return texts


def daemon_of(module, file):
    """The daemon that reads a file here."""
    kind = module.params["daemons"]
    if kind == "auto":
        modular = libvirt_config.reader(file, False)
        runs = os.path.exists(f"{_RUN}/{libvirt_config.MONOLITHIC}.pid")
        kind = "monolithic" if runs or not os.path.exists(f"{_DAEMONS}/{modular}") else "modular"
    return libvirt_config.reader(file, kind == "monolithic")


def ask(module, folder, wanted):
    """Refuse what a daemon does not work with; a dom0 is not asked, since its daemon would meet the real Xen."""
    tree = Tree()
    dom0 = machine.is_dom0(tree.text("/proc/xen/capabilities"), tree.text("/sys/hypervisor/properties/features"))
    if not wanted or dom0 or not module.get_bin_path("unshare") or not module.get_bin_path("virsh"):
        return
    encoded = {file: text.encode("utf-8", "surrogateescape") for file, text in wanted.items()}
    before = {
        name: content(f"{folder}/{name}").encode("utf-8", "surrogateescape")
        for name in sorted(os.listdir(folder)) if name.endswith(".conf") and os.path.isfile(f"{folder}/{name}")
    }
    readers = {file: daemon_of(module, file) for file in wanted}
    for daemon in dict.fromkeys(readers.values()):
        files = [file for file in wanted if readers[file] == daemon]
        if not os.path.exists(f"{_DAEMONS}/{daemon}"):
            continue
        why = trial.refusal(daemon, before, {**before, **encoded})
        if why:
            module.fail_json(
                msg=f"{daemon} cannot work with the new settings of {', '.join(files)}: {why}. "
                "Nothing was changed. Correct them, and run again."
            )


def write(module, folder, texts):
    """All files or none; what was written is taken back where one cannot be."""
    written, backups = [], {}
    for file, (_before, after) in texts.items():
        path = f"{folder}/{file}"
        try:
            if module.params["backup"]:
                backups[file] = module.backup_local(path)
            changes.replace(module, path, after)
        except OSError as error:
            for name in written:
                changes.replace(module, f"{folder}/{name}", texts[name][0])
            for copy in backups.values():
                os.unlink(copy)
            module.fail_json(msg=f"{path} cannot be written ({error.strerror}), and all files are as they were. Look at its file system.")
        written.append(file)
    return backups


def waits(module, file, written):
    """Whether the daemon runs since before its file was written, by this run (`written`) or another."""
    started = changes.modified_at(f"{_RUN}/{daemon_of(module, file)}.pid")
    return started is not None and (written or (changes.modified_at(f"{module.params['folder']}/{file}") or 0) > started)


if __name__ == "__main__":
    main()
