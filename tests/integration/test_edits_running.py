# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ordinary edits of what runs: disks, interfaces, media, memory and processors of guests, members of networks, plugged and unplugged."""

from __future__ import annotations

import collections
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import domain as driver_of_guests
from bench import edits
from bench.bindings import libvirt
from bench.editing import Edits, declare_in_turn, run_edits
from bench.hypervisor import FOLDER, Hypervisor
from bench.server import Server

FEW, MANY, LENGTH = 60, 300, 15
# What of running objects shows as it was declared.
LIVE = ("disks", "interfaces", "channels", "rngs", "vcpus", "memory_devices", "ips", "dns", "bridge", "domain")
FILES = ("a.img", "b.img", "c.img", "one.iso", "two.iso")


def _disk(name: str, dev: str, bus: str = "scsi") -> edits.Options:
    return {"source": {"file": f"{FOLDER}/{name}"}, "target": {"dev": dev, "bus": bus}, "driver": {"type": "raw"}}


def _medium(name: str) -> edits.Options:
    return {"device": "cdrom", "target": {"dev": "sdz", "bus": "sata"}, "source": {"file": name and f"{FOLDER}/{name}"}}


def _interface(network: str, **options: Any) -> edits.Options:
    return {"source": {"network": network}, "model": "virtio", **options}


PLAIN = {"type": "qemu", "os": {"machine": "q35"}, "memory": "64 MiB", "vcpus": {"count": 4, "current": 2},
         "controllers": [{"type": "scsi", "index": 0, "model": "virtio-scsi"}, {"type": "virtio-serial", "index": 0}],
         "timeout": 0, "force": True}
RNG = {"model": "virtio", "backend": {"model": "random", "path": "/dev/urandom"}}
CHANNELS = [{"source": {"type": "pty"}, "target": {"type": "virtio", "name": name}} for name in ("org.example.a", "org.example.b")]
ROOMY = {"max_memory": {"size": "512 MiB", "slots": 4},
         "cpu": {"numa": {"cells": [{"id": 0, "cpus": "0-3", "memory": "64 MiB"}]}}}
MODULE = {"model": "dimm", "target": {"size": "128 MiB", "node": 0}}
GUESTS = [
    {**PLAIN, "disks": [_disk("a.img", "sda")], "interfaces": [_interface("lan")], "channels": CHANNELS[:1]},
    {**PLAIN, "disks": [_disk("b.img", "sdb"), _medium("one.iso")], "interfaces": [_interface("lan"), _interface("lab")],
     "rngs": [RNG]},
    {**PLAIN, "disks": [_medium("two.iso"), _disk("c.img", "sdc")], "vcpus": {"count": 4, "current": 3}, "current_memory": "48 MiB",
     "interfaces": [_interface("lab", link_state="down"), _interface("lan", alias="ua-second")]},
    {**PLAIN, **ROOMY, "disks": [_disk("a.img", "sda"), _disk("b.img", "vdb", "virtio")], "memory_devices": [MODULE],
     "channels": CHANNELS},
]
HOSTS = [{"mac": f"52:54:00:00:09:{number:02x}", "ip": f"10.9.0.{number}", "name": f"h{number}"} for number in (5, 6, 7)]
NETWORKS = [{
    "bridge": {"name": "virbr-edit"}, "domain": {"name": "lan.example"},
    "dns": {"hosts": [{"ip": "10.9.0.9", "hostnames": ["nine", "ix"]}], "txts": [{"name": "t", "value": "1"}, {"name": "u", "value": "2"}],
            "srvs": [{"service": "ldap", "protocol": "tcp", "domain": "lan.example", "target": "h5", "port": 389}]},
    "ips": [{"address": "10.9.0.1", "prefix": 24, "dhcp": {"ranges": [{"start": "10.9.0.100", "end": "10.9.0.120"}], "hosts": hosts}}],
} for hosts in (HOSTS, HOSTS[:1])]
BEFORE = [{"name": name, "state": "active", "bridge": {"name": f"virbr-{name}"}} for name in ("lan", "lab")]


LISTS = {"disk": "disks", "interface": "interfaces", "rng": "rngs"}


