# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What libvirt drops or rewrites without a word is refused before anything is touched, or is no change.

Each option that says so (`dropped=`) has a case here, on a new object and on one that is there.
"""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError

GUEST = {"name": "g", "type": "test", "memory": "512 MiB", "os": {"type": "hvm", "arch": "i686"}, "state": "shutoff", "force": True,
         "timeout": 1}
NETWORK = {"name": "n"}
POOL = {"name": "p", "state": "inactive"}
CELLS = {"numa": {"cells": [{"id": 0, "cpus": "0", "memory": "128 MiB"}, {"id": 1, "cpus": "1", "memory": "384 MiB"}]}}
SOCKET = {"type": "unix", "mode": "connect", "path": "/run/p", "reconnect": {"enabled": True, "timeout": 5}}

# By option: what is there, what is declared then, the place that is named, what is wrong with it, and the remedy.
CASES = {
    "domain.memory": (
        {"vcpus": {"count": 2}, "cpu": CELLS}, {"memory": "1 GiB"}, "memory",
        "libvirt makes it the sum of the guest's NUMA cells and memory devices, 512 MiB", "Leave it out, or declare the sum."),
    "domain.current_memory": (
        {"memory": "128 MiB"}, {"current_memory": "256 MiB"}, "current_memory", "256 MiB is more than memory, which is 128 MiB",
        "Declare no more than memory, or more memory."),
    "domain.iothreads": (
        {}, {"iothreads": 4, "iothreadids": [{"id": 1}, {"id": 2}]}, "iothreads", "4 are declared, and iothreadids has 2",
        "Leave one of them out, or let both say the same."),
    "domain.cputune.vcpupins.vcpu": (
        {"vcpus": {"count": 2}}, {"cputune": {"vcpupins": [{"vcpu": 1, "cpuset": "0"}, {"vcpu": 2, "cpuset": "0"}]}},
        "cputune.vcpupins[1].vcpu", "there is no processor 2 among 2", "Number them from 0 to 1, or declare more vcpus."),
    "domain.parallels.source.reconnect.timeout": (
        {"parallels": [{"source": SOCKET}]}, {"parallels": [{"source": {**SOCKET, "reconnect": {"enabled": False, "timeout": 5}}}]},
        "parallels[0].source.reconnect.timeout", "has no meaning while enabled is false", "Leave it out, or set enabled: true."),
    "domain.cputune.memorytunes.vcpus": (
        {"vcpus": {"count": 2}}, {"cputune": {"memorytunes": [{"vcpus": "1-2", "nodes": [{"id": 0, "bandwidth": 60}]}]}},
        "cputune.memorytunes[0].vcpus", "there is no processor 2 among 2", "Number them from 0 to 1, or declare more vcpus."),
    "domain.vcpus.states": (
        {"vcpus": {"count": 2}}, {"vcpus": {"count": 2, "states": [{"id": 0, "enabled": True}]}}, "vcpus.states",
        "1 of 2 processors are declared", "Declare each of them, from 0, or an empty list."),
    "domain.vcpus.current": (
        {"vcpus": {"count": 2}}, {"vcpus": {"current": 1, "states": [{"id": 0, "enabled": True}, {"id": 1, "enabled": True}]}},
        "vcpus.current", "1 is declared, and 2 of the states are enabled", "Leave one of them out, or let both say the same."),
    "domain.cpu.numa.cells.distances": (
        {"cpu": {"numa": {"cells": [{"id": 0, "memory": "256 MiB", "distances": [{"id": 1, "value": 21}]},
                                    {"id": 1, "memory": "256 MiB"}]}}},
        {"cpu": {"numa": {"cells": [{"id": 0, "memory": "256 MiB"}, {"id": 1, "memory": "256 MiB", "distances": []}]}}},
        "cpu.numa.cells[1].distances", "cell 0 says how far cell 1 is, and libvirt takes that for both ways",
        "Declare the distance to cell 0 here, or the distances of cell 0 too."),
    "domain.cpu.numa.cells.cpus": (
        {"type": "qemu", "vcpus": {"count": 3}, "cpu": CELLS}, {}, "cpu.numa.cells[0].cpus",
        "processor 2 of 3 is in no cell, and libvirt puts it into this one", "Put each processor into a cell."),
    "domain.memory_backing.pages.nodeset": (
        {}, {"memory_backing": {"pages": [{"size": "2 MiB", "nodeset": "0"}]}}, "memory_backing.pages[0].nodeset",
        "the guest has no NUMA cells", "Leave it out, or declare cpu.numa.cells."),
    "domain.features.kvm.dirty_ring.size": (
        {}, {"features": {"kvm": {"dirty_ring": {"state": False, "size": 4096}}}}, "features.kvm.dirty_ring.size",
        "has no meaning while state is false", "Leave it out, or set state: true."),
    "domain.features.smm.tseg": (
        {}, {"features": {"smm": {"state": False, "tseg": "48 MiB"}}}, "features.smm.tseg", "has no meaning while state is false",
        "Leave it out, or set state: true."),
    "domain.os.bootmenu.timeout": (
        {}, {"os": {**GUEST["os"], "bootmenu": {"enable": False, "timeout": 3000}}}, "os.bootmenu.timeout",
        "has no meaning while enable is false", "Leave it out, or set enable: true."),
    "domain.cpu.model_fallback": (
        {"cpu": {"mode": "host-passthrough"}}, {"cpu": {"mode": "host-passthrough", "model_fallback": "forbid"}}, "cpu.model_fallback",
        "has no meaning with mode host-passthrough without a model", "Leave it out, or declare cpu.model."),
    "domain.cpu.model_vendor_id": (
        {"cpu": {"mode": "host-passthrough"}}, {"cpu": {"mode": "host-passthrough", "model_vendor_id": "GenuineIntel"}},
        "cpu.model_vendor_id", "has no meaning with mode host-passthrough", "Leave it out, or set mode: custom."),
    "domain.vcpus.cpuset": (
        {"vcpus": {"placement": "auto"}}, {"vcpus": {"placement": "auto", "cpuset": "0-1"}}, "vcpus.cpuset",
        "numad chooses the processors where placement is auto", "Leave it out, or set placement: static."),
    "domain.consoles": (
        {"serials": [{"source": {"type": "pty"}, "target": {"type": "pci-serial"}}]},
        {"serials": [{"source": {"type": "pty"}, "target": {"type": "pci-serial"}}],
         "consoles": [{"source": {"type": "pty"}, "target": {"type": "serial"}, "log": {"file": "/var/log/a"}}]}, "consoles",
        "the console of type serial is the first serial port, whose log.file is None and not '/var/log/a'",
        "Declare the same of both, or that of serials alone."),
    "domain.interfaces.filterref": (
        {"interfaces": [{"source": {"type": "internal", "name": "n"}}]},
        {"interfaces": [{"source": {"type": "internal", "name": "n"}, "filterref": {"filter": "clean-traffic"}}]},
        "interfaces[0].filterref", "libvirt does not filter an interface of type internal", "Leave it out."),
    "domain.os.boot": (
        {"bootloader": "/usr/bin/pygrub"}, {"bootloader": "/usr/bin/pygrub", "os": {**GUEST["os"], "boot": ["cdrom"]}}, "os.boot",
        "the guest has a bootloader, which chooses what is booted", "Leave it out."),
    "domain.os.bios": (
        {"bootloader": "/usr/bin/pygrub"}, {"bootloader": "/usr/bin/pygrub", "os": {**GUEST["os"], "bios": {"useserial": True}}}, "os.bios",
        "the guest has a bootloader, which chooses what is booted", "Leave it out."),
    "domain.bootloader_args": (
        {}, {"bootloader_args": "--append single"}, "bootloader_args", "the guest has no bootloader that takes them",
        "Declare bootloader, or leave it out."),
    "domain.interfaces.driver": (
        {"interfaces": [{"source": {"type": "user"}, "model": "rtl8139"}]},
        {"interfaces": [{"source": {"type": "user"}, "model": "rtl8139", "driver": {"queues": 4}}]},
        "interfaces[0].driver", "libvirt reads it for the model virtio only", "Leave it out, or declare model: virtio."),
    "domain.videos.model.primary": (
        {"videos": [{"model": {"type": "vga"}}]}, {"videos": [{"model": {"type": "vga", "primary": False}}]}, "videos[0].model.primary",
        "one device is the primary one, and without another it is the first",
        "Leave it out, or set primary: true for another device."),
    "domain.graphics.autoport": (
        {"graphics": [{"type": "vnc", "listens": [{"type": "none"}]}]},
        {"graphics": [{"type": "vnc", "autoport": True, "listens": [{"type": "none"}]}]}, "graphics[0].autoport",
        "has no meaning where the display is offered on nothing", "Leave it out, or declare listens with type: address first."),
    "domain.graphics.listens": (
        {"graphics": [{"type": "spice", "autoport": True}]},
        {"graphics": [{"type": "spice", "autoport": False, "listens": [{"type": "address", "address": "127.0.0.1"}]}]},
        "graphics[0].listens", "the server has no port, and libvirt offers it on nothing",
        "Declare port, tls_port or autoport, or type: none."),
    "pool.target.path": (
        {"type": "logical", "source": {"name": "vms"}}, {"target": {"path": "/srv/images"}}, "target.path",
        "libvirt makes it the folder of the volume group, /dev/vms", "Leave it out, or declare that folder."),
    "network.forward.managed": (
        {"forward": {"mode": "vepa", "interfaces": ["eth10"]}}, {"forward": {"managed": True}}, "forward.managed",
        "has no meaning where forward.mode is not hostdev", "Leave it out."),
}

# What only a guest that is there can hold against a declaration.
THERE = ("domain.cpu.numa.cells.distances",)


def _rules(model, path, seen=()):
    """The functions that know what is dropped, by the options that have them."""
    for name, node in model.nodes.items():
        if node.dropped:
            yield f"{path}.{name}", node.dropped
        for below in node.models() if model not in seen else ():
            yield from _rules(below, f"{path}.{name}", (*seen, model))


def test_each_rule_has_a_case():
    rules = {option: rule for kind in ORDER for option, rule in _rules(kind_of(kind).model, kind)}
    assert set(CASES) <= set(rules)
    assert {rules[option] for option in CASES} == set(rules.values())


@pytest.mark.parametrize(("option", "there"), [(option, there) for option in CASES for there in (True, False)
                                               if there or option not in THERE])
def test_k4e_what_libvirt_drops_is_refused_before_anything_is_touched(engine, option, there):
    kind = option.partition(".")[0]
    first, then, place, wrong, remedy = CASES[option]
    declared = {**{"domain": GUEST, "network": NETWORK, "pool": POOL}[kind], **first}
    if there and declared.get("type", "test") != "test":
        pytest.skip("the test driver makes no such guest")
    if there:
        engine.run(kind, **declared)
        declared = {name: value for name, value in declared.items() if name not in first and name != "memory"}
    before = engine.snapshot()
    for check in (True, False):
        try:
            (failure,) = engine.run(kind, check=check, fails=True, **{**declared, **then})["failures"]
        except HypervisorError as error:  # the declaration alone says it
            failure = error.as_result()
        assert (failure["code"], failure["message"], failure["remedy"]) == ("invalid", f"{place}: {wrong}", remedy)
        assert failure["name"] == declared["name"]
    assert engine.snapshot() == before


def test_k4e_a_console_is_known_by_its_place(engine):
    """libvirt puts the first serial port before the consoles, and numbers only what it is given."""
    engine.run("domain", **GUEST, serials=[{"source": {"type": "pty"}}],
               consoles=[{"source": {"type": "pty"}, "target": {"type": "virtio"}}])
    told = engine.declared("domain", "g")
    assert [console["target"] for console in told["consoles"]] == [{"type": "serial"}, {"type": "virtio"}]
    engine.run("domain", name="g", state="absent")
    assert engine.run("domain", **told)["changed"]
    assert not engine.run("domain", **told)["changed"]
    assert engine.declared("domain", "g")["consoles"] == told["consoles"]


@pytest.mark.parametrize("distances", [
    [[], [{"id": 0, "value": 21}]],
    [[{"id": 1, "value": 21}], []],
    [[{"id": 0, "value": 10}, {"id": 1, "value": 21}], [{"id": 0, "value": 31}]],
    [[], []],
])
def test_distances_are_filled_in_as_libvirt_does(engine, distances):
    cells = [{"id": number, "memory": "256 MiB", "distances": given} for number, given in enumerate(distances)]
    assert engine.run("domain", **GUEST, cpu={"numa": {"cells": cells}})["changed"]
    assert not engine.run("domain", **GUEST, cpu={"numa": {"cells": cells}})["changed"]


def test_a_list_of_io_threads_says_how_many_there_are(engine):
    engine.run("domain", **GUEST, iothreads=4)
    ids = [{"id": 1}, {"id": 7}]
    assert engine.run("domain", **GUEST, iothreadids=ids)["changed"]
    told = engine.declared("domain", "g")
    assert (told["iothreads"], told["iothreadids"]) == (2, ids)


def test_options_of_other_drivers_are_refused(engine):
    for kind, options in (("domain", {**GUEST, "qemu_commandline": {"args": ["-S"]}}), ("domain", {**GUEST, "xen_commandline": ["-S"]}),
                          ("network", {"name": "n", "dnsmasq_options": [{"value": "local-ttl=61"}]})):
        (failure,) = engine.run(kind, fails=True, **options)["failures"]
        assert failure["code"] == "unsupported" and "libvirt's test driver does not support" in failure["message"]


def test_options_that_undo_each_other_are_refused(engine):
    """What is written is read again, before libvirt has it."""
    engine.run("domain", **GUEST)
    before = engine.snapshot()
    (failure,) = engine.run("domain", fails=True, check=True, **GUEST, features={"apic": False, "apic_eoi": True})["failures"]
    assert (failure["code"], failure["remedy"]) == ("invalid", "Leave one of them out.")
    assert failure["message"] == "features.apic: False is declared, and other options of the declaration make it True"
    assert engine.snapshot() == before


@pytest.mark.parametrize(("before", "after"), [
    ({"type": "vnc", "listens": [{"type": "socket", "socket": "/run/vnc"}]}, {"type": "vnc", "listens": []}),
    ({"type": "spice", "listens": [{"type": "socket", "socket": "/run/spice"}]}, {"type": "spice", "listens": []}),
    ({"type": "dbus"}, {"type": "dbus", "p2p": False}),
])
def test_what_libvirt_puts_in_place_of_nothing_is_no_change(engine, before, after):
    engine.run("domain", **GUEST, graphics=[before])
    engine.run("domain", **GUEST, graphics=[after])
    assert not engine.run("domain", **GUEST, graphics=[after])["changed"]


def test_video_memory_is_rounded_up(engine):
    videos = [{"model": {"type": "qxl", "ram": "48 MiB", "vram": "17 MiB"}}]
    assert engine.run("domain", **GUEST, videos=videos)["changed"]
    assert not engine.run("domain", **GUEST, videos=videos)["changed"]


@pytest.mark.parametrize(("feature", "more"), [
    ("spinlocks", {"retries": 8191}), ("vendor_id", {"value": "me"}), ("stimer", {"direct": True}),
])
def test_what_is_switched_off_loses_its_details(engine, feature, more):
    base = {"vpindex": True, "synic": True}
    engine.run("domain", **GUEST, features={"hyperv": {**base, feature: {"state": True, **more}}})
    assert engine.run("domain", **GUEST, features={"hyperv": {**base, feature: {"state": False}}})["changed"]
    assert engine.declared("domain", "g")["features"]["hyperv"][feature] == {"state": False}
