# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kind of libvirt's daemons that bench servers run: Debian's own libvirtd, or the modular ones (bench.modular)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import modular, paths


@dataclass(frozen=True)
class Kind:
    """`names`: the first one is what a client of qemu:///system speaks to."""

    name: str
    names: tuple[str, ...]
    folder: Callable[[], Path]

    @property
    def main(self) -> str:
        return self.names[0]

    def program(self, name: str) -> str:
        return str(self.folder() / name)

    def programs(self) -> list[str]:
        """In the order of starting: the main one needs the others."""
        return [self.program(name) for name in reversed(self.names)]

    def capabilities(self) -> Path:
        """What this kind found out about QEMU; it believes no other program's findings."""
        return paths.CACHE / "bench" / f"capabilities-{self.name}"


ALL = {
    kind.name: kind
    for kind in (
        Kind("monolithic", ("libvirtd",), lambda: Path("/usr/sbin")),
        Kind("modular", modular.NAMES, modular.programs),
    )
}

_selected = [ALL["monolithic"]]


def select(name: str) -> None:
    """Every server that starts from now on runs this kind."""
    _selected[0] = ALL[name]


def selected() -> Kind:
    return _selected[0]
