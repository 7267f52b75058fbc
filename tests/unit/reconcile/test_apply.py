# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans carried out: what was taken back was not done."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError, NotConverged
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.apply import apply, verify
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.plan import Plan


class FakeDriver:
    """Does what it is told, but for the operations that fail."""

    remembers = False

    def __init__(self, **fails):
        self.fails, self.undone, self.told = fails, set(), []

    def perform(self, name, operation, payload, want):
        self.told.append(operation)
        if operation == "unmake" and operation not in self.fails:
            self.undone.add((name, "create"))
        if operation in self.fails:
            self.undone.update((name, taken) for taken in self.fails[operation])
            raise HypervisorError(f"{operation} failed")

    def load(self):
        """Nothing is listed."""

    def have(self, name, want):
        return object()

    def beside(self, name, want, have):
        return {}


def made(*operations, undo=None):
    plan = Plan("volume", "images/a")
    for operation in operations:
        plan.add(operation)
    plan.undo = undo
    return plan


def otherwise(model, want, have, ctx):
    """A planner to whom the new object is not as declared."""
    if ctx.made:
        raise NotConverged("capacity is another", remedy="It was removed again.")
    return made("resize")


@pytest.mark.parametrize(("taken_back", "done"), [(["create"], ["discard"]), ([], ["discard", "create"])])
def test_what_a_failed_step_took_back(taken_back, done):
    plan = made("discard", "create", "upload")
    with pytest.raises(HypervisorError, match="upload failed"):
        apply(plan, {}, FakeDriver(upload=taken_back))
    assert [action.operation for action in plan.done] == done


@pytest.mark.parametrize(("undo", "fails", "told", "done", "words"), [
    ("unmake", {}, ["create", "unmake"], [], "removed again"),
    ("unmake", {"unmake": []}, ["create", "unmake"], ["create"], "could not be removed"),
    (None, {}, ["create"], ["create"], "report it"),
])
def test_what_was_made_otherwise(undo, fails, told, done, words):
    plan, driver = made("create", undo=undo), FakeDriver(**fails)
    apply(plan, {}, driver)
    with pytest.raises(NotConverged) as error:
        verify(plan, None, {}, driver, otherwise, Context())
    assert driver.told == told
    assert [action.operation for action in plan.done] == done
    assert words in str(error.value)
