# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All kinds of steps that there are, derived from the code: the tests of taking back have to have each of them."""

from __future__ import annotations

import importlib
import pkgutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

from ansible_collections.anvil.hypervisor.plugins.module_utils import _actions
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions import domain, objects
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions.action import Action
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import Children
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import LIVE, Setter
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.section import Section
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.network import Network


def classes() -> Iterator[type[Action]]:
    """All classes of actions that there are to perform."""
    for module in pkgutil.iter_modules(_actions.__path__):
        for found in vars(importlib.import_module(f"{_actions.__name__}.{module.name}")).values():
            if isinstance(found, type) and issubclass(found, Action) and found.operation and found is not domain.SetValues:
                yield found


def kind_of_step(action: Action) -> str:
    """The kind of an action: its class, with the list of a network, or the device of a guest, that it changes."""
    if isinstance(action, objects.UpdateNetwork):
        return f"UpdateNetwork {action.section}"
    if isinstance(action, domain.UpdateDevice):
        return f"UpdateDevice {ET.fromstring(action.xml).tag}"
    return type(action).__name__


def kinds_of_steps() -> set[str]:
    """All kinds of steps: classes of actions, lists that networks take while they run, and devices with options that change at once."""
    sections = {f"UpdateNetwork {node.change.word}" for _top, node in _options(Network) if isinstance(node.change, Section)}
    devices = {f"UpdateDevice {top.path.steps[-1][0]}" for top, node in _options(Domain)
               if isinstance(top, Children) and node is not top and node.change == LIVE and not isinstance(node.change, Setter)}
    plain = {found.__name__ for found in classes()} - {"UpdateNetwork", "UpdateDevice"}
    return plain | sections | devices


def setters() -> set[str]:
    """The groups of values that declarations name."""
    return {node.change.group for _top, node in _options(Domain) if isinstance(node.change, Setter)}


def _options(model: Any, top: Any = None, inside: tuple[Any, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Each option with a cost, at any depth, and the option of the object that it is in."""
    for node in model.nodes.values():
        if hasattr(node, "change"):
            yield top or node, node
        for below in [getattr(node, "model", None), *getattr(node, "members", {}).values()]:
            if hasattr(below, "nodes") and below not in inside:
                yield from _options(below, top or node, (*inside, below))
