# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many files and functions an option goes through, from the task to libvirt and back into the result.

Counted are the functions of the collection that are called in one run. Whatever is called several times counts once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any

FOLDER = "plugins/module_utils/"
# Parts of a function that Python calls like functions.
PARTS = ("<module>", "<lambda>", "<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>")


@dataclass
class Walk:
    """The functions that were called, by the file that has them."""

    functions: dict[str, set[str]] = field(default_factory=dict)

    def count(self, code: CodeType) -> None:
        """Note a function, where it is one of the collection's."""
        if code.co_name in PARTS or FOLDER not in code.co_filename:
            return
        self.functions.setdefault(code.co_filename.rpartition(FOLDER)[2], set()).add(f"{code.co_name}:{code.co_firstlineno}")

    @property
    def length(self) -> tuple[int, int]:
        """How many files, and how many functions."""
        return len(self.functions), sum(map(len, self.functions.values()))

    def __str__(self) -> str:
        return "{} files, {} functions".format(*self.length)

    def listing(self) -> str:
        """All of them, for who wants to shorten the walk."""
        return "\n".join(f"{name}: {' '.join(sorted(found))}" for name, found in sorted(self.functions.items()))


def walk(call: Callable[[], Any]) -> Walk:
    """Follow one call. What it needs has to be imported before."""
    found = Walk()
    seen: set[CodeType] = set()

    def follow(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code not in seen:
            seen.add(frame.f_code)
            found.count(frame.f_code)

    former = sys.getprofile()
    sys.setprofile(follow)
    try:
        call()
    finally:
        sys.setprofile(former)
    return found
