# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declaration of a network filter, after libvirt.org/formatnwfilter."""

from __future__ import annotations

import ipaddress
import re

from .._model.codecs import NAME, STR, UUID, YES_NO, Bool, Codec, Int
from .._model.model import Model, Object
from .._model.nested import Child, Children
from .._model.node import IMMUTABLE, LIVE
from .._model.values import Field
from .common import state_option, validate_option, xml_option


class Variable(Codec):
    """A value that may be a filter's variable, `$IP` or `$PORTS[1]`; others are brought to libvirt's form."""

    def __init__(self, form=str, hint="a value, or a variable such as '$IP'"):
        self.form, self.hint = form, hint

    def load(self, text):
        text = text.strip()
        if text.startswith("$"):
            # The first iterator is the one that a variable without any has, libvirt.org/formatnwfilter.
            return re.sub(r"\[@0\]$", "", re.sub(r"\s+", "", text))
        return self.form(text)

    def parse(self, value):
        if isinstance(value, (dict, list, bool)):
            raise ValueError(f"expected {self.hint}")
        return self.load(str(value))


def _mac(text):
    if not re.fullmatch(r"[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}", text):
        raise ValueError("expected a MAC address")
    return ":".join(part.zfill(2) for part in text.lower().split(":"))


def _ip(text):
    return str(ipaddress.ip_address(text))


def _mask(text):
    """libvirt writes masks as a prefix's length."""
    if text.isdigit():
        return text
    mask = ipaddress.ip_address(text)
    length = bin(int(mask)).count("1")
    if int(mask) != (1 << mask.max_prefixlen) - (1 << (mask.max_prefixlen - length)):
        raise ValueError("expected a netmask")
    return str(length)


def _number(text):
    return str(int(text, 0)) if re.fullmatch(r"0[xX][0-9a-fA-F]+|\d+", text) else text


def _port(text):
    text = _number(text)
    if text.isdigit() and int(text) > LAST_PORT:
        raise ValueError(f"expected a port of at most {LAST_PORT}")
    return text


LAST_PORT = 65535
# The words that libvirt has for numbers, src/conf/nwfilter_conf.c.
FRAMES = {0x806: "arp", 0x8035: "rarp", 0x800: "ipv4", 0x86DD: "ipv6", 0x8100: "vlan"}
PROTOCOLS = {6: "tcp", 17: "udp", 136: "udplite", 50: "esp", 51: "ah", 1: "icmp", 2: "igmp", 132: "sctp", 58: "icmpv6"}
OPCODES = {1: "Request", 2: "Reply", 3: "Request_Reverse", 4: "Reply_Reverse", 5: "DRARP_Request", 6: "DRARP_Reply", 7: "DRARP_Error",
           8: "InARP_Request", 9: "ARP_NAK"}


def _worded(words):
    """The form of a number that may have a word."""
    known = {word.lower(): word for word in words.values()}
    known.update((str(number), word) for number, word in words.items())

    def form(text):
        text = _number(text)
        return known.get(text.lower(), text)

    return form


ADDRESS = Variable(_ip, "an IP address or a variable such as '$IP'")
MASK = Variable(_mask, "a prefix's length or a netmask")
HARDWARE = Variable(_mac, "a MAC address or a variable such as '$MAC'")
COUNT = Variable(_number, "a number or a variable")
PORT = Variable(_port, "a port of at most 65535, or a variable such as '$PORT'")
ANY = Variable()
FRAME = Variable(_worded(FRAMES), "a number, a word such as 'ipv4', or a variable")
PROTOCOL = Variable(_worded(PROTOCOLS), "a number, a word such as 'tcp', or a variable")
OPCODE = Variable(_worded(OPCODES), "a number, a word such as 'Request', or a variable")
LOWER = Variable(str.lower)


class Match(Model):
    """What every protocol has."""

    match = Field("./@match", YES_NO, "V(false) inverts the match: the rule is for packets that differ from the attributes.", absent=True)
    comment = Field("./@comment", STR, "Comment, of at most 256 characters.")


