# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What waits for a guest's next start, on a real libvirtd: told until the guest was restarted, and never a reason to restart it twice."""

from __future__ import annotations

import pytest

TINY = {"name": "guest", "type": "qemu", "memory": "32 MiB", "os": {"machine": "pc"}, "timeout": 0, "force": True}
WAITS = "guest guest: memory waits for a restart"


def operations(result):
    return [action["operation"] for action in result["actions"]]


def told(result):
    """The warnings of a run, as text."""
    return [warning if isinstance(warning, str) else warning["event"]["msg"] for warning in result.get("warnings", [])]


def quiet(result):
    """True for a run that did nothing and had nothing to tell."""
    return (result["changed"], result["restart_required"], told(result)) == (False, [], [])


def status(server):
    return server.module("domain_info", name="guest")["domains"][0]["status"]


@pytest.fixture
def lan(server, request):
    """A network that leads to something of the host: a bridge, or a device by macvtap."""
    kind = request.param
    link = ("type", "bridge") if kind == "bridge" else ("type", "veth", "peer", "name", "lan-peer")
    server.run("ip", "link", "add", "lan0", *link)
    server.run("ip", "link", "set", "lan0", "up")
    leads = {"bridge": {"name": "lan0"}} if kind == "bridge" else {}
    forward = {"mode": "bridge", **({} if leads else {"interfaces": ["lan0"]})}
    server.module("network", name="lan", forward=forward, state="active", **leads)
    yield kind
    server.wipe()
    server.run("ip", "link", "delete", "lan0")


@pytest.mark.parametrize("lan", ["bridge", "macvtap"], indirect=True)
def test_k1a_a_guest_on_a_network_of_the_host_is_at_rest(server, lan):
    nic = {"mac": "52:54:00:00:00:07", "model": "virtio", "source": {"network": "lan"}}
    guest = {**TINY, "interfaces": [nic], "state": "running"}
    started = server.module("domain", **guest)
    assert "warnings" not in started
    shown = server.virsh("dumpxml", "guest")
    assert f"<interface type='{'bridge' if lan == 'bridge' else 'direct'}'>" in shown
    number = server.virsh("domid", "guest")
    for more in ({}, {"restart": True}):
        assert quiet(server.module("domain", **guest, **more))
    assert server.virsh("domid", "guest") == number
    assert (status(server)["drift"], status(server)["restart_required"]) == ([], [])
    # What can change on it does, and it stays an interface of that network.
    down = {**guest, "interfaces": [{**nic, "link_state": "down"}]}
    assert operations(server.module("domain", **down)) == ["define", "update_device"]
    assert "down" in server.virsh("domif-getlink", "guest", nic["mac"])
    assert quiet(server.module("domain", **down, restart=True))
    assert status(server)["drift"] == []
    assert "<source network='lan'" in server.virsh("dumpxml", "guest")


@pytest.fixture
def devices(server):
    """Two devices of the host that a network can hand to guests, one each."""
    names = ("pass0", "pass1")
    for name in names:
        server.run("ip", "link", "add", name, "type", "veth", "peer", "name", f"{name}-peer")
        server.run("ip", "link", "set", name, "up")
    yield names
    server.wipe()
    for name in names:
        server.run("ip", "link", "delete", name)


def test_k1d_a_device_is_added_to_those_that_guests_use(server, devices):
    """How many guests use a device is status: it is not compared. libvirt forgets it at an update, so that one waits."""
    pool = {"name": "pass", "state": "active"}
    nic = {"source": {"network": "pass"}, "model": "virtio"}
    used = "<interface dev='pass0' connections='1'/>"
    server.module("network", **pool, forward={"mode": "passthrough", "interfaces": [devices[0]]})
    server.module("domain", **{**TINY, "interfaces": [{**nic, "mac": "52:54:00:00:00:07"}]}, state="running")
    assert used in server.virsh("net-dumpxml", "pass")
    both = {**pool, "forward": {"mode": "passthrough", "interfaces": list(devices)}}
    planned, done = server.module("network", check=True, **both), server.module("network", **both)
    assert planned["actions"] == done["actions"]
    assert (operations(done), done["restart_required"]) == (["define"], ["forward.interfaces"])
    assert used in server.virsh("net-dumpxml", "pass")
    again = server.module("network", **both)
    assert (again["changed"], again["restart_required"]) == (False, ["forward.interfaces"])
    restarted = server.module("network", **both, restart=True)
    assert operations(restarted) == ["stop", "start", "plug_in"]
    assert quiet(server.module("network", **both, restart=True))
    assert used in server.virsh("net-dumpxml", "pass")
    # So the next guest gets the other one.
    server.module("domain", **{**TINY, "name": "next", "interfaces": [{**nic, "mac": "52:54:00:00:00:08"}]}, state="running")
    assert "dev='pass1'" in server.virsh("dumpxml", "next")
    assert "connections" not in server.virsh("net-dumpxml", "pass", "--inactive")


