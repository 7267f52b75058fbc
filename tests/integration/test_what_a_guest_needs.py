# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode does not say yes to a guest that cannot be: what it refers to is missing, or another guest has its disk."""

from __future__ import annotations

import pytest
from bench.bindings import libvirt

GUEST = {"name": "guest", "type": "qemu", "memory": "48 MiB", "os": {"machine": "pc"}}
NETWORK = {"interfaces": [{"source": {"network": "lab"}, "model": "virtio"}]}
VOLUME = {"disks": [{"source": {"pool": "images", "volume": "a"}, "target": {"dev": "vda", "bus": "virtio"}}]}
DOCUMENT = """<domain type='qemu'><name>guest</name><memory unit='MiB'>48</memory><os><type arch='x86_64' machine='pc'>hvm</type></os>
<devices><interface type='network'><source network='lab'/></interface></devices></domain>"""


def pool(server, **options):
    return {"name": "images", "type": "dir", "target": {"path": str(server.storage / "images")}, "state": "active", **options}


def disk(path, dev="vda", **options):
    return {"source": {"file": str(path)}, "target": {"dev": dev, "bus": "virtio"}, "driver": {"type": "raw"}, **options}


@pytest.mark.parametrize(("needs", "missing"), [
    ({**GUEST, **NETWORK}, "network 'lab'"), ({**GUEST, **VOLUME}, "pool 'images'"), ({"xml": DOCUMENT}, "network 'lab'"),
])
def test_k6a_a_guest_that_refers_to_what_neither_is_nor_is_declared(server, needs, missing):
    before = server.snapshot()
    for state in ("present", "running"):
        for check in (True, False):
            failed = server.module("resources", domains=[{**needs, "state": state}], check=check, fails=True)
            assert f"refers to {missing}, which neither exists nor is declared" in failed["msg"]
            assert (failed["failures"][0]["code"], failed["changed"]) == ("not_found", False)
    # A single module cannot know what an earlier task is to make.
    planned = server.module("domain", **needs, state="running", check=True)
    assert planned["changed"] and missing in str(planned["warnings"])
    failed = server.module("domain", **needs, state="running", fails=True)["failures"][0]
    assert missing in failed["message"] and failed["code"] == "not_found"
    assert server.snapshot() == before, "nothing was touched"
    done = server.module("domain", **needs)
    assert done["changed"] and missing in str(done["warnings"])


def test_k6a_what_the_task_makes_is_there(server):
    wanted = {"networks": [{"name": "lab", "state": "active"}], "pools": [pool(server)],
              "volumes": [{"pool": "images", "name": "a", "capacity": "1 MiB", "format": "raw"}],
              "domains": [{**GUEST, **NETWORK, "disks": [{**VOLUME["disks"][0], "driver": {"type": "raw"}}], "state": "running"}]}
    planned = server.module("resources", **wanted, check=True)
    done = server.module("resources", **wanted)
    assert planned["actions"] == done["actions"] and "warnings" not in planned
    # What the task takes away is not there any more.
    server.module("domain", name="guest", state="absent", force=True, timeout=0)
    wanted["networks"] = [{"name": "lab", "state": "absent"}]
    for check in (True, False):
        failed = server.module("resources", **wanted, check=check, fails=True)
        assert "refers to network 'lab'" in failed["msg"]


def test_k6a_a_volume_that_no_pool_has(server):
    server.module("pool", **pool(server))
    failed = server.module("resources", domains=[{**GUEST, **VOLUME}], check=True, fails=True)
    assert "refers to volume 'images/a'" in failed["msg"]


def test_k6b_one_disk_of_two_guests_that_are_to_run(server):
    image = server.storage / "a.img"
    server.run("truncate", "--size=1M", str(image))
    one, two = ({**GUEST, "name": name, "disks": [disk(image)]} for name in ("one", "two"))
    both = [{**one, "state": "running"}, {**two, "state": "running"}]
    for check in (True, False):
        failed = server.module("resources", domains=both, check=check, fails=True)
        assert [entry["name"] for entry in failed["failures"]] == ["two"]
        assert "its disk 'vda' is also a disk of guest 'one'" in failed["msg"] and "shareable: true" in failed["msg"]
    assert server.virsh("list", "--all", "--name").split() == ["one"]
    before = server.snapshot()
    for check in (True, False):
        assert "also a disk of guest 'one'" in server.module("domain", **two, state="running", check=check, fails=True)["msg"]
    assert server.snapshot() == before
    # One of them is off: that may be meant so.
    for check in (True, False):
        done = server.module("domain", **two, check=check)
        assert done["changed"] and "Only one of them can run" in str(done["warnings"])
    assert not server.module("domain", **two)["changed"]
    assert "also a disk" in server.module("domain", **two, state="running", fails=True)["msg"]
    # Stopped in the same task, or shared by both.
    done = server.module("resources", domains=[{**one, "state": "shutoff", "force": True, "timeout": 0}, {**two, "state": "running"}])
    assert done["changed"]
    for guest in (one, two):
        server.module("domain", name=guest["name"], state="absent", force=True, timeout=0)
    shared = [{**guest, "disks": [disk(image, shareable=True)], "state": "running"} for guest in (one, two)]
    assert "warnings" not in server.module("resources", domains=shared)


