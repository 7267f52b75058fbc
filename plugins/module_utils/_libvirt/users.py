# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guests that refer to a network, filter or pool, by its name or by what lies in it: asked when one is to be stopped or removed."""

from __future__ import annotations

from .session import libvirt
from .usage import guests_of, leads_to, spellings

# Pools whose volumes lie in a folder.
FOLDERS = ("dir", "fs", "netfs")
# Where the XML of guests has the name of an object.
PLACES = {"network": ("source", "network"), "pool": ("source", "pool"), "nwfilter": ("filterref", "filter")}


class Users:
    """A driver whose planner asks for the guests that refer to an object."""

    def answer(self, question, name, observed):
        if question == ("users",):
            return of(self.session, self.kind, name, observed, self.gone)
        return super().answer(question, name, observed)


def of(session, kind, name, observed, gone):
    """Each guest that refers to an object: its name as `guest`, whether it is `running`, and whether it refers to it by its name."""
    found, (tag, attribute) = [], PLACES[kind]
    for guest in guests_of(session):
        sources = [elem for document in guest.documents for elem in document.iterfind(f"./devices//{tag}")]
        named = any(elem.get(attribute) == name for elem in sources)
        if ("domain", guest.name) not in gone and (named or (kind == "pool" and _lies_in(session, name, observed, sources))):
            found.append({"guest": guest.name, "running": guest.active, "named": named})
    return sorted(found, key=lambda user: user["guest"])


def _lies_in(session, name, observed, sources):
    """True where one of these paths lies in a pool."""
    paths = [path for elem in sources for path in (elem.get("file"), elem.get("dev"), elem.get("dir")) if path]
    folder = (observed.config.findtext("./target/path") or "").rstrip("/")
    if observed.config.get("type") in FOLDERS and folder:
        return any(spelling.startswith(f"{each}/") for each in (folder, leads_to(folder)) for path in paths for spelling in spellings(path))
    return observed.active and any(_is_volume(session.conn, name, path) for path in paths)


def _is_volume(conn, name, path):
    try:
        return conn.storageVolLookupByPath(path).storagePoolLookupByVolume().name() == name
    except libvirt.libvirtError:
        return False
