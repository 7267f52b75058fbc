# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The example of how Molecule is given emulated servers, which knows nothing of this collection."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import emulated, molecule
from bench.paths import ROOT

from emumetal import emulator

EXAMPLE = ROOT / "docs" / "examples" / "emulated"


@pytest.mark.long(minutes=4, plain=True)
def test_molecule_boots_a_server_and_takes_it_away(tmp_path: Path) -> None:
    output = molecule.test("default", tmp_path, EXAMPLE, RECIPE=str(emulated.recipe("plain")))
    assert "rescued=0" in output
    assert "booted-12" not in emulator.names()
