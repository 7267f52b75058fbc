# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a file that a volume is filled with: without its holes, with its checksum, and compared with what arrived."""

from __future__ import annotations

import errno
import hashlib
import os

from .._model.errors import HypervisorError, Invalid, NotFound

LOST = ("See whether the storage below the pool is full or failing (the host's kernel log tells), and whether somebody writes to "
        "source, then run again. Nothing is left under the volume's name.")


def settle(path):
    """Have the host write a file or device of its own for good, which tells of errors that came after the last write."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return  # another user's, or none that has a path here: it is compared all the same
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in (errno.EIO, errno.ENOSPC, errno.EDQUOT):
            raise HypervisorError(f"{path}: {error.strerror}", remedy=LOST, errno=error.errno) from None
    finally:
        os.close(handle)


class Reader:
    """A file in pieces, with its holes, and its checksum on the way."""

    def __init__(self, path, checksum=None, size=None):
        self.path, self.done, self.expected_size = path, 0, size
        self.algorithm, _colon, self.expected = (checksum or "").partition(":")

    def __enter__(self):
        try:
            self.file = open(self.path, "rb", buffering=0)
        except OSError as error:
            raise NotFound(f"source {self.path}: {error.strerror}", operation="read it") from None
        self.size = os.fstat(self.file.fileno()).st_size
        if self.expected_size not in (None, self.size):
            self.file.close()
            raise Invalid("source", f"{self.path} had {self.expected_size} bytes and has {self.size}",
                          "Run again when nobody writes to it.")
        self.digest = hashlib.new(self.algorithm) if self.algorithm else None
        return self

    def __exit__(self, *_exception):
        self.file.close()

    def pieces(self, length):
        """Pairs: the length of a hole and nothing, or 0 and data."""
        handle = self.file.fileno()
        while self.done < self.size:
            start = self._seek(os.SEEK_DATA, self.size)
            if start > self.done:
                hole, self.done = start - self.done, start
                self._digest_zeros(hole)
                yield hole, b""
            end = self._seek(os.SEEK_HOLE, self.size)
            while self.done < end:
                piece = os.pread(handle, min(length, end - self.done), self.done)
                if not piece:
                    raise Invalid("source", f"{self.path} became shorter while it was read", "Run again when nobody writes to it.")
                if self.digest:
                    self.digest.update(piece)
                yield 0, piece
                self.done += len(piece)

    def _seek(self, what, otherwise):
        try:
            return os.lseek(self.file.fileno(), self.done, what)
        except OSError:  # nothing but a hole is left, or the file system knows none
            return otherwise

    def _digest_zeros(self, length):
        zeros = bytes(1024**2)
        while self.digest and length:
            part = min(length, len(zeros))
            self.digest.update(zeros[:part])
            length -= part

    def verify(self):
        """Raise where the file is not the one that was declared."""
        if self.digest and self.digest.hexdigest() != self.expected.lower():
            raise Invalid("checksum", f"{self.path} has {self.algorithm}:{self.digest.hexdigest()}",
                          "See which of the two is wrong. What was uploaded has been removed again.")

    def compare(self, pieces):
        """Raise where the pairs of a hole's length and nothing, or 0 and data, are not what the file holds."""
        handle, self.done = self.file.fileno(), 0
        for hole, piece in pieces:
            length = hole or len(piece)
            same = self.done + length <= self.size and (self._is_hole(hole) if hole else os.pread(handle, length, self.done) == piece)
            if not same:
                break
            self.done += length
        else:
            same = self.done == self.size
        if not same:
            raise HypervisorError(f"what arrived differs from {self.path} after {self.done} of {self.size} bytes", remedy=LOST)

    def _is_hole(self, length):
        """True where the file has nothing but zeros from where it is read."""
        start, end = self.done, self.done + length
        try:
            while self.done < end:
                self.done = min(end, self._seek(os.SEEK_DATA, end))
                piece = os.pread(self.file.fileno(), min(1024**2, end - self.done), self.done)
                if piece.strip(b"\0") or (not piece and self.done < end):
                    return False
                self.done += len(piece)
            return True
        finally:
            self.done = start
