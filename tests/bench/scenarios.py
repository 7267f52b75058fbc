# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of taking back declare: small changes of each kind, on libvirt's test driver."""

from __future__ import annotations

from typing import Any

from bench.scenario import Scenario

HOSTS = [{"mac": f"52:54:00:00:00:0{number}", "ip": f"10.9.0.{number}"} for number in range(5, 9)]


def network(hosts: list[dict[str, str]], **options: Any) -> dict[str, Any]:
    return {"name": "net", "state": "active", "autostart": True, "bridge": {"name": "vbr9"}, **options,
            "ips": [{"address": "10.9.0.1", "prefix": 24, "dhcp": {"hosts": hosts}}]}


NETWORK, MORE = network(HOSTS[:2]), network(HOSTS[1:])
POOL = {"name": "images", "type": "dir", "target": {"path": "/nowhere"}, "state": "active", "autostart": True}
VOLUME = {"pool": "images", "name": "a", "capacity": "1 MiB"}
# Each list of a network that changes while it runs, before and after.
LISTS: dict[str, tuple[Any, Any]] = {
    "forward": ({"mode": "nat", "interfaces": ["eth7"]}, {"mode": "nat", "interfaces": ["eth8"]}),
    "port_groups": ([{"name": "a"}], [{"name": "b"}]),
    "dns": ({"txts": [{"name": "a", "value": "1"}], "srvs": [{"service": "a", "protocol": "tcp", "target": "x", "port": 1}],
             "hosts": [{"ip": "10.9.0.7", "hostnames": ["a"]}]},
            {"txts": [{"name": "b", "value": "1"}], "srvs": [{"service": "b", "protocol": "tcp", "target": "x", "port": 1}],
             "hosts": [{"ip": "10.9.0.8", "hostnames": ["b"]}]}),
    "ips": ([{"address": "10.9.0.1", "prefix": 24, "dhcp": {"hosts": HOSTS[:1], "ranges": [{"start": "10.9.0.20", "end": "10.9.0.30"}]}}],
            [{"address": "10.9.0.1", "prefix": 24, "dhcp": {"hosts": HOSTS[1:2], "ranges": [{"start": "10.9.0.40", "end": "10.9.0.50"}]}}]),
}
FULL, OTHER = ({"name": "net", "state": "active", "bridge": {"name": "vbr9"}, **{name: pair[which] for name, pair in LISTS.items()}}
               for which in (0, 1))
