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
    (disk({"pool": "images", "volume": "missing"}), "volume 'images/missing'"),
])
def test_what_a_guest_misses_at_its_start(server, options, words):
    server.module("network", name="idle")
    for name, state in (("idle", "present"), ("images", "active")):
        server.module("pool", name=name, type="dir", target={"path": str(server.storage / name)}, state=state)
    failed = server.module("domain", fails=True, **GUEST, **options, state="running")["failures"][0]
    # What is known to be missing is refused before anything is done.
    assert failed["operation"] == ("converge it" if failed["code"] == "not_found" else "start")
    assert words in failed["remedy"], failed
    assert not server.virsh("list", "--all", "--name").strip()


def test_a_guest_whose_log_nobody_keeps(own_server):
    own_server.run("pkill", "--exact", "virtlogd")
    failed = own_server.module("domain", fails=True, **GUEST, state="running")["failures"][0]
    assert failed["operation"] == "start" and "virtlogd.socket" in failed["remedy"], failed
    own_server.run("virtlogd", "--daemon")
    assert own_server.module("domain", **GUEST, state="running")["changed"]


def test_two_pools_on_one_folder(server):
    folder = {"path": str(server.storage / "images")}
    server.module("pool", name="first", type="dir", target=folder)
    before = server.snapshot()
    for check in (True, False):
        failed = server.module("pool", check=check, fails=True, name="second", type="dir", target=folder)["failures"][0]
        assert failed["code"] == "conflict" and "use pool 'first'" in failed["remedy"]
    assert server.snapshot() == before


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
    ({"capacity": "0 MiB"}, "1 KiB"),
])
def test_a_volume_that_cannot_be_made(server, options, words):
    """Nothing is left under its name."""
    server.module("pool", name="images", type="dir", target={"path": str(server.storage / "images")}, state="active")
    failed = server.module("volume", fails=True, **{"pool": "images", "name": "a", **options})
    assert words in failed["failures"][0]["remedy"], failed
    assert not failed.get("changed") and not list((server.storage / "images").iterdir())


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
    before = server.snapshot()
    for check in (True, False):
        failed = server.module("pool", check=check, fails=True, **wanted)["failures"][0]
        assert (failed["code"], failed["remedy"]) == ("refused", f"Correct target.path: {server.storage / 'file'} is no folder."), failed
    assert server.snapshot() == before
    warned = server.module("pool", check=True, **{**wanted, "state": "present"})
    assert "is no folder" in str(warned["warnings"])


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


@pytest.mark.parametrize(("kind", "options"), [
    ("domain", {"os": {"machine": ""}}), ("domain", {"os": {"arch": ""}}), ("domain", {"emulator": ""}), ("domain", {"current_memory": ""}),
    ("domain", {"interfaces": [{"source": {"network": "n"}, "mac": ""}]}),
    ("domain", {"interfaces": [{"source": {"network": "n"}, "model": ""}]}),
    ("network", {"name": "guest", "mac": ""}), ("network", {"name": "guest", "bridge": {"name": ""}}),
    ("secret", {"name": "guest", "usage_type": "ceph", "value": ""}),
    ("secret", {"name": "guest", "usage_type": "ceph", "value_base64": ""}),
])
def test_nothing_where_something_has_to_be(server, kind, options):
    before = server.snapshot()
    failed = server.module(kind, fails=True, **{**(GUEST if kind == "domain" else {}), **options})
    assert "is empty" in failed["msg"] and not failed.get("changed"), failed
    assert server.snapshot() == before


def test_a_value_larger_than_libvirt_keeps(server):
    failed = server.module("secret", name="large", usage_type="ceph", value="x" * 65537, fails=True)
    assert "65536 bytes" in failed["msg"]
    assert not server.virsh("secret-list").strip()


def test_what_another_object_has(server):
    """Its UUID, its bridge, its subnet."""
    ips = [{"address": "10.9.0.1", "prefix": 24}]
    server.module("network", name="first", state="active", bridge={"name": "vbr0"}, ips=ips)
    uuid = server.virsh("net-uuid", "first").strip()
    for options, words, checks in [
        ({"name": "second", "uuid": uuid}, "under the name that has it", (True, False)),
        ({"name": "second", "bridge": {"name": "vbr0"}}, "another bridge.name", (True, False)),
        ({"name": "second", "state": "active", "ips": ips}, "another subnet", (False,)),
    ]:
        for check in checks:
            assert words in server.module("network", check=check, fails=True, **options)["failures"][0]["remedy"], options


@pytest.mark.parametrize(("kind", "options"), [("secret", {"usage_type": "ceph"}), ("nwfilter", {}), ("domain", GUEST)])
def test_k6_a_uuid_that_another_object_has(server, kind, options):
    given = {**options, "uuid": "b5f4b5a2-0d11-4b32-9f5e-0b3c8a1d7c11"}
    server.module(kind, **{**given, "name": "first"})
    before = server.snapshot()
    for check in (True, False):
        failed = server.module(kind, check=check, fails=True, **{**given, "name": "second"})["failures"][0]
        assert failed["code"] == "conflict" and f"is that of {kind} 'first'" in failed["message"], failed
    assert server.snapshot() == before


