# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Facts that a plan depends on beside the documents of the object: asked for as data, and read by whoever plans.

A plan touches nothing. So planning asks no one: a question that is not answered yet is noted, and planning goes on as if nothing were
known. Whoever plans has the questions answered and plans again; nearly always that makes two rounds at most, and one where nothing
is to be done.
"""

from __future__ import annotations

from .errors import HypervisorError


class Facts:
    """Answers by question, a word and what it is about; `open` are the questions that nobody has answered."""

    __slots__ = ("known", "open")

    def __init__(self, known=()):
        self.known, self.open = dict(known), []

    def ask(self, *question):
        """The answer to a question; None where there is none yet."""
        if question in self.known:
            return self.known[question]
        if question not in self.open:
            self.open.append(question)
        return None


def answered(think, known, answer):
    """What `think(facts)` comes to when all that it asks is known. `answer` reads the answer to a question."""
    known = dict(known)
    while True:
        facts = Facts(known)
        try:
            found = think(facts)
        except HypervisorError:
            # It may be for want of an answer.
            if not facts.open:
                raise
        else:
            if not facts.open:
                return found
        known.update((question, answer(*question)) for question in facts.open)
