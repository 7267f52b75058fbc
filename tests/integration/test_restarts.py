# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restarts that were allowed: whoever was served is served again, also where the new definition cannot start."""

from __future__ import annotations

import pytest

NETWORK = {"name": "net", "state": "active", "bridge": {"name": "vbr0"}, "ips": [{"address": "10.9.0.1", "prefix": 24}]}
# libvirt hands it to dnsmasq, which does not start then.
BAD = {"dnsmasq_options": [{"value": "no-such-option"}]}
GUEST = {"name": "guest", "type": "qemu", "memory": "32 MiB", "os": {"machine": "q35"}, "state": "running", "timeout": 1, "force": True}


def operations(result):
    return [action["operation"] for action in result["actions"]]


@pytest.fixture
def guest(server):
    """A running guest with an interface in the network: the device of that."""
    server.module("network", **NETWORK)
    server.module("domain", **GUEST, interfaces=[{"source": {"network": "net"}, "model": "virtio", "isolated": True}])
    return plugged(server)


def no_kernel(server):
    """A file that is there, and with which QEMU does not start."""
    path = str(server.storage / "vmlinuz")
    server.run("touch", path)
    return path


def plugged(server):
    """The devices of guests in the bridge."""
    return sorted(name for name in server.run("ls", "/sys/class/net/vbr0/brif").stdout.split() if name.startswith("vnet"))


def ports(server):
    return server.virsh("net-port-list", "net").split()


def test_k4c_a_network_with_guests_is_restarted_and_they_are_plugged_in_again(server, guest):
    before = ports(server)
    done = server.module("network", **NETWORK, mtu=1400, restart=True)
    assert operations(done) == ["define", "stop", "start", "plug_in"]
    assert plugged(server) == guest
    assert ports(server) == before
    assert server.run("cat", *(f"/sys/class/net/{guest[0]}/{name}" for name in ("mtu", "brport/isolated"))).stdout.split() == ["1400", "1"]
    assert not server.module("network", **NETWORK, mtu=1400, restart=True)["changed"]
    server.virsh("destroy", "guest")
    assert ports(server) == []
    server.virsh("start", "guest")
    assert plugged(server)


def test_k4c_guests_that_others_cut_off_are_plugged_in_again(server, guest):
    """libvirt leaves them without a network: a run that is broken off in a restart does the same."""
    before = ports(server)
    server.virsh("net-destroy", "net")
    planned = server.module("network", check=True, **NETWORK)
    done = server.module("network", **NETWORK)
    assert operations(done) == operations(planned) == ["start", "plug_in"]
    assert "guest" in done["diff"][0]["before"].partition("cut_off")[2]
    assert (plugged(server), ports(server)) == (guest, before)
    assert not server.module("network", **NETWORK)["changed"]
    server.virsh("net-destroy", "net")
    server.virsh("net-start", "net")
    assert not plugged(server)
    assert operations(server.module("network", name="net")) == ["plug_in"]
    assert (plugged(server), ports(server)) == (guest, before)


def test_k4c_a_tap_that_somebody_took_out_of_the_bridge_stays_out(server, guest):
    """The network still has the port: nothing was lost. A tun device, which has no bridge, is no guest's."""
    server.run("ip", "tuntap", "add", "tun7", "mode", "tun")
    server.run("ip", "link", "set", guest[0], "nomaster")
    done = server.module("network", **NETWORK)
    assert (done["changed"], plugged(server)) == (False, [])
    server.run("ip", "tuntap", "delete", "tun7", "mode", "tun")


def test_k4c_a_network_that_cannot_start_is_as_it_was(server, guest):
    before, held = server.virsh("net-dumpxml", "--inactive", "net"), ports(server)
    failed = server.module("network", fails=True, **{**NETWORK, **BAD}, restart=True)
    assert "cannot start" in failed["msg"]
    assert (failed["changed"], failed["actions"]) == (False, [])
    assert server.virsh("net-dumpxml", "--inactive", "net") == before
    assert "10.9.0.1" in server.run("ip", "-4", "address", "show", "vbr0").stdout
    assert plugged(server) == guest
    assert ports(server) == held


def test_k4c_a_bridge_that_guests_know_keeps_its_name(server, guest):
    failed = server.module("network", fails=True, **{**NETWORK, "bridge": {"name": "vbr1"}}, restart=True)
    assert failed["failures"][0]["code"] == "refused"
    assert plugged(server) == guest


def test_k4c_a_pool_that_cannot_start_is_as_it_was(server):
    images = {"name": "images", "type": "dir", "state": "active", "target": {"path": str(server.storage / "images")}}
    server.module("pool", **images)
    before = server.snapshot()
    failed = server.module("pool", fails=True, **{**images, "target": {"path": str(server.storage / "nowhere")}}, build=False, restart=True)
    assert "cannot start" in failed["msg"]
    assert not failed["changed"]
    assert server.snapshot() == before


def test_k4c_a_guest_that_cannot_start_runs_as_it_did(server):
    server.module("domain", **GUEST)
    before = server.virsh("dumpxml", "--inactive", "guest")
    failed = server.module("domain", fails=True, **{**GUEST, "os": {"machine": "q35", "kernel": no_kernel(server)}}, restart=True)
    assert "cannot start" in failed["msg"] and "vmlinuz" in failed["msg"]
    assert not failed["changed"]
    assert server.virsh("dumpxml", "--inactive", "guest") == before
    assert server.virsh("domstate", "guest").strip() == "running"


