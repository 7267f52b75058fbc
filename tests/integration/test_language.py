# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A daemon that speaks German gets the same classes of errors and the same remedies as one that speaks English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bench.server import Server, prime_capabilities

GUEST = {"name": "guest", "type": "qemu", "memory": "32 MiB", "os": {"machine": "q35"}}
FIRST = "11111111-2222-4333-8444-555555555555"
RULES = [{"action": "accept", "direction": "in"}]


def nic(**source):
    return {**GUEST, "state": "running", "interfaces": [{"source": source}]}


def disk(**source):
    return {**GUEST, "state": "running", "disks": [{"source": source, "target": {"dev": "vda", "bus": "virtio"}}]}


def pool(server, name, **options):
    return ("pool", {"name": name, "type": "dir", "target": {"path": str(server.storage / name)}, **options})


def volume(**options):
    return ("volume", {"pool": "images", "name": "a", "capacity": "1 MiB", **options})


IMAGES = [lambda server: pool(server, "images", state="active")]
# What is there, and what fails.
CASES = {
    "no KVM": ([], lambda server: ("domain", {**GUEST, "type": "kvm"})),
    "another hypervisor": ([], lambda server: ("domain", {**GUEST, "type": "xen", "os": {}})),
    "no such machine": ([], lambda server: ("domain", {**GUEST, "os": {"machine": "pc-i440fx-0.1"}})),
    "no PCI bus": ([], lambda server: ("domain", {**GUEST, "os": {"machine": "isapc"}, "memballoon": {"model": "virtio"}})),
    "no such architecture": ([], lambda server: ("domain", {**GUEST, "os": {"arch": "s390x"}})),
    "no emulator": ([], lambda server: ("domain", {**GUEST, "emulator": "/usr/bin/none"})),
    "a UUID twice": ([("domain", {**GUEST, "name": "first", "uuid": FIRST})], lambda server: ("domain", {**GUEST, "uuid": FIRST})),
    "another topology": (
        [("domain", {**GUEST, "vcpus": {"count": 2}, "cpu": {"topology": {"sockets": 1, "cores": 2, "threads": 1}}})],
        lambda server: ("domain", {"name": "guest", "vcpus": {"count": 3}}),
    ),
    "an element too many": ([], lambda server: ("domain", {"name": "guest", "xml": (
        "<domain type='qemu'><name>guest</name><memory>32768</memory><os><type>hvm</type></os><devices>"
        "<disk type='file'><source file='/a'/><target dev='vda'/><frobnicate/></disk></devices></domain>")})),
    "no network": ([], lambda server: ("domain", nic(network="missing"))),
    "an idle network": ([("network", {"name": "idle"})], lambda server: ("domain", nic(network="idle"))),
    "no bridge": ([], lambda server: ("domain", nic(bridge="missing"))),
    "no file": ([], lambda server: ("domain", disk(file="/nowhere.img"))),
    "no pool": ([], lambda server: ("domain", disk(pool="missing", volume="a"))),
    "no volume": ([lambda server: pool(server, "images", state="active")], lambda server: ("domain", disk(pool="images", volume="a"))),
    "a network's UUID twice": ([("network", {"name": "first", "uuid": FIRST})],
                               lambda server: ("network", {"name": "second", "uuid": FIRST})),
    "a bridge twice": ([("network", {"name": "first", "bridge": {"name": "vbr0"}})],
                       lambda server: ("network", {"name": "second", "bridge": {"name": "vbr0"}})),
    "the host's bridge": (["ip link add br7 type bridge"],
                          lambda server: ("network", {"name": "guests", "state": "active", "bridge": {"name": "br7"}})),
    "the host's subnet": (
        ["ip link add br7 type bridge", "ip address add 10.9.0.1/24 dev br7", "ip link set br7 up"],
        lambda server: ("network", {"name": "guests", "state": "active", "ips": [{"address": "10.9.0.2", "prefix": 24}]}),
    ),
    "a folder twice": ([lambda server: pool(server, "first")], lambda server: (
        "pool", {"name": "second", "type": "dir", "target": {"path": str(server.storage / "first")}})),
    "no backend": ([], lambda server: ("pool", {"name": "odd", "type": "vstorage", "source": {"name": "cluster"},
                                                "target": {"path": "/vstorage"}})),
    "a file in place of a folder": (["touch FOLDER/images"], lambda server: pool(server, "images", state="active")),
    "a folder that cannot be made": ([], lambda server: (
        "pool", {"name": "odd", "type": "dir", "target": {"path": "/proc/odd"}, "state": "active"})),
    "a folder that vanished": ([lambda server: pool(server, "images", state="active"), "rmdir FOLDER/images"],
                               lambda server: ("volume", {"pool": "images", "name": "a", "capacity": "1 MiB"})),
    "no secret": (IMAGES, lambda server: volume(encryption={"format": "luks", "secret": {
        "uuid": "21111111-2222-4333-8444-555555555555"}})),
    "other encryption": (
        [*IMAGES, ("secret", {"name": "/v", "usage_type": "volume", "value": "a"})],
        lambda server: volume(encryption={"format": "qcow", "secret": {"usage": "/v"}})),
    "no backing file": (IMAGES, lambda server: volume(format="qcow2", backing={"path": "/nowhere.img", "format": "raw"})),
    "an image that does not grow": ([*IMAGES, lambda server: volume(format="vdi")], lambda server: volume(capacity="2 MiB", format="vdi")),
    "space that is taken": ([*IMAGES, lambda server: volume(capacity="2 MiB", allocation="2 MiB")], lambda server: volume(shrink=True)),
    "a file that libvirt has not seen": ([*IMAGES, "touch FOLDER/images/a"], lambda server: volume()),
    "a filter in use": (
        [("nwfilter", {"name": "own", "rules": RULES}),
         ("network", {"name": "guests", "state": "active", "ips": [{"address": "10.9.0.1", "prefix": 24}]}),
         ("domain", {**GUEST, "state": "running", "interfaces": [{"source": {"network": "guests"}, "filterref": {"filter": "own"}}]})],
        lambda server: ("nwfilter", {"name": "own", "state": "absent"}),
    ),
}


