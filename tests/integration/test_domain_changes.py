# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes that libvirt refuses, or does by half, unless what they make void goes too; and what it changes by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from bench.guest import BASE, Guest


@pytest.fixture
def guest(server):
    connection = server.connect()
    yield Guest(connection)
    connection.close()


def test_memory_grows_with_what_may_be_used(guest):
    guest.define({})
    assert guest.change({"memory": "96 MiB"}) == ["memory"]
    assert guest.text("currentMemory") == str(96 * 1024)


def test_declared_current_memory_stays(guest):
    guest.define({"current_memory": "48 MiB"})
    assert guest.change({"memory": "96 MiB", "current_memory": "48 MiB"}) == ["memory"]
    assert guest.text("currentMemory") == str(48 * 1024)


def test_memory_of_cells_grows_with_what_may_be_used(guest):
    def cells(size):
        return {"cpu": {"numa": {"cells": [{"id": 0, "cpus": "0", "memory": size}]}}}

    guest.define(cells("64 MiB"))
    assert guest.change(cells("128 MiB")) == ["cpu.numa.cells[0].memory"]
    assert guest.text("memory") == guest.text("currentMemory") == str(128 * 1024)


def test_fewer_processors_than_are_in_use(guest):
    states = [{"id": 0, "enabled": True, "hotpluggable": False}, {"id": 1, "enabled": True, "hotpluggable": True},
              {"id": 2, "enabled": True, "hotpluggable": True}, {"id": 3, "enabled": False, "hotpluggable": True}]
    guest.define({"vcpus": {"count": 4, "current": 3, "states": states}})
    assert guest.change({"vcpus": {"count": 2}}) == ["vcpus.count"]
    assert guest.config().find("vcpu").get("current") is None


@pytest.mark.parametrize(("before", "after"), [
    ({"mode": "custom", "model": "Nehalem", "vendor": "Intel", "match": "exact", "check": "partial"}, {"mode": "host-model"}),
    ({"model": "Nehalem", "model_vendor_id": "GenuineIntel"}, {"mode": "maximum", "migratable": False}),
    ({"mode": "maximum", "migratable": True}, {"model": "qemu64"}),
    ({"model": "Nehalem", "features": [{"name": "aes"}]}, {"model": "Westmere", "features": [{"name": "vmx", "policy": "disable"}]}),
    ({"maxphysaddr": {"mode": "emulate", "bits": 40}, "cache": {"mode": "emulate", "level": 3}},
     {"maxphysaddr": {"mode": "passthrough"}, "cache": {}}),
])
def test_processor_of_another_kind(guest, before, after):
    guest.define({"cpu": before})
    assert guest.change({"cpu": after})
    model = guest.text("cpu/model")
    assert model == after.get("model", None if "mode" in after else model)


@pytest.mark.parametrize(("before", "after"), [("pc", "q35"), ("q35", "pc"), ("q35", "pc-i440fx-5.2"), ("pc-q35-6.0", "pc-q35-7.0")])
def test_another_kind_of_machine(guest, before, after):
    guest.define({"os": {"machine": before}})
    edited = guest.config()
    for text in ("<controller type='scsi' model='virtio-scsi'/>",
                 "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
                 "<memballoon model='virtio'/>", "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"):
        edited.find("devices").append(xml.parse(text))
    for extra in edited.findall("devices/memballoon")[1:]:
        edited.find("devices").remove(extra)
    guest._define(edited)
    assert guest.config().find("devices/rng/address") is not None
    assert guest.change({"os": {"machine": after}}) == ["os.machine"]
    assert guest.config().find("devices/controller[@model='virtio-scsi']") is not None
    guest.domain.create()
    guest.domain.destroy()


@pytest.mark.parametrize(("alias", "full", "same"), [
    ("q35", "pc-q35-6.0", True), ("pc", "pc-i440fx-6.0", True), ("pc", "pc-q35-6.0", False), ("pc-q35-7.0", "pc-q35-6.0", False),
])
def test_alias_is_satisfied_by_each_version(guest, alias, full, same):
    guest.define({"os": {"machine": full}})
    assert guest.change({"os": {"machine": alias}}) == ([] if same else ["os.machine"])


@pytest.mark.parametrize(("before", "after"), [
    ({"offset": "variable", "adjustment": "3600", "basis": "localtime"}, {"offset": "utc"}),
    ({"offset": "utc", "adjustment": "reset"}, {"offset": "timezone", "timezone": "Europe/Paris"}),
    ({"offset": "timezone", "timezone": "Europe/Paris"}, {"offset": "variable", "basis": "utc", "adjustment": 5}),
    ({"offset": "absolute", "start": 1700000000}, {"offset": "localtime"}),
    ({"offset": "utc", "timers": [{"name": "pit", "tickpolicy": "delay"}, {"name": "hpet", "present": False}]},
     {"timers": [{"name": "rtc", "tickpolicy": "catchup"}, {"name": "hpet", "present": True}]}),
])
def test_another_clock(guest, before, after):
    guest.define({"clock": before})
    assert guest.change({"clock": after})


