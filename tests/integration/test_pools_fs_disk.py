# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pools on block devices: a file system and a partition table, each on a loop device, filled with volumes for real."""

from __future__ import annotations

import hashlib
import os
import subprocess

import pytest
from bench.snapshot import checksum

SIZE = 96 << 20


@pytest.fixture
def device(server):
    """An empty block device."""
    file = server.storage / "device"
    with file.open("wb") as empty:
        empty.truncate(SIZE)
    name = subprocess.run(["losetup", "--find", "--show", "--partscan", file], check=True, capture_output=True, text=True).stdout.strip()
    yield name
    connection = server.connect()
    try:
        for pool in connection.listAllStoragePools(2):
            pool.destroy()
    finally:
        connection.close()
        subprocess.run(["losetup", "--detach", name], check=True)


@pytest.fixture
def source(server):
    """A file to fill volumes with: data, a hole, data; as long as partitions are aligned."""
    file = server.storage / "disk.raw"
    with file.open("wb") as out:
        out.write(os.urandom(1 << 20))
        out.seek(3 << 20)
        out.write(os.urandom(1 << 20))
    return file


def told(result):
    return [action["operation"] for action in result["actions"]]


def start_of(path, length):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read(length)).hexdigest()


def filesystem(server, device, **options):
    return {"name": "fs", "type": "fs", "state": "active", "source": {"devices": [{"path": device}], "format": "ext4"},
            "target": {"path": f"{server.storage}/mounted"}, **options}


def table(device, **options):
    return {"name": "disk", "type": "disk", "state": "active", "source": {"devices": [{"path": device}], "format": "gpt"},
            "target": {"path": "/dev"}, **options}


def test_a_file_system(server, device, source):
    failed = server.module("pool", fails=True, **filesystem(server, device))
    assert failed["failures"][0]["operation"] == "start", "nothing is formatted unasked"
    planned = server.module("pool", check=True, **filesystem(server, device, build=True))
    assert told(planned) == told(server.module("pool", **filesystem(server, device, build=True))) == ["define", "build", "start"]
    assert not server.module("pool", **filesystem(server, device, build=True))["changed"]

    def inside(name):
        return server.run("sha256sum", f"{server.storage}/mounted/{name}").stdout.split()[0]

    def start_inside(name):
        return server.run("sh", "-c", f"head -c {4 << 20} {server.storage}/mounted/{name} | sha256sum").stdout.split()[0]

    expected = hashlib.sha256(source.read_bytes()).hexdigest()
    a = {"pool": "fs", "name": "a", "source": str(source), "remote_src": True}
    assert told(server.module("volume", **a)) == ["create", "upload"]
    assert inside("a") == expected
    assert told(server.module("volume", pool="fs", name="b", clone_from={"volume": "a"})) == ["clone"]
    assert inside("b") == expected
    assert told(server.module("volume", **a, capacity="8 MiB")) == ["resize"]
    assert not server.module("volume", **a, capacity="8 MiB")["changed"]
    full = server.module("volume", pool="fs", name="c", capacity="200 MiB", allocation="200 MiB", fails=True)
    assert full["failures"][0]["code"] == "no_space"
    server.module("volume", pool="fs", name="sparse", capacity="1 GiB")
    assert told(server.module("volume", pool="fs", name="b", state="absent", wipe="zero")) == ["wipe", "delete"]
    # Stopped, forgotten, declared anew: what it holds is there, and is not formatted.
    server.module("pool", name="fs", state="absent")
    refused = server.module("pool", fails=True, **filesystem(server, device, build=True))
    assert refused["failures"][0]["code"] == "refused"
    assert "holds ext4" in refused["msg"] and "Leave build out" in refused["msg"]
    assert not server.virsh("pool-list", "--all", "--name").strip(), "refused before anything is touched"
    server.module("pool", **filesystem(server, device))
    assert start_inside("a") == expected
    names = {volume["declared"]["name"] for volume in server.module("volume_info", pool="fs")["volumes"]}
    assert names - {"lost+found"} == {"a", "sparse"}
    server.module("pool", name="fs", state="absent")
    again = filesystem(server, device, build=True, overwrite=True)
    planned = server.module("pool", check=True, **again)
    assert f"{device}: ext4" in planned["diff"][0]["before"] and f"{device}: formatted as ext4" in planned["diff"][0]["after"]
    assert told(server.module("pool", **again)) == ["define", "build", "start"]
    assert server.run("ls", f"{server.storage}/mounted").stdout.split() == ["lost+found"]


def test_k3a_a_pool_that_is_there_is_started_and_never_formatted(server, device):
    """Found inactive, with the options by which it was made: by a boot without autostart, or a mount that failed."""
    wanted = filesystem(server, device, build=True, overwrite=True)
    server.module("pool", **wanted)
    server.module("volume", pool="fs", name="a", capacity="1 MiB")
    server.virsh("pool-destroy", "fs")
    for options in (wanted, filesystem(server, device, build=True)):
        planned = server.module("pool", check=True, **options)
        assert told(planned) == ["start"] and "formatted" not in planned["diff"][0]["after"]
    assert told(server.module("pool", **wanted)) == ["start"]
    assert "a" in server.run("ls", f"{server.storage}/mounted").stdout.split()
    assert not server.module("pool", **wanted)["changed"]


