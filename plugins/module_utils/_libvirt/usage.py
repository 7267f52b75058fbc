# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who uses which storage: guests by their XML and their snapshots', volumes by the image below them.

Everything is read when the first deletion is planned, and once: what uses a volume may be any guest, and a volume of any pool.
"""

from __future__ import annotations

import os

from .._model import xml
from .codes import is_gone
from .reading import read_each
from .session import errors, libvirt

# Attributes that say what a source is. libvirt adds others while a guest runs, such as an index.
SOURCES = ("file", "dev", "dir", "name", "pool", "volume")


def guests_of(session):
    """The guests of a session's host."""
    if session.guests is None:
        session.guests = Guests(session.conn)
    return session.guests


def usage_of(session):
    """The usage of a session's host."""
    if session.usage is None:
        session.usage = Usage(session.conn, guests_of(session))
    return session.usage


def places_of(volume):
    """All names under which a volume is found in XML: its path, where that leads, its key, and the pair of pool and name."""
    return spellings(volume.path()) | {volume.key(), (volume.storagePoolLookupByVolume().name(), volume.name())}


def leads_to(path):
    """The path without links."""
    return os.path.realpath(path)


def spellings(path):
    """A path as it is written, and where it leads."""
    return {path, leads_to(path)} if path.startswith("/") else {path}


class Guest:
    """A guest of the host: its handle, its name, whether it runs, and its documents."""

    __slots__ = ("active", "documents", "handle", "name")

    def __init__(self, handle):
        self.handle, self.name, self.active = handle, handle.name(), bool(handle.isActive())
        texts = [handle.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE), *([handle.XMLDesc(0)] if self.active else ())]
        self.documents = [xml.parse(text) for text in texts]


class Guests:
    """All guests of the host, read when they are first asked for, and once."""

    def __init__(self, conn):
        self.conn = conn
        self._read = self._macs = None

    def __iter__(self):
        if self._read is None:
            self._read = []
            with errors("domain", operation="read all guests"):
                self._read.extend(read_each(self.conn.listAllDomains(0), Guest))
        return iter(self._read)

    @property
    def macs(self):
        """The MAC addresses that guests and networks have."""
        if self._macs is None:
            documents = [document for guest in self for document in guest.documents]
            with errors("network", operation="read all networks"):
                documents += read_each(_networks(self.conn), lambda network: xml.parse(network.XMLDesc(0)))
            self._macs = {str(elem.get("address")).lower() for document in documents for elem in document.iter("mac")}
        return self._macs


def _networks(conn):
    """All networks, none where the hypervisor has none."""
    try:
        return conn.listAllNetworks(0)
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
            raise
        return []


class Usage:
    """The users of storage, as pairs of kind and name, by place."""

    def __init__(self, conn, guests):
        self.conn, self.guests = conn, guests
        self._users = None
        self._disks = {}

    def of(self, places):
        """The users of any of these places, and whether each has it only until its restart."""
        self._read()
        found = {}
        for place in places:
            for user, until_restart in self._users.get(place, {}).items():
                found[user] = found.get(user, True) and until_restart
        return found

    def disks_on(self, places):
        """The disks of guests that use any of these places: `guest`, `running`, `device`, `format`, and whether it is on `top`.

        What is not on top is read through the images above it. Of a running guest, it is what it has at present.
        """
        self._read()
        found = []
        for disk in (disk for place in places for disk in self._disks.get(place, ())):
            if disk not in found:
                found.append(disk)
        return sorted(found, key=lambda disk: (disk["guest"], disk["device"]))

    def _read(self):
        if self._users is None:
            self._users = {}
            with errors("volume", operation="see who uses it"):
                self._read_guests()
                self._read_volumes()

    def _note(self, place, user, until_restart=False):
        users = self._users.setdefault(place, {})
        users[user] = users.get(user, True) and until_restart

    def _read_guests(self):
        for guest in self.guests:
            user = ("domain", guest.name)
            for document in (*guest.documents, *self._snapshots(guest.handle)):
                passing = _until_restart(guest, document)
                for elem in _storage(document):
                    until_restart = elem in passing
                    if elem.get("volume"):
                        self._note((elem.get("pool"), elem.get("volume")), user, until_restart)
                    for value in (elem.text or "", *elem.attrib.values()):
                        if "/" in value:
                            for place in spellings(value.strip()):
                                self._note(place, user, until_restart)
            for disk in guest.documents[-1].iterfind("./devices/disk"):  # of a running guest, what it has at present
                for place, entry in _disk(disk, guest.name, guest.active):
                    for spelling in spellings(place) if isinstance(place, str) else (place,):
                        self._disks.setdefault(spelling, []).append(entry)

    @staticmethod
    def _snapshots(domain):
        """What a guest would have again after a snapshot was reverted to."""
        try:
            yield from read_each(domain.listAllSnapshots(0), lambda snapshot: xml.parse(snapshot.getXMLDesc(0)))
        except libvirt.libvirtError as error:
            # Gone meanwhile, or of a driver without snapshots.
            if not is_gone(error) and error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
                raise

    def _read_volumes(self):
        for pool in self.conn.listAllStoragePools(libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE):
            try:
                documents = list(read_each(pool.listAllVolumes(0), lambda volume: (volume.name(), volume.XMLDesc(0))))
            except libvirt.libvirtError as error:
                # A pool that is gone or was stopped meanwhile uses nothing.
                if not is_gone(error) and error.get_error_code() != libvirt.VIR_ERR_OPERATION_INVALID:
                    raise
                continue
            for name, text in documents:
                if "<backingStore>" in text:
                    path = xml.parse(text).findtext("./backingStore/path")
                    for place in spellings(path) if path else ():
                        self._note(place, ("volume", f"{pool.name()}/{name}"))


def _until_restart(guest, document):
    """The elements of a running guest's document that it has until its restart only: what is below a configured disk it reads again."""
    config, *running = guest.documents
    if document not in running:
        return frozenset()
    configured = {_names(disk) for disk in config.iterfind("./devices/disk")}
    lasting = {elem for disk in document.iterfind("./devices/disk") if _names(disk) in configured for elem in disk.iter()}
    return set(_storage(document)) - lasting


def _names(disk):
    """What a disk's own source is called."""
    source = disk.find("source")
    return frozenset() if source is None else frozenset(source.attrib.items() & {(name, source.get(name)) for name in SOURCES})


def _disk(disk, guest, running):
    """Pairs of the storage of a disk, and the disk."""
    driver, target = disk.find("driver"), disk.find("target")
    about = {"guest": guest, "running": running, "device": target.get("dev") if target is not None else None}
    own = disk.find("source")
    for source in disk.iter("source"):
        top = source is own
        place = (source.get("pool"), source.get("volume")) if source.get("volume") else (
            source.get("file") or source.get("dev") or source.get("name"))
        if place:
            form = driver.get("type", "raw") if driver is not None else "raw"
            yield place, {**about, "format": form if top else None, "top": top, "readonly": disk.find("readonly") is not None}


def _storage(root):
    """All elements but those in which people write what they like."""
    for elem in root:
        if elem.tag not in ("metadata", "description", "title"):
            yield elem
            yield from _storage(elem)
