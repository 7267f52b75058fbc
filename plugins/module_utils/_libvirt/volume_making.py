# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Making volumes and filling them, under a mark that says so until they are whole."""

from __future__ import annotations

import contextlib
import errno
import time

from .._model.errors import Conflict
from .progress import amount, share
from .reader import Reader, settle
from .session import libvirt

# What of a stream fits into one message of libvirt's protocol.
PIECE = 256 * 1024
# What receiving returns in place of data before a hole.
AT_HOLE = -3
# How long a volume that an interrupted run left behind may stay busy: the daemon finishes what it has begun.
BUSY, BUSY_STEP = 600.0, 0.5


def send(stream, piece):
    """Send a piece, which a stream takes by parts."""
    at = 0
    while at < len(piece):
        at += stream.send(piece[at:])


class VolumeMaking:
    """The part of the driver that makes volumes, fills them, and takes away what was not finished."""

    def _created(self, name, handle):
        pool, _slash, volume = name.partition("/")
        self.listed.setdefault(pool, {})[volume] = handle

    def create(self, action, desired):
        """Make a volume; where that takes long or it is filled afterwards, under a mark."""
        name, pool = action.name, self.pool(desired["pool"])
        flags = libvirt.VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA if action.metadata else 0

        def make(validate):
            return pool.createXML(action.xml, flags | validate)

        if not action.marked:
            self._created(name, self._make(pool, make, desired))
            return
        with self._filling(name, desired, keep=action.filled), self._watch_growth(name, desired, None):
            self._created(name, self._make(pool, make, desired))

    def clone(self, action, desired):
        name, pool, origin = action.name, self.pool(desired["pool"]), self.find(f"{action.pool}/{action.volume}")
        flags = libvirt.VIR_STORAGE_VOL_CREATE_REFLINK if action.reflink else 0
        with self._filling(name, desired), self._watch_growth(name, desired, origin.info()[2]):
            self._created(name, self._make(pool, lambda validate: pool.createXMLFrom(action.xml, origin, flags | validate), desired))

    def _make(self, pool, make, desired):
        """Call `make` with the flag of validation; where libvirt's list of the pool is out of date, refresh it."""
        validate = self.validate_flag(desired, "VIR_STORAGE_VOL_CREATE_VALIDATE")
        try:
            try:
                return make(validate)
            except libvirt.libvirtError as error:
                if not validate or error.get_error_code() != libvirt.VIR_ERR_INVALID_ARG:
                    raise
                return make(0)  # 9.0 validates, and then stumbles over the flag
        except libvirt.libvirtError as error:
            if error.get_error_code() == libvirt.VIR_ERR_STORAGE_VOL_EXIST:
                pool.refresh(0)  # its file may have been deleted behind libvirt's back
                return make(0)
            # Only what libvirt says before it begins: otherwise that may be half of the new one.
            there = error.get_error_code() == libvirt.VIR_ERR_OPERATION_INVALID or error.get_int1() == errno.EEXIST
            if there and self._seen_after_all(pool, desired["name"]):
                raise Conflict(f"{error.get_error_message().strip()}, which libvirt had not noticed",
                               remedy="Run again: the volume is then taken as it is. Or choose another name.") from None
            raise

    def _seen_after_all(self, pool, name):
        try:
            pool.refresh(0)
            pool.storageVolLookupByName(name)
        except libvirt.libvirtError:
            return False
        return True

    def upload(self, action, desired):
        name = action.name
        with self._filling(name, desired):
            if action.path is None:
                raise Conflict("libvirt knew the volume a moment ago, and now it is gone", remedy="Run again.")
            volume = self.find(name)
            with Reader(action.path, action.checksum, action.size) as reader:
                sparse = volume.info()[0] == libvirt.VIR_STORAGE_VOL_FILE
                stream = self.conn.newStream(0)
                volume.upload(stream, 0, reader.size, libvirt.VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM if sparse else 0)
                try:
                    with self.session.progress.during(lambda: f"volume {name}: uploaded {share(reader.done, reader.size)}"):
                        self._send(stream, reader, sparse)
                        stream.finish()
                except BaseException:
                    with contextlib.suppress(libvirt.libvirtError):
                        stream.abort()
                    raise
                reader.verify()
                self._read_back(name, volume, reader, sparse)
            with contextlib.suppress(libvirt.libvirtError):  # libvirt does it, too, a moment later
                self.pool(desired["pool"]).refresh(0)

    def _read_back(self, name, volume, reader, sparse):
        """Compare what a volume holds with what it was filled with: an error of the last writes is lost where the stream just ends."""
        if self.session.local:
            settle(volume.path())
        if not reader.size:
            return  # a download of 0 bytes is one of everything
        reader.done, stream = 0, self.conn.newStream(0)
        volume.download(stream, 0, reader.size, libvirt.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM if sparse else 0)
        try:
            with self.session.progress.during(lambda: f"volume {name}: compared {share(reader.done, reader.size)}"):
                reader.compare(self._received(stream))
                stream.finish()
        except BaseException:
            with contextlib.suppress(libvirt.libvirtError):
                stream.abort()
            raise

    @staticmethod
    def _received(stream):
        """What a stream brings, as pairs: the length of a hole and nothing, or 0 and data."""
        while True:
            piece = stream.recvFlags(PIECE, libvirt.VIR_STREAM_RECV_STOP_AT_HOLE)
            if piece == AT_HOLE:
                yield stream.recvHole(), b""
            elif not piece:
                return
            else:
                yield 0, piece

    @staticmethod
    def _send(stream, reader, sparse):
        for hole, piece in reader.pieces(PIECE):
            if hole and sparse:
                stream.sendHole(hole)
                continue
            for part in [piece] if piece else (b"\0" * min(PIECE, hole - at) for at in range(0, hole, PIECE)):
                send(stream, part)

    def _watch_growth(self, name, desired, total):
        """Tell how far a volume has grown while libvirt makes it."""
        began = time.monotonic()

        def state():
            with contextlib.suppress(libvirt.libvirtError):
                taken = self.pool(desired["pool"]).storageVolLookupByName(desired["name"]).info()[2]
                if total:
                    return f"volume {name}: copied {share(min(taken, total), total)}"
                return f"volume {name}: allocated {amount(taken)}"
            return f"volume {name}: being made since {time.monotonic() - began:.0f} s"

        return self.session.progress.during(state)

    @contextlib.contextmanager
    def _filling(self, name, desired, keep=False):
        """Mark a volume as incomplete for as long as it is being filled; on failure nothing is left under its name.

        With `keep`, the mark stays for the step that follows.
        """
        pool = self.pool(desired["pool"])
        volumes = self.volumes(desired["pool"])
        self.marks.hold(pool, desired["name"])
        try:
            self.marks.set(pool, volumes, desired["name"])
        except BaseException:
            self.marks.release(pool, desired["name"])
            raise
        try:
            yield
            if keep:
                return
            self.marks.clear(pool, volumes, desired["name"])
        except BaseException as error:
            exists = isinstance(error, Conflict) or (
                isinstance(error, libvirt.libvirtError) and error.get_error_code() == libvirt.VIR_ERR_STORAGE_VOL_EXIST)
            with contextlib.suppress(libvirt.libvirtError, OSError):
                if not exists:
                    self._delete_if_there(pool, desired["name"])
                self.marks.clear(pool, volumes, desired["name"])
            self.marks.release(pool, desired["name"])
            raise
        self.marks.release(pool, desired["name"])

    def _delete_if_there(self, pool, volume):
        try:
            pool.storageVolLookupByName(volume).delete(0)
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_STORAGE_VOL:
                raise
        self.listed.get(pool.name(), {}).pop(volume, None)

    def discard(self, action, desired):
        """Delete what an interrupted run left, once nobody works on it any more."""
        name, pool, volumes = action.name, self.pool(desired["pool"]), self.volumes(desired["pool"])
        self.marks.hold(pool, desired["name"])
        try:
            self.listed.pop(desired["pool"])
            volumes = self.volumes(desired["pool"])
            if not self.marks.there(pool, volumes, desired["name"]):
                raise Conflict("another run has just finished it", remedy="Run again.")
            deadline = time.monotonic() + BUSY
            with self.session.progress.during(lambda: f"volume {name}: waiting for libvirt to let go of what was interrupted"):
                while True:
                    try:
                        self._delete_if_there(pool, desired["name"])
                        break
                    except libvirt.libvirtError as error:
                        if error.get_error_code() != libvirt.VIR_ERR_OPERATION_INVALID or time.monotonic() > deadline:
                            raise
                    time.sleep(BUSY_STEP)
            self.marks.clear(pool, volumes, desired["name"])
        finally:
            self.marks.release(pool, desired["name"])

    def unmake(self, action, desired):
        """Delete what this run has just made and put nothing into, and its mark."""
        pool = self.pool(desired["pool"])
        self._delete_if_there(pool, desired["name"])
        self.marks.clear(pool, self.volumes(desired["pool"]), desired["name"])
        self.marks.release(pool, desired["name"])
