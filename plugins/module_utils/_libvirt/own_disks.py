# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""That the disks of a guest are its own, looked at before anything is done."""

from __future__ import annotations

from .._model import xml
from .._model.errors import Refused
from .usage import guests_of, places_of, spellings


def refuse_shared(driver, plan, runs):
    """Refuse that two guests that are to run have one disk to write to; warn where one of them is off."""
    _refuse_twice(driver, plan, runs)
    mine, names = {}, {}
    for document in (plan.config, *_attached(plan)):
        mine.update(_own_disks(document))
    if not mine:
        return
    for name, documents, active in _others(driver, plan.name):
        for document in documents:
            theirs = {place for places in _own_disks(document).values() for place in places}
            for label, places in mine.items() if theirs else ():
                if label not in names:
                    names[label] = _every_name(driver, places)
                if theirs.isdisjoint(names[label]):
                    continue
                message = f"its disk '{label}' is also a disk of guest '{name}', and neither is shareable or readonly"
                if runs and active:
                    raise Refused(f"{message}: both would write to it", operation="run it",
                                  remedy=f"Give it a disk of its own, stop '{name}' first, or declare shareable: true for the disk in "
                                         "both, where what is on it is made for that.")
                plan.warnings.append(f"{plan.kind} '{plan.name}': {message}. Only one of them can run.")
                return


def _refuse_twice(driver, plan, runs):
    """Refuse that one guest has one disk twice, and writes to it: it could not start again."""
    gone = {_label(disk) for document in _attached(plan, "detach", "config") for disk in document.iterfind("./devices/disk")}
    seen = []
    for document in (plan.config, *_attached(plan)):
        for disk in document.iterfind("./devices/disk[source]"):
            label, places = _label(disk), _every_name(driver, _places(disk))
            if document is plan.config and label in gone:
                continue
            for other, theirs, shares in seen:
                if not theirs.isdisjoint(places) and not (shares and _is_shared(disk)):
                    message = f"its disks '{other}' and '{label}' are the same, and not both are shareable or readonly"
                    if runs:
                        raise Refused(message, operation="run it", remedy="Give each a source of its own.")
                    plan.warnings.append(f"{plan.kind} '{plan.name}': {message}. It cannot run.")
                    return
            seen.append((label, places, _is_shared(disk)))


def _attached(plan, operation="attach", which="xml"):
    """Devices that come to the running guest, or go, each as the only one of a document."""
    for action in plan.actions:
        if action.operation == operation:
            document = xml.ET.Element("domain")
            xml.ensure(document, (("devices", ()),)).append(xml.parse(getattr(action, which)))
            yield document


def _others(driver, name):
    """The other guests, as they are or are planned: name, documents, whether it is to run."""
    for guest in guests_of(driver.session):
        if guest.name != name and guest.name not in driver.planned and ("domain", guest.name) not in driver.gone:
            yield guest.name, guest.documents, guest.active
    for other, (config, runs, kept) in driver.planned.items():
        if other != name:
            yield other, (config, *kept()), runs


def kept_disks(plan, observed):
    """The disks that a guest still has while a change of them waits for its restart, as a document."""
    waits = [option[0] for option in plan.restart_required]
    names = {key for name, key in waits if name == "disks"}
    # A document may wait in a place that no option covers.
    every = any(name.startswith("./devices/disk") for name, _key in waits)
    kept = [disk for disk in observed.live.iterfind("./devices/disk") if every or _label(disk) in names]
    document = xml.ET.Element("domain")
    xml.ensure(document, (("devices", ()),)).extend(kept)
    return (document,)


def _own_disks(document):
    """The disks that a guest writes to alone: all names of each by its target."""
    return {_label(disk): _places(disk) for disk in document.iterfind("./devices/disk[source]") if not _is_shared(disk)}


def _label(disk):
    target = disk.find("target")
    return target.get("dev") if target is not None else None


def _is_shared(disk):
    """True for a disk that others may have, too."""
    return disk.get("device") == "cdrom" or disk.find("readonly") is not None or disk.find("shareable") is not None or (
        disk.find("transient[@shareBacking='yes']") is not None)


def _places(disk):
    """All names of what a disk is made of."""
    source = disk.find("source")
    if source.get("volume"):
        return {(source.get("pool"), source.get("volume"))}
    if source.get("protocol"):
        servers = sorted(str(host.get("name")) for host in source.iterfind("host"))
        return {("network", source.get("protocol"), source.get("name"), *servers)}
    return {place for word in ("file", "dev") if source.get(word) for place in spellings(source.get(word))}


def _every_name(driver, places):
    """All names of a disk, also those that its pool has for it."""
    found = set(places)
    for place in places:
        volume = driver.disks.volume(place) if isinstance(place, str) or len(place) == len(("pool", "volume")) else None
        if volume is not None:
            found |= places_of(volume)
    return found
