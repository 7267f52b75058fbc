# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a document that libvirt's schema refuses, the element that is wrong is named, not the outermost one around it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import refused

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
DISK = "<domain type='qemu'><devices><disk type='file'><target dev='vda'/></disk>{}</devices>{}</domain>"


@pytest.mark.parametrize("kind", ["domain", "network", "pool", "nwfilter"])
def test_k7b_every_place_of_the_golden_documents_is_known(kind):
    for path in sorted((GOLDEN / kind).glob("*.xml")):
        assert refused.places(kind_of(kind).model, ET.parse(path).getroot()) == [], path.name


@pytest.mark.parametrize(("document", "words", "expected"), [
    (DISK.format("<disk><frobnicate/></disk>", ""), "Extra element devices in interleave",
     "domain/devices/disk[2]/frobnicate is no element"),
    (DISK.format("<disk><target dev='vdb' buss='virtio'/></disk>", ""), "Extra element devices in interleave",
     "domain/devices/disk[2]/target/@buss is no attribute"),
    (DISK.format("<disk type='fil'/>", ""), "Extra element devices in interleave",
     "domain/devices/disk[2]/@type is 'fil', which is none of"),
    (DISK.format("<disk device='odd'/>", "<on_crash>nonsense</on_crash>"), "Extra element on_crash in interleave",
     "domain/on_crash is 'nonsense', which is none of: destroy, restart"),
    (DISK.format("", "<vcpu>many</vcpu>"), "Extra element vcpu in interleave", "domain/vcpu is 'many', which libvirt cannot read"),
    (DISK.format("", "<metadata><any/></metadata><foo/>"), "Element domain has extra content: foo", "domain/foo is no element"),
])
def test_k7b_the_right_element_is_named(document, words, expected):
    assert refused.remedy(kind_of("domain").model, ET.fromstring(document), words).startswith(expected)


@pytest.mark.parametrize(("kind", "document", "words", "expected"), [
    ("domain", DISK.format("<console type='pty'><target type='serial' port='0'/></console>", "<vcpu>99999</vcpu>"),
     "Extra element vcpu in interleave\nInvalid sequence in interleave\nElement domain failed to validate content",
     "domain/vcpu is '99999', which libvirt's schema does not take"),
    ("pool", "<pool type='dir'><name>p</name><capacity unit='bytes'>0</capacity><source/><target/></pool>",
     "Expecting an element path, got nothing\nInvalid sequence in interleave\nElement target failed to validate content\n"
     "Invalid sequence in interleave\nElement pool failed to validate content", "pool/target lacks the element path"),
    ("pool", "<pool type='dir'><name>p</name><capacity unit='bytes'>0</capacity><source/></pool>",
     "Expecting an element target, got nothing\nInvalid sequence in interleave\nElement pool failed to validate content",
     "pool lacks the element target"),
    ("nwfilter", "<filter name='f'><rule action='drop' direction='in'><tcp dstportstart='99999'/></rule></filter>",
     "Extra element rule in interleave\nElement filter failed to validate content", "filter/rule/tcp/@dstportstart is '99999'"),
])
def test_k7b_what_libvirt_names_comes_before_what_it_wrote_itself(kind, document, words, expected):
    assert refused.remedy(kind_of(kind).model, ET.fromstring(document), words).startswith(expected)


def test_k7b_nothing_is_named_where_all_is_known():
    assert refused.remedy(kind_of("domain").model, ET.fromstring(DISK.format("", "")), "Extra element devices in interleave") is None
