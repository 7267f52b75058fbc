# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds a host to what it is asked to be: hardware, distribution, firmware, space, networks, packet filter."""

from __future__ import annotations

import os
import re
from itertools import combinations

from . import checks, site
from .programs import output
from .report import read_tree
from .tree import Tree

REQUIREMENTS = ("kvm", "xen", "emulation")
# What is looked at beside the hardware.
SURROUNDINGS = ("distribution", "release", "firmware", "space", "subnet", "forwarding", "firewalld")
NAMES = (*checks.NAMES, *SURROUNDINGS)

# The role kvm_host loads a module that is only not loaded yet.
_MENDED_BY_THE_ROLE = ("module_not_loaded",)
_ABOUT_OTHERS = {"kvm": ("xen",), "xen": ("kvm",)}
_TRUE_OF_EMULATION = ("memory", "vulnerabilities")


class Findings:
    """What was found wrong. A finding that is accepted by its name warns, and does not stop."""

    def __init__(self, accepted: list[str]):
        self.accepted = accepted
        self.problems: list[dict] = []
        self.warnings: list[dict] = []

    def stop(self, name: str, detail: str, remedy: str | None) -> None:
        (self.warnings if name in self.accepted else self.problems).append({"name": name, "detail": detail, "remedy": remedy})

    def warn(self, name: str, detail: str, remedy: str | None) -> None:
        self.warnings.append({"name": name, "detail": detail, "remedy": remedy})


def judge(options: dict, root: str = "/") -> dict:
    """`options` are the module's. Raises ValueError for those that make no sense."""
    wanted = [site.subnet(text) for text in options["subnets"]]
    space = [(entry["path"], site.size(entry["free"])) for entry in options["space"]]
    for name in options["accept"]:
        if name not in NAMES:
            raise ValueError(f"accept: {name} is not the name of a check. Choose of: {', '.join(NAMES)}.")
    tree = Tree(root)
    hardware = read_tree(tree)
    found = Findings(options["accept"])
    _hardware(found, options["require"], hardware)
    _distribution(found, options)
    _firmware(found, options["firmware"], hardware)
    _space(found, tree, space)
    _subnets(found, tree, wanted)
    if tree.live:
        judge_packet_filter(found, _forwarding(tree), tree.runs("firewalld"), bool(wanted), options["firewall_backend"])
    return {
        "require": options["require"],
        "passed": not found.problems,
        "problems": found.problems,
        "warnings": found.warnings,
        "hardware": hardware,
        "lines": lines(hardware) + [f"Warning: {_sentence(entry)}" for entry in found.warnings],
        "remedies": [f"[{entry['name']}] {_sentence(entry)}" for entry in found.problems],
    }


def _sentence(entry: dict) -> str:
    return " ".join(part for part in (entry["detail"], entry["remedy"]) if part)


def _hardware(found: Findings, require: str, hardware: dict) -> None:
    for check in hardware["checks"]:
        if check["cause"] is None or check["name"].startswith(_ABOUT_OTHERS.get(require, ())):
            continue
        entry = (check["name"], check["detail"], check["remedy"])
        if require == "emulation":
            if check["name"] == "architecture":
                found.stop(*entry)
            elif check["name"] in _TRUE_OF_EMULATION:
                found.warn(*entry)
        elif require in check["blocks"] and check["cause"] not in _MENDED_BY_THE_ROLE:
            found.stop(*entry)
        elif require in check["blocks"] or not check["blocks"]:
            found.warn(*entry)


def _distribution(found: Findings, options: dict) -> None:
    name, release, known = options["distribution"], options["release"], options["distributions"]
    if name is None or not known:
        return
    offered = "; ".join(
        each if "any" in releases else f"{each} {', '.join(map(str, releases))}" for each, releases in sorted(known.items())
    )
    reason = options["refused_distributions"].get(name)
    if reason:
        found.stop("distribution", f"{name} cannot be this: {reason}", f"Use one of: {offered}.")
    elif name not in known:
        found.stop("distribution", f"{name} is not supported.", f"Use one of: {offered}.")
    elif "any" not in known[name] and release not in map(str, known[name]):
        found.stop("release", f"{name} {release} is not supported.", f"Use one of: {offered}.")


