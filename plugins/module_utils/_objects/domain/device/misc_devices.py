# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Small devices: watchdogs, panic, sockets to the host, leases, redirected USB, stores that survive a reboot."""

from __future__ import annotations

from ...._model.codecs import PATH, STR, YES_NO, Int, Number, Pattern
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child, Children
from ...._model.sizes import Size
from ...._model.values import Field
from .backend import backend_option
from .common import VIRTIO_MODELS, acpi_option, address_option, alias_option, boot_option, virtio_driver_option


class UsbNumber(Number):
    """A number of USB's in hexadecimal; -1 is any."""

    def dump(self, value):
        return "-1" if value < 0 else hex(value)

    to_user = dump


USB_ANY = UsbNumber(-1, 0xFFFF)


class Watchdog(Model):
    """A device that acts when the guest is stuck."""

    model = Field("./@model", STR, "Device that the guest sees.", choices=("itco", "i6300esb", "ib700", "diag288"), required=True,
                  resets="address")
    action = Field("./@action", STR, "Action on a guest that hangs.", absent="reset",
                   choices=("reset", "shutdown", "poweroff", "pause", "none", "dump", "inject-nmi"))
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()


class Panic(Model):
    """A device that reports a guest's panic to the host."""

    model = Field("./@model", STR, "Device that the guest sees; left out of a new one, libvirt chooses it.",
                  choices=("isa", "pvpanic", "hyperv", "pseries", "s390"), resets="address")
    alias = alias_option()
    address = address_option()


class Cid(Model):
    """The guest's number among sockets."""

    auto = Field("./@auto", YES_NO, "Whether a free number is found at each start.", resets="@address", absent=False)
    address = Field("./@address", Int(3, 0xFFFFFFFF), "The number, from 3.")

    @classmethod
    def check(cls, desired, where):
        if desired.get("auto") and "address" in desired:
            raise Invalid(f"{where}.address", "auto finds the number", "Declare one of them.")


class Vsock(Model):
    """Sockets between guest and host."""

    model = Field("./@model", STR, "Variant of the device.", choices=VIRTIO_MODELS, resets="address", absent="virtio")
    cid = Child("./cid", Cid, "The guest's number.")
    driver = virtio_driver_option()
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()


class Nvram(Model):
    """Memory that keeps settings (PowerPC)."""

    address = address_option()


class LeaseTarget(Model):
    """Where a lease is written."""

    path = Field("./@path", PATH, "Path of the file.", required=True)
    offset = Field("./@offset", Size("B", unit_attr=None, zero=True), "Where in the file, such as V(1 MiB).", absent=0)


class Lease(Model):
    """A right that only one guest has at a time."""

    lockspace = Field("./lockspace", STR, "Name of the lock space.", required=True)
    key = Field("./key", STR, "Name of the lease.", required=True)
    target = Child("./target", LeaseTarget, "Where the lease is written.", required=True)


class RedirectedDevice(Model):
    """A USB port that a device elsewhere is plugged into."""

    bus = Field("./@bus", STR, "Bus of the device.", choices=("usb",), required=True)
    source = backend_option("Where the device is; V(spicevmc) is the SPICE client.", required=True)
    boot = boot_option()
    alias = alias_option()
    address = address_option()


class RedirectionRule(Model):
    """Which devices may be plugged."""

    allow = Field("./@allow", YES_NO, "Whether the device may be plugged.", required=True)
    usb_class = Field("./@class", USB_ANY, "Class of the device; V(-1) is any.", absent=-1)
    vendor = Field("./@vendor", USB_ANY, "Number of the vendor; V(-1) is any.", absent=-1)
    product = Field("./@product", USB_ANY, "Number of the product; V(-1) is any.", absent=-1)
    version = Field("./@version", Pattern(r"-1|\d{1,2}\.\d{1,2}", "a version such as '2.56'"),
                    "Version of the device; V(-1) is any.", absent="-1")


class RedirectionFilter(Model):
    """Rules for redirected devices."""

    usbdevs = Children("./usbdev", RedirectionRule, "Rules, of which the first that fits holds.", ordered=True)


class Pstore(Model):
    """A store for what a guest says in its last moment."""

    backend = Field("./@backend", STR, "Kind of store.", choices=("acpi-erst",), required=True)
    path = Field("./path", PATH, "Path of the file on the host.", required=True)
    size = Field("./size", Size("KiB", granule=1024), "Size of the store, such as V(8 KiB).", required=True)
    alias = alias_option()
    address = address_option()
