# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declaration of a virtual network, after libvirt.org/formatnetwork."""

from __future__ import annotations

import ipaddress

from .._model.codecs import BOOL, IP, LINE, MAC, NAME, ON_OFF, POSITIVE, STR, UINT, UUID, YES_NO, Int, Pattern
from .._model.echo import Echo
from .._model.errors import Invalid
from .._model.fragments import Fragments
from .._model.model import Model, Object
from .._model.nested import Child, Children
from .._model.node import IMMUTABLE
from .._model.section import Section, agrees, shares
from .._model.values import Field, Option, Values
from .address import Addressed, ip_network
from .common import NOT_TEST, state_option, validate_option, xml_option

FORWARD_MODES = ("nat", "route", "open", "bridge", "private", "vepa", "passthrough", "hostdev", "none")
# Modes in which guests use a bridge or devices that libvirt does not make.
FOREIGN = ("bridge", "private", "vepa", "passthrough", "hostdev")
PORTS = Int(1, 65535)


class Rate(Model):
    """One direction of a bandwidth limit."""

    average = Field("./@average", POSITIVE, "Average rate in kilobytes per second.")
    peak = Field("./@peak", POSITIVE, "Highest rate in kilobytes per second.")
    burst = Field("./@burst", POSITIVE, "Amount in kilobytes that may be sent at the peak rate.")
    floor = Field("./@floor", POSITIVE, "Guaranteed rate in kilobytes per second (inbound, for guests).")


class Bandwidth(Model):
    """Limits of a network, a port group or an interface."""

    inbound = Child("./inbound", Rate, "Traffic towards the guests.", empty_removes=True)
    outbound = Child("./outbound", Rate, "Traffic from the guests.", empty_removes=True)


class VlanTag(Model):
    """One VLAN."""

    id = Field("./@id", Int(0, 4095), "Number of the VLAN.", required=True)
    native_mode = Field("./@nativeMode", STR, "How untagged frames are treated (Open vSwitch).", choices=("tagged", "untagged"))


class Vlan(Model):
    """VLANs of a network, a port group or an interface."""

    trunk = Field("./@trunk", YES_NO, "Whether the port carries several VLANs.", absent=False)
    tags = Children("./tag", VlanTag, "The VLANs.", key="id")

    @classmethod
    def write(cls, desired, elem, ctx):
        """libvirt takes what has several tags for a trunk: it is written, so that it is seen."""
        super().write(desired, elem, ctx)
        if len(elem.findall("tag")) > 1 and not elem.get("trunk"):
            elem.set("trunk", "yes")


class VirtualPortParameters(Model):
    """What identifies a port to a switch."""

    interface_id = Field("./@interfaceid", UUID, "Port's identifier (Open vSwitch, Midonet).")
    profile_id = Field("./@profileid", STR, "Profile of the port (Open vSwitch, 802.1Qbh).")
    manager_id = Field("./@managerid", UINT, "VSI manager (802.1Qbg).")
    type_id = Field("./@typeid", UINT, "VSI type (802.1Qbg).")
    type_id_version = Field("./@typeidversion", UINT, "Version of the VSI type (802.1Qbg).")
    instance_id = Field("./@instanceid", UUID, "VSI instance (802.1Qbg).")


class VirtualPort(Model):
    """How ports join a switch that is more than a Linux bridge."""

    type = Field("./@type", STR, "Kind of switch.", choices=("openvswitch", "802.1Qbg", "802.1Qbh", "midonet"))
    parameters = Child("./parameters", VirtualPortParameters, "Parameters of the port.")


class NatRange(Model):
    """A range of addresses."""

    start = Field("./@start", IP, "First address.", required=True)
    end = Field("./@end", IP, "Last address.", required=True)


class NatPorts(Model):
    """A range of ports."""

    start = Field("./@start", PORTS, "First port.", required=True)
    end = Field("./@end", PORTS, "Last port.", required=True)


class Nat(Model):
    """How addresses are translated."""

    ipv6 = Field("./@ipv6", YES_NO, "Whether IPv6 is translated too.", absent=False, since="6.5.0")
    address = Child("./address", NatRange, "Source addresses that connections of guests are translated to.", empty_removes=True)
    port = Child("./port", NatPorts, "Ports that translated connections use.", empty_removes=True)