@pytest.mark.parametrize(("options", "words"), [
    ({}, "no volume group 'odd'"), ({"source": {"name": "vms"}}, "no volume group 'vms'"),
    ({"source": {"devices": [{"path": "/dev/none"}]}}, "no /dev/none"),
    ({"source": {"devices": [{"path": "/dev/none"}]}, "build": True}, "no /dev/none"),
    ({"type": "fs", "source": {"devices": [{"path": "/dev/none"}]}, "target": {"path": "/mnt/none"}}, "no /dev/none"),
])
def test_k6_a_pool_of_what_the_host_lacks(server, options, words):
    """In check mode an earlier task may be to make it."""
    wanted, before = {"name": "odd", "type": "logical", "state": "active", **options}, server.snapshot()
    assert f"the host has {words}" in str(server.module("pool", check=True, **wanted)["warnings"])
    failed = server.module("pool", fails=True, **wanted)["failures"][0]
    assert failed["code"] == "not_found" and words in failed["message"] and "source." in failed["remedy"], failed
    assert server.snapshot() == before and server.run("test", "-e", "/mnt/none", check=False).returncode != 0


def test_k6_a_volume_group_is_built_of_named_devices(server):
    for check in (True, False):
        failed = server.module("pool", check=check, fails=True, name="odd", type="logical", build=True, state="active")["failures"][0]
        assert failed["message"].startswith("source.devices: ") and "leave build out" in failed["remedy"], failed
    assert not server.virsh("pool-list", "--all").strip()


def test_k6_a_filter_that_refers_to_what_is_not_there(server):
    """One that the same task declares later is there."""
    first = {"name": "first", "filterrefs": [{"filter": "second"}]}
    for check in (True, False):
        failed = server.module("resources", check=check, fails=True, nwfilters=[first])["failures"][0]
        assert failed["code"] == "not_found" and "nwfilter 'second'" in failed["message"], failed
    assert "first" not in server.virsh("nwfilter-list")
    assert "nwfilter 'second'" in str(server.module("nwfilter", check=True, **first)["warnings"])
    for check in (True, False):
        server.module("resources", check=check, nwfilters=[first, {"name": "second"}])
        failed = server.module("resources", check=check, fails=True, networks=[{"name": "n"}], domains=[
            {**GUEST, "interfaces": [{"source": {"network": "n"}, "filterref": {"filter": "missing"}}]}])["failures"][0]
        assert failed["code"] == "not_found" and "nwfilter 'missing'" in failed["message"], failed


def test_an_address_tells_its_family(server):
    wanted = {"name": "six", "state": "active", "ips": [{"address": "2001:db8::1", "prefix": 64}],
              "routes": [{"address": "2001:db8:1::", "prefix": 64, "gateway": "2001:db8::2"}]}
    assert server.module("network", **wanted)["changed"]
    assert not server.module("network", **wanted)["changed"]
    assert "family='ipv6' address='2001:db8::1'" in server.virsh("net-dumpxml", "six")


@pytest.mark.parametrize(("options", "option"), [
    ({"cputune": {"vcpupins": [{"vcpu": 9, "cpuset": "0"}]}}, "cputune.vcpupins[0].vcpu"),
    ({"memory": "128 MiB"}, "memory"),
])
def test_k4e_what_libvirt_leaves_out_is_refused(server, options, option):
    server.module("domain", **GUEST, cpu={"numa": {"cells": [{"id": 0, "cpus": "0", "memory": GUEST["memory"]}]}})
    before = server.snapshot()
    for check in (True, False):
        failed = server.module("domain", fails=True, check=check, **{**GUEST, **options})["failures"][0]
        assert failed["code"] == "invalid" and failed["message"].startswith(f"{option}: ") and failed["remedy"], failed
    assert server.snapshot() == before


def test_k7b_a_bridge_that_the_host_has(own_server):
    own_server.run("ip", "link", "add", "br7", "type", "bridge")
    wanted = {"name": "guests", "bridge": {"name": "br7"}, "ips": [{"address": "10.9.0.1", "prefix": 24}], "state": "active"}
    assert "a link br7 of its own" in str(own_server.module("network", check=True, **wanted)["warnings"])
    failed = own_server.module("network", fails=True, **wanted)["failures"][0]
    assert failed["code"] == "conflict" and "a link br7 of its own" in failed["remedy"] and "bridge.name" in failed["remedy"], failed
    assert "br7" in own_server.run("ip", "link").stdout