class SourceMac(Match):
    """The sender's MAC address."""

    srcmacaddr = Field("./@srcmacaddr", HARDWARE, "MAC address of the sender.")
    srcmacmask = Field("./@srcmacmask", HARDWARE, "Mask of the sender's MAC address.")


class Macs(SourceMac):
    """Both MAC addresses."""

    dstmacaddr = Field("./@dstmacaddr", HARDWARE, "MAC address of the destination.")
    dstmacmask = Field("./@dstmacmask", HARDWARE, "Mask of the destination's MAC address.")


class Mac(Macs):
    """Ethernet."""

    protocolid = Field("./@protocolid", FRAME, "Protocol in the frame, a number or V(arp), V(rarp), V(ipv4), V(ipv6).")


class Vlan(Macs):
    """802.1Q."""

    vlanid = Field("./@vlanid", COUNT, "Number of the VLAN.")
    encap_protocol = Field("./@encap-protocol", FRAME, "Protocol inside.")


def _stp(name, words, codec=COUNT):
    return Field(f"./@{name}", codec, words)


class Stp(SourceMac):
    """Spanning tree."""

    type = _stp("type", "Type of the message.")
    flags = _stp("flags", "Flags of the message.")
    root_priority = _stp("root-priority", "Root priority, or the lowest.")
    root_priority_hi = _stp("root-priority-hi", "Highest root priority.")
    root_address = _stp("root-address", "MAC address of the root.", HARDWARE)
    root_address_mask = _stp("root-address-mask", "Mask of the root's MAC address.", HARDWARE)
    root_cost = _stp("root-cost", "Cost of the root path, or the lowest.")
    root_cost_hi = _stp("root-cost-hi", "Highest cost of the root path.")
    sender_priority = _stp("sender-priority", "Priority of the sender, or the lowest.")
    sender_priority_hi = _stp("sender-priority-hi", "Highest priority of the sender.")
    sender_address = _stp("sender-address", "MAC address of the sender.", HARDWARE)
    sender_address_mask = _stp("sender-address-mask", "Mask of the sender's MAC address.", HARDWARE)
    port = _stp("port", "Port, or the lowest.")
    port_hi = _stp("port-hi", "Highest port.")
    age = _stp("age", "Age, or the lowest.")
    age_hi = _stp("age-hi", "Highest age.")
    max_age = _stp("max-age", "Maximum age, or the lowest.")
    max_age_hi = _stp("max-age-hi", "Highest maximum age.")
    hello_time = _stp("hello-time", "Hello time, or the lowest.")
    hello_time_hi = _stp("hello-time-hi", "Highest hello time.")
    forward_delay = _stp("forward-delay", "Forward delay, or the lowest.")
    forward_delay_hi = _stp("forward-delay-hi", "Highest forward delay.")


class Arp(Macs):
    """ARP and RARP."""

    hwtype = Field("./@hwtype", COUNT, "Type of the hardware.")
    protocoltype = Field("./@protocoltype", COUNT, "Type of the protocol.")
    opcode = Field("./@opcode", OPCODE, "Operation, a number or a word such as V(Request).")
    arpsrcmacaddr = Field("./@arpsrcmacaddr", HARDWARE, "Sender's MAC address in the message.")
    arpdstmacaddr = Field("./@arpdstmacaddr", HARDWARE, "Destination's MAC address in the message.")
    arpsrcipaddr = Field("./@arpsrcipaddr", ADDRESS, "Sender's IP address in the message.")
    arpsrcipmask = Field("./@arpsrcipmask", MASK, "Mask of the sender's IP address. libvirt's schema does not know it: set "
                         "O(validate=false).")
    arpdstipaddr = Field("./@arpdstipaddr", ADDRESS, "Destination's IP address in the message.")
    arpdstipmask = Field("./@arpdstipmask", MASK, "Mask of the destination's IP address. libvirt's schema does not know it: set "
                         "O(validate=false).")
    gratuitous = Field("./@gratuitous", YES_NO, "Whether gratuitous messages alone are meant.", absent=False)


