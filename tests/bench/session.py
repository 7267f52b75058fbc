# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a whole run of pytest, however many processes share its tests."""

from __future__ import annotations

import warnings

import pytest

from bench import machine

# These use no server, and so say nothing of the machine.
HARMLESS = ("tests/unit/", "tests/quality/")


class Told:
    """Prints what tests told: `record_property("kills", "network: create: 46")` is a line below the heading "kills"."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":  # there is one whatever failed before, and it has all that was told
            for heading, line in report.user_properties:
                self.lines.setdefault(heading, []).append(str(line))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for heading, lines in self.lines.items():
            terminalreporter.write_sep("-", heading)
            for line in lines:
                terminalreporter.write_line(line)


class Machine:
    """Tests that leave a link, a rule, a process, a mount, or a file on the machine fail the run."""

    def __init__(self, shared: bool) -> None:
        self.shared = shared
        self.touched = False
        self.before = machine.state()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.touched |= not report.nodeid.startswith(HARMLESS)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        difference = machine.difference(self.before, machine.state()) if self.touched else []
        if not difference:
            return
        text = "The tests left on the machine:\n" + "\n".join(difference)
        if self.shared:
            warnings.warn(pytest.PytestWarning(text + "\n(or somebody else did)"), stacklevel=1)
            return
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        left = pytest.TestReport("the machine", ("tests", None, "the machine"), {}, "failed", text, "teardown")
        session.config.hook.pytest_runtest_logreport(report=left)


def observe(config: pytest.Config) -> None:
    """In the process that a person sees, not in those among which it distributes the tests."""
    if hasattr(config, "workerinput"):
        return
    config.pluginmanager.register(Told())
    config.pluginmanager.register(Machine(config.getoption("--shared-machine")))