class ForwardAddress(Model):
    """A device by its PCI address."""

    type = Field("./@type", STR, "Kind of address.", choices=("pci",), required=True)
    domain = Field("./@domain", Int(0, hexadecimal=True), "PCI domain.", absent=0)
    bus = Field("./@bus", Int(0, 255, hexadecimal=True), "PCI bus.", required=True)
    slot = Field("./@slot", Int(0, 31, hexadecimal=True), "PCI slot.", required=True)
    function = Field("./@function", Int(0, 7, hexadecimal=True), "PCI function.", required=True)


def _not_hostdev(value, elem, _root):
    """libvirt keeps it of a pool of devices alone."""
    return ("has no meaning where forward.mode is not hostdev", "Leave it out.") if value and elem.get("mode") != "hostdev" else None


class Forward(Model):
    """How guests reach other networks."""

    mode = Field("./@mode", STR, "How traffic leaves the network. V(none) is an isolated network.", choices=FORWARD_MODES,
                 absent="none")
    dev = Field("./@dev", STR, "Host interface that traffic is restricted to (V(nat), V(route)) or that guests attach to.")
    managed = Field("./@managed", YES_NO, "Whether libvirt detaches devices from the host's driver (V(hostdev)).", absent=False,
                    dropped=_not_hostdev)
    driver = Field("./driver/@name", STR, "Driver for devices of V(hostdev).")
    nat = Child("./nat", Nat, "Details of V(nat).", empty_removes=True)
    # libvirt writes the first of them again as `dev`, and makes one of `dev` where there is none: see `echoes`.
    interfaces = Values("./interface/@dev", STR, "Host interfaces that guests are spread over.", resets=("pf", "address"),
                        change=Section("forward_interface", shares("dev"), shares("dev"), first=True))
    pf = Field("./pf/@dev", STR, "Physical function whose virtual functions are the pool.", resets=("interface", "address", "@dev"))
    addresses = Children("./address", ForwardAddress, "Devices of V(hostdev) by PCI address.",
                         key=("domain", "bus", "slot", "function"), resets=("interface", "pf", "@dev"))

    exclusive = (("interfaces", "pf", "addresses"),)


class Bridge(Model):
    """The host's bridge."""

    name = Field("./@name", Pattern(r"[^\s/]{1,15}", "an interface's name of at most 15 characters"), "Name of the bridge.", always=True)
    stp = Field("./@stp", ON_OFF, "Whether the bridge takes part in the spanning tree protocol.", absent=True)
    delay = Field("./@delay", UINT, "Forward delay in seconds.", absent=0)
    zone = Field("./@zone", STR, "Zone of firewalld that the bridge belongs to.", since="5.1.0")
    mac_table_manager = Field("./@macTableManager", STR, "Whether the kernel or libvirt keeps the bridge's table of MAC addresses.",
                              choices=("kernel", "libvirt"), absent="kernel")


class Domain(Model):
    """The DNS domain of the network."""

    name = Field("./@name", STR, "Name of the domain.", required=True)
    local_only = Field("./@localOnly", YES_NO, "Whether names in the domain are never asked of another server.", absent=False)
    register = Field("./@register", YES_NO, "Whether guests are registered with systemd-resolved.", absent=False, since="10.1.0")


class DnsForwarder(Model):
    """A server that questions are handed to."""

    domain = Field("./@domain", STR, "Domain whose lookups go to this server; all lookups when left out.")
    address = Field("./@addr", IP, "Address of the server; left out, the domain is answered from the host's own configuration.")
    port = Field("./@port", PORTS, "Port of the server.", since="10.1.0")
    one_of = (("domain", "address"),)


class DnsTxt(Model):
    """A TXT record."""

    name = Field("./@name", STR, "Name of the record.", required=True)
    value = Field("./@value", STR, "Value of the record.", required=True)


class DnsSrv(Model):
    """An SRV record."""

    service = Field("./@service", STR, "Name of the service, without its underscore.", required=True)
    protocol = Field("./@protocol", STR, "Protocol of the service.", choices=("tcp", "udp"), required=True)
    domain = Field("./@domain", STR, "Domain of the record.")
    target = Field("./@target", STR, "Host that offers the service.")
    port = Field("./@port", PORTS, "Port of the service.")
    priority = Field("./@priority", Int(0, 65535), "Priority, the lowest first.")
    weight = Field("./@weight", Int(0, 65535), "Weight among equal priorities.")


