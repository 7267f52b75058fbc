# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's files as volumes: brought to the host only when needed, telling how far they are."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from bench.snapshot import checksum

CONNECTIONS = Path(__file__).resolve().parents[1] / "bench" / "connections"
VOLUME, RESOURCES = "anvil.hypervisor.volume", "anvil.hypervisor.resources"
REMOTE = {"variables": {"ansible_connection": "bench_remote"}}


def environment(seconds=0.5):
    """`seconds`: between two lines that tell how far something is."""
    return {"ANSIBLE_CONNECTION_PLUGINS": str(CONNECTIONS), "ANVIL_HYPERVISOR_PROGRESS_SECONDS": str(seconds)}


def told(output):
    """The lines that tell how far something is."""
    return [line for line in output.splitlines() if line.startswith("[") and " %)" in line]


@pytest.fixture
def disk(tmp_path):
    """A file with data, a hole, and data."""
    path = tmp_path / "disk.raw"
    with path.open("wb") as file:
        file.write(os.urandom(1 << 20))
        file.seek(40 << 20)
        file.write(os.urandom(3 << 20) + b"end")
    return path


@pytest.mark.parametrize("module", ["volume", "resources"])
@pytest.mark.parametrize("connection", ["local", pytest.param("remote", marks=pytest.mark.oldest_core)])
def test_upload(server, images, disk, module, connection):
    wanted = {"pool": "images", "name": "a", "source": str(disk)}
    task = {VOLUME: wanted} if module == "volume" else {RESOURCES: {"volumes": [wanted]}}
    options = {**REMOTE, "environment": environment()} if connection == "remote" else {}
    before = server.snapshot()
    assert server.play([task], check=True, **options).changed == 1
    assert server.snapshot() == before
    assert server.play([task], **options).changed == 1
    assert checksum(images / "a") == checksum(disk)
    assert (images / "a").stat().st_blocks * 512 < 10 << 20, "holes stay holes"
    assert [path.name for path in images.iterdir()] == ["a"], "no mark is left"
    assert not list((server.folder / "ansible/remote").rglob("source-*")), "nothing is left on the host"
    held = server.snapshot()
    assert server.play([task], **options).changed == 0
    disk.unlink()
    again = server.play([task], **options)
    assert again.changed == 0, "what is there needs no file"
    assert server.snapshot() == held


def test_a_missing_file_is_named(server, images):
    run = server.play([{VOLUME: {"pool": "images", "name": "a", "source": "/nowhere/disk.raw"}}], fails=True)
    assert "/nowhere/disk.raw" in run.results[0]["msg"]
    assert "volume 'images/a'" in run.results[0]["msg"]
    assert not list(images.iterdir())


def test_a_slow_way_to_the_host_is_told(server, images, disk):
    """No piece of the file is sent as fast as a line is due."""
    run = server.play([{VOLUME: {"pool": "images", "name": "a", "source": str(disk)}}], **REMOTE, environment=environment(0.0001))
    assert len([line for line in told(run.output) if "are on the host" in line]) > 1, run.output
    assert checksum(images / "a") == checksum(disk)


def test_a_slow_upload_is_told(server, images, disk, tmp_path):
    """The daemon stands still in the middle of the upload, until that was told."""
    with disk.open("ab") as file:
        for _part in range(200):
            file.write(os.urandom(1 << 20))
    log, runs = tmp_path / "log", []
    log.touch()
    task, told_in = {VOLUME: {"pool": "images", "name": "a", "source": str(disk)}}, {**environment(), "ANSIBLE_LOG_PATH": str(log)}
    player = threading.Thread(target=lambda: runs.append(server.play([task], environment=told_in)))
    daemon = server.daemon_pid()
    player.start()
    try:
        while player.is_alive() and not ((images / "a").exists() and (images / "a").stat().st_blocks):
            time.sleep(0.01)
        os.kill(daemon, signal.SIGSTOP)
        uploaded, deadline = [""], time.monotonic() + 300
        while [uploaded[-1]] != uploaded[-2:-1] and player.is_alive() and time.monotonic() < deadline:
            time.sleep(0.1)
            uploaded = re.findall(r"volume images/a: uploaded .*", log.read_text("utf-8")) or [""]
    finally:
        os.kill(daemon, signal.SIGCONT)
        player.join()
    assert uploaded[-2:-1] == [uploaded[-1]], "it stood still, and two lines said so"
    assert set(uploaded) <= {line[line.index("volume"):] for line in told(runs[0].output)}
    assert checksum(images / "a") == checksum(disk)
    assert not list(server.tmp.glob("anvil.hypervisor-*")), "the file with the state is gone"


