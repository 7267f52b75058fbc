# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file that an image is made of: brought to the host, proven, and unpacked."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat

from .._model.errors import Invalid, NotFound, Refused
from .access import file_name, local_path, shown
from .checksums import LARGEST_LIST, entry
from .download import Download
from .unpack import packer_of, refuse_archive, unpack
from .writing import Writer, private_file

PIECE = 1024**2


class Source:
    """A file at a URL, or at a path of the host.

    `folder` has room for what is brought and unpacked, of at most `limit` bytes each. `during(state)` is a context in which what
    `state()` returns is shown as progress: a word, how many bytes are done, and of how many (None where that is unknown).
    """

    def __init__(self, access, url, path, *, folder, limit, during):
        self.access, self.url, self.folder, self.limit, self.during = access, url, folder, limit, during
        self.path = path or (local_path(url) if url else None)
        self.label = path or (shown(url) if url else "")
        self.name = os.path.basename(path) if path else file_name(url or "")

    def checksum(self, given):
        """The checksum of the file: the one that is given, or that of the file in the list at a URL."""
        if "://" not in given:
            algorithm, _colon, digest = given.partition(":")
            return f"{algorithm}:{digest.lower()}"
        with contextlib.ExitStack() as stack:
            path = local_path(given)
            if path is not None:
                file = stack.enter_context(_opened(path, "checksum"))
            else:
                file = stack.enter_context(private_file(self.folder))
                Download(self.access, given).into(Writer(file, self.folder, LARGEST_LIST, "sha256"))
            text = os.pread(file.fileno(), LARGEST_LIST, 0).decode(errors="replace")
        return entry(text, self.name, shown(given))

    @contextlib.contextmanager
    def content(self, checksum):
        """The unpacked file, open, and its own checksum."""
        algorithm = checksum.partition(":")[0]
        with contextlib.ExitStack() as outer:
            with contextlib.ExitStack() as inner:
                file, found = self._file(inner, algorithm)
                if found != checksum:
                    raise Refused(f"{self.label} has {found}, and {checksum} is declared",
                                  remedy="See which of the two is wrong. Nothing was put into the pool.")
                packer = packer_of(file)
                if packer:
                    # What is packed is closed, and its room is free, before the rest is done.
                    writer = Writer(outer.enter_context(private_file(self.folder)), self.folder, self.limit, algorithm)
                    with self.during(lambda: ("unpacked", writer.size, None)):
                        unpack(file, packer, writer)
                    file, found = writer.file, f"{algorithm}:{writer.digest()}"
                else:
                    outer.push(inner.pop_all())
            refuse_archive(file)
            yield file, found

    def _file(self, stack, algorithm):
        """The file as it is at its source, open, and its checksum."""
        if self.path is not None:
            file = stack.enter_context(_opened(self.path, "url" if self.url else "path"))
            return file, f"{algorithm}:{self._digest(file, algorithm)}"
        writer = Writer(stack.enter_context(private_file(self.folder)), self.folder, self.limit, algorithm)
        download = Download(self.access, self.url)
        with self.during(lambda: ("downloaded", download.done, download.total)):
            download.into(writer)
        return writer.file, f"{algorithm}:{writer.digest()}"

    def _digest(self, file, algorithm):
        total = os.fstat(file.fileno()).st_size
        if total > self.limit:
            raise Refused(f"{self.label} has {total} bytes, more than the {self.limit} of max_size",
                          remedy="See that it is what is meant, then declare a larger max_size.")
        digest, done = hashlib.new(algorithm), 0
        with self.during(lambda: ("read", done, total)):
            while piece := os.pread(file.fileno(), PIECE, done):
                digest.update(piece)
                done += len(piece)
        return digest.hexdigest()


@contextlib.contextmanager
def _opened(path, option):
    """A file of the host, open."""
    try:
        # A pipe would wait for whoever writes into it.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise NotFound(f"{option}: {path}: {getattr(error, 'strerror', error)}",
                       remedy="Correct the path, or give the user the right to read it.") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Invalid(option, f"{path} is no regular file", "Name a file.")
    with os.fdopen(handle, "rb", buffering=0) as file:
        yield file
