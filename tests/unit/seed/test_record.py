# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the volume of a seed holds, and what is remembered of a declaration."""

from __future__ import annotations

import json

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._seed import host_key, iso9660, nocloud
from ansible_collections.anvil.hypervisor.plugins.module_utils._seed.record import CAPACITY, Record, look, size, write

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
DESIRED = {"instance_id": "i-1", "hostname": "web1", "user_data": {"password": "swordfish"}, "network_config": {"version": 2}}
FILES = nocloud.files(DESIRED)
RECORD = Record().signed(KEY, nocloud.declared(DESIRED))


def test_what_is_written_is_read():
    for record in (RECORD, Record(True, 7, "", {})):
        data = write(FILES, record)
        assert len(data) == CAPACITY
        held = look(data)
        assert (held.files, held.record) == (FILES, record)
    assert look(bytes(CAPACITY)).files == {}
    assert size(FILES) < CAPACITY


def test_the_largest_record_has_room():
    record = Record(False, 10**9).signed(KEY, nocloud.declared(DESIRED))
    assert look(write(FILES, record)).record == record


def test_a_record_holds_no_content():
    data = write(nocloud.spent(FILES), RECORD)
    assert b"swordfish" not in data
    assert b"swordfish" in write(FILES, RECORD)


def test_options_that_are_declared_otherwise():
    declared = nocloud.declared({**DESIRED, "hostname": "web2", "user_data": "#!/bin/sh\n"})
    assert RECORD.differing(KEY, nocloud.declared(DESIRED)) == []
    assert RECORD.differing(KEY, declared) == ["hostname", "user_data"]
    assert RECORD.differing(KEY, nocloud.declared({**DESIRED, "vendor_data": {"a": 1}})) == ["vendor_data"]
    assert RECORD.differing(OTHER_KEY, declared) is None
    assert RECORD.differing(None, declared) is None


def test_digests_depend_on_the_key_and_the_option():
    other = Record().signed(OTHER_KEY, nocloud.declared(DESIRED))
    assert not set(other.digests.values()) & set(RECORD.digests.values())
    same = Record().signed(KEY, {"user_data": b"a", "vendor_data": b"a"})
    assert same.digests["user_data"] != same.digests["vendor_data"]


@pytest.mark.parametrize("sector", range(16, 24))
def test_what_was_written_by_half_is_told(sector):
    """Up to each sector, the new image; from there on the former one."""
    new = write({**FILES, "user-data": b"#!/bin/sh\nnew\n" * 400}, RECORD)
    former = write(FILES, Record(spent=True))
    held = look(new[:sector * 2048] + former[sector * 2048:])
    if sector == iso9660.DESCRIPTOR:
        assert held.files == FILES
        assert held.record.spent
    else:
        assert held.files is None
        assert held.record == RECORD


@pytest.mark.parametrize("data", [b"x" * CAPACITY, bytes(CAPACITY - 1) + b"x", iso9660.build(FILES, "cidata").ljust(CAPACITY, b"\0"), b"x"])
def test_what_others_wrote_is_none_of_ours(data):
    assert look(data) is None


@pytest.mark.parametrize("change", [
    {"spent": None, "declared": []}, {"generation": "x"},
    {"declared": 1}, {"declared": [1]}, {"sum": None, "generation": []}, {"key": {}, "declared": "x"}])
def test_a_record_that_nobody_wrote_so_ends_no_run(change):
    """A guest may have written anything into a volume that it had as a disk."""
    data = bytearray(write(FILES, RECORD))
    found = json.loads(data[iso9660.APPLICATION_USE])
    data[iso9660.APPLICATION_USE] = json.dumps({**found, **change}).encode().ljust(512)
    held = look(bytes(data))
    assert held is None or held.record.differing(KEY, nocloud.declared(DESIRED))


@pytest.mark.parametrize("files", [{}, {"meta-data": b"[]"}, {"meta-data": b'{"instance-id": "i"}'}, {"meta-data": b"\xff"}])
def test_an_image_without_the_identity_of_a_guest_is_none_of_ours(files):
    assert look(write(files, RECORD)) is None


def test_a_record_of_a_newer_version_is_told():
    data = bytearray(write(FILES, RECORD))
    data[iso9660.APPLICATION_USE] = json.dumps({"anvil.hypervisor": 2}).encode().ljust(512)
    held = look(bytes(data))
    assert (held.version, held.files) == (2, None)


@pytest.fixture
def place(monkeypatch, tmp_path):
    path = tmp_path / "folder" / "seed.key"
    monkeypatch.setattr(host_key, "PATH", str(path))
    return path


def test_the_key_is_made_once(place):
    assert host_key.read() is None
    key = host_key.make()
    assert len(key) == host_key.LENGTH
    assert host_key.make() == host_key.read() == key
    assert oct(place.stat().st_mode) == "0o100600"
    assert oct(place.parent.stat().st_mode) == "0o40700"
    assert list(place.parent.iterdir()) == [place]


def test_runs_that_make_the_key_at_the_same_time_get_the_same(place, monkeypatch):
    def slow(length):
        monkeypatch.undo()
        monkeypatch.setattr(host_key, "PATH", str(place))
        place.write_bytes(KEY)
        return b"l" * length

    monkeypatch.setattr(host_key.secrets, "token_bytes", slow)
    assert host_key.make() == KEY
    assert list(place.parent.iterdir()) == [place]
