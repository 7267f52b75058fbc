# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is plugged into a running guest, what is pulled out, and what waits for a restart."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import waiting as records
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.option_path import OptionPath
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.domain import plan
from bench.facts import facts

FIRST = "<interface type='network'><mac address='52:54:00:00:00:00'/><source network='default'/><model type='virtio'/></interface>"
DISK = ("<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/srv/a'/>"
        "<target dev='vda' bus='virtio'/></disk>")
CDROM = ("<disk type='file' device='cdrom'><source file='/srv/a.iso'/><target dev='sda' bus='sata'/><readonly/></disk>")
AGENT = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"


def _plan(devices, live=None, waiting=(), **options):
    """The plan for a guest with these devices; `live` are those that it runs with, where they are others."""
    desired = Domain.accept({"name": "web", **options}, Seen())
    root, running = (f"<domain type='kvm'><name>web</name><devices>{found}</devices></domain>"
                     for found in (devices, devices if live is None else live))
    context = Context(kind="domain", name="web", facts=facts())
    return plan(Domain, desired, Observed(xml.parse(root), _recorded(running, waiting), active=True), context)


def _recorded(running, options):
    live = xml.parse(running)
    if options:
        record = xml.parse(records.write(dict.fromkeys(options, "")))
        for elem in record.iter():
            elem.tag = xml.qualified(f"anvil:{elem.tag}")
        xml.ensure(live, (("metadata", ()),)).append(record)
    return live


def _operations(out):
    return [(action.operation, list(map(str, action.options))) for action in out.actions]


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


def test_members_that_wait_are_called_by_their_places_in_the_whole_list():
    """The guest has one port left: of three new interfaces the first is attached, and the others wait for the next start."""
    ports = "".join(f"<controller type='pci' index='{number}' model='{model}'/>" for number, model in enumerate(
        ("pcie-root", "pcie-root-port")))
    out = _plan(ports + FIRST, interfaces=[NIC] * 4)
    assert _operations(out) == [("define", ["interfaces[2]", "interfaces[3]"]), ("attach", ["interfaces[1]"])]
    assert list(map(str, out.restart_required)) == list(map(str, out.record)) == ["interfaces[2]", "interfaces[3]"]


def test_plugging_beside_a_change_that_waits():
    disk = {"source": {"file": "/srv/a"}, "target": {"dev": "vda", "bus": "virtio"}}
    out = _plan(DISK, disks=[{**disk, "serial": "S", "iotune": {"read_iops_sec": 5}},
                             {"source": {"file": "/srv/b"}, "target": {"dev": "vdb", "bus": "virtio"}}])
    assert _operations(out) == [
        ("define", ["disks[vda].serial", "disks[vda].iotune.read_iops_sec"]), ("attach", ["disks[vdb]"]),
        ("set_disk_limits", ["disks[vda].iotune.read_iops_sec"])]
    assert out.actions[2].values == [(["vda"], "read_iops_sec", 5)]
    assert list(map(str, out.restart_required)) == ["disks[vda].serial"]


def test_a_channel_with_dots_in_its_name_is_plugged():
    channel = {"source": {"type": "unix"}, "target": {"type": "virtio", "name": "org.qemu.guest_agent.0"}}
    controller = "<controller type='virtio-serial' index='0'/>"
    assert _operations(_plan(controller, channels=[channel])) == [("attach", ["channels[org.qemu.guest_agent.0]"])]
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
    assert list(map(str, out.restart_required)) == waits
    assert ("update_device" in [action.operation for action in out.actions]) == (not waits)


DRIVE = "<address type='drive' controller='0' bus='0' target='0' unit='0'/>"
SLOT = "<address type='pci' domain='0x0000' bus='0x00' slot='0x07' function='0x0'/>"
OTHER_SLOT = "<address type='pci' domain='0x0000' bus='0x00' slot='0x08' function='0x0'/>"


def _disk(dev, source, bus, rest=DRIVE):
    return (f"<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{source}'/>"
            f"<target dev='{dev}' bus='{bus}'/>{rest}</disk>")


def _nic(mac):
    return f"<interface type='network'><mac address='{mac}'/><source network='default'/><model type='virtio'/>{SLOT}</interface>"


