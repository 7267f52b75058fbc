# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A guest's network interfaces."""

from __future__ import annotations

from ...._model.codecs import IP, MAC, ON_OFF, PATH, POSITIVE, STR, UINT, YES_NO, Int, Pattern
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child, Children
from ...._model.node import LIVE
from ...._model.values import Field
from ...network import Bandwidth, Route, VirtualPort, Vlan
from .common import VirtioOptions, acpi_option, address_option, alias_option, boot_option, rom_option
from .interface_source import InterfaceIp, source_option

PORT = Int(1, 65535)


class Offloads(Model):
    """Work that is left to a network card."""

    csum = Field("./@csum", ON_OFF, "Whether checksums are offloaded.")
    tso4 = Field("./@tso4", ON_OFF, "Whether the segmentation of TCP over IPv4 is offloaded.")
    tso6 = Field("./@tso6", ON_OFF, "Whether the segmentation of TCP over IPv6 is offloaded.")
    ecn = Field("./@ecn", ON_OFF, "Whether segments may carry congestion notices.")
    ufo = Field("./@ufo", ON_OFF, "Whether the fragmentation of UDP is offloaded.")


class HostOffloads(Offloads):
    """Offloading on the host's side."""

    gso = Field("./@gso", ON_OFF, "Whether the segmentation of any protocol is offloaded.")
    mrg_rxbuf = Field("./@mrg_rxbuf", ON_OFF, "Whether received packets may span several buffers.")


class Driver(VirtioOptions):
    """How the host serves an interface."""

    name = Field("./@name", STR, "Who moves packets: the hypervisor or the kernel; for V(hostdev), how the function is given away.",
                 choices=("qemu", "vhost", "vfio", "kvm", "xen"))
    model = Field("./@model", STR, "Driver of the host that a function of V(hostdev) is bound to.", since="10.0.0")
    iommufd = Field("./@iommufd", YES_NO, "Whether a function of V(hostdev) is opened by IOMMUFD.", since="12.1.0")
    queues = Field("./@queues", POSITIVE, "Number of pairs of queues.")
    rx_queue_size = Field("./@rx_queue_size", POSITIVE, "Packets that a receiving queue holds, a power of two.")
    tx_queue_size = Field("./@tx_queue_size", POSITIVE, "Packets that a sending queue holds, a power of two.", since="3.7.0")
    txmode = Field("./@txmode", STR, "How packets are sent when the queue is full.", choices=("iothread", "timer"))
    ioeventfd = Field("./@ioeventfd", ON_OFF, "Whether a separate thread handles requests.")
    event_idx = Field("./@event_idx", ON_OFF, "Whether the device saves interrupts.")
    rss = Field("./@rss", ON_OFF, "Whether the device spreads packets over queues.", since="8.3.0")
    rss_hash_report = Field("./@rss_hash_report", ON_OFF, "Whether the device reports each packet's hash to the guest.", since="8.3.0")
    host = Child("./host", HostOffloads, "Offloading on the host's side.", empty_removes=True)
    guest = Child("./guest", Offloads, "Offloading on the guest's side.", empty_removes=True)


class Backend(Model):
    """What stands behind an interface on the host."""

    type = Field("./@type", STR, "Program that serves an interface of V(user) or V(vhostuser).", choices=("default", "passt"),
                 absent="default", since="9.0.0")
    tap = Field("./@tap", PATH, "Path of the host's tun device.")
    vhost = Field("./@vhost", PATH, "Path of the host's vhost device.")
    log_file = Field("./@logFile", PATH, "File that passt writes its messages to.", since="9.0.0")
    hostname = Field("./@hostname", STR, "Host name that passt gives the guest.", since="11.8.0")
    fqdn = Field("./@fqdn", STR, "Full name that passt gives the guest.", since="11.8.0")


class Target(Model):
    """The host's end of an interface."""

    dev = Field("./@dev", Pattern(r"[^\s/]{1,15}", "an interface's name of at most 15 characters"),
                "Name of the host's end. V(vnet), V(vif), V(macvtap) and V(macvlan) are libvirt's own prefixes.")
    managed = Field("./@managed", YES_NO, "Whether libvirt makes and sets up the host's end (V(ethernet)).", absent=True,
                    since="5.7.0")

    @classmethod
    def check(cls, desired, where):
        if desired.get("dev", "").startswith(("vnet", "vif", "macvtap", "macvlan")):
            raise Invalid(f"{where}.dev", f"'{desired['dev']}' begins with a prefix that libvirt keeps for itself",
                          "Choose another name.")


class GuestEnd(Model):
    """The guest's end of an interface (containers)."""

    dev = Field("./@dev", STR, "Name of the guest's end.")


class FilterParameter(Model):
    """A variable of a filter."""

    name = Field("./@name", STR, "Name of the variable.", required=True)
    value = Field("./@value", STR, "Value of the variable.", required=True)


class FilterRef(Model):
    """A network filter with its variables."""

    filter = Field("./@filter", STR, "Name of the filter.", required=True, refers="nwfilter")
    parameters = Children("./parameter", FilterParameter, "Variables of the filter. One that is a list stands several times.",
                          key=("name", "value"))


class PortRange(Model):
    """Ports that are forwarded to the guest, or not."""

    start = Field("./@start", PORT, "First port on the host.", required=True)
    end = Field("./@end", PORT, "Last port on the host; left out, the first.")
    to = Field("./@to", PORT, "First port in the guest; left out, the same.")
    exclude = Field("./@exclude", YES_NO, "Whether these ports are not forwarded.", absent=False)


