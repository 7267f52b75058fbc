# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images in pools: downloaded or taken from the host, proven, unpacked, and made once."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.partial_volumes import SIZE as MARK_SIZE
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.volume import MARK
from bench import web
from bench.server import SYSTEM_PYTHON

PORT = 8080
PACKERS = {"": bytes, ".xz": lzma.compress, ".gz": gzip.compress, ".bz2": bz2.compress}
MIB = 1024**2


def digest(path):
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def volume_of(name, sum_):
    return f"{name}-{sum_.partition(':')[2][:12]}"


@pytest.fixture
def tmp(server):
    """A folder for what is downloaded."""
    path = server.storage / "fetched"
    path.mkdir()
    return path


@pytest.fixture
def mirror(server):
    """A folder with images, as a web server has them."""
    path = server.storage / "mirror"
    path.mkdir()
    return path


def raw(path):
    """Data, a hole, and data."""
    with path.open("wb") as file:
        file.write(os.urandom(MIB))
        file.seek(8 * MIB)
        file.write(os.urandom(MIB))
    return path


def qcow2(path):
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", path, "16M"], check=True)
    subprocess.run(["qemu-io", "-c", "write -P 7 1M 64k", path], check=True, capture_output=True)
    return path


def packed(path, suffix):
    """The file beside, packed as its name says."""
    made = path.with_name(path.name + suffix)
    made.write_bytes(PACKERS[suffix](path.read_bytes()))
    return made