def _address(device: ET.Element) -> tuple[str, ...] | None:
    """What tells apart the devices on the PCI bus, which only the system of a guest gives back."""
    address = device.find("./address[@type='pci']")
    return None if address is None or device.tag not in LISTS else (device.tag, *address.attrib.values())


class Running(Edits):
    """Guests that run while they are edited; without a system they let go of no PCI device, which then waits for a restart."""

    cases: ClassVar = {"domain": GUESTS, "network": NETWORKS}
    names = ("one", "two")
    once: ClassVar = {"domain": ("os",)}  # told by its whole name
    more: ClassVar = {"disks": [_medium(""), _disk("a.img", "sdd"), _disk("c.img", "sdb"), _disk("b.img", "vdc", "virtio")]}
    pools: ClassVar = {"domain": edits.Pool([*GUESTS, more], invents=False),
                       "network": edits.Pool(NETWORKS, invents=False)}

    def prepare(self) -> None:
        for network in BEFORE:
            self.engine.run("network", **network)
        self.files = self.engine.snapshot()["files"]

    def power(self, pick: edits.Choice, kind: str) -> edits.Options:
        return {"state": pick.one(["running", "running", "running", "shutoff"] if kind == "domain" else ["active", "active", "inactive"])}

    def foreseen(self, check: Any, done: Any, options: edits.Options) -> Any:
        """Only a guest itself can say that it keeps a device on its PCI bus, or a processor; such a step is no action."""
        kept = [option.partition(f".{options['name']}.")[2] for option in done["restart_required"]
                if option not in check["restart_required"]]
        for option in kept:
            assert self._keeps(options["name"], option), f"check mode did not say that {option} waits"
        self.tally["kept"] += len(kept)
        actions = [action for action in check["actions"]
                   if action["operation"] not in ("set_vcpus", "replug") or not kept or not set(action["option"]) <= set(kept)]
        return {**check, "actions": actions, "restart_required": done["restart_required"]}

    def _keeps(self, name: str, option: str) -> bool:
        """Whether the running guest alone has a device on its PCI bus, or more processors."""
        guest = self.engine.connection.lookupByName(name)
        live, config = (ET.fromstring(guest.XMLDesc(flags)) for flags in (0, libvirt.VIR_DOMAIN_XML_INACTIVE))
        if option == "vcpus.current":
            most = live.findtext("vcpu")
            return int(live.find("vcpu").get("current", most)) > int(config.find("vcpu").get("current", most))
        beyond = collections.Counter(map(_address, live.find("devices"))) - collections.Counter(map(_address, config.find("devices")))
        return any(option.startswith(f"{LISTS[tag]}[") for tag, *_place in filter(None, beyond))

    def holds_live(self, where: str, kind: str, options: edits.Options) -> None:
        """The running object has what was declared of it, too."""
        wanted = {name: options[name] for name in LIVE if name in options}
        told = self.engine.declared(kind, options["name"], live=True)
        assert edits.holds(told, wanted), f"{where}: declared was {wanted}, and running there is {told}"

    def identities(self, where: str) -> None:
        super().identities(where)
        assert self.engine.snapshot()["files"] == self.files, f"{where}: a file was changed"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """libvirt itself waits five seconds for a device that no system gives back."""
    monkeypatch.setattr(driver_of_guests, "DETACH_PATIENCE", 0)


@pytest.fixture
def hypervisor(server: Server) -> Iterator[Hypervisor]:
    made = Hypervisor(server, FILES)
    yield made
    made.close()


@pytest.mark.parametrize("steps", [FEW, pytest.param(MANY, marks=pytest.mark.gate("hosts"))])
def test_edits_of_what_runs_lose_nothing(hypervisor: Hypervisor, steps: int) -> None:
    tally = run_edits(lambda tally: Running(hypervisor, tally), steps, LENGTH, steps == FEW)
    assert tally["waits"]


@pytest.mark.parametrize(("kind", "declarations"), [
    # What a guest would not give back is no matter where it is shut off.
    ("domain", [{**GUESTS[2], "state": "running"}, {**GUESTS[2], "vcpus": {"count": 4, "current": 2}, "state": "shutoff"}]),
])
def test_edits_of_what_runs_that_failed_once(hypervisor: Hypervisor, kind: str, declarations: list[edits.Options]) -> None:
    declare_in_turn(lambda tally: Running(hypervisor, tally), kind, declarations)
