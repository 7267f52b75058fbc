# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's data for each distribution is what the table, which cites its sources, says, and libvirt_daemon knows them, too."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).resolve().parent
ROLES = HERE.parents[2] / "roles"
TABLE = yaml.safe_load((HERE / "xen_host.yml").read_text(encoding="utf-8"))
ROWS = TABLE["distributions"]


def load(role: str, name: str) -> dict:
    text = (ROLES / role / "vars" / "distributions" / f"{name}.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)[f"__{role}_distribution"]


@pytest.mark.parametrize("row", ROWS)
def test_data_is_what_the_table_says(row: str) -> None:
    found = load("xen_host", row.split(" ", maxsplit=1)[0])
    cells = {name: found[name] for name in ("grub_settings", "grub_write", "device_model") if name in found}
    cells["packages"] = sorted(found["packages"] + found["packages_by_architecture"].get("x86_64", []))
    assert cells == {name: cell["value"] for name, cell in ROWS[row].items() if name != "run"}


@pytest.mark.parametrize("row", ROWS)
def test_every_cell_cites_a_source(row: str) -> None:
    for name, cell in ROWS[row].items():
        assert name == "run" or (set(cell["source"]) <= set(TABLE["sources"]) and cell["source"]), f"{row}: {name}"


def test_every_release_has_a_row_and_is_one_of_libvirt_daemon() -> None:
    names = {path.stem for path in (ROLES / "xen_host" / "vars" / "distributions").glob("*.yml")}
    assert {f"{name} {release}" for name in names for release in load("xen_host", name)["releases"]} == set(ROWS)
    for row in ROWS:
        name, release = row.split(" ")
        assert release in load("libvirt_daemon", name)["releases"]  # whose tasks it includes
