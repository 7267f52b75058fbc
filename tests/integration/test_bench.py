# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench itself: what all other tests here use."""

from __future__ import annotations

import json

import pytest
from bench import machine
from bench.server import Server
from bench.snapshot import packaged_filters

NETWORK = """
<network><name>probe</name><forward mode="nat"/><bridge name="virbr7"/>
<ip address="192.168.177.1" prefix="24"><dhcp><range start="192.168.177.10" end="192.168.177.20"/></dhcp></ip></network>
"""


def test_server_is_a_machine_of_its_own(server: Server):
    """Other links, other processes, no KVM."""
    assert server.run("hostname").stdout.strip() == "bench"
    assert [link["ifname"] for link in json.loads(server.run("ip", "-j", "link").stdout)] == ["lo"]
    assert server.run("cat", "/proc/1/cmdline").stdout.count("init.py") == 1
    assert "<domain type='qemu'" in server.virsh("capabilities")
    assert "<domain type='kvm'" not in server.virsh("capabilities")


def test_server_begins_without_the_objects_of_the_machine():
    """Whoever runs the tests may have guests, pools and networks of their own, some of them begun with the machine."""
    with Server("beginning") as fresh:
        held = fresh.snapshot()
    assert held.pop("nwfilters").keys() == packaged_filters()
    assert held.pop("links") == ["lo"]
    assert not any(held.values()), held


def test_network_stays_inside(server: Server):
    """A NAT network makes a bridge and rules in the server, none on the machine."""
    before = machine.network()
    connection = server.connect()
    network = connection.networkDefineXML(NETWORK)
    network.create()
    assert "virbr7" in server.snapshot()["links"]
    assert "LIBVIRT" in server.run("nft", "list", "ruleset").stdout
    assert not machine.difference(before, machine.network())
    connection.close()


def test_snapshot_sees_every_kind(server: Server):
    """What a check mode that lies would touch."""
    pool = server.storage / "pool"
    pool.mkdir()
    virsh = server.virsh
    before = server.snapshot()
    virsh("pool-define-as", "pool", "dir", "--target", str(pool))
    virsh("pool-start", "pool")
    virsh("vol-create-as", "pool", "disk", "1M")
    seen = server.snapshot()
    assert set(seen["pools"]) == {"pool"}
    assert set(seen["pools"]["pool"]["volumes"]) == {"disk"}
    assert before["pools"] == {}

    with (pool / "disk").open("r+b") as disk:
        disk.seek(4096)
        disk.write(b"data")
    written = server.snapshot()
    assert written["pools"] != seen["pools"]
    assert written["files"] != seen["files"]
    virsh("pool-autostart", "pool")
    assert server.snapshot()["pools"]["pool"]["autostart"] == 1


def test_server_is_empty_after_another_test(server: Server):
    held = server.snapshot()
    assert not held["networks"]
    assert not held["pools"]
    assert not held["domains"]
    assert not held["files"]
    assert held["links"] == ["lo"]


def test_daemon_can_be_stopped_and_started(own_server: Server):
    first = own_server.daemon_pid()
    assert first
    own_server.stop_daemon()
    assert not own_server.daemon_pid()
    own_server.start_daemon()
    assert own_server.daemon_pid() not in (0, first)


def test_nothing_is_left_of_a_stopped_server(ansible_core: str):
    before = machine.own()
    with Server("gone") as server:
        connection = server.connect()
        connection.networkCreateXML(NETWORK)
        connection.close()
        during = machine.own()
        assert [line for line in during["daemons in namespaces"] if "dnsmasq" in line]
        assert str(server.folder) in during["folders"]
    assert machine.own() == before


@pytest.mark.oldest_core
def test_playbook_reaches_the_server(server: Server, ansible_core: str):
    """Through ansible-playbook, modules run in the server's namespaces, under the ansible-core that was asked for."""
    done = server.play(
        [
            {"name": "Hostname", "ansible.builtin.command": {"cmd": "hostname"}},
            {"name": "Version", "ansible.builtin.debug": {"msg": "{{ ansible_version.full }}"}},
        ]
    )
    hostname, version = done.results[0]["stdout"], done.results[1]["msg"]
    assert hostname == "bench"
    assert version.startswith("2.17.") == (ansible_core == "2.17"), version
    assert done.changed == 1


@pytest.mark.oldest_core
def test_module_runs_without_ansible_playbook(server: Server):
    """The fast path: check mode, result, and failure as with Ansible."""
    path = server.storage / "file"
    planned = server.module("ansible.modules.file", check=True, path=str(path), state="touch")
    assert planned["changed"]
    assert not path.exists()
    server.module("ansible.modules.file", path=str(path), state="touch")
    assert path.exists()
    refused = server.module("ansible.modules.file", fails=True, path=str(path), state="unknown")
    assert "value of state must be one of" in refused["msg"]
    assert server.module("ansible.modules.command", argv=["hostname"])["stdout"] == "bench"


def test_server_runs_the_daemons_that_were_asked_for(server: Server, libvirt_daemons: str):
    """And the modules know which kind it is."""
    running = server.run("ps", "-A", "-o", "comm=").stdout.split()
    assert set(server.kind.names) <= set(running)
    assert ("libvirtd" in running) == (libvirt_daemons == "monolithic")
    assert server.module("host_info")["host"]["daemon"] == libvirt_daemons