_SAME_SERVICE = agrees("domain", "service", "protocol", "target")


class DnsHost(Model):
    """Names of an address."""

    ip = Field("./@ip", IP, "Address.", required=True)
    hostnames = Values("./hostname/.", STR, "Names of the address.")


class Dns(Model):
    """The network's name server."""

    enable = Field("./@enable", YES_NO, "Whether the network has a name server.", absent=True)
    forward_plain_names = Field("./@forwardPlainNames", YES_NO, "Whether names without a dot are forwarded to other servers.",
                                absent=True)
    forwarders = Children("./forwarder", DnsForwarder, "Servers that lookups are forwarded to.", key=("domain", "address"))
    txts = Children("./txt", DnsTxt, "TXT records. Several may have one name.", key="name", unique=False,
                    change=Section("dns_txt", shares("name"), shares("name"), first=True))
    srvs = Children("./srv", DnsSrv, "SRV records.", key=("service", "protocol", "domain", "target"),
                    change=Section("dns_srv", _SAME_SERVICE, _SAME_SERVICE))
    # A deletion by all that it has would also hit other addresses of the same name.
    hosts = Children("./host", DnsHost, "Names of addresses.", key="ip", change=Section("dns_host", shares("ip"), shares("ip"), part="ip"))


class Lease(Model):
    """How long an address is lent."""

    expiry = Field("./@expiry", UINT, "Time until the lease ends; 0 never ends.", required=True, since="6.3.0")
    unit = Field("./@unit", STR, "Unit of O(expiry).", choices=("seconds", "minutes", "hours"), absent="minutes")


class DhcpRange(Model):
    """Addresses to lend."""

    start = Field("./@start", IP, "First address.", required=True)
    end = Field("./@end", IP, "Last address.", required=True)
    lease = Child("./lease", Lease, "Lease time of the addresses of the range.", empty_removes=True)


class DhcpHost(Model):
    """A host with an address of its own."""

    mac = Field("./@mac", MAC, "MAC address of the host (IPv4).")
    id = Field("./@id", STR, "DUID of the host (IPv6).")
    name = Field("./@name", STR, "Name given to the host.")
    ip = Field("./@ip", IP, "Address of the host.", required=True)
    lease = Child("./lease", Lease, "Lease time of the address.", empty_removes=True)
    one_of = (("mac", "id", "name"),)


class Bootp(Model):
    """Booting over the network."""

    file = Field("./@file", STR, "File that is offered.", required=True)
    server = Field("./@server", STR, "Server that holds it; the network's own when left out.")


class Dhcp(Model):
    """The network's DHCP server."""

    ranges = Children("./range", DhcpRange, "Ranges of addresses that the DHCP server gives out.", key=("start", "end"),
                      change=Section("ip_dhcp_range", agrees("start", "end"), agrees("start", "end"), first=True, bears=("host", "bootp")))
    hosts = Children("./host", DhcpHost, "Hosts with a fixed address.", key="ip", distinct="mac",
                     change=Section("ip_dhcp_host", shares("mac", "name", "ip"), agrees("mac", "name", "ip"), first=True,
                                    bears=("range", "bootp")))
    bootp = Child("./bootp", Bootp, "Booting over the network.", empty_removes=True)


