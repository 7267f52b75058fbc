# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a scenario of Molecule, whole."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from bench.paths import COLLECTIONS, ROOT


def log_of(scenario: str, project: Path = ROOT) -> Path:
    """Where the output of the last run is kept."""
    return ROOT / ".cache" / f"molecule-{scenario if project == ROOT else project.name}.log"


def test(scenario: str, folder: Path, project: Path = ROOT, **environment: str) -> str:
    """`molecule test` in a project, with its own files in a folder of the test's. Returns the output."""
    command = [shutil.which("molecule") or "molecule", "test", "--scenario-name", scenario]
    done = subprocess.run(
        command,
        cwd=project,
        env=os.environ | {
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_HOME": str(folder / "ansible"),
            "MOLECULE_EPHEMERAL_DIRECTORY": str(folder / "molecule"),
            "PY_COLORS": "0",
            "NO_COLOR": "1",
        } | environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )
    log = log_of(scenario, project)
    log.write_text(done.stdout, encoding="utf-8")
    assert done.returncode == 0, f"{done.stdout[-8000:]}\nwhole output: {log}"
    return done.stdout
