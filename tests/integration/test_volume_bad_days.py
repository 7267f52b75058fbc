# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volumes when something goes wrong: nothing half-made is taken for whole, and what a volume holds stays."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import threading
import time

import pytest
from bench.cycle import make_encrypted
from bench.snapshot import checksum

MARK = ".anvil-incomplete"
MARK_SIZE = 2539 * 512


def pool(server, name="images", path=None):
    """A pool of files; its path."""
    path = path or server.storage / name
    server.module("pool", name=name, type="dir", state="active", target={"path": str(path)})
    return path


def write(path, mebibytes=1):
    path.write_bytes(os.urandom(mebibytes << 20))
    return path


def half(server, name="a"):
    """What an interrupted run leaves: a volume with its mark."""
    for each, size in ((name, "1M"), (name + MARK, f"{MARK_SIZE}B")):
        server.virsh("vol-create-as", "images", each, size, "--allocation", "0")


def listed(server, name="images"):
    return sorted(line.split()[0] for line in server.virsh("vol-list", name).splitlines() if line.strip())


def started(server, wanted):
    """The module under way: it begins when it has read all of its input."""
    process = server.module_process("volume", wanted)
    process.stdin.close()
    process.stdin = None
    return process


# -- a full disk


@pytest.mark.parametrize("declared", [False, True], ids=["plain", "checksum"])
def test_k4f_an_upload_onto_a_full_disk(server, declared):
    """Whether libvirt tells of the last writes is a matter of chance; the module does each time."""
    small = server.storage / "small"
    server.run("sh", "-c", f"mkdir {small}; mount -t tmpfs -o size=2m none {small}")
    path, source = pool(server, "small", small), write(server.storage / "disk.raw", 3)
    wanted = {"pool": "small", "name": "a", "source": str(source), "remote_src": True}
    if declared:
        wanted["checksum"] = f"sha256:{hashlib.sha256(source.read_bytes()).hexdigest()}"
    for _attempt in range(12):
        failed = server.module("volume", **wanted, fails=True)
        assert failed["failures"][0]["code"] == "no_space", failed["msg"]
        assert server.run("ls", path).stdout == ""


# -- what was interrupted


def test_an_incomplete_volume_is_made_anew(server):
    path = pool(server)
    source = write(server.storage / "disk.raw")
    half(server)
    wanted = {"pool": "images", "name": "a", "source": str(source), "remote_src": True}
    (info,) = server.module("volume_info", pool="images")["volumes"]
    assert info["status"]["incomplete"], "and its mark is no volume of its own"
    planned = server.module("volume", check=True, **wanted)
    assert [action["operation"] for action in planned["actions"]] == ["discard", "create", "upload"]
    assert "incomplete" in planned["diff"][0]["before"]
    assert server.module("volume", **wanted)["actions"] == planned["actions"]
    assert checksum(path / "a") == checksum(source)
    assert listed(server) == ["a"]
    assert not server.module("volume", **wanted)["changed"]


def test_an_incomplete_volume_is_nothing_to_stand_on(server):
    pool(server)
    half(server)
    for options in ({"clone_from": {"volume": "a"}}, {"backing": {"volume": "a"}, "format": "qcow2"}):
        failed = server.module("volume", pool="images", name="b", **options, fails=True)
        assert "incomplete" in failed["msg"]
    assert listed(server) == ["a", "a" + MARK]


@pytest.mark.parametrize("left", [["a", "a" + MARK], ["a" + MARK]])
def test_an_incomplete_volume_is_removed_with_its_mark(server, left):
    pool(server)
    half(server)
    if len(left) == 1:
        server.virsh("vol-delete", "a", "--pool", "images")
    assert server.module("volume", pool="images", name="a", state="absent")["changed"]
    assert listed(server) == []
    assert not server.module("volume", pool="images", name="a", state="absent")["changed"]


def test_a_file_that_is_only_called_like_a_mark_costs_no_data(server):
    path = pool(server)
    wanted = {"pool": "images", "name": "a", "capacity": "1 MiB"}
    server.module("volume", **wanted)
    write(path / "a")
    before = checksum(path / "a")
    refused = server.module("volume", pool="images", name="a" + MARK, capacity="1 MiB", fails=True)
    assert refused["failures"][0]["code"] == "invalid"
    assert listed(server) == ["a"]
    write(path / ("a" + MARK))
    server.virsh("pool-refresh", "images")
    for check in (True, False):
        for options in (wanted, {**wanted, "state": "absent"}):
            refused = server.module("volume", **options, check=check, fails=True)
            assert refused["failures"][0]["code"] == "refused"
            assert "Rename that one" in refused["msg"]
    assert len(server.module("volume_info", pool="images")["volumes"]) == 1
    assert checksum(path / "a") == before
    assert listed(server) == ["a", "a" + MARK]


