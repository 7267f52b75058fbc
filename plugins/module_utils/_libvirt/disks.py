# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The storage below the disks of guests: which volume a disk is, whether it can be deleted, what its format is."""

from __future__ import annotations

from .._model import xml
from . import image, shared
from .session import libvirt
from .usage import places_of, usage_of

# Pools whose volumes libvirt cannot delete: libvirt.org/storage.
FIXED = ("iscsi", "iscsi-direct", "scsi", "mpath", "gluster")


def where_of(source, kind=None):
    """What a disk's source names: a path, a pair of pool and volume, or words for what is neither."""
    if source.get("volume"):
        return source.get("pool"), source.get("volume")
    path = source.get("file") or source.get("dev") or source.get("dir")
    if path:
        return path
    if source.get("protocol"):
        return f"{source.get('protocol')}:{source.get('name', '')}"
    return f"storage of the type {source.get('type') or kind}"


class Disks:
    """Asks a session for the storage of disks."""

    def __init__(self, session):
        self.session, self.conn = session, session.conn

    def volume(self, where):
        """The handle of the volume that a disk names, or None where no active pool has it."""
        try:
            if isinstance(where, tuple):
                return self.conn.storagePoolLookupByName(where[0]).storageVolLookupByName(where[1])
            # A volume on a network has no path but its name there.
            return self.conn.storageVolLookupByPath(where if where.startswith("/") else where.partition(":")[2])
        except libvirt.libvirtError:
            return None

    # -- removal

    def removable(self, guest, observed, gone):
        """Of each disk of a guest that has a source, in order: see `_removable`."""
        return [self._removable(guest, where_of(disk.find("source"), disk.get("type")), gone)
                for disk in observed.config.iterfind("./devices/disk[source]")]

    def _removable(self, guest, where, gone):
        """`volume`: the name of its volume; `problem`: why it cannot be deleted; `there`, `used` by others, `shared` with other hosts."""
        volume = self.volume(where)
        places = places_of(volume) if volume is not None else {where}
        used = bool(usage_of(self.session).of(places).keys() - gone - {("domain", guest)})
        if volume is None:
            problem = self._why_unknown(where)
            return {"path": _text(where), "volume": None, "used": used, "shared": False, "problem": problem, "there": problem is not None}
        pool = volume.storagePoolLookupByVolume()
        kind = shared.type_of(pool)
        return {"path": volume.path(), "volume": f"{pool.name()}/{volume.name()}", "used": used, "shared": shared.is_shared(pool),
                "problem": f"libvirt deletes no volumes of a pool of type {kind}" if kind in FIXED else None, "there": True}

    def _why_unknown(self, where):
        """Why no volume is found; None where it is gone already."""
        if not isinstance(where, tuple):
            return "it is in no active pool" if not where.startswith("/") or self.session.trace.exists(where) else None
        try:
            pool = self.conn.storagePoolLookupByName(where[0])
            return None if pool.isActive() else f"its pool '{where[0]}' is not active"
        except libvirt.libvirtError:
            return f"there is no pool '{where[0]}'"

    # -- format

    def formats(self, desired, observed):
        """What is known of the formats of disks that do not say theirs and are not there yet, by what they name.

        `declared`: by the volume that this run declares, or by the guest's own disk on the same storage. `header`: what the image
        begins like, which whoever wrote to it has chosen.
        """
        held = {}
        for disk in observed.config.iterfind("./devices/disk[source]") if observed is not None else ():
            driver, target = disk.find("driver"), disk.find("target")
            held[where_of(disk.find("source"))] = (driver.get("type", "raw") if driver is not None else "raw", target.get("dev"))
        found = {}
        for where, target in self._without_format(desired):
            form, device = held.get(where, (None, None))
            if form is None or device != target:
                found[where] = {"declared": form or self._declared(where), "header": None if form else self._header(where)}
        return found

    @staticmethod
    def _without_format(desired):
        """Pairs of what a declared disk names, and its device in the guest."""
        for disk in desired.get("disks", ()):
            if "source" in disk and "type" not in disk.get("driver", {}) and disk.get("device") != "lun":
                yield where_of(disk["source"]), disk.get("target", {}).get("dev")
        for disk in desired["xml"].iterfind("./devices/disk[source]") if "xml" in desired else ():
            if disk.find("./driver[@type]") is None and disk.get("device") != "lun":
                yield where_of(disk.find("source")), None if disk.find("target") is None else disk.find("target").get("dev")

    def _declared(self, where):
        """The format of a volume that this run declares."""
        if not self.session.volume_formats:
            return None
        volume = None if isinstance(where, tuple) else self.volume(where)
        name = "/".join(where) if isinstance(where, tuple) else volume and f"{volume.storagePoolLookupByVolume().name()}/{volume.name()}"
        form = self.session.volume_formats.get(name)
        return form if form is None or form in image.IMAGES else "raw"

    def header(self, source):
        """The format that the image of a disk begins like, or None where that cannot be told."""
        return self._header(where_of(source))

    def _header(self, where):
        """The format that an image begins like; where the file cannot be read, as its pool last saw it."""
        self.session.trace.void = True  # what images say is not in it
        volume = self.volume(where)
        path = volume.path() if volume is not None else where
        found = image.probe_file(path) if isinstance(path, str) and path.startswith("/") else None
        if found is None and volume is not None:
            shape = xml.parse(volume.XMLDesc(0)).find("./target/format")
            found = shape.get("type") if shape is not None and shape.get("type") in image.IMAGES else None
        return found


def _text(where):
    return "/".join(where) if isinstance(where, tuple) else where