@pytest.fixture(scope="module")
def servers(ansible_core: str) -> Iterator[tuple[Server, Server]]:
    prime_capabilities()
    with Server("english") as english, Server("german", language="de_DE.UTF-8") as german:
        yield english, german


def failure(server, case):
    """What the module said, with the server's own folder left out."""
    before, failing = CASES[case]
    try:
        for step in before:
            if isinstance(step, str):
                server.run(*step.replace("FOLDER", str(server.storage)).split())
                continue
            name, options = step(server) if callable(step) else step
            server.module(name, **options)
        name, options = failing(server)
        failed = server.module(name, fails=True, **options)
    finally:
        server.wipe()
        server.run("sh", "-c", f"ip link delete br7 2>/dev/null; rm -rf {server.storage}/*")
    return {key: str(value).replace(str(server.storage), "FOLDER") for key, value in failed["failures"][0].items()}


@pytest.mark.parametrize("case", CASES)
def test_k7a_the_same_class_and_remedy_in_another_language(servers, case):
    english, german = (failure(server, case) for server in servers)
    assert {**german, "message": ""} == {**english, "message": ""}
    assert "Correct what libvirt names" not in english["remedy"], english


def test_k7a_another_language_is_told_where_words_are_all_there_is(servers):
    """Here libvirt's code says that something is not valid, and no fact of the host's says what."""
    options = {**GUEST, "state": "running", "disks": [{"source": {"file": "/proc/version"}, "driver": {"type": "qcow2"},
                                                       "target": {"dev": "vda", "bus": "virtio"}}]}
    for server, told in zip(servers, (False, True)):
        failed = server.module("domain", fails=True, **options)["failures"][0]
        server.wipe()
        assert ("LC_ALL=C" in failed["remedy"]) == told, failed