def test_the_daemon_dies_during_an_upload(own_server):
    path = pool(own_server)
    source = write(own_server.storage / "disk.raw", 200)
    wanted = {"pool": "images", "name": "a", "source": str(source), "remote_src": True}
    process = started(own_server, wanted)
    while process.poll() is None and not ((path / "a").exists() and (path / "a").stat().st_blocks):
        time.sleep(0.002)
    own_server.stop_daemon(signal.SIGKILL)
    result = json.loads(process.communicate()[0])
    assert result["failures"][0]["code"] == "connection_lost", result
    assert (path / ("a" + MARK)).exists()
    own_server.start_daemon()
    own_server.virsh("pool-start", "images", check=False)
    done = own_server.module("volume", **wanted)
    assert [action["operation"] for action in done["actions"]] == ["discard", "create", "upload"]
    assert checksum(path / "a") == checksum(source)
    assert listed(own_server) == ["a"]


def test_two_runs_at_once_make_one_volume(server):
    path = pool(server)
    source = write(server.storage / "disk.raw", 30)
    wanted = {"pool": "images", "name": "a", "source": str(source), "remote_src": True}
    runs = [started(server, wanted) for _run in range(3)]
    results = []
    threads = [threading.Thread(target=lambda run=run: results.append(json.loads(run.communicate()[0]))) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result["changed"] and not result.get("failed", False) for result in results) == 1
    assert {result["failures"][0]["code"] for result in results if result.get("failed")} <= {"conflict"}
    assert checksum(path / "a") == checksum(source)
    assert listed(server) == ["a"]


def test_what_is_changed_behind_libvirts_back_counts_after_a_refresh(server):
    path = pool(server)
    above = {"pool": "images", "name": "above", "format": "qcow2", "capacity": "1 MiB", "backing": {"volume": "below"}}
    server.module("volume", pool="images", name="below", format="qcow2", capacity="1 MiB")
    server.module("volume", **above)
    server.run("qemu-img", "rebase", "-u", "-f", "qcow2", "-b", "", str(path / "above"))
    assert not server.module("volume", **above)["changed"]
    server.virsh("pool-refresh", "images")
    assert "backing.path" in server.module("volume", **above, fails=True)["msg"]


def test_an_image_below_is_not_read_as_another_format(server):
    pool(server)
    server.module("volume", pool="images", name="below", format="raw", capacity="1 MiB")
    above = {"pool": "images", "name": "above", "format": "qcow2", "capacity": "1 MiB"}
    server.module("volume", **above, backing={"volume": "below", "format": "raw"})
    assert not server.module("volume", **above, backing={"volume": "below", "format": "raw"})["changed"]
    refused = server.module("volume", **above, backing={"volume": "below", "format": "qcow2"}, fails=True)
    assert "backing.format" in refused["msg"]


# -- no room


def test_a_full_disk(own_server):
    server = own_server
    small = server.storage / "small"
    small.mkdir()
    server.run("mount", "-t", "tmpfs", "-o", "size=8M", "tmpfs", str(small))
    pool(server, "small", small)
    pool(server)
    source = write(server.storage / "disk.raw", 16)
    server.module("volume", pool="images", name="large", source=str(source), remote_src=True)
    too_much = [
        {"source": str(source), "remote_src": True},
        {"clone_from": {"pool": "images", "volume": "large"}},
        {"clone_from": {"pool": "images", "volume": "large"}, "format": "qcow2"},
        {"capacity": "16 MiB", "allocation": "16 MiB"},
    ]
    for options in too_much:
        failed = server.module("volume", pool="small", name="a", **options, fails=True)
        assert failed["failures"][0]["code"] == "no_space", failed
        assert "small" in failed["msg"] or "left" in failed["msg"]
        assert listed(server, "small") == [], options
        assert server.run("ls", "-A", str(small)).stdout == "", options
    assert server.module("volume", pool="small", name="a", capacity="1 GiB")["changed"], "overcommitting is legal"
    before = server.snapshot()
    failed = server.module("volume", pool="small", name="b", **too_much[-1], check=True, fails=True)
    assert failed["failures"][0]["code"] == "no_space"
    assert server.snapshot() == before


# -- what a volume holds


def test_what_a_volume_holds_survives(server):
    path = pool(server)
    source, other = write(server.storage / "disk.raw"), write(server.storage / "other.raw")
    named = {"pool": "images", "name": "a"}
    server.module("volume", **named, source=str(source), remote_src=True)
    document = "<volume><name>a</name><capacity>{}</capacity><target><format type='{}'/></target></volume>"
    steps = [
        ({"capacity": "2 MiB"}, True),
        ({"capacity": "1 MiB"}, "refused"),
        ({"format": "qcow2"}, "refused"),
        ({"xml": document.format(2 << 20, "qcow2")}, "refused"),
        ({"xml": document.format(1 << 20, "raw")}, "refused"),
        ({"xml": document.format(2 << 20, "raw")}, False),
        ({"xml": document.format(3 << 20, "raw")}, True),
        ({"source": str(other), "remote_src": True}, False),
        ({"clone_from": {"volume": "b"}}, False),
        ({"capacity": "2 MiB", "shrink": True}, True),
        ({"capacity": "4 MiB", "allocation": "4 MiB"}, True),
        ({"capacity": "2 MiB", "shrink": True}, "unsupported"),
    ]
    server.module("volume", pool="images", name="b", capacity="1 MiB")
    for options, expected in steps:
        result = server.module("volume", **named, **options, fails=isinstance(expected, str))
        if isinstance(expected, str):
            assert result["failures"][0]["code"] == expected
            assert result["failures"][0]["remedy"]
        else:
            assert result["changed"] == expected, options
        assert (path / "a").read_bytes()[:1 << 20] == source.read_bytes(), options


