# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A call of a module that a test disturbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Scenario:
    """What is there before (`given`: modules and their options), and the call: its module and that one's options.

    `covers` are the kinds of steps that it is there for, see bench/actions.py: it has to perform them. `ready` waits for what comes by
    itself after `given`.
    """

    name: str
    module: str
    options: dict[str, Any]
    given: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    covers: tuple[str, ...] = ()
    ready: Callable[[Any], None] | None = None

    def __str__(self) -> str:
        return f"{self.module}: {self.name}"
