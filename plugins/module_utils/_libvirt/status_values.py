# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the status of objects is declared: each value once, with its documentation and the function that reads it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from .._model.errors import HypervisorError


@dataclasses.dataclass(frozen=True)
class Value:
    """One value of a status. `entries` are the values in each entry of a list, or in a dictionary."""

    name: str
    type: str
    description: str
    sample: object = None
    entries: tuple = ()

    def as_result(self, value):
        """The value as modules return it: lists with entries are read as tuples."""
        names = [entry.name for entry in self.entries]
        return [dict(zip(names, entry)) for entry in value] if self.type == "list" and names else value


@dataclasses.dataclass(frozen=True)
class Group:
    """Values that are read together. `read(driver, model, name, have)` returns one for each, or None where an object has none of them."""

    values: tuple
    read: Callable
    returned: str = "when the object can be read"


# What a status has, in place of all else, of an object that cannot be read.
ERROR = Value("error", "dict", "Why the object cannot be read.",
              entries=tuple(Value(name, kind, text) for name, (kind, text) in HypervisorError.RESULT.items()))


def read_status(groups, driver, model, name, observed):
    """The status of an object."""
    status = {}
    for group in groups:
        found = group.read(driver, model, name, observed)
        if found is not None:
            status.update((value.name, value.as_result(one)) for value, one in zip(group.values, found))
    return status
