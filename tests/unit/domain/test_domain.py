# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a guest's declaration does beyond reading and writing single values."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import ORDER, Domain
from bench.facts import facts


def _desired(**options):
    return Domain.options_beside_xml(Domain.accept({"name": "web", **options}, Seen()))


def _changed(document, live=False, facts=None, **options):
    document = f"<domain type='kvm'><name>web</name>{document}</domain>"
    return [str(change.path) for change in Domain.delta(_desired(**options), xml.parse(document), Context(live=live, facts=facts))]


def _written(document, **options):
    elem, ctx = xml.parse(document), Context()
    ctx.root = elem
    Domain.write(_desired(**options), elem, ctx)
    return elem


def test_document_is_in_libvirts_order():
    shuffled = [*ORDER, "{urn:unknown}other"]
    random.Random(1).shuffle(shuffled)
    elem = xml.ET.Element("domain")
    for tag in shuffled:
        xml.ET.SubElement(elem, tag)
    ctx = Context()
    ctx.root = elem
    Domain.write(_desired(), elem, ctx)
    assert [part.tag for part in elem] == [*ORDER, "{urn:unknown}other"]


def test_unknown_xml_survives():
    before = xml.parse("<domain><name>web</name><memory>1024</memory><future a='1'><b/></future>"
                       "<os new='x'><type machine='pc'>hvm</type><odd/></os></domain>")
    after = _written(xml.serialize(before), memory="2 MiB", os={"boot": ["hd"]})
    assert after.find("future").get("a") == "1"
    assert after.find("future/b") is not None
    assert after.find("os").get("new") == "x"
    assert after.find("os/odd") is not None


@pytest.mark.parametrize(("desired", "observed", "same"), [
    ("q35", "pc-q35-9.2", True),
    ("q35", "pc-q35-rhel9.4.0", True),
    ("q35", "q35", True),
    ("pc", "pc-i440fx-jammy", True),
    ("pc", "pc-q35-9.2", False),
    ("virt", "virt-9.2", True),
    ("s390-ccw-virtio", "s390-ccw-virtio-9.2", True),
    ("pc-q35-9.1", "pc-q35-9.2", False),
    ("newest", "pc-q35-9.2", True),
])
def test_machine_alias(desired, observed, same):
    host = facts(machine_aliases={"newest": "pc-q35-9.2"})
    changed = _changed(f"<os><type machine='{observed}'>hvm</type></os>", facts=host, os={"machine": desired})
    assert changed == ([] if same else ["os.machine"])


def test_naming_a_model_means_custom():
    elem = _written("<domain><cpu mode='host-passthrough' migratable='on'/></domain>", cpu={"model": "EPYC"})
    assert elem.find("cpu").attrib == {"mode": "custom"}
    assert elem.findtext("cpu/model") == "EPYC"


LIVE_CPU = ("<cpu mode='custom' match='exact' check='full'><model fallback='forbid'>EPYC-v1</model>"
            "<feature policy='require' name='x2apic'/><feature policy='disable' name='svm'/></cpu>")


@pytest.mark.parametrize("cpu", [
    {"mode": "host-model"},
    {"mode": "host-model", "check": "none", "model_fallback": "allow"},
    {"model": "EPYC", "match": "minimum", "check": "none"},
    {"features": [{"name": "x2apic", "policy": "optional"}]},
    {"model": "Rome"},
    {"mode": "host-passthrough"},
    {"features": [{"name": "avx"}]},
])
def test_running_guest_has_a_settled_processor(cpu):
    assert _changed(LIVE_CPU, cpu=cpu)
    assert _changed(LIVE_CPU, live=True, cpu=cpu) == []


def test_running_guest_is_rounded_to_mebibytes():
    rounded = "<memory unit='KiB'>65536</memory>"
    assert _changed(rounded, memory="65000 KiB") == ["memory"]
    assert _changed(rounded, live=True, memory="65000 KiB") == []
    assert _changed(rounded, live=True, memory="63 MiB") == ["memory"]


def test_all_processors_in_use_go_without_saying():
    assert _changed("<vcpu>4</vcpu>", vcpus={"count": 4, "current": 4}) == []
    assert _changed("<vcpu>4</vcpu>", vcpus={"current": 2}) == ["vcpus.current"]
    assert _changed("<vcpu current='2'>4</vcpu>", vcpus={"current": 4}) == ["vcpus.current"]
    assert Domain.to_declaration(xml.parse("<domain><vcpu>4</vcpu></domain>"))["vcpus"] == {"count": 4}


