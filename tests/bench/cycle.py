# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cycle that every module has to pass, with the module's part given as data.

Create, again, modify, again, delete, again: each in check mode and for real. Asserted at each step: `changed`; that
check mode announces exactly what the run then does (diff and actions) and touches nothing; that what is said to be
unchanged is unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from bench.server import ModuleFailed, Server

# QEMU times how it derives a key, and gives up on a machine that is too busy for that.
BUSY, PATIENCE = "Unable to get accurate CPU usage", 20

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One call that changes something. The rest of its cycle follows from it."""

    name: str
    arguments: Arguments
    diff: Sequence[str] = ()  # what a person must find in the diff
    actions: Sequence[str] | None = None  # "operation" or "operation option option", in order; None: only that check agrees
    restart_required: Sequence[str] = ()
    holds: Callable[[Server], bool] | None = None  # asks libvirt itself whether it is done


@dataclass(frozen=True)
class Cycle:
    """`given`: (module, arguments) of what has to be there before; `STORAGE` in strings becomes the server's folder."""

    module: str
    steps: Sequence[Step]
    given: Sequence[tuple[str, Arguments]] = ()
    name: str = ""
    prepare: Callable[[Server], None] | None = field(default=None)  # what no module can make

    def __str__(self) -> str:
        return f"{self.module} {self.name}".strip()


def each(cycles: Sequence[Cycle], elsewhere: Iterable[str] = ()) -> list[Any]:
    """The parameters of a test: the first cycle of each module runs under the oldest ansible-core, too.

    `elsewhere`: modules whose first cycle is in another file.
    """
    seen = set(elsewhere)
    parameters = []
    for cycle in cycles:
        marks = [] if cycle.module in seen else [pytest.mark.oldest_core]
        seen.add(cycle.module)
        parameters.append(pytest.param(cycle, marks=marks, id=str(cycle)))
    return parameters


def fill(value: Any, server: Server) -> Any:
    """Arguments with STORAGE replaced."""
    if isinstance(value, str):
        return value.replace("STORAGE", str(server.storage))
    if isinstance(value, dict):
        return {key: fill(item, server) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [fill(item, server) for item in value]
    return value


def run(server: Server, cycle: Cycle) -> None:
    if cycle.prepare:
        cycle.prepare(server)
    for module, arguments in cycle.given:
        server.module(module, **fill(arguments, server))
    for step in cycle.steps:
        _step(server, cycle, step)


def _step(server: Server, cycle: Cycle, step: Step) -> None:
    arguments = fill(step.arguments, server)
    where = f"{cycle}, {step.name}"
    before = server.snapshot()

    planned = server.module(cycle.module, check=True, **arguments)
    assert planned["changed"], f"{where}: check mode says that nothing would change"
    assert server.snapshot() == before, f"{where}: check mode touched something"

    done = server.module(cycle.module, **arguments)
    assert done["changed"], f"{where}: the run says that nothing changed"
    after = server.snapshot()
    assert after != before, f"{where}: said to be changed, but libvirt holds what it held"
    assert done["diff"] == planned["diff"], f"{where}: check mode showed another diff"
    assert done["actions"] == planned["actions"], f"{where}: check mode announced other actions"
    _check_expectations(server, step, where, done)

    for check in (True, False):
        again = server.module(cycle.module, check=check, **arguments)
        mode = "check mode" if check else "the run"
        assert not again["changed"], f"{where}, again: {mode} says changed: {again.get('actions')} {again.get('diff')}"
        assert not again["actions"], f"{where}, again: {mode} lists actions: {again['actions']}"
        assert not _diff_text(again["diff"]), f"{where}, again: {mode} shows a diff: {again['diff']}"
        assert server.snapshot() == after, f"{where}, again: {mode} touched something"


def _diff_text(diff: Any) -> str:
    """Before and after of all entries; nothing where they agree."""
    entries = diff if isinstance(diff, list) else [diff]
    return "\n".join(
        f"{entry.get('before', '')}\n{entry.get('after', '')}\n{entry.get('prepared', '')}"
        for entry in entries
        if entry.get("before") != entry.get("after") or entry.get("prepared")
    )


def _check_expectations(server: Server, step: Step, where: str, result: dict[str, Any]) -> None:
    text = _diff_text(result["diff"])
    assert text.strip(), f"{where}: changed without a diff"
    for fragment in fill(list(step.diff), server):
        assert fragment in text, f"{where}: {fragment!r} is not in the diff:\n{text}"
    if step.actions is not None:
        told = [" ".join((item["operation"], *item["option"])) for item in result["actions"]]
        assert told == list(step.actions), f"{where}: other actions than expected"
    assert list(result.get("restart_required") or []) == list(step.restart_required), where
    if step.holds:
        assert step.holds(server), f"{where}: libvirt does not hold it"


def make_encrypted(server: Server, **wanted: Any) -> dict[str, Any]:
    """Make an encrypted volume; nothing half-made is left where QEMU gives up, and it is tried again."""
    for left in reversed(range(PATIENCE)):
        before = server.virsh("vol-list", wanted["pool"])
        try:
            return server.module("volume", **wanted)
        except ModuleFailed as failed:
            assert left and BUSY in failed.result["msg"], failed.result["msg"]
            assert server.virsh("vol-list", wanted["pool"]) == before
    raise AssertionError("unreachable")
