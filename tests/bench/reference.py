# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of modules, as Ansible reads it: in the module, or in the YAML file beside it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import yaml

from bench.paths import ROOT

MODULES = sorted(path for path in (ROOT / "plugins" / "modules").glob("*.py") if path.stem != "__init__")


def sections(module: Path) -> dict[str, Any]:
    """DOCUMENTATION, EXAMPLES and RETURN of a module."""
    sidecar = module.with_suffix(".yml")
    if sidecar.exists():
        found = yaml.load(sidecar.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return {**found, "EXAMPLES": yaml.safe_load(found["EXAMPLES"])}
    literals = {node.targets[0].id: node.value.value for node in ast.parse(module.read_text(encoding="utf-8")).body
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant)}
    return {name: yaml.safe_load(literals[name]) for name in ("DOCUMENTATION", "EXAMPLES", "RETURN")}
