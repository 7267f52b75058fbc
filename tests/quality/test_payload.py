# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module ships what it needs: the target compiles all of it at every task."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from bench.payload import names, payloads

# The most KiB of the collection's files that a module may ship: a fifth more than it shipped when the bound was set.
LARGEST = {
    "boot": 115, "boot_guard": 13, "boot_info": 113, "change_journal": 12, "domain": 717, "domain_info": 575, "hardware_capture": 91,
    "hardware_info": 86, "host_info": 80, "image": 505, "kernel_command_line": 44, "libvirt_config": 60, "libvirt_services": 23,
    "network": 359, "network_info": 236, "nwfilter": 288, "nwfilter_info": 184, "pool": 340, "pool_info": 208, "preflight_info": 109,
    "resources": 908, "secret": 278, "secret_info": 147, "seed": 480, "unchanged_info": 15, "volume": 390, "volume_info": 260,
}


@pytest.fixture(scope="module")
def shipped():
    return payloads()


@pytest.mark.parametrize("module", names())
def test_a_module_ships_what_it_needs(module, shipped):
    payload = shipped[module]
    assert payload.size <= LARGEST[module] * 1024, f"{module} ships {payload}: does it import the declarations of another kind?"
    assert payload.size >= LARGEST[module] * 512, f"{module} ships {payload}, less than half of its bound: lower the bound"


@pytest.mark.parametrize("module", [*ORDER, *(f"{kind}_info" for kind in ORDER)])
def test_a_module_ships_its_own_kind_only(module, shipped):
    kinds = {"plugins/module_utils/_kinds/kind.py"} | ({f"plugins/module_utils/_kinds/{module}.py"} if module in ORDER else set())
    assert {path for path in shipped[module].files if "/_kinds/" in path} == kinds


@pytest.mark.parametrize("kind", ORDER)
def test_a_module_that_reads_ships_no_planner(kind, shipped):
    assert not [path for path in shipped[f"{kind}_info"].files if "/_reconcile/" in path]


def test_what_belongs_to_a_kind_is_of_that_kind():
    for name in ORDER:
        kind = kind_of(name)
        assert (kind.name, kind.model.kind, kind.driver.kind) == (name, name, name)
