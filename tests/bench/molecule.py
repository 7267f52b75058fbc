# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a scenario of Molecule, whole."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import yaml

from bench import playbook, programs
from bench.paths import COLLECTIONS, ROOT
from bench.systemd_host import SystemdHost

SCENARIOS = Path("extensions") / "molecule"
SHORT = ("create", "prepare", "converge", "idempotence", "destroy")


def log_of(scenario: str, project: Path = ROOT) -> Path:
    """Where the output of the last run is kept."""
    return ROOT / ".cache" / f"molecule-{scenario if project == ROOT else project.name}.log"


def _path(scenario: str, project: Path) -> Path:
    return project / SCENARIOS / scenario / "molecule.yml"


def _configuration(scenario: str, project: Path) -> dict[str, Any]:
    return yaml.safe_load(_path(scenario, project).read_text(encoding="utf-8"))


def shortened(scenario: str, folder: Path, suffix: str = "short") -> Path:
    """A project that has this one's files, and of the scenario the last server and what shows that the role does its work.

    That is: converge, the same again, and the first verification after it. `suffix`: of its name and of its server's.
    """
    project = folder / f"{scenario}-{suffix}"
    project.mkdir()
    for entry in ROOT.iterdir():
        if entry.name not in (SCENARIOS.parts[0], ".git"):
            (project / entry.name).symlink_to(entry)
    shutil.copytree(ROOT / SCENARIOS, project / SCENARIOS)
    configured = _configuration(scenario, project)
    configured["platforms"] = [{**platform, "name": f"{platform['name']}-{suffix}"} for platform in configured["platforms"][-1:]]
    steps = configured["scenario"]["test_sequence"]
    verified = next(step for step in steps[steps.index("idempotence"):] if step.startswith("verify"))
    configured["scenario"]["test_sequence"] = [step for step in dict.fromkeys(steps) if step in (*SHORT, verified)]
    _path(scenario, project).write_text(yaml.safe_dump(configured), encoding="utf-8")
    return project


def test(scenario: str, folder: Path, project: Path = ROOT, **environment: str) -> str:
    """`molecule test` in a project, with its own files in a folder of the test's. Returns the output."""
    command = [shutil.which("molecule") or "molecule", "test", "--scenario-name", scenario]
    variables = os.environ | playbook.callbacks() | {
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_HOME": str(folder / "ansible"),
        "MOLECULE_EPHEMERAL_DIRECTORY": str(folder / "molecule"),
        "PY_COLORS": "0",
        "NO_COLOR": "1",
    } | environment
    try:
        done = programs.run(command, cwd=project, env=variables)
    except BaseException:  # the run was ended; Molecule was, too, before it came to `destroy`
        for platform in _configuration(scenario, project)["platforms"]:
            SystemdHost(platform["name"]).stop()
        raise
    log = log_of(scenario, project)
    log.write_text(done.stdout, encoding="utf-8")
    assert done.returncode == 0, f"{done.stdout[-8000:]}\nwhole output: {log}"
    return done.stdout
