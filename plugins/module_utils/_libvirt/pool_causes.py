# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused a pool."""

from __future__ import annotations

import os

from .._model import xml
from .._model.errors import Conflict, Unsupported
from .causes import not_in_the_schema, same_uuid
from .reading import read_each


def _other_pools_storage(facts):
    """Another pool is on the same storage."""
    wanted, name = _storage(facts.document), facts.document.findtext("name")
    for other in read_each(facts.conn.listAllStoragePools(0), lambda pool: xml.parse(pool.XMLDesc(0))) if wanted else ():
        if other.findtext("name") != name and _storage(other) == wanted:
            return Conflict, (f"Two pools cannot have the same storage: use pool '{other.findtext('name')}', or give this one a "
                              "target.path or source of its own.")
    return None


def _storage(pool):
    """What tells a pool's storage from others': a folder's path, else its source."""
    kind, path = pool.get("type"), pool.findtext("target/path")
    if kind == "dir":
        return (kind, os.path.normpath(path)) if path else None
    source = pool.find("source")
    parts = [(part.tag, tuple(sorted(part.attrib.items())), (part.text or "").strip()) for part in source or ()
             if part.tag in ("device", "host", "dir", "adapter", "name")]
    return (kind, *parts) if parts else None


def _no_backend(facts):
    """libvirt's storage driver for the type is not installed."""
    kind = facts.document.get("type")
    found = xml.parse(facts.conn.getStoragePoolCapabilities(0)).find(f"pool[@type='{kind}']")
    if found is not None and found.get("supported") == "yes":
        return None
    return Unsupported, (f"Install libvirt's storage driver for {kind} on the host (libvirt-daemon-driver-storage-{kind}) and restart "
                         "its daemon.")


def _folder_of(facts):
    """The path of a pool that is a folder of this host."""
    return facts.document.findtext("target/path") if facts.document.get("type") == "dir" and facts.local else None


def _in_place_of_the_folder(facts):
    """Something else is where the pool's folder has to be."""
    above = _folder_of(facts)
    while above and above != os.path.dirname(above):
        if os.path.lexists(above) and not os.path.isdir(above):
            return None, "Correct target.path: what lies there is no folder."
        above = os.path.dirname(above)
    return None


def _folder_missing(facts):
    """The pool's folder is missing."""
    path = _folder_of(facts)
    if path is None or os.path.isdir(path):
        return None
    return None, "Make the folder, correct target.path, or leave build out: a missing folder is then made."


def _folder_not_made(facts):
    """The host cannot make the pool's folder."""
    path = facts.document.findtext("target/path")
    if not path or not facts.local or os.path.isdir(path):
        return None
    return None, (f"Correct target.path, or see why the host cannot make {path}: the file system there must be mounted, writable, and "
                  "hold directories.")


CAUSES = {
    "define": (not_in_the_schema, same_uuid("storagePoolLookupByUUIDString"), _other_pools_storage, _no_backend),
    "build": (_in_place_of_the_folder, _folder_not_made),
    "start": (_in_place_of_the_folder, _folder_missing),
}
