# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What many devices have: an alias, an address, a place in the boot order, options of virtio, labels."""

from __future__ import annotations

from ...._model.codecs import CPUSET, NUMBER, ON_OFF, PATH, STR, UINT, YES_NO, Int, Pattern
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child, Children
from ...._model.union import Union
from ...._model.values import Field
from ...common import NOT_XEN
from ..switch import only_where

VIRTIO_MODELS = ("virtio", "virtio-transitional", "virtio-non-transitional")

# A device without a word of its own for "nothing there".
ALIAS = Pattern(r"ua-[A-Za-z0-9_-]+", "an alias that begins with 'ua-' and holds letters, digits, '_' and '-'")
BYTE = Int(0, 255, hexadecimal=True)
WORD = Int(0, 65535, hexadecimal=True)


class Zpci(Model):
    """Identifiers of a PCI device on S390."""

    uid = Field("./@uid", Int(1, 65535, hexadecimal=True), "User-defined identifier.")
    fid = Field("./@fid", NUMBER, "Function identifier.")


class PciAddress(Model):
    """A place on a PCI bus."""

    domain = Field("./address/@domain", Int(0, 0xFFFFFFFF, hexadecimal=True), "PCI domain.", absent=0)
    bus = Field("./address/@bus", BYTE, "PCI bus, which is the index of a controller.")
    slot = Field("./address/@slot", Int(0, 31, hexadecimal=True), "PCI slot.")
    function = Field("./address/@function", Int(0, 7, hexadecimal=True), "PCI function.", absent=0)
    multifunction = Field("./address/@multifunction", ON_OFF, "Whether more functions share the slot.", absent=False)
    zpci = Child("./address/zpci", Zpci, "Identifiers on S390.", since="4.10.0")


class DriveAddress(Model):
    """A place on a disk controller."""

    controller = Field("./address/@controller", UINT, "Index of the controller.", absent=0)
    bus = Field("./address/@bus", UINT, "Bus of the controller.", absent=0)
    target = Field("./address/@target", UINT, "Target on the bus.", absent=0)
    unit = Field("./address/@unit", UINT, "Unit of the target.", absent=0)


class VirtioSerialAddress(Model):
    """A port of a virtio-serial controller."""

    controller = Field("./address/@controller", UINT, "Index of the controller.")
    bus = Field("./address/@bus", UINT, "Bus of the controller.", absent=0)
    port = Field("./address/@port", UINT, "Port of the bus.")


class CcidAddress(Model):
    """A slot of a smartcard controller."""

    controller = Field("./address/@controller", UINT, "Index of the controller.")
    slot = Field("./address/@slot", UINT, "Slot of the controller.")


class UsbAddress(Model):
    """A port of a USB bus."""

    bus = Field("./address/@bus", UINT, "USB bus, which is the index of a controller.")
    port = Field("./address/@port", STR, "Port, with those of the hubs on the way, such as V(1.2).")


class SpaprAddress(Model):
    """A register of a PowerPC guest's virtual bus."""

    reg = Field("./address/@reg", NUMBER, "Address of the first register.")


class CcwAddress(Model):
    """A place on S390's channel subsystem."""

    cssid = Field("./address/@cssid", Int(0, 254, hexadecimal=True), "Channel subsystem.", required=True)
    ssid = Field("./address/@ssid", Int(0, 3, hexadecimal=True), "Subchannel set.", required=True)
    devno = Field("./address/@devno", WORD, "Device number.", required=True)


class IsaAddress(Model):
    """A place on the ISA bus."""

    iobase = Field("./address/@iobase", NUMBER, "First port.")
    irq = Field("./address/@irq", NUMBER, "Interrupt.")


class DimmAddress(Model):
    """A slot for memory."""

    slot = Field("./address/@slot", UINT, "Number of the slot.", required=True)
    base = Field("./address/@base", NUMBER, "Address in the guest's memory.")


class NoAddress(Model):
    """A place without coordinates."""


ADDRESSES = {
    "pci": PciAddress, "drive": DriveAddress, "virtio-serial": VirtioSerialAddress, "ccid": CcidAddress, "usb": UsbAddress,
    "spapr-vio": SpaprAddress, "ccw": CcwAddress, "virtio-mmio": NoAddress, "isa": IsaAddress, "dimm": DimmAddress,
    "unassigned": NoAddress,
}


