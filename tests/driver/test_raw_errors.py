# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whichever call of libvirt's fails, nobody is shown its bare error, and the next run converges. What vanishes meanwhile is no error."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions.action import Define
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.kind import plural_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError
from bench.bindings import libvirt
from bench.calls import before, fail
from bench.engine import Engine, Failed
from bench.scenarios import GUEST, NETWORK, POOL, RUNNING, SCENARIOS, VOLUME, Scenario
from bench.taking_back import prepared


def run(engine: Engine, scenario: Scenario, number: int) -> tuple[list[str], bool]:
    """The calls of a run, and whether it failed."""
    failed = False
    with before(number, fail) as calls:
        try:
            engine.run(scenario.module, **scenario.options)
        except (Failed, HypervisorError) as error:
            assert "cannot" in str(error), error
            failed = True
    return calls, failed


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.gate("faults"))])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_k5e_no_error_of_libvirts_is_shown_as_it_is(engine: Engine, scenario: Scenario, step: int) -> None:
    prepared(engine, scenario)
    calls, failed = run(engine, scenario, 0)
    assert not failed
    expected = engine.snapshot()
    assert len(calls) > step
    count = 0
    for number in range(1, len(calls) + 1, step):
        prepared(engine, scenario)
        count += run(engine, scenario, number)[1]
        engine.run(scenario.module, **scenario.options)
        assert engine.snapshot() == expected, f"after {calls[number - 1]}, call {number} of {len(calls)}: another end"
    assert count, f"no run failed: {calls}"


OTHERS = {"networks": [{"name": "zz-net", "ips": [{"address": "10.9.0.1/24"}]}],
          "pools": [{"name": "zz-pool", "type": "dir", "target": {"path": "/zz"}}],
          "domains": [{"name": "zz", "type": "test", "memory": "8 MiB", "os": {"type": "hvm"}}]}
MINE = {"networks": [{"name": "net", "ips": [{"address": "10.8.0.1/24"}]}],
        "pools": [{"name": "pool", "type": "dir", "target": {"path": "/pool"}}],
        "domains": [{"name": name, "type": "test", "memory": "8 MiB", "os": {"type": "hvm"},
                     "interfaces": [{"source": {"type": "network", "network": "net"}}]} for name in ("a", "b")]}
LOOKUPS = {"networks": "networkLookupByName", "pools": "storagePoolLookupByName", "domains": "lookupByName"}


@pytest.mark.parametrize("kind", OTHERS)
def test_k5b_what_vanishes_while_a_run_reads_keeps_nobody_from_the_others(engine: Engine, kind: str) -> None:
    """An object of somebody else's is removed before each call in turn; what is declared is done all the same."""
    (other,) = OTHERS[kind]

    def vanish(_name: str) -> None:
        thing = getattr(engine.connection, LOOKUPS[kind])(other["name"])
        if thing.isActive():
            thing.destroy()
        thing.undefine()

    number, calls = 1, [""]
    while number <= len(calls):
        engine.wipe()
        engine.resources(**{kind: [other]})
        with before(number, vanish) as calls:
            done = engine.resources(**MINE)
        assert done["changed"], f"{kind} vanished before {calls[number - 1]}"
        assert not engine.resources(**MINE)["changed"]
        number += 3


def remove(engine: Engine, kind: str, name: str) -> None:
    """Remove an object as somebody else would; one that is gone already needs nothing."""
    try:
        if kind == "volume":
            engine.connection.storagePoolLookupByName(POOL["name"]).storageVolLookupByName(name).delete(0)
            return
        thing = getattr(engine.connection, LOOKUPS[f"{kind}s"])(name)
        if thing.isActive():
            thing.destroy()
        thing.undefine()
    except libvirt.libvirtError:
        pass


