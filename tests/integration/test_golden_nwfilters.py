# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each golden filter of the unit tests, on a real daemon: made, and nothing is left to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

CASES = sorted((Path(__file__).parents[1] / "unit/golden/nwfilter").glob("*.yml"))
FULL = {"type": 1, "flags": 1, "root_priority": 1, "root_priority_hi": 2, "root_cost": 1, "root_cost_hi": 2, "sender_priority": 1,
        "sender_priority_hi": 2, "port": 1, "port_hi": 2, "age": 1, "age_hi": 2, "max_age": 1, "max_age_hi": 2, "hello_time": 1,
        "hello_time_hi": 2, "forward_delay": 1, "forward_delay_hi": 2}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_daemon_keeps_it(server, case):
    options = yaml.safe_load(case.read_text(encoding="utf-8"))
    assert server.module("nwfilter", **options)["changed"]
    assert not server.module("nwfilter", **options)["changed"]


def test_a_rule_with_everything_does_not_stall_the_daemon(server):
    """Held against its schema, this one would keep the daemon busy for hours."""
    options = {"name": "full", "rules": [{"action": "drop", "direction": "in", "stp": FULL}]}
    assert server.module("nwfilter", **options)["changed"]
    assert not server.module("nwfilter", **options)["changed"]
