# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of devices that libvirt refuses, or does by half, unless what they make void goes too."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from bench.guest import Guest

Q35, PC = {"machine": "q35"}, {"machine": "pc"}
VDA, SDA = {"dev": "vda", "bus": "virtio"}, {"dev": "sda", "bus": "sata"}
SPICE = [{"type": "spice", "autoport": True}]


@pytest.fixture
def guest(server):
    connection = server.connect()
    yield Guest(connection)
    connection.close()


def disk(**options):
    return {"disks": [{"source": {"file": "/srv/a.raw"}, "target": VDA, **options}]}


def interface(**options):
    return {"interfaces": [{"source": {"network": "default"}, "mac": "52:54:00:00:00:01", "model": "virtio", **options}]}


def port(**source):
    return {"serials": [{"source": source, "target": {"port": 0}}]}


def channel(**source):
    return {"channels": [{"source": source, "target": {"type": "virtio", "name": "org.example.0"}}]}


def graphics(*displays):
    return {"graphics": list(displays)}


RESERVED = {"managed": True}
LUN = {"dev": "sda", "bus": "scsi"}
CHANGES = {
    "disk-bus": (
        disk(target={"dev": "sda", "bus": "virtio"}, driver={"type": "raw", "queues": 2, "iommu": True, "ioeventfd": True}),
        disk(target={"dev": "sda", "bus": "scsi"})),
    "disk-bus-from-scsi": (
        disk(target={"dev": "sda", "bus": "scsi", "rotation_rate": 7200}, wwn="5000c50015ea71ad", vendor="ACME", product="x"),
        disk(target={"dev": "sda", "bus": "usb"})),
    "disk-device": (
        disk(target=SDA, device="cdrom"), disk(target=SDA, device="disk")),
    "disk-lun": (
        disk(target=LUN, device="lun", source={"dev": "/dev/sdx", "reservations": RESERVED}, rawio=True),
        disk(target=LUN, device="disk", source={"dev": "/dev/sdx", "reservations": {}})),
    "disk-file-to-network": (
        disk(source={"file": "/srv/a.raw", "startup_policy": "optional", "seclabels": [{"model": "dac", "relabel": False}]}),
        disk(source={"protocol": "rbd", "name": "rbd/a", "hosts": [{"name": "mon"}],
                     "auth": {"username": "a", "secret": {"type": "ceph", "usage": "b"}}})),
    "disk-protocol": (
        disk(source={"protocol": "rbd", "name": "rbd/a", "hosts": [{"name": "mon"}], "snapshot": "s", "config": "/c",
                     "auth": {"username": "a", "secret": {"type": "ceph", "usage": "b"}}}),
        disk(source={"protocol": "nbd", "name": "x", "hosts": [{"transport": "unix", "socket": "/run/nbd"}]})),
    "disk-host": (
        disk(source={"protocol": "nbd", "hosts": [{"transport": "unix", "socket": "/run/nbd"}]}),
        disk(source={"protocol": "nbd", "hosts": [{"name": "nbd.example.com", "port": 10809}]})),
    "disk-volume": (
        disk(source={"dev": "/dev/vg/a", "slices": [{"type": "storage", "offset": "0 B", "size": "1 MiB"}]}),
        disk(source={"pool": "images", "volume": "a"})),
    "disk-nvme": (
        disk(source={"address": "0000:01:00.0", "namespace": 1, "managed": True}),
        disk(source={"file": "/srv/a.raw"})),
    "disk-backing": (
        disk(driver={"type": "qcow2"}, backing_store={"source": {"file": "/srv/base"}, "format": {"type": "raw"}}),
        disk(driver={"type": "qcow2"}, source={"file": "/srv/b.qcow2"})),
    "disk-limits": (
        disk(iotune={"total_bytes_sec": "1 MiB", "read_iops_sec": 5}),
        disk(iotune={"read_bytes_sec": "1 MiB", "total_iops_sec": 5})),
    "disk-no-limits": (disk(iotune={"total_bytes_sec": "1 MiB"}), disk(iotune={})),
    "disk-secret": (
        disk(source={"file": "/a", "encryption": {"format": "luks", "secrets": [{"type": "passphrase", "usage": "a"}]}},
             driver={"type": "raw"}),
        disk(source={"file": "/a", "encryption": {"format": "luks", "secrets": [
            {"type": "passphrase", "uuid": "2ec115d7-3a88-3ceb-bc12-0ac909a6fd87"}]}})),
    "disk-model": (disk(model="virtio-transitional"), disk(model="virtio-non-transitional")),
    "disk-ejected": (
        disk(device="cdrom", target=SDA), disk(device="cdrom", target=SDA, source={"file": ""})),
    "disks-all-gone": (disk(), {"disks": []}),
    "interface-model": (interface(), interface(model="rtl8139")),
    "interface-bridge": (
        interface(source={"network": "default", "portgroup": "a"}), interface(source={"bridge": "br0"})),
    "interface-direct": (interface(source={"dev": "eth0", "mode": "bridge"}), interface(source={"type": "ethernet"})),
    "interface-hostdev": (
        interface(source={"address": "0000:07:10.1", "managed": True}), interface(source={"network": "default"})),
    "interface-to-hostdev": (
        interface(source={"type": "direct", "dev": "eth0"}), interface(source={"address": "0000:07:10.1", "managed": True})),
    "interface-socket": (
        interface(source={"address": "127.0.0.1", "port": 5001, "local": {"address": "127.0.0.1", "port": 5002}}),
        interface(source={"type": "mcast", "address": "230.0.0.1", "port": 5000})),
    "interface-bare": (
        interface(filterref={"filter": "clean-traffic", "parameters": [{"name": "IP", "value": "192.0.2.1"}]}, mtu=1400,
                  bandwidth={"inbound": {"average": 100}}, link_state="down", boot={"order": 1}, rom={"bar": False}, isolated=True,
                  target={"dev": "web0"}, driver={"host": {"csum": False}}, coalesce_rx_frames_max=4, sndbuf=100),
        interface(filterref={}, mtu=0, bandwidth={}, link_state="up", boot={}, rom={}, isolated=False, target={},
                  driver={"host": {}}, coalesce_rx_frames_max=0, sndbuf=0)),
    "port-kinds": (port(type="tcp", mode="bind", host="127.0.0.1", service="5000", protocol="telnet"), port(type="pty")),
    "port-file": (port(type="file", path="/srv/log", append=True), port(type="unix", mode="bind", path="/run/serial")),
    "port-udp": (
        port(type="udp", connect_host="192.0.2.1", connect_service="1", bind_host="192.0.2.2", bind_service="2"),
        port(type="file", path="/srv/log")),
    "port-device": (
        {"serials": [{"source": {"type": "pty"}, "target": {"type": "isa-serial", "port": 0, "model": "isa-serial"}}]},
        {"serials": [{"source": {"type": "pty"}, "target": {"type": "usb-serial", "port": 0}}]}),
    "channel-own-socket": (channel(type="unix", mode="bind", path="/run/agent"), channel(type="pty")),
    "channel-target": (
        {"channels": [{"source": {"type": "pty"}, "target": {"type": "virtio", "name": "a"}}]},
        {"channels": [{"source": {"type": "null"}, "target": {"type": "guestfwd", "address": "10.0.2.1", "port": 4600}}]}),
    "graphics-port": (graphics({"type": "vnc", "autoport": True}), graphics({"type": "vnc", "port": 5950})),
    "graphics-autoport": (graphics({"type": "vnc", "port": 5950}), graphics({"type": "vnc", "autoport": True})),
    "graphics-listen": (
        graphics({"type": "vnc", "listens": [{"type": "address", "address": "127.0.0.1"}]}),
        graphics({"type": "vnc", "listens": [{"type": "address", "address": "127.0.0.2"}]})),
    "graphics-socket": (
        graphics({"type": "vnc", "listens": [{"type": "socket", "socket": "/run/vnc"}]}),
        graphics({"type": "vnc", "listens": [{"type": "address", "address": "127.0.0.2"}]})),
    "graphics-to-socket": (
        graphics({"type": "vnc", "port": 5950, "listens": [{"type": "address", "address": "127.0.0.1"}]}),
        graphics({"type": "vnc", "listens": [{"type": "socket", "socket": "/run/vnc"}]})),
    "graphics-password": (graphics({"type": "vnc", "passwd": "first"}), graphics({"type": "vnc", "passwd": "second"})),
    "graphics-kind": (
        graphics({"type": "spice", "autoport": True, "passwd": "a", "image": "off", "gl": {"enable": False}}),
        graphics({"type": "vnc", "autoport": True})),
    "video-qxl-to-virtio": (
        {"videos": [{"model": {"type": "qxl", "ram": "64 MiB", "vram64": "64 MiB", "heads": 2}}]},
        {"videos": [{"model": {"type": "virtio"}}]}),
    "video-virtio-to-vga": (
        {"videos": [{"model": {"type": "virtio", "heads": 2, "resolution": {"x": 800, "y": 600}}, "driver": {"packed": True}}]},
        {"videos": [{"model": {"type": "vga", "vram": "16 MiB"}}]}),
    "video-none": ({"videos": [{"model": {"type": "qxl"}}]}, {"videos": [{"model": {"type": "none"}}]}),
    "video-from-none": ({"videos": [{"model": {"type": "none"}}]}, {"videos": [{"model": {"type": "virtio"}}]}),
    "sound": ({"sounds": [{"model": "ich9", "codecs": ["duplex"]}]}, {"sounds": [{"model": "ac97"}]}),
    "audio": (
        {"audios": [{"id": 1, "type": "pulseaudio", "server_name": "a", "input": {"name": "b"}}]},
        {"audios": [{"id": 1, "type": "none"}]}),
    "controller-usb": (
        {"controllers": [{"type": "usb", "index": 0, "model": model} for model in (
            "ich9-ehci1", "ich9-uhci1", "ich9-uhci2", "ich9-uhci3")]},
        {"controllers": [{"type": "usb", "index": 0, "model": "qemu-xhci"}]}),
    "controller-scsi": (
        {"controllers": [{"type": "scsi", "index": 0, "model": "virtio-scsi", "driver": {"queues": 2}}]},
        {"controllers": [{"type": "scsi", "index": 0, "model": "lsilogic"}]}),
    "controller-thread": (
        {"iothreads": 1, "controllers": [{"type": "scsi", "index": 0, "model": "virtio-scsi", "driver": {"iothread": 1}}]},
        {"controllers": [{"type": "scsi", "index": 0, "model": "virtio-scsi", "driver": {"queues": 1}}]}),
    "hostdev-source": (
        {"hostdevs": [{"source": {"address": "0000:06:12.5"}, "managed": True}]},
        {"hostdevs": [{"source": {"address": "0000:06:12.6"}, "managed": True}]}),
    "hostdev-usb": (
        {"hostdevs": [{"source": {"vendor": "0x1d6b", "product": "0x0002"}}]}, {"hostdevs": [{"source": {"bus": 1, "device": 2}}]}),
    "filesystem": (
        {"memory_backing": {"access": "shared"}, "filesystems": [
            {"source": {"dir": "/srv"}, "target": {"dir": "a"}, "driver": {"type": "virtiofs"}, "binary": {"cache": "always"}}]},
        {"filesystems": [{"source": {"dir": "/srv/b"}, "target": {"dir": "a"}, "driver": {"type": "virtiofs"}, "binary": {}}]}),
    "tpm": (
        {"tpms": [{"model": "tpm-crb", "backend": {"version": "2.0", "active_pcr_banks": {"sha256": True}}}]},
        {"tpms": [{"model": "tpm-tis", "backend": {"path": "/dev/tpm0"}}]}),
    "tpm-external": (
        {"tpms": [{"model": "tpm-tis", "backend": {"socket": "/run/tpm"}}]},
        {"tpms": [{"model": "tpm-tis", "backend": {"version": "2.0"}}]}),
    "rng": (
        {"rngs": [{"model": "virtio", "backend": {"model": "random", "path": "/dev/hwrng"}, "rate": {"bytes": "1 KiB"}}]},
        {"rngs": [{"model": "virtio", "backend": {"model": "builtin"}, "rate": {}}]}),
    "rng-daemon": (
        {"rngs": [{"model": "virtio", "backend": {"model": "egd", "source": {"type": "unix", "mode": "connect", "path": "/run/egd"}}}]},
        {"rngs": [{"model": "virtio", "backend": {"model": "random", "path": "/dev/urandom"}}]}),
    "smartcard": (
        {"smartcards": [{"mode": "host-certificates", "certificates": ["a", "b", "c"]}]}, {"smartcards": [{"mode": "host"}]}),
    "redirection": (
        {"graphics": SPICE, "redirdevs": [{"bus": "usb", "source": {"type": "spicevmc"}}],
         "redirfilter": {"usbdevs": [{"allow": False, "usb_class": 8}, {"allow": True}]}},
        {"redirdevs": [{"bus": "usb", "source": {"type": "tcp", "host": "a", "service": "1", "mode": "connect"}}],
         "redirfilter": {"usbdevs": [{"allow": True}]}}),
    "balloon": (
        {"memballoon": {"model": "virtio", "autodeflate": True, "stats_period": 5, "driver": {"packed": True}}},
        {"memballoon": {"model": "none"}}),
    "watchdog": ({"watchdogs": [{"model": "i6300esb", "action": "poweroff"}]}, {"watchdogs": [{"model": "i6300esb", "action": "reset"}]}),
    "panic": ({"panics": [{"model": "isa"}]}, {"panics": [{"model": "isa"}, {"model": "hyperv"}]}),
    "vsock": ({"vsock": {"cid": {"auto": True}}}, {"vsock": {"cid": {"auto": False, "address": 5}}}),
    "no-vsock": ({"vsock": {"cid": {"auto": True}}}, {"vsock": {}}),
    "iommu": (
        {"features": {"ioapic": "qemu"}, "iommus": [{"model": "intel", "driver": {"intremap": True, "caching_mode": True}}]},
        {"iommus": [{"model": "virtio"}]}),
    "shmem": (
        {"shmems": [{"name": "a", "model": "ivshmem-plain", "size": "1 MiB"}]},
        {"shmems": [{"name": "a", "model": "ivshmem-doorbell", "server": True, "msi": {"vectors": 4}}]}),
    "input": (
        {"inputs": [{"type": "tablet", "bus": "usb"}]}, {"inputs": [{"type": "tablet", "bus": "virtio"}, {"type": "mouse", "bus": "ps2"}]}),
}


