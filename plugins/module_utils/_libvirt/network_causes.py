# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused a network."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket

from .._model import xml
from .._model.errors import Conflict
from .causes import not_in_the_schema, same_uuid
from .reading import read_each


def _other_networks_bridge(facts):
    """Another network has the bridge."""
    bridge, name = facts.document.find("bridge"), facts.document.findtext("name")
    wanted = bridge.get("name") if bridge is not None else None
    for other in read_each(facts.conn.listAllNetworks(0), lambda network: xml.parse(network.XMLDesc(0))) if wanted else ():
        theirs = other.find("bridge")
        if other.findtext("name") != name and theirs is not None and theirs.get("name") == wanted:
            return Conflict, f"Another network has the bridge {wanted}: give this one another bridge.name."
    return None


def _hosts_bridge(facts):
    """The host has a link of the bridge's name; libvirt makes the bridge itself."""
    bridge, forward = facts.document.find("bridge"), facts.document.find("forward")
    name = bridge.get("name") if bridge is not None else None
    if not name or not facts.local or (forward is not None and forward.get("mode") in ("bridge", "passthrough", "private", "vepa")):
        return None
    if facts.error.errno not in (None, errno.EEXIST) or not os.path.exists(f"/sys/class/net/{name}"):
        return None
    return Conflict, (f"The host has a link {name} of its own: give the network another bridge.name, or, if guests are to be on that "
                      "bridge of the host, declare forward: {mode: bridge} and no ips.")


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
    "define": (not_in_the_schema, same_uuid("networkLookupByUUIDString"), _other_networks_bridge),
    "start": (_hosts_bridge, _hosts_subnet),
}
