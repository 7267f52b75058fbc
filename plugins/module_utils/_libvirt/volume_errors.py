# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to do about errors of storage that libvirt has no code for."""

from __future__ import annotations

import contextlib

from .._model.errors import NoSpace, Unsupported
from .progress import amount
from .session import libvirt


def explain(error, pool):
    """Say what to do about errors of storage that libvirt has no code for."""
    text = error.message.lower()
    if any(words in text for words in ("no space left", "free space", "free extent", "out of space")):
        with contextlib.suppress(libvirt.libvirtError):
            error.message = f"{error.message} ({amount(pool().info()[3])} left in the pool '{pool().name()}')"
        return NoSpace(error.message, remedy="Make room in the pool, then run again. Nothing is left under the volume's name.",
                       libvirt_code=error.libvirt_code)
    if "below existing allocation" in text:
        return Unsupported(error.message, remedy="libvirt cuts off only what takes no space: make a smaller volume and copy there "
                           "what is needed.", libvirt_code=error.libvirt_code)
    if "changing of volume capacity" in text:
        return Unsupported(error.message, remedy="A volume in a pool of this type keeps the size that it was made with: declare that "
                           "capacity, or make a larger volume and copy what it holds.", libvirt_code=error.libvirt_code)
    if "parted" in text and " rm " in text and "partition doesn't exist" in text:
        return Unsupported(error.message, remedy="libvirt does not find partitions of devices whose names end in a digit, and parted "
                           "does. Refresh the pool afterwards.", libvirt_code=error.libvirt_code)
    if "does not support resize" in text:
        return Unsupported(error.message, remedy="An image of this format keeps the capacity that it was made with: declare that one, "
                           "or make a larger volume and copy what it holds.", libvirt_code=error.libvirt_code)
    if error.libvirt_code == libvirt.VIR_ERR_NO_SECRET:
        error.remedy = "Declare the secret first, with usage_type: volume and a value, or correct encryption.secret."
    if "only luks encryption" in text:
        error.remedy = "Declare encryption.format: luks."
    if "inaccessible backing store volume" in text:
        error.remedy = "Make that image first, or correct backing.path."
    if "lock" in text and "image" in text and not error.remedy:
        error.remedy = "A running guest holds it: shut the guest down, or resize the disk through the guest."
    return error
