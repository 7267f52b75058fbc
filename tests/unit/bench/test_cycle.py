# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cycle must catch modules that lie: each fake here lies in one way."""

from __future__ import annotations

import copy

import pytest
from bench.cycle import Cycle, Step, run

CYCLE = Cycle(
    "thing",
    steps=[
        Step("create", {"name": "a", "size": 1}, diff=["size: 1"], actions=["define"]),
        Step("modify", {"name": "a", "size": 2}, diff=["size: 2"], actions=["redefine"]),
        Step("delete", {"name": "a", "state": "absent"}, actions=["undefine"]),
    ],
)


class Fake:
    """As much of a server as a cycle uses, with an honest module."""

    storage = "/nowhere"

    def __init__(self):
        self.things = {}

    def snapshot(self):
        return copy.deepcopy(self.things)

    def module(self, _name, check=False, **arguments):
        name, observed = arguments["name"], self.things.get(arguments["name"])
        desired = None if arguments.get("state") == "absent" else arguments["size"]
        if observed == desired:
            return {"changed": False, "actions": [], "diff": []}
        operation = "define" if observed is None else "undefine" if desired is None else "redefine"
        if not check:
            self.apply(name, desired)
        return {
            "changed": True,
            "actions": [{"kind": "thing", "name": name, "operation": operation, "option": []}],
            "diff": [{"before": f"size: {observed}\n", "after": f"size: {desired}\n"}],
        }

    def apply(self, name, desired):
        if desired is None:
            del self.things[name]
        else:
            self.things[name] = desired


class CheckModeTouches(Fake):
    def module(self, _name, check=False, **arguments):
        return super().module(_name, False, **arguments)


class CheckModeSaysUnchanged(Fake):
    def module(self, _name, check=False, **arguments):
        return {**super().module(_name, check, **arguments), **({"changed": False} if check else {})}


class CheckModeShowsAnotherDiff(Fake):
    def module(self, _name, check=False, **arguments):
        result = super().module(_name, check, **arguments)
        return {**result, "diff": [{"before": "", "after": "size: 1 size: 2"}]} if check else result


class AlwaysChanged(Fake):
    def module(self, _name, check=False, **arguments):
        return {**super().module(_name, check, **arguments), "changed": True}


class ChangesNothing(Fake):
    def apply(self, name, desired):
        pass


class KeepsTouching(Fake):
    calls = 0

    def module(self, _name, check=False, **arguments):
        self.calls += 1
        result = super().module(_name, check, **arguments)
        if not result["changed"] and not check:
            self.things["calls"] = self.calls
        return result


class NoDiff(Fake):
    def module(self, _name, check=False, **arguments):
        return {**super().module(_name, check, **arguments), "diff": []}


class OtherOperation(Fake):
    def module(self, _name, check=False, **arguments):
        result = super().module(_name, check, **arguments)
        return {**result, "actions": [{**item, "operation": "recreate"} for item in result["actions"]]}


def test_an_honest_module_passes():
    server = Fake()
    run(server, CYCLE)
    assert server.things == {}


@pytest.mark.parametrize(
    ("liar", "complaint"),
    [
        (CheckModeTouches, "check mode touched something"),
        (CheckModeSaysUnchanged, "check mode says that nothing would change"),
        (CheckModeShowsAnotherDiff, "check mode showed another diff"),
        (AlwaysChanged, "again: check mode says changed"),
        (ChangesNothing, "libvirt holds what it held"),
        (KeepsTouching, "again: the run touched something"),
        (NoDiff, "changed without a diff"),
        (OtherOperation, "other actions than expected"),
    ],
)
def test_a_liar_is_caught(liar, complaint):
    with pytest.raises(AssertionError, match=complaint):
        run(liar(), CYCLE)
