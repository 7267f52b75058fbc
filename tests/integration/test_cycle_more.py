# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cycles of networks, pools, secrets and filters on a real libvirtd."""

from __future__ import annotations

import pytest
from bench.cycle import Cycle, Step, each, run

HOST = "ips[192.168.150.1].dhcp.hosts[192.168.150.77]"
NAT = {
    "name": "nat",
    "forward": {"mode": "nat", "nat": {"port": {"start": 2000, "end": 3000}}},
    "bridge": {"name": "virbr5", "stp": False},
    "mtu": 1400,
    "domain": {"name": "nat.example", "local_only": True},
    "dns": {"hosts": [{"ip": "192.168.150.9", "hostnames": ["gate", "gate.nat.example"]}], "txts": [{"name": "a", "value": "b"}]},
    "ips": [
        {"address": "192.168.150.1", "prefix": 24, "dhcp": {"ranges": [{"start": "192.168.150.100", "end": "192.168.150.200"}]}},
        {"address": "2001:db8:150::1", "prefix": 64, "family": "ipv6"},
    ],
}


def nat(**changes):
    return {**NAT, **changes}


def with_host(**host):
    first, second = NAT["ips"]
    return [{**first, "dhcp": {**first["dhcp"], "hosts": [host] if host else []}}, second]


