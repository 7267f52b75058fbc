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
    "network.forward.managed": (
        {"forward": {"mode": "vepa", "interfaces": ["eth10"]}}, {"forward": {"managed": True}}, "forward.managed",
        "has no meaning where forward.mode is not hostdev", "Leave it out."),
}


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


@pytest.mark.parametrize("there", [True, False], ids=["there", "new"])
@pytest.mark.parametrize("option", CASES)
def test_k4e_what_libvirt_drops_is_refused_before_anything_is_touched(engine, option, there):
    kind = option.partition(".")[0]
    first, then, place, wrong, remedy = CASES[option]
    declared = {**{"domain": GUEST, "network": NETWORK}[kind], **first}
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
