# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only one object of a kind can have is refused to a second one while planning, in check mode and for real."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.pool import Pool
from bench.bindings import libvirt

GOLDEN = Path(__file__).parents[1] / "unit" / "golden" / "pool"
UUID = "b5f4b5a2-0d11-4b32-9f5e-0b3c8a1d7c11"
GUEST = {"type": "test", "memory": "512 MiB", "os": {"type": "hvm", "arch": "i686"}}
ONE, TWO = {"target": {"path": "/srv/one"}, "type": "dir"}, {"target": {"path": "/srv/two"}, "type": "dir"}
DISK = {"type": "fs", "source": {"devices": [{"path": "/dev/one"}]}}

CASES = [
    ("network", {"uuid": UUID}, {"uuid": UUID}, "uuid"),
    ("pool", {"uuid": UUID, **ONE}, {"uuid": UUID, **TWO}, "uuid"),
    ("domain", {"uuid": UUID, **GUEST}, {"uuid": UUID, **GUEST}, "uuid"),
    ("network", {"bridge": {"name": "br7"}}, {"bridge": {"name": "br7"}}, "bridge.name"),
    ("network", {"bridge": {"name": "br7"}, "forward": {"mode": "bridge"}}, {"bridge": {"name": "br7"}}, "bridge.name"),
    ("pool", ONE, {**ONE, "target": {"path": "/srv/one/"}}, "target.path"),
    ("pool", ONE, {"xml": "<pool type='dir'><name>b</name><target><path>/srv/one</path></target></pool>"}, "target.path"),
    ("pool", {**DISK, **{"target": {"path": "/srv/one"}}},
     {"type": "logical", "source": {"name": "vg", "devices": [{"path": "/dev/two"}, {"path": "/dev/one"}]}}, "source.devices"),
    ("pool", {"type": "mpath", "target": {"path": "/dev/mapper"}}, {"type": "mpath", "target": {"path": "/dev/other"}}, "type"),
]


@pytest.mark.parametrize(("kind", "first", "second", "option"), CASES)
def test_k6_what_another_object_has_is_refused_before_anything_is_touched(engine, kind, first, second, option):
    engine.run(kind, name="a", **first)
    before = engine.snapshot()
    for check in (True, False):
        (failure,) = engine.run(kind, check=check, fails=True, name="b", **second)["failures"]
        assert failure["code"] == "conflict" and failure["message"].startswith(f"{option} '") and f"{kind} 'a'" in failure["message"]
        assert failure["remedy"].startswith("Leave uuid out" if option == "uuid" else "Give this one another ")
    assert engine.snapshot() == before
    # The same in one run, one after the other.
    engine.run(kind, name="a", state="absent", force=True) if kind == "network" else engine.run(kind, name="a", state="absent")
    for check in (True, False):
        result = engine.resources(check=check, fails=True, **{f"{kind}s": [{"name": "a", **first}, {"name": "b", **second}]})
        assert [failure["name"] for failure in result["failures"]] == ["b"]
        assert [action["name"] for action in result["actions"]] == ["a"]


@pytest.mark.parametrize(("kind", "first", "second", "option"), CASES)
def test_k6_what_the_same_run_frees_is_free(engine, kind, first, second, option):
    engine.run(kind, name="a", **first)
    for check in (True, False):
        engine.resources(check=check, **{f"{kind}s": [{"name": "a", "state": "absent"}, {"name": "b", **second}]})
    assert not engine.run(kind, name="b", **second)["changed"]


def test_bridges_of_the_host_are_for_many_networks(engine):
    for name in "ab":
        engine.run("network", name=name, forward={"mode": "bridge"}, bridge={"name": "br7"})


def test_a_bridge_that_waits_for_a_restart_is_taken_and_so_is_the_former_one(engine):
    """libvirt refuses both: src/conf/virnetworkobj.c."""
    engine.run("network", name="a", bridge={"name": "br7"}, state="active")
    assert engine.run("network", name="a", bridge={"name": "br8"})["restart_required"] == ["network.a.bridge.name"]
    for bridge, check in itertools.product(("br7", "br8"), (True, False)):
        (failure,) = engine.run("network", check=check, fails=True, name="b", bridge={"name": bridge})["failures"]
        assert failure["message"] == f"bridge.name '{bridge}' is that of network 'a'"
    engine.run("network", name="b", bridge={"name": "br9"})


