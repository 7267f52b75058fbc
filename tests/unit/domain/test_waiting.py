# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What waits for a guest's next start: what was changed while it runs, and nothing that libvirt decided when it started."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import drift, waiting, xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.observed import Observed
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.option_path import OptionPath
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.domain import plan

NIC = "<devices><interface type='{}'><mac address='52:54:00:00:00:07'/><source {}/><model type='virtio'/>{}</interface></devices>"
WANTED = NIC.format("network", "network='lan'", "")
SRIOV = "network='lan'><address type='pci' domain='0' bus='3' slot='0x10' function='1'/></source><source"


def _recorded(text):
    """A record as libvirt gives it back: every element has the namespace."""
    record = xml.parse(text)
    for elem in record.iter():
        elem.tag = xml.qualified(f"anvil:{elem.tag}")
    return f"<metadata>{xml.serialize(record)}</metadata>"


def _observed(config, live, record=None, copied=None):
    def document(inside, kept):
        return xml.parse(f"<domain type='kvm'><name>g</name>{_recorded(waiting.write(kept)) if kept else ''}{inside}</domain>")

    return Observed(document(config, copied), document(live, record), active=True)


def _plan(observed, started=False, **options):
    ctx = Context(kind="domain", name="g")
    ctx.started = started
    return plan(Domain, Domain.accept({"name": "g", **options}, Seen()), observed, ctx)


def _operations(out):
    return [action.operation for action in out.actions]


def _drift(observed):
    return drift.describe(Domain, observed, Context(kind="domain", name="g"))[1]


@pytest.mark.parametrize(("kind", "source"), [
    ("bridge", "network='lan' portid='1' bridge='br0'"), ("direct", "network='lan' portid='1' dev='eth0' mode='bridge'"),
    ("hostdev", SRIOV)], ids=["bridge", "macvtap", "SR-IOV"])
def test_k1a_an_interface_is_of_the_network_that_led_to_something_of_the_host(kind, source):
    observed = _observed(WANTED, NIC.format(kind, source, "<target dev='vnet0'/>"))
    out = _plan(observed, restart=True, interfaces=[{"source": {"network": "lan"}, "mac": "52:54:00:00:00:07"}])
    assert (out.actions, out.restart_required, out.warnings) == ([], [], [])
    out = _plan(observed, restart=True, xml=f"<domain type='kvm'><name>g</name>{WANTED}</domain>")
    assert (out.actions, out.restart_required, out.warnings) == ([], [], [])
    assert _drift(observed) == []
    # Of another network it is another.
    assert _drift(_observed(WANTED.replace("lan", "wan"), NIC.format(kind, source, "")))


STARTED = {
    "exact": ("<cpu mode='custom' match='exact'><model fallback='allow'>EPYC</model><feature policy='optional' name='avx'/></cpu>",
              "<cpu mode='custom' match='exact' check='full'><model fallback='forbid'>EPYC-v1</model>"
              "<feature policy='require' name='x2apic'/></cpu>"),
    "minimum": ("<cpu match='minimum'><model>Opteron_G1</model></cpu>", "<cpu mode='custom' match='exact'><model>EPYC</model></cpu>"),
    "host-model": ("<cpu mode='host-model' check='partial'/>", "<cpu mode='custom' match='exact' check='full'><model>EPYC</model></cpu>"),
    "firmware": ("<os firmware='efi'><type>hvm</type><firmware><feature enabled='no' name='secure-boot'/></firmware></os>",
                 "<os><type>hvm</type><loader readonly='yes' type='pflash'>/CODE.fd</loader><nvram>/VARS.fd</nvram></os>"),
    "port": ("<devices><graphics type='vnc' port='-1' autoport='yes' websocket='-1'/></devices>",
             "<devices><graphics type='vnc' port='5901' autoport='yes' websocket='5701'/></devices>"),
    "label": ("<seclabel type='none'/>", "<seclabel type='none' model='none'/>"),
    "balloon": ("<memory>2097152</memory><currentMemory>1048576</currentMemory>",
                "<memory>2097152</memory><currentMemory>2097152</currentMemory>"),
    "medium": ("<devices><disk type='file' device='cdrom'><driver name='qemu' type='raw'/><target dev='sda' bus='sata'/></disk></devices>",
               "<devices><disk type='file' device='cdrom'><driver name='qemu'/><target dev='sda' bus='sata'/></disk></devices>"),
}


