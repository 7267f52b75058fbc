# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tests a run takes, and how it goes on with what is left."""

from __future__ import annotations

import types

import pytest
from bench import gates, reruns, resume
from bench.paths import ROOT


class Config:
    def __init__(self, *names):
        self.options = {"--gate": list(names), "--ansible": ["current", "2.17"]}
        self.hook = types.SimpleNamespace(pytest_deselected=lambda items: None)

    def getoption(self, name):
        return self.options[name]


class Item:
    """As much of a test as is asked for."""

    def __init__(self, config, folder, *marks, core=None):
        self.config, self.nodeid, self.path = config, f"tests/{folder}/test_a.py::test_b", ROOT / "tests" / folder / "test_a.py"
        self.marks = {mark.name: mark.mark for mark in marks}
        if core:
            self.callspec = types.SimpleNamespace(params={"ansible_core": core})

    def get_closest_marker(self, name):
        return self.marks.get(name)


MARK = pytest.mark


@pytest.mark.parametrize(("folder", "marks", "runs_in"), [
    ("unit", [], "test"),
    ("metal", [], "hosts"),
    ("metal", [MARK.long(minutes=1)], "faults"),
    ("molecule", [MARK.gate("hosts")], "hosts"),
    ("quickstart", [MARK.gate("test", "hosts")], "test hosts"),
])  # fmt: skip
def test_each_gate_has_its_tests(folder, marks, runs_in):
    found = []
    for gate in gates.GATES:
        config = Config(gate)
        items = [Item(config, folder, *marks)]
        gates.select(config, items)
        found += [gates.gate_of(item) for item in items]
    assert found == runs_in.split()


def test_without_a_choice_it_is_the_first_and_of_two_the_second_counts():
    assert gates.chosen(Config()) == ("test",)
    assert gates.gate_of(Item(Config("test", "hosts"), "quickstart", MARK.gate("test", "hosts"))) == "hosts"


def test_a_gate_that_does_not_exist_is_named():
    with pytest.raises(AssertionError, match="host"):
        gates.gates_of(Item(Config(), "unit", MARK.gate("host")))


@pytest.mark.parametrize(("marks", "core", "left"), [
    ([], "current", 1),
    ([], "2.17", 0),
    ([MARK.oldest_core], "2.17", 1),
    ([], None, 1),
])  # fmt: skip
def test_the_oldest_core_runs_what_depends_on_it(marks, core, left):
    config = Config("test")
    items = [Item(config, "integration", *marks, core=core)]
    gates.select(config, items)
    assert len(items) == left


@pytest.mark.parametrize(("core", "gate"), [("current", "test"), ("2.17", "faults")])
def test_under_the_oldest_core_a_test_may_be_in_another_gate(core, gate):
    item = Item(Config("test", "faults"), "integration", MARK.oldest_core("faults"), core=core)
    assert gates.gates_of(item) == (gate,)


def test_shares_are_disjoint_and_make_the_whole():
    names = [f"tests/a.py::test_{number}" for number in range(100)]
    shares = [{name for name in names if resume.is_in(name, (number, 3))} for number in (1, 2, 3)]
    assert set.union(*shares) == set(names)
    assert sum(map(len, shares)) == len(names)
    with pytest.raises(ValueError, match="2/3"):
        resume.shard("4/3")


class Report:
    when, failed = "teardown", False

    def __init__(self, nodeid):
        self.nodeid = nodeid


def test_what_has_passed_is_kept_and_what_failed_is_left(tmp_path):
    run = resume.Resumed(tmp_path / "faults" / "names")
    for name in ("a", "b"):
        report = Report(name)
        report.failed = name == "b"
        run.pytest_runtest_logreport(report)
    assert resume.passed(run.file) == {"a"}


@pytest.mark.parametrize(("again", "tests", "failed"), [(1, 20, False), (2, 20, True), (2, 100, False), (3, 100, True)])
def test_a_run_that_is_repeated_too_often_fails(again, tests, failed):
    assert reruns.too_many(again, tests) == failed
