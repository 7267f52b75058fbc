# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Controllers that a guest's other devices are on; libvirt makes those that are needed."""

from __future__ import annotations

from ...._model.codecs import ON_OFF, POSITIVE, STR, UINT, Int
from ...._model.model import Model
from ...._model.nested import Child, Children
from ...._model.sizes import Size
from ...._model.values import Field
from .common import VirtioOptions, acpi_option, address_option, alias_option, goes_with
from .disk import DriverIothread
from .video import KIB

TYPES = ("pci", "usb", "scsi", "sata", "ide", "virtio-serial", "fdc", "ccid", "xenbus", "isa", "nvme")
_BYTE = Int(0, 255)
# Companions share their master's index.
_COMPANIONS = ("ich9-uhci1", "ich9-uhci2", "ich9-uhci3")


class Driver(VirtioOptions):
    """How the hypervisor serves a controller."""

    queues = Field("./@queues", POSITIVE, "Number of queues (V(virtio-scsi)).")
    cmd_per_lun = Field("./@cmd_per_lun", POSITIVE, "Requests that may wait for one unit (V(virtio-scsi)).")
    max_sectors = Field("./@max_sectors", POSITIVE, "Most sectors of 512 bytes in one request (V(virtio-scsi)).")
    ioeventfd = Field("./@ioeventfd", ON_OFF, "Whether a separate thread handles requests (V(virtio-scsi)).")
    iothread = Field("./@iothread", POSITIVE, "Number of the I/O thread that serves the controller (V(virtio-scsi)).",
                     resets="iothreads")
    iothreads = Children("./iothreads/iothread", DriverIothread, "I/O threads that serve the controller (V(virtio-scsi)).", key="id",
                         resets="@iothread", since="11.3.0")
    exclusive = (("iothread", "iothreads"),)


class PciTarget(Model):
    """What the guest sees of a PCI controller; libvirt finds all of it."""

    chassis_nr = Field("./@chassisNr", Int(1, 255), "Number of the chassis (V(pci-bridge)).")
    chassis = Field("./@chassis", _BYTE, "Number of the chassis (ports of PCI Express).")
    port = Field("./@port", Int(0, 255, hexadecimal=True), "Number of the port (ports of PCI Express).")
    bus_nr = Field("./@busNr", Int(1, 254), "Number of the first bus (expander buses).")
    index = Field("./@index", _BYTE, "Order among the roots (PowerPC).")
    hotplug = Field("./@hotplug", ON_OFF, "Whether devices can be plugged while the guest runs.", absent=True, since="6.3.0")
    node = Field("./node", UINT, "NUMA node of the guest that the bus belongs to (expander buses).")
    mem_reserve = Field("./@memReserve", KIB, "Memory that is kept for devices to come, such as V(8 MiB).", since="10.3.0")


_OPTIONS = {
    "ports": ("usb", "virtio-serial"), "vectors": ("virtio-serial",), "max_grant_frames": ("xenbus",),
    "max_event_channels": ("xenbus",), "master_startport": ("usb",), "pcihole64": ("pci",), "model_name": ("pci",),
    "target": ("pci",), "serial": ("nvme",),
}


class Controller(Model):
    """A controller of the guest."""

    type = Field("./@type", STR, "Kind of controller.", choices=TYPES, required=True)
    index = Field("./@index", UINT, "Number among those of its kind, which addresses name.")
    model = Field("./@model", STR, "Model of the controller, such as V(qemu-xhci), V(virtio-scsi) or V(pcie-root-port); a V(usb) one "
                  "of V(none) switches USB off.", resets=("address", "master", "model", "target", "driver", "@ports"))
    ports = Field("./@ports", UINT, "Number of ports (V(usb), V(virtio-serial)).")
    vectors = Field("./@vectors", UINT, "Number of interrupts (V(virtio-serial)).")
    max_grant_frames = Field("./@maxGrantFrames", UINT, "Most pages that are shared with other guests (V(xenbus)).", since="5.2.0")
    max_event_channels = Field("./@maxEventChannels", UINT, "Most event channels (V(xenbus)).", since="6.3.0")
    master_startport = Field("./master/@startport", UINT, "First port of the master that is this companion's (V(usb)).")
    pcihole64 = Field("./pcihole64", Size("KiB", granule=1024, zero=True), "Size of the window above 4 GiB (root of V(pci)), such as "
                      "V(1 GiB).")
    model_name = Field("./model/@name", STR, "Device that the hypervisor emulates (V(pci)); libvirt chooses it.")
    target = Child("./target", PciTarget, "What the guest sees of the controller (V(pci)).")
    driver = Child("./driver", Driver, "How the hypervisor serves the controller.")
    serial = Field("./serial", STR, "Serial number (V(nvme)).", since="11.5.0")
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()

    @classmethod
    def check(cls, desired, where):
        goes_with(desired, where, "type", _OPTIONS)

    @classmethod
    def write(cls, desired, elem, ctx):
        if elem.get("model") == "ich9-ehci1" and desired.get("model", "ich9-ehci1") != "ich9-ehci1":
            devices = ctx.root.find("devices")
            for other in devices.findall("controller"):
                if other.get("model") in _COMPANIONS and other.get("index") == elem.get("index"):
                    devices.remove(other)
        super().write(desired, elem, ctx)
