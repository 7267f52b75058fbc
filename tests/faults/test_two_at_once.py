# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two runs at once against one host: both end well or one says why, and what is there in the end is whole."""

from __future__ import annotations

import json

from bench.server import Server

COUNT = 12
ROUNDS = 2


def declared(server: Server) -> dict:
    return {
        "networks": [{"name": f"net-{n}", "state": "active", "forward": {"mode": "nat"}, "bridge": {"name": f"vb{n}"},
                      "ips": [{"address": f"10.7.{n}.1", "prefix": 24}]} for n in range(COUNT)],
        "pools": [{"name": f"pool-{n}", "type": "dir", "state": "active", "target": {"path": f"{server.storage}/pool-{n}"}}
                  for n in range(COUNT)],
        "secrets": [{"name": f"secret-{n}", "usage_type": "ceph", "value": "swordfish"} for n in range(COUNT)],
    }


def test_the_same_twice(server: Server) -> None:
    """Whoever loses a race may say so by name; afterwards a run finds everything whole."""
    server.module("resources", **declared(server))
    expected = server.snapshot()
    for _round in range(ROUNDS):
        server.wipe()
        both = [server.module_process("resources", declared(server)) for _number in range(2)]
        results = [json.loads(process.communicate()[0]) for process in both]
        for result in results:
            for failure in result.get("failures", ()):
                assert failure["name"], failure
                assert failure["operation"], failure
            assert "Traceback" not in result.get("msg", "")
        server.module("resources", **declared(server))
        assert server.snapshot() == expected
        assert not server.module("resources", **declared(server))["changed"]


def test_one_makes_and_one_removes(server: Server) -> None:
    """No order is promised, wholeness is: each object is as one of the two declared it."""
    made = declared(server)
    gone = {kind: [{"name": item["name"], "state": "absent"} for item in items] for kind, items in made.items()}
    for _round in range(ROUNDS):
        server.wipe()
        both = [server.module_process("resources", made), server.module_process("resources", gone)]
        for process in both:
            result = json.loads(process.communicate()[0])
            assert "Traceback" not in result.get("msg", "")
        server.module("resources", **made)
        assert not server.module("resources", **made)["changed"]
        server.module("resources", **gone)
        assert server.virsh("net-list", "--all", "--name").split() == []
        assert server.virsh("pool-list", "--all", "--name").split() == []