def _firmware(found: Findings, wanted: str, hardware: dict) -> None:
    if wanted == "any" or hardware["firmware"] == wanted:
        return
    found.stop(
        "firmware",
        f"The host was booted by {hardware['firmware'] or 'a firmware that is not shown'}, and is asked to be booted by {wanted}.",
        "Change the boot mode in the firmware's set-up; an installed system mostly has to be installed anew.",
    )


def _space(found: Findings, tree: Tree, wanted: list[tuple[str, int]]) -> None:
    """A path that is to come lies on the file system of the nearest folder that is there."""
    needs: dict[int, tuple[int, int, list[str]]] = {}
    for path, least in wanted:
        nearest = tree.nearest(path)
        try:
            free, device = tree.free(nearest), os.stat(nearest).st_dev
        except OSError as error:
            found.stop("space", f"{path} cannot be looked at ({error.strerror}).", "Look at its file system.")
            continue
        _free, sum_, paths = needs.get(device, (free, 0, []))
        needs[device] = (free, sum_ + least, [*paths, path])
    for free, least, paths in needs.values():
        if free < least:
            found.stop(
                "space",
                f"{' and '.join(paths)} need {site.readable(least)}, and {site.readable(free)} are free there.",
                "Free some, give the file system more, or ask for less in preflight_space.",
            )


def _subnets(found: Findings, tree: Tree, wanted: list) -> None:
    for one, other in combinations(wanted, 2):
        if one.version == other.version and one.overlaps(other):
            found.stop("subnet", f"{one} and {other} overlap.", "Give each network of guests addresses of its own.")
    routes = site.ipv4_routes(tree.text("/proc/net/route")) + site.ipv6_routes(tree.text("/proc/net/ipv6_route"))
    servers = site.name_servers(tree.text("/etc/resolv.conf"))
    own = {}
    for name in tree.names("/run/libvirt/network", re.compile(r"\.xml$")):
        bridge = site.libvirt_bridge(tree.text(f"/run/libvirt/network/{name}"))
        if bridge:
            own[bridge] = name
    for one in wanted:
        users = site.users_of(one, routes, servers, own)
        if users:
            found.stop(
                "subnet",
                f"{one} is in use: {'; '.join(users)}. A network of guests there would cut the host off from it.",
                "Choose a subnet that is in use nowhere near the host, such as one in 10.0.0.0/8 or 192.168.0.0/16.",
            )


def judge_packet_filter(found: Findings, forwarding: site.Forwarding | None, firewalld: bool, networks: bool, backend: str) -> None:
    if forwarding is None:
        found.warn(
            "forwarding",
            "The packet filter cannot be looked at: nft is missing, or the user who asks may not.",
            "Ask as root (become: true), and look with iptables -S FORWARD whether something drops what is forwarded.",
        )
    elif forwarding.refused and not forwarding.libvirt_accepts:
        owner = {"docker": "Docker", "ufw": "ufw"}.get(forwarding.owner or "", "The packet filter")
        detail = f"{owner} drops what is forwarded: guests on a NAT or routed network reach nothing beyond the host."
        remedy = {
            "docker": "Set firewall_backend = \"iptables\" in libvirt's network.conf, so that its rules stand in the same chain, or accept "
            "the guests' bridge in Docker's chain: iptables -I DOCKER-USER -i BRIDGE -j ACCEPT and the same with -o.",
            "ufw": "Set DEFAULT_FORWARD_POLICY to ACCEPT in /etc/default/ufw, or: ufw route allow in on BRIDGE.",
        }.get(forwarding.owner or "", "Accept what is forwarded from and to the guests' bridges in the chain that drops it.")
        # iptables' rules of libvirt come first in the same chain and accept.
        report = found.stop if networks and backend != "iptables" else found.warn
        report("forwarding", detail, remedy)
    if firewalld:
        found.warn(
            "firewalld",
            "firewalld runs: libvirt puts its networks into the zone libvirt, and all else stays closed.",
            "Open what others shall reach, such as 16514/tcp and 49152-49215/tcp for migration; reload libvirt's networks after "
            "`firewall-cmd --complete-reload`.",
        )