class PortForward(Model):
    """Ports of the host that are forwarded to the guest (passt)."""

    proto = Field("./@proto", STR, "Protocol.", choices=("tcp", "udp"), required=True)
    address = Field("./@address", IP, "Address of the host; left out, all of them.")
    dev = Field("./@dev", STR, "Interface of the host; left out, all of them.")
    ranges = Children("./range", PortRange, "Ports; left out, all of them.", key=("start", "end"))


class Teaming(Model):
    """Pairing of two interfaces that the guest uses as one (failover)."""

    type = Field("./@type", STR, "Whether the interface is always there, or leaves for a migration.",
                 choices=("persistent", "transient"), required=True)
    persistent = Field("./@persistent", STR, "Alias of the interface that is always there.")

    @classmethod
    def check(cls, desired, where):
        if (desired["type"] == "transient") != ("persistent" in desired):
            raise Invalid(f"{where}.persistent", "names the other interface of a transient one, and of no other",
                          "Declare both, or neither.")


# Of whose traffic libvirt's filters can see something: src/conf/domain_conf.c.
FILTERED = ("network", "bridge", "ethernet")


def _not_filtered(value, elem, _root):
    """libvirt filters interfaces of some types, and drops the filter of others."""
    if not value or elem.get("type") in FILTERED:
        return None
    return f"libvirt does not filter an interface of type {elem.get('type')}", "Leave it out."


VIRTIO = ("virtio", "virtio-transitional", "virtio-non-transitional")
# How a function of the host is given away.
OF_HOSTDEV = ("name", "model", "iommufd")


def _not_read(value, elem, _root):
    """libvirt reads how the host serves an interface for virtio only: src/conf/domain_conf.c, virDomainNetDefParseXML."""
    said, model = [name for name, inner in value.items() if inner not in ({}, None)], elem.find("model")
    if elem.get("type") == "hostdev":
        others = [name for name in said if name not in OF_HOSTDEV]
        return (f"{', '.join(others)} has no meaning for a function of the host", "Leave it out.") if others else None
    if not said or (model is not None and model.get("type") in VIRTIO):
        return None
    return "libvirt reads it for the model virtio only", "Leave it out, or declare model: virtio."


class Interface(Model):
    """A network interface of the guest."""

    source = source_option()
    mac = Field("./mac/@address", MAC, "MAC address. Left out, the one that is there stays, and a new one is derived from the "
                "guest's name and the host.", derived="mac")
    mac_type = Field("./mac/@type", STR, "Whether an address from VMware's own range is kept as it is.",
                     choices=("generated", "static"), since="6.6.0")
    mac_check = Field("./mac/@check", YES_NO, "Whether VMware checks the address.", since="6.6.0")
    model = Field("./model/@type", Pattern(r"[a-zA-Z0-9_-]+", "a model such as 'virtio' or 'e1000e'"),
                  "Device that the guest sees, such as V(virtio), V(e1000e) or V(rtl8139). One that the guest's QEMU does not have is "
                  "refused where the guest is to run.", always=True, resets="address")
    driver = Child("./driver", Driver, "How the host serves the interface.", dropped=_not_read)
    backend = Child("./backend", Backend, "Backend of the interface on the host.")
    target = Child("./target", Target, "The host's end of the interface. An empty dictionary leaves its name to libvirt.",
                   empty_removes=True)
    guest = Child("./guest", GuestEnd, "The guest's end of the interface (containers).", empty_removes=True)
    ips = Children("./ip", InterfaceIp, "Addresses of the guest's end (containers, passt).", key="address")
    routes = Children("./route", Route, "Routes of the guest through the interface.", key=("address", "prefix"), unique=False)
    port_forwards = Children("./portForward", PortForward, "Ports of the host that are forwarded to the guest (passt).",
                             key=("proto", "address", "dev"), since="9.0.0")
    script = Field("./script/@path", STR, "Script that sets the host's end up.")
    downscript = Field("./downscript/@path", STR, "Script that takes the host's end down.", since="6.4.0")
    backenddomain = Field("./backenddomain/@name", STR, "Guest that serves the interface (Xen).")
    trust_guest_rx_filters = Field("./@trustGuestRxFilters", YES_NO, "Whether the guest may change its MAC address and filters.",
                                   absent=False)
    filterref = Child("./filterref", FilterRef, "Network filter. An empty dictionary takes it away.", empty_removes=True, change=LIVE,
                      dropped=_not_filtered)
    link_state = Field("./link/@state", STR, "Whether the link is up.", choices=("up", "down"), absent="up", change=LIVE)
    mtu = Field("./mtu/@size", Int(0, 65535), "Largest transmission unit in bytes.", absent=0, since="3.1.0")
    bandwidth = Child("./bandwidth", Bandwidth, "Limits of the interface. An empty dictionary takes them away.", empty_removes=True,
                      change=LIVE)
    vlan = Child("./vlan", Vlan, "VLANs of the interface. An empty dictionary takes them away.", empty_removes=True)
    virtualport = Child("./virtualport", VirtualPort, "Virtual port: how the interface is connected to the switch.", empty_removes=True)
    isolated = Field("./port/@isolated", YES_NO, "Whether the guest cannot reach other isolated guests of the bridge.",
                     absent=False, change=LIVE, since="6.1.0")
    coalesce_rx_frames_max = Field("./coalesce/rx/frames/@max", UINT, "Packets that are received before the host interrupts.",
                                   absent=0, change=LIVE, since="3.3.0")
    sndbuf = Field("./tune/sndbuf", UINT, "Size of the host's sending buffer in bytes.", absent=0)
    teaming = Child("./teaming", Teaming, "Pairing of two interfaces that the guest uses as one (failover).", empty_removes=True,
                    since="6.1.0")
    boot = boot_option()
    rom = rom_option()
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()
