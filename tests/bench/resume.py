# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A long run in parts: what has passed on this tree is not run again, a share may be chosen, and what is left is printed.

`--resume` keeps the names of tests that have passed in .cache/faults, in a file of this tree's own. `--shard 2/3` takes the second
third of all: the shares of several machines are disjoint, whatever each has passed.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from bench import proof
from bench.paths import CACHE

SHOWN = 50


def add_options(parser: pytest.Parser) -> None:
    parser.addoption("--resume", action="store_true", help="leave out what has passed on this tree, and print what is left")
    parser.addoption("--shard", type=shard, metavar="N/OF", help="of all tests, this share only")


def shard(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]+)/([0-9]+)", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise ValueError(f"a share is written as 2/3, and not {text}")
    return int(found[1]), int(found[2])


def is_in(name: str, share: tuple[int, int]) -> bool:
    number, of = share
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % of == number - 1


def file_of(config: pytest.Config) -> Path:
    """Where the names of what has passed are kept: another tree, or other daemons, have another."""
    return CACHE / "faults" / f"{proof.digest(proof.tracked())[:16]}-{config.getoption('--daemons')}.txt"


def passed(file: Path) -> set[str]:
    return set(file.read_text(encoding="utf-8").splitlines()) if file.exists() else set()


def select(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the share that have not passed yet."""
    share = config.getoption("--shard") or (1, 1)
    done = passed(file_of(config)) if config.getoption("--resume") else set()
    left = [item for item in items if is_in(item.nodeid, share) and item.nodeid not in done]
    if len(left) < len(items):
        kept = set(left)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = left


class Resumed:
    """In the process that a person sees: writes down what passes, and tells in the end what has not."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.names: list[str] = []
        self.failed: set[str] = set()
        self.done: set[str] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.names = [item.nodeid for item in session.items]

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        self.names = ids

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)
        if report.when == "teardown" and report.nodeid not in self.failed:
            self.done.add(report.nodeid)
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a", encoding="utf-8") as file:
                file.write(report.nodeid + "\n")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        left = [name for name in self.names if name not in self.done]
        terminalreporter.write_sep("-", f"{len(left)} of {len(self.names)} tests are left")
        for name in left[:SHOWN]:
            terminalreporter.write_line(name)
        if len(left) > SHOWN:
            terminalreporter.write_line(f"and {len(left) - SHOWN} more")


def observe(config: pytest.Config) -> None:
    if config.getoption("--resume") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Resumed(file_of(config)))
