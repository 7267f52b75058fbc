# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a guest needs of other objects, looked at before anything is done: that they exist, and that no other guest has its disks."""

from __future__ import annotations

from .._model import xml
from .._model.errors import NotFound, Refused
from .session import libvirt
from .usage import guests_of, places_of, spellings

LOOKUPS = {"network": "networkLookupByName", "pool": "storagePoolLookupByName", "nwfilter": "nwfilterLookupByName"}


def exists(conn, kind, name):
    """False where libvirt knows that there is none: it cannot tell of a volume whose pool is inactive."""
    try:
        if kind == "volume":
            pool, _slash, volume = name.partition("/")
            conn.storagePoolLookupByName(pool).storageVolLookupByName(volume)
        elif kind in LOOKUPS:
            getattr(conn, LOOKUPS[kind])(name)
    except libvirt.libvirtError as error:
        return error.get_error_code() not in (libvirt.VIR_ERR_NO_NETWORK, libvirt.VIR_ERR_NO_STORAGE_POOL,
                                              libvirt.VIR_ERR_NO_STORAGE_VOL, libvirt.VIR_ERR_NO_NWFILTER)
    return True


def need(plan, missing, runs, when):
    """Refuse, or only warn, that a guest refers to what is missing: `always`, when the guest is to be `running`, or `never`."""
    where = "neither exists nor is declared in this task" if when == "always" else "does not exist"
    for kind, name in missing:
        message = f"it refers to {kind} '{name}', which {where}"
        if when == "always" or (when == "running" and runs):
            raise NotFound(message, operation="converge it", remedy=f"Declare the {kind} '{name}' first, or correct the name.")
        plan.warnings.append(f"{plan.kind} '{plan.name}': {message}. The guest cannot start without it.")


def refuse_shared(driver, plan, runs):
    """Refuse that two guests that are to run have one disk to write to; warn where one of them is off."""
    mine = {}
    for document in (plan.config, *_attached(plan)):
        mine.update(_own_disks(document))
    if not mine:
        return
    for name, documents, active in _others(driver, plan.name):
        for document in documents:
            theirs = {place for places in _own_disks(document).values() for place in places}
            for label, places in mine.items():
                if theirs.isdisjoint(_every_name(driver, places)):
                    continue
                message = f"its disk '{label}' is also a disk of guest '{name}', and neither is shareable or readonly"
                if runs and active:
                    raise Refused(f"{message}: both would write to it", operation="run it",
                                  remedy=f"Give it a disk of its own, stop '{name}' first, or declare shareable: true for the disk in "
                                         "both, where what is on it is made for that.")
                plan.warnings.append(f"{plan.kind} '{plan.name}': {message}. Only one of them can run.")
                return


def _attached(plan):
    """Devices that come to the running guest, each as the only one of a document."""
    for action in plan.actions:
        if action.operation == "attach":
            document = xml.ET.Element("domain")
            xml.ensure(document, (("devices", ()),)).append(xml.parse(action.xml))
            yield document


def _others(driver, name):
    """The other guests, as they are or are planned: name, documents, whether it is to run."""
    for guest in guests_of(driver.session):
        if guest.name != name and guest.name not in driver.planned and ("domain", guest.name) not in driver.gone:
            yield guest.name, guest.documents, guest.active
    for other, (config, runs) in driver.planned.items():
        if other != name:
            yield other, (config,), runs


def _own_disks(document):
    """The disks that a guest writes to alone: all names of each by its target."""
    found = {}
    for disk in document.iterfind("./devices/disk[source]"):
        source, target = disk.find("source"), disk.find("target")
        shared = disk.find("readonly") is not None or disk.find("shareable") is not None or (
            disk.find("transient[@shareBacking='yes']") is not None)
        if shared or disk.get("device") == "cdrom":
            continue
        if source.get("volume"):
            places = {(source.get("pool"), source.get("volume"))}
        elif source.get("protocol"):
            servers = sorted(str(host.get("name")) for host in source.iterfind("host"))
            places = {("network", source.get("protocol"), source.get("name"), *servers)}
        else:
            places = {place for word in ("file", "dev") if source.get(word) for place in spellings(source.get(word))}
        found[target.get("dev") if target is not None else str(len(found))] = places
    return found


def _every_name(driver, places):
    """All names of a disk, also those that its pool has for it."""
    found = set(places)
    for place in places:
        volume = driver.disks.volume(place) if isinstance(place, str) or len(place) == len(("pool", "volume")) else None
        if volume is not None:
            found |= places_of(volume)
    return found