class Ips(Model):
    """Both IP addresses."""

    srcipaddr = Field("./@srcipaddr", ADDRESS, "IP address of the sender.")
    srcipmask = Field("./@srcipmask", MASK, "Mask of the sender's IP address.")
    dstipaddr = Field("./@dstipaddr", ADDRESS, "IP address of the destination.")
    dstipmask = Field("./@dstipmask", MASK, "Mask of the destination's IP address.")


class Ports(Model):
    """Both ports."""

    srcportstart = Field("./@srcportstart", PORT, "First port of the sender.")
    srcportend = Field("./@srcportend", PORT, "Last port of the sender.")
    dstportstart = Field("./@dstportstart", PORT, "First port of the destination.")
    dstportend = Field("./@dstportend", PORT, "Last port of the destination.")


class Ip(Macs, Ips, Ports):
    """IPv4, at the level of frames."""

    protocol = Field("./@protocol", PROTOCOL, "Protocol in the packet, a number or a word such as V(tcp).")
    dscp = Field("./@dscp", COUNT, "Differentiated services code point.")


class Ipv6(Ip):
    """IPv6, at the level of frames."""

    type = Field("./@type", COUNT, "First type of ICMPv6.")
    typeend = Field("./@typeend", COUNT, "Last type of ICMPv6.")
    code = Field("./@code", COUNT, "First code of ICMPv6.")
    codeend = Field("./@codeend", COUNT, "Last code of ICMPv6.")


class Layer4(SourceMac, Ips):
    """What is seen with connections in mind."""

    srcipfrom = Field("./@srcipfrom", ADDRESS, "First address of a range of senders.")
    srcipto = Field("./@srcipto", ADDRESS, "Last address of a range of senders.")
    dstipfrom = Field("./@dstipfrom", ADDRESS, "First address of a range of destinations.")
    dstipto = Field("./@dstipto", ADDRESS, "Last address of a range of destinations.")
    dscp = Field("./@dscp", COUNT, "Differentiated services code point.")
    connlimit_above = Field("./@connlimit-above", COUNT, "Number of connections above which the rule matches.")
    state = Field("./@state", ANY, "States of the connection with commas, such as V(NEW,ESTABLISHED).")
    ipset = Field("./@ipset", ANY, "Name of an IP set of the host.")
    ipsetflags = Field("./@ipsetflags", LOWER, "Which of an address and a port the IP set is asked for, such as V(src,dst).")


class Portless(Layer4):
    """Protocols without ports."""


class Ported(Layer4, Ports):
    """Protocols with ports."""


class Tcp(Ported):
    """TCP."""

    flags = Field("./@flags", ANY, "Mask and flags, such as V(SYN,ACK/SYN).")
    option = Field("./@option", COUNT, "Number of an option of the segment. libvirt's schema does not know it: set O(validate=false).")


class Icmp(Layer4):
    """ICMP."""

    type = Field("./@type", COUNT, "Type of the message.")
    code = Field("./@code", COUNT, "Code of the message.")


def _protocol(tag, model, words):
    return Child(f"./{tag}", model, f"{words} An empty dictionary matches all of it.", presence_matters=True)


