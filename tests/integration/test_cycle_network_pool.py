# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks and pools through the whole cycle."""

from __future__ import annotations

import pytest
from bench.cycle import Cycle, Step, run

NETWORK = {
    "name": "lab",
    "forward": {"mode": "nat"},
    "bridge": {"name": "virbr-lab"},
    "ips": [{"address": "192.168.150.1", "prefix": 24, "dhcp": {"ranges": [{"start": "192.168.150.10", "end": "192.168.150.99"}]}}],
}

CYCLES = [
    Cycle(
        "network",
        name="defined only",
        steps=[
            Step("create", NETWORK, diff=["192.168.150.10"]),
            Step("modify", {"name": "lab", "mtu": 1400}, diff=["mtu: 1400"]),
            Step("delete", {"name": "lab", "state": "absent"}),
        ],
    ),
    Cycle(
        "network",
        name="active",
        steps=[
            Step("create", {**NETWORK, "state": "active", "autostart": True}, diff=["192.168.150.10", "active"]),
            Step("stop", {"name": "lab", "state": "inactive"}, diff=["inactive"]),
            Step("delete", {"name": "lab", "state": "absent"}),
        ],
    ),
    Cycle(
        "pool",
        name="dir",
        steps=[
            Step(
                "create",
                {"name": "images", "type": "dir", "target": {"path": "STORAGE/images"}, "build": True, "state": "active"},
                diff=["STORAGE/images"],
            ),
            Step("modify", {"name": "images", "autostart": True}, diff=["autostart: true"]),
            Step("stop", {"name": "images", "state": "inactive"}, diff=["inactive"]),
            Step("delete", {"name": "images", "state": "absent"}),
        ],
    ),
]


@pytest.mark.parametrize("cycle", CYCLES, ids=str)
def test_cycle(server, cycle):
    run(server, cycle)
