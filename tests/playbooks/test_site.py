# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""site.yml, preflight.yml and capture.yml with the example inventory, on servers that are bare at first."""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import fleet
from bench.fleet import Fleet, changes
from bench.needs import needs_root
from bench.paths import ROOT

SUITES = {"hv1.example.com": "bookworm", "hv2.example.com": "trixie"}

# Bench servers have no hardware virtualization. Nothing else of the example is changed.
ADAPTED = {"preflight_require: kvm\n": "preflight_require: emulation\n", "type: kvm\n": "type: qemu\n"}

pytestmark = [pytest.mark.gate("hosts"), needs_root]


@pytest.fixture(scope="module")
def servers() -> Iterator[Fleet]:
    with Fleet(SUITES) as made:
        yield made


@pytest.fixture(scope="module")
def inventories(servers: Fleet, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The example, adapted, and how to reach the servers."""
    folder = tmp_path_factory.mktemp("site")
    example = folder / "inventory"
    shutil.copytree(ROOT / "docs/examples/inventory", example)
    replaced = set()
    for path in example.rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        for old, new in ADAPTED.items():
            replaced |= {old} if old in text else set()
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    assert replaced == set(ADAPTED)
    return [example, servers.inventory(folder)]


def play(inventories: list[Path], name: str, *arguments: str, fails: bool = False) -> str:
    return fleet.play(f"anvil.hypervisor.{name}", inventories, *arguments, fails=fails)


def test_preflight_refuses_with_the_remedy_and_passes_what_may_emulate(inventories: list[Path]):
    refused = play(inventories, "preflight", "--extra-vars", "preflight_require=kvm", fails=True)
    for server in SUITES:
        assert f"{server} cannot be what it is asked to be (kvm) until" in refused
    assert changes(play(inventories, "preflight")) == dict.fromkeys(SUITES, 0)


def test_capture_brings_what_hardware_info_reads(inventories: list[Path]):
    play(inventories, "capture")
    for server in SUITES:
        captures = inventories[0].parent / "captures"
        with tarfile.open(captures / f"{server}.tar.gz") as archive:
            assert any(name.endswith("proc/cpuinfo") for name in archive.getnames())
        assert (captures / server / "proc/cpuinfo").exists()


def test_check_on_bare_servers_names_what_it_cannot_plan(servers: Fleet, inventories: list[Path]):
    output = play(inventories, "site", "--check", "--diff")
    assert "could not plan guests, guests, web.qcow2, web" in " ".join(output.split())
    for server in SUITES:
        assert not servers.on(server, "ls /usr/sbin/libvirtd 2>/dev/null || true")


def test_an_object_twice_in_a_list_is_refused_while_servers_are_bare(servers: Fleet, inventories: list[Path]):
    twice = json.dumps({"site_pools_host": [{"name": "guests"}, {"name": "guests"}]})
    output = " ".join(play(inventories, "site", "--extra-vars", twice, fails=True).split())
    assert "pool 'guests': cannot merge the site's lists: it stands twice in site_pools_host" in output
    for server in SUITES:
        assert not servers.on(server, "ls /usr/sbin/libvirtd 2>/dev/null || true")


def test_site_makes_what_the_inventory_declares(servers: Fleet, inventories: list[Path]):
    play(inventories, "site")
    for server in SUITES:
        # As the user of the inventory, whom the role put into libvirt's group.
        virsh = "virsh --connect qemu:///system"
        assert servers.on(server, f"{virsh} net-list --name --autostart").split() == ["guests"]
        assert servers.on(server, f"{virsh} pool-list --name --autostart").split() == ["guests"]
        own = ["web"] if server == "hv1.example.com" else []
        assert servers.on(server, f"{virsh} list --all --name").split() == own
        network = servers.on(server, f"{virsh} net-dumpxml --inactive guests")
        assert "virbr-guests" in network  # what the group declares
        assert ("hv1.internal" in network) == bool(own)  # what the host declares beside it
        assert "max_files = 32768" in servers.on(server, "sudo cat /etc/libvirt/qemu.conf")


def test_again_changes_nothing(inventories: list[Path]):
    assert changes(play(inventories, "site", "--check", "--diff")) == dict.fromkeys(SUITES, 0)
    assert changes(play(inventories, "site")) == dict.fromkeys(SUITES, 0)
