# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No tests by themselves: test_ended.py runs each and ends it while it waits."""

from __future__ import annotations

import json
import os
from pathlib import Path

from bench import molecule
from bench.server import Server

# Of the names of Molecule's servers: those of the other tests may run meanwhile.
SUFFIX = "ended"


def test_waits(own_server: Server) -> None:
    told = Path(os.environ["TOLD"])
    sleeper = own_server.popen("sleep", "1000")
    part = told.with_suffix(".part")
    part.write_text(json.dumps({"folder": str(own_server.folder), "processes": [os.getpid(), own_server.pid, sleeper.pid]}), "utf-8")
    part.rename(told)
    own_server.play([{"ansible.builtin.command": "sleep 1000"}])


def test_molecule_waits(tmp_path: Path) -> None:
    molecule.test("preflight", tmp_path, molecule.shortened("preflight", tmp_path, SUFFIX))