class Rule(Model):
    """A rule: what is done with which packets."""

    action = Field("./@action", STR, "What happens to a packet that matches.", choices=("drop", "reject", "accept", "return",
                   "continue"), required=True)
    direction = Field("./@direction", STR, "Direction, as the guest sees it.", choices=("in", "out", "inout"), required=True)
    priority = Field("./@priority", Int(-1000, 1000), "Priority of the rule; lower ones come first.", absent=500)
    statematch = Field("./@statematch", Bool("true", "false"), "Whether the rule also follows the state of connections.", absent=True)
    mac = _protocol("mac", Mac, "Ethernet frames.")
    vlan = _protocol("vlan", Vlan, "Frames of a VLAN.")
    stp = _protocol("stp", Stp, "Messages of the spanning tree protocol.")
    arp = _protocol("arp", Arp, "ARP.")
    rarp = _protocol("rarp", Arp, "RARP.")
    ip = _protocol("ip", Ip, "IPv4 frames.")
    ipv6 = _protocol("ipv6", Ipv6, "IPv6 frames.")
    tcp = _protocol("tcp", Tcp, "TCP over IPv4.")
    udp = _protocol("udp", Ported, "UDP over IPv4.")
    udplite = _protocol("udplite", Portless, "UDP-Lite over IPv4.")
    sctp = _protocol("sctp", Ported, "SCTP over IPv4.")
    icmp = _protocol("icmp", Icmp, "ICMP.")
    igmp = _protocol("igmp", Portless, "IGMP.")
    esp = _protocol("esp", Portless, "ESP over IPv4.")
    ah = _protocol("ah", Portless, "AH over IPv4.")
    all = _protocol("all", Portless, "All of IPv4.")
    tcp_ipv6 = _protocol("tcp-ipv6", Tcp, "TCP over IPv6.")
    udp_ipv6 = _protocol("udp-ipv6", Ported, "UDP over IPv6.")
    udplite_ipv6 = _protocol("udplite-ipv6", Portless, "UDP-Lite over IPv6.")
    sctp_ipv6 = _protocol("sctp-ipv6", Ported, "SCTP over IPv6.")
    icmpv6 = _protocol("icmpv6", Icmp, "ICMPv6.")
    esp_ipv6 = _protocol("esp-ipv6", Portless, "ESP over IPv6.")
    ah_ipv6 = _protocol("ah-ipv6", Portless, "AH over IPv6.")
    all_ipv6 = _protocol("all-ipv6", Portless, "All of IPv6.")

    exclusive = (("mac", "vlan", "stp", "arp", "rarp", "ip", "ipv6", "tcp", "udp", "udplite", "sctp", "icmp", "igmp", "esp", "ah", "all",
                  "tcp_ipv6", "udp_ipv6", "udplite_ipv6", "sctp_ipv6", "icmpv6", "esp_ipv6", "ah_ipv6", "all_ipv6"),)


class Parameter(Model):
    """A variable and its value."""

    name = Field("./@name", STR, "Name of the variable.", required=True)
    value = Field("./@value", STR, "Value of the variable.", required=True)


class FilterRef(Model):
    """Another filter that this one includes."""

    filter = Field("./@filter", STR, "Name of the filter.", required=True, refers="nwfilter")
    parameters = Children("./parameter", Parameter, "Variables of the filter.", key=("name", "value"))


class Nwfilter(Object):
    """A set of rules for the traffic of guests."""

    kind = "nwfilter"
    plural = "nwfilters"
    root = "filter"
    change = LIVE

    name = Field("./@name", NAME, "Name of the filter.", change=IMMUTABLE)
    state = state_option(("present", "absent"), "Whether the filter is there.")
    xml = xml_option("filter")
    validate = validate_option()
    uuid = Field("./uuid", UUID, "UUID. Left out, the one that is there stays, and a new one is derived from the name and the host.",
                 change=IMMUTABLE, derived="uuid")
    chain = Field("./@chain", STR, "Chain that the rules are in: V(root), V(mac), V(ipv4-ssh) and so on.", absent="root")
    priority = Field("./@priority", Int(-1000, 1000), "Place of the chain among the others, the lowest first. Left out, libvirt "
                     "chooses it by the chain.")
    filterrefs = Children("./filterref", FilterRef, "Filters that are included, in order.", atomic=True, ordered=True, unique=False)
    rules = Children("./rule", Rule, "Rules, in order. A rule that is not exactly as declared is replaced.", atomic=True, ordered=True,
                     unique=False)
