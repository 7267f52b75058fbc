# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declarations are edited, one step after the other, and what has to hold holds after each step."""

from __future__ import annotations

import collections
import os
import random
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from bench import edits
from bench.engine import same


class Edits:
    """Declarations that are edited, and a hypervisor that follows them. Subclasses say which, and by what means."""

    # What may be declared of each kind, and under which names.
    cases: Mapping[str, Sequence[edits.Options]]
    pools: Mapping[str, edits.Pool]
    names = ("one", "two", "three")
    # Options that are used when an object is made, and not told afterwards.
    once: Mapping[str, Sequence[str]] = {}

    def __init__(self, engine: Any, tally: collections.Counter[str]) -> None:
        self.engine, self.tally = engine, tally
        self.engine.wipe()
        self.prepare()
        self.waits = 0
        self.declared: dict[tuple[str, str], edits.Options] = {}
        self.history: dict[tuple[str, str], list[edits.Options]] = {}

    # -- for subclasses

    def prepare(self) -> None:
        """Make what the objects stand on."""

    def power(self, pick: edits.Choice, kind: str) -> edits.Options:
        """A state that is not absent, with what belongs to it."""
        raise NotImplementedError

    def identity(self, kind: str, name: str) -> str:
        """The name of an object in results."""
        return name

    def foreseen(self, check: Any, done: Any, options: edits.Options) -> Any:
        """What check mode said, and what it could not know."""
        return check

    def holds_live(self, where: str, kind: str, options: edits.Options) -> None:
        """What holds of a running object that waits for nothing."""

    def at_rest_running(self, where: str, kind: str, options: edits.Options) -> None:
        """What holds beside, such as of an object that is started for a moment."""

    # -- what people do

    def make(self, pick: edits.Choice) -> None:
        """Declare an object as another case has it, whether there is one or not."""
        kind, name = pick.one(list(self.cases)), pick.one(self.names)
        self.step("make", kind, name, {**pick.one(self.cases[kind]), **self.power(pick, kind)})

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
        options = {option: value for option, value in self.declared[kind, name].items() if option in ("pool", "force", "timeout")}
        self.step("remove", kind, name, {**options, "state": "absent"})

    def anything(self, pick: edits.Choice) -> None:
        pick.one(self.WEIGHTS if self.declared else (Edits.make,))(self, pick)

    WEIGHTS = (*(edit_a_list,) * 6, *(edit_an_option,) * 3, *(make,) * 3, take_back, start_or_stop, remove)

    def edit(self, pick: edits.Choice, how: Any) -> None:
        kind, name = pick.one(sorted(self.declared))
        said, options = how(pick, self.pools[kind], self.declared[kind, name])
        if options is None:
            self.make(pick)  # nothing of that sort can stand there
        else:
            self.step(said, kind, name, options)

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
        same(before, self.engine.snapshot(), f"{where}: check mode changed something")
        done = self.engine.run(kind, fails=None, **options)
        if done["failures"]:
            self.failed(where, kind, options, before, check, done)
            return
        self.tally["changed" if done["changed"] else "unchanged"] += 1
        self.tally[f"done {said.partition(chr(32))[0]} {kind}"] += 1
        check = self.foreseen(check, done, options)
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
        same(before, self.engine.snapshot(), f"{where}: failed and left something: {failure}")
        assert failure["code"] != "not_converged", f"{where}: libvirt drops or rewrites it in silence: {failure}"
        if check["failures"]:
            assert check["failures"] == done["failures"], where
        else:
            assert failure["libvirt_code"], f"{where}: check mode did not say: {failure}"

    def at_rest(self, where: str, kind: str, name: str, options: edits.Options, done: Any) -> None:
        """What was declared is there, and the next run has nothing to do; what waits is brought by one restart."""
        again = self.engine.run(kind, **options)
        assert not again["changed"], f"{where}: the next run does {again['actions']} {again['diff']}"
        assert sorted(again["restart_required"]) == sorted(done["restart_required"]), (
            f"{where}: {done['restart_required']} waited, and now {again['restart_required']} does")
        model, identity = kind_of(kind).model, self.identity(kind, name)
        wanted = model.to_user(edits.spoken(model, model.options_beside_xml(model.accept(options, Seen(lenient=True)))))
        wanted = {option: value for option, value in wanted.items() if option not in self.once.get(kind, ())}
        if again["restart_required"]:
            self.waits += 1
            self.tally["waits"] += 1
            # Every second time it goes on waiting; what is in no configuration either comes with a restart.
            if self.waits % 2 or not edits.holds(self.engine.declared(kind, identity), wanted):
                self.tally["restarts"] += 1
                self.engine.run(kind, **{**options, "restart": True})
                if kind != "domain":  # beside declared options, a restart is for these
                    self.engine.run(kind, name=options["name"], restart=True)
                again = self.engine.run(kind, **{**options, "restart": True})
                assert not again["changed"] and not again["restart_required"], f"{where}: after a restart {again}"
        told = self.engine.declared(kind, identity)
        assert edits.holds(told, wanted), f"{where}: declared was {wanted}, and there is {told}"
        runs = {"running": True, "active": True, "shutoff": False, "inactive": False}.get(options.get("state"))
        assert runs is None or runs == self.engine.active(kind, name), f"{where}: its state is another"
        if runs and not again["restart_required"]:
            self.holds_live(where, kind, wanted)
        self.at_rest_running(where, kind, options)

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
        # People may give two interfaces one address; those that a later declaration does not name stay.
        declared: collections.Counter[str] = collections.Counter()
        for (kind, _name), history in self.history.items():
            if kind == "domain":
                given = [collections.Counter(interface["mac"].lower() for interface in options.get("interfaces") or ()
                                             if interface.get("mac")) for options in history]
                declared.update({mac: max(one[mac] for one in given) for mac in set().union(*given)})
        shared = {mac for mac, times in macs.items() if times > max(1, declared[mac])}
        assert not shared, f"{where}: several interfaces have {shared}"
        for plural in ("networks", "pools"):
            uuids = _twice(ET.fromstring(config).findtext("uuid") for config, *_rest in snapshot[plural].values())
            assert not uuids, f"{where}: {plural} share {uuids}"