@pytest.mark.parametrize("form", ["raw", "qcow2"])
def test_k7b_a_folder_that_vanished_under_an_active_pool(server, form):
    folder = server.storage / "images"
    pool = {"name": "images", "type": "dir", "target": {"path": str(folder)}}
    server.module("pool", **pool, state="active")
    folder.rmdir()
    volume = {"pool": "images", "name": "a", "capacity": "1 MiB", "format": form}
    failed = server.module("volume", fails=True, **volume)["failures"][0]
    assert f"The folder {folder} of the active pool 'images' is gone" in failed["remedy"], failed
    for state in ("inactive", "active"):  # as the remedy says
        server.module("pool", **pool, state=state)
    assert server.module("volume", **volume)["changed"]


def test_k7b_vcpus_against_a_topology(server):
    topology = {"sockets": 1, "cores": 2, "threads": 1}
    server.module("domain", **GUEST, vcpus={"count": 2}, cpu={"topology": topology})
    failed = server.module("domain", fails=True, name="guest", vcpus={"count": 3})["failures"][0]
    assert "cpu.topology makes 2 processors, and vcpus.count is 3" in failed["remedy"], failed
    server.module("domain", name="guest", vcpus={"count": 3}, cpu={"topology": {**topology, "cores": 3}})


DOCUMENT = """<domain type='qemu'><name>guest</name><memory>32768</memory><os><type>hvm</type></os><devices>
<disk type='file'><source file='/a'/><target dev='vda'/></disk>{}</devices></domain>"""


@pytest.mark.parametrize(("part", "words"), [
    ("<disk type='file'><source file='/b'/><target dev='vdb'/><frobnicate/></disk>", "domain/devices/disk[2]/frobnicate is no element"),
    ("<disk type='file'><source file='/b'/><target dev='vdb' buss='virtio'/></disk>",
     "domain/devices/disk[2]/target/@buss is no attribute"),
    ("<memballoon model='odd'/>", "domain/devices/memballoon/@model is 'odd', which is none of: virtio"),
])
def test_k7b_a_document_that_the_schema_refuses(server, part, words):
    """libvirt itself says `Extra element devices in interleave`."""
    failed = server.module("domain", fails=True, name="guest", xml=DOCUMENT.format(part))["failures"][0]
    assert failed["remedy"].startswith(words) and "validate: false" in failed["remedy"], failed


def test_k7b_the_medium_of_a_running_guest_is_ejected(server):
    image = server.storage / "a.iso"
    image.write_bytes(bytes(65536))
    drive = {"device": "cdrom", "target": {"dev": "sda", "bus": "sata"}}
    server.module("domain", **GUEST, state="running", disks=[{**drive, "source": {"file": str(image)}}])
    failed = server.module("domain", fails=True, name="guest", disks=[{**drive, "source": {}}])["failures"][0]
    assert "set eject: true" in failed["remedy"], failed
    assert str(image) in server.virsh("domblklist", "guest")
    ejected = server.module("domain", name="guest", disks=[{**drive, "eject": True}])
    assert ejected["changed"] and not ejected["restart_required"], ejected
    assert str(image) not in server.virsh("domblklist", "guest") + server.virsh("domblklist", "guest", "--inactive")
    assert not server.module("domain", name="guest", disks=[{**drive, "eject": True}])["changed"]


def test_k7b_a_filter_that_refers_to_itself(server):
    """Its uuid, which is its own, is not what is wrong."""
    server.module("nwfilter", name="below", rules=[{"action": "drop", "direction": "in", "all": {}}])
    server.module("nwfilter", name="own", filterrefs=[{"filter": "below"}])
    for name, other, words in (("own", "own", "Take the filter 'own' out of filterrefs."),
                               ("below", "own", "Take the filter 'own' out of filterrefs: it refers to this one.")):
        for check in (True, False):
            failed = server.module("nwfilter", check=check, name=name, filterrefs=[{"filter": other}], fails=True)["failures"][0]
            assert (failed["code"], failed["remedy"]) == ("refused", words)


def test_k7b_values_beyond_what_the_schema_takes(server):
    """libvirt says around which element; what it wrote there itself is not to blame."""
    for number in (99999, 65536):
        rule = {"action": "drop", "direction": "in", "tcp": {"dstportstart": number}}
        failed = server.module("nwfilter", name="f", rules=[rule], fails=True)
        assert failed["failures"][0]["code"] == "invalid" and "dstportstart" in failed["msg"]
    failed = server.module("domain", **GUEST, vcpus={"count": 99999}, fails=True)["failures"][0]
    assert failed["remedy"].startswith("domain/vcpu is '99999', which"), failed
    server.module("domain", **GUEST)
    failed = server.module("domain", name="guest", vcpus={"count": 99999}, fails=True)["failures"][0]
    assert failed["remedy"].startswith("domain/vcpu is '99999', which"), failed
    server.module("pool", name="images", type="dir", target={"path": str(server.storage / "images")})
    failed = server.module("pool", name="images", target={"path": ""}, fails=True)["failures"][0]
    assert failed["remedy"].startswith("pool lacks the element target"), failed
