# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The units of libvirt's daemons: plans as data, and the module with a systemctl that keeps its state in files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import services
from ansible_collections.anvil.hypervisor.plugins.modules import libvirt_services as module

MODULAR = ["virtqemud", "virtnetworkd"]
HELPERS = ["virtlogd", "virtlockd"]
ON = {"LoadState": "loaded", "ActiveState": "active", "UnitFileState": "enabled"}
OFF = {"LoadState": "loaded", "ActiveState": "inactive", "UnitFileState": "disabled"}
MASKED = {"LoadState": "masked", "ActiveState": "inactive", "UnitFileState": "masked"}
SOCKETS = ["libvirtd.socket", "libvirtd-ro.socket", "libvirtd-admin.socket"]


def states(daemons: list[str], state: dict[str, str], **others: dict[str, str]) -> dict[str, dict[str, str]]:
    """The units of daemons in one state, but for those that are named: libvirtd__socket is libvirtd.socket."""
    found = {name: {"Id": name, **state} for name in services.units(daemons)}
    return found | {name.replace("__", "."): {"Id": name.replace("__", "."), **one} for name, one in others.items()}


def after(held: dict[str, dict[str, str]], steps: list[tuple[str, list[str]]]) -> dict[str, dict[str, str]]:
    """What systemd makes of the steps."""
    made = {
        "stop": {"ActiveState": "inactive"}, "start": {"ActiveState": "active"},
        "restart": {"ActiveState": "active"}, "try-reload-or-restart": {"ActiveState": "active"},
        "enable": {"UnitFileState": "enabled"}, "disable": {"UnitFileState": "disabled"},
        "mask": {"LoadState": "masked", "UnitFileState": "masked"}, "unmask": {"LoadState": "loaded", "UnitFileState": "disabled"},
    }
    held = dict(held)
    for verb, units in steps:
        for name in units:
            held[name] = {**held.get(name, {}), **made[verb]}
    return held


def test_the_answers_of_systemctl_are_read():
    text = (
        "Id=libvirtd.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled\n\n"
        "Id=virtqemud.service\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\n"
    )
    assert services.parse(text) == {"libvirtd.service": {"Id": "libvirtd.service", **ON}}
    assert services.parse("") == {}


BOTH = states(["libvirtd", *HELPERS], ON) | states(MODULAR, OFF)
TO_MODULAR = [
    ("stop", SOCKETS),
    ("stop", ["libvirtd.service"]),
    ("mask", ["libvirtd.service", *SOCKETS]),
    ("enable", services.units(MODULAR)),
    ("start", [name for name in services.units(MODULAR) if name.endswith(".socket")]),
]


@pytest.mark.parametrize(("held", "daemons", "others", "outdated", "steps"), [
    (BOTH, ["libvirtd", *HELPERS], MODULAR, [], []),
    (BOTH, ["libvirtd", *HELPERS], MODULAR, ["libvirtd", "virtlogd"],
     [("restart", ["libvirtd.service"]), ("try-reload-or-restart", ["virtlogd.service"])]),
    (BOTH, [*MODULAR, *HELPERS], ["libvirtd"], [], TO_MODULAR),
    # what is not there is left out, and what nobody uses stays as it is
    (states(["libvirtd"], ON), ["libvirtd", *HELPERS], MODULAR, [], []),
    (states(["libvirtd"], ON) | states(MODULAR, MASKED), ["libvirtd"], MODULAR, [], []),
    # a socket does not start below a daemon that runs
    (states(["libvirtd"], ON, **{"libvirtd-ro__socket": OFF}), ["libvirtd"], [], [],
     [("stop", ["libvirtd.service"]), ("enable", ["libvirtd-ro.socket"]), ("start", ["libvirtd-ro.socket"])]),
    (states(["libvirtd"], ON, libvirtd__socket={**ON, "ActiveState": "inactive"}, libvirtd__service={**ON, "ActiveState": "inactive"}),
     ["libvirtd"], [], [], [("start", ["libvirtd.socket"])]),
    (states(["libvirtd"], MASKED), ["libvirtd"], [], [],
     [("unmask", ["libvirtd.service", *SOCKETS]), ("enable", ["libvirtd.service", *SOCKETS]), ("start", SOCKETS)]),
    (states(["libvirtd"], {**ON, "UnitFileState": "static"}), ["libvirtd"], [], [], []),
])
def test_the_steps_and_their_order(held: dict[str, Any], daemons: list[str], others: list[str], outdated: list[str], steps: list[Any]):
    plan = services.plan(held, daemons, others, outdated)
    assert plan.steps == steps
    now = after(held, plan.steps)
    assert services.plan(now, daemons, others, []).steps == []
    assert {name for name, unit in held.items() if unit != now[name]} <= plan.before.keys() | {"libvirtd.service"}
    assert all(plan.before[name] == held[name] for name in plan.before)


@pytest.mark.parametrize("held", [BOTH, states(["libvirtd"], ON) | states(MODULAR, MASKED), BOTH | states(["libvirtd"], OFF)])
def test_the_units_get_their_former_state(held: dict[str, Any]):
    plan = services.plan(held, [*MODULAR, *HELPERS], ["libvirtd"], [])
    now = after(held, plan.steps)
    back = after(now, services.plan_back(now, plan.before))
    # The sockets start their daemons.
    assert {name: unit for name, unit in back.items() if name != "libvirtd.service"} == {
        name: unit for name, unit in held.items() if name != "libvirtd.service"}
    assert back["libvirtd.service"]["UnitFileState"] == held["libvirtd.service"]["UnitFileState"]
    assert services.plan_back(back, plan.before) == []
    assert services.plan_back({}, plan.before) == []


