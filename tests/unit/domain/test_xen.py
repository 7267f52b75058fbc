# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guests of Xen: what they are unless they say otherwise, and what libxl does not support."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain

GOLDEN = Path(__file__).parent.parent / "golden" / "domain"
DISK = {"source": {"file": "/a.qcow2"}, "target": {"dev": "xvda", "bus": "xen"}}


def _lacking(**options):
    seen = Seen()
    Domain.accept({"name": "x", "type": "xen", **options}, seen)
    return seen.lacking


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"tpms": [{"model": "tpm-crb", "backend": {"type": "emulator"}}]}, "tpms"),
        ({"vcpus": {"count": 2, "cpuset": "0"}}, "vcpus.cpuset"),
        ({"cputune": {"quota": 1000}}, "cputune.quota"),
        ({"os": {"secure_boot": True}}, "os.secure_boot"),
        ({"disks": [{**DISK, "target": {"dev": "vda", "bus": "virtio"}}]}, "disks[0].target.bus: virtio"),
        ({"disks": [{**DISK, "iotune": {"total_iops_sec": 5}}]}, "disks[0].iotune"),
        ({"interfaces": [{"source": {"type": "user"}}]}, "interfaces[0].source: user"),
        ({"clock": {"offset": "timezone", "timezone": "Europe/Paris"}}, "clock.offset: timezone"),
        ({"memballoon": {"model": "none"}}, "memballoon.model: none"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_libxl_does_not_support_is_noticed(options, where):
    assert (where, "xen") in _lacking(**options)


def test_what_takes_away_needs_nothing():
    assert _lacking(tpms=[], rngs=[], memtune={}, vsock={}, os={"secure_boot": False}, cputune={"quota": 0}) == []


@pytest.mark.parametrize("case", ["xen-pv", "xen-pvh", "xen-hvm"])
def test_whole_guests_are_supported(case):
    assert _lacking(**yaml.safe_load((GOLDEN / f"{case}.yml").read_text(encoding="utf-8"))) == []


def test_an_image_that_libxl_would_take_for_raw_is_refused():
    with pytest.raises(Invalid, match=r"disks\[0\]\.driver\.name: libxl takes an image for raw, and not for qcow2"):
        _lacking(disks=[{**DISK, "driver": {"type": "qcow2"}}])
    assert _lacking(disks=[{**DISK, "driver": {"type": "qcow2", "name": "qemu"}}]) == []
    assert _lacking(disks=[{**DISK, "driver": {"type": "raw"}}]) == []


def _completed(**options):
    desired = Domain.accept({"name": "x", "memory": "64 MiB", **options}, Seen())
    return Domain.creation_defaults(desired, SimpleNamespace(native_arch="x86_64"))


def test_a_whole_machine_has_what_libxl_takes_away_unasked():
    assert _completed(type="xen")["features"] == {"acpi": True, "apic": True}
    assert _completed(type="xen", features={"apic": False})["features"] == {"acpi": True, "apic": False}
    assert "apic" not in _completed(type="qemu")["features"]


@pytest.mark.parametrize("interface", ["xen", "linux", "xenpvh"])
def test_a_paravirtualized_guest_is_no_machine(interface):
    assert "features" not in _completed(type="xen", os={"type": interface})


def test_libvirt_has_two_words_for_xens_own_interface():
    document = xml.parse("<domain type='xen'><name>x</name><os><type arch='x86_64' machine='xenpv'>linux</type></os></domain>")
    for word, changes in (("xen", []), ("linux", []), ("xenpvh", ["os.type"])):
        desired = Domain.options_beside_xml(Domain.accept({"name": "x", "os": {"type": word}}, Seen()))
        assert [str(change.path) for change in Domain.delta(desired, document, Context())] == changes