class Ip(Addressed):
    """An address of the host on the network, and what is served there."""

    address = Field("./@address", IP, "Address of the host on the network.", required=True)
    netmask = Field("./@netmask", IP, "Mask of the network (IPv4).", resets="@prefix")
    prefix = Field("./@prefix", Int(0, 128), "Length of the network's prefix. It may also stand behind the address: V(10.0.0.1/24).",
                   resets="@netmask")
    family = Field("./@family", STR, "Family of the address; V(ipv6) by itself where the address is one of IPv6.",
                   choices=("ipv4", "ipv6"), absent="ipv4")
    local_ptr = Field("./@localPtr", YES_NO, "Whether reverse lookups of the network's addresses are never forwarded to other "
                      "servers.", absent=False)
    tftp = Field("./tftp/@root", STR, "Folder that is served over TFTP.")
    dhcp = Child("./dhcp", Dhcp, "DHCP server of the address. An empty dictionary switches it off.", empty_removes=True)
    exclusive = (("netmask", "prefix"),)

    @classmethod
    def check(cls, desired, where):
        address = ipaddress.ip_address(desired["address"])
        if address.is_loopback or address.is_multicast or address.is_unspecified:
            raise Invalid(f"{where}.address", f"{address} cannot be an address of a link", "Take one such as 10.0.0.1.")
        network = ip_network(desired, where)
        if network is None:
            return
        dhcp = desired.get("dhcp", {})
        for number, span in enumerate(dhcp.get("ranges", ())):
            at = f"{where}.dhcp.ranges[{number}]"
            for end in ("start", "end"):
                if ipaddress.ip_address(span[end]) not in network:
                    raise Invalid(f"{at}.{end}", f"{span[end]} is not in {network}", "Take an address of the network.")
            if ipaddress.ip_address(span["start"]) > ipaddress.ip_address(span["end"]):
                raise Invalid(at, f"{span['start']} stands after {span['end']}", "Give the lower address first.")
        for number, host in enumerate(dhcp.get("hosts", ())):
            if ipaddress.ip_address(host["ip"]) not in network:
                raise Invalid(f"{where}.dhcp.hosts[{number}].ip", f"{host['ip']} is not in {network}",
                              "Take an address of the network.")


class Route(Addressed):
    """A static route of the host into the network."""

    address = Field("./@address", IP, "Destination.", required=True)
    netmask = Field("./@netmask", IP, "Mask of the destination.", resets="@prefix")
    prefix = Field("./@prefix", Int(0, 128), "Length of the destination's prefix. It may also stand behind the address.", resets="@netmask")
    family = Field("./@family", STR, "Family of the destination; V(ipv6) by itself where the address is one of IPv6.",
                   choices=("ipv4", "ipv6"), absent="ipv4")
    gateway = Field("./@gateway", IP, "Address on the network that leads there.", required=True)
    metric = Field("./@metric", POSITIVE, "Metric of the route.")
    exclusive = (("netmask", "prefix"),)

    @classmethod
    def check(cls, desired, where):
        ip_network(desired, where)


class PortGroup(Model):
    """A class of connections to the network."""

    name = Field("./@name", STR, "Name of the port group.", required=True)
    default = Field("./@default", YES_NO, "Whether interfaces that name no group are in this one.", absent=False)
    trust_guest_rx_filters = Field("./@trustGuestRxFilters", YES_NO, "Whether a guest may change its MAC address and filters.",
                                   absent=False)
    isolated = Field("./port/@isolated", YES_NO, "Whether guests of the group cannot reach each other.", absent=False,
                     since="6.1.0")
    bandwidth = Child("./bandwidth", Bandwidth, "Limits of each interface.", empty_removes=True)
    vlan = Child("./vlan", Vlan, "VLANs of each interface.", empty_removes=True)
    virtualport = Child("./virtualport", VirtualPort, "Virtual port: how interfaces are connected to the switch.", empty_removes=True)


def _group_clashes(one, other):
    """A network has one port group of a name, and one by default."""
    return shares("name")(one, other) or one.get("default") is other.get("default") is True


class DnsmasqOption(Model):
    """A line of dnsmasq's configuration."""

    value = Field("./@value", STR, "The line.", required=True)