@pytest.mark.parametrize("case", CHANGES)
def test_device_of_another_kind(guest, case):
    before, after = CHANGES[case]
    guest.define({"os": Q35, **before})
    assert guest.change(before) == []
    assert guest.change(after)
    assert guest.change(after) == []


@pytest.mark.parametrize(("before", "after"), [("pc", "q35"), ("q35", "pc")])
def test_devices_move_to_another_kind_of_machine(guest, before, after):
    devices = {
        **disk(), **interface(), "graphics": SPICE, "videos": [{"model": {"type": "qxl"}}], "sounds": [{"model": "ich6"}],
        "rngs": [{"model": "virtio", "backend": {"model": "builtin"}}], "tpms": [{"model": "tpm-tis", "backend": {"path": "/dev/tpm0"}}],
        "hostdevs": [{"source": {"address": "0000:06:12.5"}, "managed": True}], "vsock": {"cid": {"auto": True}},
        "filesystems": [{"source": {"dir": "/srv"}, "target": {"dir": "a"}}], "watchdogs": [{"model": "i6300esb"}],
        "channels": [{"source": {"type": "spicevmc"}, "target": {"type": "virtio", "name": "com.redhat.spice.0"}}],
    }
    guest.define({"os": {"machine": before}, **devices})
    assert guest.change({"os": {"machine": after}, **devices}) == ["os.machine"]


