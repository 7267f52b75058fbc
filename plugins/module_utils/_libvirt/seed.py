# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Seeds: volumes whose content is read, compared and written."""

from __future__ import annotations

import contextlib
from types import MappingProxyType

from .._actions.seed import WriteSeed
from .._model.errors import Denied, HypervisorError
from .._model.observed import Observed
from .._objects.seed import Seed
from .._seed import host_key, nocloud, record
from .reader import settle
from .session import errors, libvirt
from .volume import VolumeDriver
from .volume_making import PIECE, send


class SeedDriver(VolumeDriver):
    """Seeds in volumes of active pools, by `POOL/NAME`."""

    kind = "seed"

    def read(self, name, desired=None):
        observed = super().read(name, desired)
        if observed is None or desired is None:
            return observed
        with errors(self.kind, name, "read it"):
            if self.marks.there(self.pool(desired["pool"]), self.volumes(desired["pool"]), desired["name"]):
                return observed
            self.session.trace.void = True  # what volumes and the key hold is not in it
            content = self._content(self.find(name))
            held = record.look(content)
            if desired["state"] == "absent":
                return Observed(observed.config, status={**observed.status, "held": held})
            changed = None if held is None else held.record.differing(_key(host_key.read), nocloud.declared(desired))
            if held is not None:
                Seed.describe(observed.config, desired["pool"], held.files or {}, held.record.spent, held.record.spent and bool(changed))
        return Observed(observed.config, status={**observed.status, "content": content, "held": held, "changed": changed})

    def planning_facts(self, name, desired, observed):
        return super().planning_facts(name, Seed.as_volume(desired), observed)

    def _content(self, volume):
        """What a volume holds, as far as a seed goes."""
        stream = self.conn.newStream(0)
        volume.download(stream, 0, min(record.CAPACITY, volume.info()[1]), 0)
        try:
            content = b"".join(iter(lambda: stream.recv(PIECE), b""))
            stream.finish()
        except BaseException:
            with contextlib.suppress(libvirt.libvirtError):
                stream.abort()
            raise
        return content

    def _write(self, action, desired):
        """Write a seed. Where that fails, a new volume is deleted, and one that was there gets back what it held."""
        content = action.content
        if content is None:
            key = _key(host_key.make)
            signed = action.record if action.declared is None else action.record.signed(key, action.declared)
            content = record.write(action.files, signed)
        if action.former is None:
            with self._filling(action.name, desired):
                self._put(action.name, content)
            return
        pool = self.pool(desired["pool"])
        self.marks.hold(pool, desired["name"])
        try:
            self._put(action.name, content)
        except BaseException as error:
            self._put_back(action, error)
            raise
        finally:
            self.marks.release(pool, desired["name"])

    def _put_back(self, action, error):
        try:
            self._put(action.name, action.former)
        except (libvirt.libvirtError, HypervisorError) as again:
            raise HypervisorError(f"{error}. What it held before could not be written back: {again}",
                                  remedy="See whether libvirt's daemon runs and the storage below the pool works, then run again: what "
                                         "was written by half is found, and written anew.") from None

    def _put(self, name, content):
        """Write all bytes of a volume, from the first to the last: the record goes before the files that it is for."""
        volume, stream = self.find(name), self.conn.newStream(0)
        volume.upload(stream, 0, len(content), 0)
        try:
            for at in range(0, len(content), PIECE):
                send(stream, content[at:at + PIECE])
            stream.finish()
        except BaseException:
            with contextlib.suppress(libvirt.libvirtError):
                stream.abort()
            raise
        if self.session.local:
            settle(volume.path())

    HANDLERS = MappingProxyType({**VolumeDriver.HANDLERS, WriteSeed: _write})


def _key(get):
    """The host's key, got by reading or by making it."""
    try:
        return get()
    except OSError as error:
        raise Denied(f"{host_key.PATH}: {error.strerror}", remedy="Run with become: true: the key is for root alone.") from None
