# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused a volume. The document is the pool's."""

from __future__ import annotations

import errno
import os

from .._model import xml
from .._model.belonging import parts
from .._model.errors import Conflict, NoSpace, Unsupported
from . import device
from .progress import amount

try:
    import libvirt
except ImportError:
    libvirt = None

# Images that qemu-img makes larger: QEMU's block drivers with a function for it.
GROW = ("raw", "iso", "qcow2", "qed")


def _pool(facts):
    return facts.conn.storagePoolLookupByName(facts.document.findtext("name"))


def _volume(facts):
    """The volume that is there."""
    return _pool(facts).storageVolLookupByName(parts(facts.error.name)[1])


def _made(facts):
    """The document of the volume that was to be made."""
    found = getattr(facts.action, "xml", None)
    return None if found is None else xml.parse(found)


def _needed(facts):
    """How much of the pool the step takes at most."""
    action, made = facts.action, _made(facts)
    if action is None:
        return 0
    if action.operation == "resize":
        return action.capacity - _volume(facts).info()[2]
    if action.operation == "upload":
        return action.size or 0
    if action.operation == "clone":
        return facts.conn.storagePoolLookupByName(action.pool).storageVolLookupByName(action.volume).info()[2]
    return int(made.findtext("allocation") or made.findtext("capacity") or 0) if made is not None else 0


def _no_space(facts):
    """The pool has no room for it, or had none until the half-made volume was removed."""
    if facts.error.libvirt_code == libvirt.VIR_ERR_NO_SUPPORT:
        return None  # a pool whose volumes libvirt does not make
    pool = _pool(facts)
    left = pool.info()[3]
    if facts.error.errno != errno.ENOSPC and _needed(facts) <= left:
        return None
    facts.error.message = f"{facts.error.message} ({amount(left)} left in the pool '{pool.name()}')"
    return NoSpace, "Make room in the pool, then run again. Nothing is left under the volume's name."


def _no_secret(facts):
    """The secret with the passphrase is missing."""
    if facts.error.libvirt_code != libvirt.VIR_ERR_NO_SECRET:
        return None
    return None, "Declare the secret first, with usage_type: volume and a value, or correct encryption.secret."


def _other_encryption(facts):
    """libvirt makes no encrypted volume of another format."""
    made = _made(facts)
    found = None if made is None else made.find("target/encryption")
    if found is None or found.get("format") == "luks":
        return None
    return None, "Declare encryption.format: luks."


def _backing_missing(facts):
    """The backing file is missing."""
    made = _made(facts)
    path = None if made is None else made.findtext("backingStore/path")
    if not path or not facts.local:
        return None
    folder = facts.document.findtext("target/path") or ""
    return None if os.path.exists(os.path.join(folder, path)) else (None, "Make that image first, or correct backing.path.")


def _inactive(facts):
    """LVM has a volume of the name, which is not active, so that libvirt does not see it."""
    group, name = facts.document.findtext("source/name"), parts(facts.error.name)[1]
    if facts.document.get("type") != "logical" or not group or not facts.local or name not in device.inactive_volumes(group):
        return None
    return Conflict, ("LVM has it, but inactive, so libvirt does not see it, as after a boot a volume with less allocation than capacity. "
                      f"Nothing was changed: run lvchange --activate y {group}/{name} and virsh pool-refresh on the host, and then again.")


def _takes_space(facts):
    """libvirt cuts off only what takes no space."""
    if not facts.action.shrink or facts.action.capacity >= _volume(facts).info()[2]:
        return None
    return Unsupported, "libvirt cuts off only what takes no space: make a smaller volume and copy there what is needed."


def _fixed_size(facts):
    """libvirt's driver for the pool changes no size."""
    if facts.error.libvirt_code != libvirt.VIR_ERR_NO_SUPPORT:
        return None
    return Unsupported, ("A volume in a pool of this type keeps the size that it was made with: declare that capacity, or make a larger "
                         "volume and copy what it holds.")


def _fixed_image(facts):
    """QEMU makes no image of the format larger."""
    form = xml.parse(_volume(facts).XMLDesc(0)).find("target/format")
    if form is None or form.get("type") in GROW or _volume(facts).info()[0] == libvirt.VIR_STORAGE_VOL_BLOCK:
        return None
    return Unsupported, ("An image of this format keeps the capacity that it was made with: declare that one, or make a larger volume and "
                         "copy what it holds.")


def _numbered_device(facts):
    """libvirt names partitions of a device whose name ends in a digit otherwise than parted."""
    device = facts.document.find("source/device")
    if facts.document.get("type") != "disk" or device is None or not device.get("path", "")[-1:].isdigit():
        return None
    return Unsupported, ("libvirt does not find partitions of devices whose names end in a digit, and parted does. Refresh the pool "
                         "afterwards.")


def _folder_vanished(facts):
    """The folder of an active pool is gone."""
    path = facts.document.findtext("target/path")
    if facts.document.get("type") not in ("dir", "fs", "netfs") or not path or not facts.local or os.path.isdir(path):
        return None
    name = facts.document.findtext("name")
    return None, (f"The folder {path} of the active pool '{name}' is gone: mount what belongs there, or make the pool inactive and then "
                  f"active, which makes a missing folder.")


MADE = (_folder_vanished, _inactive, _no_secret, _other_encryption, _backing_missing, _no_space)
CAUSES = {
    "create": MADE, "clone": MADE, "upload": (_folder_vanished, _no_space),
    "resize": (_folder_vanished, _fixed_size, _fixed_image, _takes_space, _no_space),
    "delete": (_numbered_device,), "discard": (_numbered_device,),
}
