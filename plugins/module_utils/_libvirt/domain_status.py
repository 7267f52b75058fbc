# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The status of domains: libvirt.org/html/libvirt-libvirt-domain."""

from __future__ import annotations

from .running_status import DRIFT, LIFECYCLE
from .session import libvirt
from .status_values import Group, Value


def _power(driver, model, name, observed):
    return observed.status.get("state", "running") if observed.active else "shutoff", bool(driver.handle(name).hasManagedSaveImage())


def _running(driver, model, name, observed):
    return (int(observed.live.get("id", -1)), _addresses(driver.handle(name), observed)) if observed.active else None


def _addresses(handle, observed):
    """Addresses of a running guest, with their sources: DHCP leases, the guest agent, the host's ARP table."""
    sources = [("lease", libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE), ("arp", libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP)]
    agents = observed.live.iterfind("./devices/channel/target[@name='org.qemu.guest_agent.0']")
    if any(target.get("state") == "connected" for target in agents):
        sources.insert(1, ("agent", libvirt.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT))
    found = {}
    for word, source in sources:
        try:
            interfaces = handle.interfaceAddresses(source)
        except libvirt.libvirtError:
            # No network of libvirt's, no agent, no ARP: this source knows nothing.
            continue
        for device, data in interfaces.items():
            for address in data["addrs"] or ():
                first = (device, data["hwaddr"], address["addr"], address["prefix"], [])
                found.setdefault((data["hwaddr"], address["addr"]), first)[-1].append(word)
    return list(found.values())


STATUS = (
    LIFECYCLE,
    Group((
        Value("state", "str", "Its state: V(running), V(paused), V(shutoff), V(crashed) or V(pmsuspended).", "running"),
        Value("managed_save", "bool", "Whether its memory is saved, so that it resumes from that memory when it is started.", False),
    ), _power),
    Group((
        Value("id", "int", "libvirt's number of the running guest.", 3),
        Value("addresses", "list", "The addresses of its interfaces, as far as the host knows them.", entries=(
            Value("interface", "str", "Name of the interface, on the host or, if the agent knows it, in the guest.", "vnet0"),
            Value("mac", "str", "Its MAC address.", "52:54:00:aa:bb:01"),
            Value("address", "str", "The IP address.", "192.168.110.10"),
            Value("prefix", "int", "Length of the network's prefix.", 24),
            Value("sources", "list", "Where the address is known from: V(lease) of DHCP, V(agent) in the guest, V(arp) table of the host.",
                  ["lease"]),
        )),
    ), _running, "when the domain runs"),
    DRIFT,
)