class Network(Object):
    """A network for guests."""

    kind = "network"
    plural = "networks"
    root = "network"
    # libvirt writes the first interface into the attribute, and refuses a document in which the two differ.
    echoes = (Echo("./forward", "./@dev", "./interface/@dev"),)

    name = Field("./name", NAME, "Name of the network.", change=IMMUTABLE)
    state = state_option(("present", "active", "inactive", "absent"),
                         "What the network is to be. V(present) leaves it running or not, as it is.")
    autostart = Option(BOOL, "Whether the network starts with the host.")
    restart = Option(BOOL, "Whether a change that a running network cannot take may stop it and start it again. Where no option of "
                     "the network is declared beside it, it is for whatever waits. Guests that "
                     "are plugged in are plugged in again; where that cannot be, it is refused. Where the new definition cannot start, the "
                     "network runs by the former one again.", default=False)
    force = Option(BOOL, "Whether the network may be stopped or removed while guests are plugged in; their interfaces are cut off.",
                   default=False)
    xml = xml_option("network")
    validate = validate_option()
    uuid = Field("./uuid", UUID, "UUID. Left out, the one that is there stays, and a new one is derived from the name and the host.",
                 change=IMMUTABLE, derived="uuid")
    title = Field("./title", LINE, "Short title.", since="9.7.0")
    description = Field("./description", STR, "Description.", since="9.7.0")
    metadata = Fragments("./metadata", "XML that other tools keep with the network: a dictionary from a namespace to its one element. "
                         "An empty string removes a namespace's element. Namespaces that are not named stay.")
    ipv6 = Field("./@ipv6", YES_NO, "Whether guests may speak IPv6 with each other where the network has no IPv6 address.",
                 absent=False)
    trust_guest_rx_filters = Field("./@trustGuestRxFilters", YES_NO,
                                   "Whether a guest may change its MAC address and filters.", absent=False)
    forward = Child("./forward", Forward, "How guests reach other networks. Left out of a new network, it is isolated; an empty "
                    "dictionary isolates it.", empty_removes=True)
    bridge = Child("./bridge", Bridge, "The host's bridge.")
    mac = Field("./mac/@address", MAC, "MAC address of the bridge. Left out, the one that is there stays.", derived="mac")
    mtu = Field("./mtu/@size", Int(68, 65535), "Largest transmission unit in bytes.", since="3.1.0")
    domain = Child("./domain", Domain, "DNS domain of the network.", empty_removes=True)
    dns = Child("./dns", Dns, "Name server of the network.", empty_removes=True)
    ips = Children("./ip", Ip, "Addresses of the host on the network.", key="address")
    routes = Children("./route", Route, "Static routes of the host into the network.", key=("address", "prefix"), unique=False)
    isolated = Field("./port/@isolated", YES_NO, "Whether guests of the network cannot reach each other.", absent=False,
                     since="6.1.0")
    bandwidth = Child("./bandwidth", Bandwidth, "Limits of the network as a whole.", empty_removes=True)
    vlan = Child("./vlan", Vlan, "VLANs of all guests.", empty_removes=True)
    virtualport = Child("./virtualport", VirtualPort, "Virtual port: how interfaces are connected to the switch.", empty_removes=True)
    port_groups = Children("./portgroup", PortGroup, "Classes of connections.", key="name",
                           change=Section("portgroup", _group_clashes, shares("name"), first=True))
    dnsmasq_options = Children("./dnsmasq:options/dnsmasq:option", DnsmasqOption,
                               "Lines for dnsmasq's configuration, which libvirt does not check.", key="value", since="5.6.0",
                               **NOT_TEST)

    @classmethod
    def write(cls, desired, elem, ctx):
        """libvirt takes a network that forwards in no said way for one that translates addresses: it is written, so that it is seen."""
        super().write(desired, elem, ctx)
        forward = elem.find("forward")
        if forward is not None and not forward.get("mode"):
            forward.set("mode", "nat")

    @classmethod
    def derive(cls, desired, elem, ctx, number=0):
        """A network over somebody else's bridge or devices has no MAC address of its own."""
        forward = elem.find("forward")
        if forward is not None and forward.get("mode") in FOREIGN:
            desired = {**desired, "mac": None}
        super().derive(desired, elem, ctx, number)

    @classmethod
    def unique_values(cls, desired):
        """A bridge that libvirt makes is of one network; those of the host's can be of many."""
        bridge, forward = ((cls.effective(desired, option) or {}) for option in ("bridge", "forward"))
        own = bridge.get("name") and forward.get("mode") not in FOREIGN
        return [*super().unique_values(desired), *([("bridge.name", bridge["name"])] if own else [])]

    @classmethod
    def occupies(cls, config):
        """libvirt makes no bridge of a name that any network has."""
        name = (cls.effective({"xml": config}, "bridge") or {}).get("name")
        return [*super().unique_values({"xml": config}), *([("bridge.name", name)] if name else [])]

    @classmethod
    def check(cls, desired, where):
        mode = desired.get("forward", {}).get("mode")
        if mode in FOREIGN and desired.get("ips"):
            raise Invalid(f"{where}.ips" if where else "ips", f"a network that forwards by {mode} has no addresses of its own",
                          "Leave ips out, or choose nat, route or open.")
        if mode == "nat" and "ips" in desired and not desired["ips"]:
            raise Invalid(f"{where}.ips" if where else "ips", "a network that forwards by nat needs an address",
                          "Declare one, or choose another forward.mode.")
