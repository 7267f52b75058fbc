# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guests that somebody else has brought into an odd state: what is said of them is right, and nothing is touched wrongly."""

from __future__ import annotations

import time

import pytest

GUEST = {"name": "guest", "type": "qemu", "memory": "48 MiB", "os": {"machine": "pc"}}
# The port of the panic device, docs/specs/pvpanic of QEMU: the guest's kernel would write this there.
PANIC = "o /b 0x505 1"


def operations(result):
    return [" ".join((action["operation"], *action["option"])) for action in result["actions"]]


def refused(server, **options):
    """The guest is refused in check mode and for real, with the same words, and nothing is touched."""
    before = server.snapshot()
    messages = {server.module("domain", check=check, fails=True, **options)["msg"] for check in (True, False)}
    assert server.snapshot() == before
    (message,) = messages
    return message


@pytest.fixture
def disk(server):
    path = str(server.storage / "base.qcow2")
    server.run("qemu-img", "create", "-q", "-f", "qcow2", path, "8M")
    return {"source": {"file": path}, "target": {"dev": "vda", "bus": "virtio"}, "driver": {"type": "qcow2"}}


def test_a_paused_guest_stays_paused(server):
    server.module("domain", **GUEST, state="paused")
    assert operations(server.module("domain", **GUEST, title="a")) == ["define title", "set_notes title"]
    assert server.virsh("domstate", "guest").strip() == "paused"
    # It is woken to shut down, and has no system to do so.
    failed = server.module("domain", **GUEST, title="a", state="shutoff", timeout=1, fails=True)
    assert "is paused again" in failed["msg"] and "option force" in failed["msg"]
    assert server.virsh("domstate", "guest").strip() == "paused"
    server.module("domain", **GUEST, title="a", vcpus={"count": 2}, restart=True, timeout=0, force=True)
    assert server.virsh("domstate", "guest").strip() == "paused"


def test_a_crashed_guest_is_kept(server):
    guest = {**GUEST, "on_crash": "preserve", "panics": [{"model": "isa"}]}
    server.module("domain", **guest, state="running")
    server.virsh("qemu-monitor-command", "guest", "--hmp", PANIC)
    while server.virsh("domstate", "guest").strip() != "crashed":
        time.sleep(0.1)
    for options in ({"state": "running"}, {"state": "paused"}, {"state": "shutoff"}, {"state": "absent"},
                    {"vcpus": {"count": 2}, "restart": True}):
        assert "crashed" in (message := refused(server, **guest, **options)) and "option force" in message
    assert server.module("domain", **guest, vcpus={"count": 2})["restart_required"] == ["vcpus.count"]
    assert server.virsh("domstate", "guest").strip() == "crashed"
    assert operations(server.module("domain", **guest, state="shutoff", force=True)) == ["shutdown"]
    assert operations(server.module("domain", **guest, state="running")) == ["start"]
    assert server.virsh("vcpucount", "guest", "--live", "--current").strip() == "2"


def test_a_guest_with_saved_memory(server, disk):
    guest = {**GUEST, "disks": [disk], "timeout": 0, "force": True}
    server.module("domain", **guest, state="running")
    server.virsh("managedsave", "guest")
    more = {**guest, "vcpus": {"count": 2}, "state": "running"}
    planned = server.module("domain", check=True, **more)
    started = server.module("domain", **more)
    assert operations(planned) == operations(started) == ["define vcpus.count", "start"]
    # It goes on as it was saved.
    assert planned["restart_required"] == started["restart_required"] == ["vcpus.count"]
    assert "Restart it for" in str(started["warnings"])
    again = server.module("domain", **more)
    assert (again["changed"], again["restart_required"]) == (False, ["vcpus.count"])

    server.virsh("managedsave", "guest")
    restarted = server.module("domain", **more, restart=True)
    assert operations(restarted) == ["start", "shutdown vcpus.count", "start vcpus.count"]
    assert server.virsh("vcpucount", "guest", "--live", "--current").strip() == "2"
    assert not server.module("domain", **more)["changed"]
    server.virsh("managedsave", "guest")
    assert "(managed_save)" in refused(server, name="guest", state="absent")


