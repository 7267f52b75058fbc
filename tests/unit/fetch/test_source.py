# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of an image: the one of its checksum, unpacked, or none."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._fetch import download
from ansible_collections.anvil.hypervisor.plugins.module_utils._fetch.access import Access
from ansible_collections.anvil.hypervisor.plugins.module_utils._fetch.source import Source
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError, Invalid, NotFound, Refused
from bench.web import Served, serving

MIB = 1024**2
CONTENT, OTHER = os.urandom(2 * MIB), os.urandom(2 * MIB)


@pytest.fixture
def web(monkeypatch):
    monkeypatch.setattr(download, "PAUSE", 0)
    with serving() as server:
        yield server


def sha256(content):
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def source(folder, url=None, path=None, limit=8 * MIB, states=None):
    """A source; what is told of it is added to `states`."""
    @contextlib.contextmanager
    def during(state):
        yield
        if states is not None:
            states.append(state())

    return Source(Access(timeout=20, use_proxy=False), url, path, folder=str(folder), limit=limit, during=during)


def content(made, checksum):
    with made.content(checksum) as (file, found):
        assert found == sha256(os.pread(file.fileno(), 8 * MIB, 0))
        return os.pread(file.fileno(), 8 * MIB, 0)


@pytest.mark.parametrize("how", ["url", "file", "path"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_it_is_proven_as_it_was_published_and_unpacked(web, tmp_path, how, pack):
    served, states = pack(CONTENT), []
    folder = tmp_path / "tmp"
    folder.mkdir()
    (tmp_path / "disk img").write_bytes(served)
    web.files["/disk%20img?a=b"] = Served(served)
    made = {
        "url": lambda: source(folder, url=f"{web.url}/disk%20img?a=b", states=states),
        "file": lambda: source(folder, url=f"file://{tmp_path}/disk%20img", states=states),
        "path": lambda: source(folder, path=f"{tmp_path}/disk img", states=states),
    }[how]()
    assert made.name == "disk img"
    assert content(made, sha256(served)) == CONTENT
    first = ("downloaded" if how == "url" else "read", len(served), len(served))
    assert states == [first, *([("unpacked", len(CONTENT), None)] if pack is gzip.compress else [])]
    assert not list(folder.iterdir())


@pytest.mark.parametrize("served", [
    Served(OTHER),
    Served(CONTENT, drops=[MIB], then=Served(OTHER)),
    Served(CONTENT, drops=[MIB], then=Served(OTHER, tag='"second"', believes_if_range=False)),
    Served(CONTENT, length=MIB),
], ids=["another", "another from the middle on", "another that claims to be the same", "cut off"])
def test_another_file_is_refused(web, tmp_path, served):
    web.files["/disk"] = served
    with pytest.raises(Refused, match=f"/disk has sha256:[0-9a-f]*, and {sha256(CONTENT)} is declared"):
        content(source(tmp_path, url=f"{web.url}/disk"), sha256(CONTENT))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("how", ["web", "host"])
def test_the_entry_of_a_list_is_its_checksum(web, tmp_path, how):
    text = f"{'0' * 64}  other\nSHA256 (disk.img) = {sha256(CONTENT)[7:]}\n".encode()
    (tmp_path / "SUMS").write_bytes(text)
    web.files["/SUMS"] = Served(text)
    made = source(tmp_path, url="https://host/images/disk.img")
    assert made.checksum(f"{web.url}/SUMS" if how == "web" else f"file://{tmp_path}/SUMS") == sha256(CONTENT)


def test_a_digest_is_taken_as_it_is(tmp_path):
    assert source(tmp_path).checksum(f"sha256:{'AB' * 32}") == f"sha256:{'ab' * 32}"


def test_a_missing_list_is_named(web, tmp_path):
    with pytest.raises(NotFound, match="/SUMS: the server answers 404"):
        source(tmp_path, url=f"{web.url}/disk").checksum(f"{web.url}/SUMS")


@pytest.mark.parametrize(("make", "class_", "word"), [
    (lambda _path: None, NotFound, "path: .*: No such file"),
    (os.mkfifo, Invalid, "is no regular file"),
    (os.mkdir, Invalid, "is no regular file"),
    (lambda path: path.write_bytes(bytes(9 * MIB)), Refused, "more than the"),
], ids=["nothing", "a pipe", "a folder", "too large"])
def test_what_is_no_file_is_refused(tmp_path, make, class_, word):
    make(tmp_path / "disk")
    with pytest.raises(class_, match=word):
        content(source(tmp_path, path=str(tmp_path / "disk")), sha256(b""))


def test_a_folder_that_is_missing_is_named(web, tmp_path):
    web.files["/disk"] = Served(CONTENT)
    with pytest.raises(NotFound, match="tmp: /nowhere: No such file"):
        content(source("/nowhere", url=f"{web.url}/disk"), sha256(CONTENT))


def test_what_is_packed_twice_is_refused(tmp_path):
    packed = gzip.compress(gzip.compress(CONTENT))
    (tmp_path / "disk").write_bytes(packed)
    with pytest.raises(HypervisorError, match="packed twice"):
        content(source(tmp_path, path=str(tmp_path / "disk")), sha256(packed))
