# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each module has enough examples, and names the related modules and the pages that explain its facts."""

from __future__ import annotations

import re

import pytest
from bench.paths import ROOT
from bench.reference import MODULES, sections

FEWEST_EXAMPLES = {"domain": 15, "resources": 8}
NAMES = {module.stem for module in MODULES}
REPOSITORY = re.compile(r"https://github\.com/anvil-collections/anvil\.hypervisor/blob/main/([^#]*)")
each_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)


def related(module):
    """The modules of this collection that a module names, and the links to pages."""
    entries = sections(module)["DOCUMENTATION"].get("seealso", [])
    return [entry["module"] for entry in entries if "module" in entry], [entry["link"] for entry in entries if "link" in entry]


@each_module
def test_a_module_has_enough_examples(module):
    tasks = sections(module)["EXAMPLES"]
    own = [task for task in tasks if f"anvil.hypervisor.{module.stem}" in task]
    assert len(tasks) >= FEWEST_EXAMPLES.get(module.stem, 3)
    assert own
    names = [task["name"] for task in tasks]
    assert len(set(names)) == len(names)


@each_module
def test_a_module_names_related_modules_and_the_pages_of_its_facts(module):
    modules, links = related(module)
    assert modules, "no related module in seealso"
    assert {name.rpartition(".")[2] for name in modules} <= NAMES - {module.stem}
    assert links, "no page of libvirt, of the kernel or of this collection in seealso"
    for link in links:
        page = REPOSITORY.fullmatch(link.partition("#")[0])
        assert page is None or (ROOT / page[1]).exists(), link


@pytest.mark.parametrize("kind", sorted(NAMES & {name.removesuffix("_info") for name in NAMES if name.endswith("_info")}))
def test_a_module_and_the_one_that_reads_name_each_other(kind):
    modules, links = zip(*(related(ROOT / "plugins" / "modules" / f"{name}.py") for name in (kind, f"{kind}_info")))
    assert f"anvil.hypervisor.{kind}_info" in modules[0]
    assert f"anvil.hypervisor.{kind}" in modules[1]
    assert kind == "boot" or {link for link in links[0] if "libvirt.org" in link} & set(links[1])