def test_what_a_disk_is_called_is_asked_once_for_each_changed_guest(engine):
    """However many other guests there are to be compared with."""
    asked = []

    def note(kind, driver):
        if kind == "domain":
            volume = driver.disks.volume
            driver.disks.volume = lambda place: asked.append(place) or volume(place)

    pool = {"name": "p", **ONE, "state": "active"}
    volumes = [{"pool": "p", "name": f"v{number}", "capacity": "1 MiB"} for number in range(9)]
    guests = [{"name": f"g{number}", **GUEST, "disks": [
        {"source": {"pool": "p", "volume": f"v{number}"}, "target": {"dev": "vda"}, "driver": {"type": "raw"}}]} for number in range(9)]
    engine.resources(pools=[pool], volumes=volumes, domains=guests)
    engine.prepare = note
    engine.resources(domains=[{**guest, "memory": "600 MiB"} for guest in guests])
    assert sorted(set(asked)) == [("p", f"v{number}") for number in range(9)]
    assert len(asked) <= 2 * len(guests)


@pytest.mark.parametrize(("more", "fails"), [
    ({}, True), ({"restart": True, "force": True}, False), ({"state": "shutoff", "force": True}, False)])
def test_a_disk_that_a_running_guest_gives_up_at_its_restart_is_its_own_until_then(engine, more, fails):
    """Also where one task changes this guest, and has another one run with the disk."""
    def disk(volume):
        return {"disks": [{"source": {"pool": "p", "volume": volume}, "target": {"dev": "vda"}, "driver": {"type": "raw"}}]}

    volumes = [{"pool": "p", "name": name, "capacity": "1 MiB"} for name in "vw"]
    engine.resources(pools=[{"name": "p", **ONE, "state": "active"}], volumes=volumes,
                     domains=[{"name": "a", **GUEST, **disk("v"), "state": "running"}])
    for check in (True, False):
        result = engine.resources(check=check, fails=fails, domains=[
            {"name": "a", **GUEST, **disk("w"), **more}, {"name": "b", **GUEST, **disk("v"), "state": "running"}])
        assert [failure["name"] for failure in result["failures"]] == ["b"] * fails
        assert all("is also a disk of guest 'a'" in failure["message"] for failure in result["failures"])


def test_claims_of_pools_are_those_of_libvirt(engine):
    """Each golden pool beside a copy of each other one, under another name."""
    documents = [xml.parse(path.read_text(encoding="utf-8")) for path in sorted(GOLDEN.glob("*.xml"))]
    agreed = set()
    for first, second in itertools.product(documents, documents):
        texts = []
        for name, root in (("first", first), ("second", second)):
            copied = xml.parse(xml.serialize(root))
            copied.find("name").text = name
            for uuid in copied.findall("uuid"):
                copied.remove(uuid)
            texts.append(xml.serialize(copied))
        try:
            held = engine.connection.storagePoolDefineXML(texts[0])
        except libvirt.libvirtError:
            continue
        claimed = set(Pool.unique_values({"xml": xml.parse(held.XMLDesc(0))})) - {("uuid", held.UUIDString())}
        occupied = bool(claimed.intersection(Pool.unique_values({"xml": xml.parse(texts[1])})))
        try:
            engine.connection.storagePoolDefineXML(texts[1])
            assert not occupied, texts
        except libvirt.libvirtError as error:
            conflict = "conflict" in str(error)
            assert conflict == occupied or second.find("source/adapter") is not None, (str(error), texts)
            agreed |= {second.get("type")} if conflict else set()
        engine.wipe()
    assert {"dir", "disk", "netfs", "iscsi"} <= agreed


def test_k6a_a_volume_is_missing_in_a_pool_that_the_same_task_declares(engine):
    pool = {"name": "p", **ONE, "state": "active"}
    disk = {"source": {"pool": "p", "volume": "missing"}, "target": {"dev": "vda", "bus": "virtio"}, "driver": {"type": "raw"}}
    missing = "it refers to volume 'p/missing', which does not exist"
    engine.run("pool", **pool)
    result = engine.resources(check=True, pools=[pool], domains=[{"name": "g", **GUEST, "disks": [disk]}])
    assert missing in str(result["warnings"])
    volume = {"pool": "p", "name": "missing", "capacity": "1 MiB"}
    result = engine.resources(check=True, pools=[pool], volumes=[volume], domains=[{"name": "g", **GUEST, "disks": [disk]}])
    assert missing not in str(result["warnings"])
