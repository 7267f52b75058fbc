# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A guest's serial and parallel ports, consoles and channels."""

from __future__ import annotations

from ...._model.codecs import IP, STR, UINT, Int
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child
from ...._model.node import Context
from ...._model.values import Field
from .backend import backend_option, log_option
from .common import acpi_option, address_option, alias_option

_SERIALS = ("isa-serial", "usb-serial", "pci-serial", "spapr-vio-serial", "system-serial", "sclp-serial", "isa-debug")
_SERIAL_MODELS = ("isa-serial", "usb-serial", "pci-serial", "spapr-vty", "pl011", "16550a", "sclpconsole", "sclplmconsole",
                  "isa-debugcon")


class SerialTarget(Model):
    """Where the guest sees a serial port."""

    type = Field("./target/@type", STR, "Kind of port.", choices=_SERIALS, resets=("address", "target/model"))
    port = Field("./target/@port", UINT, "Number of the port, from 0.")
    model = Field("./target/model/@name", STR, "Device of the port; libvirt chooses one that fits.", choices=_SERIAL_MODELS)


class Serial(Model):
    """A serial port of the guest."""

    source = backend_option()
    target = Child(".", SerialTarget, "Where the guest sees the port.")
    log = log_option()
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()


class ParallelTarget(Model):
    """Where the guest sees a parallel port."""

    port = Field("./@port", UINT, "Number of the port, from 0.")


class Parallel(Model):
    """A parallel port of the guest."""

    source = backend_option()
    target = Child("./target", ParallelTarget, "Where the guest sees the port.")
    log = log_option()
    alias = alias_option()
    address = address_option()


class ConsoleTarget(Model):
    """Where the guest sees a console."""

    type = Field("./target/@type", STR, "Kind of console. V(serial) is the first serial port under another name.",
                 choices=("serial", "virtio", "xen", "uml", "lxc", "openvz", "sclp", "sclplm"), resets="address")


def is_serial(elem):
    """True for a serial port, and for the console that is the first of them under another name."""
    target = elem.find("target")
    return elem.tag == "serial" or target is None or target.get("type", "serial") == "serial"


class Console(Model):
    """A console of the guest."""

    source = backend_option()
    target = Child(".", ConsoleTarget, "Where the guest sees the console.")
    log = log_option()
    alias = alias_option()
    address = address_option()


def not_the_port(value, _elem, root):
    """libvirt makes a console of the type serial like the first serial port of the guest."""
    port = root.find("./devices/serial")
    if port is None or root.findtext("./os/type") != "hvm":
        return None
    first = next((member for member in value if member.get("target", {}).get("type", "serial") == "serial"), {})
    for change in Console.delta({name: first[name] for name in ("source", "log") if name in first}, port, Context()):
        return (f"the console of type serial is the first serial port, whose {change.path} is {change.before!r} and not {change.after!r}",
                "Declare the same of both, or that of serials alone.")
    return None


class ChannelTarget(Model):
    """Where the guest sees a channel."""

    type = Field("./target/@type", STR, "Kind of channel.", choices=("virtio", "guestfwd", "xen"), required=True,
                 resets=("address", "target/@name", "target/@address", "target/@port"))
    name = Field("./target/@name", STR, "Name of the channel (V(virtio), V(xen)), such as V(org.qemu.guest_agent.0) or "
                 "V(com.redhat.spice.0).")
    address = Field("./target/@address", IP, "Address that the guest connects to (V(guestfwd)).")
    port = Field("./target/@port", Int(1, 65535), "Port that the guest connects to (V(guestfwd)).")
    together = (("address", "port"),)

    @classmethod
    def check(cls, desired, where):
        if (desired["type"] == "guestfwd") != ("address" in desired):
            raise Invalid(f"{where}.address", "an address and a port are what a channel of type 'guestfwd' has, and no other",
                          "Declare both, or choose another type.")


class Channel(Model):
    """A channel between guest and host."""

    source = backend_option("What the channel is connected to on the host. A V(unix) one without a path gets libvirt's own.")
    target = Child(".", ChannelTarget, "Where the guest sees the channel.", required=True)
    log = log_option()
    alias = alias_option()
    address = address_option()
