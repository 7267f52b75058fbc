# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The devices of a guest: each list and each single one, with who owns it and what identifies its members."""

from __future__ import annotations

from ..._model.codecs import PATH
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Children
from ..._model.node import LIBVIRT, LIVE, RESTART
from ..._model.values import Field
from .device.disk import Disk
from .device.graphics import Graphics
from .device.interface import Interface
from .device.port import Channel, Console, Parallel, Serial

# Devices that can be plugged while the guest runs; what changes inside one mostly waits for a restart.
PLUGGED = {"change": LIVE, "within": RESTART}


class Devices(Model):
    """The devices of a guest."""

    emulator = Field("./devices/emulator", PATH, "Path of the program that runs the guest. Left out, libvirt chooses it.")
    disks = Children("./devices/disk", Disk, "Disks and drives of the guest; each is recognised by O(disks[].target.dev). "
                     "The list is complete when it is given.", key="target.dev", **PLUGGED)
    interfaces = Children("./devices/interface", Interface, "Network interfaces of the guest; each is recognised by "
                          "O(interfaces[].mac), or else by what is declared of it. The list is complete when it is given.",
                          key="mac", unique=False, **PLUGGED)
    serials = Children("./devices/serial", Serial, "Serial ports of the guest. Those that are not named stay.",
                       key="target.port", owner=LIBVIRT)
    parallels = Children("./devices/parallel", Parallel, "Parallel ports of the guest. The list is complete when it is given.",
                         key="target.port")
    consoles = Children("./devices/console", Console, "Consoles of the guest. Those that are not named stay.",
                        key=("target.type", "target.port"), owner=LIBVIRT)
    channels = Children("./devices/channel", Channel, "Channels between guest and host. The list is complete when it is given.",
                        key="target.name", **PLUGGED)
    graphics = Children("./devices/graphics", Graphics, "Displays of the guest; each is recognised by its type. The list is "
                        "complete when it is given.", key="type")

    @classmethod
    def check(cls, want, where):
        super().check(want, where)
        _check_boot_order(want, where)


# The lists whose members can stand in the boot order.
_BOOTABLE = ("disks", "interfaces", "hostdevs", "redirdevs", "filesystems")


def _check_boot_order(want, where):
    taken = {}
    for name in _BOOTABLE:
        for number, member in enumerate(want.get(name, ())):
            order = member.get("boot", {}).get("order")
            at = f"{where}.{name}[{number}]" if where else f"{name}[{number}]"
            if order in taken and order is not None:
                raise Invalid(f"{at}.boot.order", f"{order} is taken by {taken[order]}", "Give each device its own place.")
            taken[order] = at
