# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unpacking: byte by byte what was packed, within its bounds, and refused where something is missing."""

from __future__ import annotations

import bz2
import errno
import functools
import gzip
import hashlib
import lzma
import os
import subprocess

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._fetch import unpack as module
from ansible_collections.anvil.hypervisor.plugins.module_utils._fetch.writing import Writer, path_of, private_file
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError, NoSpace, Refused, Unsupported
from bench.needs import needs_program

MIB = 1024**2
# Data, many zeros, data that packs well, and an odd end.
CONTENT = os.urandom(MIB + 3) + bytes(2 * MIB) + b"again and " * 30_000 + b"end"


def by_zstd(content):
    return subprocess.run(["zstd", "-q", "-c"], input=content, stdout=subprocess.PIPE, check=True).stdout


COMPRESS = {"gzip": gzip.compress, "xz": lzma.compress, "bzip2": bz2.compress, "zstd": by_zstd}
PACKERS = {name: functools.lru_cache(compress) for name, compress in COMPRESS.items()}
each = pytest.mark.parametrize("packer", ["gzip", "xz", "bzip2", pytest.param("zstd", marks=needs_program("zstd"))])


def unpacked(tmp_path, packed, limit=32 * MIB):
    path = tmp_path / "packed"
    path.write_bytes(packed)
    with path.open("rb", buffering=0) as file, private_file(str(tmp_path)) as made:
        writer = Writer(made, str(tmp_path), limit, "sha512")
        module.unpack(file, module.packer_of(file), writer)
        with open(path_of(made), "rb") as again:
            found = again.read()
        assert writer.digest() == hashlib.sha512(found).hexdigest()
        assert os.fstat(made.fileno()).st_size == writer.size == len(found)
        return found, os.fstat(made.fileno()).st_blocks * 512


@each
def test_what_was_packed_comes_out(tmp_path, packer):
    found, taken = unpacked(tmp_path, PACKERS[packer](CONTENT))
    assert found == CONTENT
    assert taken < len(CONTENT) - MIB, "zeros are holes"
    assert [path.name for path in tmp_path.iterdir()] == ["packed"]


@each
def test_several_streams_are_one_file(tmp_path, packer):
    found, _taken = unpacked(tmp_path, PACKERS[packer](CONTENT) + PACKERS[packer](b"more"))
    assert found == CONTENT + b"more"


@pytest.mark.parametrize("packer", ["gzip", "xz", "bzip2"])
def test_zeros_at_the_end_mean_nothing(tmp_path, packer):
    assert unpacked(tmp_path, PACKERS[packer](b"data") + bytes(3 * MIB))[0] == b"data"


@each
@pytest.mark.parametrize("damage", [
    lambda packed: packed[:-5],
    lambda packed: packed[:len(packed) // 2],
    lambda packed: packed[:len(packed) // 2] + b"damage" + packed[len(packed) // 2 + 6:],
    lambda packed: packed + b"something else",
], ids=["a cut end", "a half", "damage", "more behind it"])
def test_a_damaged_file_is_refused(tmp_path, packer, damage):
    with pytest.raises(HypervisorError, match=f"cannot be unpacked with {packer}: .") as caught:
        unpacked(tmp_path, damage(PACKERS[packer](CONTENT)))
    assert caught.value.remedy


@each
def test_a_bomb_is_refused(tmp_path, packer):
    with pytest.raises(Refused, match=f"more than the {MIB} bytes of max_size"):
        unpacked(tmp_path, PACKERS[packer](bytes(16 * MIB)), limit=MIB)


def test_xz_does_not_take_all_memory(tmp_path):
    huge = lzma.compress(b"a", filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1536 * MIB - 1}], format=lzma.FORMAT_XZ)
    with pytest.raises(HypervisorError, match="cannot be unpacked with xz: Memory usage limit"):
        unpacked(tmp_path, huge)


def test_zstd_is_the_programs(tmp_path, monkeypatch):
    monkeypatch.setattr(module.shutil, "which", lambda _name: None)
    with pytest.raises(Unsupported, match="the host has no such program") as caught:
        unpacked(tmp_path, b"\x28\xb5\x2f\xfd and more")
    assert "Install" in caught.value.remedy


@pytest.mark.parametrize(("head", "word"), [
    (b"PK\x03\x04", "a zip archive"), (bytes(257) + b"ustar\x0000", "a tar archive"), (b"\x1f\x8b\x08", "gzip is inside"),
])
def test_what_is_no_image_is_refused(tmp_path, head, word):
    (tmp_path / "file").write_bytes(head + bytes(512))
    with (tmp_path / "file").open("rb") as file, pytest.raises(Refused, match=word):
        module.refuse_archive(file)


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(NoSpace, match="No space left on device after 0 bytes"):
        unpacked(tmp_path, gzip.compress(CONTENT))
