# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Unpacking a file that is packed with gzip, xz, bzip2 or zstd, piece by piece."""

from __future__ import annotations

import bz2
import lzma
import os
import shutil
import subprocess
import tempfile
import zlib

from .._model.errors import HypervisorError, Refused, Unsupported

PIECE = 1024**2
# How packed files begin, and archives, which hold several files: the packers' own descriptions of their formats.
PACKED = (("gzip", b"\x1f\x8b"), ("xz", b"\xfd7zXZ\0"), ("bzip2", b"BZh"), ("zstd", b"\x28\xb5\x2f\xfd"))
ARCHIVES = (("zip", 0, b"PK\x03\x04"), ("7z", 0, b"7z\xbc\xaf'\x1c"), ("tar", 257, b"ustar"))
HEAD = 512
# Memory that unpacking xz may take: the strongest preset needs 65 MiB.
XZ_MEMORY = 512 * 1024**2


class _Gzip:
    """zlib's decompressor with the methods of those of bz2 and lzma."""

    def __init__(self):
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)

    @property
    def needs_input(self):
        return not self._inner.unconsumed_tail

    @property
    def eof(self):
        return self._inner.eof

    @property
    def unused_data(self):
        return self._inner.unused_data

    def decompress(self, data, max_length):
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def _xz():
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)


_DECOMPRESSORS = {"gzip": _Gzip, "xz": _xz, "bzip2": bz2.BZ2Decompressor}


def packer_of(file):
    """What a file is packed with, or None."""
    head = os.pread(file.fileno(), HEAD, 0)
    return next((name for name, magic in PACKED if head.startswith(magic)), None)


def refuse_archive(file):
    """Raise for a file that holds files, or that is packed once more."""
    head = os.pread(file.fileno(), HEAD, 0)
    found = next((name for name, at, magic in ARCHIVES if head[at:].startswith(magic)), None)
    if found:
        raise Refused(f"it is a {found} archive and no image", remedy="Unpack it, and name the image in path.")
    packer = packer_of(file)
    if packer:
        raise Refused(f"it is packed twice, and {packer} is inside", remedy="Unpack it, and name the image in path.")


def unpack(file, packer, writer):
    """Write what a packed file holds."""
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    for piece in _by_program(file) if packer == "zstd" else _pieces(file, packer):
        writer.write(piece)
    writer.finish()


def _pieces(file, packer):
    """What a file of one or several packed streams holds; between and after them there may be zeros."""
    one, data = _DECOMPRESSORS[packer](), b""
    while True:
        try:
            ended = False
            if one.eof:
                data = (one.unused_data or file.read(PIECE)).lstrip(b"\0")
                while not data:
                    more = file.read(PIECE)
                    if not more:
                        return
                    data = more.lstrip(b"\0")
                one = _DECOMPRESSORS[packer]()
            elif one.needs_input:
                data = file.read(PIECE)
                ended = not data
            piece, data = one.decompress(data, PIECE), b""
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, MemoryError) as error:
            raise _damaged(packer, str(error)) from None
        if piece:
            yield piece
        elif ended and not one.eof:
            raise _damaged(packer, "its end is missing")


def _by_program(file):
    """What a file that is packed with zstd holds: Python's standard library cannot read it before 3.14."""
    program = shutil.which("zstd")
    if program is None:
        raise Unsupported("it is packed with zstd, and the host has no such program", remedy="Install the package zstd on the host.")
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([program, "-d", "-q", "-c"], stdin=file, stdout=subprocess.PIPE, stderr=said,
                                   env={**os.environ, "LC_ALL": "C"})
        try:
            while piece := process.stdout.read(PIECE):
                yield piece
            if process.wait():
                said.seek(0)
                raise _damaged("zstd", said.read().decode(errors="replace").strip())
        finally:
            process.kill()
            process.stdout.close()
            process.wait()


def _damaged(packer, cause):
    return HypervisorError(f"it cannot be unpacked with {packer}: {cause}",
                           remedy="The file has the declared checksum: see what the program says of it, or declare another one.")