def _channel(name):
    return (f"<channel type='unix'><target type='virtio' name='{name}'/>"
            "<address type='virtio-serial' controller='0' bus='0' port='1'/></channel>")


def _rng(path, address=SLOT):
    return f"<rng model='virtio'><backend model='random'>{path}</backend>{address}</rng>"


def _dimm(size, slot):
    return f"<memory model='dimm'><target><size unit='KiB'>{size}</size></target><address type='dimm' slot='{slot}'/></memory>"


def _usb(vendor):
    return (f"<hostdev mode='subsystem' type='usb'><source><vendor id='{vendor}'/><product id='0x0001'/></source>"
            "<address type='usb' bus='0' port='1'/></hostdev>")


def _pci(bus):
    return (f"<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='{bus}' slot='0x00' function='0x0'/>"
            f"</source>{SLOT}</hostdev>")


def _mdev(number):
    return ("<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source>"
            f"<address uuid='c2177883-f1bb-47f0-914d-32a22e3a880{number}'/></source>{SLOT}</hostdev>")


def _folder(target):
    return (f"<filesystem type='mount'><driver type='virtiofs'/><source dir='/srv'/><target dir='{target}'/>{SLOT}</filesystem>")


def _shmem(name):
    return f"<shmem name='{name}'><model type='ivshmem-plain'/>{SLOT}</shmem>"


def _redirected(port):
    return (f"<redirdev bus='usb' type='tcp'><source mode='connect' host='127.0.0.1' service='{port}'/><protocol type='raw'/>"
            "<address type='usb' bus='0' port='1'/></redirdev>")


@pytest.mark.parametrize(("option", "waits", "runs"), [
    ("disks", _disk("hda", "/srv/b", "ide"), _disk("sda", "/srv/a", "scsi")),
    ("disks", _disk("vdb", "/srv/b", "virtio", SLOT), _disk("vda", "/srv/a", "virtio", SLOT)),
    ("interfaces", _nic("52:54:00:00:00:02"), _nic("52:54:00:00:00:01")),
    ("channels", _channel("org.two"), _channel("org.one")),
    ("rngs", _rng("/dev/hwrng"), _rng("/dev/urandom")),
    ("memory_devices", _dimm(131072, 0), _dimm(262144, 0)),
    ("hostdevs", _usb("0x0002"), _usb("0x0001")),
    ("hostdevs", _pci("0x02"), _pci("0x01")),
    ("hostdevs", _mdev(2), _mdev(1)),
    ("filesystems", _folder("two"), _folder("one")),
    ("shmems", _shmem("two"), _shmem("one")),
    ("redirdevs", _redirected(4001), _redirected(4000)),
], ids=["drive", "virtio", "interface", "channel", "rng", "memory", "usb", "pci", "mdev", "filesystem", "shmem", "redirdev"])
def test_k4a_a_device_that_only_the_configuration_has_takes_none_of_the_guest_away(option, waits, runs):
    """Whatever has its address in the guest: configuration and guest have addresses of their own."""
    there = Domain.to_declaration(xml.parse(f"<domain><devices>{runs}</devices></domain>"))[option]
    out = _plan(runs + waits, runs, **{option: there})
    assert [(action.operation, action.live) for action in out.actions] == [("detach", None)]


@pytest.mark.parametrize(("option", "elem"), [
    ("disks", _disk("sda", "/srv/a", "scsi")),
    ("interfaces", _nic("52:54:00:00:00:01")),
    ("channels", _channel("org.one")),
    ("rngs", _rng("/dev/urandom")),
    ("memory_devices", _dimm(262144, 0)),
    ("hostdevs", _usb("0x0001")),
    ("hostdevs", _pci("0x01")),
    ("hostdevs", _mdev(1)),
    ("filesystems", _folder("one")),
    ("shmems", _shmem("one")),
    ("redirdevs", _redirected(4000)),
], ids=["disk", "interface", "channel", "rng", "memory", "usb", "pci", "mdev", "filesystem", "shmem", "redirdev"])
def test_k4a_a_device_that_the_guest_has_goes_from_both(option, elem):
    """Also where its addresses are not the same."""
    runs = elem.replace("slot='0x07'", "slot='0x08'").replace("port='1'/>", "port='2'/>").replace("/>", "/><alias name='any'/>", 1) \
        if option != "memory_devices" else elem
    [action] = _plan(elem, runs, **{option: []}).actions
    assert action.operation == "detach" and action.live is not None


