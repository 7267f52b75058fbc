# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ports of a network: the interfaces of running guests, which a restart cuts off and libvirt does not plug in again.

A port is made again from its own document, as libvirt's daemon does when it is restarted (src/conf/domain_conf.c,
virDomainNetNotifyActualDevice). Where the network has a bridge of its own, the guest's tap device joins the new one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import struct

from .._model import xml
from .reading import read_each
from .session import libvirt

# linux/sockios.h
_BRIDGE_ADD, _SET_MTU = 0x89A2, 0x8922
_LINKS = "/sys/class/net"


def read(conn, network):
    """The ports of a network: `xml`, `guest`, `tap` where its bridge is libvirt's, and `obstacle`: why it cannot be plugged in again."""
    bridge = xml.parse(network.XMLDesc(0)).find("bridge")
    found = []
    for text in read_each(network.listAllPorts(0), lambda port: port.XMLDesc(0)):
        elem = xml.parse(text)
        guest, interface = elem.findtext("./owner/name"), None
        with contextlib.suppress(libvirt.libvirtError):  # the owner is gone, or no guest of this driver's
            live = xml.parse(conn.lookupByName(guest).XMLDesc(0))
            interface = next((each for each in live.iterfind("./devices/interface")
                              if each.find("source") is not None and each.find("source").get("portid") == elem.findtext("uuid")), None)
        own = elem.find("plug") is not None and elem.find("plug").get("type") == "network"
        target = interface.find("target") if own and interface is not None else None
        tap = target.get("dev") if target is not None else None
        found.append({"xml": text, "guest": guest, "tap": tap, "obstacle": _obstacle(interface, own, tap, bridge)})
    return found


def loose(exists):
    """The tap devices of this host that are in no bridge: those of guests whose network has been stopped are."""
    try:
        links = sorted(os.listdir(_LINKS))
    except OSError:
        return frozenset()
    return frozenset(link for link in links if _is_tap(link) and not exists(f"{_LINKS}/{link}/master"))


def _is_tap(link):
    """True for a tap device; a tun device, such as OpenVPN has, is never in a bridge. linux/if_tun.h: IFF_TAP."""
    try:
        with open(f"{_LINKS}/{link}/tun_flags", encoding="ascii") as file:
            return bool(int(file.read(), 16) & 0x2)
    except (OSError, ValueError):
        return False


def cut_off(name, guests, taps):
    """The ports that a network has lost, of running guests whose taps are loose: as `read` has them, with the `bridge` that each knows.

    They are lost where a network is stopped and started, be it by others, or by a run that was broken off.
    """
    found = []
    for guest in guests:
        live = guest.documents[-1]
        for interface in live.iterfind("./devices/interface[@type='network']") if guest.active else ():
            source, target = interface.find("source"), interface.find("target")
            if source is None or target is None or source.get("network") != name or target.get("dev") not in taps:
                continue
            found.append({"xml": xml.serialize(_port(live, interface, source)), "guest": guest.name, "tap": target.get("dev"),
                          "port": source.get("portid"), "bridge": source.get("bridge"),
                          "obstacle": _obstacle(interface, True, target.get("dev"), None)})
    return found


def _port(live, interface, source):
    """The document of an interface's port: src/conf/virnetworkportdef.c."""
    port = xml.ET.Element("networkport")
    xml.ET.SubElement(port, "uuid").text = source.get("portid")
    owner = xml.ET.SubElement(port, "owner")
    for word in ("name", "uuid"):
        xml.ET.SubElement(owner, word).text = live.findtext(word)
    port.extend(part for part in (interface.find(tag) for tag in ("mac", "bandwidth", "port")) if part is not None)
    xml.ET.SubElement(port, "plug", type="network", bridge=source.get("bridge"))
    return port


def owners(network):
    """The guests that the ports of a network belong to."""
    return read_each(network.listAllPorts(0), lambda port: xml.parse(port.XMLDesc(0)).findtext("./owner/name"))


def _obstacle(interface, own, tap, bridge):
    if interface is None:
        return "nobody knows whose it is"
    if not own:
        return None
    if not tap or not os.path.exists(f"{_LINKS}/{tap}"):
        return "its device is not on this host"
    if interface.find("vlan") is not None or interface.find("virtualport") is not None:
        return "libvirt has set a VLAN or a virtual port for it"
    if bridge is not None and bridge.get("macTableManager") == "libvirt":
        return "libvirt keeps the addresses of the bridge"
    return None


def plug_in(network, ports):
    """Make the ports of a network that was just started again; a guest that is gone meanwhile needs none."""
    for port in ports:
        if port["tap"] and not os.path.exists(f"{_LINKS}/{port['tap']}"):
            continue
        elem = xml.parse(port["xml"])
        network.portCreateXML(port["xml"], libvirt.VIR_NETWORK_PORT_CREATE_RECLAIM)
        if port["tap"]:
            isolated = elem.find("./port[@isolated='yes']") is not None
            _join(elem.find("plug").get("bridge"), port["tap"], isolated)


def _join(bridge, tap, isolated):
    """Put a tap device into a bridge, with the bridge's MTU."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        if not os.path.exists(f"{_LINKS}/{bridge}/brif/{tap}"):
            fcntl.ioctl(control, _BRIDGE_ADD, struct.pack("16si12x", bridge.encode(), socket.if_nametoindex(tap)))
        with open(f"{_LINKS}/{bridge}/mtu", encoding="ascii") as file:
            fcntl.ioctl(control, _SET_MTU, struct.pack("16si12x", tap.encode(), int(file.read())))
    if isolated:
        with open(f"{_LINKS}/{tap}/brport/isolated", "w", encoding="ascii") as file:
            file.write("1")
