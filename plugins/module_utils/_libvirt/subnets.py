# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of the host's links has the subnet of a network."""

from __future__ import annotations

import contextlib
import ipaddress
import socket

from .._model.errors import Conflict

# The prefix of an address that has none, by its first two bits: virSocketAddrGetIPPrefix.
_CLASSES = (8, 8, 16, 24)


def taken(document, own):
    """The error of a network that libvirt would not start, since a link that is none of its `own` has the subnet.

    libvirt compares the network and mask of each of the host's routes with those of each address and each route of the network:
    networkCheckRouteCollision in bridge_driver_linux.c.
    """
    wanted = _subnets(document)
    for link, network in _routes() if wanted else ():
        if network in wanted and link not in own:
            return Conflict(f"the host has the subnet {network} on {link}",
                            remedy=f"The host has an address of this network, or a route to it, on {link}: choose another subnet.")
    return None


def _subnets(document):
    """The subnets of IPv4 of a network's addresses and routes; what is none is libvirt's to refuse."""
    found = []
    for elem in (*document.iterfind("ip"), *document.iterfind("route")):
        with contextlib.suppress(ValueError):
            address = ipaddress.IPv4Address(elem.get("address") or "")
            mask = elem.get("netmask") or elem.get("prefix") or _CLASSES[address.packed[0] >> 6]
            found.append(ipaddress.ip_network(f"{address}/{mask}", strict=False))
    return found


def _routes():
    """The host's routes of IPv4, as libvirt reads them: the link and the network of each."""
    with open("/proc/net/route", encoding="ascii") as table:
        for line in list(table)[1:]:
            fields = line.split()
            address, mask = (socket.inet_ntoa(int(fields[number], 16).to_bytes(4, "little")) for number in (1, 7))
            yield fields[0], ipaddress.ip_network(f"{address}/{mask}", strict=False)
