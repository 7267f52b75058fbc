# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual environments whose ansible-core the integration tests use: the developers' own, and the oldest one."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from bench import paths

OLDEST = "2.17"


@dataclass(frozen=True)
class Environment:
    name: str
    folder: Path

    def program(self, name: str) -> Path:
        return self.folder / "bin" / name

    def library(self) -> Path:
        """The folder for PYTHONPATH on the managed node: ansible and the collection, nothing else of the environment."""
        (ansible,) = self.folder.glob("lib/python3*/site-packages/ansible")
        library = paths.CACHE / "bench" / f"library-{self.name}"
        library.mkdir(parents=True, exist_ok=True)
        for name, target in (("ansible", ansible), ("ansible_collections", paths.COLLECTIONS / "ansible_collections")):
            link = library / name
            with paths.alone("library"):
                if not link.is_symlink() or Path(os.readlink(link)) != target:
                    link.unlink(missing_ok=True)
                    link.symlink_to(target)
        return library


CURRENT = Environment("current", Path(sys.prefix))
ALL = {CURRENT.name: CURRENT, OLDEST: Environment(OLDEST, Path(os.environ.get("BENCH_OLDEST", paths.ROOT / ".venv-2.17")))}

_selected = [CURRENT]


def select(name: str) -> Environment:
    """Every server uses this environment from now on."""
    _selected[0] = ALL[name]
    return ALL[name]


def selected() -> Environment:
    return _selected[0]