# What is there, what is declared then, and what is removed meanwhile: the object itself, or the pool of a volume.
THE_VERY_OBJECT: list[Any] = [
    ("network", [("network", NETWORK)], {**NETWORK, "autostart": False}),
    ("network", [("network", NETWORK)], {"name": "net", "state": "absent"}),
    ("network", [("network", NETWORK)], {"name": "net", "state": "inactive", "autostart": False}),
    ("pool", [("pool", POOL)], {**POOL, "autostart": False}),
    ("pool", [("pool", POOL)], {"name": "images", "state": "absent"}),
    ("volume", [("pool", POOL), ("volume", VOLUME)], VOLUME),
    ("volume", [("pool", POOL), ("volume", VOLUME)], {**VOLUME, "state": "absent"}),
    ("domain", [("domain", GUEST)], {**GUEST, "memory": "96 MiB"}),
    ("domain", [("domain", GUEST)], {**RUNNING, "title": "Web"}),
    ("domain", [("domain", RUNNING)], {**RUNNING, "memory": "96 MiB", "restart": True}),
    ("domain", [("domain", RUNNING)], {"name": "web", "state": "absent", "force": True}),
]


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.gate("faults"))])
@pytest.mark.parametrize(("kind", "given", "declared"), THE_VERY_OBJECT)
def test_k5b_the_object_itself_vanishes_while_it_is_planned_and_changed(engine: Engine, kind: str, given: Any, declared: Any,
                                                                        step: int) -> None:
    """It is there again as declared, or gone as declared, whichever call it vanishes before; so is what else the task declares."""
    other = {"name": "other", "type": "test", "memory": "8 MiB", "os": {"type": "hvm"}}
    wanted = {plural_of(kind): [declared], "domains": [*([declared] if kind == "domain" else []), other]}
    number, calls = 1, [""]
    while number <= len(calls):
        engine.wipe()
        for each, options in given:
            engine.run(each, **options)
        for check in (True, False):
            with before(number, lambda _name: remove(engine, kind, declared["name"])) as calls:
                done = engine.resources(**wanted, check=check)
            assert done["changed"] and not done["failures"], f"check={check}, before {calls[number - 1]}: {done['msg']}"
            told = [found["name"] for found in done.get("domains", ()) if found]
            assert len(told) == len(set(told)), "told once"
        engine.resources(**wanted)  # it may have vanished after all was done
        assert not engine.resources(**wanted)["changed"]
        number += step


@pytest.mark.parametrize("state", ["present", "absent"])
def test_k5b_the_pool_of_a_volume_vanishes(engine: Engine, state: str) -> None:
    number, calls, count = 1, [""], 0
    while number <= len(calls):
        engine.wipe()
        engine.run("pool", **POOL)
        engine.run("volume", **VOLUME)
        with before(number, lambda _name: remove(engine, "pool", POOL["name"])) as calls:
            done = engine.run("volume", **VOLUME, state=state, fails=None)
        assert all("there is no pool 'images'" in failure["message"] for failure in done["failures"]), calls[number - 1]
        count += bool(done["failures"])
        assert state == "present" or not count, calls[number - 1]
        number += 1
    assert bool(count) == (state == "present"), "where the volume shall be there, some run fails"


def test_k5b_an_object_that_vanishes_each_time_it_is_made(engine: Engine) -> None:
    def prepare(kind: str, driver: Any) -> None:
        made = driver.HANDLERS[Define]

        def define(self: Any, action: Any, desired: Any) -> None:
            made(self, action, desired)
            remove(engine, kind, action.name)

        driver.HANDLERS = {**driver.HANDLERS, Define: define}

    for options in (GUEST, RUNNING):
        engine.prepare = prepare
        (failure,) = engine.run("domain", **options, fails=True)["failures"]
        assert failure["code"] == "not_found" and "somebody else removed it meanwhile" in failure["message"]
        assert failure["remedy"] == "See who removes it, then run again."


@pytest.mark.parametrize(("kind", "gone"), [("network", "network"), ("pool", "pool"), ("domain", "domain"), ("volume", "volume"),
                                            ("volume", "pool")])
def test_k5b_what_vanishes_while_it_is_told_is_left_out(engine: Engine, kind: str, gone: str) -> None:
    given = {"network": [NETWORK], "pool": [POOL], "volume": [POOL, VOLUME], "domain": [RUNNING]}[kind]
    number, calls = 1, [""]
    while number <= len(calls):
        engine.wipe()
        for options in given:
            engine.run("pool" if options is POOL else kind, **options)
        with before(number, lambda _name: remove(engine, gone, given[0 if gone == "pool" else -1]["name"])) as calls:
            told = engine.read_all(kind)
        assert len(told) <= 1 and not any("error" in entry["status"] for entry in told), calls[number - 1]
        number += 1


@pytest.mark.parametrize("kind", OTHERS)
def test_what_another_run_starts_at_the_same_moment_runs(engine: Engine, kind: str) -> None:
    (other,) = OTHERS[kind]
    running = {**other, "state": "running" if kind == "domains" else "active"}
    engine.wipe()
    with before(0, fail) as calls:
        engine.resources(**{kind: [running]})
    starts = re.compile(r"vir(Domain|Network|StoragePool)Create(WithFlags)?")
    started = next(number for number, name in enumerate(calls, 1) if starts.fullmatch(name))
    engine.wipe()
    with before(started, lambda _name: getattr(engine.connection, LOOKUPS[kind])(other["name"]).create()):
        assert engine.resources(**{kind: [running]})["changed"]
    assert not engine.resources(**{kind: [running]})["changed"]
    engine.wipe()
