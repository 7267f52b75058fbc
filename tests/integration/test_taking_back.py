# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What fails, is killed or cannot be taken back loses nothing, on a real daemon: what libvirt's test driver lacks.

These are devices and values of running guests, restarts with guests plugged in, disks that go with a guest, secrets and filters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from bench import taking_back
from bench.hypervisor import FOLDER, Hypervisor
from bench.scenarios import Scenario
from bench.server import Server

Options = dict[str, Any]
FILES = ("a.img", "b.img", "one.iso", "two.iso")


def disk(name: str, dev: str) -> Options:
    return {"source": {"file": f"{FOLDER}/{name}"}, "target": {"dev": dev, "bus": "scsi"}, "driver": {"type": "raw"}}


def medium(name: str) -> Options:
    return {"device": "cdrom", "target": {"dev": "sdd", "bus": "sata"}, "source": {"file": f"{FOLDER}/{name}"}}


def network(number: int, **options: Any) -> Options:
    host = {"mac": f"52:54:00:00:09:0{number}", "ip": f"10.9.0.{number}"}
    return {"name": "lan", "state": "active", "bridge": {"name": "virbr-back"}, **options, "dns": {"hosts": [
        {"ip": f"10.9.0.{number}", "hostnames": ["h"]}]}, "ips": [{"address": "10.9.0.1", "prefix": 24, "dhcp": {"hosts": [host]}}]}


GUEST: Options = {
    "name": "web", "type": "qemu", "os": {"machine": "q35"}, "memory": "64 MiB", "state": "running", "timeout": 0, "force": True,
    "controllers": [{"type": "scsi", "index": 0, "model": "virtio-scsi"}], "vcpus": {"count": 4, "current": 1},
    "disks": [disk("a.img", "sda"), medium("one.iso")], "iothreadids": [{"id": 1}],
    # What was not set before is set to what the kernel has of its own, and libvirt shows that.
    "cputune": {"shares": 1000, "vcpupins": [{"vcpu": 0, "cpuset": "0"}], "emulatorpin": "0",
                "iothreadpins": [{"iothread": 1, "cpuset": "0"}]}}
VALUES: Options = {
    "title": "Web", "current_memory": "48 MiB", "iothreadids": [{"id": 1}, {"id": 2}], "memtune": {"soft_limit": "1 GiB"},
    "cputune": {"shares": 2000, "vcpupins": [{"vcpu": 0, "cpuset": "0-1"}], "emulatorpin": "0-1",
                "iothreadpins": [{"iothread": 1, "cpuset": "0-1"}]}}
POOL: Options = {"name": "images", "type": "dir", "target": {"path": f"{FOLDER}/images"}, "state": "active"}
VOLUME: Options = {"pool": "images", "name": "a", "capacity": "1 MiB"}
STORED: Options = {**GUEST, "disks": [{"source": {"pool": "images", "volume": "a"}, "target": {"dev": "sda", "bus": "scsi"},
                                       "driver": {"type": "raw"}}]}
SECRET: Options = {"usage_type": "ceph", "name": "backup", "value": "one"}
FILTER: Options = {"name": "mine", "chain": "root", "rules": [{"action": "drop", "direction": "in", "tcp": {"dstportstart": 25}}]}
CHEAP = [
    Scenario("given another value", "secret", {**SECRET, "description": "Backups", "value": "two"}, [("secret", SECRET)]),
    Scenario("changed", "nwfilter", {**FILTER, "rules": []}, [("nwfilter", FILTER)]),
]
# In the gate `test`, their steps only fail.
SHORT = [
    Scenario("changed while it runs", "network", network(6), [("network", network(5))]),
    Scenario("devices that come, go and change", "domain", {**GUEST, "title": "Web", "disks": [disk("b.img", "sdb"), medium("two.iso")]},
             [("domain", GUEST)]),
]
LONG = [
    Scenario("made", "secret", SECRET),
    Scenario("removed", "secret", {**SECRET, "state": "absent"}, [("secret", SECRET)]),
    Scenario("made", "nwfilter", FILTER),
    Scenario("removed", "nwfilter", {"name": "mine", "state": "absent"}, [("nwfilter", FILTER)]),
    Scenario("restarted", "network", network(6, mtu=1400, restart=True), [("network", network(5))]),
    Scenario("made, built and started", "pool", POOL),
    Scenario("restarted", "pool", {**POOL, "target": {"path": f"{FOLDER}/others"}, "restart": True}, [("pool", POOL)]),
    Scenario("grown in a running guest", "volume", {**VOLUME, "capacity": "2 MiB"},
             [("pool", POOL), ("volume", VOLUME), ("domain", STORED)]),
    Scenario("a disk under another name", "domain", {**GUEST, "disks": [disk("a.img", "sdb"), medium("one.iso")]}, [("domain", GUEST)]),
    Scenario("given other values", "domain", {**GUEST, **VALUES}, [("domain", GUEST)]),
    Scenario("restarted", "domain", {**GUEST, **VALUES, "memory": "96 MiB", "restart": True}, [("domain", GUEST)]),
    Scenario("removed with its disks", "domain", {"name": "web", "state": "absent", "remove": ["disks"], "force": True, "timeout": 0},
             [("pool", POOL), ("volume", VOLUME), ("domain", STORED)]),
]
# Not taken back: without a system the guest gives none away again.
PROCESSOR = Scenario("given a processor", "domain", {**GUEST, "vcpus": {"count": 4, "current": 2}}, [("domain", GUEST)])


def in_faults(*scenarios: Scenario) -> list[Any]:
    return [pytest.param(scenario, marks=pytest.mark.gate("faults")) for scenario in scenarios]


@pytest.fixture
def hypervisor(tuned_server: Server) -> Iterator[Hypervisor]:
    made = Hypervisor(tuned_server, FILES)
    yield made
    made.close()


@pytest.mark.parametrize("scenario", [*CHEAP, *SHORT, *in_faults(*LONG)], ids=str)
def test_each_step_fails_once(hypervisor: Hypervisor, scenario: Scenario) -> None:
    taking_back.each_step_fails_once(hypervisor, scenario)


@pytest.mark.parametrize("scenario", [*CHEAP, *in_faults(*SHORT, *LONG, PROCESSOR)], ids=str)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_each_step_is_killed_once(hypervisor: Hypervisor, scenario: Scenario, after: bool) -> None:
    taking_back.each_step_is_killed_once(hypervisor, scenario, after)


@pytest.mark.parametrize("scenario", [*CHEAP, *in_faults(*SHORT, *LONG)], ids=str)
def test_each_compensation_fails_once(hypervisor: Hypervisor, scenario: Scenario) -> None:
    taking_back.each_compensation_fails_once(hypervisor, scenario)
