# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The storage of guests, running and not: it grows with them, goes with them, and keeps its format."""

from __future__ import annotations

import subprocess

import pytest
from bench.snapshot import checksum

MIB = 1 << 20


def disk(source, dev="vda", **options):
    return {"target": {"dev": dev, "bus": "virtio"}, "source": source, **options}


def guest(*disks, **options):
    return {"name": "web", "type": "qemu", "memory": "32 MiB", "vcpus": {"count": 1}, "os": {"machine": "q35"}, "disks": list(disks),
            **options}


def seen_by_guest(server, dev="vda"):
    return int(server.virsh("domblkinfo", "web", dev).split("Capacity:")[1].split()[0])


def told(result):
    return [(action["operation"], action["name"]) for action in result["actions"]]


@pytest.mark.parametrize("module", ["volume", "resources"])
def test_k1g_a_volume_grows_below_a_running_guest(server, images, module):
    volumes = [{"pool": "images", "capacity": "1 MiB", **volume} for volume in ({"name": "a", "format": "qcow2"}, {"name": "b"})]
    domain = guest(disk({"pool": "images", "volume": "a"}), disk({"file": str(images / "b")}, "vdb", driver={"type": "raw"}))
    server.module("resources", volumes=volumes, domains=[{**domain, "state": "running"}])
    larger = [{**volume, "capacity": "3 MiB"} for volume in volumes]
    if module == "resources":
        runs = [server.module("resources", volumes=larger, domains=[domain], check=check) for check in (True, False)]
        assert told(runs[0]) == told(runs[1]) == [("resize", "images/a"), ("resize", "images/b")]
    else:
        for volume in larger:
            assert told(server.module("volume", check=True, **volume)) == told(server.module("volume", **volume))
    assert (seen_by_guest(server), seen_by_guest(server, "vdb")) == (3 * MIB, 3 * MIB)
    assert (images / "b").stat().st_size == 3 * MIB
    assert not server.module("resources", volumes=larger, domains=[domain])["changed"]
    for volume in volumes:
        for check in (True, False):
            refused = server.module("volume", **volume, shrink=True, force=True, check=check, fails=True)["failures"][0]
            assert refused["code"] == "refused" and "guest 'web' runs with it" in refused["message"]
    assert (seen_by_guest(server), seen_by_guest(server, "vdb")) == (3 * MIB, 3 * MIB)


def test_k3c_a_new_disk_has_the_format_of_its_volume(server, images):
    """Declared by the same run: taken. Else an image is refused, with the line to add; a document is no way around."""
    volume = {"pool": "images", "name": "a", "capacity": "1 MiB", "format": "qcow2"}
    named, by_path = disk({"pool": "images", "volume": "a"}), disk({"file": str(images / "a")})
    planned = server.module("resources", volumes=[volume], domains=[guest(named)], check=True)
    assert "type: qcow2" in planned["diff"][1]["after"]
    server.module("volume", **volume)
    held = checksum(images / "a")
    document = (f"<domain type='qemu'><name>web</name><memory unit='MiB'>32</memory><os><type>hvm</type></os><devices><disk type='file'>"
                f"<source file='{images / 'a'}'/><target dev='vda' bus='virtio'/></disk></devices></domain>")
    for wanted in (guest(named), guest(by_path), {"name": "web", "xml": document}):
        for check in (True, False):
            refused = server.module("domain", **wanted, state="running", check=check, fails=True)["failures"][0]
            assert refused["code"] == "refused" and "driver: {type: qcow2}" in refused["remedy"], refused
        assert not server.virsh("list", "--all", "--name").strip()
    for wanted in (guest(named), guest(by_path), {"name": "web", "xml": document}):
        server.module("resources", volumes=[volume], domains=[{**wanted, "state": "running"}])
        assert "type='qcow2'" in server.virsh("dumpxml", "web")
        assert not server.module("resources", volumes=[volume], domains=[wanted])["changed"]
        assert not server.module("domain", **wanted)["changed"], "what is there is no new disk"
        server.module("domain", name="web", state="absent", force=True, timeout=0)
    assert checksum(images / "a") == held


