# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused a network."""

from __future__ import annotations

import ipaddress
import socket

from .._model.errors import Conflict
from .causes import not_in_the_schema


def _hosts_subnet(facts):
    """The host has a route into one of the network's subnets."""
    wanted = [ipaddress.ip_network(f"{ip.get('address')}/{ip.get('netmask') or ip.get('prefix') or 32}", strict=False)
              for ip in facts.document.iterfind("ip") if ip.get("family", "ipv4") == "ipv4" and ip.get("address")]
    for link, network in _routes() if facts.local else ():
        if any(network.prefixlen and network.overlaps(subnet) for subnet in wanted):
            return Conflict, f"The host has an address of this network on {link}: choose another subnet."
    return None


def _routes():
    """The host's routes of IPv4, as libvirt reads them: the link and the network of each."""
    with open("/proc/net/route", encoding="ascii") as table:
        for line in list(table)[1:]:
            fields = line.split()
            address, mask = (socket.inet_ntoa(int(fields[number], 16).to_bytes(4, "little")) for number in (1, 7))
            yield fields[0], ipaddress.ip_network(f"{address}/{mask}", strict=False)


CAUSES = {
    "define": (not_in_the_schema,),
    "start": (_hosts_subnet,),
}