def test_what_libvirt_has_not_noticed(server):
    path = pool(server)
    write(path / "a")
    held = checksum(path / "a")
    failed = server.module("volume", pool="images", name="a", capacity="1 MiB", fails=True)
    assert "Run again" in failed["msg"]
    assert not server.module("volume", pool="images", name="a", capacity="1 MiB")["changed"]
    assert checksum(path / "a") == held
    (path / "a").unlink()
    assert server.module("volume", pool="images", name="a", capacity="1 MiB")["changed"]
    assert (path / "a").exists()


@pytest.mark.parametrize(("state", "words"), [("inactive", "not active"), ("absent", "no pool")])
def test_a_pool_that_is_not_there(server, state, words):
    pool(server)
    server.module("pool", name="images", state=state)
    failed = server.module("volume", pool="images", name="a", capacity="1 MiB", fails=True)
    assert words in failed["msg"]
    assert "state: active" in failed["msg"]


def test_check_mode_counts_what_is_about_to_be_made(server):
    wanted = {
        "pools": [{"name": "images", "type": "dir", "state": "active", "target": {"path": str(server.storage / "images")}}],
        "volumes": [
            {"pool": "images", "name": "base", "format": "qcow2", "capacity": "4 MiB"},
            {"pool": "images", "name": "a", "format": "qcow2", "capacity": "8 MiB", "backing": {"volume": "base"}},
            {"pool": "images", "name": "b", "capacity": "8 MiB", "clone_from": {"volume": "base"}},
        ],
    }
    planned = server.module("resources", check=True, **wanted)
    done = server.module("resources", **wanted)
    assert done["actions"] == planned["actions"]
    assert not server.module("resources", **wanted)["changed"]
    assert not server.module("resources", check=True, **wanted)["changed"]


def test_what_is_read_can_be_declared(server):
    pool(server)
    for options in (
        {"name": "raw", "capacity": "1 MiB"},
        {"name": "image", "capacity": "1 MiB", "format": "qcow2", "compat": "1.1", "lazy_refcounts": True},
        {"name": "upper", "format": "qcow2", "backing": {"volume": "image"}},
    ):
        server.module("volume", pool="images", **options)
    server.virsh("pool-refresh", "images")
    found = server.module("volume_info", pool="im*")["volumes"]
    assert [item["declared"]["name"] for item in found] == ["image", "raw", "upper"]
    for item in found:
        assert not server.module("volume", **item["declared"])["changed"], item
    assert [item["declared"]["name"] for item in server.module("volume_info", name="r*")["volumes"]] == ["raw"]


LUKS = {"format": "luks", "secret": {"usage": "/disks/a"}, "cipher": {"name": "aes", "size": 256, "mode": "xts", "hash": "sha256"},
        "ivgen": {"name": "plain64"}}


@pytest.mark.parametrize(("made", "other", "option"), [
    ({"encryption": LUKS}, {"encryption": {**LUKS, "cipher": {**LUKS["cipher"], "mode": "cbc"}}}, "encryption.cipher.mode"),
    ({"encryption": LUKS}, {"encryption": {**LUKS, "ivgen": {"name": "essiv", "hash": "sha256"}}}, "encryption.ivgen.name"),
    ({"format": "qcow2"}, {"format": "qcow2", "lazy_refcounts": True}, "lazy_refcounts"),
    ({"format": "qcow2", "extended_l2": True}, {"format": "qcow2", "extended_l2": False}, "extended_l2"),
    ({"format": "qcow2"}, {"format": "qcow2", "cluster_size": "128 KiB"}, "cluster_size"),
])
def test_what_an_image_was_made_with_cannot_change(server, made, other, option):
    """Also after libvirt has forgotten it, when it refreshed the pool."""
    pool(server)
    server.module("secret", name="/disks/a", usage_type="volume", value="passphrase")
    base = {"pool": "images", "name": "a", "capacity": "2 MiB"}
    make_encrypted(server, **base, **made)
    for _known in ("as it was made", "as it was found"):
        assert not server.module("volume", **base, **made)["changed"]
        (failure,) = server.module("volume", fails=True, **base, **other)["failures"]
        assert failure["code"] == "refused" and failure["message"].startswith(f"{option} is ")
        server.virsh("pool-refresh", "images")