def address_option():
    """The option that places a device on a bus of the guest."""
    return Union("./address/@type", ADDRESSES, "Place of the device on a bus of the guest. Left out, libvirt finds one and "
                 "keeps it.", clears_on_switch="address")


def alias_option():
    """The option that gives a device a name of its own."""
    return Field("./alias/@name", ALIAS, "Name of the device that stays with it, beginning with V(ua-). With it, a device is "
                 "recognised whatever else changes.", since="3.9.0")


class Boot(Model):
    """A place in the boot order."""

    order = Field("./@order", Int(1), "Place in the order in which devices are tried, from 1. It excludes the boot order by kind "
                  "of device.", required=True, resets="/os/boot")
    loadparm = Field("./@loadparm", Pattern(r"[a-zA-Z0-9.\s]{1,8}", "at most 8 letters, digits, dots and spaces"),
                     "Parameter for the boot loader on S390.", since="3.5.0")


def boot_option():
    """The option that puts a device into the boot order."""
    return Child("./boot", Boot, "Place of the device in the boot order. An empty dictionary takes it out.", empty_removes=True, **NOT_XEN)


class Acpi(Model):
    """What ACPI says of a device."""

    index = Field("./@index", Int(1, 16383), "Index that Linux names the interface after. It is unique in the guest.")
    nodeset = Field("./@nodeset", CPUSET, "NUMA nodes that the device initiates accesses to, such as V(0-1).", since="11.8.0")


def acpi_option():
    """The option for what ACPI reports of a device."""
    return Child("./acpi", Acpi, "What the firmware tables say of the device.", empty_removes=True, since="7.3.0")


class VirtioOptions(Model):
    """Options of every virtio device's driver."""

    iommu = Field("./@iommu", ON_OFF, "Whether the device goes through an emulated IOMMU.", since="3.5.0")
    ats = Field("./@ats", ON_OFF, "Whether the device translates addresses itself (PCI Express).", since="3.5.0")
    packed = Field("./@packed", ON_OFF, "Whether packed queues are offered.", since="6.3.0")
    page_per_vq = Field("./@page_per_vq", ON_OFF, "Whether each queue has its own page for notifications.", since="7.9.0")


def virtio_driver_option():
    """The option with virtio's options for a device that has no others."""
    return Child("./driver", VirtioOptions, "Options of the virtio driver.", since="3.5.0")


class Rom(Model):
    """What a PCI device shows as its ROM."""

    enabled = Field("./@enabled", YES_NO, "Whether the device has a ROM at all.", since="4.3.0")
    bar = Field("./@bar", ON_OFF, "Whether the ROM is seen in the guest's memory.")  # pylint: disable=disallowed-name; libvirt's word
    file = Field("./@file", PATH, "File on the host that is shown as the ROM.")


def rom_option():
    """The option that says what a device shows as its ROM."""
    return Child("./rom", Rom, "ROM of the device. An empty dictionary leaves it to the hypervisor.", empty_removes=True)


class SecurityLabel(Model):
    """How one file or socket is labelled."""

    model = Field("./@model", STR, "Security model, such as V(selinux) or V(dac).")
    relabel = Field("./@relabel", YES_NO, "Whether libvirt labels the file.")
    label = Field("./label", STR, "Label for the file; it needs O(relabel).")


def labels_option():
    """The option that says how a device's source is labelled."""
    return Children("./source/seclabel", SecurityLabel, "Labels of the source, in place of the guest's own.", key="model")


class Reconnect(Model):
    """What happens when a connection is lost."""

    enabled = Field("./@enabled", YES_NO, "Whether to connect again.", required=True, resets="@timeout")
    timeout = Field("./@timeout", UINT, "Seconds to wait before connecting again.", dropped=only_where("enabled"))


def goes_with(desired, where, selector, table):
    """Refuse options that do not belong to the chosen word of another option.

    `table` maps the names of options to the words that they go with.
    """
    word = desired.get(selector)
    if word is None:
        return
    for name, words in table.items():
        if name in desired and word not in words:
            raise Invalid(f"{where}.{name}", f"does not go with {selector} '{word}'",
                          f"Leave {name} out, or choose {selector}: {', '.join(words)}.")
