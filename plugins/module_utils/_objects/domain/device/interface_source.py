# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a guest's network interface is connected to."""

from __future__ import annotations

from ...._model.codecs import IP, PATH, PCI, PORT, STR, UINT, UUID, YES_NO
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child, Children
from ...._model.node import LIVE
from ...._model.union import Union
from ...._model.values import Field
from ...address import Addressed
from ...network import Route
from .common import Reconnect


class InterfaceIp(Addressed):
    """An address of one end of an interface."""

    address = Field("./@address", IP, "Address.", required=True)
    family = Field("./@family", STR, "Family of the address.", choices=("ipv4", "ipv6"), absent="ipv4")
    prefix = Field("./@prefix", UINT, "Length of the network's prefix in bits. It may also stand behind the address.")
    peer = Field("./@peer", IP, "Address of the other end of a point-to-point link.", since="2.1.0")

    @classmethod
    def check(cls, desired, where):
        if ":" in desired["address"] and desired.get("family") != "ipv6":
            raise Invalid(f"{where}.family", f"{desired['address']} is not of ipv4", "Write ipv6.")


class NetworkSource(Model):
    """A network of libvirt's."""

    network = Field("./source/@network", STR, "Name of the network.", required=True, refers="network",
                    resets=("source/@portid", "source/@bridge"))
    portgroup = Field("./source/@portgroup", STR, "Port group of the network.")


class BridgeSource(Model):
    """A bridge of the host, also one of Open vSwitch."""

    bridge = Field("./source/@bridge", STR, "Name of the bridge.", required=True)


class DirectSource(Model):
    """An interface of the host, by way of macvtap."""

    dev = Field("./source/@dev", STR, "Name of the host's interface.", required=True)
    mode = Field("./source/@mode", STR, "How guests on the same interface reach each other.",
                 choices=("vepa", "bridge", "private", "passthrough"), absent="vepa")


class EthernetSource(Model):
    """A tap device with nothing behind it, or one that was made beforehand."""

    ips = Children("./source/ip", InterfaceIp, "Addresses of the host's end.", key="address", since="2.1.0")
    routes = Children("./source/route", Route, "Routes of the host through the interface.", key=("address", "prefix"),
                      unique=False, since="2.1.0")


class UserSource(Model):
    """The host's own network, by way of a program without privileges."""

    dev = Field("./source/@dev", STR, "Interface of the host that routes are taken from (passt).", since="9.0.0")


class VhostUserSource(Model):
    """A process on the host that takes the guest's packets from shared memory."""

    path = Field("./source[@type='unix']/@path", PATH, "Path of the process's socket.", required=True)
    mode = Field("./source[@type='unix']/@mode", STR, "Whether the hypervisor serves the socket or connects to it.",
                 choices=("client", "server"), required=True)
    reconnect = Child("./source[@type='unix']/reconnect", Reconnect, "Whether and when a lost connection is made again.",
                      empty_removes=True,
                      since="4.1.0")


class VdpaSource(Model):
    """A vDPA device of the host."""

    dev = Field("./source/@dev", PATH, "Path of the device, such as V(/dev/vhost-vdpa-0).", required=True)


class InternalSource(Model):
    """A network inside the hypervisor (VirtualBox, Hyper-V)."""

    name = Field("./source/@name", STR, "Name of the network.", required=True)


class HostdevSource(Model):
    """A virtual function of a network card of the host, given to the guest whole."""

    address = Field("./source/address[@type='pci']", PCI, "PCI address of the function, such as V(0000:03:10.1).", required=True)
    managed = Field("./@managed", YES_NO, "Whether libvirt takes the function from the host's driver and gives it back.",
                    absent=False)


class GroupSource(Model):
    """A multicast group that guests meet in."""

    address = Field("./source/@address", IP, "Address of the group.", required=True)
    port = Field("./source/@port", PORT, "Port of the group.", required=True)


class ServerSource(Model):
    """A socket that other guests connect to."""

    address = Field("./source/@address", IP, "Address to listen on.")
    port = Field("./source/@port", PORT, "Port to listen on.", required=True)


class ClientSource(Model):
    """A guest that listens."""

    address = Field("./source/@address", IP, "Address of the guest's host.", required=True)
    port = Field("./source/@port", PORT, "Port that it listens on.", required=True)


class LocalEnd(Model):
    """Where packets come from."""

    address = Field("./@address", IP, "Address on the host.", required=True)
    port = Field("./@port", PORT, "Port on the host.", required=True)


class UdpSource(Model):
    """A tunnel of UDP packets."""

    address = Field("./source/@address", IP, "Address that packets are sent to.", required=True)
    port = Field("./source/@port", PORT, "Port that packets are sent to.", required=True)
    local = Child("./source/local", LocalEnd, "Where packets come from.", required=True)


class NullSource(Model):
    """Nothing at all."""


class VdsSource(Model):
    """A distributed switch of VMware's."""

    switchid = Field("./source/@switchid", UUID, "UUID of the switch.", required=True)
    portid = Field("./source/@portid", UINT, "Number of the port.")
    portgroupid = Field("./source/@portgroupid", STR, "Name of the port group.")
    connectionid = Field("./source/@connectionid", UINT, "Number of the connection.")


SOURCES = {
    "network": NetworkSource, "bridge": BridgeSource, "direct": DirectSource, "ethernet": EthernetSource, "user": UserSource,
    "vhostuser": VhostUserSource, "vdpa": VdpaSource, "internal": InternalSource, "hostdev": HostdevSource, "mcast": GroupSource,
    "server": ServerSource, "client": ClientSource, "udp": UdpSource, "null": NullSource, "vds": VdsSource,
}


def _while_bridged(elem):
    """A tap device moves from bridge to bridge while the guest runs; nothing else does."""
    return LIVE if elem.get("type") in ("network", "bridge") else None


def _resolved(desired, elem, word):
    """libvirt shows the interface of a running guest as what its network led to: a bridge, a device or a function of the host.

    Of a function it may not say by which network it came.
    """
    if desired != "network" or word not in ("bridge", "direct", "hostdev"):
        return False
    source = elem.find("source")
    return word == "hostdev" or (source is not None and source.get("network") is not None)


def source_option():
    """The option that says what an interface is connected to."""
    return Union("./@type", SOURCES, "What the interface is connected to.", never_infer=("ethernet", "user", "vdpa", "null"),
                 lacking={"xen": ("direct", "user", "vhostuser", "vdpa", "internal", "mcast", "server", "client", "udp", "null", "vds")},
                 clears_on_switch=("source", "@managed"), required=True, change=_while_bridged,
                 live_same=_resolved,
                 live_adds=("source/@bridge", "source/@dev", "source/@mode", "source/@portid", "source/address", "@managed"))