def test_k4c_what_an_earlier_run_configured_is_no_way_back(server, guest):
    """The network runs as it did, and the edit that cannot start waits on."""
    bad = {**NETWORK, **BAD}
    assert server.module("network", **bad)["restart_required"]
    configured, held = server.virsh("net-dumpxml", "--inactive", "net"), ports(server)
    failed = server.module("network", fails=True, **bad, restart=True)
    assert "cannot start" in failed["msg"] and "could not be taken back" not in failed["msg"]
    assert (failed["changed"], failed["actions"]) == (False, [])
    assert server.virsh("net-dumpxml", "--inactive", "net") == configured
    assert "10.9.0.1" in server.run("ip", "-4", "address", "show", "vbr0").stdout
    assert (plugged(server), ports(server)) == (guest, held)
    assert server.module("network", **bad)["restart_required"], "it still waits"


def test_k4c_what_waits_in_a_pool_is_no_way_back(server):
    images = {"name": "images", "type": "dir", "state": "active", "target": {"path": str(server.storage / "images")}}
    server.module("pool", **images)
    bad = {**images, "target": {"path": "/proc/nowhere"}}
    assert server.module("pool", **bad)["restart_required"] == ["target.path"]
    before = server.snapshot()
    failed = server.module("pool", fails=True, **bad, restart=True)
    assert "could not be taken back" not in failed["msg"]
    assert not failed["changed"]
    assert server.snapshot() == before


@pytest.mark.parametrize("again", [{"restart": True}, {"state": "restarted"}], ids=str)
def test_k4c_what_waits_in_a_guest_is_no_way_back(server, guest, again):
    """It has an interface in a network, whose name libvirt made, and a display, whose port libvirt chose."""
    bad = {**GUEST, "graphics": [{"type": "vnc"}], "os": {"machine": "q35", "kernel": no_kernel(server)}}
    assert server.module("domain", **{**bad, "os": GUEST["os"]}, restart=True)["changed"]
    waits = server.module("domain", **bad)["restart_required"]
    assert waits == ["os.kernel"]
    configured = server.virsh("dumpxml", "--inactive", "guest")
    failed = server.module("domain", fails=True, name="guest", timeout=1, force=True, **again)
    assert "cannot start" in failed["msg"] and "could not be taken back" not in failed["msg"]
    assert (failed["changed"], failed["actions"]) == (False, [])
    assert server.virsh("dumpxml", "--inactive", "guest") == configured
    assert server.virsh("domstate", "guest").strip() == "running"
    assert plugged(server) and ports(server)
    assert server.module("domain", name="guest")["restart_required"] == waits, "it still waits"
    del guest


def test_k4c_what_cannot_be_taken_back_is_told_beside_the_failure(server):
    """Both errors: why the new definition does not start, and why the former does not either."""
    image = server.storage / "disk.img"
    image.write_bytes(bytes(1024**2))
    disks = [{"source": {"file": str(image)}, "target": {"dev": "vda", "bus": "virtio"}}]
    server.module("domain", **GUEST, disks=disks)
    image.unlink()
    image.mkdir()  # no image opens it
    kernel = {"machine": "q35", "kernel": no_kernel(server)}
    failed = server.module("domain", fails=True, **{**GUEST, "os": kernel}, disks=disks, restart=True)
    assert "cannot start" in failed["msg"] and "could not be taken back" in failed["msg"] and str(image) in failed["msg"]
    assert failed["changed"] and operations(failed) == ["shutdown"]
    assert "vmlinuz" not in server.virsh("dumpxml", "--inactive", "guest")


def test_a_network_is_not_stopped_for_a_subnet_that_the_host_has(server, guest):
    server.run("ip", "link", "add", "other0", "type", "bridge")
    server.run("ip", "address", "add", "10.77.0.1/24", "dev", "other0")
    server.run("ip", "link", "set", "other0", "up")
    moved = {**NETWORK, "ips": [{"address": "10.77.0.9/24"}], "restart": True}
    before = server.virsh("net-dumpxml", "net"), server.run("cat", "/sys/class/net/vbr0/ifindex").stdout
    assert "has the subnet 10.77.0.0/24 on other0" in str(server.module("network", **moved, check=True)["warnings"])
    failed = server.module("network", fails=True, **moved)
    assert "has the subnet 10.77.0.0/24 on other0" in failed["msg"] and "choose another subnet" in failed["msg"]
    assert (server.virsh("net-dumpxml", "net"), server.run("cat", "/sys/class/net/vbr0/ifindex").stdout) == before
    assert plugged(server) == guest
    server.run("ip", "link", "delete", "other0")
    assert operations(server.module("network", **moved)) == ["define", "stop", "start", "plug_in"]


def test_a_guest_is_not_stopped_for_a_file_that_is_not_there(server):
    server.run("truncate", "--size=1M", str(server.storage / "a.img"))
    server.module("domain", **GUEST, disks=[{"source": {"file": str(server.storage / "a.img")}, "target": {"dev": "vda"},
                                             "driver": {"type": "raw"}}])
    started = server.virsh("domid", "guest")
    wrong = {**GUEST, "disks": [{"source": {"file": "/nowhere.img"}, "target": {"dev": "vda"}, "driver": {"type": "raw"}}]}
    assert server.module("domain", **wrong)["restart_required"] == ["disks[vda].source.file"]
    for options in (wrong, {"name": "guest"}):
        assert "/nowhere.img, and there is no such file" in str(server.module("domain", **options, restart=True, check=True)["warnings"])
        failed = server.module("domain", fails=True, **options, restart=True)
        assert "it is to have /nowhere.img, and there is no such file. Make /nowhere.img" in failed["msg"]
        assert server.virsh("domid", "guest") == started
