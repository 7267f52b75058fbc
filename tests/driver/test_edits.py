# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ordinary edits, one after the other: of every list and every option of networks, pools, volumes and shut-off guests.

After each step: check mode said what the run did and touched nothing; what was declared is there, or the task failed and everything
is as it was; no two members share an identity; the next run is unchanged and waits for nothing that a restart does not bring.
"""

from __future__ import annotations

import collections
import os
import random
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen
from bench import edits
from bench.engine import Engine
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

# Steps of the two gates, and of one story.
FEW, MANY, LENGTH = 1500, 20_000, 50
KINDS = ("network", "pool", "volume", "domain")
NAMES = ("one", "two", "three")
POOLS = {kind: edits.Pool(kind) for kind in KINDS}
# What libvirt does not tell of a volume that is there.
ONCE = {"volume": (*kind_of("volume").model.ONCE, *kind_of("volume").model.QCOW2, "encryption")}
STORAGE = {"name": "images", "type": "dir", "state": "active", "target": {"path": "/nowhere"}}


def _case(kind: str, options: edits.Options) -> edits.Options | None:
    """A golden case as the test driver takes it."""
    options = {key: value for key, value in options.items() if key not in ("name", "uuid", "state")}
    if kind == "domain":
        options["type"] = "test"
        options["os"] = {**options.get("os", {}), "type": "hvm", "arch": "i686"}
        options["os"].pop("machine", None)
    if kind == "pool" and options.get("source", {}).get("adapter", {}).get("type") == "fc_host":
        return None  # the test driver makes host adapters for them, and cannot remove those whose name has changed
    if kind == "volume" and (options.get("source") or options.get("clone_from")):
        return None
    return options


CASES = {kind: [case for _name, options in edits.cases(kind) if (case := _case(kind, options)) is not None] for kind in KINDS}


class Edits:
    """Declarations that are edited, and a hypervisor that follows them."""

    def __init__(self, engine: Engine, kinds: tuple[str, ...], tally: collections.Counter[str]) -> None:
        self.engine, self.kinds, self.tally = engine, kinds, tally
        self.engine.wipe()
        self.engine.run("pool", **STORAGE)
        self.declared: dict[tuple[str, str], edits.Options] = {}
        self.history: dict[tuple[str, str], list[edits.Options]] = {}

    # -- what people do

    def make(self, pick: edits.Choice) -> None:
        """Declare an object as another case has it, whether there is one or not."""
        kind, name = pick.one(self.kinds), pick.one(NAMES)
        self.step("make", kind, name, {**pick.one(CASES[kind]), **self.power(pick, kind)})

    def edit_a_list(self, pick: edits.Choice) -> None:
        self.edit(pick, edits.edit_list)

    def edit_an_option(self, pick: edits.Choice) -> None:
        self.edit(pick, edits.edit_option)

    def take_back(self, pick: edits.Choice) -> None:
        """Declare what was declared before."""
        kind, name = pick.one(sorted(self.declared))
        self.step("take back", kind, name, pick.one(self.history[kind, name]))

    def start_or_stop(self, pick: edits.Choice) -> None:
        kind, name = pick.one(sorted(self.declared))
        self.step("power", kind, name, {**self.declared[kind, name], **self.power(pick, kind)})

    def remove(self, pick: edits.Choice) -> None:
        kind, name = pick.one(sorted(self.declared))
        options = {"state": "absent"} if kind != "volume" else {"state": "absent", "pool": self.declared[kind, name]["pool"]}
        self.step("remove", kind, name, options)

    def anything(self, pick: edits.Choice) -> None:
        pick.one(self.WEIGHTS if self.declared else (Edits.make,))(self, pick)

    WEIGHTS = (*(edit_a_list,) * 6, *(edit_an_option,) * 3, *(make,) * 3, take_back, start_or_stop, remove)

    def edit(self, pick: edits.Choice, how: Any) -> None:
        kind, name = pick.one(sorted(self.declared))
        said, options = how(pick, POOLS[kind], self.declared[kind, name])
        if options is None:
            self.make(pick)  # nothing of that sort can stand there
        else:
            self.step(said, kind, name, options)

    @staticmethod
    def power(pick: edits.Choice, kind: str) -> edits.Options:
        """A state that is not absent. Guests are edited while they are shut off: the test driver has no hot plug."""
        if kind == "volume":
            return {"pool": STORAGE["name"]}
        if kind == "domain":
            return {"state": "shutoff", "force": True, "timeout": 1}
        return {"state": pick.one(["active", "inactive", "present"]), "autostart": pick.flag()}

    @staticmethod
    def identity(kind: str, name: str) -> str:
        return f"{STORAGE['name']}/{name}" if kind == "volume" else name

    # -- what holds then

    def step(self, said: str, kind: str, name: str, options: edits.Options) -> None:
        options = {**options, "name": name}
        where = f"{said}: {kind} {options}"
        self.tally["steps"] += 1
        before = self.engine.snapshot()
        try:
            check = self.engine.run(kind, check=True, fails=None, **options)
        except HypervisorError as error:
            assert not error.libvirt_code, where  # the declaration is not accepted; nothing was asked
            self.tally["invalid"] += 1
            return
        assert self.engine.snapshot() == before, f"{where}: check mode changed something"
        done = self.engine.run(kind, fails=None, **options)
        if done["failures"]:
            self.failed(where, kind, options, before, check, done)
            return
        self.tally["changed" if done["changed"] else "unchanged"] += 1
        self.tally[f"done {said.partition(chr(32))[0]} {kind}"] += 1
        for word in ("failures", "changed", "actions", "diff", "restart_required"):
            assert check[word] == done[word], f"{where}: check mode said of {word} {check[word]}, and it was {done[word]}"
        if options.get("state") == "absent":
            self.declared.pop((kind, name), None)
            self.history.pop((kind, name), None)
            assert self.engine.declared(kind, self.identity(kind, name)) is None, where
        else:
            self.declared[kind, name] = options
            self.history.setdefault((kind, name), []).append(options)
            self.at_rest(where, kind, name, options, done)
        self.identities(where)

    def failed(self, where: str, kind: str, options: edits.Options, before: Any, check: Any, done: Any) -> None:
        """The task failed: everything is as it was, and check mode knew of it unless libvirt alone could.

        What libvirt leaves out, or writes otherwise, is refused before anything is touched: nothing may end in not_converged.
        """
        (failure,) = done["failures"]
        self.tally[f"failed {failure['code']} {failure['libvirt_code']}"] += 1
        assert self.engine.snapshot() == before, f"{where}: failed and left something: {failure}"
        assert failure["code"] != "not_converged", f"{where}: libvirt drops or rewrites it in silence: {failure}"
        if check["failures"]:
            assert check["failures"] == done["failures"], where
        else:
            assert failure["libvirt_code"], f"{where}: check mode did not say: {failure}"

    def at_rest(self, where: str, kind: str, name: str, options: edits.Options, done: Any) -> None:
        """What was declared is there, and the next run has nothing to do; what waits is brought by one restart."""
        again = self.engine.run(kind, **options)
        assert not again["changed"], f"{where}: the next run does {again['actions']} {again['diff']}"
        assert again["restart_required"] == done["restart_required"], where
        if again["restart_required"]:
            self.tally["waits"] += 1
            self.engine.run(kind, **{**options, "restart": True})
            after = self.engine.run(kind, **{**options, "restart": True})
            assert not after["changed"] and not after["restart_required"], f"{where}: after a restart {after}"
        model = kind_of(kind).model
        wanted = model.show(edits.spoken(model, model.parts(model.accept(options, Seen(lenient=True)))))
        wanted = {option: value for option, value in wanted.items() if option not in ONCE.get(kind, ())}
        told = self.engine.declared(kind, self.identity(kind, name))
        assert edits.holds(told, wanted), f"{where}: declared was {wanted}, and there is {told}"
        if kind == "domain":
            self.runs(where, options)
            self.engine.run(kind, **options)

    def runs(self, where: str, options: edits.Options) -> None:
        """A guest that is started is at rest; one that cannot run, such as without its network, is refused and left as it was."""
        options, before = {**options, "state": "running"}, self.engine.snapshot()
        planned = self.engine.run("domain", check=True, fails=None, **options)
        started = self.engine.run("domain", fails=None, **options)
        if started["failures"]:
            self.tally["cannot run"] += 1
            assert self.engine.snapshot() == before, f"{where}: {started}"
            # Of what an earlier task may make, such as a network, check mode warns.
            assert planned["failures"] == started["failures"] or planned["warnings"], f"{where}: check mode did not say: {started['msg']}"
            return
        rest = self.engine.run("domain", **options)
        assert not rest["changed"] and not rest["restart_required"], f"{where}: running, it is not at rest: {rest}"
        self.tally["runs"] += 1

    def identities(self, where: str) -> None:
        """No two members share what tells them apart; no two objects do."""
        snapshot = self.engine.snapshot()
        macs: collections.Counter[str] = collections.Counter()
        for config, _running, _state, _autostart in snapshot["domains"].values():
            devices = ET.fromstring(config).find("./devices")
            macs.update(elem.get("address", "") for elem in devices.iterfind("./interface/mac"))
            # A console mirrors the first serial port, with its alias.
            for path, attribute in (("./disk/target", "dev"), *((f"./{tag}/alias", "name") for tag in _tags(devices) - {"console"})):
                shared = _twice(elem.get(attribute) for elem in devices.iterfind(path))
                assert not shared, f"{where}: {path} {shared}"
        declared = collections.Counter(interface["mac"].lower() for (kind, _name), options in self.declared.items() if kind == "domain"
                                       for interface in options.get("interfaces") or () if interface.get("mac"))
        shared = {mac for mac, times in macs.items() if times > max(1, declared[mac])}
        assert not shared, f"{where}: several interfaces have {shared}"
        for plural in ("networks", "pools"):
            uuids = _twice(ET.fromstring(config).findtext("uuid") for config, *_rest in snapshot[plural].values())
            assert not uuids, f"{where}: {plural} share {uuids}"


def _tags(elem: ET.Element) -> set[str]:
    return {child.tag for child in elem}


def _twice(values: Any) -> list[str]:
    return [value for value, times in collections.Counter(values).items() if value and times > 1]


VEPA = {"state": "present", "forward": {"mode": "vepa", "interfaces": ["eth10", "eth11"]}}
HOSTDEV = {"mode": "hostdev", "managed": True}
ADDRESS = {"type": "pci", "domain": 0, "bus": 3, "slot": 0, "function": 1}


@pytest.mark.parametrize(("kind", "declarations"), [
    ("network", [VEPA, {**VEPA, "forward": {"mode": "vepa", "interfaces": []}}]),
    ("network", [{**VEPA, "state": "active"}, {**VEPA, "forward": {"mode": "vepa", "interfaces": ["eth11"]}}]),
    ("network", [{"forward": {**HOSTDEV, "addresses": [ADDRESS]}}, {"forward": {**HOSTDEV, "pf": "eth0"}}]),
    ("network", [{"forward": {**HOSTDEV, "pf": "eth0"}}, {"forward": {**HOSTDEV, "addresses": [ADDRESS]}}]),
    ("network", [{"forward": {**HOSTDEV, "pf": "eth0"}}, {"forward": {**HOSTDEV, "interfaces": ["eth10"]}}]),
])
def test_edits_that_failed_once(engine: Engine, kind: str, declarations: list[edits.Options]) -> None:
    tally: collections.Counter[str] = collections.Counter()
    hypervisor = Edits(engine, KINDS, tally)
    for options in declarations:
        hypervisor.step("declare", kind, "one", options)
    assert tally["changed"] == len(declarations), tally


@pytest.mark.parametrize("steps", [FEW, pytest.param(MANY, marks=pytest.mark.gate("hosts"))])
def test_edits_lose_nothing(engine: Engine, steps: int) -> None:
    """The few are the same each time, the many are new ones, whose seed is printed: EDITS_SEED=… repeats them."""
    number = int(os.environ.get("EDITS_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    tally: collections.Counter[str] = collections.Counter()

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.edits = Edits(engine, KINDS, tally)

        @rule(data=st.data())
        def edit(self, data: Any) -> None:
            self.edits.anything(edits.Choice(data))

    profile = settings(max_examples=steps // LENGTH + 1, stateful_step_count=LENGTH, deadline=None, database=None, derandomize=steps == FEW,
                       suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink))
    if steps != FEW:
        print(f"EDITS_SEED={number}")
        Machine = seed(number)(Machine)
    run_state_machine_as_test(Machine, settings=profile)
    print(dict(sorted(tally.items())))
    assert tally["steps"] >= steps
    assert tally["changed"] >= steps * 0.3
    assert tally["runs"] > tally["cannot run"]
