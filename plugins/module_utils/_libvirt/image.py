# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that volumes are filled with: what they are, and reading them without their holes."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
import struct

from .._model.errors import Invalid, NotFound

# Enough of a file to see what it is.
HEAD = 32
# Of a backing file's name, in bytes: QEMU's docs/interop/qcow2.txt.
LONGEST_NAME = 1023


def format_of(head, size):
    """The format of an image and the capacity that a guest sees, from its first bytes: QEMU's docs/interop/qcow2.txt."""
    if head[:4] == b"QFI\xfb" and len(head) >= HEAD and struct.unpack(">I", head[4:8])[0] >= 2:  # noqa: PLR2004 (qcow2 is version 2 and on)
        return "qcow2", struct.unpack(">Q", head[24:32])[0]
    return "raw", size


def backing_file(path):
    """The file that an image says it stands on, or None: also where it cannot be read."""
    try:
        with open(path, "rb") as file:
            head = file.read(HEAD)
            if format_of(head, 0)[0] != "qcow2":
                return None
            offset, length = struct.unpack(">QI", head[8:20])
            name = os.pread(file.fileno(), min(length, LONGEST_NAME), offset).decode() if offset else ""
    except (OSError, UnicodeDecodeError):
        return None
    name = name[5:] if name.startswith("file:") else name
    return os.path.normpath(os.path.join(os.path.dirname(path), name)) if name and not name.startswith("json:") else None


def facts(source, given=None):
    """What is to know of a file.

    `given` is what the controller told of its own: `size`, `head` in Base64, and `path` once it is on the host; or what is `missing`.
    """
    if given is None:
        given = look(source)
    elif "missing" in given:
        raise NotFound(f"source {source}: {given['missing']}", remedy="Correct the path, or set remote_src: true for a file on the host.")
    else:
        given = {**given, "head": base64.b64decode(given["head"])}
    kind, capacity = format_of(given["head"], given["size"])
    return {"format": kind, "capacity": capacity, "size": given["size"], "path": given["path"]}


def look(path):
    """Size and first bytes of a file on the host."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise Invalid("source", f"{path} is no regular file", "Name a file.")
        with open(path, "rb") as file:
            return {"size": status.st_size, "head": file.read(HEAD), "path": path}
    except OSError as error:
        raise NotFound(f"source {path}: {error.strerror}", operation="read it",
                       remedy="Correct the path, or give the user the right to read it.") from None


class Reader:
    """A file in pieces, with its holes, and its checksum on the way."""

    def __init__(self, path, checksum=None):
        self.path, self.done = path, 0
        self.algorithm, _colon, self.expected = (checksum or "").partition(":")

    def __enter__(self):
        try:
            self.file = open(self.path, "rb", buffering=0)
        except OSError as error:
            raise NotFound(f"source {self.path}: {error.strerror}", operation="read it") from None
        self.size = os.fstat(self.file.fileno()).st_size
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
