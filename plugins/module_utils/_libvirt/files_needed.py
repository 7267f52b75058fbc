# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""That the files are there, and are what they are said to be, of which a running guest is given a device or is restarted.

libvirt finds out when it tries: a guest that is restarted has been stopped by then.
"""

from __future__ import annotations

import os

from .._actions.domain import Attach, Replug, Shutdown, StartGuest
from .._model import xml
from .._model.errors import Conflict, NotFound
from . import image

# Where a guest's document names files of the host; None is the text.
_FILES = (("./os/kernel", None), ("./os/initrd", None), ("./os/dtb", None), ("./os/loader", None), ("./devices/disk/source", "file"),
          ("./devices/disk/source", "dev"), ("./devices/filesystem[@type='mount']/source", "dir"))


def obstacles(driver, plan):
    """Errors: an earlier task may make the file."""
    if not driver.session.local:
        return
    for document in _documents(plan):
        for place, name in _FILES:
            for elem in document.iterfind(place):
                path = (elem.get(name) if name else elem.text) or ""
                if path.startswith("/") and elem.get("startupPolicy") != "optional" and _is_missing(path):
                    yield NotFound(f"it is to have {path}, and there is no such file", operation="converge it",
                                   remedy=f"Make {path}, such as by declaring a volume, or correct the option that names it.")
        for disk in document.iterfind("./devices/disk[source]"):
            yield from _other_format(driver, disk)


def _is_missing(path):
    """True where there is no such file; one that this user may not look at, as on NFS, may be there for QEMU's."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        pass
    return False


def _documents(plan):
    """What the guest is given: devices, each in a document of its own, or all of it where it is restarted."""
    if any(isinstance(action, Shutdown) for action in plan.actions) and any(isinstance(action, StartGuest) for action in plan.actions):
        yield plan.config
    for action in plan.actions:
        if isinstance(action, (Attach, Replug)):
            document = xml.ET.Element("domain")
            xml.ET.SubElement(document, "devices").append(xml.parse(action.xml))
            yield document


def _other_format(driver, disk):
    """The error of a disk whose image has another format than it says, which QEMU does not open. Any image opens as raw."""
    shape = disk.find("driver")
    form = None if shape is None else shape.get("type")
    if form not in image.IMAGES or form == "raw":
        return
    header = driver.disks.header(disk.find("source"))
    if header not in (None, form):
        target = disk.find("target")
        label = f"disks[{target.get('dev')}]" if target is not None else "its disk"
        yield Conflict(f"{label} has driver.type {form}, and its image is {header}", operation="converge it",
                       remedy=f"Declare driver: {{type: {header}}} if that is how the image was made, or correct the disk's source.")
