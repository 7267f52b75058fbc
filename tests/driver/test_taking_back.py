# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What fails, is killed or cannot be taken back loses nothing, on the test driver: networks, pools, volumes and guests."""

from __future__ import annotations

import re

import pytest
from bench import calls, scenarios_running, taking_back
from bench.actions import kinds_of_steps
from bench.engine import Engine, same
from bench.scenario import Scenario
from bench.scenarios import MANY, SCENARIOS


@pytest.mark.parametrize("scenario", [*SCENARIOS, *MANY], ids=str)
def test_each_step_fails_once(engine: Engine, scenario: Scenario) -> None:
    taking_back.each_step_fails_once(engine, scenario)


@pytest.mark.parametrize("scenario", [*SCENARIOS, *MANY], ids=str)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_each_step_is_killed_once(engine: Engine, scenario: Scenario, after: bool) -> None:
    taking_back.each_step_is_killed_once(engine, scenario, after)


@pytest.mark.parametrize(
    "scenario", [*SCENARIOS, *(pytest.param(scenario, marks=pytest.mark.gate("faults")) for scenario in MANY)], ids=str)
def test_each_compensation_fails_once(engine: Engine, scenario: Scenario) -> None:
    taking_back.each_compensation_fails_once(engine, scenario)


# Of the test driver's calls, those that change something.
CHANGES = re.compile(r"vir\w*(Set|Pin|Update|Define|Undefine|Create|Destroy|Delete|Build|Attach|Detach|Suspend|Resume|Shutdown|Add|Del)")


@pytest.mark.parametrize("scenario", [scenario for scenario in MANY if scenario.module == "domain"], ids=str)
def test_each_call_that_changes_something_fails_once(engine: Engine, scenario: Scenario) -> None:
    """A step of several calls is not left half done."""
    taking_back.prepared(engine, scenario)
    with calls.before(0, calls.fail) as every:
        steps = taking_back.performed(engine, scenario)
    assert not any(step.irreversible for step in steps)
    count = 0
    for number in [number for number, name in enumerate(every, 1) if CHANGES.match(name)]:
        before = taking_back.prepared(engine, scenario)
        with calls.before(number, calls.fail):
            failed = engine.run(scenario.module, fails=None, **scenario.options)
        if failed["failures"]:
            count += 1
            same(before, taking_back.held(engine), f"{every[number - 1]}, call {number}, failed: not as before")
            assert not failed["changed"]
    assert count, f"no run failed: {every}"


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_what_cannot_be_read_again_stays_as_it_was_made(engine: Engine, scenario: Scenario) -> None:
    """Whatever call of libvirt's fails from the list on that follows the last change: the change may well be right."""
    taking_back.prepared(engine, scenario)
    with calls.before(0, calls.fail) as every:
        taking_back.performed(engine, scenario)
    expected = taking_back.held(engine)
    last = max(number for number, name in enumerate(every, 1) if CHANGES.match(name))
    listed = next(number for number, name in enumerate(every, 1) if number > last and name.startswith("virConnectListAll"))
    count = 0
    for number in range(listed, len(every) + 1):
        taking_back.prepared(engine, scenario)
        with calls.before(number, calls.fail):
            done = engine.run(scenario.module, fails=None, **scenario.options)
        same(expected, taking_back.held(engine), f"{every[number - 1]}, call {number}, failed: another end")
        assert done["changed"], every[number - 1]
        for failure in done["failures"]:
            assert "the change was made and could not be verified" in failure["message"], every[number - 1]
            assert failure["remedy"].endswith("Another run verifies the change.")
        count += bool(done["failures"])
    assert count, f"no run failed: {every[listed - 1:]}"


def test_what_the_schema_refuses_leaves_even_the_order_of_disks(engine: Engine) -> None:
    """libvirt sorts disks by their buses when it reads them, also those that it wrote itself: nothing is defined for a look."""
    secrets = [{"type": "passphrase", "usage": name} for name in ("a", "b")]
    disks = [{"source": {"file": f"/srv/{name}"}, "target": target} for name, target in (
        ("a", {"dev": "vda", "bus": "virtio"}), ("b", {"dev": "sda", "bus": "usb"}), ("c", {"dev": "vdb"}))]
    guest = {"name": "g", "type": "test", "memory": "8 MiB", "os": {"type": "hvm"}}
    engine.run("domain", **guest, disks=disks)
    before = engine.snapshot()
    disks[2] = {**disks[2], "driver": {"type": "raw"}, "source": {"file": "/srv/c", "encryption": {"format": "luks", "secrets": secrets}}}
    failed = engine.run("domain", fails=True, **guest, disks=disks)
    assert "failed to validate" in failed["msg"]
    assert engine.snapshot() == before


def test_k4_each_kind_of_steps_fails_in_a_scenario() -> None:
    """A class of actions, a list of networks or a device that changes while a guest runs, which is new: it needs a scenario."""
    every = [*SCENARIOS, *MANY, *scenarios_running.ALL]
    assert {kind for scenario in every for kind in scenario.covers} == kinds_of_steps()
