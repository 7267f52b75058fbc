# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where libvirt's words do not say what to do, ours do."""

from __future__ import annotations

import pytest

GUEST = {"name": "guest", "type": "qemu", "memory": "32 MiB", "os": {"machine": "q35"}}


def nic(source):
    return {"interfaces": [{"source": source}]}


def disk(source):
    return {"disks": [{"source": source, "target": {"dev": "vda", "bus": "virtio"}}]}


@pytest.mark.parametrize(("options", "words"), [
    ({"type": "kvm"}, ["hardware_info", "type: qemu"]),
    ({"type": "kvm", "os": {}}, ["hardware_info", "type: qemu"]),
    ({"type": "xen", "os": {}}, ["host_info"]),
    ({"os": {"machine": "q36"}}, ["os.machine", "host_info"]),
    ({"os": {"machine": "pc-i440fx-0.1"}}, ["os.machine", "host_info"]),
    ({"os": {"arch": "vax"}}, ["os.arch", "host_info"]),
    ({"os": {"arch": "s390x"}}, ["emulator for s390x", "host_info"]),
])
def test_a_guest_that_the_host_cannot_run(server, options, words):
    failed = server.module("domain", fails=True, **{**GUEST, **options})["failures"][0]
    assert failed["operation"] == "define"
    assert all(word in failed["remedy"] for word in words), failed
    assert "validate" not in failed["remedy"] and "newer libvirt" not in failed["remedy"]
    assert not server.virsh("list", "--all", "--name").strip()


@pytest.mark.parametrize(("options", "words"), [
    (nic({"network": "missing"}), "network 'missing'"), (nic({"network": "idle"}), "network 'idle'"),
    (nic({"bridge": "missing"}), "bridge missing"), (disk({"file": "/nowhere.img"}), "/nowhere.img"),
    (disk({"pool": "missing", "volume": "a"}), "pool 'missing'"), (disk({"pool": "idle", "volume": "a"}), "pool 'idle'"),
    (disk({"pool": "images", "volume": "missing"}), "volume 'missing'"),
])
def test_what_a_guest_misses_at_its_start(server, options, words):
    server.module("network", name="idle")
    for name, state in (("idle", "present"), ("images", "active")):
        server.module("pool", name=name, type="dir", target={"path": str(server.storage / name)}, state=state)
    failed = server.module("domain", fails=True, **GUEST, **options, state="running")["failures"][0]
    assert failed["operation"] == "start"
    assert words in failed["remedy"] and "stays defined" in failed["remedy"], failed
    assert server.virsh("domstate", "guest").strip() == "shut off"


def test_two_pools_on_one_folder(server):
    folder = {"path": str(server.storage / "images")}
    server.module("pool", name="first", type="dir", target=folder)
    failed = server.module("pool", fails=True, name="second", type="dir", target=folder)["failures"][0]
    assert failed["code"] == "conflict" and "use pool 'first'" in failed["remedy"]


@pytest.mark.parametrize("form", ["raw", "qcow2"])
def test_a_volume_that_nothing_can_hold(server, form):
    server.module("pool", name="images", type="dir", target={"path": str(server.storage / "images")}, state="active")
    failed = server.module("volume", fails=True, pool="images", name="huge", format=form, capacity="7 EiB")["failures"][0]
    assert "less capacity" in failed["remedy"], failed
    assert not server.virsh("vol-list", "images").strip()


SECRET = {"usage": "/missing"}


@pytest.mark.parametrize(("options", "words"), [
    ({"format": "qcow2", "backing": {"path": "/nowhere"}}, "backing.path"),
    ({"capacity": "1 MiB", "encryption": {"format": "luks"}}, "usage or uuid"),
    ({"capacity": "1 MiB", "encryption": {"format": "luks", "secret": SECRET}}, "usage_type: volume"),
    ({"capacity": "1 MiB", "name": "n" * 256}, "shorter"),
    ({"capacity": "1 MiB", "format": "dir"}, "ansible.builtin.file"),
    ({"capacity": "0 B", "format": "qcow2"}, "1 KiB"),
])
def test_a_volume_that_cannot_be_made(server, options, words):
    """Nothing is left under its name."""
    server.module("pool", name="images", type="dir", target={"path": str(server.storage / "images")}, state="active")
    failed = server.module("volume", fails=True, **{"pool": "images", "name": "a", **options})
    assert words in failed["failures"][0]["remedy"], failed
    assert not failed["changed"] and not list((server.storage / "images").iterdir())


def test_an_image_that_cannot_grow(server):
    server.module("pool", name="images", type="dir", target={"path": str(server.storage / "images")}, state="active")
    wanted = {"pool": "images", "name": "a", "format": "vdi"}
    server.module("volume", **wanted, capacity="1 MiB")
    failed = server.module("volume", fails=True, **wanted, capacity="2 MiB")["failures"][0]
    assert failed["code"] == "unsupported" and "larger volume" in failed["remedy"], failed


@pytest.mark.parametrize("path", ["file", "file/below"])
def test_a_file_in_place_of_a_folder(server, path):
    (server.storage / "file").touch()
    wanted = {"name": "images", "type": "dir", "target": {"path": str(server.storage / path)}, "state": "active"}
    failed = server.module("pool", fails=True, **wanted)["failures"][0]
    assert "in place of a folder" in failed["remedy"], failed


@pytest.mark.parametrize(("kind", "source"), [
    ("mpath", {}), ("scsi", {"adapter": {"type": "scsi_host", "name": "scsi_host0"}}), ("disk", {"devices": [{"path": "/dev/none"}]}),
    ("vstorage", {"name": "cluster"}),
])
def test_a_pool_without_a_target(server, kind, source):
    failed = server.module("pool", fails=True, name="odd", type=kind, source=source)["failures"][0]
    assert failed["code"] == "invalid" and failed["remedy"] == "Declare target.path.", failed


def test_a_folder_that_cannot_be_made(server):
    failed = server.module("pool", fails=True, name="odd", type="dir", target={"path": "/proc/odd"}, state="active")["failures"][0]
    assert "target.path" in failed["remedy"] and "/proc/odd" in failed["remedy"], failed
