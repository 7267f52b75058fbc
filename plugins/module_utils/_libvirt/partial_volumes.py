# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Marks of volumes that are being filled, so that one that was interrupted is never taken for whole. See docs/volumes.md.

Where a pool can hold any number of volumes of any name, the mark is a volume beside: every host that shares the pool sees it.
Elsewhere it is a file on the host. A mark is set before the volume is made and cleared when it is whole. Who works on a volume
also holds a lock, which dies with the process: a mark without a lock is what an interrupted run has left.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import urllib.parse

from .._model.errors import Conflict, Denied, Refused
from .._objects.volume import MARK
from .session import libvirt

# What a mark is known by: a size that nobody's own volume has by chance, in whole sectors.
SIZE = 2539 * 512
JOURNAL = "/var/lib/libvirt/anvil.hypervisor/incomplete"
# The abstract socket by which one run alone works on a volume, by a digest of the volume's pool and name.
LOCK = "\0anvil.hypervisor/volume/{}"
# Pools that take a volume of any name and of no size: libvirt.org/storage.
BESIDE = ("dir", "fs", "netfs", "vstorage", "rbd")


def is_mark(name):
    """True for a volume that only marks another."""
    return name.endswith(MARK)


class Marks:
    """The marks of all pools of a host."""

    def __init__(self, exists=os.path.exists, locks=None):
        self._exists = exists
        self._types = {}
        self._locks = {} if locks is None else locks

    def type_of(self, pool):
        """The type of a pool: the attribute at the head of its XML."""
        name = pool.name()
        if name not in self._types:
            text = pool.XMLDesc(0)
            self._types[name] = text.partition("type='")[2].partition("'")[0]
        return self._types[name]

    def _file(self, pool, volume):
        return os.path.join(JOURNAL, f"{pool.UUIDString()}.{urllib.parse.quote(volume, safe='')}")

    def there(self, pool, volumes, volume):
        """True where a volume was begun and not finished; `volumes` are those of the pool by name."""
        if self.type_of(pool) not in BESIDE:
            return self._exists(self._file(pool, volume))
        mark = volumes.get(volume + MARK)
        if mark is None:
            return False
        if not self._ours(mark):
            raise Refused(f"beside it lies '{volume + MARK}', which is called like a mark of this collection's and is none: nobody knows "
                          f"whether '{volume}' is whole", operation="go on with it",
                          remedy="Rename that one, refresh the pool, and run again.")
        return True

    @staticmethod
    def _ours(mark):
        """True for a volume that was made as a mark."""
        try:
            return mark.info()[1] == SIZE
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_STORAGE_VOL:
                raise
            # What was read of the volume was read before, so nobody knows whether it is whole in that.
            raise Conflict("another run finished making it at this moment", remedy="Run again.") from None

    def set(self, pool, volumes, volume):
        """Mark a volume."""
        if self.there(pool, volumes, volume):
            return
        if self.type_of(pool) in BESIDE:
            name = volume + MARK
            volumes[name] = pool.createXML(
                f"<volume><name>{_escape(name)}</name><allocation>0</allocation><capacity>{SIZE}</capacity></volume>", 0)
            return
        try:
            os.makedirs(JOURNAL, mode=0o700, exist_ok=True)
            with open(self._file(pool, volume), "w", encoding="utf-8") as file:
                file.write(f"{pool.name()}/{volume}\n")
                os.fsync(file.fileno())
        except OSError as error:
            raise Denied(f"{JOURNAL}: {error.strerror}", remedy="Run with become: true: there is noted what is not finished yet.") from None

    def clear(self, pool, volumes, volume):
        """Take the mark of a volume away."""
        if self.type_of(pool) in BESIDE:
            mark = volumes.get(volume + MARK)
            if mark is not None and self._ours(mark):
                del volumes[volume + MARK]
                mark.delete(0)
            return
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._file(pool, volume))

    def hold(self, pool, volume):
        """Be the only one on this host who fills a volume: an abstract socket, which the kernel frees with the process."""
        key = hashlib.sha256(f"{pool.UUIDString()}/{volume}".encode()).hexdigest()
        if key in self._locks:
            return
        lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            lock.bind(LOCK.format(key))
        except OSError:
            lock.close()
            raise Conflict("another run is making it at this moment", remedy="Wait for that run, then run again.") from None
        self._locks[key] = lock

    def release(self, pool, volume):
        """Let others go on."""
        lock = self._locks.pop(hashlib.sha256(f"{pool.UUIDString()}/{volume}".encode()).hexdigest(), None)
        if lock is not None:
            lock.close()


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
