# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The devices of a guest: each list and each single one, with who owns it and what identifies its members."""

from __future__ import annotations

from ..._model import xml
from ..._model.codecs import PATH
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.node import LIBVIRT, LIVE, RESTART
from ..._model.values import Field
from ..common import NOT_XEN
from .device.controller import Controller
from .device.disk import Disk
from .device.filesystem import Filesystem
from .device.graphics import Graphics
from .device.host_device import HostDevice
from .device.input import Hub, Input
from .device.interface import Interface
from .device.memory_device import Iommu, MemoryBalloon, MemoryDevice, SharedMemory
from .device.misc_devices import Lease, Nvram, Panic, Pstore, RedirectedDevice, RedirectionFilter, Vsock, Watchdog
from .device.port import Channel, Console, Parallel, Serial, not_the_port
from .device.sound import Audio, Sound
from .device.tpm_rng_crypto import Crypto, RandomNumbers, Smartcard, Tpm
from .device.video import Video

# Devices that can be plugged while the guest runs; what changes inside one mostly waits for a restart.
PLUGGED = {"change": LIVE, "within": RESTART}


class Devices(Model):
    """The devices of a guest."""

    emulator = Field("./devices/emulator", PATH, "Path of the program that runs the guest. Left out, libvirt chooses it.", always=True)
    disks = Children("./devices/disk", Disk, "Disks and drives of the guest; each is recognised by O(disks[].target.dev). "
                     "The list is complete when it is given.", key="target.dev", **PLUGGED)
    interfaces = Children("./devices/interface", Interface, "Network interfaces of the guest; each is recognised by "
                          "O(interfaces[].mac), or else by what is declared of it. The list is complete when it is given.",
                          key="mac", unique=False, distinct=("mac", "teaming"), **PLUGGED)
    serials = Children("./devices/serial", Serial, "Serial ports of the guest. Those that are not named stay.",
                       key="target.port", owner=LIBVIRT)
    parallels = Children("./devices/parallel", Parallel, "Parallel ports of the guest. The list is complete when it is given.",
                         key="target.port", **NOT_XEN)
    consoles = Children("./devices/console", Console, "Consoles of the guest. Those that are not named stay.",
                        key="target.type", unique=False, owner=LIBVIRT, dropped=not_the_port)
    channels = Children("./devices/channel", Channel, "Channels between guest and host. The list is complete when it is given.",
                        key="target.name", **PLUGGED)
    graphics = Children("./devices/graphics", Graphics, "Displays of the guest; each is recognised by its type. The list is "
                        "complete when it is given.", key="type", unique=False)
    videos = Children("./devices/video", Video, "Video devices of the guest. Those that are not named stay; a guest without any has "
                      "one of type V(none).", owner=LIBVIRT)
    sounds = Children("./devices/sound", Sound, "Sound cards of the guest. The list is complete when it is given.", key="model",
                      unique=False)
    audios = Children("./devices/audio", Audio, "Audio backends of the host, which play and record the guest's sound. Those "
                      "that are not named stay.", key="id",
                      owner=LIBVIRT, since="7.2.0")
    inputs = Children("./devices/input", Input, "Input devices of the guest. Those that are not named stay.", key=("type", "bus"),
                      unique=False, owner=LIBVIRT, **PLUGGED)
    hubs = Children("./devices/hub", Hub, "USB hubs of the guest. Those that are not named stay.", owner=LIBVIRT, **NOT_XEN)
    controllers = Children("./devices/controller", Controller, "Controllers of the guest. libvirt makes those that other devices "
                           "need; those that are not named stay.", key=("type", "index"), unique=False, owner=LIBVIRT, **PLUGGED)
    hostdevs = Children("./devices/hostdev", HostDevice, "Devices of the host that the guest is given. The list is complete when it "
                        "is given.", key="source", **PLUGGED)
    filesystems = Children("./devices/filesystem", Filesystem, "Folders of the host in the guest; each is recognised by "
                           "O(filesystems[].target.dir). The list is complete when it is given.", key="target.dir", **PLUGGED, **NOT_XEN)
    tpms = Children("./devices/tpm", Tpm, "TPMs of the guest. The list is complete when it is given.", **NOT_XEN)
    rngs = Children("./devices/rng", RandomNumbers, "Sources of random numbers for the guest. The list is complete when it is given.",
                    **PLUGGED, **NOT_XEN)
    smartcards = Children("./devices/smartcard", Smartcard, "Smartcards of the guest. The list is complete when it is given.", **NOT_XEN)
    cryptos = Children("./devices/crypto", Crypto, "Devices that encrypt for the guest. The list is complete when it is given.",
                       since="9.1.0", **PLUGGED, **NOT_XEN)
    redirdevs = Children("./devices/redirdev", RedirectedDevice, "USB ports that devices elsewhere are plugged into. The list is "
                         "complete when it is given.", **PLUGGED, **NOT_XEN)
    redirfilter = Child("./devices/redirfilter", RedirectionFilter, "USB devices that may be redirected. An empty dictionary "
                        "allows all of them.",
                        empty_removes=True, **NOT_XEN)
    watchdogs = Children("./devices/watchdog", Watchdog, "Watchdogs, which act when the guest hangs. Those that are not named stay.",
                         key="model", owner=LIBVIRT, **PLUGGED, **NOT_XEN)
    panics = Children("./devices/panic", Panic, "Devices that report a panic to the host. Those that are not named stay.", key="model",
                      owner=LIBVIRT, **NOT_XEN)
    memballoon = Child("./devices/memballoon", MemoryBalloon, "Balloon device, which gives memory of the guest back to the host.")
    memory_devices = Children("./devices/memory", MemoryDevice, "Modules of memory beside what the guest starts with. The list is "
                              "complete when it is given.", **PLUGGED, **NOT_XEN)
    shmems = Children("./devices/shmem", SharedMemory, "Memory that is shared between guests. The list is complete when it is given.",
                      key="name", **PLUGGED, **NOT_XEN)
    iommus = Children("./devices/iommu", Iommu, "IOMMUs of the guest, which map its devices to its memory. The list is complete "
                      "when it is given.",
                      since="2.1.0", **NOT_XEN)
    vsock = Child("./devices/vsock", Vsock, "Sockets between guest and host. An empty dictionary takes them away.", empty_removes=True,
                  since="4.4.0", **NOT_XEN)
    leases = Children("./devices/lease", Lease, "Leases of a lock manager; only one guest at a time can have each. The list is "
                      "complete when it is given.",
                      key=("lockspace", "key"), **PLUGGED, **NOT_XEN)
    nvram = Child("./devices/nvram", Nvram, "Memory that keeps settings (PowerPC).", **NOT_XEN)
    pstore = Child("./devices/pstore", Pstore, "Store in which the guest's kernel leaves its last messages. An empty dictionary "
                   "removes it.", empty_removes=True, since="10.6.0", **NOT_XEN)

    @classmethod
    def check(cls, desired, where):
        super().check(desired, where)
        _check_boot_order(desired, where)

    @classmethod
    def write(cls, desired, elem, ctx):
        super().write(desired, elem, ctx)
        if "graphics" in desired and elem.find("./devices/graphics[@type='spice']") is None:
            # libvirt makes it with the display, and refuses it without.
            xml.clear(elem, elem, "devices/audio[@type='spice']")


# The lists whose members can stand in the boot order.
_BOOTABLE = ("disks", "interfaces", "hostdevs", "redirdevs", "filesystems")


def _check_boot_order(desired, where):
    taken = {}
    for name in _BOOTABLE:
        for number, member in enumerate(desired.get(name, ())):
            order = member.get("boot", {}).get("order")
            at = f"{where}.{name}[{number}]" if where else f"{name}[{number}]"
            if order in taken and order is not None:
                raise Invalid(f"{at}.boot.order", f"{order} is taken by {taken[order]}", "Give each device its own place.")
            taken[order] = at