@pytest.mark.parametrize("make", [_pci, _mdev])
def test_k4a_no_device_of_the_host_is_taken_for_another_one(make):
    """Neither one that others gave to the guest alone, nor one whose address in the guest the configuration gives to another."""
    one, two = make(1), make(2)
    out = _plan(two, one, hostdevs=[])
    assert [(action.operation, action.live) for action in out.actions] == [("detach", None)]
    turned = one.replace("0x07", "0x08") + two, one + two.replace("0x07", "0x08")
    [action] = _plan(*turned, hostdevs=Domain.to_declaration(xml.parse(f"<domain><devices>{two}</devices></domain>"))["hostdevs"]).actions
    assert ET.canonicalize(action.live) == ET.canonicalize(one)


def test_k4a_of_two_devices_that_are_alike_the_one_that_runs_stays():
    """Which of them runs cannot be told, so the guest gives none back."""
    both = _rng("/dev/urandom") + _rng("/dev/urandom", OTHER_SLOT)
    one = [{"model": "virtio", "backend": {"model": "random", "path": "/dev/urandom"}}]
    out = _plan(both, _rng("/dev/urandom"), rngs=one)
    assert [(action.operation, action.live) for action in out.actions] == [("detach", None)]
    assert "cannot be told" in str(out.reasons)
    [action] = _plan(both, both, rngs=one).actions
    assert action.live is not None and "0x08" in action.live


def test_k4a_an_alias_of_the_users_identifies_a_device():
    alias = "<alias name='ua-{}'/>"
    runs = _disk("sda", "/srv/a", "scsi", alias.format("a") + DRIVE)
    waits = _disk("sdb", "/srv/a", "scsi", alias.format("a") + DRIVE) + _disk("sda", "/srv/b", "scsi", alias.format("b") + DRIVE)
    [action] = _plan(waits, runs, disks=[{"source": {"file": "/srv/a"}, "target": {"dev": "sdb"}, "alias": "ua-a"}]).actions
    assert (action.operation, str(action.options), action.live) == ("detach", "[disks[sda]]", None)


@pytest.mark.parametrize(("options", "why"), [
    ({"channels": [{"source": {"type": "unix"}, "target": {"type": "virtio", "name": "org.one"}}]},
     "no controller of the type virtio-serial"),
    ({"disks": [{"device": "cdrom", "target": {"dev": "sda", "bus": "scsi"}}]}, "an empty drive cannot be plugged in"),
    ({"disks": [{"device": "cdrom", "target": {"dev": "sda", "bus": "usb"}}]}, "an empty drive cannot be plugged in"),
    ({"disks": [{"device": "floppy", "source": {"file": "/a"}, "target": {"dev": "sda", "bus": "usb"}}]}, "a floppy drive cannot"),
], ids=["channel", "empty on scsi", "empty on usb", "floppy"])
def test_k4b_what_libvirt_cannot_add_to_a_running_guest_waits(options, why):
    slots = "<controller type='pci' index='0' model='pci-root'/><controller type='usb' index='0'/>"
    out = _plan(slots, **options)
    assert [action.operation for action in out.actions] == ["define"]
    assert len(out.restart_required) == 1 and why in str(out.warnings)


def _disks(**sources):
    return {"disks": [{"source": {"file": f"/srv/{source}"}, "target": {"dev": dev, "bus": "scsi"}} for dev, source in sources.items()]}


TWO = _disk("sda", "/srv/a", "scsi") + _disk("sdb", "/srv/b", "scsi", DRIVE.replace("unit='0'", "unit='1'"))