def test_a_wrong_checksum_leaves_nothing(server, images, disk):
    right = hashlib.sha256(disk.read_bytes()).hexdigest()
    wanted = {"pool": "images", "name": "a", "source": str(disk), "remote_src": True}
    failed = server.module("volume", **wanted, checksum=f"sha256:{'0' * 64}", fails=True)
    assert right in failed["msg"]
    assert (failed["changed"], failed["actions"]) == (False, [])
    assert not list(images.iterdir())
    assert server.module("volume", **wanted, checksum=f"sha256:{right}")["changed"]


def test_an_image_keeps_its_data_and_grows(server, images, tmp_path):
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", tmp_path / "i.qcow2", "5M"], check=True)
    subprocess.run(["qemu-io", "-c", "write -P 7 1M 64k", tmp_path / "i.qcow2"], check=True, capture_output=True)
    made = server.module("volume", pool="images", name="a", source=str(tmp_path / "i.qcow2"), capacity="9 MiB")
    assert made["volume"]["format"] == "qcow2"
    assert made["volume"]["capacity"] == "9 MiB"
    read = subprocess.run(["qemu-io", "-c", "read -P 7 1M 64k", images / "a"], check=True, capture_output=True, text=True)
    assert "verification failed" not in read.stdout


@pytest.mark.parametrize(("options", "word"), [
    ({"capacity": "1 MiB"}, "less than"),
    ({"format": "qcow2"}, "format raw"),
])
def test_what_does_not_fit_the_file_is_refused(server, images, disk, options, word):
    failed = server.module("volume", pool="images", name="a", source=str(disk), **options, fails=True)
    assert word in failed["msg"]
    assert not list(images.iterdir())


DROPPING = {"variables": {"ansible_connection": "bench_dropping"}}


def test_k4f_a_connection_that_broke_and_was_tried_again(server, images, disk):
    wanted = {"pool": "images", "name": "a", "source": str(disk)}
    lost = server.play([{VOLUME: wanted}], **DROPPING, environment={**environment(), "BENCH_LOSES": "1"}, fails=True)
    assert "bytes" in lost.results[0]["msg"] and "arrived" in lost.results[0]["msg"], lost.results[0]["msg"]
    assert not list(images.iterdir())
    digest = hashlib.sha256(disk.read_bytes()).hexdigest()
    assert server.play([{VOLUME: {**wanted, "checksum": f"sha256:{digest}"}}], **DROPPING, environment=environment()).changed == 1
    assert checksum(images / "a") == checksum(disk)
    empty = disk.with_name("empty.raw")
    empty.write_bytes(b"")
    task = {VOLUME: {"pool": "images", "name": "b", "source": str(empty)}}
    assert server.play([task], **DROPPING, environment=environment()).changed == 1
    assert (images / "b").stat().st_size == 0


def test_k3e_an_image_that_refers_to_files_of_the_host(server, images, tmp_path):
    """On the controller and on the host; what an image says is a wish of whoever made it."""
    secret = server.storage / "secret"
    secret.write_bytes(b"secret".ljust(1 << 20, b"\0"))
    below, data = tmp_path / "below.qcow2", tmp_path / "data.qcow2"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", secret, "-F", "raw", below], check=True)
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-o", f"data_file={tmp_path / 'other'}", data, "1M"], check=True)
    for path, name in ((below, secret), (data, tmp_path / "other")):
        for options in ({}, {"remote_src": True}, {"refers_to": ["/another"]}):
            for check in (True, False):
                failed = server.module("volume", pool="images", name="a", source=str(path), **options, check=check, fails=True)
                assert failed["failures"][0]["code"] == "refused" and str(name) in failed["msg"]
    failed = server.play([{VOLUME: {"pool": "images", "name": "a", "source": str(below)}}], fails=True)
    assert str(secret) in failed.results[0]["msg"]
    assert not list(images.iterdir())
    named = {"pool": "images", "name": "a", "source": str(below), "refers_to": [str(secret)]}
    assert server.module("volume", **named)["changed"]
    assert not server.module("volume", **named)["changed"]


