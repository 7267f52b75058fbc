# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writing what is fetched: refused where the file system has no room for it, and with holes for zeros."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile

from .._model.errors import HypervisorError, NoSpace, NotFound, Refused

BLOCK = 64 * 1024
_ZEROS = bytes(BLOCK)
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextlib.contextmanager
def private_file(folder):
    """A new file without a name in a folder, for this process only: whatever ends the process, nothing is left."""
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(tempfile.TemporaryFile(dir=folder, buffering=0))
        except OSError as error:
            raise NotFound(f"tmp: {folder}: {error.strerror}",
                           remedy="Name a folder of the host that exists and can be written to.") from None
        yield file


def path_of(file):
    """The path by which this process opens an open file anew, whether the file has a name or not."""
    return f"/proc/self/fd/{file.fileno()}"


def need_room(file, size, folder):
    """Raise where the file system of a file has less than so many bytes left."""
    status = os.fstatvfs(file.fileno())
    left = status.f_bavail * status.f_frsize
    if size > left:
        raise _no_space(folder, f"{size} bytes are needed, and {left} are left")


def _no_space(folder, cause):
    return NoSpace(f"tmp: {folder}: {cause}", remedy="Make room there, or name another folder in tmp. Nothing is left of what was fetched.")


class Writer:
    """Writes pieces into a file of at most `limit` bytes, one after the other, with their digest; blocks of zeros become holes."""

    def __init__(self, file, folder, limit, algorithm):
        self.file, self.folder, self.limit, self.algorithm = file, folder, limit, algorithm
        self.restart()

    def restart(self):
        """Forget what was written."""
        self.file.truncate(0)
        self.size, self._digest = 0, hashlib.new(self.algorithm)

    def digest(self):
        """The digest of what was written, in hexadecimal digits."""
        return self._digest.hexdigest()

    def write(self, piece):
        """Append a piece."""
        if self.size + len(piece) > self.limit:
            raise Refused(f"it has more than the {self.limit} bytes of max_size",
                          remedy="See that it is what is meant, then declare a larger max_size.")
        try:
            for at in range(0, len(piece), BLOCK):
                block = piece[at:at + BLOCK]
                if block != _ZEROS[:len(block)]:
                    self._put(block, self.size)
                self.size += len(block)
        except OSError as error:
            raise self._failed(error) from None
        self._digest.update(piece)

    def _put(self, block, offset):
        while block:
            written = os.pwrite(self.file.fileno(), block, offset)
            block, offset = block[written:], offset + written

    def finish(self):
        """Give the file its length, and write it for good: the last errors are told then."""
        try:
            self.file.truncate(self.size)
            os.fsync(self.file.fileno())
        except OSError as error:
            raise self._failed(error) from None

    def _failed(self, error):
        if error.errno in FULL:
            return _no_space(self.folder, f"{error.strerror} after {self.size} bytes")
        return HypervisorError(f"tmp: {self.folder}: {error.strerror}", remedy="See what the host's kernel log says of the storage.")
