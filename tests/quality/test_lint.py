# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every linter that the ecosystem asks of a collection, with nothing ignored."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from bench import programs
from bench.paths import COLLECTIONS, ROOT


def run(*command: str, cwd: Path = ROOT, **environment: str) -> str:
    done = programs.run(command, cwd=cwd, env={**os.environ, **environment})
    if done.returncode:
        pytest.fail(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}", pytrace=False)
    return done.stdout


def tracked(*patterns: str) -> list[str]:
    """The files that git knows, or would take."""
    names = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", *patterns).split("\n")
    return [name for name in names if name and (ROOT / name).exists()]


def test_no_lint_is_ignored():
    """Nobody hides a finding in an ignore file."""
    names = tracked()
    assert not [name for name in names if "/sanity/ignore" in name or Path(name).name == ".ansible-lint-ignore"]


def test_no_role_depends_on_the_order_of_a_set():
    """Ansible's filters for sets give another order in each run, and what is written from them changes each time."""
    filters = re.compile(r"\|\s*(difference|intersect|symmetric_difference|union)\b")
    assert not [name for name in tracked("roles/*.yml", "roles/*.j2") if filters.search((ROOT / name).read_text(encoding="utf-8"))]


def test_ruff():
    run("ruff", "check", "--no-cache", ".")


def test_yamllint():
    run("yamllint", "--strict", *tracked("*.yml", "*.yaml"))


def test_ansible_lint():
    """--offline: what the roles need of other collections lies in the virtual environment."""
    run(
        "ansible-lint",
        "--profile=production",
        "--strict",
        "--offline",
        "--nocolor",
        ANSIBLE_COLLECTIONS_PATH=str(COLLECTIONS),
    )


def test_documentation():
    run(
        "antsibull-docs",
        "lint-collection-docs",
        "--plugin-docs",
        "--validate-collection-refs=self",
        ".",
        cwd=COLLECTIONS / "ansible_collections" / "anvil" / "hypervisor",
    )


def test_managed_nodes_need_python_3_9_only():
    sources = tracked("plugins/modules/*.py", "plugins/module_utils/**.py")
    run("vermin", "--quiet", "--no-tips", "--eval-annotations", "--target=3.9-", "--violations", *sources)


def test_shell_scripts_parse():
    for name in tracked():
        path = ROOT / name
        if path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env bash"):
            run("bash", "-n", name)


def test_galaxy_importer(tmp_path):
    """Galaxy takes what `ansible-galaxy collection build` makes."""
    run("ansible-galaxy", "collection", "build", "--output-path", str(tmp_path), str(ROOT))
    (artifact,) = tmp_path.glob("*.tar.gz")
    config = tmp_path / "galaxy-importer.cfg"
    config.write_text("[galaxy-importer]\nRUN_ANSIBLE_LINT = False\nRUN_ANSIBLE_TEST = False\n", encoding="utf-8")
    output = run(
        "python",
        "-m",
        "galaxy_importer.main",
        str(artifact),
        cwd=tmp_path,
        GALAXY_IMPORTER_CONFIG=str(config),
        HOME=str(tmp_path),
    )
    assert "Importer processing completed successfully" in output, output
    assert "ERROR" not in output, output
