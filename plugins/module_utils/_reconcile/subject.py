# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One object that is converged: what is declared of it, how it is read, and how it is planned."""

from __future__ import annotations

from .._model.declaration import Declaration
from .._model.node import Context


class Subject:
    """An object of a kind. `want` is the declaration, which nobody edits from now on; `given` are the identities that this run has
    given or that are declared.
    """

    def __init__(self, kind, driver, want, given):
        self.kind, self.driver, self.want, self.given = kind, driver, Declaration(want), given
        self.name = kind.model.identity(want)

    def read(self):
        """What libvirt holds of it, or None."""
        return self.driver.have(self.name, self.want)

    def plan(self, have, **seen):
        """The plan, once all that it asks is known. `seen` is what this run has seen of the object, see `Context`."""
        beside = self.driver.beside(self.name, self.want, have)

        def think(facts):
            ctx = Context(kind=self.kind.name, name=self.name, given=set(self.given), facts=facts, beside=beside, **seen)
            return self.kind.planner(self.kind.model, self.want, have, ctx), ctx.given

        plan, given = self.driver.answered(think, self.name, have)
        self.given.update(given)
        return plan

    def look_again(self, **seen):
        """What is there now, and what a plan would still do."""
        self.driver.load()
        have = self.read()
        return have, self.plan(have, **seen)
