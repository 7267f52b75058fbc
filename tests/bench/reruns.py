# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what was run again because the emulator failed (tests/metal/conftest.py): a run in which that is too much has failed."""

from __future__ import annotations

import pytest

# Of the tests that were run; a single one is never too much.
MOST = 0.02


def too_many(again: int, tests: int) -> bool:
    return again > max(1, MOST * tests)


class Reruns:
    def __init__(self) -> None:
        self.again: dict[str, int] = {}
        self.tests = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            self.tests += 1
            if count := getattr(report, "again", 0):
                self.again[report.nodeid] = count

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        count = sum(self.again.values())
        if not too_many(count, self.tests):
            return
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        text = f"{count} times a test was run again, of {self.tests} tests: more than {MOST:.0%}:\n" + "\n".join(self.again)
        report = pytest.TestReport("the emulator", ("tests", None, "the emulator"), {}, "failed", text, "teardown")
        session.config.hook.pytest_runtest_logreport(report=report)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for name, count in self.again.items():
            terminalreporter.write_line(f"run again {count} times, since the emulator failed: {name}")


def observe(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Reruns())
