# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module killed before and after each of its calls of libvirt's: the next run finishes what it began.

The kills are real (SIGKILL), the daemon is real, and what is held in the end is what an undisturbed run makes. The third gate has
all moments. The first leaves out those at which the daemon holds what it held at another: a call that only asks changes nothing,
and between two calls nothing happens.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from bench.cycle import fill
from bench.paths import ROOT
from bench.scenario import Scenario
from bench.server import Server, module_name, request

ASKS = re.compile(r"vir\w+?(Get|List|NumOf|Lookup|Is|Has|Info$|XMLDesc|Num$)|virConnectOpen|virStreamNew")
KILL = ROOT / "tests" / "bench" / "kill.py"

NETWORK = {"name": "nat", "state": "active", "autostart": True, "forward": {"mode": "nat"}, "bridge": {"name": "virbr5"},
           "ips": [{"address": "192.168.150.1", "prefix": 24, "dhcp": {"ranges": [{"start": "192.168.150.2", "end": "192.168.150.9"}]}}]}
POOL = {"name": "images", "type": "dir", "state": "active", "autostart": True, "target": {"path": "STORAGE/images"}}
SECRET = {"name": "chap", "usage_type": "iscsi", "value": "first"}
GUEST = {"name": "tiny", "type": "qemu", "memory": "32 MiB", "vcpus": {"count": 1}, "timeout": 1, "force": True,
         "os": {"type": "hvm", "arch": "x86_64", "machine": "pc"}}
SOURCE = "STORAGE/../disk.raw"  # beside what is wiped
CONTENT = b"data" * 100_000  # two pieces of a stream
IMAGE = {"name": "a", "pool": "images", "path": SOURCE, "checksum": f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"}
ACTIVE = [("pool", POOL)]
BASE = ("volume", {"pool": "images", "name": "base", "source": SOURCE, "remote_src": True})
FILTER = {"name": "ssh", "rules": [{"action": "accept", "direction": "in", "tcp": {"dstportstart": 22}}]}

SCENARIOS = [
    Scenario("create and start", "network", NETWORK),
    Scenario("change and restart", "network", {**NETWORK, "mtu": 1300, "restart": True}, [("network", NETWORK)]),
    Scenario("remove", "network", {"name": "nat", "state": "absent"}, [("network", NETWORK)]),
    Scenario("create, build and start", "pool", POOL),
    Scenario("remove", "pool", {"name": "images", "state": "absent"}, [("pool", POOL)]),
    Scenario("create", "secret", SECRET),
    Scenario("create a private one", "secret", {**SECRET, "private": True}),
    Scenario("change and close", "secret", {**SECRET, "value": "second", "private": True}, [("secret", SECRET)]),
    Scenario("create", "volume", {"pool": "images", "name": "a", "format": "qcow2", "capacity": "4 MiB"}, ACTIVE),
    Scenario("create with all its space", "volume", {"pool": "images", "name": "a", "capacity": "4 MiB", "allocation": "4 MiB"}, ACTIVE),
    Scenario("upload and grow", "volume",
             {"pool": "images", "name": "a", "source": SOURCE, "remote_src": True, "capacity": "4 MiB"}, ACTIVE),
    Scenario("clone and grow", "volume",
             {"pool": "images", "name": "a", "clone_from": {"volume": "base"}, "format": "qcow2", "capacity": "8 MiB"}, [*ACTIVE, BASE]),
    Scenario("grow", "volume", {"pool": "images", "name": "base", "capacity": "8 MiB"}, [*ACTIVE, BASE]),
    Scenario("wipe and remove", "volume", {"pool": "images", "name": "base", "state": "absent", "wipe": "zero"}, [*ACTIVE, BASE]),
    pytest.param(Scenario("fetch and upload", "image", IMAGE, ACTIVE), marks=pytest.mark.gate("faults")),  # as a volume's upload
    Scenario("create", "nwfilter", FILTER),
    Scenario("change", "nwfilter", {**FILTER, "rules": []}, [("nwfilter", FILTER)]),
    Scenario("create", "domain", {**GUEST, "autostart": True}),
    Scenario("change", "domain", {**GUEST, "memory": "48 MiB", "autostart": True}, [("domain", GUEST)]),
    Scenario("remove", "domain", {"name": "tiny", "state": "absent", "timeout": 0, "force": True},
             [("domain", {**GUEST, "state": "running"})]),
]


def killed(server: Server, scenario: Scenario, number: int, moment: str) -> subprocess.CompletedProcess:
    """Run the scenario's module with a kill at one call."""
    return server.script(KILL, module_name(scenario.module), str(number), moment, given=request(fill(scenario.options, server)))


def prepare(server: Server, scenario: Scenario) -> None:
    server.wipe()
    (server.folder / "disk.raw").write_bytes(CONTENT)
    for module, arguments in scenario.given:
        server.module(module, **fill(arguments, server))


def made_by_an_undisturbed_run(server: Server, scenario: Scenario) -> dict[str, Any]:
    prepare(server, scenario)
    server.module(scenario.module, **fill(scenario.options, server))
    return server.snapshot()


def moments(calls: list[str], whole: bool) -> list[tuple[int, str]]:
    """Which call is the last, and whether the kill comes before or after it."""
    if whole:
        return [(number, moment) for number in range(1, len(calls) + 1) for moment in ("before", "after")]
    return [(number, "after") for number, name in enumerate(calls, 1) if not ASKS.match(name)]


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.gate("faults"))], ids=["calls that change", "all calls"])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_the_next_run_converges(server: Server, scenario: Scenario, whole: bool, record_property: Callable[[str, object], None]) -> None:
    expected = made_by_an_undisturbed_run(server, scenario)
    prepare(server, scenario)
    counted = killed(server, scenario, 0, "count")
    calls = json.loads(counted.stderr.rpartition("calls: ")[2])
    chosen = moments(calls, whole)
    assert chosen, calls
    for number, moment in chosen:
        prepare(server, scenario)
        died = killed(server, scenario, number, moment)
        where = f"killed {moment} call {number} of {len(calls)}, {calls[number - 1]}"
        assert died.returncode and not died.stdout, f"{where}: it was not: {died.stdout}{died.stderr}"
        server.module(scenario.module, **fill(scenario.options, server))
        assert server.snapshot() == expected, f"{where}: another end"
        assert not server.module(scenario.module, **fill(scenario.options, server))["changed"], f"{where}: not at rest"
    record_property("kills", f"{scenario}: {len(chosen)}")