@pytest.mark.parametrize(("config", "live"), STARTED.values(), ids=STARTED)
def test_k1b_what_libvirt_decided_at_the_start_is_no_change(config, live):
    observed = _observed(config, live)
    for declared in (Domain.to_declaration(observed.config), {"xml": f"<domain type='kvm'><name>g</name>{config}</domain>"}):
        out = _plan(observed, restart=True, **{key: value for key, value in declared.items() if key != "name"})
        assert (out.actions, out.restart_required, out.warnings) == ([], [], [])
    assert _drift(observed) == []


MEMORY, MATCH, SHARES = OptionPath.of("memory"), OptionPath.of("cpu", "match"), OptionPath.of("cputune", "shares")
MORE = ("<memory>2097152</memory>", "<memory>1048576</memory>")


def test_k1f_what_waits_is_told_until_the_guest_starts_again():
    out = _plan(_observed(MORE[1], MORE[1]), memory="2 GiB")
    assert (_operations(out), out.restart_required) == (["define"], [MEMORY])
    assert out.warnings == ["guest g: memory waits for a restart"]
    record = out.record
    assert list(record) == [MEMORY]
    for options in ({"memory": "2 GiB"}, {}):
        again = _plan(_observed(*MORE, record), **options)
        assert (again.actions, again.restart_required, again.warnings) == ([], [MEMORY], ["guest g: memory waits for a restart"])
        assert _operations(_plan(_observed(*MORE, record), restart=True, **options)) == ["shutdown", "start"]
    started = _plan(_observed(MORE[0], MORE[0]), restart=True)
    assert (started.actions, started.restart_required, started.warnings) == ([], [], [])


def test_k1b_what_waits_though_a_running_guest_does_not_tell():
    exact, minimum = (f"<cpu match='{match}'><model>EPYC</model></cpu>" for match in ("exact", "minimum"))
    out = _plan(_observed(exact, exact), cpu={"match": "minimum"})
    assert out.restart_required == [MATCH]
    assert _plan(_observed(minimum, exact, out.record)).restart_required == [MATCH]
    # Set back, it is again what the guest was started with.
    back = _plan(_observed(minimum, exact, out.record), cpu={"match": "exact"})
    assert (_operations(back), back.restart_required, back.record) == (["define"], [], {})


def test_k1b_a_record_that_was_copied_into_the_configuration_says_nothing():
    record = {MEMORY: "0" * 16}
    out = _plan(_observed(MORE[0], MORE[0], record, copied=record), restart=True)
    assert (out.actions, out.restart_required) == ([], [])
    changed = _plan(_observed(MORE[0], MORE[0], record, copied=record), memory="3 GiB")
    assert list(changed.record) == [MEMORY] and changed.record != record
    assert "waiting" not in changed.actions[0].xml


def test_k1b_what_others_changed_is_told_and_never_restarted_for():
    for options in ({"memory": "2 GiB"}, {"xml": f"<domain type='kvm'><name>g</name>{MORE[0]}</domain>"}):
        out = _plan(_observed(*MORE), restart=True, **options)
        assert (out.actions, out.restart_required) == ([], [])
        assert len(out.warnings) == 1 and "memory was changed by others" in out.warnings[0]
    assert _plan(_observed(*MORE), started=True, restart=True, memory="2 GiB").warnings == ["guest g: the restart did not change memory"]


@pytest.mark.parametrize(("active", "operations"), [(True, ["shutdown", "start"]), (False, ["start"])])
def test_k1f_restarted_is_done_once_in_a_task(active, operations):
    observed = _observed(MORE[0], MORE[0])
    if not active:
        observed = Observed(observed.config)
    assert _operations(_plan(observed, state="restarted")) == operations
    assert _plan(_observed(MORE[0], MORE[0]), started=True, state="restarted").actions == []


def test_a_password_is_in_no_record():
    had, has = (f"<devices><graphics type='vnc' passwd='{word}'/></devices>" for word in ("one", "two"))
    assert waiting.digest("********") == ""
    out = _plan(_observed(had, had), xml=f"<domain type='kvm'><name>g</name>{has}</domain>")
    assert set(out.record.values()) <= {""}


def test_k1f_what_is_left_of_a_structure_waits_alone():
    tuned = "<cputune><shares>1000</shares><quota>25000</quota></cputune>"
    out = _plan(_observed(tuned, tuned), cputune={})
    assert _operations(out) == ["define", "set_scheduler"]
    assert (out.restart_required, list(out.record)) == ([SHARES], [SHARES])
    again = _plan(_observed("", "<cputune><shares>1000</shares></cputune>", out.record))
    assert again.restart_required == [SHARES]
    back = _plan(_observed("", "<cputune><shares>1000</shares></cputune>", out.record), cputune={"shares": 1000})
    assert (_operations(back), back.restart_required, back.record) == (["define"], [], {})


