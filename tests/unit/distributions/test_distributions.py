# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's data for each distribution is complete and is what the table, which cites its sources, says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from bench.paths import ROOT
from bench.reference import sections

HERE = Path(__file__).resolve().parent
KERNEL_COMMAND_LINE = ROOT / "plugins" / "modules" / "kernel_command_line.py"
ROLE = HERE.parents[2] / "roles" / "libvirt_daemon"
KERNEL = yaml.safe_load((ROOT / "roles" / "host_kernel" / "vars" / "main.yml").read_text(encoding="utf-8"))
TABLE = yaml.safe_load((HERE / "table.yml").read_text(encoding="utf-8"))
ROWS = TABLE["distributions"]
DISTRIBUTIONS = {path.stem for path in (ROLE / "vars" / "distributions").glob("*.yml")}


def load(path: str) -> Any:
    return yaml.safe_load((ROLE / "vars" / path).read_text(encoding="utf-8"))


def merge(base: dict, over: dict) -> dict:
    """As Ansible's combine(recursive=true)."""
    merged = dict(base)
    for key, value in over.items():
        merged[key] = merge(base[key], value) if isinstance(value, dict) and key in base else value
    return merged


def data(row: str) -> dict[str, Any]:
    """What the role takes for the distribution: its family's, overlaid with its own and its release's."""
    name, release = row.split(" ")
    own = load(f"distributions/{name}.yml")["__libvirt_daemon_distribution"]
    family = load(f"families/{own['family']}.yml")["__libvirt_daemon_family"]
    boot_loaders = {name.lower(): kind for name, kind in KERNEL["__host_kernel_boot_loaders"].items()}
    found = merge(merge(family, own.get("differences", {})), own["releases"][release])
    return {**found, "boot_loader": boot_loaders[own["family"]]}  # which the role host_kernel has, by Ansible's name of the family


def cells(found: dict[str, Any]) -> dict[str, Any]:
    """The same in the table's words."""
    return {
        "packages": sorted(found["packages"] + found["packages_by_architecture"]["x86_64"]),
        "daemons": found["daemons"],
        "daemon_kinds": found["daemon_kinds"],
        "service_packages": sorted({p for some in found["packages_by_service_manager"].values() for p in some}),
        "group": found["group"],
        "guests_settings": found["guests_settings"],
        "boot_loader": found["boot_loader"],
        "starts_default_network": found.get("starts_default_network", False),
    }


@pytest.mark.parametrize("row", ROWS)
def test_data_is_what_the_table_says(row: str) -> None:
    expected = {name: cell["value"] for name, cell in ROWS[row].items() if name != "run"}
    assert cells(data(row)) == expected


@pytest.mark.parametrize("row", ROWS)
def test_every_cell_cites_a_source(row: str) -> None:
    for name, cell in ROWS[row].items():
        if name != "run":
            assert cell["source"], f"{row}: {name}"
            assert set(cell["source"]) <= set(TABLE["sources"]), f"{row}: {name}"


def test_every_supported_release_has_a_row() -> None:
    supported = {
        f"{name} {release}"
        for name in DISTRIBUTIONS
        for release in load(f"distributions/{name}.yml")["__libvirt_daemon_distribution"]["releases"]
    }
    assert supported == set(ROWS)


def test_what_is_marked_as_run_is_run() -> None:
    """A row may say `molecule` only if the scenario boots that release."""
    suites = {"bookworm": "Debian 12", "trixie": "Debian 13"}
    scenario = HERE.parents[2] / "extensions" / "molecule" / "kvm_host" / "molecule.yml"
    platforms = yaml.safe_load(scenario.read_text(encoding="utf-8"))["platforms"]
    assert {suites[platform["suite"]] for platform in platforms} == {row for row in ROWS if ROWS[row]["run"]}


@pytest.mark.parametrize("row", ROWS)
def test_data_is_complete(row: str) -> None:
    found = data(row)
    assert found["daemons"] in found["daemon_kinds"]
    assert found["flavoured_package"] in found["packages"]
    assert {"x86_64", "aarch64"} <= set(found["packages_by_architecture"])
    assert found["boot_loader"] in sections(KERNEL_COMMAND_LINE)["DOCUMENTATION"]["options"]["boot_loader"]["choices"]
    for query in ("package_query", "package_list", "package_remove_dry_run"):
        assert found[query]