GUEST = {"name": "web", "type": "test", "memory": "64 MiB", "os": {"type": "hvm"}, "timeout": 1, "force": True, "autostart": True}
RUNNING = {**GUEST, "state": "running"}
# What the test driver sets in a running guest, before and after.
VALUES: dict[str, tuple[Any, Any]] = {
    "title": ("a", "b"), "description": ("a", "b"), "metadata": ({"urn:a": "<a:x xmlns:a='urn:a'/>"}, {"urn:a": "<a:y xmlns:a='urn:a'/>"}),
    "perf": ({"cpu_clock": True}, {"cpu_clock": False}), "on_reboot": ("restart", "destroy"), "current_memory": ("64 MiB", "48 MiB"),
    "vcpus": ({"count": 4, "current": 1}, {"count": 4, "current": 2}), "memtune": ({"hard_limit": "1 GiB"}, {"hard_limit": "2 GiB"}),
    "blkiotune": ({"weight": 200, "devices": [{"path": "/dev/vda", "read_bytes_sec": 1000, "write_iops_sec": 10}]},
                  {"weight": 300, "devices": [{"path": "/dev/vda", "read_bytes_sec": 2000, "write_iops_sec": 20}]}),
    "numatune": ({"memory": {"mode": "strict", "nodeset": "0"}}, {"memory": {"mode": "strict", "nodeset": "0-1"}}),
}
TUNED, RETUNED = ({**RUNNING, **{name: pair[which] for name, pair in VALUES.items()}} for which in (0, 1))
# libvirt splits such a rule for several processors.
KEPT_OTHERWISE = """<domain type='test'><name>web</name><memory unit='MiB'>{}</memory><vcpu>3</vcpu><os><type>hvm</type></os><cputune>
<vcpusched vcpus='0-1' scheduler='fifo' priority='1'/></cputune></domain>"""
SCENARIOS = [
    Scenario("made and started", "network", NETWORK, covers=("Define", "Start", "SetAutostart", "Undefine")),
    Scenario("changed while it runs", "network", MORE, [("network", NETWORK)], ("Restore",)),
    Scenario("restarted", "network", network(HOSTS[1:], mtu=1300, restart=True), [("network", NETWORK)]),
    Scenario("stopped", "network", {"name": "net", "state": "inactive", "autostart": False}, [("network", NETWORK)], ("Stop",)),
    Scenario("removed", "network", {"name": "net", "state": "absent"}, [("network", NETWORK)]),
    Scenario("made, built and started", "pool", POOL, covers=("Build",)),
    Scenario("restarted", "pool", {**POOL, "target": {"path": "/elsewhere"}, "restart": True}, [("pool", POOL)]),
    Scenario("removed", "pool", {"name": "images", "state": "absent"}, [("pool", POOL)]),
    Scenario("made", "volume", VOLUME, [("pool", POOL)]),
    Scenario("made under a mark", "volume", {**VOLUME, "allocation": "1 MiB"}, [("pool", POOL)], ("Create",)),
    Scenario("cloned", "volume", {"pool": "images", "name": "b", "clone_from": {"volume": "a"}}, [("pool", POOL), ("volume", VOLUME)],
             ("Clone",)),
    Scenario("removed", "volume", {**VOLUME, "state": "absent"}, [("pool", POOL), ("volume", VOLUME)], ("Delete",)),
    Scenario("made and started", "domain", RUNNING),
    Scenario("changed", "domain", {**GUEST, "memory": "96 MiB", "autostart": False}, [("domain", GUEST)]),
    Scenario("restarted", "domain", {**RUNNING, "memory": "96 MiB", "restart": True}, [("domain", RUNNING)], ("Shutdown", "StartGuest")),
    Scenario("kept otherwise", "domain", {"name": "web", "xml": KEPT_OTHERWISE.format(80)}, covers=("Remember",)),
    Scenario("kept otherwise than before", "domain", {"name": "web", "xml": KEPT_OTHERWISE.format(80)},
             [("domain", {"name": "web", "xml": KEPT_OTHERWISE.format(72)})]),
    Scenario("paused", "domain", {**GUEST, "title": "Web", "state": "paused"}, [("domain", RUNNING)], ("Suspend",)),
    Scenario("resumed", "domain", {**RUNNING, "title": "Web"}, [("domain", RUNNING), ("domain", {**GUEST, "state": "paused"})],
             ("Resume",)),
    Scenario("removed", "domain", {"name": "web", "state": "absent", "force": True}, [("domain", RUNNING)], ("UndefineGuest",)),
]
# Their steps are many: each pair of a failure and a compensation that fails, too, is for the gate `faults`.
MANY = [
    Scenario("with other members of each list", "network", OTHER, [("network", FULL)], (
        "UpdateNetwork dns_host", "UpdateNetwork dns_srv", "UpdateNetwork dns_txt", "UpdateNetwork forward_interface",
        "UpdateNetwork ip_dhcp_host", "UpdateNetwork ip_dhcp_range", "UpdateNetwork portgroup")),
    Scenario("given other values", "domain", RETUNED, [("domain", TUNED)], (
        "SetBlockShares", "SetEvents", "SetMemory", "SetMemoryLimits", "SetMetadata", "SetNotes", "SetNuma", "SetPerfEvents", "SetVcpus",
        "Record")),
]
