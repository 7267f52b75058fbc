# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices that cannot be: refused before anything is touched, with the option, the value and the remedy."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain
from bench.facts import UUID

VDA = {"dev": "vda", "bus": "virtio"}
FILE = {"file": "/srv/a"}
NBD = {"protocol": "nbd", "hosts": [{"name": "a"}]}


def disk(**options):
    return {"disks": [{"target": VDA, **options}]}


def interface(**options):
    return {"interfaces": [{"source": {"network": "default"}, **options}]}


def graphics(**options):
    return {"graphics": [options]}


REFUSED = [
    (disk(), "disks[0].source", "a disk needs a source", "cdrom"),
    (disk(source={"type": "file"}), "disks[0].source", "a disk needs a source", "cdrom"),
    (disk(device="lun", source=FILE), "disks[0].source", "'file'", "block device"),
    (disk(device="cdrom", readonly=False), "disks[0].readonly", "cannot be written to", "device: disk"),
    (disk(source=FILE, rawio=True), "disks[0].rawio", "device 'disk'", "lun"),
    (disk(source=FILE, iotune={"total_iops_sec": 5}, throttle_groups=["a"]), "disks[0]", "exclude", "one of them"),
    (disk(source=FILE, iotune={"total_iops_sec": 5, "read_iops_sec": 5}), "disks[0].iotune", "exclude", "one of them"),
    (disk(source=FILE, wwn="5000c5"), "disks[0].wwn", "'5000c5'", "16 hexadecimal"),
    (disk(source=FILE, serial="a/b"), "disks[0].serial", "'a/b'", "letters"),
    (disk(source={"file": "a.qcow2"}), "disks[0].source.file", "'a.qcow2'", "absolute"),
    (disk(source={**NBD, "query": "a=b"}), "disks[0].source.query", "protocol 'nbd'", "http"),
    (disk(source={"protocol": "iscsi", "hosts": [{"name": "a"}]}), "disks[0].source.name", "'iscsi'", "Declare name"),
    (disk(source={"protocol": "iscsi", "name": "a"}), "disks[0].source.hosts", "'iscsi'", "server"),
    (disk(source={"protocol": "nbd", "hosts": [{"socket": "/a"}]}), "disks[0].source.hosts[0].transport", "go together", "both"),
    (disk(source={"pool": "a"}), "disks[0].source", "pool", "volume"),
    (disk(source={"flie": "/a"}), "disks[0].source.flie", "unknown option", "file"),
    (disk(source=FILE, target={"dev": "a b"}), "disks[0].target.dev", "'a b'", "vda"),
    (disk(source=FILE, alias="web"), "disks[0].alias", "'web'", "ua-"),
    (disk(source=FILE, driver={"cache": "fast"}), "disks[0].driver.cache", "'fast'", "writeback"),
    ({"disks": [{"target": VDA, "source": FILE}, {"target": {"dev": "vda"}, "source": FILE}]}, "disks[1]", "vda", "once"),
    ({"disks": [{"target": VDA, "source": FILE, "boot": {"order": 1}}],
      "interfaces": [{"source": {"network": "default"}, "boot": {"order": 1}}]},
     "interfaces[0].boot.order", "1 is taken by disks[0]", "own place"),
    (interface(target={"dev": "vnet7"}), "interfaces[0].target.dev", "'vnet7'", "another name"),
    (interface(teaming={"type": "transient"}), "interfaces[0].teaming.persistent", "transient", "both"),
    (interface(source={"address": "192.0.2.1", "port": 5}), "interfaces[0].source", "several types", "'type'"),
    (interface(ips=[{"address": "2001:db8::1"}]), "interfaces[0].ips[0].family", "2001:db8::1", "ipv6"),
    (interface(mac="52:54"), "interfaces[0].mac", "'52:54'", "MAC"),
    (graphics(type="vnc", tls_port=5), "graphics[0].tls_port", "type 'vnc'", "spice"),
    (graphics(type="vnc", port=5900, autoport=True), "graphics[0].port", "5900 and autoport", "one of them"),
    (graphics(type="vnc", listens=[{"type": "network"}]), "graphics[0].listens[0].network", "'network'", "Name the network"),
    (graphics(type="sdl", listens=[{"type": "none"}]), "graphics[0].listens", "type 'sdl'", "vnc"),
    ({"channels": [{"source": {"type": "pty"}, "target": {"type": "virtio", "address": "10.0.2.1", "port": 5}}]},
     "channels[0].target.address", "guestfwd", "another type"),
    ({"serials": [{"source": {"type": "unix", "mode": "connect"}}]}, "serials[0].source.path", "has a path", "Declare path"),
    ({"inputs": [{"type": "passthrough", "bus": "virtio"}]}, "inputs[0].source.evdev", "passthrough", "source.evdev"),
    ({"controllers": [{"type": "sata", "ports": 4}]}, "controllers[0].ports", "type 'sata'", "usb"),
    ({"hostdevs": [{"source": {"vendor": 1, "product": 2}, "rom": {"bar": True}}]}, "hostdevs[0].rom", "'usb'", "pci"),
    ({"hostdevs": [{"source": {"uuid": "c2177883-f1bb-47f0-914d-32a22e3a8804"}}]}, "hostdevs[0].model", "mediated", "vfio-pci"),
    ({"hostdevs": [{"source": {"type": "usb", "device": 1}}]}, "hostdevs[0].source.bus", "device or port", "both"),
    ({"hostdevs": [{"source": {"type": "scsi", "adapter": "scsi_host0"}}]}, "hostdevs[0].source.bus", "'adapter'", "bus"),
    ({"hostdevs": [{"source": {"address": "0000:06:12"}}]}, "hostdevs[0].source.address", "'0000:06:12'", "PCI"),
    ({"hostdevs": [{"mode": "capabilities", "source": {"address": "0000:06:12.5"}}]}, "hostdevs[0].mode", "'capabilities'", "out"),
    ({"hostdevs": [{"source": {"address": "0000:06:12.5"}}] * 2}, "hostdevs[1]", "twice", "once"),
    ({"rngs": [{"model": "virtio", "backend": {"model": "egd"}}]}, "rngs[0].backend.source", "'egd'", "source"),
    ({"smartcards": [{"mode": "passthrough"}]}, "smartcards[0].source", "'passthrough'", "source"),
    ({"memory_devices": [{"model": "nvdimm", "target": {"size": "1 GiB"}}]}, "memory_devices[0].source.path", "'nvdimm'", "file"),
    ({"memory_devices": [{"model": "virtio-mem", "target": {"size": "1 GiB"}}]}, "memory_devices[0].target", "block", "both"),
    ({"shmems": [{"name": "a", "size": "3 MiB"}]}, "shmems[0].size", "power of two", "power of two"),
    ({"vsock": {"cid": {"auto": True, "address": 4}}}, "vsock.cid.address", "auto", "one of them"),
    ({"audios": [{"id": 1, "type": "spice", "server_name": "a"}]}, "audios[0].server_name", "'spice'", "pulseaudio"),
]