def test_a_transient_guest_becomes_persistent(server, disk):
    guest = {**GUEST, "disks": [disk]}
    server.module("domain", **guest, state="running")
    server.virsh("undefine", "guest")
    assert operations(server.module("domain", **guest, autostart=True)) == ["define", "set_autostart autostart"]
    assert server.virsh("list", "--persistent", "--autostart", "--name").split() == ["guest"]
    assert not server.module("domain", **guest, autostart=True)["changed"]
    server.virsh("undefine", "guest")
    gone = server.module("domain", name="guest", state="absent", timeout=0, force=True)
    assert operations(gone) == ["shutdown"]
    assert server.virsh("list", "--all", "--name").split() == []


@pytest.mark.parametrize("pool", [True, False], ids=["in a pool", "in no pool"])
def test_a_disk_stays_above_its_snapshot(server, disk, pool):
    """What was written since the snapshot lies in the file above: the guest is never pointed back at the one below."""
    guest = {**GUEST, "disks": [disk], "timeout": 0, "force": True}
    if pool:
        server.module("pool", name="images", type="dir", target={"path": str(server.storage)}, state="active")
    server.module("domain", **guest, state="running")
    server.virsh("snapshot-create-as", "guest", "above", "--disk-only")
    if pool:
        server.virsh("pool-refresh", "images")
    top = f"{server.storage}/base.above"
    for options in ({}, {"state": "shutoff"}, {"title": "off"}):
        done = server.module("domain", **guest, **options)
        assert top in str(done["warnings"]) and "Commit or delete the snapshot" in str(done["warnings"])
        assert done["restart_required"] == []
        assert f"<source file='{top}'" in server.virsh("dumpxml", "--inactive", "guest")
    document = server.virsh("dumpxml", "--inactive", "guest").replace(top, disk["source"]["file"])
    server.module("domain", xml=document.partition("<backingStore")[0] + document.rpartition("</backingStore>")[2])
    assert f"<source file='{top}'" in server.virsh("dumpxml", "--inactive", "guest")
    assert "snapshots" in refused(server, name="guest", state="absent")


def test_a_disk_that_is_being_copied(server, disk):
    guest = {**GUEST, "disks": [disk]}
    server.module("domain", **guest, state="running")
    server.virsh("blockcopy", "guest", "vda", f"{server.storage}/copy.qcow2", "--transient-job", "--format", "qcow2")
    assert not server.module("domain", **guest)["changed"]
    other = {**disk, "source": {"file": f"{server.storage}/copy.qcow2"}}
    for disks in ([], [other]):
        message = refused(server, **GUEST, disks=disks)
        assert "'vda' is being copied" in message and "virsh blockjob guest vda --abort" in message
    server.virsh("blockjob", "guest", "vda", "--abort")
    assert not server.module("domain", **guest)["changed"]


def test_a_device_that_the_guest_does_not_let_go(server, disk):
    """A guest without a system keeps a device that it is asked for. Declared again, it is no second one."""
    guest = {**GUEST, "state": "running"}
    server.module("domain", **guest, disks=[disk])
    for _again in range(2):
        server.module("domain", **guest, disks=[])
    assert server.module("domain", **guest, disks=[])["restart_required"] in ([], ["disks[vda]"])
    server.module("domain", **guest, disks=[disk])
    for flags in (["--inactive"], []):
        assert server.virsh("dumpxml", "guest", *flags).count("<target dev='vda'") == 1
    assert not server.module("domain", **guest, disks=[disk])["changed"]


@pytest.mark.gate("faults")
def test_a_guest_whose_qemu_is_slow_to_answer_a_new_daemon(own_server):
    """libvirt ends it and says that it does not run, while it still waits for QEMU's first answer."""
    own_server.module("domain", **GUEST, state="running")
    qemu = own_server.run("cat", "/run/libvirt/qemu/guest.pid").stdout
    own_server.stop_daemon()
    own_server.run("kill", "-STOP", qemu)
    own_server.start_daemon()
    assert operations(own_server.module("domain", name="guest", state="shutoff", timeout=0, force=True)) == ["shutdown"]
    assert own_server.virsh("domstate", "guest").strip() == "shut off"
