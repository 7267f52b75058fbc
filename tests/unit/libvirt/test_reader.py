# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What arrived is compared with what was sent, byte by byte."""

from __future__ import annotations

import errno
import os

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import reader
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError

MIB = 1 << 20
HEAD, TAIL = os.urandom(MIB), os.urandom(MIB - 1) + b"e"
WHOLE = 4 * MIB


@pytest.fixture
def file(tmp_path):
    """Data, a hole of two MiB, and data."""
    path = tmp_path / "disk.raw"
    with path.open("wb") as made:
        made.write(HEAD)
        made.seek(3 * MIB)
        made.write(TAIL)
    return path


def compare(path, *pieces):
    with reader.Reader(str(path)) as found:
        found.compare(pieces)


@pytest.mark.parametrize("hole", [[(2 * MIB, b"")], [(MIB, b""), (MIB, b"")], [(0, bytes(2 * MIB))], [(0, bytes(5)), (2 * MIB - 5, b"")]])
def test_k4f_what_arrived_is_what_was_sent(file, hole):
    compare(file, (0, HEAD), *hole, (0, TAIL))


def test_k4f_zeros_may_become_a_hole(tmp_path):
    path = tmp_path / "zeros"
    path.write_bytes(HEAD + bytes(MIB))
    compare(path, (0, HEAD), (MIB, b""))


@pytest.mark.parametrize(("pieces", "after"), [
    ([], 0),
    ([(0, HEAD)], MIB),
    ([(0, HEAD), (3 * MIB, b"")], MIB),
    ([(WHOLE, b"")], 0),
    ([(0, HEAD), (2 * MIB, b""), (0, TAIL[:-1] + b"d")], 3 * MIB),
    ([(0, HEAD), (2 * MIB, b""), (0, TAIL[:-1])], WHOLE - 1),
    ([(0, HEAD), (2 * MIB, b""), (0, TAIL), (1, b"")], WHOLE),
    ([(0, HEAD), (2 * MIB, b""), (0, TAIL), (0, b"x")], WHOLE),
], ids=["nothing", "less", "a hole at the end", "a hole", "another byte", "a byte less", "a hole more", "a byte more"])
def test_k4f_what_was_lost_is_seen(file, pieces, after):
    with pytest.raises(HypervisorError, match=f"differs from {file} after {after} of {WHOLE} bytes"):
        compare(file, *pieces)


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EINVAL])
def test_k4f_an_error_after_the_last_write(file, monkeypatch, number):
    def fsync(_handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fsync)
    if number == errno.EINVAL:  # what lies there cannot be told to
        reader.settle(str(file))
        return
    with pytest.raises(HypervisorError, match=os.strerror(number)) as told:
        reader.settle(str(file))
    assert told.value.errno == number


def test_k4f_what_nobody_may_open_here_is_left_to_libvirt(tmp_path):
    reader.settle(str(tmp_path / "missing"))
