# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cycle of guests on a real libvirtd: power, changes that reach a running guest and such that wait, removal."""

from __future__ import annotations

import pytest
from bench.cycle import Cycle, Step, each, fill, run
from bench.reference import status_of, undocumented

# A guest without a disk: its firmware waits for ever, which takes 0.4 s to start and nothing to stop but force.
TINY = {"name": "tiny", "type": "qemu", "memory": "32 MiB", "vcpus": {"count": 1},
        "os": {"type": "hvm", "arch": "x86_64", "machine": "q35"}, "timeout": 1, "force": True}


def tiny(**more):
    return {**TINY, **more}


def pc(**more):
    return tiny(os={"type": "hvm", "arch": "x86_64", "machine": "pc"}, **more)


def disk(dev, **more):
    return {"target": {"dev": dev, "bus": "virtio"}, "driver": {"name": "qemu", "type": "raw"},
            "source": {"file": f"STORAGE/{dev}.img"}, **more}


def blank_disks(server):
    for dev in ("vda", "vdb", "vdc"):
        server.run("truncate", "--size=1M", str(server.storage / f"{dev}.img"))


THREE = [disk("vda"), disk("vdb"), disk("vdc")]
NIC = {"mac": "52:54:00:00:00:07", "model": "virtio", "source": {"network": "plain"}}
PLAIN = ("network", {"name": "plain", "state": "active"})

CYCLES = [
    Cycle("domain", name="power", steps=[
        Step("create", tiny(state="running", autostart=True), diff=["memory: 32 MiB", "state: running"],
             actions=["define", "set_autostart autostart", "start"]),
        Step("pause", tiny(state="paused"), diff=["state: paused"], actions=["suspend"]),
        Step("resume", tiny(state="running"), actions=["resume"]),
        Step("memory, which waits", tiny(memory="48 MiB"), actions=["define memory"], restart_required=["memory"]),
        Step("restart", tiny(memory="48 MiB", restart=True), diff=["restart_required"], actions=["shutdown memory", "start memory"],
             holds=lambda server: "49152" in server.virsh("dumpxml", "tiny")),
        Step("title, at once", tiny(memory="48 MiB", title="A tiny guest"), actions=["define title", "set_notes title"],
             holds=lambda server: "A tiny guest" in server.virsh("desc", "tiny", "--title", "--live")),
        Step("shut off", {"name": "tiny", "state": "shutoff", "timeout": 1, "force": True}, actions=["shutdown"]),
        Step("start paused", {"name": "tiny", "state": "paused"}, actions=["start"]),
        Step("delete", tiny(state="absent"), actions=["shutdown", "undefine"]),
    ]),
    Cycle("domain", name="a machine without a free slot", prepare=blank_disks, steps=[
        Step("create", tiny(state="running", disks=[disk("vda")])),
        Step("a disk takes the last slot", tiny(disks=[disk("vda"), disk("vdb")]), actions=["attach disks[vdb]"],
             holds=lambda server: "vdb" in server.virsh("dumpxml", "tiny")),
        Step("another waits", tiny(disks=THREE), actions=["define disks[vdc]"], restart_required=["disks[vdc]"],
             holds=lambda server: "vdc" in server.virsh("dumpxml", "--inactive", "tiny")),
        Step("restart", tiny(disks=THREE, restart=True), actions=["shutdown disks[vdc]", "start disks[vdc]"],
             holds=lambda server: "vdc" in server.virsh("dumpxml", "tiny")),
        Step("delete", tiny(state="absent")),
    ]),
    Cycle("domain", name="devices of a running guest", prepare=blank_disks, given=[PLAIN], steps=[
        Step("create", pc(state="running", disks=[disk("vda")], interfaces=[])),
        Step("plug a disk", pc(disks=[disk("vda"), disk("vdb", serial="SECOND")]), diff=["SECOND"], actions=["attach disks[vdb]"],
             holds=lambda server: "SECOND" in server.virsh("dumpxml", "tiny")
             and "SECOND" in server.virsh("dumpxml", "--inactive", "tiny")),
        Step("plug an interface and wait for memory", pc(memory="48 MiB", interfaces=[NIC]),
             actions=["define memory", "attach interfaces[52:54:00:00:00:07]"], restart_required=["memory"],
             holds=lambda server: "52:54:00:00:00:07" in server.virsh("domiflist", "tiny")),
        Step("its link goes down", pc(memory="48 MiB", interfaces=[{**NIC, "link_state": "down"}]), restart_required=["memory"],
             holds=lambda server: "down" in server.virsh("domif-getlink", "tiny", "52:54:00:00:00:07")),
        Step("shut off", {"name": "tiny", "state": "shutoff", "timeout": 1, "force": True}, actions=["shutdown"]),
        Step("take both away", pc(memory="48 MiB", disks=[disk("vda")], interfaces=[]), diff=["vdb"]),
        Step("delete", pc(state="absent")),
    ]),
]


@pytest.mark.parametrize("cycle", each(CYCLES))
def test_cycle(server, cycle):
    run(server, cycle)


