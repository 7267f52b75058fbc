# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of a role: how entries are merged, as data, and how the file is written."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._host import durable, journal
from bench.one_module import run

SECRET = "nobody's business"
ROOT_ONLY, ROOT_ONLY_FOLDER = 0o600, 0o700
KILLED = 9


@pytest.mark.parametrize(("held", "new", "merged"), [
    ({}, {"users": ["a"]}, {"users": ["a"]}),
    ({"users": ["a"]}, {}, {"users": ["a"]}),
    ({"unit": "enabled"}, {"unit": "disabled"}, {"unit": "enabled"}),
    ({"unit": None}, {"unit": "disabled"}, {"unit": None}),
    ({"done": False}, {"done": True}, {"done": False}),
    ({"users": ["a", "b"]}, {"users": ["b", "c", "d"]}, {"users": ["c", "d", "a", "b"]}),
    ({"kernel": {"values": {"x": "1"}}}, {"kernel": {"values": {"x": "2", "y": "3"}, "modules": ["kvm"]}},
     {"kernel": {"values": {"x": "1", "y": "3"}, "modules": ["kvm"]}}),
    ({"network": {}}, {"network": {"name": "default"}}, {"network": {"name": "default"}}),
    ({"network": {"name": "a"}}, {"network": "b"}, {"network": {"name": "a"}}),
    ({"network": "b"}, {"network": ["a"]}, {"network": "b"}),
])
def test_what_an_earlier_run_noted_is_older_and_stays(held: dict[str, Any], new: dict[str, Any], merged: dict[str, Any]):
    before = json.dumps(held)
    assert journal.note(held, new) == merged
    assert journal.note(merged, new) == merged
    assert json.dumps(held) == before


@pytest.mark.parametrize(("held", "known", "merged"), [
    ({}, {"boot": {"linux": "a"}}, {"boot": {"linux": "a"}}),
    ({"boot": {"linux": "a", "saved": True}}, {"boot": {"linux": "b"}}, {"boot": {"linux": "b", "saved": True}}),
    ({"users": ["a"]}, {"users": ["b"]}, {"users": ["b"]}),
])
def test_what_is_known_better_now_replaces_what_is_there(held: dict[str, Any], known: dict[str, Any], merged: dict[str, Any]):
    assert journal.update(held, known) == merged


@pytest.mark.parametrize("entries", [{}, {"users": ["a"], "kernel": {"values": {"é": "1\n"}}}, {"version": 3}])
def test_a_journal_is_read_as_it_was_written(entries: dict[str, Any]):
    assert journal.read(journal.write(entries)) == entries
    assert journal.read(None) == {}


def test_an_older_journal_without_a_version_is_read():
    assert journal.read(b'{"users": ["a"], "packages": []}') == {"users": ["a"], "packages": []}


@pytest.mark.parametrize(("text", "said"), [
    (b'{"version": 2, "entries": {}}', "was written by a newer release of anvil.hypervisor: it has version 2"),
    (b'{"version": 2, "changes": []}', "newer release"),
    (b'{"version": "1", "entries": {}}', "has no entries"),
    (b'{"version": 1}', "has no entries"),
    (b'{"version": 1, "entries": []}', "has no entries"),
    (b"[]", "has no entries"),
    (b"", "is no journal"),
    (b'{"users": [', "is no journal"),
    (b"\xff", "is no journal"),
])
def test_a_newer_or_damaged_journal_is_refused(text: bytes, said: str):
    with pytest.raises(ValueError, match=said):
        journal.read(text)


@pytest.mark.parametrize(("text", "options"), [
    (b'{"version": 2, "entries": {}}', {"entries": {"users": ["a"]}}),
    (b'{"version": 2, "entries": {}}', {"state": "absent"}),
    (b"", {"state": "absent"}),
])
def test_a_journal_that_is_refused_stays(text: bytes, options: dict[str, Any], tmp_path: Path):
    path = tmp_path / "journal.json"
    path.write_bytes(text)
    failed = run("change_journal", path=str(path), **options)
    assert failed["failed"]
    assert f"{path} {'is no journal' if not text else 'was written by a newer release'}" in failed["msg"]
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("journal.json", text)]


def test_a_journal_is_noted_read_and_forgotten(tmp_path: Path):
    path = tmp_path / "made" / "here" / "journal.json"
    entries = {"users": ["a"], "unit": "enabled"}
    planned = run("change_journal", True, path=str(path), entries=entries)
    assert not (tmp_path / "made").exists()
    done = run("change_journal", path=str(path), entries=entries)
    assert done == planned
    assert (done["changed"], done["entries"], done["file"]) == (True, entries, str(path))
    assert json.loads(path.read_text("utf-8")) == {"version": journal.VERSION, "entries": entries}
    assert stat.S_IMODE(path.stat().st_mode) == ROOT_ONLY
    assert stat.S_IMODE(path.parent.stat().st_mode) == ROOT_ONLY_FOLDER
    written = path.stat().st_mtime_ns, path.stat().st_ino
    for options in ({}, {"entries": {"unit": "disabled"}}, {"forget": ["nothing"]}):
        again = run("change_journal", path=str(path), **options)
        assert (again["changed"], again["entries"], again["actions"], again["diff"]) == (False, entries, [], [])
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == written
    taken = run("change_journal", path=str(path), entries={"packages": ["p"]}, update={"unit": "static"}, forget=["users"])
    assert taken["entries"] == {"unit": "static", "packages": ["p"]}
    assert '"users"' in taken["diff"]["before"] and '"users"' not in taken["diff"]["after"]
    assert run("change_journal", True, path=str(path), state="absent")["changed"]
    assert path.exists()
    assert run("change_journal", path=str(path), state="absent")["changed"]
    assert not path.parent.exists()
    assert path.parent.parent.exists()
    assert not run("change_journal", path=str(path), state="absent")["changed"]


