# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused a pool."""

from __future__ import annotations

import os

from .._model import xml
from .._model.errors import Unsupported
from .causes import not_in_the_schema


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
    "define": (not_in_the_schema, _no_backend),
    "build": (_folder_not_made,),
    "start": (_folder_missing,),
}
