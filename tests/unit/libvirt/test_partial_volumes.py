# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks of volumes that are being filled: files for block devices, volumes beside for files; and the lock."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import partial_volumes
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Conflict, Denied, Refused


class FakePool:
    """A pool that takes volumes."""

    def __init__(self, capacity=partial_volumes.SIZE):
        self.documents, self.capacity = [], capacity

    def name(self):
        return "p"

    def UUIDString(self):
        return "5b5eb2a1-5a5c-4d5b-9d0c-7a7c0a2f6a11"

    def createXML(self, document, _flags):
        self.documents.append(document)
        return self

    def info(self):
        return [0, self.capacity, 0]

    def delete(self, _flags):
        self.documents.pop()


def marks(pool_type):
    made = partial_volumes.Marks()
    made._types["p"] = pool_type
    return made


@pytest.mark.parametrize("pool_type", ["logical", "disk", "zfs"])
def test_a_file_on_the_host_marks_a_block_device(pool_type, tmp_path, monkeypatch):
    monkeypatch.setattr(partial_volumes, "JOURNAL", str(tmp_path / "below" / "incomplete"))
    pool = FakePool()
    marks(pool_type).set(pool, {}, "sdb1")
    assert marks(pool_type).there(pool, {}, "sdb1"), "the next run sees it"
    assert not marks(pool_type).there(pool, {}, "sdb2")
    marks(pool_type).clear(pool, {}, "sdb1")
    marks(pool_type).clear(pool, {}, "sdb1")
    assert not marks(pool_type).there(pool, {}, "sdb1")
    assert pool.documents == []


def test_a_mark_that_cannot_be_written_stops_the_run(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setattr(partial_volumes, "JOURNAL", str(tmp_path / "file" / "incomplete"))
    with pytest.raises(Denied, match="become"):
        marks("logical").set(FakePool(), {}, "a")


def test_a_volume_beside_marks_a_file():
    pool, volumes = FakePool(), {}
    marks("dir").set(pool, volumes, "a&b")
    assert "<name>a&amp;b.anvil-incomplete</name>" in pool.documents[0]
    assert marks("dir").there(pool, volumes, "a&b")
    assert [name for name in volumes if partial_volumes.is_mark(name)] == list(volumes)
    marks("dir").clear(pool, volumes, "a&b")
    assert not volumes
    assert not pool.documents


def test_what_is_only_called_like_a_mark_is_neither_believed_nor_deleted():
    pool, foreign = FakePool(), FakePool(capacity=1 << 20)
    foreign.documents.append("somebody's")
    volumes = {"a.anvil-incomplete": foreign}
    for step in (marks("dir").there, marks("dir").set):
        with pytest.raises(Refused, match="Rename that one"):
            step(pool, volumes, "a")
    marks("dir").clear(pool, volumes, "a")
    assert volumes == {"a.anvil-incomplete": foreign}
    assert foreign.documents == ["somebody's"]
    assert pool.documents == []


def test_one_run_fills_a_volume():
    pool, first, second = FakePool(), marks("dir"), marks("dir")
    first.hold(pool, "a")
    first.hold(pool, "a")
    with pytest.raises(Conflict, match="another run"):
        second.hold(pool, "a")
    second.hold(pool, "b")
    first.release(pool, "a")
    second.hold(pool, "a")
    for name in ("a", "b"):
        second.release(pool, name)