def test_k6b_one_disk_twice_in_one_guest(server):
    """Also one that only a restart would bring: it could not start again. One that gives way to the other is no second one."""
    image = server.storage / "a.img"
    server.run("truncate", "--size=1M", str(image))
    twice = [disk(image), {"device": "cdrom", "source": {"file": str(image)}, "target": {"dev": "sda", "bus": "sata"}}]
    for check in (True, False):
        done = server.module("domain", **GUEST, disks=twice, check=check)
        assert "'vda' and 'sda' are the same" in str(done["warnings"])
    server.module("domain", **GUEST, disks=twice[:1], state="running")
    before = server.snapshot()
    for check in (True, False):
        failed = server.module("domain", **GUEST, disks=twice, check=check, fails=True)
        assert "its disks 'vda' and 'sda' are the same" in failed["msg"]
    assert server.snapshot() == before
    assert server.module("domain", **GUEST, disks=twice[1:], check=True)["changed"]


def test_k6b_a_disk_is_the_same_under_each_of_its_names(server):
    """By its pool, by its path, by a link to it; also one that comes to a guest that runs."""
    server.module("resources", pools=[pool(server)],
                  volumes=[{"pool": "images", "name": "a", "capacity": "1 MiB", "format": "raw"}])
    path, link = server.storage / "images" / "a", server.storage / "link"
    link.symlink_to(path)
    by_pool = {"source": {"pool": "images", "volume": "a"}, "target": {"dev": "vda", "bus": "virtio"}, "driver": {"type": "raw"}}
    server.module("domain", **{**GUEST, "name": "one", "disks": [by_pool], "state": "running"})
    server.module("domain", **GUEST, state="running")
    before = server.snapshot()
    for other in (by_pool, disk(path), disk(link)):
        for check in (True, False):
            failed = server.module("domain", **GUEST, disks=[other], check=check, fails=True)
            assert "is also a disk of guest 'one'" in failed["msg"]
    assert server.snapshot() == before


def secret_disk(**secret):
    return {"source": {"file": "/a.luks", "encryption": {"format": "luks", "secrets": [{"type": "passphrase", **secret}]}},
            "target": {"dev": "vda", "bus": "virtio"}, "driver": {"type": "raw"}}


SECRET = {"name": "/a.luks", "usage_type": "volume", "value": "x"}
AUTH = {"name": "units", "type": "iscsi", "target": {"path": "/dev/disk/by-path"},
        "source": {"hosts": [{"name": "127.0.0.1"}], "devices": [{"path": "iqn.2026-01.example:units"}],
                   "auth": {"type": "chap", "username": "u", "secret": {"usage": "units"}}}}