def test_a_journal_is_removed_with_its_last_entry_and_not_before(tmp_path: Path):
    """Of two roles that share a journal, each forgets what it has undone, in either order."""
    for order in (("kernel", "users"), ("users", "kernel")):
        path = tmp_path / "here" / "journal.json"
        run("change_journal", path=str(path), entries={"kernel": {"modules": ["tun"]}, "users": ["a"]})
        first = run("change_journal", path=str(path), forget=[order[0]])
        assert (first["actions"][0]["operation"], list(first["entries"])) == ("write", [order[1]])
        assert journal.read(path.read_bytes()) == first["entries"]
        assert run("change_journal", True, path=str(path), forget=[order[1]])["changed"]
        assert path.exists()
        last = run("change_journal", path=str(path), forget=[order[1]])
        assert (last["actions"][0]["operation"], last["entries"]) == ("remove", {})
        assert not path.parent.exists()
        assert not run("change_journal", path=str(path), forget=[order[1]])["changed"]


def test_an_older_journal_gets_its_version_with_the_next_entry(tmp_path: Path):
    path = tmp_path / "journal.json"
    path.write_text('{"users": ["a"]}', "utf-8")
    path.chmod(0o644)
    assert not run("change_journal", path=str(path), entries={"users": ["a"]})["changed"]
    assert run("change_journal", path=str(path), entries={"users": ["b"]})["entries"] == {"users": ["b", "a"]}
    assert json.loads(path.read_text("utf-8")) == {"version": journal.VERSION, "entries": {"users": ["b", "a"]}}
    assert stat.S_IMODE(path.stat().st_mode) == ROOT_ONLY


def test_the_folder_stays_where_others_keep_theirs(tmp_path: Path):
    for name in ("a.json", "b.json"):
        run("change_journal", path=str(tmp_path / "here" / name), entries={"x": 1})
    run("change_journal", path=str(tmp_path / "here" / "a.json"), state="absent")
    assert [each.name for each in (tmp_path / "here").iterdir()] == ["b.json"]


def test_a_secret_is_in_no_result_and_in_no_diff(tmp_path: Path):
    path = tmp_path / "journal.json"
    entries = {"values": {"/proc/sys/net/ipv4/tcp_fastopen_key": SECRET, "plain": "1"}, "users": [{"vnc_password": SECRET}]}
    results = [
        run("change_journal", check, path=str(path), **options)
        for options in ({"entries": entries}, {"update": {"unit": "x"}}, {"forget": ["users"]}, {"entries": {"values": {"plain": "2"}}})
        for check in (True, False)
    ]
    path.with_name("odd.json").mkdir()
    results.append(run("change_journal", path=str(path.with_name("odd.json")), entries=entries))
    results.append(run("change_journal", path=str(path), entries=entries, nosuch=1))
    assert [result for result in results if result.get("failed")] == results[-2:]
    assert SECRET not in json.dumps(results)
    assert results[0]["entries"]["values"] == {"/proc/sys/net/ipv4/tcp_fastopen_key": "********", "plain": "1"}
    assert run("change_journal", path=str(path), reveal=True)["entries"]["values"] == entries["values"]


class Steps:
    """The calls of the operating system, recorded; before one of them the process is killed."""

    def __init__(self, last: int = -1):
        self.made: list[tuple[str, Any]] = []
        self.last = last

    def __getattr__(self, name: str) -> Any:
        found = getattr(os, name)
        return (lambda *given, **options: self._make(name, found, given, options)) if callable(found) else found

    def _make(self, name: str, function: Any, given: Any, options: Any) -> Any:
        if len(self.made) == self.last:
            os._exit(KILLED)
        self.made.append((name, given[0]))
        return function(*given, **options)

    path = os.path


def test_the_file_is_on_the_disk_before_it_takes_its_name_and_the_name_before_the_end(tmp_path: Path, monkeypatch: Any):
    steps = Steps()
    monkeypatch.setattr(durable, "os", steps)
    durable.write(str(tmp_path / "here" / "journal.json"), b"{}")
    names = [name for name, _given in steps.made]
    assert names[:4] == ["makedirs", "mkdir", "open", "fsync"], "the folder's name is on the disk first"
    replaced = names.index("replace")
    assert "fsync" in names[names.index("fchmod"):replaced]
    assert names[replaced:] == ["replace", "open", "fsync", "close"]
    assert steps.made[replaced + 1][1] == str(tmp_path / "here")


@pytest.mark.parametrize("before", [None, b'{"version": 1, "entries": {"users": ["a"]}}'])
def test_a_killed_write_leaves_the_former_or_the_new_journal(before: bytes | None, tmp_path: Path, monkeypatch: Any):
    after = journal.write({"users": ["b", "a"]})
    folder = tmp_path / "here"
    path = folder / "journal.json"
    left = []
    for last in range(100):
        if before is not None:
            durable.write(str(path), before)
        child = os.fork()
        if not child:
            monkeypatch.setattr(durable, "os", Steps(last))
            durable.write(str(path), after)
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        left.append(path.read_bytes() if path.exists() else None)
        durable.write(str(path), after)  # what a killed run left is in nobody's way
        assert path.read_bytes() == after
        durable.remove(str(path))
        assert not folder.exists()
        if status == 0:
            break
        assert status == KILLED
    assert len(left) > 6  # noqa: PLR2004 (or nothing was killed)
    assert left == [before] * left.count(before) + [after] * left.count(after)
    assert left.count(before) and left.count(after) > 1
