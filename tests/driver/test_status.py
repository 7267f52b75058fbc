# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is documented of the status of an object, and of a failure, is what modules return, field by field."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Refused
from bench.paths import ROOT
from bench.reference import documented, returned, sections, status_of

GUEST = {"name": "a", "type": "test", "state": "running", "memory": "64 MiB", "os": {"type": "hvm", "arch": "i686"},
         "interfaces": [{"source": {"network": "a"}}]}
RANGES = {"ranges": [{"start": "192.168.150.10", "end": "192.168.150.20"}]}
# Declarations of each kind, in order: the last one differs from what runs then. The name is that of the object which is read.
GIVEN = {
    "network": ("a", [("network", {"name": "a", "state": "active"}), ("network", {"name": "a", "mtu": 1400})]),
    "pool": ("a", [("pool", {"name": "a", "type": "dir", "target": {"path": "/a"}, "state": "active"}),
                   ("pool", {"name": "a", "target": {"path": "/b"}})]),
    "volume": ("a/b", [("pool", {"name": "a", "type": "dir", "target": {"path": "/a"}, "state": "active"}),
                       ("volume", {"pool": "a", "name": "b", "capacity": "1 MiB"})]),
    "domain": ("a", [("network", {"name": "a", "state": "active", "ips": [{"address": "192.168.150.1/24", "dhcp": RANGES}]}),
                     ("domain", GUEST), ("domain", {"name": "a", "memory": "128 MiB"})]),
}
# These values are returned of an object that runs only.
RUNNING = {"domain": {"id", "addresses"}}


def read(engine, kind, name):
    """The paths in the status of an object, and the documentation of its kind."""
    contains, status = status_of(kind), engine.read(kind, name)["status"]
    assert not list(wrong_types(status, contains))
    return set(returned(status, contains)), contains


TYPES = {"bool": bool, "int": int, "str": str, "list": list, "dict": dict, "raw": object}


def wrong_types(value, contains):
    """The values that are not of the documented type; null may stand for each."""
    for item in value if isinstance(value, list) else [value]:
        for name, inner in item.items():
            entry = contains[name]
            if inner is not None and (not isinstance(inner, TYPES[entry["type"]])
                                      or (entry["type"] == "int" and isinstance(inner, bool))):
                yield name
            if inner and "contains" in entry:
                yield from wrong_types(inner, entry["contains"])


def unreadable(kind, driver):
    def declare(model, observed):
        raise Refused("it is odd", kind=kind, remedy="Look at it.")

    driver.declare = declare


@pytest.mark.parametrize("kind", GIVEN)
def test_each_field_of_a_status_is_documented_and_returned(engine, kind):
    name, given = GIVEN[kind]
    for other, options in given:
        engine.run(other, **options)
    found, contains = read(engine, kind, name)
    assert "error" not in found
    engine.prepare = unreadable
    failed, _contains = read(engine, kind, name)
    assert found | failed == set(documented(contains))
    assert failed == {path for path in documented(contains) if path.partition(".")[0] == "error"}


@pytest.mark.parametrize("kind", ["network", "domain"])
def test_what_is_documented_of_all_objects_is_returned_of_a_stopped_one(engine, kind):
    options = {key: value for key, value in GUEST.items() if key != "interfaces"} if kind == "domain" else {"name": "a"}
    engine.run(kind, **{**options, "state": "present"})
    found, contains = read(engine, kind, "a")
    assert found == set(contains) - {"error"} - RUNNING.get(kind, set())
    when = {name: contains[name]["returned"] for name in contains}
    assert {name for name in when if when[name] != when["active"]} == {"error"} | RUNNING.get(kind, set())


@pytest.mark.parametrize("module", [*ORDER, "resources"])
def test_each_field_of_a_failure_is_documented_and_returned(engine, module):
    (failure,) = engine.run("domain", fails=True, name="a", type="test", memory="64 MiB", os={"type": "hvm", "arch": "vax"})["failures"]
    contains = sections(ROOT / "plugins" / "modules" / f"{module}.py")["RETURN"]["failures"]["contains"]
    assert set(failure) == set(contains)
    assert not list(wrong_types(failure, contains))