def test_k6a_a_secret_that_neither_is_nor_is_declared(server):
    guest = {**GUEST, "disks": [secret_disk(usage="/a.luks")]}
    folder = {**pool(server), "build": True}
    volume = {"pool": "images", "name": "v", "capacity": "1 MiB", "format": "raw",
              "encryption": {"format": "luks", "secret": {"usage": "/a.luks"}}}
    server.module("pool", **folder)
    wanted = [("domain", guest, "volume secret '/a.luks'"), ("pool", AUTH, "iscsi secret 'units'"),
              ("volume", volume, "volume secret '/a.luks'")]
    before = server.snapshot()
    for kind, options, missing in wanted:
        for check in (True, False):
            failed = server.module("resources", **{f"{kind}s": [options]}, check=check, fails=True)
            assert f"{kind} '{options.get('pool', '') and 'images/'}{options['name']}'" in failed["msg"]
            assert f"refers to {missing}, which neither exists nor is declared" in failed["msg"]
            assert failed["failures"][0]["code"] == "not_found"
        runs = {"domain": {"state": "running"}, "pool": {"state": "active"}, "volume": {}}[kind]
        assert missing in str(server.module(kind, **options, **runs, check=True)["warnings"])
        assert missing in server.module(kind, **options, **runs, fails=True)["failures"][0]["message"]
    assert server.snapshot() == before, "nothing was touched"
    # Declared in the same task, also by its UUID. One for another use is not the one that libvirt looks for.
    uuid = "11111111-1111-4111-8111-111111111111"
    bare = {"name": uuid, "xml": f"<secret><uuid>{uuid}</uuid></secret>"}
    for secrets, disk_secret in (([SECRET], {"usage": "/a.luks"}), ([{**SECRET, "uuid": uuid}], {"uuid": uuid}), ([bare], {"uuid": uuid})):
        planned = server.module("resources", secrets=secrets, domains=[{**GUEST, "disks": [secret_disk(**disk_secret)]}], check=True)
        assert planned["changed"] and "warnings" not in planned
    other = [{"name": "units", "usage_type": "ceph", "uuid": uuid}]
    by_uuid = {**GUEST, "disks": [secret_disk(uuid=uuid)]}
    for there in ({"secrets": other}, {}):
        for needs, missing in (({"domains": [by_uuid]}, f"volume secret '{uuid}'"), ({"pools": [AUTH]}, "iscsi secret 'units'")):
            assert f"refers to {missing}" in server.module("resources", **there, **needs, check=True, fails=True)["msg"]
        server.module("resources", secrets=other)
    digits = uuid.replace("-", "")
    like_uuid = [{"name": digits, "usage_type": "iscsi"}]
    auth = {**AUTH["source"], "auth": {**AUTH["source"]["auth"], "secret": {"usage": digits}}}
    server.module("resources", secrets=like_uuid)
    assert server.module("resources", pools=[{**AUTH, "source": auth}], check=True)["changed"], "a usage that looks like a UUID is found"
    server.module("resources", secrets=[SECRET], domains=[guest])
    # It goes with the task.
    gone = [{"name": "/a.luks", "usage_type": "volume", "state": "absent"}]
    failed = server.module("resources", secrets=gone, domains=[{**guest, "title": "x"}], check=True, fails=True)
    assert "refers to volume secret '/a.luks'" in failed["msg"]


@pytest.mark.parametrize(("options", "cause"), [
    ({"type": "kvm"}, "type: the host offers no KVM"), ({"os": {"arch": "riscv64"}}, "os.arch: the host offers no riscv64"),
    ({"os": {"machine": "pc-none"}}, "os.machine: the host offers no pc-none"), ({"type": "xen"}, "type: the host offers no xen"),
    ({"emulator": "/nowhere/qemu"}, "emulator: /nowhere/qemu does not exist"),
    ({"emulator": "/etc/passwd"}, "emulator: /etc/passwd is no program"),
], ids=lambda value: value.partition(":")[0] if isinstance(value, str) else "")
def test_k6_a_guest_that_the_host_cannot_run(server, options, cause):
    """libvirt itself refuses to define it, so check mode does."""
    before, guest = server.snapshot(), {**GUEST, **options}
    for module, given in (("domain", guest), ("resources", {"domains": [guest]})):
        for check in (True, False):
            failed = server.module(module, **given, check=check, fails=True)
            assert f"domain 'guest': cannot define: {cause}" in failed["msg"] and not failed["changed"]
            assert failed["failures"][0]["remedy"] and failed["failures"][0]["libvirt_code"] is None, "libvirt was not asked to"
    assert server.snapshot() == before
    os_type = {"arch": "x86_64", "machine": "pc", **guest["os"]}
    emulator = f"<emulator>{guest['emulator']}</emulator>" if "emulator" in guest else ""
    document = (f"<domain type='{guest['type']}'><name>guest</name><memory>8192</memory><os><type arch='{os_type['arch']}' "
                f"machine='{os_type['machine']}'>hvm</type></os><devices>{emulator}</devices></domain>")
    with pytest.raises(libvirt.libvirtError):
        server.connect().defineXML(document)


def test_k6_an_emulator_that_went(server):
    """A guest that is defined is not asked for its emulator until it is defined anew or started."""
    program = server.storage / "qemu"
    program.write_text("#!/bin/sh\nexec /usr/bin/qemu-system-x86_64 \"$@\"\n")
    program.chmod(0o755)
    server.module("domain", **GUEST, emulator=str(program))
    program.unlink()
    assert not server.module("domain", **GUEST)["changed"]
    for options, operation in (({"state": "running"}, "start"), ({"title": "x"}, "define")):
        for check in (True, False):
            failed = server.module("domain", **GUEST, **options, check=check, fails=True)
            assert f"cannot {operation}: emulator: {program} does not exist" in failed["msg"]