def test_k3a_a_run_that_broke_off_before_it_built(server, device):
    """The pool is defined: what is empty is built, what holds something else is refused and stays."""
    subprocess.run(["mkswap", "--label", "precious", device], check=True, capture_output=True)
    held = checksum(server.storage / "device")
    parted = table(device, build=True, overwrite=True)
    server.module("pool", **{**parted, "state": "present", "build": False, "overwrite": False})
    refused = server.module("pool", fails=True, **parted)
    assert refused["failures"][0]["code"] == "refused" and "swap 'precious'" in refused["msg"], refused["msg"]
    assert checksum(server.storage / "device") == held
    subprocess.run(["wipefs", "--quiet", "--all", device], check=True)
    planned = server.module("pool", check=True, **parted)
    assert told(planned) == told(server.module("pool", **parted)) == ["build", "start"]
    assert f"{device}: empty" in planned["diff"][0]["before"]


def test_k3b_a_missing_mount_point_is_made_and_nothing_else(server, device):
    subprocess.run(["mkfs.ext4", "-q", "-L", "precious", device], check=True)
    planned = server.module("pool", check=True, **filesystem(server, device))
    assert told(planned) == told(server.module("pool", **filesystem(server, device))) == ["define", "make_folder", "start"]
    assert not server.module("pool", **filesystem(server, device))["changed"]
    assert subprocess.run(["blkid", "-p", "-o", "value", "-s", "LABEL", device], capture_output=True, text=True,
                          check=True).stdout.strip() == "precious"
    server.module("pool", name="fs", state="inactive")
    (server.storage / "mounted").rmdir()
    assert told(server.module("pool", **filesystem(server, device, build=True, overwrite=True))) == ["make_folder", "start"]


def test_a_partition_table(server, device, source):
    assert told(server.module("pool", **table(device, build=True))) == ["define", "build", "start"]
    assert not server.module("pool", **table(device, build=True))["changed"]
    first, second, third = (f"{os.path.basename(device)}p{part}" for part in (1, 2, 3))
    expected = hashlib.sha256(source.read_bytes()).hexdigest()
    for name in ("data", second):
        refused = server.module("volume", pool="disk", name=name, capacity="8 MiB", fails=True)
        assert f"Declare name: {first}" in refused["msg"]
    assert server.virsh("vol-list", "disk").strip() == "", "libvirt alone would leave a partition behind"
    wanted = {"pool": "disk", "name": first, "source": str(source), "remote_src": True, "capacity": "16 MiB"}
    assert told(server.module("volume", **wanted)) == ["create", "upload"]
    assert start_of(f"/dev/{first}", 4 << 20) == expected
    assert not server.module("volume", **wanted)["changed"]
    grown = server.module("volume", pool="disk", name=first, capacity="32 MiB", fails=True)
    assert grown["failures"][0]["code"] == "unsupported"
    assert "keeps the size" in grown["failures"][0]["remedy"]
    assert told(server.module("volume", pool="disk", name=second, clone_from={"volume": first})) == ["clone"]
    assert start_of(f"/dev/{second}", 4 << 20) == expected
    full = server.module("volume", pool="disk", name=third, capacity="500 MiB", fails=True)
    assert full["failures"][0]["code"] == "no_space"
    listed = [line.split()[0] for line in server.virsh("vol-list", "disk").splitlines() if line.strip()]
    assert listed == [first, second]
    assert start_of(f"/dev/{first}", 4 << 20) == expected


def test_what_was_interrupted_on_a_partition_table(server, device, source):
    """A partition and its mark on the host. libvirt deletes no partition of a device whose name ends in a digit, and this one's does."""
    server.module("pool", **table(device, build=True))
    name = f"{os.path.basename(device)}p1"
    server.module("volume", pool="disk", name=name, capacity="8 MiB")
    mark = server.folder / f"lib/anvil.hypervisor/incomplete/{server.virsh('pool-uuid', 'disk').strip()}.{name}"
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text("")
    wanted = {"pool": "disk", "name": name, "source": str(source), "remote_src": True}
    assert [volume["status"]["incomplete"] for volume in server.module("volume_info", pool="disk")["volumes"]] == [True]
    assert told(server.module("volume", check=True, **wanted)) == ["discard", "create", "upload"]
    failed = server.module("volume", **wanted, fails=True)
    assert failed["failures"][0]["code"] == "unsupported"
    assert "parted" in failed["failures"][0]["remedy"]
    assert mark.exists(), "never taken for whole"
    server.run("parted", "--script", device, "rm", "1")
    server.virsh("pool-refresh", "disk")
    assert told(server.module("volume", **wanted)) == ["discard", "create", "upload"]
    assert not mark.exists()
    assert start_of(f"/dev/{name}", 4 << 20) == hashlib.sha256(source.read_bytes()).hexdigest()


def test_what_a_device_holds_is_not_written_over(server, device, source):
    """Building a file system or a table over a file system or a table."""
    server.module("pool", **table(device, build=True))
    name = f"{os.path.basename(device)}p1"
    server.module("volume", pool="disk", name=name, source=str(source), remote_src=True)
    server.module("pool", name="disk", state="absent")
    held = checksum(server.storage / "device")
    for pool in (table(device, build=True), filesystem(server, device, build=True)):
        refused = server.module("pool", fails=True, **pool)
        assert refused["failures"][0]["code"] == "refused"
        assert f"{device} holds gpt ({name}: nothing known)" in refused["msg"]
        assert checksum(server.storage / "device") == held
    server.module("pool", **table(device))
    assert start_of(f"/dev/{name}", 4 << 20) == hashlib.sha256(source.read_bytes()).hexdigest()
    server.module("pool", name="disk", state="inactive")
    assert told(server.module("pool", **table(device, build=True, overwrite=True))) == ["start"]
    assert server.virsh("vol-list", "disk").split()[0] == name
    server.module("pool", name="disk", state="absent")
    assert told(server.module("pool", **table(device, build=True, overwrite=True))) == ["define", "build", "start"]
    assert server.virsh("vol-list", "disk").strip() == ""
