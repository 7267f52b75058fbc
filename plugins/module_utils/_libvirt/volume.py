# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Storage volumes over libvirt's API, libvirt.org/html/libvirt-libvirt-storage."""

from __future__ import annotations

from types import MappingProxyType

from .._actions.volume import Clone, Create, Delete, Discard, Resize, Unmake, Upload, Wipe
from .._model import xml
from .._model.belonging import parts
from .._model.errors import HypervisorError, NotFound, Refused, Unsupported
from .._model.observed import Observed
from .driver import Driver
from .partial_volumes import Marks, is_mark
from .session import errors, libvirt
from .volume_facts import VolumeFacts
from .volume_making import VolumeMaking


class VolumeDriver(VolumeFacts, VolumeMaking, Driver):
    """Volumes of active pools, by `POOL/NAME`."""

    kind = "volume"
    if libvirt is not None:
        GONE = frozenset((libvirt.VIR_ERR_NO_STORAGE_VOL, libvirt.VIR_ERR_NO_STORAGE_POOL))

    def __init__(self, session):
        super().__init__(session)
        self.pools = None
        self.listed = {}
        self.stale = set()
        self.marks = Marks(session.trace.exists, session.locks)

    # -- reading

    def load(self):
        """List the active pools; their volumes are listed when they are first asked for."""
        with errors("pool", operation="list pools"):
            self.pools = {pool.name(): pool for pool in
                          self.conn.listAllStoragePools(libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)}
        self.stale = set(self.listed)

    def names(self):
        self.load()
        found = []
        for pool in self.pools:
            try:
                found += [f"{pool}/{name}" for name in self.volumes(pool) if not is_mark(name)]
            except HypervisorError as error:
                # A pool that is gone or was stopped meanwhile has none.
                if error.libvirt_code not in (*self.GONE, libvirt.VIR_ERR_OPERATION_INVALID):
                    raise
        return sorted(found)

    def volumes(self, pool):
        """The handles of a pool's volumes by name, listed once."""
        if pool not in self.listed:
            with errors("pool", pool, "list its volumes"):
                self.listed[pool] = {volume.name(): volume for volume in self.pool(pool).listAllVolumes(0)}
        return self.listed[pool]

    def pool(self, name):
        """The handle of an active pool; None where this run, in check mode, would make it active."""
        if self.pools is None:
            self.load()
        if name in self.pools:
            return self.pools[name]
        planned = self.pending("pool").get(name)
        if planned is not None and planned.get("state") == "active":
            return None
        try:
            found = self.conn.storagePoolLookupByName(name)
            active = found.isActive()
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_STORAGE_POOL:
                raise
            raise NotFound(f"there is no pool '{name}'", remedy="Declare the pool first, with state: active; for a check of both, in the "
                                                                "same task of resources.") from None
        if not active:
            raise Refused(f"the pool '{name}' is not active, so nobody knows what it holds",
                          remedy="Declare the pool with state: active.", libvirt_code=libvirt.VIR_ERR_OPERATION_INVALID)
        self.pools[name] = found
        return found

    parent = pool

    def read(self, name, desired=None):
        pool, volume = parts(name)
        with errors(self.kind, name, "read it"):
            try:
                if self.pool(pool) is None:
                    return None
            except NotFound:
                if desired is not None and desired["state"] == "absent":
                    return None
                raise
            handle = None if (self.kind, name) in self.gone else self.find(name)
            if handle is None:
                return None
            try:
                return Observed(xml.parse(handle.XMLDesc(0)), status={"pool": pool})
            except libvirt.libvirtError as error:
                if error.get_error_code() != libvirt.VIR_ERR_NO_STORAGE_VOL:
                    raise
                self.volumes(pool).pop(volume, None)  # deleted behind libvirt's back
                return None

    def find(self, name):
        """The handle of a volume, or None."""
        pool, volume = parts(name)
        if pool not in self.stale:
            return self.volumes(pool).get(volume)
        try:
            self.listed[pool][volume] = self.pool(pool).storageVolLookupByName(volume)
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_STORAGE_VOL:
                raise
            self.listed[pool].pop(volume, None)
        return self.listed[pool].get(volume)

    @classmethod
    def labels(cls, name):
        pool, volume = parts(name)
        return {"pool": pool, "name": volume}

    def declare(self, model, observed):
        return {"pool": observed.status["pool"], **model.to_declaration(observed.config)}

    # -- changing

    def _resize(self, action, desired):
        """Resize; a running guest does it by itself, since it holds the image and has to see it grow."""
        volume, capacity = self.find(action.name), action.capacity
        kind, present, _allocation = volume.info()
        if present == capacity and not action.disks:
            return
        if not action.disks or kind == libvirt.VIR_STORAGE_VOL_BLOCK:
            flags = libvirt.VIR_STORAGE_VOL_RESIZE_SHRINK if action.shrink else 0
            flags |= libvirt.VIR_STORAGE_VOL_RESIZE_ALLOCATE if action.allocate else 0
            volume.resize(capacity, flags)
        for guest, device in action.disks:
            # A block device has whole extents, and the guest gets all of it.
            size = volume.info()[1] if kind == libvirt.VIR_STORAGE_VOL_BLOCK else capacity
            try:
                self.conn.lookupByName(guest).blockResize(device, size, libvirt.VIR_DOMAIN_BLOCK_RESIZE_BYTES)
            except libvirt.libvirtError as error:
                raise Unsupported(f"guest '{guest}' cannot make its disk {device} larger: {error.get_error_message()}",
                                  remedy="Shut the guest down, then run again.", libvirt_code=error.get_error_code()) from None

    def _wipe(self, action, desired):
        with self.session.progress.during(lambda: f"volume {action.name}: being wiped"):
            self.find(action.name).wipePattern(getattr(libvirt, f"VIR_STORAGE_VOL_WIPE_ALG_{action.algorithm.upper()}"), 0)

    def _delete(self, action, desired):
        self.find(action.name).delete(0)
        self.listed[desired["pool"]].pop(desired["name"], None)

    HANDLERS = MappingProxyType({
        Create: VolumeMaking.create, Clone: VolumeMaking.clone, Upload: VolumeMaking.upload, Discard: VolumeMaking.discard,
        Unmake: VolumeMaking.unmake, Resize: _resize, Wipe: _wipe, Delete: _delete,
    })
