#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that keeps a block of settings in the configuration files of libvirt's daemons."""

from __future__ import annotations

import os

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import (
    changes,
    libvirt_config,
    machine,
    trial,
)
from ansible_collections.anvil.hypervisor.plugins.module_utils._host.tree import Tree

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