FULL = {
    "vcpus": {"count": 2},
    "max_memory": {"size": "1 GiB", "slots": 2},
    "cpu": {"model": "qemu64", "topology": {"sockets": 1, "cores": 2, "threads": 1}, "cache": {"mode": "disable"},
            "features": [{"name": "x2apic"}], "numa": {"cells": [{"id": 0, "cpus": "0-1", "memory": "64 MiB"}]}},
    "memory_backing": {"hugepages": True, "locked": True, "source": "memfd", "access": "shared", "allocation": {"mode": "immediate"}},
    "features": {"acpi": True, "apic": True, "hyperv": {"relaxed": True, "spinlocks": {"state": True, "retries": 4095}},
                 "kvm": {"hidden": True}, "smm": {"state": True, "tseg": "16 MiB"}},
    "os": {"machine": "q35", "bootmenu": {"enable": True}, "bios": {"reboot_timeout": 5}, "smbios": "sysinfo",
           "acpi_tables": [{"type": "slic", "path": "/slic"}]},
    "sysinfo": {"smbios": {"bios": {"vendor": "x"}, "system": {"serial": "1"}, "base_boards": [{"serial": "2"}],
                           "oem_strings": ["a:b"]}, "fwcfg": [{"name": "opt/a", "value": "b"}]},
    "iothreads": 2,
    "iothreadids": [{"id": 2}, {"id": 3}],
    "defaultiothread": {"thread_pool_min": 1, "thread_pool_max": 4},
    "cputune": {"shares": 10, "period": 1000, "quota": 5000, "vcpupins": [{"vcpu": 0, "cpuset": "0"}], "emulatorpin": "0",
                "vcpuscheds": [{"vcpus": "0-1", "scheduler": "batch"}], "emulatorsched": {"scheduler": "rr", "priority": 5}},
    "numatune": {"memory": {"mode": "strict", "nodeset": "0"}, "memnodes": [{"cellid": 0, "mode": "strict", "nodeset": "0"}]},
    "memtune": {"hard_limit": "1 GiB", "swap_hard_limit": "2 GiB"},
    "blkiotune": {"weight": 500, "devices": [{"path": "/dev/sda", "weight": 300, "read_bytes_sec": 5}]},
    "resource": {"partition": "/machine/a"},
    "pm": {"suspend_to_mem": False},
    "seclabels": [{"type": "static", "model": "dac", "label": "0:0", "relabel": True}],
    "perf": {"cmt": False, "cpu_cycles": True},
    "qemu_commandline": {"args": ["-name", "x"], "env": [{"name": "A", "value": "b"}]},
    "qemu_capabilities": {"add": ["blockdev"], "delete": ["usb-net"]},
    "qemu_override": [{"alias": "ua-x", "frontend": [{"name": "a", "type": "bool", "value": "true"}]}],
    "metadata": {"urn:x": "<a xmlns='urn:x'/>"},
}
EMPTY = {
    "max_memory": {}, "memory_backing": {}, "features": {}, "iothreads": 0, "defaultiothread": {}, "cputune": {}, "numatune": {},
    "memtune": {}, "blkiotune": {}, "resource": {}, "pm": {}, "seclabels": [], "perf": {}, "qemu_commandline": {},
    "qemu_capabilities": {}, "qemu_override": [], "metadata": {"urn:x": ""},
    "cpu": {"topology": {}, "cache": {}, "features": [], "numa": {}},
    "os": {"bootmenu": {}, "bios": {}, "smbios": "emulate", "acpi_tables": [], "boot": ["network"]},
    "sysinfo": {"smbios": {}, "fwcfg": []},
}


def test_everything_is_declared_and_taken_away_again(guest):
    guest.define(FULL)
    assert guest.change(FULL) == []
    before = {change.partition(".")[0].partition("[")[0] for change in guest.change(EMPTY)}
    assert before == set(EMPTY)
    left = guest.config()
    for tag in ("maxMemory", "memoryBacking", "iothreads", "iothreadids", "cputune", "numatune", "memtune", "blkiotune", "resource",
                "sysinfo", "perf", "seclabel", "metadata", "{http://libvirt.org/schemas/domain/qemu/1.0}commandline"):
        assert left.find(tag) is None, tag