@contextmanager
def serving(server, folder, *most):
    """A web server in the server's network, and the lines that it has said."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = server.popen(SYSTEM_PYTHON, web.__file__, str(PORT), str(folder), *map(str, most), text=True, **pipes)
    try:
        assert process.stdout.readline() == "listening\n"
        yield process
    finally:
        process.communicate()


def url(file):
    return f"http://127.0.0.1:{PORT}/{file.name}"


def is_untouched(images, tmp):
    return not list(images.iterdir()) and not list(tmp.iterdir())


@pytest.mark.parametrize(("make", "suffix"), [(qcow2, ""), (qcow2, ".xz"), (raw, ""), (raw, ".gz"), (raw, ".bz2")])
def test_image_is_downloaded_once_and_is_what_was_packed(server, images, mirror, tmp, make, suffix):
    whole = make(mirror / "disk")
    file = packed(whole, suffix) if suffix else whole
    wanted = {"name": "debian", "pool": "images", "url": url(file), "checksum": digest(file), "tmp": str(tmp)}
    with serving(server, mirror):
        before = server.snapshot()
        planned = server.module("image", check=True, **wanted)
        assert server.snapshot() == before
        made = server.module("image", **wanted)
    assert (planned["changed"], planned["actions"], planned["diff"]) == (True, made["actions"], made["diff"])
    assert [action["operation"] for action in made["actions"]] == ["fetch", "create", "upload"]
    name = volume_of("debian", digest(file))
    assert made["image"] == {
        "name": "debian", "pool": "images", "volume": name, "checksum": digest(file), "format": make.__name__,
        "capacity": (16 if make is qcow2 else 9) * MIB, "path": str(images / name),
    }
    assert planned["image"] == {**made["image"], "format": None, "capacity": None, "path": None}
    assert digest(images / name) == digest(whole)
    if make is raw:
        assert (images / name).stat().st_blocks * 512 < 4 * MIB, "holes stay holes"
    assert [path.name for path in images.iterdir()] == [name]
    assert not list(tmp.iterdir())
    held = server.snapshot()
    again = server.module("image", **wanted)  # no server listens any more
    assert (again["changed"], again["actions"], again["image"]) == (False, [], made["image"])
    assert server.module("image", check=True, **wanted)["changed"] is False
    assert server.snapshot() == held


def test_image_of_the_host_and_its_removal(server, images, mirror, tmp):
    file = packed(qcow2(mirror / "disk"), ".xz")
    wanted = {"name": "debian", "pool": "images", "checksum": digest(file)}
    made = server.module("image", path=str(file), tmp=str(tmp), **wanted)
    assert made["changed"]
    assert server.module("image", url=f"file://{file}", **wanted)["changed"] is False
    server.module("volume", pool="images", name="web", format="qcow2", backing={"volume": made["image"]["volume"]})
    refused = server.module("image", state="absent", fails=True, **wanted)
    assert "in use by volume 'images/web'" in refused["msg"]
    server.module("volume", pool="images", name="web", state="absent")
    planned = server.module("image", state="absent", check=True, **wanted)
    removed = server.module("image", state="absent", **wanted)
    assert [action["operation"] for action in removed["actions"]] == ["delete"]
    assert planned["actions"] == removed["actions"]
    assert removed["image"]["path"] is None
    assert not list(images.iterdir())
    assert not server.module("image", state="absent", **wanted)["changed"]


def test_image_whose_list_of_digests_is_pinned(server, images, mirror, tmp):
    file = packed(qcow2(mirror / "disk"), ".gz")
    (mirror / "SUMS").write_text(f"{'0' * 64}  other\n{digest(file).partition(':')[2]}  {file.name}\n")
    wanted = {"name": "debian", "pool": "images", "url": url(file), "checksum": f"http://127.0.0.1:{PORT}/SUMS", "tmp": str(tmp)}
    with serving(server, mirror):
        made = server.module("image", **wanted)
        assert made["image"]["checksum"] == digest(file)
        assert not server.module("image", **wanted)["changed"]
        (mirror / "SUMS").write_text(f"{'0' * 64}  other\n")
        failed = server.module("image", **wanted, fails=True)
    assert f"http://127.0.0.1:{PORT}/SUMS has no digest of {file.name}" in failed["msg"]
    assert server.module("image", **{**wanted, "checksum": made["image"]["checksum"]})["changed"] is False


def test_image_with_another_checksum_leaves_nothing(server, images, mirror, tmp):
    file = packed(qcow2(mirror / "disk"), ".xz")
    with serving(server, mirror):
        failed = server.module("image", name="a", pool="images", url=url(file), checksum=f"sha256:{'0' * 64}", tmp=str(tmp), fails=True)
    assert "image 'a': cannot fetch it" in failed["msg"]
    assert digest(file) in failed["msg"]
    assert is_untouched(images, tmp)


def _with_backing(path):
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", "/etc/hostname", path, "1M"], check=True)


def _with_external_data(path):
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-o", f"data_file={path}.data", path, "1M"], check=True)


def _of_another_format(path):
    subprocess.run(["qemu-img", "create", "-q", "-f", "vdi", path, "1M"], check=True)


def _that_is_large_inside(path):
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", path, "3G"], check=True)


def _that_is_empty(path):
    path.touch()


@pytest.mark.parametrize(("make", "suffix", "word"), [
    (_with_backing, "", "refers to another file (/etc/hostname)"),
    (_with_backing, ".xz", "refers to another file (/etc/hostname)"),
    (_with_external_data, "", "refers to another file"),
    (_of_another_format, ".xz", "of the format vdi"),
    (_that_is_large_inside, ".xz", "more than the 1073741824 of max_size"),
    (_that_is_empty, "", "it is empty"),
], ids=lambda value: getattr(value, "__name__", None))
def test_image_is_refused_before_it_is_used(server, images, mirror, tmp, make, suffix, word):
    make(mirror / "disk")
    file = packed(mirror / "disk", suffix) if suffix else mirror / "disk"
    wanted = {"name": "a", "pool": "images", "path": str(file), "checksum": digest(file), "tmp": str(tmp)}
    failed = server.module("image", **wanted, max_size="1 GiB", fails=True)
    assert word in failed["msg"]
    assert is_untouched(images, tmp)


def test_image_that_unpacks_to_more_than_it_may(server, images, mirror, tmp):
    """A bomb: 64 MiB of zeros in 10 KiB."""
    file = mirror / "bomb.xz"
    file.write_bytes(lzma.compress(bytes(64 * MIB)))
    wanted = {"name": "a", "pool": "images", "path": str(file), "checksum": digest(file), "tmp": str(tmp)}
    failed = server.module("image", **wanted, max_size="32 MiB", fails=True)
    assert f"more than the {32 * MIB} bytes of max_size" in failed["msg"]
    assert is_untouched(images, tmp)


def test_image_for_which_the_host_has_no_room(server, images, mirror, tmp):
    """Neither for the download nor for what is unpacked: nothing is left."""
    whole = raw(mirror / "disk")
    packed_file = packed(whole, ".xz")
    server.run("mount", "-t", "tmpfs", "-o", "size=1536k", "none", str(tmp))
    try:
        wanted = {"name": "a", "pool": "images", "tmp": str(tmp), "fails": True}
        with serving(server, mirror):
            downloaded = server.module("image", url=url(whole), checksum=digest(whole), **wanted)
        unpacked = server.module("image", path=str(packed_file), checksum=digest(packed_file), **wanted)
        for failed in (downloaded, unpacked):
            assert failed["failures"][0]["code"] == "no_space"
            assert f"tmp: {tmp}" in failed["msg"]
            assert not server.run("ls", str(tmp)).stdout
            assert "Avail\n1.5M" in server.run("df", "-h", "--output=avail", str(tmp)).stdout.replace(" ", "")
    finally:
        server.run("umount", str(tmp))
    assert is_untouched(images, tmp)


def started(server, wanted):
    """The module under way: it begins when it has read all of its input."""
    process = server.module_process("image", wanted)
    process.stdin.close()
    process.stdin = None
    return process


def kill(process):
    """Kill the module, which is below the program that entered the server."""
    for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)
    process.communicate()


def test_image_whose_run_is_killed_in_the_download(server, images, mirror, tmp):
    file = raw(mirror / "disk")
    wanted = {"name": "a", "pool": "images", "url": url(file), "checksum": digest(file), "tmp": str(tmp)}
    with serving(server, mirror, 2 * MIB) as half:
        process = started(server, wanted)
        assert half.stdout.readline() == f"/{file.name}\n"
        kill(process)
    assert is_untouched(images, tmp)
    with serving(server, mirror):
        assert server.module("image", **wanted)["changed"]
    assert digest(images / volume_of("a", digest(file))) == digest(file)


def test_image_whose_run_was_killed_in_the_upload(server, images, mirror, tmp):
    file = raw(mirror / "disk")
    wanted = {"name": "a", "pool": "images", "path": str(file), "checksum": digest(file), "tmp": str(tmp)}
    name = volume_of("a", digest(file))
    for each, size in ((name, "1M"), (name + MARK, f"{MARK_SIZE}B")):
        server.virsh("vol-create-as", "images", each, size, "--allocation", "0")
    planned = server.module("image", check=True, **wanted)
    made = server.module("image", **wanted)
    assert [action["operation"] for action in made["actions"]] == ["fetch", "discard", "create", "upload"]
    assert made["actions"] == planned["actions"]
    assert digest(images / name) == digest(file)
    assert [path.name for path in images.iterdir()] == [name]


def test_image_that_two_runs_want_at_once_is_downloaded_once(server, images, mirror, tmp):
    file = raw(mirror / "disk")
    wanted = {"name": "a", "pool": "images", "url": url(file), "checksum": digest(file), "tmp": str(tmp)}
    with serving(server, mirror, MIB) as slow:
        both = [started(server, wanted)]
        assert slow.stdout.readline() == f"/{file.name}\n"
        both.append(started(server, wanted))
        slow.stdin.write("go on\n")
        slow.stdin.flush()
        results = [json.loads(process.communicate()[0]) for process in both]
        slow.stdin.close()
        assert slow.stdout.read() == "", "one request"
        slow.stdin = None
    assert sorted(result["changed"] for result in results) == [False, True], results
    assert digest(images / volume_of("a", digest(file))) == digest(file)


def test_image_never_gives_credentials_back(server, images, mirror, tmp):
    file = qcow2(mirror / "disk")
    address = f"http://someone:hidden-word@127.0.0.1:{PORT}/{file.name}?token=hidden-token"
    wanted = {"name": "a", "pool": "images", "url": address, "headers": {"X-Auth": "hidden-header"}, "tmp": str(tmp)}
    with serving(server, mirror):  # it has no file whose name ends in a query
        wrong = server.module("image", **wanted, checksum=f"sha256:{'0' * 64}", fails=True)
    assert f"http://127.0.0.1:{PORT}/{file.name}: the server answers 404" in wrong["msg"]
    assert "hidden" not in str(wrong)
    made = server.module("image", **wanted, checksum=digest(file), check=True)
    assert "hidden" not in str(made)
    assert f"http://127.0.0.1:{PORT}/{file.name}" in str(made["diff"])


def test_image_becomes_the_disk_of_a_guest(server, images, mirror, tmp):
    file = packed(qcow2(mirror / "disk"), ".xz")
    made = server.module("image", name="debian", pool="images", path=str(file), checksum=digest(file), tmp=str(tmp))
    server.module("volume", pool="images", name="web", format="qcow2", capacity="32 MiB", clone_from={"volume": made["image"]["volume"]})
    server.module("domain", name="web", type="qemu", memory="32 MiB", state="running", os={"arch": "x86_64", "machine": "q35"},
                  disks=[{"target": {"dev": "vda", "bus": "virtio"}, "driver": {"type": "qcow2"},
                          "source": {"pool": "images", "volume": "web"}}])
    assert "running" in server.virsh("domstate", "web")
    server.module("domain", name="web", state="absent", force=True, timeout=1)
    read = subprocess.run(["qemu-io", "-c", "read -P 7 1M 64k", images / "web"], check=True, capture_output=True, text=True)
    assert "verification failed" not in read.stdout


def test_image_packed_with_zstd(server, images, mirror, tmp):
    whole = raw(mirror / "disk")
    subprocess.run(["zstd", "-q", whole], check=True)
    file = Path(f"{whole}.zst")
    made = server.module("image", name="a", pool="images", path=str(file), checksum=digest(file), tmp=str(tmp))
    assert digest(Path(made["image"]["path"])) == digest(whole)


@pytest.mark.parametrize("type_", ["disk", "mpath"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_image_for_a_pool_that_names_its_volumes_itself(server, mirror, type_, state):
    file = qcow2(mirror / "disk")
    source = "<source><device path='/dev/sdz'/></source>" if type_ == "disk" else ""
    (mirror / "node.xml").write_text(
        f"<node><pool type='{type_}'><name>p</name>{source}<target><path>/dev/p</path></target></pool></node>")
    wanted = {"name": "a", "pool": "p", "path": str(file), "checksum": digest(file), "state": state}
    failed = server.module("image", uri=f"test://{mirror}/node.xml", fails=True, **wanted)
    assert f"image 'a': cannot accept the declaration: pool: 'p' is of the type {type_}" in failed["msg"]


def test_image_whose_download_takes_long_is_told(server, images, mirror, tmp, tmp_path):
    """The server stands still in the middle, until that was told."""
    file, log, runs = raw(mirror / "disk"), tmp_path / "log", []
    log.touch()
    task = {"anvil.hypervisor.image": {"name": "a", "pool": "images", "url": url(file), "checksum": digest(file), "tmp": str(tmp)}}
    environment = {"ANVIL_HYPERVISOR_PROGRESS_SECONDS": "0.5", "ANSIBLE_LOG_PATH": str(log)}
    with serving(server, mirror, MIB) as slow:
        player = threading.Thread(target=lambda: runs.append(server.play([task], environment=environment)))
        player.start()
        deadline, line = time.monotonic() + 300, "image a: downloaded 1.0 MiB of 9.0 MiB (11 %)"
        while player.is_alive() and line not in log.read_text("utf-8") and time.monotonic() < deadline:
            time.sleep(0.1)
        slow.stdin.write("go on\n")
        slow.stdin.flush()
        player.join()
    assert line in runs[0].output
    assert runs[0].changed == 1
    assert digest(images / volume_of("a", digest(file))) == digest(file)


@pytest.mark.parametrize(("options", "word"), [
    ({}, "url: is required"),
    ({"url": "https://a/b", "path": "/c"}, "url and path exclude each other"),
    ({"url": "ftp://a/b"}, "url"),
    ({"url": "file://other/b"}, "file of another host"),
    ({"path": "/c", "checksum": f"md5:{'0' * 32}"}, "checksum"),
    ({"path": "/c", "checksum": None}, "checksum: is required"),
    ({"path": "/nowhere/disk"}, "path: /nowhere/disk: No such file"),
    ({"path": "/c", "pool": "other"}, "there is no pool 'other'"),
    ({"url": "https://a/b", "headers": {"a b": "c"}}, "headers"),
])
def test_image_that_cannot_be(server, images, options, word):
    wanted = {"name": "a", "pool": "images", "checksum": f"sha256:{'0' * 64}", **options}
    failed = server.module("image", fails=True, **wanted)
    assert word in failed["msg"]
    assert failed["failures"][0]["remedy"]
    assert not list(images.iterdir())
