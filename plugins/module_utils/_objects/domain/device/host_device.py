# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Devices of the host that a guest is given."""

from __future__ import annotations

from ...._model.codecs import ON_OFF, PATH, PCI, STR, UINT, UUID, YES_NO, Number, Pattern
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child, Children
from ...._model.union import Union
from ...._model.values import Field, Present
from ...network import Route
from .common import VIRTIO_MODELS, acpi_option, address_option, alias_option, boot_option, goes_with, rom_option
from .disk_source import Auth, Host
from .interface import Teaming
from .interface_source import InterfaceIp

USB_ID = Number(0, 0xFFFF)
SUBSYSTEM = ("pci", "usb", "mdev", "scsi", "scsi_host")
CAPABILITIES = ("storage", "misc", "net")


def _startup_policy():
    return Field("./source/@startupPolicy", STR, "What to do when the device is missing: fail, drop it after a migration, or drop it "
                 "at every start.", choices=("mandatory", "requisite", "optional"), absent="mandatory")


class PciSource(Model):
    """A PCI device."""

    address = Field("./source/address", PCI, "PCI address of the device, such as V(0000:03:00.0).", required=True)
    write_filtering = Field("./source/@writeFiltering", YES_NO, "Whether only safe writes reach the device's configuration (Xen).",
                            since="6.8.0")


class UsbSource(Model):
    """A USB device, by its vendor and product or by its place."""

    vendor = Field("./source/vendor/@id", USB_ID, "Number of the vendor, such as V('0x1d6b').")
    product = Field("./source/product/@id", USB_ID, "Number of the product, such as V('0x0002').")
    bus = Field("./source/address/@bus", UINT, "Number of the host's USB bus.")
    device = Field("./source/address/@device", UINT, "Number of the device on the bus, which changes when it is plugged again.",
                   resets="source/address/@port")
    port = Field("./source/address/@port", STR, "Port of the host that the device is on, such as V(1.2).",
                 resets="source/address/@device", since="12.0.0")
    startup_policy = _startup_policy()
    guest_reset = Field("./source/@guestReset", STR, "Whether the guest may reset the device.",
                        choices=("off", "uninitialized", "on"), since="8.6.0")
    together = (("vendor", "product"),)
    exclusive = (("device", "port"),)
    one_of = (("vendor", "device", "port"),)

    @classmethod
    def check(cls, desired, where):
        if ("bus" in desired) != ("device" in desired or "port" in desired):
            raise Invalid(f"{where}.bus", "goes together with device or port", "Declare both, or neither.")


class ScsiSource(Model):
    """A SCSI device, on an adapter of the host or over iSCSI."""

    protocol = Field("./source/@protocol", STR, "How the device is reached.", choices=("adapter", "iscsi"), absent="adapter",
                     resets=("source/*", "source/@name"))
    adapter = Field("./source/adapter/@name", STR, "Adapter of the host, such as V(scsi_host0).")
    bus = Field("./source/address/@bus", UINT, "Bus of the adapter.")
    target = Field("./source/address/@target", UINT, "Target on the bus.")
    unit = Field("./source/address/@unit", UINT, "Unit of the target.")
    name = Field("./source/@name", STR, "Target and unit (V(iscsi)), such as V(iqn.2026-01.com.example:disks/1).",
                 same=lambda desired, observed, ctx: observed == f"{desired}/0")
    hosts = Children("./source/host", Host, "Server of the target (V(iscsi)).", key=("name", "port", "socket"))
    auth = Child("./source/auth", Auth, "Authentication with the server (V(iscsi)).", empty_removes=True)
    initiator = Field("./source/initiator/iqn/@name", STR, "Name of the initiator (V(iscsi)).", since="6.7.0")

    @classmethod
    def check(cls, desired, where):
        groups = {"adapter": ("adapter", "bus", "target", "unit"), "iscsi": ("name", "hosts")}
        protocol = desired.get("protocol", "adapter")
        for name in groups[protocol]:
            if name not in desired:
                raise Invalid(f"{where}.{name}", f"is required with protocol '{protocol}'", f"Declare {name}.")
        goes_with({"protocol": "adapter", **desired}, where, "protocol", {
            **dict.fromkeys(groups["adapter"], ("adapter",)), **dict.fromkeys((*groups["iscsi"], "auth", "initiator"), ("iscsi",))})


class ScsiHostSource(Model):
    """A whole SCSI adapter that the kernel serves (vhost)."""

    wwpn = Field("./source[@protocol='vhost']/@wwpn", Pattern(r"naa\.[0-9a-fA-F]{16}", "a name such as 'naa.50014057667280d8'"),
                 "Name of the adapter.", required=True)


