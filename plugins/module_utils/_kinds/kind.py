# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What belongs to a kind of objects."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from .._model.belonging import BELONGS_TO


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of objects: how they are declared, read and changed, and planned.

    `planner` makes a plan of a model, what is wanted, what is there, and a context. `causes` are by operation where to look for the
    cause of a failure.
    """

    model: type
    driver: type
    planner: Callable
    causes: dict = dataclasses.field(default_factory=dict)

    @property
    def name(self):
        """The word for the kind, such as network."""
        return self.model.kind

    @property
    def belongs_to(self):
        """The kind of the objects that objects of this kind belong to, or None: a volume belongs to a pool."""
        return BELONGS_TO.get(self.name)


def plural_of(name):
    """The word for several objects of a kind, by which lists of them are declared and returned."""
    return f"{name}s"
