#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that has systemd run libvirt's daemons."""

from __future__ import annotations

import contextlib
import os
from typing import NamedTuple

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import changes, durable, journal, services

_SYSTEMD = "/run/systemd/system"
_UNITS = "/etc/systemd/system"
_RUN = "/run"
_PROC = "/proc"
_DROP_IN = "anvil-hypervisor.conf"
_TEXT = """# Written by anvil.hypervisor.libvirt_services: some errors are known by their words only, which are translated otherwise.
[Service]
Environment=LC_ALL=C
"""


def main():
    """Run the module."""
    names = {"type": "list", "elements": "str"}
    module = AnsibleModule(
        argument_spec={
            "daemons": names,
            "others": {**names, "default": []},
            "outdated": {**names, "default": []},
            "journal": {"type": "path"},
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        },
        required_if=[("state", "present", ["daemons"]), ("state", "absent", ["journal"])],
        supports_check_mode=True,
    )
    if not os.path.isdir(_SYSTEMD):
        module.fail_json(msg="systemd does not run here. Start the daemons by what manages services on this host.")
    try:
        held = journal.read(durable.content(module.params["journal"])) if module.params["journal"] else {}
        todo = (to_present if module.params["state"] == "present" else to_absent)(module, held)
        if todo.actions:
            changes.carry_out(module, act, module, held, todo)
    except (OSError, ValueError) as error:
        module.fail_json(msg=f"libvirt's units cannot be made as asked: {error}. Correct what it names, and run again as root.")
    module.exit_json(
        changed=bool(todo.actions),
        outdated=todo.outdated,
        actions=[{"kind": "libvirt_services", "operation": verb, "option": "daemons", "name": name} for verb, name in todo.actions],
        diff={"before": "", "after": "".join(f"{verb} {name}\n" for verb, name in todo.actions)} if todo.actions else [],
    )


class Todo(NamedTuple):
    """What is to be done: drop-ins that are written or removed, steps of systemctl, and entries for the journal."""

    written: list[str]
    removed: list[str]
    steps: list[tuple[str, list[str]]]
    entries: dict
    outdated: list[str]

    @property
    def actions(self):
        files = [("write", path) for path in self.written] + [("remove", path) for path in self.removed]
        return files + [(verb, unit) for verb, units in self.steps for unit in units]


def to_present(module, _held):
    """What has the daemons run, each in the locale C."""
    daemons, others = module.params["daemons"], module.params["others"]
    main = services.with_service(daemons)
    outdated = list(dict.fromkeys([*module.params["outdated"], *filter(speaks_otherwise, main)]))
    plan = services.plan(states_of(module, services.units([*daemons, *others])), daemons, others, outdated)
    folders = [folder for folder in (f"{_UNITS}/{name}.service.d" for name in main) if not os.path.exists(f"{folder}/{_DROP_IN}")]
    entries = {**({"units": plan.before} if plan.before else {}), **({"locale": folders} if folders else {})}
    return Todo([f"{folder}/{_DROP_IN}" for folder in folders], [], plan.steps, entries, outdated)


def to_absent(module, held):
    """What gives back all that the journal holds of it."""
    former = held.get("units", {})
    steps = services.plan_back(states_of(module, former), former) if former else []
    drop_ins = [f"{folder}/{_DROP_IN}" for folder in held.get("locale", [])]
    return Todo([], [path for path in drop_ins if os.path.exists(path)], steps, {}, [])


def states_of(module, units):
    """How systemd holds the units that there are."""
    return services.parse(systemctl(module, "show", f"--property={','.join(services.PROPERTIES)}", *units))


def systemctl(module, *arguments):
    """What systemctl says. A unit that it cannot start or stop ends the module."""
    code, out, error = module.run_command(["systemctl", *arguments])
    if code:
        module.fail_json(
            msg=f"systemctl {' '.join(arguments)} failed: {(error or out).strip()} "
            "Look at what systemctl status and journalctl say of the unit.",
            rc=code,
        )
    return out


def speaks_otherwise(daemon):
    """Whether the daemon runs in another locale than C."""
    try:
        pid = (durable.content(f"{_RUN}/{daemon}.pid") or b"").strip().decode()
        name = (durable.content(f"{_PROC}/{pid}/comm") or b"").strip().decode() if pid else ""
        return name == daemon and b"LC_ALL=C" not in (durable.content(f"{_PROC}/{pid}/environ") or b"").split(b"\0")
    except OSError:  # it has just ended
        return False


def act(module, held, todo):
    """Note how all of it was, and change it then. A drop-in is there before its daemon starts."""
    noted = journal.note(held, todo.entries)
    if module.params["journal"] and noted != held:
        durable.write(module.params["journal"], journal.write(noted))
    for path in todo.written:
        os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
        changes.replace(module, path, _TEXT, 0o644)
    # Also where an earlier run was broken off before it: a daemon would start again without its drop-in.
    if todo.written or todo.outdated:
        systemctl(module, "daemon-reload")
    for verb, units in todo.steps:
        systemctl(module, verb, *units)
    for path in todo.removed:
        os.unlink(path)
        with contextlib.suppress(OSError):  # the site keeps its own there
            os.rmdir(os.path.dirname(path))
    if todo.removed:
        systemctl(module, "daemon-reload")


if __name__ == "__main__":
    main()
