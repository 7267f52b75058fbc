# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seconds of processor and of wall that each test took, beside a loop that measures how fast the machine was meanwhile.

The seconds of a run go to .cache/timings.json. tests/timings.json is the reference; what takes a fifth longer than there, by the
seconds of the processor divided by those of the loop, is a warning in the summary. `make timings` takes the last run as the reference.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bench import gates
from bench.paths import CACHE, ROOT

OF_RUN = CACHE / "timings.json"
REFERENCE = ROOT / "tests" / "timings.json"
# Lines "seconds TAB what", by tools/timed.
SET_UP = CACHE / "set-up.tsv"
ACCOUNTS = Path("/sys/fs/cgroup/cpuacct")
PREFIX = "anvil-tests-"
GROWTH = 1.2
# Seconds of the processor: less than this tells nothing, of a test and of the growth of anything.
NOTABLE = 2.0
EVERY = 20  # seconds between two loops


class Clock:
    """Seconds of processor of this process and of all that it started, daemons included where control groups are of version 1."""

    def __init__(self) -> None:
        self.usage: Path | None = None
        self.group = ACCOUNTS / f"{PREFIX}{os.getpid()}"
        with suppress(OSError):
            self.group.mkdir()
            (self.group / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")
            self.usage = self.group / "cpuacct.usage"

    def leave(self) -> None:
        """Whatever is in the group goes back; what a test left is told of by bench.machine. Groups of runs that were killed go, too."""
        if self.usage:
            for process in (self.group / "cgroup.procs").read_text("ascii").split():
                with suppress(OSError):
                    (ACCOUNTS / "cgroup.procs").write_text(process, encoding="ascii")
            self.usage = None
        for group in ACCOUNTS.glob(f"{PREFIX}*"):
            if group == self.group or not Path("/proc", group.name[len(PREFIX):]).exists():
                with suppress(OSError):  # a program in it is still ending
                    group.rmdir()

    def seconds(self) -> float:
        if self.usage:
            return int(self.usage.read_text("ascii")) / 1e9
        return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def loop() -> float:
    """Seconds of processor that a fixed piece of Python's work takes now."""
    started = time.thread_time()
    total = 0
    for number in range(400_000):
        total += number % 7
    return time.thread_time() - started


class Meter:
    """In each process that runs tests: measures them, and says so in their reports."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.looped = -EVERY
        self.loops: list[float] = []
        self.started = (0.0, 0.0)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        if time.monotonic() - self.looped > EVERY:
            self.loops = [loop()]
            self.looped = time.monotonic()
        self.started = (time.monotonic(), self.clock.seconds())
        yield

    def pytest_unconfigure(self) -> None:
        self.clock.leave()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        outcome = yield
        if call.when == "teardown":
            wall, processor = self.started
            spent = [time.monotonic() - wall, self.clock.seconds() - processor]
            outcome.get_result().seconds = [gates.gate_of(item), gates.folder_of(item), *spent, *self.loops]
            self.loops = []


@dataclass
class Stage:
    """The tests of a folder in a gate."""

    tests: int = 0
    wall: float = 0.0
    processor: float = 0.0

    def add(self, wall: float, processor: float) -> None:
        self.tests += 1
        self.wall += wall
        self.processor += processor


@dataclass
class Seconds:
    """What a run took, gathered from the reports of its tests."""

    loops: list[float] = field(default_factory=list)
    stages: dict[str, Stage] = field(default_factory=dict)
    tests: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, seconds: list[Any]) -> None:
        gate, folder, wall, processor, *loops = seconds
        self.loops += loops
        self.stages.setdefault(f"{gate}: {folder}", Stage()).add(wall, processor)
        if processor >= NOTABLE:
            self.tests[name] = [round(wall, 1), round(processor, 1)]

    def data(self, set_up: dict[str, float]) -> dict[str, Any]:
        stages = {
            name: {"tests": stage.tests, "wall": round(stage.wall, 1), "processor": round(stage.processor, 1)}
            for name, stage in sorted(self.stages.items())
        }
        slowest = dict(sorted(self.tests.items(), key=lambda item: -item[1][1]))
        speed = round(statistics.median(self.loops), 4)
        return {"loop": speed, "cores": os.cpu_count(), "set-up": set_up, "stages": stages, "tests": slowest}


def grown(now: dict[str, Any], reference: dict[str, Any]) -> list[str]:
    """What takes a fifth longer than in the reference, the speed of the machine being the same, as sentences."""
    speed = reference["loop"] / now["loop"]

    def pairs() -> Iterable[tuple[str, float, float]]:
        for name, old in reference["stages"].items():
            new = now["stages"].get(name, {"tests": 0})
            if new["tests"] >= old["tests"]:  # else only a part of it was run
                yield name, old["processor"], new["processor"]
        for name, (_wall, old) in reference["tests"].items():
            if name in now["tests"]:
                yield name, old, now["tests"][name][1]

    return [
        f"{name}: {new * speed:.1f} s of processor, {old:.1f} in the reference"
        for name, old, new in pairs()
        if new * speed > max(old * GROWTH, old + NOTABLE)
    ]


def set_up_seconds(lines: Iterable[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for line in lines:
        seconds, _tab, what = line.rstrip("\n").partition("\t")
        found[what] = found.get(what, 0.0) + float(seconds)
    return found


class Record:
    """In the process that a person sees: writes the file, prints the stages and what has grown."""

    def __init__(self) -> None:
        self.seconds = Seconds()
        self.set_up: dict[str, float] = {}
        if SET_UP.exists():
            self.set_up = set_up_seconds(SET_UP.read_text("utf-8").splitlines())
            SET_UP.unlink()
        self.started = time.monotonic()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if hasattr(report, "seconds"):
            self.seconds.add(report.nodeid, report.seconds)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        if not self.seconds.loops:
            return
        data = self.seconds.data(self.set_up)
        CACHE.mkdir(exist_ok=True)
        OF_RUN.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        if REFERENCE.exists():
            longer = grown(data, json.loads(REFERENCE.read_text("utf-8")))
            if longer:
                warnings.warn(pytest.PytestWarning("Longer than in tests/timings.json by a fifth:\n" + "\n".join(longer)), stacklevel=1)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if len(self.seconds.stages) <= 1 and not self.set_up:
            return
        terminalreporter.write_sep("-", "seconds")
        for what, seconds in self.set_up.items():
            terminalreporter.write_line(f"set-up, {what}: {seconds:.0f} s")
        for name, stage in sorted(self.seconds.stages.items(), key=lambda item: -item[1].processor):
            terminalreporter.write_line(f"{name}: {stage.tests} tests, {stage.processor:.0f} s of processor, {stage.wall:.0f} s of workers")
        wall = time.monotonic() - self.started
        terminalreporter.write_line(f"set-up {sum(self.set_up.values()):.0f} s, tests {wall:.0f} s")


def observe(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or not getattr(config.option, "numprocesses", None):
        config.pluginmanager.register(Meter())
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Record())