def test_k3c_what_a_guest_writes_into_its_disk_is_not_believed(server, images, tmp_path):
    """A guest with a raw disk writes the header of an image that names a file of the host, as the guest could at any time."""
    secret = server.storage / "secret"
    secret.write_bytes(b"secret".ljust(MIB, b"\0"))
    volume = {"pool": "images", "name": "a", "capacity": "1 MiB"}
    wanted = {"volumes": [volume], "domains": [guest(disk({"pool": "images", "volume": "a"}))]}
    server.module("resources", **wanted)
    image = tmp_path / "image"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", secret, "-F", "raw", image, "9M"], check=True)
    with (images / "a").open("r+b") as file:
        file.write(image.read_bytes())
    server.virsh("pool-refresh", "images")
    assert "type='qcow2'" in server.virsh("vol-dumpxml", "a", "images"), "libvirt believes it"
    held = checksum(images / "a")
    for options in ({}, {"format": "raw"}):
        for state in ("present", "running"):
            again = {"volumes": [{**volume, **options}], "domains": [{**wanted["domains"][0], "state": state}]}
            done = server.module("resources", **again)
            assert told(done) == ([("start", "web")] if done["changed"] else [])
            assert "type='qcow2'" not in server.virsh("dumpxml", "web")
    for more in ({"clone_from": {"volume": "a"}}, {"backing": {"volume": "a"}}):
        refused = server.module("volume", pool="images", name="b", **more, fails=True)["failures"][0]
        assert refused["code"] == "refused" and "guest 'web'" in refused["message"]
    assert not (images / "b").exists()
    assert checksum(images / "a") == held
    assert told(server.module("volume", **{**volume, "capacity": "2 MiB"})) == [("resize", "images/a")]
    assert seen_by_guest(server) == (images / "a").stat().st_size == 2 * MIB
    server.module("domain", name="web", state="shutoff", force=True, timeout=0)
    refused = server.module("volume", **{**volume, "capacity": "3 MiB"}, fails=True)["failures"][0]
    assert refused["code"] == "refused" and (images / "a").stat().st_size == 2 * MIB


def test_k4d_disks_that_cannot_go_with_the_guest(server, images):
    """A file in no pool, an inactive pool: known before anything is touched. What goes is named."""
    server.module("volume", pool="images", name="a", capacity="1 MiB")
    server.module("pool", name="idle", type="dir", state="active", target={"path": str(server.storage / "idle")})
    server.module("volume", pool="idle", name="b", capacity="1 MiB")
    server.module("pool", name="idle", state="inactive")
    loose = server.storage / "loose"
    loose.write_bytes(bytes(MIB))
    own = disk({"pool": "images", "volume": "a"})
    gone = {"name": "web", "state": "absent", "remove": ["disks"], "force": True, "timeout": 0}
    for other, word in (({"pool": "idle", "volume": "b"}, "its pool 'idle' is not active"), ({"file": str(loose)}, f"{loose} (it is in no"),
                        ({"file": str(server.storage / "idle/b")}, "it is in no active pool")):
        server.module("domain", **guest(own, disk(other, "vdb")))
        before = server.snapshot()
        for check in (True, False):
            refused = server.module("domain", **gone, check=check, fails=True)["failures"][0]
            assert refused["code"] == "refused" and word in refused["message"], refused
        assert server.snapshot() == before
    server.module("pool", name="idle", state="active")
    planned, done = (server.module("domain", **gone, check=check) for check in (True, False))
    assert told(planned) == told(done) == [("delete", "images/a"), ("delete", "idle/b"), ("undefine", "web")]
    assert f"deleted_disks:\n  - {images / 'a'}\n" in planned["diff"][0]["before"]
    assert not (images / "a").exists() and not (server.storage / "idle/b").exists() and loose.exists()


def test_k4d_a_block_device_stays_known(server, images):
    file = server.storage / "device"
    file.write_bytes(bytes(MIB))
    device = subprocess.run(["losetup", "--find", "--show", file], check=True, capture_output=True, text=True).stdout.strip()
    try:
        server.module("volume", pool="images", name="a", capacity="1 MiB")
        server.module("domain", **guest(disk({"pool": "images", "volume": "a"}), disk({"dev": device}, "vdb")))
        gone = {"name": "web", "state": "absent", "remove": ["disks"]}
        refused = server.module("domain", **gone, fails=True)["failures"][0]
        assert refused["code"] == "refused" and device in refused["message"]
        assert (images / "a").exists() and server.virsh("domstate", "web").strip() == "shut off"
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)
