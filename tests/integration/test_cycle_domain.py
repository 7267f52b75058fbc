# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cycle of guests on a real libvirtd: power, changes that reach a running guest and such that wait, removal."""

from __future__ import annotations

import pytest
from bench.cycle import Cycle, Step, run

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
        Step("title, at once", tiny(memory="48 MiB", title="A tiny guest"), actions=["define title", "set_title title"],
             holds=lambda server: "A tiny guest" in server.virsh("desc", "tiny", "--title", "--live")),
        Step("shut off", {"name": "tiny", "state": "shutoff", "timeout": 1, "force": True}, actions=["shutdown"]),
        Step("start paused", {"name": "tiny", "state": "paused"}, actions=["start"]),
        Step("delete", tiny(state="absent"), actions=["shutdown", "undefine"]),
    ]),
    Cycle("domain", name="a machine without a free slot", prepare=blank_disks, steps=[
        Step("create", tiny(state="running", disks=[disk("vda")])),
        Step("a disk takes the last slot", tiny(disks=[disk("vda"), disk("vdb")]), actions=["attach disks[vdb]"],
             holds=lambda server: "vdb" in server.virsh("dumpxml", "tiny")),
        Step("another waits", tiny(disks=THREE), actions=["attach disks[vdc]"], restart_required=["disks[vdc]"],
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


@pytest.mark.parametrize("cycle", CYCLES, ids=str)
def test_cycle(server, cycle):
    run(server, cycle)
