# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carry a plan out through a driver, and see that it holds; what fails takes back what was done before."""

from __future__ import annotations

import functools

from .._actions.action import Define, Remember
from .._model.errors import HypervisorError, NotConverged, NotWhileRunning, Vanished
from . import accepted_differences

_AGAIN = "Another run verifies the change."


def apply(plan, desired, driver):
    """Perform the actions in order. Where one fails, those done before it are taken back, and its error is raised."""
    for action in [*_recorded_first(plan), *plan.actions]:
        try:
            waits = driver.perform(action, desired)
            plan.done.append(action)
        except NotWhileRunning as error:
            waits = error.message
        except HypervisorError as error:
            take_back(plan, desired, driver, error)
            plan.refusals = []
            raise
        if waits:
            plan.refused.update(action.options)
            if action.pends:
                plan.pending.update(action.options)
            plan.restart_required.extend(action.options)
            plan.refusals.append(f"{plan.kind} '{plan.name}': {' '.join(map(str, action.options))} waits for a restart: {waits}")
    try:
        _record_refused(plan, desired, driver)
    except HypervisorError as error:
        take_back(plan, desired, driver, error)
        plan.refusals = []
        raise


def _recorded_first(plan):
    """Of a running guest, the record of what will wait or is asked for: a run that is broken off leaves it to the next one."""
    record = {**plan.record, **plan.asked}
    if not plan.running or record == plan.recorded:
        return []
    return [plan.recorder(record, plan.recorded).of(plan.kind, plan.name)]


def _record_refused(plan, desired, driver):
    """Record what the running guest refused, or what it lacks after it went on from saved memory."""
    if not (plan.running or plan.record) or any(action.operation == "shutdown" for action in plan.done):
        return
    refused = sorted(plan.refused.difference(plan.repairs, plan.record, plan.pending), key=str)
    former = {**plan.record, **plan.asked} if plan.running else plan.recorded
    record = {**plan.record, **dict.fromkeys(refused, "")}
    if record != former:
        driver.perform(plan.recorder(record, former).of(plan.kind, plan.name), desired)


def take_back(plan, desired, driver, error):
    """Undo in reverse what was done, as far as it can be; the error says what could not. What was taken back was not done."""
    left = []
    while plan.done and not plan.done[-1].irreversible:
        action = plan.done.pop()
        if left and action.hidden:
            # What it keeps of the steps after it is still so.
            left.insert(0, action)
            continue
        try:
            for step in action.compensation():
                waits = driver.perform(step.of(plan.kind, plan.name), desired)
                if waits:
                    raise NotWhileRunning(waits)
        except HypervisorError as failed:
            left.insert(0, action)
            error.message = (f"{error.message.rstrip('.')}. What was done before ({action.operation}) could not be taken back: "
                             f"{failed.message}")
    plan.done.extend(left)
    if not plan.done:
        plan.restart_required = []


class _Unread(Exception):
    """What was done could not be read again: it may well be right, so it stays."""

    def __init__(self, error):
        super().__init__(str(error))
        self.error = error


def verify(plan, subject):
    """Read again, and return what is there now: nothing may be left but what waits for a restart, or what was done is taken back."""
    look = functools.partial(_look, subject, refused=frozenset(plan.refused), made=any(action.made_empty for action in plan.done),
                             started=any(action.operation == "start" for action in plan.done))
    try:
        return _verify(plan, subject.desired, subject.driver, look)
    except HypervisorError as error:
        take_back(plan, subject.desired, subject.driver, error)
        raise
    except _Unread as unread:
        error = unread.error
        error.message = f"the change was made and could not be verified: {error.message}"
        error.remedy = f"{error.remedy.rstrip('.')}. {_AGAIN}" if error.remedy else _AGAIN
        raise error from None


def _look(subject, **seen):
    try:
        return subject.look_again(**seen)
    except (NotConverged, Vanished):
        raise
    except HypervisorError as error:
        raise _Unread(error) from error


def _verify(plan, desired, driver, look):
    observed, left = look()
    if plan.refused and left.actions:
        apply(left, desired, driver)
        plan.done.extend(left.done)
        plan.restart_required = left.restart_required
        if any(action.operation == "start" for action in left.done):
            plan.refusals = left.refusals
        observed, left = look()
    if left.differences and driver.remembers and all(isinstance(action, Define) for action in left.actions):
        driver.perform(Remember(xml=accepted_differences.remember(left.differences, left.document)).of(plan.kind, plan.name), desired)
        plan.warnings.append(accepted_differences.warn(plan.name, left.differences))
        observed, left = look()
    if left.changed and observed is None:
        raise Vanished
    if left.changed:
        steps = ", ".join(f"{a.operation} {' '.join(map(str, a.options))}".strip() for a in left.actions)
        raise NotConverged(f"libvirt took the declaration and still differs: {steps}", kind=plan.kind, name=plan.name,
                           operation="converge it",
                           remedy="Please report it with the declaration: libvirt drops or rewrites what is declared there, and that "
                                  "should have been known. Until then, declare what libvirt has.")
    return observed
