# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guests from an image, as the role `guests` makes and edits them, while they run."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from bench.paths import ROOT
from bench.server import Server

SECRET = "correct horse battery staple"
LAN = {"name": "lan", "state": "active", "bridge": {"name": "vb-lan"}, "ips": [{"address": "192.168.150.1", "prefix": 24}]}
SAN = {"name": "san", "state": "active", "bridge": {"name": "vb-san"}, "ips": [{"address": "192.168.151.1", "prefix": 24}]}
ROLE = {"ansible.builtin.include_role": {"name": "anvil.hypervisor.guests"}}


@pytest.fixture
def variables(server: Server) -> dict[str, Any]:
    """A host with two networks and a pool, and an image."""
    image = server.storage / "image.qcow2"
    server.run("qemu-img", "create", "-q", "-f", "qcow2", image, "64M")
    server.module("pool", name="default", type="dir", state="active", target={"path": str(server.storage / "pool")})
    for network in (LAN, SAN):
        server.module("network", **network)
    return {
        "guests_type": "qemu",
        "guests_wait": False,
        "guests_images": {"small": {"path": str(image), "checksum": f"sha256:{hashlib.sha256(image.read_bytes()).hexdigest()}"}},
        "guests_profiles": {"tiny": {"memory": "48 MiB", "disk": "80 MiB", "networks": ["lan"]}},
    }


def run(server: Server, variables: dict[str, Any], *guests: dict[str, Any], **options: Any) -> Any:
    done = server.play([ROLE], variables={**variables, "guests_list": list(guests)}, **options)
    assert SECRET not in done.output
    return done


def devices(server: Server, name: str, *options: str) -> dict[str, str]:
    """Of a guest: disks by their sources, interfaces by their networks."""
    root = ET.fromstring(server.virsh("dumpxml", name, *options))
    found = {disk.find("source").get("volume"): disk.find("target").get("dev") for disk in root.iterfind("devices/disk")}
    return {**found, **{nic.find("source").get("network"): nic.find("mac").get("address") for nic in root.iterfind("devices/interface")}}


def test_a_guest_is_made_from_a_line_and_keeps_what_it_has_at_edits(server: Server, variables: dict[str, Any]):
    web = {"name": "web1", "image": "small", "profile": "tiny", "user_data": {"password": SECRET}}
    planned = run(server, variables, web, check=True)
    assert planned.changed == 1 and "could not plan web1" in " ".join(planned.output.split())
    assert not server.virsh("list", "--all", "--name").strip()
    run(server, variables, web)
    assert run(server, variables, web).changed == 0
    assert run(server, variables, web, {**web, "name": "web2"}, check=True).changed
    assert "web2" not in server.virsh("list", "--all", "--name")
    first, started = devices(server, "web1"), server.virsh("domid", "web1")
    volumes = {line.split()[0] for line in server.virsh("--quiet", "vol-list", "default").splitlines()}
    assert {"web1-system", "web1-seed"} < volumes
    assert first.keys() == {"web1-system", "web1-seed", "lan"}

    done = {**web, "first_boot": "done"}
    assert SECRET.encode() in (server.storage / "pool/web1-seed").read_bytes()
    run(server, variables, done)
    assert SECRET.encode() not in (server.storage / "pool/web1-seed").read_bytes()
    assert run(server, variables, done).changed == 0

    more = {**done, "networks": ["san", "lan"], "volumes": [{"name": "logs", "capacity": "1 MiB"}, {"name": "data", "capacity": "1 MiB"}]}
    run(server, variables, more)
    assert run(server, variables, more).changed == 0
    second = devices(server, "web1")
    assert first.items() < second.items()
    assert second.keys() - first.keys() == {"san", "web1-logs", "web1-data"}

    fewer = {**more, "networks": ["san"], "volumes": more["volumes"][1:]}
    run(server, variables, fewer)
    # No system runs in the guest that would let go of a device: it waits for the next start.
    third = devices(server, "web1", "--inactive")
    assert third.items() < second.items()
    assert second.keys() - third.keys() == {"lan", "web1-logs"}
    assert server.virsh("domid", "web1") == started

    run(server, variables, {"name": "web1", "state": "absent", "force": True, "timeout": 1})
    assert not server.virsh("list", "--all", "--name").strip()
    kept = {line.split()[0] for line in server.virsh("--quiet", "vol-list", "default").splitlines()}
    assert kept == volumes - {"web1-seed"} | {"web1-logs", "web1-data"}


def test_the_playbook_waits_for_the_address_that_is_declared(server: Server, variables: dict[str, Any]):
    """The host's own address in the network stands for that of a guest: what runs here has no system."""
    web = {"name": "web1", "image": "small", "profile": "tiny", "address": "192.168.150.1/24"}
    given = {**variables, "guests_hosts": "all", "guests_list": [web], "guests_wait": True}
    done = server.playbook(ROOT / "playbooks" / "guests.yml", variables=given)
    assert "web1: 192.168.150.1" in done.output


@pytest.mark.parametrize(("guest", "words"), [
    ({"profile": "large"}, "there is no large"),
    ({"image": "small", "user_data": {"password": SECRET}, "adress": "192.168.150.9/24"}, "adress"),
    ({"image": "large"}, "there is no large"),
    ({"networks": ["lan", "san"], "address": "192.168.150.9/24"}, "the guest has 2 networks"),
])
def test_what_cannot_be_right_is_refused_before_anything_is_made(
        server: Server, variables: dict[str, Any], guest: dict[str, Any], words: str):
    before = server.snapshot()
    done = run(server, variables, {"name": "web1", **guest}, fails=True)
    assert words in " ".join(done.output.split())
    assert server.snapshot() == before