@pytest.mark.parametrize(("options", "option", "why", "remedy"), REFUSED, ids=[f"{o} {w}" for _o, o, w, _r in REFUSED])
def test_refused(options, option, why, remedy):
    with pytest.raises(Invalid) as refused:
        Domain.accept({"name": "web", **options}, Seen())
    error = refused.value
    assert error.option == option
    assert why in error.message
    assert remedy in error.remedy


def test_a_secret_is_noticed_and_never_shown():
    seen = Seen()
    Domain.accept({"name": "web", "graphics": [{"type": "vnc", "passwd": "hunter2"}], "disks": [
        {"device": "cdrom", "target": {"dev": "sda", "bus": "sata"}, "source": {
            "protocol": "http", "name": "a", "hosts": [{"name": "b"}], "cookies": [{"name": "c", "value": "hunter3"}]}}]}, seen)
    assert seen.secrets == {"hunter2", "hunter3"}


def test_what_devices_refer_to():
    seen = Seen()
    Domain.accept({"name": "web", "disks": [{"source": {"pool": "images", "volume": "a"}, "target": VDA}], "interfaces": [
        {"source": {"network": "lan"}, "filterref": {"filter": "clean"}}], "tpms": [
            {"backend": {"version": "2.0", "encryption_secret": "2ec115d7-3a88-3ceb-bc12-0ac909a6fd87"}}]}, seen)
    assert seen.refers == [("pool", "images"), ("volume", "images/a"), ("network", "lan"), ("nwfilter", "clean"),
                           ("vtpm secret", "2ec115d7-3a88-3ceb-bc12-0ac909a6fd87")]


@pytest.mark.parametrize(("kind", "options", "reference"), [
    ("domain", {"disks": [{"source": {"file": "/a", "encryption": {"format": "luks", "secrets": [{"type": "passphrase", "usage": "/a"}]}},
                           "target": {"dev": "vda"}}]}, ("volume secret", "/a")),
    ("domain", {"disks": [{"source": {"protocol": "rbd", "name": "p/a", "hosts": [{"name": "mon"}],
                                      "auth": {"username": "u", "secret": {"type": "ceph", "usage": "u"}}},
                           "target": {"dev": "vda"}}]}, ("ceph secret", "u")),
    ("pool", {"type": "iscsi", "source": {"auth": {"type": "chap", "username": "u", "secret": {"usage": "u"}}}}, ("iscsi secret", "u")),
    ("pool", {"type": "rbd", "source": {"auth": {"type": "ceph", "username": "u", "secret": {"uuid": UUID}}}}, ("ceph secret", UUID)),
    ("volume", {"pool": "p", "encryption": {"format": "luks", "secret": {"uuid": UUID}}}, ("volume secret", UUID)),
])
def test_k6a_a_secret_is_referred_to_for_a_use(kind, options, reference):
    """As libvirt looks it up: a secret for another use is not found."""
    seen = Seen()
    kind_of(kind).model.accept({"name": "a", **options}, seen)
    assert [found for found in seen.refers if "secret" in found[0]] == [reference]


def test_k6a_a_secret_is_known_by_its_use():
    names = kind_of("secret").model.known_as({"usage_type": "ceph", "name": "a", "uuid": UUID})
    assert names == [("ceph secret", "a"), ("ceph secret", UUID)]


def test_k6a_a_secret_without_a_usage_is_known_for_each_use():
    """As libvirt looks it up: by its UUID, whatever it is for. Of one that is not declared whole nothing is known."""
    known_as = kind_of("secret").model.known_as
    names = known_as({"name": UUID, "xml": xml.parse(f"<secret><uuid>{UUID}</uuid></secret>")})
    assert {("volume secret", UUID), ("ceph secret", UUID), ("iscsi secret", UUID), ("vtpm secret", UUID)} <= set(names)
    assert known_as({"name": "a", "xml": xml.parse("<secret/>")}) == known_as({"name": "a", "uuid": UUID}) == []