def _forwarding(tree: Tree) -> site.Forwarding | None:
    """None where the packet filter cannot be looked at."""
    ruleset = output("nft", "--json", "list", "ruleset")
    found = site.forwarding(ruleset)
    # Older tables are listed only where they exist: listing them would make them.
    if not found.refused and "filter" in (tree.text("/proc/net/ip_tables_names") or "").split():
        ruleset = output("iptables-legacy-save", "-t", "filter")
        found = site.forwarding_by_iptables(ruleset)
    return None if ruleset is None else found


# -- the report


def lines(hardware: dict) -> list[str]:
    """What the machine is, for a person."""
    cpu, machine = hardware["cpu"], hardware["machine"]
    return [
        f"Machine: {_words(machine['vendor'], machine['product']) or 'unknown'}, {_booted(hardware)}",
        f"Processor: {cpu['model_name'] or cpu['vendor'] or 'unknown'} ({hardware['architecture'] or 'unknown architecture'}), "
        f"{_many(cpu['sockets'], 'socket')}, {_many(cpu['cores'], 'core')}, {_many(cpu['threads'], 'thread')}, "
        f"{_many(cpu['numa_nodes'], 'NUMA node')}",
        f"Memory: {'unknown' if hardware['memory_mib'] is None else site.readable(hardware['memory_mib'] << 20)}{_pages(hardware)}",
        f"Virtualization: {_extension(hardware)}",
        f"Devices: IOMMU {'on' if hardware['iommu']['enabled'] else 'off or absent'}, "
        f"{_many(len(hardware['sriov']), 'device')} with virtual functions, {_many(len(hardware['mdev']), 'mediated type')}",
        f"Kernel: {hardware['kernel'] or 'unknown'}, control groups {hardware['cgroup']['version'] or 'unknown'}",
        *_surroundings(hardware),
        *(f"{title}: {_ready(hardware[kind])}" for title, kind in (("KVM", "kvm"), ("Xen", "xen"))),
    ]


def _words(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _many(number: int | None, word: str) -> str:
    if number is None:
        return f"{word}s unknown"
    return f"{number} {word}" + ("" if number == 1 else "s")


def _booted(hardware: dict) -> str:
    kind = {"uefi": "UEFI", "bios": "BIOS"}.get(hardware["firmware"], hardware["firmware"]) or "firmware unknown"
    return kind + (", Secure Boot on" if hardware["secure_boot"] else "")


def _pages(hardware: dict) -> str:
    reserved = [f"{counts['total']} x {size}" for size, counts in hardware["hugepages"].items() if counts["total"]]
    return f", huge pages {' and '.join(reserved)}" if reserved else ""


def _extension(hardware: dict) -> str:
    cpu = hardware["cpu"]
    if cpu["extension"] is None:
        return "no extension is shown"
    paging = {True: ", nested paging", False: ", no nested paging"}.get(cpu["nested_paging"], "")
    return f"{cpu['extension']}{paging}" + (", guests may nest" if hardware["nested"] else "")


def _surroundings(hardware: dict) -> list[str]:
    found = []
    if hardware["inside"]:
        found.append(f"Inside: a guest of {'another hypervisor' if hardware['inside'] == 'unknown' else hardware['inside']}")
    if hardware["container"]:
        found.append(f"Container: {hardware['container']}")
    return found


def _ready(verdict: dict) -> str:
    return "ready" if verdict["ready"] else "not ready. " + " ".join(verdict["blockers"])
