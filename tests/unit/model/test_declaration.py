# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A declaration is made once, and never edited."""

from __future__ import annotations

import operator

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.declaration import Declaration


@pytest.mark.parametrize("edit", [
    lambda made: made.update(a=2), lambda made: made.setdefault("b", 1), lambda made: made.pop("a"), lambda made: made.popitem(),
    lambda made: made.clear(), lambda made: operator.setitem(made, "a", 2), lambda made: operator.delitem(made, "a"),
    lambda made: operator.ior(made, {"b": 1}),
])
def test_a_declaration_is_not_edited(edit):
    made = Declaration({"a": 1})
    with pytest.raises(TypeError, match="not edited"):
        edit(made)
    assert made == {"a": 1}


def test_another_one_is_made_of_it():
    other = {**Declaration({"a": 1}), "b": 2}
    other["c"] = 3
    assert other == {"a": 1, "b": 2, "c": 3}