CYCLES = [
    Cycle(
        "network",
        name="of every part, running",
        steps=[
            Step("create", nat(state="active", autostart=True), diff=["mtu: 1400", "state: active"],
                 actions=["define", "set_autostart autostart", "start"],
                 holds=lambda server: "mtu 1400" in server.run("ip", "link", "show", "virbr5").stdout),
            Step("add a DHCP host at once", nat(ips=with_host(mac="52:54:00:00:00:20", ip="192.168.150.77", name="web")),
                 diff=["web"], actions=[f"define {HOST}", f"update {HOST}"],
                 holds=lambda server: "192.168.150.77" in server.virsh("net-dumpxml", "nat")),
            Step("change it", nat(ips=with_host(mac="52:54:00:00:00:21", ip="192.168.150.77", name="web")),
                 holds=lambda server: "52:54:00:00:00:21" in server.virsh("net-dumpxml", "nat")),
            Step("take it away", nat(ips=with_host()), diff=["hosts: []"],
                 holds=lambda server: "192.168.150.77" not in server.virsh("net-dumpxml", "nat")),
            Step("change the MTU, which waits", nat(mtu=1300), actions=["define mtu"], restart_required=["mtu"],
                 holds=lambda server: "mtu 1400" in server.run("ip", "link", "show", "virbr5").stdout),
            Step("stop it", {"name": "nat", "state": "inactive"}, actions=["stop"]),
            Step("no autostart", {"name": "nat", "autostart": False}, actions=["set_autostart autostart"]),
            Step("delete", {"name": "nat", "state": "absent"}, diff=["mtu: 1300"], actions=["undefine"]),
        ],
    ),
    Cycle(
        "network",
        name="restarted when it may",
        given=[("network", nat(state="active"))],
        steps=[
            Step("restart", nat(mtu=1300, restart=True), actions=["define mtu", "stop mtu", "start mtu"],
                 holds=lambda server: "mtu 1300" in server.run("ip", "link", "show", "virbr5").stdout),
            Step("delete while it runs", {"name": "nat", "state": "absent"}, actions=["stop", "undefine"]),
        ],
    ),
    Cycle(
        "network",
        name="on a bridge, with port groups",
        steps=[
            Step("create", {"name": "lan", "forward": {"mode": "bridge"}, "bridge": {"name": "br0"}, "port_groups": [
                {"name": "office", "default": True, "vlan": {"tags": [{"id": 10}]},
                 "bandwidth": {"inbound": {"average": 1000, "peak": 2000, "burst": 512}}},
                {"name": "guests", "vlan": {"trunk": True, "tags": [{"id": 20}, {"id": 30, "native_mode": "untagged"}]}}],
                "virtualport": {"type": "openvswitch"}}, diff=["guests"]),
            Step("empty parts", {"name": "lan", "port_groups": [{"name": "office", "bandwidth": {}}]}, diff=["bandwidth: {}"]),
            Step("delete", {"name": "lan", "state": "absent"}),
        ],
    ),
    Cycle(
        "pool",
        name="dir",
        steps=[
            Step("create", {"name": "images", "type": "dir", "state": "active", "autostart": True,
                            "target": {"path": "STORAGE/images", "permissions": {"mode": "0750"}}},
                 diff=["path: STORAGE/images"], actions=["define", "build", "set_autostart autostart", "start"],
                 holds=lambda server: (server.storage / "images").is_dir()),
            Step("point it elsewhere, which waits", {"name": "images", "target": {"path": "STORAGE/other"}},
                 actions=["define target.path"], restart_required=["target.path"]),
            Step("stop it", {"name": "images", "state": "inactive"}, actions=["stop"]),
            Step("build what is missing and start", {"name": "images", "state": "active", "build": True}, actions=["build build", "start"]),
            Step("delete", {"name": "images", "state": "absent"}, actions=["stop", "undefine"],
                 holds=lambda server: (server.storage / "images").is_dir() and (server.storage / "other").is_dir()),
        ],
    ),
    Cycle(
        "pool",
        name="iscsi with a secret, as data",
        given=[("secret", {"name": "libiscsi", "usage_type": "iscsi", "value": "secret"})],
        steps=[
            Step("create", {"name": "san", "type": "iscsi", "target": {"path": "/dev/disk/by-path"}, "source": {
                "devices": [{"path": "iqn.2013-06.com.example:iscsi-pool"}], "hosts": [{"name": "san1.example", "port": 3260}],
                "auth": {"type": "chap", "username": "libvirt", "secret": {"usage": "libiscsi"}}}}),
            Step("another server", {"name": "san", "source": {"hosts": [{"name": "san2.example"}]}}, diff=["san2"]),
            Step("no proof any more", {"name": "san", "source": {"auth": {}}}, diff=["auth: {}"]),
            Step("delete", {"name": "san", "state": "absent"}),
        ],
    ),
    Cycle(
        "secret",
        name="that can be read back",
        steps=[
            Step("create", {"name": "chap", "usage_type": "iscsi", "value": "first", "description": "of the store"},
                 actions=["define", "set_value value"]),
            Step("another value", {"name": "chap", "usage_type": "iscsi", "value_base64": "c2Vjb25k"}, actions=["set_value value"]),
            Step("another description", {"name": "chap", "description": "of the new store"}, actions=["define description"]),
            Step("make it private", {"name": "chap", "private": True, "value": "third"},
                 actions=["set_value value", "define private"]),
            Step("delete", {"name": "chap", "state": "absent"}),
        ],
    ),
    Cycle(
        "secret",
        name="that is private from the start",
        steps=[
            Step("create", {"name": "/dev/mapper/luks", "usage_type": "volume", "private": True, "ephemeral": True, "value": "first"},
                 actions=["define", "set_value value", "define private"]),
            Step("delete", {"name": "/dev/mapper/luks", "state": "absent"}),
        ],
    ),
    Cycle(
        "nwfilter",
        steps=[
            Step("create", {"name": "ssh", "filterrefs": [{"filter": "clean-traffic", "parameters": [{"name": "IP", "value": "10.0.0.9"}]}],
                            "rules": [{"action": "accept", "direction": "in", "tcp": {"dstportstart": 22, "srcipaddr": "$FROM"}},
                                      {"action": "accept", "direction": "out", "ip": {"srcipaddr": "10.0.0.0", "srcipmask": "255.0.0.0"}},
                                      {"action": "drop", "direction": "inout", "priority": 900, "all": {}}]}),
            Step("change a rule", {"name": "ssh", "rules": [{"action": "drop", "direction": "inout", "all": {}}]}, diff=["accept"]),
            Step("turn rules round", {"name": "ssh", "filterrefs": [], "rules": [
                {"action": "return", "direction": "in", "icmpv6": {}}, {"action": "drop", "direction": "inout", "all": {}}]}),
            Step("delete", {"name": "ssh", "state": "absent"}),
        ],
    ),
]


@pytest.mark.parametrize("cycle", each(CYCLES, elsewhere=("network", "pool")))
def test_cycle(server, cycle):
    run(server, cycle)
