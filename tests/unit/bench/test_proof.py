# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the second gate proves is listed completely, and its digest changes with it."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from bench import gates, proof
from bench.paths import ROOT

MARK = re.compile(r"""mark\.gate\(["']hosts["']\)""")


def test_every_file_falls_under_a_line():
    told = proof.lines()
    assert not [name for name in proof.tracked() if proof.line_of(name, told) is None]


def test_no_line_is_left_over():
    told = proof.lines()
    assert set(told) == {proof.line_of(name, told) for name in proof.tracked()}


def test_what_tests_of_the_gate_stand_on_is_proven():
    """The files that have them, and the helpers that they import."""
    folders = tuple(f"tests/{name}/" for name, gate in gates.FOLDERS.items() if gate == proof.GATE)
    sources = {name: (ROOT / name).read_text("utf-8") for name in proof.tracked() if name.startswith("tests/") and name.endswith(".py")}
    having = {name for name, text in sources.items() if name.startswith(folders) or MARK.search(text)} - {"tests/bench/gates.py"}
    assert having
    helpers = {f"tests/bench/{module}.py" for name in having for module in re.findall(r"^from bench\.(\w+) import", sources[name], re.M)}
    assert sorted((having | helpers) - set(proof.proven(sources)) - {"tests/unit/bench/test_proof.py"}) == []


def test_the_longest_line_counts():
    told = {"tests/": False, "tests/bench/": True, "tests/bench/timings.py": False, "tests/bench/*.yml": False}
    found = [told[proof.line_of(name, told)] for name in ("tests/a.py", "tests/bench/a.py", "tests/bench/timings.py", "tests/bench/a.yml")]
    assert found == [False, True, False, False]
    assert proof.line_of("tests", told) is None


def test_the_digest_changes_with_names_contents_and_modes(tmp_path):
    names = ["a", "b"]
    for name in names:
        (tmp_path / name).write_text("text", encoding="utf-8")
    seen = [proof.digest(names, tmp_path), proof.digest(["a"], tmp_path)]
    (tmp_path / "b").chmod(0o755)
    seen.append(proof.digest(names, tmp_path))
    (tmp_path / "a").write_text("texts", encoding="utf-8")
    seen.append(proof.digest(names, tmp_path))
    assert len(set(seen)) == len(seen)


def test_the_second_gate_is_run_where_another_tree_passed_it(tmp_path, monkeypatch):
    result = tmp_path / "hosts.json"
    monkeypatch.setattr(proof, "RESULT", result)
    assert proof.target() == "test"  # none did
    result.write_text('{"digest": "of another tree"}')
    assert proof.target() == "test-both"
    result.write_text(f'{{"digest": "{proof.digest(proof.proven(proof.tracked()))}"}}')
    assert proof.target() == "test"


@pytest.mark.parametrize(("found", "recorded"), [
    ({}, True), ({"args": ["tests"]}, False), ({"args": ["tests/metal"]}, False), ({"keyword": "xen"}, False),
    ({"collectonly": True}, False), ({"exitstatus": 1}, False),
])
def test_the_gate_is_recorded_where_it_passed_as_a_whole(pytestconfig, tmp_path, found, recorded):
    """As `make test-hosts` runs it: without a folder, which leaves those of pyproject.toml."""
    whole = pytestconfig.getini("testpaths")
    assert "\t$(PYTEST) $(1:%=--gate %)" in (ROOT / "Makefile").read_text("utf-8")
    observer = proof.Proof(ROOT, tmp_path / "hosts.json")
    observer.mine, observer.passed = {"a", "b"}, {"a", "b"}
    option = SimpleNamespace(keyword=found.get("keyword", ""), markexpr="", collectonly=found.get("collectonly", False))
    config = SimpleNamespace(option=option, args=found.get("args", whole), getini=pytestconfig.getini)
    observer.pytest_sessionfinish(SimpleNamespace(config=config, exitstatus=found.get("exitstatus", 0)))
    assert observer.result.exists() == recorded
