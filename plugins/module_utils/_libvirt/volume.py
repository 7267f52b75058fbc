# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Storage volumes over libvirt's API, libvirt.org/html/libvirt-libvirt-storage."""

from __future__ import annotations

import contextlib
import time
from types import MappingProxyType

from .._actions.volume import Clone, Create, Delete, Discard, Resize, Unmake, Upload, Wipe
from .._model import xml
from .._model.codecs import CAPACITY
from .._model.errors import Conflict, HypervisorError, NoSpace, NotFound, Refused, Unsupported
from .._model.have import Have
from . import image
from .driver import Driver
from .incomplete import Marks, is_mark
from .progress import amount, share
from .reader import Reader
from .session import errors, libvirt
from .usage import leads_to, places_of, usage_of

# What of a stream fits into one message of libvirt's protocol.
PIECE = 256 * 1024
# How long a volume that an interrupted run left behind may stay busy: the daemon finishes what it has begun.
BUSY, BUSY_STEP = 600.0, 0.5


class VolumeDriver(Driver):
    """Volumes of active pools, by `POOL/NAME`."""

    kind = "volume"

    def __init__(self, session):
        super().__init__(session)
        self.pools = None
        self.listed = {}
        self.stale = set()
        self.marks = Marks(session.trace.exists)

    # -- reading

    def load(self):
        """List the active pools; their volumes are listed when they are first asked for."""
        with errors("pool", operation="list pools"):
            self.pools = {pool.name(): pool for pool in
                          self.conn.listAllStoragePools(libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)}
        self.stale = set(self.listed)

    def names(self):
        self.load()
        return sorted(f"{pool}/{name}" for pool in self.pools for name in self.volumes(pool) if not is_mark(name))

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

    def have(self, name, want=None):
        pool, _slash, volume = name.partition("/")
        with errors(self.kind, name, "read it"):
            try:
                if self.pool(pool) is None:
                    return None
            except NotFound:
                if want is not None and want["state"] == "absent":
                    return None
                raise
            handle = None if (self.kind, name) in self.gone else self.find(name)
            if handle is None:
                return None
            try:
                return Have(xml.parse(handle.XMLDesc(0)), status={"pool": pool})
            except libvirt.libvirtError as error:
                if error.get_error_code() != libvirt.VIR_ERR_NO_STORAGE_VOL:
                    raise
                self.volumes(pool).pop(volume, None)  # deleted behind libvirt's back
                return None

    def find(self, name):
        """The handle of a volume, or None."""
        pool, _slash, volume = name.partition("/")
        if pool not in self.stale:
            return self.volumes(pool).get(volume)
        try:
            self.listed[pool][volume] = self.pool(pool).storageVolLookupByName(volume)
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_STORAGE_VOL:
                raise
            self.listed[pool].pop(volume, None)
        return self.listed[pool].get(volume)

    def beside(self, name, want, have):
        """What a plan asks for beside the volume, see _reconcile/volume.py."""
        pool = None
        with errors(self.kind, name, "read what it needs"):
            with contextlib.suppress(NotFound):
                pool = self.pool(want["pool"])
            found = {} if pool is None else {"incomplete": self.marks.there(pool, self.volumes(want["pool"]), want["name"])}
            if "backing" in want and want["state"] != "absent":
                found["backing"] = self._facts(want["backing"], want["pool"]) if "volume" in want["backing"] else want["backing"]
            if want["state"] == "absent" and have is not None:
                found["users"] = sorted(usage_of(self.session).of(places_of(self.find(name))) - self.gone)
            if want["state"] == "absent" or (have is not None and not found.get("incomplete")):
                return found
            if pool is not None:
                found["pool_type"] = self.marks.type_of(pool)
                found["available"] = pool.info()[3]
                if found["pool_type"] == "disk":
                    found["partition"] = self._next_partition(pool)
            if "source" in want:
                self.session.trace.void = True  # what files say is not in it
                found["file"] = image.facts(want["source"], None if want["remote_src"] else self.session.files.get(want["source"]))
            if "clone_from" in want:
                found["origin"] = self._facts(want["clone_from"], want["pool"])
            return found

    def _next_partition(self, pool):
        """The name that libvirt would give to the next partition, after storage_backend_disk.c; None where it is not sure."""
        config = xml.parse(pool.XMLDesc(libvirt.VIR_STORAGE_XML_INACTIVE))
        device = config.find("./source/device").get("path")
        name = leads_to(device).rpartition("/")[2]
        name += "p" if name[-1].isdigit() else ""
        # Of a DOS table, logical partitions begin at 5, and device mapper names partitions otherwise.
        if config.find("./source/format").get("type") == "dos" or name.startswith("dm-"):
            return None
        taken = self.volumes(pool.name())
        return next(f"{name}{number}" for number in range(1, 1000) if f"{name}{number}" not in taken)

    def _facts(self, named, own_pool):
        """What is to know of another volume."""
        name = f"{named.get('pool', own_pool)}/{named['volume']}"
        have = self.have(name)
        if have is None:
            planned = self.pending("volume").get(name)
            if planned is None:
                raise NotFound(f"there is no volume '{name}'", remedy="Declare that volume first, or correct the name.")
            capacity = planned.get("capacity")
            return {"format": planned.get("format"), "capacity": CAPACITY.parse(capacity) if capacity else None}
        pool, _slash, volume = name.partition("/")
        if self.marks.there(self.pool(pool), self.volumes(pool), volume):
            raise Refused(f"the volume '{name}' is incomplete: an upload or clone was interrupted", remedy="Declare that volume first.")
        shape = have.config.find("./target/format")
        return {"path": have.config.findtext("./target/path"), "type": have.config.get("type"),
                "format": None if shape is None else shape.get("type"), "capacity": int(have.config.findtext("capacity"))}

    def files_needed(self, want):
        given = self.session.files.get(want.get("source"))
        if given is None or given.get("path") or "missing" in given or want["state"] == "absent":
            return ()
        try:
            pool = self.pool(want["pool"])
            there = want["name"] in self.volumes(want["pool"])
            return () if there and not self.marks.there(pool, self.volumes(want["pool"]), want["name"]) else (want["source"],)
        except (HypervisorError, libvirt.libvirtError):
            return (want["source"],)  # its pool may be made by this run

    @classmethod
    def labels(cls, name):
        pool, _slash, volume = name.partition("/")
        return {"pool": pool, "name": volume}

    def declare(self, model, have):
        return {"pool": have.status["pool"], **model.declared(have.config)}

    def describe(self, model, name, have):
        number = have.config.findtext
        pool, _slash, volume = name.partition("/")
        incomplete = False
        with contextlib.suppress(Refused, Conflict):
            incomplete = self.marks.there(self.pool(pool), self.volumes(pool), volume)
        return {
            "path": number("./target/path"), "key": number("key"), "type": have.config.get("type"),
            "allocation": int(number("allocation") or 0), "physical": int(number("physical") or 0),
            "incomplete": incomplete,
        }

    # -- changing

    def perform(self, action, want):
        try:
            super().perform(action, want)
        except HypervisorError as error:
            raise self._explain(error, want).about(self.kind, action.name, action.operation) from None

    def _explain(self, error, want):
        """Say what to do about errors of storage that libvirt has no code for."""
        text = error.message.lower()
        if any(words in text for words in ("no space left", "free space", "free extent", "out of space")):
            with contextlib.suppress(libvirt.libvirtError):
                error.message = f"{error.message} ({amount(self.pool(want['pool']).info()[3])} left in the pool '{want['pool']}')"
            return NoSpace(error.message, remedy="Make room in the pool, then run again. Nothing is left under the volume's name.",
                           libvirt_code=error.libvirt_code)
        if "below existing allocation" in text:
            return Unsupported(error.message, remedy="libvirt cuts off only what takes no space: make a smaller volume and copy there "
                               "what is needed.", libvirt_code=error.libvirt_code)
        if "changing of volume capacity" in text:
            return Unsupported(error.message, remedy="A volume in a pool of this type keeps the size that it was made with: declare that "
                               "capacity, or make a larger volume and copy what it holds.", libvirt_code=error.libvirt_code)
        if "parted" in text and " rm " in text and "partition doesn't exist" in text:
            return Unsupported(error.message, remedy="libvirt does not find partitions of devices whose names end in a digit: delete it "
                               "with parted, then refresh the pool.", libvirt_code=error.libvirt_code)
        if "does not support resize" in text:
            return Unsupported(error.message, remedy="An image of this format keeps the capacity that it was made with: declare that one, "
                               "or make a larger volume and copy what it holds.", libvirt_code=error.libvirt_code)
        if error.libvirt_code == libvirt.VIR_ERR_NO_SECRET:
            error.remedy = "Declare the secret first, with usage_type: volume and a value, or correct encryption.secret."
        if "only luks encryption" in text:
            error.remedy = "Declare encryption.format: luks."
        if "inaccessible backing store volume" in text:
            error.remedy = "Make that image first, or correct backing.path."
        if "lock" in text and "image" in text and not error.remedy:
            error.remedy = "A running guest holds it: shut the guest down, or resize the disk through the guest."
        return error

    def _created(self, name, handle):
        pool, _slash, volume = name.partition("/")
        self.listed.setdefault(pool, {})[volume] = handle

    def _create(self, action, want):
        """Make a volume; where that takes long or it is filled afterwards, under a mark."""
        name, pool = action.name, self.pool(want["pool"])
        flags = libvirt.VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA if action.metadata else 0

        def make(validate):
            return pool.createXML(action.xml, flags | validate)

        if not action.marked:
            self._created(name, self._make(pool, make, want))
            return
        with self._filling(name, want, keep=action.filled), self._watch_growth(name, want, None):
            self._created(name, self._make(pool, make, want))

    def _clone(self, action, want):
        name, pool, origin = action.name, self.pool(want["pool"]), self.find(f"{action.pool}/{action.volume}")
        flags = libvirt.VIR_STORAGE_VOL_CREATE_REFLINK if action.reflink else 0
        with self._filling(name, want), self._watch_growth(name, want, origin.info()[2]):
            self._created(name, self._make(pool, lambda validate: pool.createXMLFrom(action.xml, origin, flags | validate), want))

    def _make(self, pool, make, want):
        """Call `make` with the flag of validation; where libvirt's list of the pool is out of date, refresh it."""
        validate = self.validate_flag(want, "VIR_STORAGE_VOL_CREATE_VALIDATE")
        try:
            try:
                return make(validate)
            except libvirt.libvirtError as error:
                if not validate or "unsupported flags" not in str(error):
                    raise
                return make(0)  # 9.0 validates, and then stumbles over the flag
        except libvirt.libvirtError as error:
            code, text = error.get_error_code(), str(error)
            if code == libvirt.VIR_ERR_STORAGE_VOL_EXIST:
                pool.refresh(0)  # its file may have been deleted behind libvirt's back
                return make(0)
            if "already exists" in text and self._seen_after_all(pool, want["name"]):
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

    def _upload(self, action, want):
        name = action.name
        with self._filling(name, want):
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
            with contextlib.suppress(libvirt.libvirtError):  # libvirt does it, too, a moment later
                self.pool(want["pool"]).refresh(0)

    @staticmethod
    def _send(stream, reader, sparse):
        for hole, piece in reader.pieces(PIECE):
            if hole and sparse:
                stream.sendHole(hole)
                continue
            for part in [piece] if piece else (b"\0" * min(PIECE, hole - at) for at in range(0, hole, PIECE)):
                at = 0
                while at < len(part):
                    at += stream.send(part[at:])

    def _watch_growth(self, name, want, total):
        """Tell how far a volume has grown while libvirt makes it."""
        began = time.monotonic()

        def state():
            with contextlib.suppress(libvirt.libvirtError):
                taken = self.pool(want["pool"]).storageVolLookupByName(want["name"]).info()[2]
                if total:
                    return f"volume {name}: copied {share(min(taken, total), total)}"
                return f"volume {name}: allocated {amount(taken)}"
            return f"volume {name}: being made since {time.monotonic() - began:.0f} s"

        return self.session.progress.during(state)

    @contextlib.contextmanager
    def _filling(self, name, want, keep=False):
        """Mark a volume as incomplete for as long as it is being filled; on failure nothing is left under its name.

        With `keep`, the mark stays for the step that follows.
        """
        pool = self.pool(want["pool"])
        volumes = self.volumes(want["pool"])
        self.marks.hold(pool, want["name"])
        try:
            self.marks.set(pool, volumes, want["name"])
        except BaseException:
            self.marks.release(pool, want["name"])
            raise
        try:
            yield
            if keep:
                return
            self.marks.clear(pool, volumes, want["name"])
        except BaseException as error:
            exists = isinstance(error, Conflict) or (
                isinstance(error, libvirt.libvirtError) and error.get_error_code() == libvirt.VIR_ERR_STORAGE_VOL_EXIST)
            with contextlib.suppress(libvirt.libvirtError, OSError):
                if not exists:
                    self._delete_if_there(pool, want["name"])
                self.marks.clear(pool, volumes, want["name"])
            self.marks.release(pool, want["name"])
            raise
        self.marks.release(pool, want["name"])

    def _delete_if_there(self, pool, volume):
        try:
            pool.storageVolLookupByName(volume).delete(0)
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_STORAGE_VOL:
                raise
        self.listed.get(pool.name(), {}).pop(volume, None)

    def _discard(self, action, want):
        """Delete what an interrupted run left, once nobody works on it any more."""
        name, pool, volumes = action.name, self.pool(want["pool"]), self.volumes(want["pool"])
        self.marks.hold(pool, want["name"])
        try:
            self.listed.pop(want["pool"])
            volumes = self.volumes(want["pool"])
            if not self.marks.there(pool, volumes, want["name"]):
                raise Conflict("another run has just finished it", remedy="Run again.")
            deadline = time.monotonic() + BUSY
            with self.session.progress.during(lambda: f"volume {name}: waiting for libvirt to let go of what was interrupted"):
                while True:
                    try:
                        self._delete_if_there(pool, want["name"])
                        break
                    except libvirt.libvirtError as error:
                        if error.get_error_code() != libvirt.VIR_ERR_OPERATION_INVALID or time.monotonic() > deadline:
                            raise
                    time.sleep(BUSY_STEP)
            self.marks.clear(pool, volumes, want["name"])
        finally:
            self.marks.release(pool, want["name"])

    def _resize(self, action, want):
        volume = self.find(action.name)
        if volume.info()[1] == action.capacity:
            return
        flags = libvirt.VIR_STORAGE_VOL_RESIZE_SHRINK if action.shrink else 0
        flags |= libvirt.VIR_STORAGE_VOL_RESIZE_ALLOCATE if action.allocate else 0
        volume.resize(action.capacity, flags)

    def _wipe(self, action, want):
        with self.session.progress.during(lambda: f"volume {action.name}: being wiped"):
            self.find(action.name).wipePattern(getattr(libvirt, f"VIR_STORAGE_VOL_WIPE_ALG_{action.algorithm.upper()}"), 0)

    def _unmake(self, action, want):
        """Delete what this run has just made and put nothing into, and its mark."""
        pool = self.pool(want["pool"])
        self._delete_if_there(pool, want["name"])
        self.marks.clear(pool, self.volumes(want["pool"]), want["name"])
        self.marks.release(pool, want["name"])

    def _delete(self, action, want):
        self.find(action.name).delete(0)
        self.listed[want["pool"]].pop(want["name"], None)

    HANDLERS = MappingProxyType({
        Create: _create, Clone: _clone, Upload: _upload, Discard: _discard, Resize: _resize, Wipe: _wipe, Unmake: _unmake,
        Delete: _delete,
    })
