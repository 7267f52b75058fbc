# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of modules, as Ansible reads it in the YAML file beside each."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bench.paths import ROOT

MODULES = sorted(path for path in (ROOT / "plugins" / "modules").glob("*.py") if path.stem != "__init__")


def sections(module: Path) -> dict[str, Any]:
    """DOCUMENTATION, EXAMPLES and RETURN of a module."""
    found = yaml.load(module.with_suffix(".yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {**found, "EXAMPLES": yaml.safe_load(found["EXAMPLES"])}


def documented(contains: dict[str, Any], above: str = "") -> Iterator[str]:
    """The path of each value that a part of RETURN documents."""
    for name, entry in contains.items():
        yield f"{above}{name}"
        yield from documented(entry.get("contains", {}), f"{above}{name}.")


def returned(value: Any, contains: dict[str, Any], above: str = "") -> Iterator[str]:
    """The path of each value that was returned; what is in a value is looked at where the documentation says what there is."""
    for item in value if isinstance(value, list) else [value or {}]:
        for name, inner in item.items():
            yield f"{above}{name}"
            if "contains" in contains.get(name, {}):
                yield from returned(inner, contains[name]["contains"], f"{above}{name}.")


def declared_status(kind: str) -> Any:
    """What the module that reads a kind hands over as the declaration of its status."""
    module = importlib.import_module(f"ansible_collections.anvil.hypervisor.plugins.modules.{kind}_info")
    return getattr(module, "STATUS", ())


def undocumented(kind: str, entries: list[dict[str, Any]]) -> set[str]:
    """What the module that reads a kind has returned in the status of objects, and does not document."""
    contains = status_of(kind)
    return {path for entry in entries for path in returned(entry["status"], contains)} - set(documented(contains))


def read_value(module: str) -> dict[str, Any]:
    """What is documented of the one value that a module returns which reads one thing, such as a host."""
    (found,) = sections(ROOT / "plugins" / "modules" / f"{module}.py")["RETURN"].values()
    contains: dict[str, Any] = found["contains"]
    return contains


def status_of(kind: str) -> dict[str, Any]:
    """What is documented of the status of a kind's objects."""
    module = ROOT / "plugins" / "modules" / f"{kind}_info.py"
    found: dict[str, Any] = sections(module)["RETURN"][f"{kind}s"]["contains"]["status"]["contains"]
    return found