def test_what_domain_info_returns_changes_nothing_and_shows_drift(server):
    """Given back, the declaration is no change, running or not; what waits for a restart is told until it is done."""
    blank_disks(server)
    server.module("network", name="plain", state="active")
    devices = {"disks": [disk("vda")], "interfaces": [NIC], "serials": [{"source": {"type": "pty"}}]}
    server.module("domain", **fill(pc(state="running", **devices), server))
    (found,) = server.module("domain_info", name="t*")["domains"]
    assert (found["status"]["state"], found["status"]["restart_required"]) == ("running", [])
    assert set(found["status"]) == set(status_of("domain")) - {"error"}
    assert not server.module("domain", **found["declared"])["changed"]
    server.module("domain", name="tiny", memory="48 MiB")
    (found,) = server.module("domain_info")["domains"]
    assert {"option": "memory", "configured": "48 MiB", "running": "32 MiB"} in found["status"]["drift"]
    assert not undocumented("domain", [found])
    assert "memory" in found["status"]["restart_required"]
    server.module("domain", name="tiny", memory="48 MiB", restart=True, timeout=1, force=True)
    assert server.module("domain_info")["domains"][0]["status"]["drift"] == []
    server.module("domain", name="tiny", state="shutoff", timeout=1, force=True)
    (found,) = server.module("domain_info")["domains"]
    assert found["status"]["state"] == "shutoff"
    assert not server.module("domain", **found["declared"])["changed"]


def test_shutdown_waits_and_never_forces_by_itself(server):
    server.module("domain", **tiny(state="running"))
    refused = server.module("domain", fails=True, name="tiny", state="shutoff", timeout=1)
    assert refused["failures"][0]["code"] == "timeout"
    assert "option force" in refused["msg"]
    assert server.virsh("domstate", "tiny").strip() == "running"


def test_removal_keeps_what_was_not_named(server):
    """Saved memory is not thrown away with the guest; its own disk goes when it is named, others never."""
    blank_disks(server)
    server.module("pool", name="storage", type="dir", state="active", target={"path": str(server.storage)})
    shared = {**disk("vdb"), "shareable": True}
    server.module("domain", **fill(tiny(disks=[disk("vda"), shared]), server))
    server.module("domain", name="tiny", state="running")
    server.virsh("managedsave", "tiny")
    refused = server.module("domain", fails=True, name="tiny", state="absent")
    assert "(managed_save)" in refused["msg"]
    assert "tiny" in server.virsh("list", "--all", "--name")
    server.module("domain", name="tiny", state="absent", remove=["managed_save", "disks"])
    assert "tiny" not in server.virsh("list", "--all", "--name")
    assert not (server.storage / "vda.img").exists()
    assert (server.storage / "vdb.img").exists()


def test_unknown_xml_survives(server):
    """Somebody's metadata and a device that no option names stay when an option changes."""
    server.module("domain", **tiny())
    text = server.virsh("dumpxml", "tiny")
    mine = '<metadata><mine:note xmlns:mine="http://example.org/mine" kept="yes">words</mine:note></metadata>'
    (server.storage / "t.xml").write_text(text.replace("<memory ", f"{mine}<memory ", 1), encoding="utf-8")
    server.virsh("define", str(server.storage / "t.xml"))
    server.module("domain", **tiny(memory="48 MiB"))
    after = server.virsh("dumpxml", "tiny")
    assert 'kept="yes"' in after.replace("'", '"')
    assert "words" in after
    assert "49152" in after


@pytest.mark.parametrize(("given", "option"), [
    ({"vcpus": "two"}, "vcpus"), ({"disks": [5]}, "disks[0]"), ({"os": 1}, "os"), ({"interfaces": "nm"}, "interfaces[0]"),
    ({"interfaces": ["nm"]}, "interfaces[0]"), ({"interfaces": {"model": "virtio"}}, "interfaces"), ({"state": "up"}, "state"),
    ({"autostart": "nope"}, "autostart"), ({"disks": [{"target": {"dev": "vda", "bus": "foo"}}]}, "disks[0].target.bus"),
    ({"disks": [{"targt": {}}]}, "disks[0].targt"), ({"vcpus": {"count": "lots"}}, "vcpus.count"),
])
def test_what_ansible_would_refuse_is_refused_by_name(server, given, option):
    result = server.module("domain", fails=True, **{**TINY, **given})
    assert result["msg"].startswith(f"domain 'tiny': cannot accept the declaration: {option}: ")
    assert [(failure["kind"], failure["name"], failure["code"]) for failure in result["failures"]] == [("domain", "tiny", "invalid")]
    assert server.virsh("list", "--all", "--name").strip() == ""


def test_a_long_shutdown_tells_that_it_is_alive(server):
    """In Ansible's default output, as often as it is asked for."""
    server.module("domain", **tiny(state="running"))
    task = {"anvil.hypervisor.domain": {"name": "tiny", "state": "shutoff", "timeout": 4, "force": True}}
    run = server.play([task], environment={"ANVIL_HYPERVISOR_PROGRESS_SECONDS": "1"})
    assert "tiny: shutting down" in run.output
    assert server.virsh("domstate", "tiny").strip() == "shut off"
