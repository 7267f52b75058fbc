# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One object that is converged: what is declared of it, how it is read, and how it is planned."""

from __future__ import annotations

from .._model.declaration import Declaration
from .._model.node import Context


class Subject:
    """An object of a kind. `desired` is the declaration, which nobody edits from now on; `given` are the identities that this run has
    given or that are declared.
    """

    def __init__(self, kind, driver, desired, given):
        self.kind, self.driver, self.desired, self.given = kind, driver, Declaration(desired), given
        self.name = kind.model.identity(desired)

    def read(self):
        """What libvirt holds of it, or None."""
        return self.driver.read(self.name, self.desired)

    def plan(self, observed, **seen):
        """The plan, once all that it asks is known. `seen` is what this run has seen of the object, see `Context`."""
        planning_facts = self.driver.planning_facts(self.name, self.desired, observed)

        def think(facts):
            ctx = Context(kind=self.kind.name, name=self.name, given=set(self.given), facts=facts, planning_facts=planning_facts, **seen)
            return self.kind.planner(self.kind.model, self.desired, observed, ctx), ctx.given

        plan, given = self.driver.answered(think, self.name, observed)
        self.given.update(given)
        return plan

    def look_again(self, **seen):
        """What is there now, and what a plan would still do."""
        self.driver.load()
        observed = self.read()
        return observed, self.plan(observed, **seen)
