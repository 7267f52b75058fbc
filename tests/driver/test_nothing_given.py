# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An empty string, list or dictionary for each option of each kind: it is taken, or refused with words."""

from __future__ import annotations

import copy
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError
from bench.engine import Engine
from driver.test_edits import CASES, STORAGE

EMPTY = ("", {}, [])
PLACE = {"network": {}, "pool": {}, "volume": {"pool": STORAGE["name"]}, "domain": {"force": True}}
LEAST = {"network": {}, "pool": {"type": "dir", "target": {"path": "/empty"}}, "volume": {"capacity": "1 MiB"},
         "domain": {"type": "test", "memory": "64 MiB", "os": {"type": "hvm", "arch": "i686"}}}


def replaced(options: Any, value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Pairs of the place of an option, without the numbers of members, and what is given with the value in that place."""
    items = options.items() if isinstance(options, dict) else enumerate(options) if isinstance(options, list) else ()
    for key, below in items:
        here = path if isinstance(options, list) else (*path, key)
        for place, inner in [(here, value), *replaced(below, value, here)]:
            changed = copy.copy(options)
            changed[key] = copy.deepcopy(inner)
            yield place, changed


class Given:
    """Gives declarations to checks; nothing but a refusal may come out."""

    def __init__(self, engine: Engine, kind: str) -> None:
        self.engine, self.kind = engine, kind
        self.failed: dict[str, dict[str, Any]] = {}

    def __call__(self, options: dict[str, Any]) -> None:
        try:
            self.engine.run(self.kind, check=True, fails=None, **options)
        except HypervisorError as error:
            assert str(error)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            self.failed[f"{last.filename}:{last.lineno}: {error!r}"] = options


@pytest.mark.parametrize("kind", list(PLACE))
def test_k7b_nothing_in_place_of_any_option(engine, kind):
    given = Given(engine, kind)
    engine.run("pool", **STORAGE)
    there = {"name": "there", **PLACE[kind], **LEAST[kind]}
    engine.run(kind, **there)
    for name in kind_of(kind).model.nodes:
        for value in EMPTY:
            for base in (there, {**there, "name": "new"}, {"name": "new", **PLACE[kind]}):
                given({**base, name: value})
    assert given.failed == {}


@pytest.mark.parametrize("kind", list(PLACE))
def test_k7b_nothing_inside_of_any_option(engine, kind):
    """Once for each place in the golden declarations."""
    given, seen = Given(engine, kind), set()
    engine.run("pool", **STORAGE)
    for case in CASES[kind]:
        whole = {"name": "there", **PLACE[kind], **case}
        engine.run(kind, fails=None, **whole)
        for value in EMPTY:
            for place, options in replaced(whole, value):
                if (place, str(value)) not in seen:
                    seen.add((place, str(value)))
                    given(options)
                    given({**options, "name": "new"})
        engine.wipe()
        engine.run("pool", **STORAGE)
    assert given.failed == {}
    assert seen


def test_k7b_an_empty_capacity_is_refused_with_words(engine):
    engine.run("pool", **STORAGE)
    engine.run("volume", pool="images", name="there", capacity="1 MiB")
    for name in ("there", "new"):
        with pytest.raises(HypervisorError, match=r"capacity: is empty.* Leave it out to keep what is there, or give one"):
            engine.run("volume", pool="images", name=name, capacity="")