DROPPED = ("<disk type='file' device='{}'><driver name='qemu' type='raw'/><source file='/srv/a' startupPolicy='optional'/>"
           "<target dev='sda' bus='sata'/></disk>")


@pytest.mark.parametrize(("device", "live"), [
    ("disk", ""), ("cdrom", "<disk type='file' device='cdrom'><driver name='qemu'/><target dev='sda' bus='sata'/></disk>")])
def test_k1b_a_source_that_may_be_missing_is_no_change(device, live):
    observed = _observed(f"<devices>{DROPPED.format(device)}</devices>", f"<devices>{live}</devices>")
    out = _plan(observed, restart=True, disks=Domain.to_declaration(observed.config)["disks"])
    assert (out.actions, out.restart_required, out.warnings) == ([], [], [])
    assert _drift(observed) == []


TUNED = "<cputune><shares>{}</shares></cputune>"


@pytest.mark.parametrize(("options", "config", "live", "recorded"), [
    ({"memory": "1 GiB"}, MORE[1], MORE[1], MEMORY), ({}, MORE[1], MORE[1], MEMORY),
    ({"cputune": {"shares": 7}}, TUNED.format(7), TUNED.format(7), SHARES), ({}, "", "", SHARES),
    ({"cpu": {"mode": "host-passthrough"}}, MORE[1], MORE[1], MEMORY),
])
def test_k1f_what_others_changed_to_the_same_value_no_longer_waits(options, config, live, recorded):
    out = _plan(_observed(config, live, {recorded: "0" * 16, OptionPath.of("on_crash"): "0" * 16}), restart=False, **options)
    assert recorded not in out.restart_required and recorded not in out.record
    # One that the guest has otherwise still waits.
    other = _plan(_observed(MORE[0], MORE[1], {MEMORY: "0" * 16}))
    assert other.restart_required == [MEMORY]


def test_k1f_what_others_took_away_still_waits_while_the_guest_has_it():
    assert _plan(_observed("", TUNED.format(7), {SHARES: ""})).restart_required == [SHARES]


def test_k1b_what_libvirt_decides_at_a_start_waits_until_then():
    exact = "<cpu match='exact'><model>EPYC</model></cpu>"
    assert _plan(_observed(exact, exact, {MATCH: "0" * 16})).restart_required == [MATCH]


@pytest.mark.parametrize("entry", [
    "<anvil:option name='memory' started='0'/>", "<anvil:option/>", "<anvil:option><anvil:step name='memory'/></anvil:option>",
    "<anvil:option started=''><anvil:step name='interfaces' key='&#178;'/></anvil:option>",
    "<anvil:option started=''><anvil:step name='memory'/><anvil:step name='of' key='one'/></anvil:option>"])
def test_a_record_that_others_wrote_breaks_no_run(entry):
    record = f"<metadata><anvil:waiting xmlns:anvil='{xml.NAMESPACES['anvil']}'>{entry}</anvil:waiting></metadata>"
    documents = (f"<domain type='kvm'><name>g</name>{inside}</domain>" for inside in (MORE[0], MORE[1] + record))
    observed = Observed(*map(xml.parse, documents), active=True)
    for options in ({}, {"memory": "3 GiB"}, {"on_crash": "restart"}):
        out = _plan(observed, **options)
        if out.record:
            assert waiting.held(xml.parse(f"<domain>{_recorded(waiting.write(out.record))}</domain>")) == out.record


CACHE = ("<devices><disk type='file' device='disk'><driver name='qemu' type='raw'{}/><source file='/srv/a'/>"
         "<target dev='vda' bus='virtio'/></disk></devices>")
NONE, BACK = CACHE.format(" cache='none'"), CACHE.format(" cache='writeback'")
OF_CACHE = OptionPath((("disks", "vda"), ("driver", None), ("cache", None)))


@pytest.mark.parametrize(("config", "live", "waits"), [
    (BACK, BACK, False), (CACHE.format(""), CACHE.format(""), False), (NONE, BACK, True), (CACHE.format(""), BACK, True), (NONE, "", True)])
def test_k1f_what_is_inside_of_a_device_waits_until_both_are_alike(config, live, waits):
    observed = _observed(config, live, {OF_CACHE: "0" * 16})
    for options in ({}, {"disks": Domain.to_declaration(observed.config)["disks"]} if live else {}):
        out = _plan(observed, **options)
        assert (OF_CACHE in out.restart_required, OF_CACHE in out.record) == (waits, waits)
