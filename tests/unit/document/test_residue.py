# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What libvirt keeps differently for good, remembered in a guest."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile import document, residue

DOCUMENT = "<domain><memory>1000</memory><vcpu>{}</vcpu><devices><graphics type='vnc' passwd='{}'/></devices></domain>"


def _want(vcpus=1, password="first"):
    return xml.parse(DOCUMENT.format(vcpus, password))


def _have(memory=1024, vcpus=1, memory_of=None):
    have = _want(vcpus)
    have.find("memory").text = str(memory)
    if memory_of is not None:
        # As libvirt puts it there: every element gets the namespace.
        element = xml.parse(memory_of)
        for elem in element.iter():
            elem.tag = xml.qualified(f"anvil:{elem.tag}")
        xml.ET.SubElement(have, "metadata").append(element)
    return have


def _delta(want, have):
    return document.delta(Domain, want, have, Context(kind="domain"))


def _remembered(want, have):
    return residue.remember(_delta(want, have), want)


def _left(want, have):
    return [str(change.path) for change in residue.unexplained(_delta(want, have), want, have)]


def test_the_same_document_over_the_same_residue_is_unchanged():
    kept = _remembered(_want(), _have())
    assert _left(_want(), _have()) == ["memory"]
    assert _left(_want(), _have(memory_of=kept)) == []


def test_a_third_value_is_drift():
    kept = _remembered(_want(), _have())
    assert _left(_want(), _have(memory=2048, memory_of=kept)) == ["memory"]
    assert _left(_want(), _have(vcpus=2, memory_of=kept)) == ["vcpus.count"]


def test_another_document_has_another_residue():
    kept = _remembered(_want(), _have())
    assert _left(_want(vcpus=2), _have(vcpus=2, memory_of=kept)) == ["memory"]


def test_white_space_makes_no_other_document():
    assert residue.digest_of(_want()) == residue.digest_of(xml.parse(DOCUMENT.format(1, "first").replace("><", ">\n  <")))


def test_passwords_are_in_no_digest():
    assert residue.digest_of(_want(password="first")) == residue.digest_of(_want(password="other"))


def test_the_memory_goes_with_what_it_was_about():
    have = _have(memory_of=_remembered(_want(), _have()))
    residue.forget(have)
    assert have.find("metadata") is None


def test_a_memory_in_a_document_is_none_of_its_own():
    want = _have(memory_of=_remembered(_want(), _have()))
    Domain.tidy(want)
    assert want.find("metadata") is None


def test_the_warning_says_what_is_kept():
    text = residue.warn("a", _delta(_want(), _have()))
    assert "'a'" in text
    assert "memory: 1 MiB in place of 1000 KiB" in text
