# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`10.0.0.1/24` wherever an address and the length of its prefix stand together."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen


def addressed():
    """Every model that has both options, once."""
    found, todo = set(), [kind_of(kind).model for kind in ORDER]
    seen = set()
    while todo:
        model = todo.pop()
        if model in seen:
            continue
        seen.add(model)
        todo += [below for node in model.nodes.values() for below in node.models()]
        if {"address", "prefix"} <= set(model.nodes):
            found.add(model)
    return sorted(found, key=lambda model: model.__qualname__)


def rest_of(model):
    return {name: "10.0.0.9" for name, node in model.nodes.items() if node.required and name != "address"}


def test_there_are_such_models():
    assert {model.__name__ for model in addressed()} >= {"Ip", "Route", "InterfaceIp"}


@pytest.mark.parametrize("model", addressed())
def test_k7c_an_address_may_carry_its_prefix(model):
    rest = rest_of(model)
    apart = model.validate({"address": "10.0.0.1", "prefix": 24, **rest}, "ips[0]", Seen())
    assert model.validate({"address": "10.0.0.1/24", **rest}, "ips[0]", Seen()) == apart
    assert model.validate({"address": "10.0.0.1/24", "prefix": "24", **rest}, "ips[0]", Seen()) == apart
    with pytest.raises(Invalid) as failed:
        model.validate({"address": "10.0.0.1/24", "prefix": 16, **rest}, "ips[0]", Seen())
    assert failed.value.option == "ips[0].prefix"
    assert "Leave prefix out, or write 24." in str(failed.value)
    with pytest.raises(Invalid) as failed:
        model.validate({"address": "10.0.0.1/33", **rest}, "ips[0]", Seen())
    assert failed.value.option == "ips[0].address"


@pytest.mark.parametrize("model", [model for model in addressed() if "netmask" in model.nodes])
def test_k7c_an_address_agrees_with_its_mask(model):
    rest = rest_of(model)
    desired = model.validate({"address": "10.0.0.1/24", "netmask": "255.255.255.0", **rest}, "ips[0]", Seen())
    assert (desired["address"], desired["netmask"]) == ("10.0.0.1", "255.255.255.0")
    assert "prefix" not in desired
    with pytest.raises(Invalid) as failed:
        model.validate({"address": "10.0.0.1/24", "netmask": "255.255.0.0", **rest}, "ips[0]", Seen())
    assert failed.value.option == "ips[0].netmask"
