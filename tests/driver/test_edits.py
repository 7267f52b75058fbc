# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ordinary edits, one after the other: of every list and every option of networks, pools, volumes and shut-off guests.

After each step: check mode said what the run did and touched nothing; what was declared is there, or the task failed and everything
is as it was; no two members share an identity; the next run is unchanged and waits for nothing that a restart does not bring.
"""

from __future__ import annotations

from typing import ClassVar

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from bench import edits
from bench.editing import Edits, declare_in_turn, run_edits
from bench.engine import Engine, same

# Steps of the two gates, and of one story.
FEW, MANY, LENGTH = 1500, 10_000, 50
KINDS = ("network", "pool", "volume", "domain")
STORAGE = {"name": "images", "type": "dir", "state": "active", "target": {"path": "/nowhere"}}


def _case(kind: str, options: edits.Options) -> edits.Options | None:
    """A golden case as the test driver takes it."""
    options = {key: value for key, value in options.items() if key not in ("name", "uuid", "state")}
    if kind == "domain":
        options["type"] = "test"
        options["os"] = {**options.get("os", {}), "type": "hvm", "arch": "i686"}
        options["os"].pop("machine", None)
    if kind == "pool" and options.get("source", {}).get("adapter", {}).get("type") == "fc_host":
        return None  # the test driver makes host adapters for them, and cannot remove those whose name has changed
    if kind == "volume" and (options.get("source") or options.get("clone_from")):
        return None
    return options


CASES = {kind: [case for _name, options in edits.cases(kind) if (case := _case(kind, options)) is not None] for kind in KINDS}


class Driver(Edits):
    """The test driver: it has no hot plug, so guests are edited while they are shut off."""

    cases = CASES
    # What says of a volume where its content comes from: there is no file to read.
    pools: ClassVar = {kind: edits.Pool([options for _name, options in edits.cases(kind)],
                                        without=("source",) if kind == "volume" else ()) for kind in KINDS}
    # What libvirt does not tell of a volume that is there.
    once: ClassVar = {"volume": (*kind_of("volume").model.ONCE, *kind_of("volume").model.QCOW2, "encryption")}

    def prepare(self) -> None:
        self.engine.run("pool", **STORAGE)

    def power(self, pick: edits.Choice, kind: str) -> edits.Options:
        if kind == "volume":
            return {"pool": STORAGE["name"]}
        if kind == "domain":
            return {"state": "shutoff", "force": True, "timeout": 1}
        return {"state": pick.one(["active", "inactive", "present"]), "autostart": pick.flag()}

    def identity(self, kind: str, name: str) -> str:
        return f"{STORAGE['name']}/{name}" if kind == "volume" else name

    def at_rest_running(self, where: str, kind: str, options: edits.Options) -> None:
        """A guest that is started is at rest; one that cannot run, such as without its network, is refused and left as it was."""
        if kind != "domain":
            return
        running, before = {**options, "state": "running"}, self.engine.snapshot()
        planned = self.engine.run("domain", check=True, fails=None, **running)
        started = self.engine.run("domain", fails=None, **running)
        if started["failures"]:
            self.tally["cannot run"] += 1
            same(before, self.engine.snapshot(), f"{where}: {started}")
            # Of what an earlier task may make, such as a network, check mode warns.
            assert planned["failures"] == started["failures"] or planned["warnings"], f"{where}: check mode did not say: {started['msg']}"
        else:
            rest = self.engine.run("domain", **running)
            assert not rest["changed"] and not rest["restart_required"], f"{where}: running, it is not at rest: {rest}"
            self.tally["runs"] += 1
        self.engine.run("domain", **options)


VEPA = {"state": "present", "forward": {"mode": "vepa", "interfaces": ["eth10", "eth11"]}}
HOSTDEV = {"mode": "hostdev", "managed": True}
OPEN = {"state": "active", "forward": {"mode": "bridge"}, "bridge": {"name": "ovs0"}, "virtualport": {"type": "openvswitch"}}
TAGS = {"tags": [{"id": 42}]}
ADDRESS = {"type": "pci", "domain": 0, "bus": 3, "slot": 0, "function": 1}
BOOT = {"bootp": {"file": "pxelinux.0", "server": "192.0.2.9"}, "ranges": []}
STATIC = [{"mac": "52:54:00:aa:bb:01", "ip": "10.7.0.10"}]
ELSEWHERE = {"type": "pci", "bus": 4, "slot": 16, "function": 2}
ROUTED = [{"address": "10.7.0.1", "prefix": 24}]


@pytest.mark.parametrize(("kind", "declarations"), [
    ("network", [VEPA, {**VEPA, "forward": {"mode": "vepa", "interfaces": []}}]),
    ("network", [{**VEPA, "state": "active"}, {**VEPA, "forward": {"mode": "vepa", "interfaces": ["eth11"]}}]),
    ("network", [{"forward": {**HOSTDEV, "addresses": [ADDRESS]}}, {"forward": {**HOSTDEV, "pf": "eth0"}}]),
    ("network", [{"forward": {**HOSTDEV, "pf": "eth0"}}, {"forward": {**HOSTDEV, "addresses": [ADDRESS]}}]),
    ("network", [{"forward": {**HOSTDEV, "addresses": [ADDRESS]}, "state": "active"},
                 {"forward": {**HOSTDEV, "addresses": [ELSEWHERE, ADDRESS]}, "state": "active"}]),
    ("network", [{"forward": {**HOSTDEV, "pf": "eth0"}}, {"forward": {**HOSTDEV, "interfaces": ["eth10"]}}]),
    ("network", [{"forward": {**HOSTDEV, **more}, "state": "active"}
                 for more in ({"addresses": [ADDRESS, ELSEWHERE]}, {"addresses": []}, {"addresses": [], "dev": "eth0"})]),
    ("network", [{"vlan": {"tags": [{"id": 47}]}, "state": "active"}, {"vlan": {"tags": [{"id": 42}, {"id": 47}]}}]),
    ("network", [{**OPEN, "port_groups": [{"name": "servers", "vlan": {"tags": [{"id": 42}]}}]},
                 {**OPEN, "port_groups": [{"name": "servers", "vlan": {"tags": [{"id": 43}, {"id": 42}]}}]}]),
    ("network", [{"ips": [{**ROUTED[0], "dhcp": {**BOOT, "hosts": [{**host, "lease": lease} for host in STATIC]}}], "state": "active"}
                 for lease in ({"expiry": 30}, {})]),
    ("network", [{"ips": ROUTED, "state": "active"}, {"ips": ROUTED, "forward": {"addresses": [ADDRESS]}, "state": "active"}]),
    ("network", [{**OPEN, "port_groups": [{"name": "a", "vlan": {"tags": []}}]}, {**OPEN, "port_groups": [{"name": "a", "vlan": TAGS}]}]),
])
def test_edits_that_failed_once(engine: Engine, kind: str, declarations: list[edits.Options]) -> None:
    declare_in_turn(lambda tally: Driver(engine, tally), kind, declarations)


def test_k4e_what_libvirt_does_not_read_of_a_function_of_the_host_is_refused(engine: Engine) -> None:
    function = {"source": {"address": "0000:07:10.1", "managed": True}, "driver": {"name": "vfio"}, "mac": "00:11:22:33:44:55"}
    guest = {"name": "g", "type": "test", "memory": "64 MiB", "os": {"type": "hvm", "arch": "i686"}}
    assert engine.run("domain", **guest, interfaces=[function])["changed"]
    assert not engine.run("domain", **guest, interfaces=[function])["changed"]
    offloads = {"name": "vfio", "queues": 2, "host": {"ufo": False}, "guest": {}}
    (failure,) = engine.run("domain", fails=True, **guest, interfaces=[{**function, "driver": offloads}])["failures"]
    assert failure["message"] == "interfaces[0].driver: queues, host has no meaning for a function of the host"


@pytest.mark.parametrize("steps", [FEW, pytest.param(MANY, marks=pytest.mark.gate("hosts"))])
def test_edits_lose_nothing(engine: Engine, steps: int) -> None:
    tally = run_edits(lambda tally: Driver(engine, tally), steps, LENGTH, steps == FEW)
    assert tally["runs"] > tally["cannot run"]