def test_a_device_with_an_alias_is_the_same_whatever_else_changes(guest):
    guest.define(interface(alias="ua-web"))
    assert guest.change(interface(alias="ua-web", mac="52:54:00:00:00:02", model="e1000")) == [
        "interfaces[52:54:00:00:00:02].mac", "interfaces[52:54:00:00:00:02].model"]
    assert len(guest.config().findall("devices/interface")) == 1


def test_members_of_libvirts_lists_stay(guest):
    guest.define({"os": Q35, "inputs": [{"type": "tablet", "bus": "usb"}], "graphics": SPICE})
    controllers = len(guest.config().findall("devices/controller"))
    changed = guest.change({"inputs": [{"type": "keyboard", "bus": "virtio"}], "controllers": [], "videos": []})
    assert changed == ["inputs[keyboard,virtio]"]
    kept = guest.config()
    assert kept.find("devices/input[@type='tablet']") is not None
    assert len(kept.findall("devices/controller")) >= controllers


def test_what_old_documents_have_beside_the_source_gives_way(guest):
    guest.define(disk(source={"protocol": "rbd", "name": "rbd/a", "hosts": [{"name": "mon"}]}))
    edited = guest.config()
    edited.find("devices/disk").append(xml.parse("<auth username='a'><secret type='ceph' usage='b'/></auth>"))
    guest._define(edited)
    assert guest.config().find("devices/disk/auth") is not None
    auth = {"username": "c", "secret": {"type": "ceph", "usage": "d"}}
    guest.change(disk(source={"protocol": "rbd", "name": "rbd/a", "hosts": [{"name": "mon"}], "auth": auth}))
    assert guest.config().find("devices/disk/source/auth").get("username") == "c"


def test_what_nobody_declared_of_a_device_survives(guest):
    guest.define(disk(serial="keep", driver={"type": "raw", "cache": "none", "discard": "unmap"}, alias="ua-a"))
    before = guest.config().find("devices/disk/address").attrib
    guest.change({"disks": [{"source": {"file": "/srv/b.raw"}, "target": {"dev": "vda"}}]})
    kept = guest.config().find("devices/disk")
    assert kept.find("address").attrib == before
    assert (kept.findtext("serial"), kept.find("driver").get("cache"), kept.find("alias").get("name")) == ("keep", "none", "ua-a")
