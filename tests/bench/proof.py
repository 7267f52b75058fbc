# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The digest of what the second gate proves, written with its result when the gate was passed as a whole.

    python -m bench.proof      prints the target of make that this tree needs: `test`, or `test-both` where the digest is another

Where no tree has passed the second gate yet, there is no result, and the target is `test`.

Nothing but Python is needed for that.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from bench.paths import ROOT

if TYPE_CHECKING:
    import pytest

PATHS = ROOT / "tests" / "gates" / "hosts.paths"
RESULT = PATHS.with_suffix(".json")
GATE = "hosts"


def lines() -> dict[str, bool]:
    """Beginnings of paths, and whether what begins so is proven."""
    words = [line for line in PATHS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {word.lstrip("!"): not word.startswith("!") for word in words}


def line_of(path: str, beginnings: Iterable[str]) -> str | None:
    """The line that a path falls under: the longest that names it, or a folder that it lies in, or a pattern of it (fnmatch)."""
    return max((word for word in beginnings if fnmatchcase(path, word) or (word.endswith("/") and path.startswith(word))),
               key=len, default=None)


def tracked() -> list[str]:
    """The files that git knows, or would take."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return sorted(name for name in listed.split("\0") if name and os.path.lexists(ROOT / name))


def proven(names: Iterable[str]) -> list[str]:
    told = lines()
    return [name for name in names if told.get(line_of(name, told) or "")]


def digest(names: Iterable[str], root: Path = ROOT) -> str:
    """Of the names, of what is in the files, and of whether they may be run."""
    found = hashlib.sha256()
    for name in names:
        path = root / name
        content = os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
        found.update(f"{name}\0{os.access(path, os.X_OK)}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def is_proven() -> bool:
    """The last second gate that was passed was passed by this tree."""
    return RESULT.exists() and json.loads(RESULT.read_text(encoding="utf-8"))["digest"] == digest(proven(tracked()))


def target() -> str:
    """The target of make that this tree needs."""
    return "test" if is_proven() or not RESULT.exists() else "test-both"


class Proof:
    """In the process that a person sees: when every test of the gate was run and has passed, the result is written."""

    def __init__(self, root: Path = ROOT, result: Path = RESULT) -> None:
        self.root, self.result = root, result
        self.before = digest(proven(tracked()), root)
        self.passed: set[str] = set()
        self.others: set[str] = set()  # not passed, of whatever gate
        self.mine: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.outcome != "passed":  # a test that is skipped proves nothing
            self.others.add(report.nodeid)
        elif report.when == "call":
            self.passed.add(report.nodeid)
        if getattr(report, "seconds", ("",))[0] == GATE:
            self.mine.add(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        option = session.config.option
        narrowed = option.keyword or option.markexpr or session.config.args != session.config.getini("testpaths")
        if narrowed or option.collectonly or session.exitstatus or not self.mine or self.mine & self.others:
            return
        if digest(proven(tracked()), self.root) == self.before:  # else nobody knows what was tested
            told = {"digest": self.before, "passed": len(self.mine & self.passed)}
            self.result.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def observe(config: pytest.Config) -> None:
    """In a run that has the gate."""
    if GATE in (config.getoption("--gate") or ()) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Proof())


if __name__ == "__main__":
    print(target())