def test_k1f_what_waits_is_told_at_each_run_and_restarted_for_once(server):
    server.module("domain", **TINY, state="running")
    more = {**TINY, "memory": "48 MiB", "state": "running"}
    for check in (True, False, True, False):
        done = server.module("domain", check=check, **more)
        assert (done["restart_required"], told(done)) == (["memory"], [WAITS])
    alone = server.module("domain", name="guest")
    assert (alone["changed"], alone["restart_required"], told(alone)) == (False, ["memory"], [WAITS])
    assert status(server)["restart_required"] == ["memory"]
    # The record outlives the daemon, as the guest does.
    server.stop_daemon()
    server.start_daemon()
    name = {"name": "guest", "timeout": 0, "force": True, "restart": True}
    assert operations(server.module("domain", check=True, **name)) == ["shutdown", "start"]
    done = server.module("domain", **name)
    assert (operations(done), done["restart_required"]) == (["shutdown", "start"], [])
    number = server.virsh("domid", "guest")
    for options in (name, {**more, "restart": True}):
        assert quiet(server.module("domain", **options))
    assert server.virsh("domid", "guest") == number
    # Nothing of it is in the configuration.
    assert "waiting" not in server.virsh("dumpxml", "--inactive", "guest")


def test_k1f_restarted_is_done_once_in_a_task(server):
    server.module("domain", **TINY, state="running")
    before = server.virsh("domid", "guest")
    again = {"name": "guest", "timeout": 0, "force": True, "state": "restarted"}
    for check in (True, False):
        done = server.module("domain", check=check, **again)
        assert (done["changed"], operations(done)) == (True, ["shutdown", "start"])
        assert (server.virsh("domid", "guest") == before) == check
    server.virsh("destroy", "guest")
    assert operations(server.module("domain", **again)) == ["start"]
    together = server.module("resources", domains=[again])
    assert operations(together) == ["shutdown", "start"]


def test_k1b_a_record_of_another_run_of_the_guest_is_void(server):
    server.module("domain", **TINY, state="running")
    server.module("domain", **{**TINY, "memory": "48 MiB"})
    # Somebody stops it and starts it again: it has what waited.
    server.virsh("destroy", "guest")
    server.virsh("start", "guest")
    assert quiet(server.module("domain", name="guest", restart=True, timeout=0, force=True))
    # Somebody defines it from what the running guest shows, the record included.
    server.module("domain", **{**TINY, "memory": "64 MiB"})
    (server.storage / "guest.xml").write_text(server.virsh("dumpxml", "guest").replace("49152", "65536"), encoding="utf-8")
    server.virsh("define", str(server.storage / "guest.xml"))
    server.virsh("destroy", "guest")
    server.virsh("start", "guest")
    number = server.virsh("domid", "guest")
    assert "waiting" in server.virsh("dumpxml", "guest")
    assert quiet(server.module("domain", **{**TINY, "memory": "64 MiB"}, restart=True))
    assert server.virsh("domid", "guest") == number


def test_k1b_what_others_changed_is_told_and_never_restarted_for(server):
    server.module("domain", **TINY, state="running")
    server.virsh("setmaxmem", "guest", "48M", "--config")
    number = server.virsh("domid", "guest")
    for check in (True, False):
        done = server.module("domain", check=check, **{**TINY, "memory": "48 MiB"}, restart=True)
        assert (done["changed"], done["restart_required"]) == (False, [])
        assert len(told(done)) == 1 and "memory was changed by others" in told(done)[0]
    assert server.virsh("domid", "guest") == number
    assert {"option": "memory", "configured": "48 MiB", "running": "32 MiB"} in status(server)["drift"]
    server.module("domain", name="guest", state="restarted", timeout=0, force=True)
    assert status(server)["drift"] == []