def _tags(elem: ET.Element) -> set[str]:
    return {child.tag for child in elem}


def _twice(values: Any) -> list[str]:
    return [value for value, times in collections.Counter(values).items() if value and times > 1]


def run_edits(begin: Callable[[collections.Counter[str]], Edits], steps: int, length: int, same: bool) -> collections.Counter[str]:
    """So many steps, in stories of a length: the same each time, or new ones, whose seed is printed: EDITS_SEED=… repeats them."""
    number = int(os.environ.get("EDITS_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    tally: collections.Counter[str] = collections.Counter()

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.edits = begin(tally)

        @rule(data=st.data())
        def edit(self, data: Any) -> None:
            self.edits.anything(edits.Choice(data))

    # Some stories end early. What fails each time need not be made smaller at each run.
    phases = (Phase.generate,) if same else (Phase.generate, Phase.shrink)
    profile = settings(max_examples=steps * 11 // (length * 10) + 1, stateful_step_count=length, deadline=None, database=None,
                       derandomize=same, suppress_health_check=list(HealthCheck), phases=phases)
    if not same:
        print(f"EDITS_SEED={number}")
        Machine = seed(number)(Machine)
    run_state_machine_as_test(Machine, settings=profile)
    print(dict(sorted(tally.items())))
    assert tally["steps"] >= steps
    assert tally["changed"] >= steps * 0.3
    return tally


def declare_in_turn(begin: Callable[[collections.Counter[str]], Edits], kind: str, declarations: list[edits.Options]) -> None:
    """One object, declared in one way after another; each changes it."""
    tally: collections.Counter[str] = collections.Counter()
    story = begin(tally)
    for options in declarations:
        story.step("declare", kind, "one", options)
    assert tally["changed"] == len(declarations), tally
