# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Status: what libvirt says of an object in its XML, and takes from nobody. It is neither compared nor written.

What is status only under a condition, such as a port that libvirt chose, is in `_reconcile/runtime_only.py`.
"""

from __future__ import annotations

from . import xml

# By kind, what libvirt's schemas know and its parsers ignore or overwrite: paths of elements, and attributes by their element,
# which may stand anywhere, as those of a chain of images do.
ELEMENTS = {
    "pool": ("capacity", "allocation", "available", "source/device/freeExtent"),
    "volume": ("key", "physical", "source", "target/path", "target/timestamps", "backingStore/timestamps", "backingStore/permissions"),
    "domain": ("devices/memory/target/current", "devices/disk/mirror", "devices/disk/privateData", "devices/disk/source/privateData"),
}
ATTRIBUTES = {
    "network": (("network", "connections"), ("interface", "connections"), ("address", "connections"), ("bandwidth", "classID")),
    "volume": (("volume", "type"),),
    "domain": (("domain", "id"), ("source", "index"), ("backingStore", "index"), ("console", "tty"), ("serial", "tty"),
               ("parallel", "tty"), ("channel", "state"), ("target", "state"), ("guest", "actual"),
               ("source", "missing"), ("cachetune", "id"), ("bandwidth", "classID"),
               ("source", "macTableManager")),
}


def strip(kind, root):
    """Take the status out of a document; returns the document."""
    for path in ELEMENTS.get(kind, ()):
        xml.clear(root, root, path)
    names = {}
    for tag, name in ATTRIBUTES.get(kind, ()):
        names.setdefault(tag, []).append(name)
    for elem in root.iter() if names else ():
        for name in names.get(elem.tag, ()):
            elem.attrib.pop(name, None)
    return root
