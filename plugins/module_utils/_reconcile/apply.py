# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carry a plan out through a driver, and see that it holds."""

from __future__ import annotations

from .._model.errors import HypervisorError, NotConverged, NotWhileRunning
from . import residue


def apply(plan, want, driver):
    """Perform the actions in order. The first that fails ends it: what was done before and not taken back is seen by the next run."""
    for action in plan.actions:
        try:
            waits = driver.perform(plan.name, action.operation, action.payload, want)
            plan.done.append(action)
        except NotWhileRunning as error:
            waits = error.message
        except HypervisorError:
            _forget_undone(plan, driver)
            raise
        if waits:
            plan.refused.update(action.options)
            plan.restart_required.extend(action.options)
            plan.warnings.append(f"{plan.kind} '{plan.name}': {' '.join(action.options)} waits for a restart: {waits}")


def _forget_undone(plan, driver):
    """What the driver took back was not done."""
    plan.done = [action for action in plan.done if (plan.name, action.operation) not in driver.undone]


def _undo(plan, want, driver, error):
    """Take back what this run has just made and cannot be as declared."""
    try:
        driver.perform(plan.name, plan.undo, None, want)
    except HypervisorError as failed:
        error.remedy = f"It could not be removed again ({failed.message}): remove it with state: absent."
    _forget_undone(plan, driver)


def _look(plan, model, want, driver, plan_again, ctx):
    """What is there, and what a plan would still do."""
    driver.load()
    have = driver.have(plan.name, want)
    ctx.beside = driver.beside(plan.name, want, have)
    return have, plan_again(model, want, have, ctx)


def verify(plan, model, want, driver, plan_again, ctx):
    """Read again: nothing may be left to do but a restart for what was refused. Returns what is there now."""
    ctx.refused = frozenset(plan.refused)
    ctx.made = plan.undo is not None
    try:
        have, left = _look(plan, model, want, driver, plan_again, ctx)
    except NotConverged as error:
        _undo(plan, want, driver, error)
        raise
    if plan.refused and left.actions:
        apply(left, want, driver)
        plan.done.extend(left.done)
        plan.restart_required = left.restart_required
        have, left = _look(plan, model, want, driver, plan_again, ctx)
    if left.differences and driver.remembers and all(action.operation == "define" for action in left.actions):
        driver.perform(plan.name, "remember", residue.remember(left.differences, left.document), want)
        plan.warnings.append(residue.warn(plan.name, left.differences))
        have = driver.have(plan.name, want)
        left = plan_again(model, want, have, ctx)
    if left.changed:
        steps = ", ".join(f"{a.operation} {' '.join(a.options)}".strip() for a in left.actions)
        raise NotConverged(f"libvirt took the declaration and still differs: {steps}", kind=plan.kind, name=plan.name,
                           operation="converge it",
                           remedy="See whether what is declared there can be: libvirt leaves out what makes no sense, such as a "
                                  "processor that the guest does not have. If it can, please report it with the declaration.")
    return have
