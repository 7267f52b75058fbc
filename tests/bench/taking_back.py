# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each step of a scenario fails once, is killed once, and what takes it back fails once.

Then everything is as before, or the next run converges to what an undisturbed one makes; and a run after that changes nothing.
"""

from __future__ import annotations

import gc
from typing import Any

from ansible_collections.anvil.hypervisor.plugins.module_utils._actions.action import Action

from bench.actions import kind_of_step
from bench.bindings import libvirt
from bench.engine import Engine, same
from bench.scenario import Scenario
from bench.settled import plain, settled


class Killed(BaseException):
    """The process ends here: nothing is taken back."""


class Fault:
    """Lets the n-th steps of a run fail, before they are carried out or after it."""

    def __init__(self, *numbers: int, after: bool = False, error: type[BaseException] = libvirt.libvirtError) -> None:
        self.numbers, self.after, self.error = numbers, after, error
        self.performed: list[Action] = []

    def prepare(self, _kind: str, driver: Any) -> None:
        """Put the fault into a driver's table."""
        driver.HANDLERS = {found: self._wrapped(handler) for found, handler in driver.HANDLERS.items()}

    def _wrapped(self, handler: Any) -> Any:
        def perform(driver: Any, action: Action, desired: dict[str, Any]) -> Any:
            self.performed.append(action)
            now = len(self.performed) in self.numbers
            if now and not self.after:
                raise self.error(f"injected before {action.operation}")
            done = handler(driver, action, desired)
            if now:
                raise self.error(f"injected after {action.operation}")
            return done

        return perform


def held(engine: Engine) -> dict[str, Any]:
    """All that a hypervisor holds; documents of guests are the same whatever their namespaces are called."""
    found = engine.snapshot()
    found["domains"] = {name: (plain(config), settled(live), *rest) for name, (config, live, *rest) in found["domains"].items()}
    return found


def prepared(engine: Engine, scenario: Scenario) -> dict[str, Any]:
    """Make what is there before, and nothing else."""
    engine.prepare = lambda kind, driver: None
    engine.wipe()
    for kind, options in scenario.given:
        engine.run(kind, **options)
    if scenario.ready:
        scenario.ready(engine)
    return held(engine)


def undisturbed(engine: Engine, scenario: Scenario) -> tuple[dict[str, Any], list[Action]]:
    """What a run makes, and its steps."""
    prepared(engine, scenario)
    steps = performed(engine, scenario)
    return held(engine), steps


def performed(engine: Engine, scenario: Scenario) -> list[Action]:
    """The steps of a run."""
    fault = Fault()
    engine.prepare = fault.prepare
    try:
        engine.run(scenario.module, **scenario.options)
    finally:
        engine.prepare = lambda kind, driver: None
    return fault.performed


def disturbed(engine: Engine, scenario: Scenario, fault: Fault) -> dict[str, Any] | None:
    """Run into the fault; the result where the run failed, and None where it was killed."""
    engine.prepare, failed = fault.prepare, None
    try:
        failed = engine.run(scenario.module, fails=True, **scenario.options)
    except Killed:
        pass
    finally:
        engine.prepare = lambda kind, driver: None
    gc.collect()  # lets go of what is held, as the end of a process does
    return failed


def converges(engine: Engine, scenario: Scenario, expected: dict[str, Any], where: str) -> None:
    """The next run makes what an undisturbed one makes, and the one after that has nothing to do."""
    engine.run(scenario.module, **scenario.options)
    same(expected, held(engine), f"{where}: another end")
    again = engine.run(scenario.module, **scenario.options)
    assert not again["changed"] and not again["restart_required"], f"{where}: not at rest: {again}"


def each_step_fails_once(engine: Engine, scenario: Scenario, anew: bool = True) -> None:
    """Where not `anew`, the next failure is of the same objects, as long as they are as before: that takes a fraction of the time."""
    expected, steps = undisturbed(engine, scenario)
    assert steps
    seen = {kind_of_step(step) for step in steps}
    before: dict[str, Any] | None = None
    for number, step in enumerate(steps, 1):
        if before is None or anew:
            before = prepared(engine, scenario)
        fault = Fault(number)
        failed = disturbed(engine, scenario, fault)
        seen.update(map(kind_of_step, fault.performed))
        where = f"{step} failed"
        assert f"injected before {step.operation}" in failed["msg"], f"{where}: {failed['msg']}"
        irreversible = [done for done in steps[:number - 1] if done.irreversible]
        assert failed["changed"] == bool(irreversible), f"{where}: {failed['actions']}"
        if not irreversible:
            same(before, held(engine), f"{where}: not as before")
        if anew or irreversible or number == len(steps):
            converges(engine, scenario, expected, where)
            before = None
    assert seen.issuperset(scenario.covers), f"it lacks {set(scenario.covers) - seen}"


def each_step_is_killed_once(engine: Engine, scenario: Scenario, after: bool) -> None:
    expected, steps = undisturbed(engine, scenario)
    for number, step in enumerate(steps, 1):
        prepared(engine, scenario)
        assert disturbed(engine, scenario, Fault(number, after=after, error=Killed)) is None
        converges(engine, scenario, expected, f"killed at {step}")


def each_compensation_fails_once(engine: Engine, scenario: Scenario) -> None:
    expected, steps = undisturbed(engine, scenario)
    for number in range(2, len(steps) + 1):
        prepared(engine, scenario)
        seen = Fault(number)
        disturbed(engine, scenario, seen)
        for back in range(number + 1, len(seen.performed) + 1):
            prepared(engine, scenario)
            fault = Fault(number, back)
            failed = disturbed(engine, scenario, fault)
            where = f"{fault.performed[number - 1]} failed, and so did {fault.performed[back - 1]}"
            assert "could not be taken back: injected before" in failed["msg"], where
            assert f"injected before {steps[number - 1].operation}" in failed["msg"], where
            assert failed["changed"], where
            converges(engine, scenario, expected, where)