def test_k3e_a_clone_of_an_image_that_refers_to_files_of_the_host(server, images, tmp_path):
    """libvirt follows what the header of a volume's image names, whoever wrote it, and the clone would hold it."""
    secret, data = server.storage / "secret", tmp_path / "other"
    secret.write_bytes(b"secret".ljust(1 << 20, b"\0"))
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", secret, "-F", "raw", images / "below"], check=True)
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-o", f"data_file={data}", images / "data", "1M"], check=True)
    server.virsh("pool-refresh", "images")
    held = sorted(path.name for path in images.iterdir())
    for origin, name in (("below", secret), ("data", data)):
        for options in ({}, {"refers_to": ["/another"]}, {"format": "raw"}):
            for check in (True, False):
                failed = server.module("volume", pool="images", name="a", clone_from={"volume": origin}, **options, check=check, fails=True)
                assert failed["failures"][0]["code"] == "refused" and f"clone_from refers to {name}" in failed["msg"]
    assert sorted(path.name for path in images.iterdir()) == held
    named = {"pool": "images", "name": "a", "clone_from": {"volume": "below"}, "refers_to": [str(secret)]}
    assert server.module("volume", **named)["changed"]
    assert not server.module("volume", **named)["changed"]


def test_k3d_a_new_image_has_what_qemu_has_for_years(server, images):
    def compat(name):
        text = subprocess.run(["qemu-img", "info", "--output=json", images / name], check=True, capture_output=True, text=True).stdout
        return json.loads(text)["format-specific"]["data"]["compat"]

    server.module("volume", pool="images", name="old", format="qcow2", capacity="1 MiB", compat="0.10")
    document = "<volume><name>d</name><capacity>4096</capacity><target><format type='qcow2'/></target></volume>"
    for name, options in (("a", {"capacity": "1 MiB", "format": "qcow2"}), ("b", {"backing": {"volume": "a"}}),
                          ("c", {"clone_from": {"volume": "old"}}), ("d", {"xml": document})):
        wanted = {"pool": "images", "name": name, **options}
        assert server.module("volume", **wanted)["changed"]
        assert compat(name) == "1.1"
        assert not server.module("volume", **wanted)["changed"]
    assert compat("old") == "0.10"
    assert not server.module("volume", pool="images", name="old", format="qcow2", capacity="1 MiB")["changed"]


def test_k3e_an_image_whose_base_refers_to_files_of_the_host(server, images, tmp_path):
    """The chain is followed to its end: on the host for a file of the controller's, too, from the place of the new volume."""
    secret = server.storage / "secret"
    secret.write_bytes(b"secret".ljust(1 << 20, b"\0"))
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", secret, "-F", "raw", images / "base"], check=True)
    (tmp_path / "base").symlink_to(images / "base")
    for top in (tmp_path / "top", images / "top"):
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", "base", "-F", "qcow2", top], check=True)
    server.virsh("pool-refresh", "images")
    before = server.snapshot()
    ways = ({"source": str(tmp_path / "top")}, {"source": str(tmp_path / "top"), "remote_src": True}, {"clone_from": {"volume": "top"}})
    for way in ways:
        for check in (True, False):
            failed = server.module("volume", pool="images", name="a", **way, refers_to=["base"], check=check, fails=True)
            assert failed["failures"][0]["code"] == "refused"
            assert f"refers to {images / 'base'} of the host, which refers to {secret}, and" in failed["msg"]
    # The controller's file is not looked for on the host; its base is.
    task = {VOLUME: {"pool": "images", "name": "a", "source": str(tmp_path / "top"), "refers_to": ["base"]}}
    assert f"which refers to {secret}" in server.play([task], fails=True).results[0]["msg"]
    assert server.snapshot() == before
    # A chain without an end: qemu-img and libvirt would not come to one.
    subprocess.run(["qemu-img", "rebase", "-u", "-b", "top", "-F", "qcow2", images / "base"], check=True)
    for way in ways[1:]:
        failed = server.module("volume", pool="images", name="a", **way, refers_to=["base", "top"], fails=True)
        assert "the chain of images never ends" in failed["msg"]
    subprocess.run(["qemu-img", "rebase", "-u", "-b", secret, "-F", "raw", images / "base"], check=True)
    for number, way in enumerate(ways):
        named = {"pool": "images", "name": f"a{number}", **way, "refers_to": ["base", str(secret)]}
        assert server.module("volume", **named)["changed"]
        assert not server.module("volume", **named)["changed"]
