# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running guest shows its devices as they were declared, although libvirt adds sockets, ports and names of its own."""

from __future__ import annotations

import pytest
from bench.guest import Guest


@pytest.fixture
def guest(server):
    connection = server.connect()
    yield Guest(connection)
    connection.close()


DEVICES = {
    "ports": {
        "serials": [{"source": {"type": "pty"}, "target": {"type": "isa-serial", "port": 0}}, {
            "source": {"type": "file", "path": "/var/log/libvirt/qemu/serial", "append": True}, "target": {"port": 1}}],
        "consoles": [{"source": {"type": "pty"}, "target": {"type": "serial"}},
                     {"source": {"type": "pty"}, "target": {"type": "virtio"}}],
        "channels": [{"source": {"type": "unix", "mode": "bind"}, "target": {"type": "virtio", "name": "org.qemu.guest_agent.0"},
                      "alias": "ua-agent"},
                     {"source": {"type": "null"}, "target": {"type": "virtio", "name": "org.example.0"}}]},
    "interfaces": {"interfaces": [
        {"source": {"type": "user"}, "model": "virtio", "link_state": "down"},
        {"source": {"type": "ethernet"}, "model": "e1000", "target": {"dev": "tap7"}, "alias": "ua-tap"},
        {"source": {"type": "server", "address": "127.0.0.1", "port": 5558}, "model": "rtl8139", "rom": {"bar": False}}]},
    "displays": {
        "graphics": [{"type": "vnc", "autoport": True, "passwd": "secret", "listens": [{"type": "address", "address": "127.0.0.1"}]}],
        "videos": [{"model": {"type": "vga", "vram": "16 MiB", "heads": 1, "primary": True}}],
        "sounds": [{"model": "ich6", "codecs": ["duplex"]}], "audios": [{"id": 1, "type": "none"}],
        "inputs": [{"type": "tablet", "bus": "usb"}, {"type": "keyboard", "bus": "virtio"}]},
    "sockets": {"graphics": [{"type": "vnc", "listens": [{"type": "socket"}]}]},
    "small": {
        "rngs": [{"model": "virtio", "backend": {"model": "random", "path": "/dev/urandom"}, "rate": {"bytes": "1 KiB", "period": 500}}],
        "memballoon": {"model": "virtio", "stats_period": 5, "autodeflate": True}, "watchdogs": [{"model": "i6300esb"}],
        "panics": [{"model": "isa"}, {"model": "hyperv"}],
        "shmems": [{"name": "shared", "model": "ivshmem-plain", "size": "1 MiB"}],
        "controllers": [{"type": "usb", "index": 0, "model": "qemu-xhci", "ports": 8},
                        {"type": "scsi", "index": 0, "model": "virtio-scsi", "driver": {"queues": 2}}]},
    "iommu": {"features": {"acpi": True}, "iommus": [{"model": "virtio"}]},
    "memory": {
        "memory": "192 MiB", "max_memory": {"size": "1 GiB", "slots": 2},
        "cpu": {"numa": {"cells": [{"id": 0, "cpus": "0", "memory": "64 MiB"}]}},
        "memory_devices": [{"model": "dimm", "target": {"size": "128 MiB", "node": 0}}]},
}


@pytest.mark.parametrize("case", DEVICES)
def test_devices_of_a_running_guest(guest, case):
    options = {"os": {"machine": "q35"}, **DEVICES[case]}
    guest.define(options)
    assert guest.change(options) == []
    guest.domain.create()
    assert guest.drift(options) == []
    guest.domain.destroy()


def test_disks_of_a_running_guest(guest, server):
    folder = "/var/lib/libvirt/images"
    server.run("mkdir", "-p", folder)
    for name in ("a", "b"):
        server.run("qemu-img", "create", "-q", "-f", "qcow2", f"{folder}/{name}.qcow2", "1M")
    server.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", f"{folder}/b.qcow2", "-F", "qcow2", f"{folder}/c.qcow2")
    options = {"disks": [
        {"source": {"file": f"{folder}/a.qcow2"}, "target": {"dev": "vda", "bus": "virtio"}, "serial": "A",
         "driver": {"type": "qcow2", "cache": "none", "discard": "unmap"}, "iotune": {"total_iops_sec": 100}, "boot": {"order": 1}},
        {"source": {"file": f"{folder}/c.qcow2"}, "target": {"dev": "sda", "bus": "scsi"}, "driver": {"type": "qcow2"}},
        {"device": "cdrom", "target": {"dev": "sdb", "bus": "sata"}},
    ]}
    guest.define(options)
    guest.domain.create()
    assert guest.drift(options) == []
    guest.domain.destroy()