@pytest.mark.parametrize("options", [
    {"memory": "65000 KiB"},
    {"cpu": {"mode": "host-model", "check": "none", "features": [{"name": "vmx", "policy": "optional"}]}},
    {"cpu": {"model": "qemu64", "check": "none", "model_fallback": "allow"}},
    {"cpu": {"mode": "maximum"}},
    {"vcpus": {"count": 2, "current": 1, "placement": "static"}},
    {"clock": {"offset": "utc"}}, {"clock": {"offset": "localtime"}},
    {"clock": {"offset": "variable", "basis": "utc", "adjustment": "0"}},
    {"features": {"acpi": True, "hyperv": {"relaxed": True, "vendor_id": {"state": True, "value": "KVM Hv"}}}},
    {"iothreads": 2, "title": "a", "description": "b\nc", "on_crash": "restart", "genid": "generate",
     "cpu": {"numa": {"cells": [{"id": 0, "cpus": "0", "memory": "65000 KiB"}]}}, "memory": "65000 KiB"},
    {"seclabels": [], "os": {"machine": "q35", "smbios": "emulate", "boot": ["hd"]}},
], ids=str)
def test_running_guest_shows_what_was_declared(guest, options):
    guest.define(options)
    guest.domain.create()
    assert guest.drift(options) == []
    guest.domain.destroy()


@pytest.fixture
def firmware():
    """The firmware's descriptions, by which libvirt chooses an image."""
    if not any(Path("/usr/share/qemu/firmware").glob("*.json")):
        pytest.fail("There is no UEFI to choose: make packages")


EFI = {"machine": "q35", "firmware": "efi"}
CERTIFIED = {**EFI, "secure_boot": True, "enrolled_keys": True}


@pytest.mark.parametrize(("before", "after", "template"), [
    ({"machine": "q35"}, EFI, "/usr/share/OVMF/OVMF_VARS_4M.ms.fd"),
    ({"machine": "pc"}, CERTIFIED, "/usr/share/OVMF/OVMF_VARS_4M.ms.fd"),
    (EFI, CERTIFIED, "/usr/share/OVMF/OVMF_VARS_4M.ms.fd"),
    (CERTIFIED, {"secure_boot": False, "enrolled_keys": False}, "/usr/share/OVMF/OVMF_VARS_4M.fd"),
    (CERTIFIED, {"enrolled_keys": False}, "/usr/share/OVMF/OVMF_VARS_4M.fd"),
    (CERTIFIED, {"firmware": "bios"}, None),
    ({**EFI, "nvram": {"path": "VARS"}}, {"firmware": "bios"}, None),
    ({"machine": "q35", "loader": {"path": "/usr/share/OVMF/OVMF_CODE_4M.fd", "readonly": True, "type": "pflash"},
      "nvram": {"path": "VARS", "template": "/usr/share/OVMF/OVMF_VARS_4M.fd"}}, CERTIFIED,
     "/usr/share/OVMF/OVMF_VARS_4M.ms.fd"),
])
@pytest.mark.usefixtures("firmware")
def test_another_firmware(guest, server, before, after, template):
    if "nvram" in before:
        before = {**before, "nvram": {**before["nvram"], "path": f"{server.storage}/VARS.fd"}}
    guest.define({"os": before, "features": {"acpi": True}})
    assert guest.change({"os": after})
    guest.domain.create()
    assert guest.drift({"os": after}) == []
    chosen = xml.parse(guest.domain.XMLDesc(0)).find("os/nvram")
    assert (chosen.get("template") if chosen is not None else None) == template
    if "nvram" in before and template:
        assert chosen.text == before["nvram"]["path"]
    guest.domain.destroy()


DISK = {"device": "disk", "driver": {"name": "qemu", "type": "raw"}, "source": {"file": "/nowhere"},
        "target": {"dev": "vda", "bus": "virtio"}}


def test_boot_order_by_kind_and_by_device(guest):
    guest.define({"disks": [DISK]})
    by_device = {"disks": [{**DISK, "boot": {"order": 1}}]}
    assert guest.change(by_device) == ["disks[vda].boot.order"]
    assert guest.config().find("os/boot") is None
    assert guest.change({"os": {"boot": ["hd", "network"]}}) == ["os.boot"]
    assert guest.config().find("devices/disk/boot") is None


def test_balloon_is_asked_once(server):
    """A guest without a driver for its balloon never gives memory back: that is no change at each run."""
    options = {**BASE, "state": "running", "current_memory": "48 MiB", "vcpus": {"count": 2, "current": 2}}
    assert server.module("domain", **options)["changed"]
    assert server.module("domain", **options)["actions"] == []
    changed = server.module("domain", **{**options, "current_memory": "56 MiB"})
    assert "set_memory" in [action["operation"] for action in changed["actions"]]
    assert not server.module("domain", **{**options, "current_memory": "56 MiB"})["changed"]
