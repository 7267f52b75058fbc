# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What objects belong to is declared once, and what depends on it agrees."""

from __future__ import annotations

import ast

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.seed import KIND as SEED
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import references
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.belonging import BELONGS_TO, parent_of, parts
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.values import Field, Values
from bench.paths import ROOT

SHARED = ("_runner.py", "_reader.py", "_libvirt/causes.py", "_libvirt/references.py", "_libvirt/claims.py", "_kinds/kind.py")


def test_a_volume_belongs_to_a_pool():
    assert [(kind, kind_of(kind).belongs_to) for kind in ORDER if kind_of(kind).belongs_to] == [("volume", "pool")]
    assert (parent_of("volume", "images/a/b"), parts("images/a/b")) == (("pool", "images"), ("images", "a/b"))
    assert parent_of("network", "default") is None


@pytest.mark.parametrize("kind", BELONGS_TO)
def test_the_model_names_an_object_after_what_it_belongs_to(kind: str):
    model, parent = (SEED if kind == SEED.name else kind_of(kind)).model, BELONGS_TO[kind]
    assert (parent,) == model.BESIDE_NAME
    assert parent_of(kind, model.identity({parent: "over", "name": "own"})) == (parent, "over")
    assert parent_of(kind, model.named({parent: "over", "name": "own"})) == (parent, "over")
    # Others refer to a seed as to the volume that it is in.
    assert {kind, parent} - {SEED.name} <= set(references.LOOKUPS)


def test_kinds_stand_after_those_that_they_depend_on():
    """Those that they belong to, and those that their options name."""
    for place, kind in enumerate(ORDER):
        found = kind_of(kind)
        nodes = [node for node in found.model.nodes.values() if isinstance(node, (Field, Values))]
        needed = {found.belongs_to, *(node.refers for node in nodes)} - {None}
        assert needed <= set(ORDER[:place]), kind


@pytest.mark.parametrize("file", SHARED)
def test_what_all_kinds_share_knows_no_kind_that_belongs_to_another(file: str):
    """By its name, in a comparison."""
    tree = ast.parse((ROOT / "plugins" / "module_utils" / file).read_text(encoding="utf-8"))
    compared = [other.value for node in ast.walk(tree) if isinstance(node, ast.Compare)
                for other in ast.walk(node) if isinstance(other, ast.Constant)]
    assert not set(compared) & {*BELONGS_TO, *BELONGS_TO.values()}