@pytest.mark.parametrize(("wanted", "operations", "waits"), [
    ({"sda": "c", "sdb": "a", "sdc": "b"}, [("define", None)], ["disks[sda].source.file", "disks[sdb].source.file", "disks[sdc]"]),
    ({"sdb": "a", "sdc": "b"}, [("define", None), ("detach", None)], ["disks[sda]", "disks[sdb].source.file", "disks[sdc]"]),
    ({"sdb": "b", "sdc": "a"}, [("replug", _disk("sda", "/srv/a", "scsi"))], []),
    ({"sdb": "a"}, [("define", None), ("detach", None)], ["disks[sda]", "disks[sdb].source.file"]),
], ids=["one more in front", "renamed in a row", "renamed", "one of the other"])
def test_k4b_a_source_that_another_device_of_the_guest_has_waits_for_it(wanted, operations, waits):
    """No disk leaves the guest whose source another one is to have at the next start."""
    out = _plan(TWO, **_disks(**wanted))
    found = [(action.operation, xml.parse(action.live).find("source").get("file") if getattr(action, "live", None) else None)
             for action in out.actions]
    assert found == [(operation, live and xml.parse(live).find("source").get("file")) for operation, live in operations]
    assert sorted(map(str, out.restart_required)) == waits
    ends = [disk.get("file") for disk in xml.parse(out.actions[0].xml).iterfind("./devices/disk/source")] if waits else []
    assert set(ends) >= {f"/srv/{source}" for source in wanted.values()} or not waits


def test_k4b_a_disk_stays_until_the_one_that_gets_its_source_can_come():
    """A renamed disk whose new bus has no hot plug."""
    wanted = {"disks": [{"source": {"file": "/srv/a"}, "target": {"dev": "hda", "bus": "ide"}}]}
    out = _plan(_disk("sda", "/srv/a", "scsi"), **wanted)
    assert [(action.operation, getattr(action, "live", None)) for action in out.actions] == [("define", None), ("detach", None)]
    assert sorted(map(str, out.restart_required)) == ["disks[hda]", "disks[sda]"]


def test_k4b_one_source_twice_does_not_wait():
    """It would keep the guest from starting: libvirt refuses it now. What only reads, or is shared, comes."""
    for more in ({}, {"shareable": True}, {"readonly": True}):
        wanted = _disks(sda="a", sdb="b", sdc="a")
        wanted["disks"][2].update(more)
        assert "attach" in [action.operation for action in _plan(TWO, **wanted).actions]


def _nic_at(number, *names):
    return OptionPath.of("interfaces").member(number).below(OptionPath.of(*names))


@pytest.mark.parametrize(("number", "waits"), [(3, [_nic_at(1), _nic_at(2)]), (2, [_nic_at(1)]), (1, [])])
def test_k1f_what_was_taken_out_again_no_longer_waits(number, waits):
    """Interfaces that were declared without an address are recorded by their places: as many wait as the guest lacks."""
    there = [_nic(f"52:54:00:00:00:0{number}") for number in range(3)]
    recorded = [_nic_at(1), _nic_at(2)]
    for devices in (there, there[:number]):
        out = _plan("".join(devices), there[0], recorded, interfaces=[NIC] * number)
        assert out.restart_required == waits
        assert list(out.record) == waits
    # The same where the task says nothing of them.
    out = _plan("".join(there[:number]), there[0], recorded)
    assert (out.restart_required, list(out.record)) == (waits, waits)


def test_k1f_what_waits_stays_with_its_member():
    """A change inside of an interface waits, and the interface gets another place."""
    first, second, third = (f"52:54:00:00:00:0{number}" for number in range(3))
    config = _nic(second) + _nic(first).replace("virtio", "e1000")
    live = _nic(second) + _nic(first)
    nics = [NIC, {**NIC, "model": "e1000"}]
    assert _plan(config, live, [_nic_at(1, "model")], interfaces=nics).restart_required == [_nic_at(1, "model")]
    moved = _plan(_nic(third) + config, _nic(third) + live, [_nic_at(1, "model")], interfaces=[NIC, *nics])
    assert (moved.restart_required, list(moved.record)) == ([_nic_at(2, "model")], [_nic_at(2, "model")])
    assert not moved.elsewhere
    gone = _plan(config, live, [_nic_at(5, "model")])
    assert (gone.restart_required, gone.record) == ([], {})


def test_k1f_a_device_of_the_host_that_is_declared_first_waits_though_libvirt_keeps_it_last():
    """Its key is a structure, so it is recorded by its place in the declaration."""
    first = OptionPath.of("hostdevs").member(0)
    for options in ({}, {"on_crash": "restart"}):
        out = _plan(_pci("0x01") + _pci("0x02"), _pci("0x01"), [first], **options)
        assert first in out.restart_required and first in out.record
    out = _plan(_pci("0x01"), _pci("0x01"), [first])
    assert (out.restart_required, out.record) == ([], {})