def test_filters_of_a_disk_are_a_chain():
    image = "<source file='/a'/><target dev='vda'/>"
    chain = "<throttlefilters><throttlefilter group='a'/><throttlefilter group='b'/></throttlefilters>"
    guest = f"<devices><disk type='file' device='disk'>{image}{chain}</disk></devices>"
    disk = {"source": {"file": "/a"}, "target": {"dev": "vda"}}
    assert _changed(guest, disks=[{**disk, "throttle_groups": ["a", "b"]}]) == []
    assert _changed(guest, disks=[{**disk, "throttle_groups": ["b", "a"]}]) == ["disks[vda].throttle_groups"]


def test_notes_are_no_reason_to_restart_a_guest():
    notes = {"osinfo_id": "http://debian.org/debian/13", "metadata": {"urn:x": "<a xmlns='urn:x'/>"}}
    assert _changed("", **notes) == ["osinfo_id", "metadata[urn:x]"]
    assert _changed("", live=True, **notes) == ["metadata[urn:x]"]
    assert not Domain.nodes["metadata"].change.waits


def test_running_guest_keeps_its_own_time():
    live = "<clock offset='variable' adjustment='17' basis='utc'/>"
    assert _changed(live, live=True, clock={"offset": "localtime"}) == []
    assert _changed(live, live=True, clock={"offset": "variable", "adjustment": "0", "basis": "localtime"}) == []
    assert _changed(live, live=True, clock={"offset": "timezone", "timezone": "UTC"}) == ["clock.timezone"]


def test_labels_that_a_running_guest_was_given_are_no_change():
    label = "<seclabel type='dynamic' model='dac' relabel='yes'><label>+1:+1</label></seclabel>"
    assert _changed(label, seclabels=[]) == ["seclabels[dac]"]
    assert _changed(label, live=True, seclabels=[]) == []


@pytest.mark.parametrize(("options", "version"), [
    ({"launch_security": {"type": "sev-snp", "policy": "0x30000"}}, ("launch_security.type", "10.5.0")),
    ({"os": {"secure_boot": True}}, ("os.secure_boot", "7.2.0")),
    ({"features": {"hyperv": {"tlbflush": {"state": True, "direct": True}}}}, ("features.hyperv.tlbflush.direct", "11.0.0")),
    ({"throttlegroups": []}, ("throttlegroups", "11.2.0")),
])
def test_options_say_which_libvirt_they_need(options, version):
    seen = Seen()
    Domain.accept({"name": "web", **options}, seen)
    assert version in seen.since


@pytest.mark.parametrize(("options", "path", "text"), [
    ({"type": "qemu"}, "os/type", "hvm"),
    ({"type": "lxc"}, "os/type", "exe"),
    ({"type": "xen", "os": {"type": "linux"}}, "os/type", "linux"),
    ({"type": "qemu", "vcpus": {"placement": "auto"}}, "vcpu", "1"),
])
def test_new_guest_is_complete(options, path, text):
    desired = Domain.accept({"name": "web", "memory": "1 GiB", **options}, Seen())
    desired = Domain.creation_defaults(desired, SimpleNamespace(native_arch="x86_64"))
    assert Domain.build(desired, Context()).findtext(path) == text


def test_what_is_not_declared_stays():
    document = ("<domain type='kvm'><name>web</name><memory unit='KiB'>1024</memory><vcpu cpuset='0'>2</vcpu><os><type>hvm</type></os>"
                "<features><acpi/><apic/></features><cpu mode='host-model'><feature name='a' policy='force'/></cpu></domain>")
    before = xml.parse(document)
    after = _written(document, title="new")
    after.remove(after.find("title"))
    assert xml.serialize(after) == xml.serialize(before)


@pytest.mark.parametrize("wanted", [
    {"firmware": "efi", "secure_boot": True, "enrolled_keys": True}, {"secure_boot": False}, {"firmware": "bios"}])
def test_running_guest_names_the_image_of_its_firmware(wanted):
    live = "<os><type>hvm</type><loader readonly='yes' secure='yes' type='pflash'>/OVMF_CODE.fd</loader><nvram>/VARS.fd</nvram></os>"
    assert _changed(live, live=True, os=wanted) == []


def test_back_to_a_bios():
    elem = _written("<domain><os firmware='efi'><type>hvm</type><firmware><feature enabled='yes' name='secure-boot'/></firmware>"
                    "<loader/><nvram template='/t'>/VARS.fd</nvram></os></domain>", os={"firmware": "bios"})
    assert xml.serialize(elem.find("os")) == "<os><type>hvm</type></os>"
