# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of taking back declare: small changes of each kind, on libvirt's test driver."""

from __future__ import annotations

from typing import Any

from bench.engine import Engine
from bench.scenario import Scenario

HOSTS = [{"mac": f"52:54:00:00:00:0{number}", "ip": f"10.9.0.{number}"} for number in range(5, 9)]


def network(hosts: list[dict[str, str]], **options: Any) -> dict[str, Any]:
    return {"name": "net", "state": "active", "autostart": True, "bridge": {"name": "vbr9"}, **options,
            "ips": [{"address": "10.9.0.1", "prefix": 24, "dhcp": {"hosts": hosts}}]}


NETWORK, MORE = network(HOSTS[:2]), network(HOSTS[1:])
POOL = {"name": "images", "type": "dir", "target": {"path": "/nowhere"}, "state": "active", "autostart": True}
VOLUME = {"pool": "images", "name": "a", "capacity": "1 MiB"}
GUEST = {"name": "web", "type": "test", "memory": "64 MiB", "os": {"type": "hvm"}, "timeout": 1, "force": True, "autostart": True}
RUNNING = {**GUEST, "state": "running"}
SCENARIOS = [
    Scenario("made and started", "network", NETWORK),
    Scenario("changed while it runs", "network", MORE, [("network", NETWORK)]),
    Scenario("restarted", "network", network(HOSTS[1:], mtu=1300, restart=True), [("network", NETWORK)]),
    Scenario("stopped", "network", {"name": "net", "state": "inactive", "autostart": False}, [("network", NETWORK)]),
    Scenario("removed", "network", {"name": "net", "state": "absent"}, [("network", NETWORK)]),
    Scenario("made, built and started", "pool", POOL),
    Scenario("restarted", "pool", {**POOL, "target": {"path": "/elsewhere"}, "restart": True}, [("pool", POOL)]),
    Scenario("removed", "pool", {"name": "images", "state": "absent"}, [("pool", POOL)]),
    Scenario("made", "volume", VOLUME, [("pool", POOL)]),
    Scenario("made under a mark", "volume", {**VOLUME, "allocation": "1 MiB"}, [("pool", POOL)]),
    Scenario("cloned", "volume", {"pool": "images", "name": "b", "clone_from": {"volume": "a"}}, [("pool", POOL), ("volume", VOLUME)]),
    Scenario("removed", "volume", {**VOLUME, "state": "absent"}, [("pool", POOL), ("volume", VOLUME)]),
    Scenario("made and started", "domain", RUNNING),
    Scenario("changed", "domain", {**GUEST, "memory": "96 MiB", "autostart": False}, [("domain", GUEST)]),
    Scenario("restarted", "domain", {**RUNNING, "memory": "96 MiB", "restart": True}, [("domain", RUNNING)]),
    Scenario("paused", "domain", {**GUEST, "title": "Web", "state": "paused"}, [("domain", RUNNING)]),
    Scenario("resumed", "domain", {**RUNNING, "title": "Web"}, [("domain", RUNNING), ("domain", {**GUEST, "state": "paused"})]),
    Scenario("removed", "domain", {"name": "web", "state": "absent", "force": True}, [("domain", RUNNING)]),
]


def prepared(engine: Engine, scenario: Scenario) -> dict[str, Any]:
    """Make what is there before, and nothing else."""
    engine.prepare = lambda kind, driver: None
    engine.wipe()
    for kind, options in scenario.given:
        engine.run(kind, **options)
    return engine.snapshot()
