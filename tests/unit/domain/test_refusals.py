# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guests that cannot be: refused before anything is touched, with the option, the value and the remedy."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain

CELL = {"memory": "1 GiB"}
REFUSED = [
    ({"memory": "1 GiB", "current_memory": "2 GiB"}, "current_memory", "2 GiB is more than memory, which is 1 GiB", "no more"),
    ({"memory": "2 GiB", "max_memory": {"size": "1 GiB", "slots": 1}}, "max_memory.size", "1 GiB is less than memory", "at least"),
    ({"memory": "1 GiB", "cpu": {"numa": {"cells": [CELL, CELL]}}}, "memory", "less than the NUMA cells hold, 2 GiB", "the sum"),
    ({"vcpus": {"count": 2, "current": 3}}, "vcpus.current", "3 is more than count, which is 2", "no more"),
    ({"vcpus": {"count": 1, "states": [{"id": 1, "enabled": True}]}}, "vcpus.states[0].id", "1 is not among 1", "0 to 0"),
    ({"vcpus": {"states": [{"id": 1, "enabled": False, "hotpluggable": False}]}}, "vcpus.states[0].hotpluggable", "has to be",
     "hotpluggable"),
    ({"vcpus": {"count": 3}, "cpu": {"topology": {"sockets": 1, "cores": 2, "threads": 2}}}, "cpu.topology",
     "makes 4 processors, and vcpus.count is 3", "sockets times"),
    ({"cpu": {"topology": {"cores": 2}}}, "cpu.topology.sockets", "required", "Declare sockets"),
    ({"vcpus": {"count": 2}, "cpu": {"numa": {"cells": [{**CELL, "cpus": "1-2"}]}}}, "cpu.numa.cells[0].cpus", "no processor 2",
     "0 to 1"),
    ({"cpu": {"numa": {"cells": [{**CELL, "cpus": "0-1"}, {**CELL, "cpus": "1"}]}}}, "cpu.numa.cells[1].cpus",
     "1 is in cells[0]", "one cell"),
    ({"cpu": {"numa": {"cells": [{**CELL, "id": 0}, CELL]}}}, "cpu.numa.cells", "some are not", "or none"),
    ({"cpu": {"mode": "host-passthrough", "model": "EPYC"}}, "cpu.model", "host-passthrough", "mode: custom"),
    ({"cpu": {"mode": "host-model", "match": "exact"}}, "cpu.match", "host-model", "mode: custom"),
    ({"cpu": {"model": "EPYC", "migratable": True}}, "cpu.migratable", "custom", "host-passthrough"),
    ({"cpu": {"mode": "maximum", "vendor": "AMD"}}, "cpu.vendor", "maximum", "mode: custom"),
    ({"cpu": {"maxphysaddr": {"mode": "passthrough", "bits": 40}}}, "cpu.maxphysaddr.bits", "passthrough", "emulate"),
    ({"cpu": {"model_vendor_id": "Intel"}}, "cpu.model_vendor_id", "'Intel' is refused", "twelve"),
    ({"cputune": {"shares": 1}}, "cputune.shares", "'1' is too little", "at least 2"),
    ({"cputune": {"iothread_quota": 999}}, "cputune.iothread_quota", "'999' is too little", "at least 1000"),
    ({"cputune": {"emulatorsched": {"scheduler": "fifo"}}}, "cputune.emulatorsched.priority", "required by fifo", "1 to 99"),
    ({"cputune": {"vcpuscheds": [{"vcpus": "0", "scheduler": "idle", "priority": 1}]}}, "cputune.vcpuscheds[0].priority", "idle",
     "Leave it out"),
    ({"cputune": {"vcpuscheds": [{"vcpus": "0-1", "scheduler": "idle"}, {"vcpus": "1", "scheduler": "batch"}]}},
     "cputune.vcpuscheds[1].vcpus", "1 is in", "once"),
    ({"cputune": {"memorytunes": [{"vcpus": "0-1"}, {"vcpus": "1-2"}]}}, "cputune.memorytunes[1].vcpus", "1 is in", "once"),
    ({"cputune": {"vcpupins": [{"vcpu": 0, "cpuset": "0"}, {"vcpu": 0, "cpuset": "1"}]}}, "cputune.vcpupins[1]", "stands twice: 0",
     "once"),
    ({"numatune": {"memory": {"placement": "auto", "nodeset": "0"}}}, "numatune.memory.nodeset", "numad", "Leave one"),
    ({"os": {"firmware": "bios", "secure_boot": True}}, "os.secure_boot", "BIOS", "firmware: efi"),
    ({"os": {"firmware": "bios", "nvram": {"path": "/a"}}}, "os.nvram", "BIOS", "firmware: efi"),
    ({"os": {"secure_boot": False, "enrolled_keys": True}}, "os.enrolled_keys", "Secure Boot", "secure_boot: true"),
    ({"os": {"loader": {"stateless": True}, "nvram": {"path": "/a"}}}, "os.nvram", "stateless", "Leave nvram"),
    ({"os": {"acpi_tables": [{"type": "slic", "path": "/a"}, {"type": "slic", "path": "/b"}]}}, "os.acpi_tables", "slic", "raw"),
    ({"os": {"bios": {"reboot_timeout": 65536}}}, "os.bios.reboot_timeout", "'65536' is refused", "-1 to 65535"),
    ({"uuid": "4dea22b3-1d52-d8f3-2516-782e98ab3fa0",
      "sysinfo": {"smbios": {"system": {"uuid": "5dea22b3-1d52-d8f3-2516-782e98ab3fa0"}}}}, "sysinfo.smbios.system.uuid",
     "5dea22b3-1d52-d8f3-2516-782e98ab3fa0 is not", "Leave one"),
    ({"sysinfo": {"fwcfg": [{"name": "opt/a", "value": "b", "file": "/c"}]}}, "sysinfo.fwcfg[0]", "value and file", "one of"),
    ({"sysinfo": {"fwcfg": [{"name": "etc/a", "value": "b"}]}}, "sysinfo.fwcfg[0].name", "'etc/a' is refused", "opt/"),
    ({"features": {"hyperv": {"mode": "passthrough", "relaxed": True}}}, "features.hyperv.relaxed", "passthrough", "custom"),
    ({"features": {"hyperv": {"spinlocks": {"state": True, "retries": 5}}}}, "features.hyperv.spinlocks.retries", "'5'", "4095"),
    ({"features": {"kvm": {"dirty_ring": {"state": True}}}}, "features.kvm.dirty_ring.size", "required", "4096"),
    ({"features": {"kvm": {"dirty_ring": {"state": True, "size": 5000}}}}, "features.kvm.dirty_ring.size", "5000", "4096"),
    ({"clock": {"offset": "utc", "adjustment": 60}}, "clock.adjustment", "variable", "basis: utc"),
    ({"clock": {"offset": "variable", "adjustment": "reset"}}, "clock.adjustment", "reset", "seconds"),
    ({"clock": {"offset": "utc", "timezone": "Europe/Paris"}}, "clock.timezone", "utc", "timezone"),
    ({"clock": {"offset": "absolute"}}, "clock.start", "required", "seconds"),
    ({"clock": {"timers": [{"name": "pit", "track": "wall"}]}}, "clock.timers[0].track", "pit", "rtc"),
    ({"clock": {"timers": [{"name": "rtc", "tickpolicy": "delay", "catchup": {"limit": 1}}]}}, "clock.timers[0].catchup", "delay",
     "catchup"),
    ({"on_poweroff": "restart", "on_reboot": "destroy"}, "on_reboot", "stop on reboot", "Change one"),
    ({"seclabels": [{"type": "static"}]}, "seclabels[0].label", "required", "dynamic"),
    ({"seclabels": [{"type": "none", "baselabel": "a"}]}, "seclabels[0].baselabel", "none", "dynamic"),
    ({"seclabels": [{"type": "dynamic", "relabel": False}]}, "seclabels[0].relabel", "dynamic", "Leave it out"),
    ({"launch_security": {"type": "sev"}}, "launch_security.policy", "required by type sev", "0x3"),
    ({"launch_security": {"type": "sev", "policy": 3, "id_block": "a"}}, "launch_security.id_block", "sev", "Leave it out"),
    ({"launch_security": {"type": "s390-pv", "policy": 3}}, "launch_security.policy", "s390-pv", "Leave it out"),
    ({"qemu_override": [{"alias": "a", "frontend": [{"name": "b", "type": "remove", "value": "c"}]}]},
     "qemu_override[0].frontend[0].value", "remove", "Leave it out"),
    ({"qemu_override": [{"alias": "a", "frontend": [{"name": "b", "type": "bool"}]}]}, "qemu_override[0].frontend[0].value", "bool",
     "Declare it"),
    ({"throttlegroups": [{"group_name": "a", "total_bytes_sec": 1, "read_bytes_sec": 1}]}, "throttlegroups[0].read_bytes_sec",
     "excludes total_bytes_sec", "reads and writes"),
    ({"metadata": {"urn:a": "<a xmlns='urn:b'/>"}}, "metadata[urn:a]", "{urn:b}a", "urn:a"),
    ({"title": ["a"]}, "title", "expected", "string"),
    ({"genid": "always"}, "genid", "'always' is refused", "generate"),
    ({"remove": ["everything"]}, "remove[0]", "'everything' is not a choice", "nvram"),
]


@pytest.mark.parametrize(("options", "option", "why", "remedy"), REFUSED, ids=[option for _o, option, _w, _r in REFUSED])
def test_refused(options, option, why, remedy):
    with pytest.raises(Invalid) as refused:
        Domain.accept({"name": "web", **options}, Seen())
    error = refused.value
    assert error.option == option
    assert why in error.message
    assert remedy in error.remedy


@pytest.mark.parametrize(("options", "option"), [
    ({"memory": "1 GiB"}, "type"),
    ({"type": "qemu"}, "memory"),
])
def test_new_guest_has_to_say(options, option):
    with pytest.raises(Invalid, match=f"{option}: is required of a new guest"):
        Domain.creation_defaults(Domain.accept({"name": "web", **options}, Seen()), SimpleNamespace(native_arch="x86_64"))
