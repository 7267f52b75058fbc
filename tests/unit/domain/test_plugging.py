# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is plugged into a running guest, what is pulled out, and what waits for a restart."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.have import Have
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.domain import plan

FIRST = "<interface type='network'><mac address='52:54:00:00:00:00'/><source network='default'/><model type='virtio'/></interface>"
DISK = ("<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/srv/a'/>"
        "<target dev='vda' bus='virtio'/></disk>")
CDROM = ("<disk type='file' device='cdrom'><source file='/srv/a.iso'/><target dev='sda' bus='sata'/><readonly/></disk>")
AGENT = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"


def _plan(devices, **options):
    want = Domain.accept({"name": "web", **options}, Seen())
    root = f"<domain type='kvm'><name>web</name><devices>{devices}</devices></domain>"
    context = Context(kind="domain", name="web", derive_mac=lambda _kind, _name, number: f"52:54:00:00:00:{number:02x}")
    return plan(Domain, want, Have(xml.parse(root), xml.parse(root), active=True), context)


def _operations(out):
    return [(action.operation, action.options) for action in out.actions]


NIC = {"source": {"network": "default"}, "model": "virtio"}


def test_k2a_interfaces_that_come_to_a_running_guest_have_addresses_of_their_own():
    """Also of those that come at once, and of one that is declared for another."""
    other = {**NIC, "source": {"network": "other"}}
    out = _plan(FIRST, interfaces=[other, NIC, other, {**other, "mac": "52:54:00:00:00:03"}])
    attached = [action.xml for action in out.actions if action.operation == "attach"]
    macs = [xml.parse(text).find("mac").get("address") for text in attached]
    assert len({"52:54:00:00:00:00", *macs}) == len(attached) + 1


def test_a_second_interface_is_not_the_twin_of_the_first():
    out = _plan(FIRST, interfaces=[NIC, NIC])
    assert _operations(out) == [("attach", ["interfaces[1]"])]
    assert "52:54:00:00:00:01" in out.actions[0].xml


def test_plugging_beside_a_change_that_waits():
    disk = {"source": {"file": "/srv/a"}, "target": {"dev": "vda", "bus": "virtio"}}
    out = _plan(DISK, disks=[{**disk, "serial": "S", "iotune": {"read_iops_sec": 5}},
                             {"source": {"file": "/srv/b"}, "target": {"dev": "vdb", "bus": "virtio"}}])
    assert _operations(out) == [
        ("define", ["disks[vda].serial", "disks[vda].iotune.read_iops_sec"]), ("attach", ["disks[vdb]"]),
        ("set_disk_limits", ["disks[vda].iotune.read_iops_sec"])]
    assert out.actions[2].values == [(["vda"], "read_iops_sec", 5)]
    assert out.restart_required == ["disks[vda].serial"]


def test_a_channel_with_dots_in_its_name_is_plugged():
    channel = {"source": {"type": "unix"}, "target": {"type": "virtio", "name": "org.qemu.guest_agent.0"}}
    assert _operations(_plan("", channels=[channel])) == [("attach", ["channels[org.qemu.guest_agent.0]"])]
    assert _operations(_plan(AGENT, channels=[])) == [("detach", ["channels[org.qemu.guest_agent.0]"])]


@pytest.mark.parametrize(("devices", "options", "waits"), [
    (CDROM, {"disks": [{"device": "cdrom", "source": {"file": "/srv/b.iso"}, "target": {"dev": "sda"}}]}, []),
    (DISK, {"disks": [{"source": {"file": "/srv/b"}, "target": {"dev": "vda"}}]}, ["disks[vda].source.file"]),
    (FIRST, {"interfaces": [{**NIC, "mac": "52:54:00:00:00:00", "link_state": "down"}]}, []),
    (FIRST, {"interfaces": [{**NIC, "mac": "52:54:00:00:00:00", "source": {"bridge": "br0"}}]}, []),
    (FIRST, {"interfaces": [{**NIC, "mac": "52:54:00:00:00:00", "mtu": 1400}]}, ["interfaces[52:54:00:00:00:00].mtu"]),
], ids=["medium", "hard disk", "cable", "bridge", "mtu"])
def test_what_waits_for_a_restart(devices, options, waits):
    out = _plan(devices, **options)
    assert out.restart_required == waits
    assert ("update_device" in [action.operation for action in out.actions]) == (not waits)
