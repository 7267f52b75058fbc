# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The format of a new disk that does not say its own.

libvirt takes such a disk for raw, and the first write to an image that is opened as raw destroys it. The format of a volume that the
same run declares is taken. What a file begins like is never taken: whoever writes to a raw disk chooses that, and could name any file
of the host in it. A disk that is there keeps its format.
"""

from __future__ import annotations

import copy

from .._model import xml
from .._model.errors import Refused

RAW = "raw"


def with_formats(desired, observed, ctx):
    """The declaration with the formats of its new disks; refused where one would be opened as what it is not."""
    known = ctx.planning_facts.get("formats")
    if not known:
        return desired
    held = {}
    for disk in observed.config.iterfind("./devices/disk") if observed is not None else ():
        driver, target = disk.find("driver"), disk.find("target")
        held[target.get("dev") if target is not None else None] = driver.get("type", RAW) if driver is not None else RAW
    if "disks" in desired:
        disks = []
        for disk in desired["disks"]:
            device = disk.get("target", {}).get("dev")
            source = disk.get("source") or {}
            form = None if "type" in disk.get("driver", {}) else _format_of(known.get(_place(source)), device, held)
            disks.append({**disk, "driver": {**disk.get("driver", {}), "type": form}} if form else disk)
        desired = {**desired, "disks": disks}
    if "xml" in desired:
        document = copy.deepcopy(desired["xml"])
        for disk in document.iterfind("./devices/disk[source]"):
            if disk.find("./driver[@type]") is None:
                target = disk.find("target")
                form = _format_of(known.get(_place(disk.find("source"))), target.get("dev") if target is not None else None, held)
                if form:
                    xml.ensure(disk, (("driver", ()),)).set("type", form)
        desired = {**desired, "xml": document}
    return desired


def _place(source):
    """What the facts are kept under: a pair of pool and volume, or a path."""
    return (source.get("pool"), source.get("volume")) if source.get("volume") else source.get("file") or source.get("dev")


def _format_of(facts, device, held):
    """The format to write for a disk, None where none is needed."""
    if facts is None:
        return None
    present = held.get(device, RAW)
    if facts["declared"]:
        return facts["declared"] if facts["declared"] != present else None
    header = facts["header"]
    if header in (None, RAW, present):
        return None
    raise Refused(f"disks[{device}] is an image of the format {header} and does not say so: it would be opened as {present}, and "
                  "the first write of the guest would destroy the image", operation="give it that disk",
                  remedy=f"Add the format that its volume was made with to the disk: driver: {{type: {header}}}. Where a guest wrote that "
                         f"header into a raw disk, it is: driver: {{type: raw}}.")
