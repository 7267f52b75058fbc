# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surrounds a hypervisor on its host: networks in use, other owners of the packet filter, free space. Pure parsers."""

from __future__ import annotations

import ipaddress
import json
import re
import struct
from typing import NamedTuple

_UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(B|KiB|MiB|GiB|TiB)")

_UP = 0x0001  # RTF_UP, include/uapi/linux/route.h


class Route(NamedTuple):
    network: object
    interface: str


def size(text: str) -> int:
    """Bytes. Raises ValueError for anything without a unit."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text} is not a size: write a number and one of {', '.join(_UNITS)}, such as 10 GiB.")
    return int(float(match[1]) * _UNITS[match[2]])


def readable(amount: int) -> str:
    for unit in ("TiB", "GiB", "MiB", "KiB"):
        if amount >= _UNITS[unit]:
            return f"{amount / _UNITS[unit]:.1f} {unit}"
    return f"{amount} B"


def subnet(text: str):
    """An IPv4 or IPv6 network. Raises ValueError, with the remedy, for anything else."""
    try:
        found = ipaddress.ip_network(text)
    except ValueError as error:
        raise ValueError(f"{text} is not a subnet ({error}): write one such as 192.168.130.0/24.") from None
    if found.prefixlen == 0:
        raise ValueError(f"{text} is every address there is: name the guests' own subnet, such as 192.168.130.0/24.")
    return found


def ipv4_routes(text: str | None) -> list[Route]:
    """/proc/net/route: addresses in hexadecimal, in the byte order of the machine."""
    found = []
    for line in (text or "").splitlines()[1:]:
        fields = line.split()
        try:
            interface, destination, flags, mask = fields[0], int(fields[1], 16), int(fields[3], 16), int(fields[7], 16)
        except (IndexError, ValueError):
            continue
        if flags & _UP and mask:
            address = struct.pack("=I", destination)
            length = bin(mask).count("1")
            found.append(Route(ipaddress.ip_network((address, length), strict=False), interface))
    return found


def ipv6_routes(text: str | None) -> list[Route]:
    """/proc/net/ipv6_route, without what every link has."""
    found = []
    for line in (text or "").splitlines():
        fields = line.split()
        try:
            network = ipaddress.ip_network((bytes.fromhex(fields[0]), int(fields[1], 16)), strict=False)
            flags, interface = int(fields[8], 16), fields[9]
        except (IndexError, ValueError):
            continue
        ordinary = network.prefixlen > 0 and not (network.is_link_local or network.is_multicast or network.is_loopback)
        if flags & _UP and ordinary and interface != "lo":
            found.append(Route(network, interface))
    return found


def name_servers(text: str | None) -> list:
    """Addresses in /etc/resolv.conf that are not the machine's own."""
    found = []
    for line in (text or "").splitlines():
        fields = line.split()
        if fields[:1] == ["nameserver"] and len(fields) > 1:
            try:
                address = ipaddress.ip_address(fields[1].split("%")[0])
            except ValueError:
                continue
            if not address.is_loopback:
                found.append(address)
    return found


def users_of(wanted, routes: list[Route], servers: list, own: dict[str, str]) -> list[str]:
    """Who uses a subnet already. `own` maps the bridges of libvirt's networks to these networks' names."""
    found = []
    for route in routes:
        if route.interface not in own and route.network.version == wanted.version and route.network.overlaps(wanted):
            found.append(f"{route.network} by way of {route.interface}")
    found.extend(f"the name server {server}" for server in servers if server.version == wanted.version and server in wanted)
    return list(dict.fromkeys(found))


def libvirt_bridge(text: str | None) -> str | None:
    """The bridge in one of libvirt's status files."""
    match = re.search(r"<bridge\b[^>]*\bname=['\"]([^'\"]+)['\"]", text or "")
    return match[1] if match else None


class Forwarding(NamedTuple):
    """What the packet filter does to packets that are neither from nor for the host itself."""

    refused: bool = False
    owner: str | None = None  # docker, ufw, firewalld, or None for somebody else
    libvirt_accepts: bool = False


def forwarding(ruleset: str | None) -> Forwarding:
    """From `nft --json list ruleset`, which shows iptables' rules, too, where these are kept by nft."""
    try:
        entries = json.loads(ruleset or "{}").get("nftables", [])
        chains = [entry["chain"] for entry in entries if "chain" in entry]
        names = {str(chain.get("name")) for chain in chains}
        tables = {str(chain.get("table")) for chain in chains}
        refusing = [
            chain for chain in chains
            if chain.get("hook") == "forward" and chain.get("policy") == "drop" and chain.get("family") in ("ip", "inet")
        ]
    except (ValueError, TypeError, AttributeError, KeyError):
        return Forwarding()
    return Forwarding(bool(refusing), _owner(names, tables), "LIBVIRT_FWO" in names)


def forwarding_by_iptables(rules: str | None) -> Forwarding:
    """From `iptables-save`, for the older kind that nft does not show."""
    text = rules or ""
    names = set(re.findall(r"^:(\S+) ", text, re.MULTILINE))
    return Forwarding(re.search(r"^:FORWARD DROP\b", text, re.MULTILINE) is not None, _owner(names, set()), "LIBVIRT_FWO" in names)


def _owner(chains: set[str], tables: set[str]) -> str | None:
    if "DOCKER" in chains or "DOCKER-USER" in chains or "docker-bridges" in tables:
        return "docker"
    if "ufw-before-forward" in chains:
        return "ufw"
    return "firewalld" if "firewalld" in tables else None
