# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles on servers with systemd: every scenario of extensions/molecule, whole on both releases, and shortened on one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bench import molecule
from bench.needs import needs_root
from bench.paths import ROOT

SCENARIOS = sorted(path.parent.name for path in (ROOT / "extensions" / "molecule").glob("*/molecule.yml"))

# Steps, by name and the how-manieth, that must report no change.
UNCHANGED = {"kvm_host": (("check", 2), ("side_effect", 3)), "guest_bridge": (("side_effect", 4),)}

pytestmark = needs_root


def changes(output: str) -> dict[tuple[str, int], int]:
    """How many changes each step reported, by its name and the how-manieth of that name it is."""
    found: dict[tuple[str, int], int] = {}
    step = ""
    times: dict[str, int] = {}
    for line in re.sub(r"\x1b\[[0-9;]*m", "", output).splitlines():
        if begins := re.search(r"\[\S+ > (\w+)\] Executing$", line):
            step = begins[1]
            times[step] = times.get(step, 0) + 1
        elif recap := re.search(r": ok=\d+ +changed=(\d+)", line):
            key = (step, times.get(step, 0))
            found[key] = found.get(key, 0) + int(recap[1])
    return found


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_role_converges_and_is_at_rest(scenario: str, tmp_path: Path) -> None:
    """The short proof, on one release."""
    output = molecule.test(scenario, tmp_path, molecule.shortened(scenario, tmp_path))
    made, again = (sum(number for key, number in changes(output).items() if key == (step, 1)) for step in ("converge", "idempotence"))
    assert (made > 0, again) == (scenario != "preflight", 0)


@pytest.mark.gate("hosts")
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str, tmp_path: Path) -> None:
    changed = changes(molecule.test(scenario, tmp_path))
    for step in UNCHANGED.get(scenario, ()):
        assert changed[step] == 0, f"{step} changed something; whole output: {molecule.log_of(scenario)}"