def test_devices_come_and_go_while_the_guest_runs(server):
    def channel(name):
        return {"source": {"type": "unix"}, "target": {"type": "virtio", "name": name}}

    def drive(medium):
        return {"device": "cdrom", "target": {"dev": "hda", "bus": "ide"}, "source": {"file": medium}}

    for name in ("one", "two"):
        server.run("truncate", "--size=1M", str(server.storage / f"{name}.iso"))
    first, second = (str(server.storage / f"{name}.iso") for name in ("one", "two"))
    nic = {"source": {"type": "user"}, "model": "virtio"}
    guest = {"name": "guest", "type": "qemu", "memory": "32 MiB", "os": {"machine": "pc"}, "state": "running"}
    had = {"disks": [drive(first)], "interfaces": [nic], "channels": [channel("org.example.0")]}
    has = {"disks": [drive(second)], "interfaces": [nic, nic], "channels": [channel("org.example.1")],
           "rngs": [{"model": "virtio", "backend": {"model": "builtin"}}]}
    server.module("domain", **guest, **had)
    changed = server.module("domain", **guest, **has)
    assert sorted((action["operation"], *action["option"]) for action in changed["actions"]) == [
        ("attach", "channels[org.example.1]"), ("attach", "interfaces[1]"), ("attach", "rngs[0]"), ("define", "disks[hda].source.file"),
        ("detach", "channels[org.example.0]"), ("update_device", "disks[hda].source.file")]
    assert changed["restart_required"] == []
    assert not server.module("domain", **guest, **has)["changed"]
    for document in (server.virsh("dumpxml", "guest"), server.virsh("dumpxml", "--inactive", "guest")):
        assert second in document
        addresses = [line for line in document.splitlines() if "<mac " in line]
        assert len(addresses) == len(set(addresses)) == len(has["interfaces"])
        assert "org.example.1" in document and "org.example.0" not in document
        assert "<rng " in document
    server.module("domain", name="guest", state="absent", timeout=1, force=True)


def test_a_disk_that_the_guest_keeps(server):
    """Without a system in it, a guest lets no disk go: the run that takes it away says so, as does each one after it."""
    disk = server.storage / "kept.img"
    server.run("truncate", "--size=1M", str(disk))
    guest = {"name": "guest", "type": "qemu", "memory": "32 MiB", "os": {"machine": "q35"}, "state": "running"}
    server.module("domain", **guest, disks=[{"source": {"file": str(disk)}, "target": {"dev": "vdb", "bus": "virtio"}}])
    kept = server.module("domain", **guest, disks=[])
    assert [(action["operation"], action["option"]) for action in kept["actions"]] == [("detach", ["disks[vdb]"])]
    assert kept["restart_required"] == ["disks[vdb]"]
    assert "disks[vdb] waits for a restart: the guest has not let go of it yet" in str(kept["warnings"])
    assert "vdb" in server.virsh("domblklist", "guest")
    assert "vdb" not in server.virsh("domblklist", "--inactive", "guest")
    again = server.module("domain", **guest, disks=[])
    assert (again["changed"], again["restart_required"]) == (False, ["disks[vdb]"])
    restarted = server.module("domain", **guest, disks=[], restart=True, force=True, timeout=0)
    assert [action["operation"] for action in restarted["actions"]] == ["shutdown", "start"]
    assert restarted["restart_required"] == [] and "vdb" not in server.virsh("domblklist", "guest")


def test_a_disk_that_the_guest_keeps_goes_with_an_allowed_restart(server):
    disk = server.storage / "kept.img"
    server.run("truncate", "--size=1M", str(disk))
    guest = {"name": "guest", "type": "qemu", "memory": "32 MiB", "os": {"machine": "q35"}, "state": "running"}
    server.module("domain", **guest, disks=[{"source": {"file": str(disk)}, "target": {"dev": "vdb", "bus": "virtio"}}])
    gone = server.module("domain", **guest, disks=[], restart=True, force=True, timeout=0)
    assert [action["operation"] for action in gone["actions"]] == ["detach", "shutdown", "start"]
    assert gone["restart_required"] == [] and "vdb" not in server.virsh("domblklist", "guest")