class Ended(Exception):
    """A module ends by exit_json or fail_json."""


class Host:
    """Units, folders, and what the module said at last."""

    check_mode = False

    def __init__(self, folder: Path, monkeypatch: Any):
        self.units = dict(BOTH)
        self.calls: list[str] = []
        self.refused = ""
        self.journal = folder / "journal" / "x.json"
        for name in ("_UNITS", "_RUN", "_PROC", "_SYSTEMD"):
            (folder / name).mkdir()
            monkeypatch.setattr(module, name, str(folder / name))
        self.folder = folder
        monkeypatch.setattr(module, "AnsibleModule", lambda **_options: self)

    def atomic_move(self, new: str, path: str) -> None:
        Path(new).replace(path)

    def run_command(self, words: list[str]) -> tuple[int, str, str]:
        verb, units = words[1], words[2:]
        if verb == "show":
            shown = [self.units.get(name, {"Id": name, "LoadState": "not-found"}) for name in units[1:]]
            return 0, "\n\n".join("\n".join(f"{key}={value}" for key, value in unit.items()) for unit in shown), ""
        self.calls.append(" ".join(words[1:]))
        if verb == self.refused:
            return 1, "", f"{units[0]} does not work"
        if verb != "daemon-reload":
            self.units = after(self.units, [(verb, units)])
        return 0, "", ""

    def exit_json(self, **result: Any) -> None:
        self.result = result
        raise Ended

    fail_json = exit_json

    def run(self, check: bool = False, **options: Any) -> dict[str, Any]:
        self.check_mode = check
        self.calls = []
        self.params = {"daemons": None, "others": [], "outdated": [], "journal": str(self.journal), "state": "present", **options}
        with pytest.raises(Ended):
            module.main()
        return self.result

    def runs(self, daemon: str, pid: int, environment: bytes) -> None:
        (self.folder / "_RUN" / f"{daemon}.pid").write_text(str(pid))
        process = self.folder / "_PROC" / str(pid)
        process.mkdir(exist_ok=True)
        (process / "comm").write_text(f"{daemon}\n")
        (process / "environ").write_bytes(environment)

    @property
    def drop_ins(self) -> list[str]:
        return sorted(path.relative_to(self.folder / "_UNITS").as_posix() for path in (self.folder / "_UNITS").rglob("*"))


@pytest.fixture
def host(tmp_path: Path, monkeypatch: Any) -> Host:
    return Host(tmp_path, monkeypatch)


def test_there_and_back_with_the_journal(host: Host):
    options = {"daemons": [*MODULAR, *HELPERS], "others": ["libvirtd"]}
    planned = host.run(check=True, **options)
    assert (host.calls, host.drop_ins, host.units, host.journal.exists()) == ([], [], BOTH, False)
    assert host.run(**options) == planned
    assert host.calls == ["daemon-reload", *(f"{verb} {' '.join(units)}" for verb, units in TO_MODULAR)]
    assert "virtqemud.service.d/anvil-hypervisor.conf" in host.drop_ins
    entries = json.loads(host.journal.read_text())["entries"]
    assert entries["units"] == {name: unit for name, unit in BOTH.items() if not name.startswith("virtlo")}
    assert entries["locale"] == [f"{host.folder}/_UNITS/{name}.service.d" for name in MODULAR]
    assert not host.run(**options)["changed"]
    (host.folder / "_UNITS/virtqemud.service.d/site.conf").touch()
    assert host.run(check=True, state="absent")["changed"]
    assert host.calls == []
    assert host.run(state="absent")["changed"]
    assert host.drop_ins == ["virtqemud.service.d", "virtqemud.service.d/site.conf"]
    assert host.units == BOTH | {"libvirtd.service": {**BOTH["libvirtd.service"], "ActiveState": "inactive"}}
    assert not host.run(state="absent")["changed"]


def test_nothing_is_changed_before_it_is_noted(host: Host):
    host.journal.parent.mkdir()
    host.journal.write_text('{"version": 9}')
    failed = host.run(daemons=MODULAR, others=["libvirtd"])
    assert "newer release" in failed["msg"]
    assert (host.calls, host.drop_ins) == ([], [])


def test_k7a_a_daemon_that_speaks_another_language_is_restarted(host: Host):
    host.runs("libvirtd", 7, b"PATH=/bin\0LANG=de_DE.UTF-8\0")
    host.run(daemons=["libvirtd"])
    assert host.calls == ["daemon-reload", "restart libvirtd.service"]
    host.runs("libvirtd", 8, b"PATH=/bin\0LC_ALL=C\0")
    assert not host.run(daemons=["libvirtd"])["changed"]
    host.runs("libvirtd", 9, b"LC_ALL=C.UTF-8\0")
    assert host.run(daemons=["libvirtd"])["outdated"] == ["libvirtd"]
    (host.folder / "_PROC/9/comm").write_text("another")  # the number is a stale one
    assert not host.run(daemons=["libvirtd"])["changed"]


def test_a_unit_that_does_not_start_is_named(host: Host):
    host.refused = "restart"
    failed = host.run(daemons=["libvirtd"], outdated=["libvirtd"])
    assert "systemctl restart libvirtd.service failed: libvirtd.service does not work" in failed["msg"]