def test_k1b_a_change_that_a_run_breaks_off_is_recorded_before_it_is_made(server):
    """What libvirt refuses leaves no record behind, and what waits is recorded whatever comes after."""
    server.module("domain", **TINY, state="running")
    refused = server.module("domain", **{**TINY, "memory": "48 MiB"}, emulator="/no-such-emulator", fails=True)
    assert "no-such-emulator" in refused["msg"]
    assert quiet(server.module("domain", name="guest", restart=True))


def test_k1f_what_waits_in_a_network_or_a_pool_is_told_at_each_run(server):
    """Also by a run that declares nothing of it, and `restart: true` alone carries it out; what is again as it runs waits no more."""
    images = {"name": "images", "type": "dir", "state": "active", "target": {"path": str(server.storage / "images")}}
    other = {"target": {"path": str(server.storage / "other")}}
    lan = {"name": "lan", "state": "active", "mtu": 1450, "bridge": {"name": "vbr1"}, "ips": [{"address": "10.9.1.1", "prefix": 24}]}
    for kind, options, edit, option in (("network", lan, {"mtu": 1400}, "mtu"), ("pool", images, other, "target.path")):
        server.module(kind, **options)
        line = f"{kind} {options['name']}: {option} waits for a restart"
        for given in ({**options, **edit}, {**options, **edit}, {"name": options["name"]}):
            done = server.module(kind, **given)
            assert (done["restart_required"], told(done)) == ([option], [line])
        back = server.module(kind, **options)
        assert (back["restart_required"], told(back)) == ([], [])
        server.module(kind, **{**options, **edit})
        alone = {"name": options["name"], "restart": True}
        planned, done = server.module(kind, check=True, **alone), server.module(kind, **alone)
        assert planned["actions"] == done["actions"]
        assert operations(done)[0] == "stop" and "start" in operations(done)
        assert quiet(server.module(kind, **alone))
        assert quiet(server.module(kind, **{**options, **edit, "restart": True}))


def test_k1f_what_others_changed_to_the_same_value_no_longer_waits(server):
    server.module("domain", **TINY, state="running")
    assert server.module("domain", name="guest", memory="48 MiB")["restart_required"] == ["memory"]
    server.virsh("setmaxmem", "guest", "32M", "--config")
    server.virsh("setmem", "guest", "32M", "--config")
    assert (status(server)["restart_required"], status(server)["drift"]) == ([], [])
    for options in ({"check": True, "memory": "32 MiB"}, {"memory": "32 MiB"}, {}, {"restart": True}):
        assert server.module("domain", name="guest", **options)["restart_required"] == []
    assert quiet(server.module("domain", **TINY, restart=True))


def test_k1f_what_was_taken_out_again_no_longer_waits(server):
    """Interfaces without an address of their own, for which the guest has no slot, are recorded by their places."""
    server.module("network", name="lan", state="active")
    guest = {**TINY, "os": {"machine": "q35"}, "interfaces": [{"source": {"network": "lan"}, "model": "virtio"}]}
    server.module("domain", **guest, state="running")
    nic, = guest["interfaces"]
    while not server.module("domain", **guest)["restart_required"]:
        guest["interfaces"] = [*guest["interfaces"], nic]
    fits = len(guest["interfaces"]) - 1
    for more in (2, 1):
        waits = [f"interfaces[{number}]" for number in range(fits, fits + more)]
        for check in (True, False):
            done = server.module("domain", check=check, **{**guest, "interfaces": [nic] * (fits + more)})
            assert done["restart_required"] == waits
        assert server.module("domain", name="guest")["restart_required"] == waits
        # The information module has no declaration: it names them by their addresses.
        assert len(status(server)["restart_required"]) == len(status(server)["drift"]) == more
    assert server.module("domain", **{**guest, "interfaces": [nic] * fits})["restart_required"] == []
    assert quiet(server.module("domain", name="guest", restart=True))
