# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of the host's links has the subnet of a network."""

from __future__ import annotations

import ipaddress
import socket

from .._model.errors import Conflict


def taken(document, own):
    """The error of a network that libvirt would not start, since a link that is none of its `own` has the subnet.

    libvirt compares a route's network and mask with those of each address: networkCheckRouteCollision in bridge_driver_linux.c.
    """
    wanted = subnets(document)
    for link, network in routes() if wanted else ():
        if network in wanted and link not in own:
            return Conflict(f"the host has the subnet {network} on {link}", remedy=another(link))
    return None


def another(link):
    """What to do about it."""
    return f"The host has an address of this network on {link}: choose another subnet."


def subnets(document):
    """The subnets of IPv4 of a network."""
    return [ipaddress.ip_network(f"{ip.get('address')}/{ip.get('netmask') or ip.get('prefix') or 32}", strict=False)
            for ip in document.iterfind("ip") if ip.get("family", "ipv4") == "ipv4" and ip.get("address")]


def routes():
    """The host's routes of IPv4, as libvirt reads them: the link and the network of each."""
    with open("/proc/net/route", encoding="ascii") as table:
        for line in list(table)[1:]:
            fields = line.split()
            address, mask = (socket.inet_ntoa(int(fields[number], 16).to_bytes(4, "little")) for number in (1, 7))
            yield fields[0], ipaddress.ip_network(f"{address}/{mask}", strict=False)