class MdevSource(Model):
    """A mediated device, such as a slice of a graphics card."""

    uuid = Field("./source/address/@uuid", UUID, "UUID of the device.", required=True)


class StorageSource(Model):
    """A block device (containers)."""

    block = Field("./source/block", PATH, "Path of the device.", required=True)


class MiscSource(Model):
    """A character device (containers)."""

    char = Field("./source/char", PATH, "Path of the device.", required=True)


class NetSource(Model):
    """A network interface (containers)."""

    interface = Field("./source/interface", STR, "Name of the interface.", required=True)


SOURCES = {
    "pci": PciSource, "usb": UsbSource, "mdev": MdevSource, "scsi": ScsiSource, "scsi_host": ScsiHostSource,
    "storage": StorageSource, "misc": MiscSource, "net": NetSource,
}


class Driver(Model):
    """The host's driver of a PCI device while a guest has it."""

    name = Field("./@name", STR, "Kind of driver; libvirt knows it from the hypervisor.", choices=("vfio", "kvm", "xen"))
    model = Field("./@model", STR, "Name of the driver, such as V(mlx5_vfio_pci).", since="10.0.0")
    iommufd = Field("./@iommufd", YES_NO, "Whether the device is opened by IOMMUFD.", since="12.1.0")


_OPTIONS = {
    "managed": ("pci", "usb", "mdev", "scsi", "scsi_host"), "model": ("mdev", "scsi_host"), "display": ("mdev", "pci"),
    "ramfb": ("mdev", "pci"), "driver": ("pci",), "teaming": ("pci",), "sgio": ("scsi",), "rawio": ("scsi",), "readonly": ("scsi",),
    "shareable": ("scsi",), "ips": ("net",), "routes": ("net",), "rom": ("pci",), "boot": ("pci", "usb", "scsi"),
}


class HostDevice(Model):
    """A device of the host."""

    mode = Field("./@mode", STR, "How the device is given; it follows from O(source).", choices=("subsystem", "capabilities"),
                 absent="subsystem", lacking={"xen": ("capabilities",)})
    source = Union("./@type", SOURCES, "Which device of the host it is.", required=True, clears_on_switch="source",
                   lacking={"xen": tuple(word for word in SOURCES if word not in ("pci", "usb"))})
    managed = Field("./@managed", YES_NO, "Whether libvirt takes the device from the host's driver and gives it back (V(pci)).",
                    absent=False)
    model = Field("./@model", STR, "What the device is to the guest (V(mdev)), or the variant of the adapter (V(scsi_host)).",
                  choices=("vfio-pci", "vfio-ccw", "vfio-ap", *VIRTIO_MODELS), since="3.2.0")
    display = Field("./@display", ON_OFF, "Whether the device draws the guest's picture.", absent=False, since="4.6.0")
    ramfb = Field("./@ramfb", ON_OFF, "Whether the firmware draws on the device while it boots.", absent=False, since="5.10.0")
    driver = Child("./driver", Driver, "The host's driver of the device (V(pci)).", empty_removes=True)
    sgio = Field("./@sgio", STR, "Whether the host filters the guest's commands (V(scsi)).", choices=("filtered", "unfiltered"))
    rawio = Field("./@rawio", YES_NO, "Whether the guest's process may send any command (V(scsi)).", absent=False)
    readonly = Present("./readonly", "Whether the guest cannot write to the device (V(scsi)).")
    shareable = Present("./shareable", "Whether several guests use the device (V(scsi)).")
    teaming = Child("./teaming", Teaming, "Interface that takes over while the guest migrates (V(pci)).", empty_removes=True,
                    since="7.1.0")
    ips = Children("./ip", InterfaceIp, "Addresses of the interface in the guest (V(net)).", key="address")
    routes = Children("./route", Route, "Routes of the guest through the interface (V(net)).", key=("address", "prefix"),
                      unique=False)
    boot = boot_option()
    rom = rom_option()
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()

    @classmethod
    def check(cls, desired, where):
        word = desired["source"]["type"]
        mode = "capabilities" if word in CAPABILITIES else "subsystem"
        if desired.get("mode", mode) != mode:
            raise Invalid(f"{where}.mode", f"'{desired['mode']}' does not go with a source of type '{word}'", "Leave mode out.")
        goes_with({**desired, "source": word}, where, "source", _OPTIONS)
        if word == "mdev" and "model" not in desired:
            raise Invalid(f"{where}.model", "is required of a mediated device", "Choose one of: vfio-pci, vfio-ccw, vfio-ap.")

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        desired["mode"] = "capabilities" if desired["source"]["type"] in CAPABILITIES else "subsystem"
        return desired
