# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What libvirt keeps differently for good, remembered in a guest."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile import accepted_differences, document

DOCUMENT = "<domain><memory>1000</memory><vcpu>{}</vcpu><devices><graphics type='vnc' passwd='{}'/></devices></domain>"


def _desired(vcpus=1, password="first"):
    return xml.parse(DOCUMENT.format(vcpus, password))


def _observed(memory=1024, vcpus=1, memory_of=None):
    observed = _desired(vcpus)
    observed.find("memory").text = str(memory)
    if memory_of is not None:
        # As libvirt puts it there: every element gets the namespace.
        element = xml.parse(memory_of)
        for elem in element.iter():
            elem.tag = xml.qualified(f"anvil:{elem.tag}")
        xml.ET.SubElement(observed, "metadata").append(element)
    return observed


def _delta(desired, observed):
    return document.delta(Domain, desired, observed, Context(kind="domain"))


def _remembered(desired, observed):
    return accepted_differences.remember(_delta(desired, observed), desired)


def _left(desired, observed):
    return [str(change.path) for change in accepted_differences.unexplained(_delta(desired, observed), desired, observed)]


def test_the_same_document_with_the_same_accepted_differences_is_unchanged():
    kept = _remembered(_desired(), _observed())
    assert _left(_desired(), _observed()) == ["memory"]
    assert _left(_desired(), _observed(memory_of=kept)) == []


def test_a_third_value_is_drift():
    kept = _remembered(_desired(), _observed())
    assert _left(_desired(), _observed(memory=2048, memory_of=kept)) == ["memory"]
    assert _left(_desired(), _observed(vcpus=2, memory_of=kept)) == ["vcpus.count"]


def test_another_document_has_other_accepted_differences():
    kept = _remembered(_desired(), _observed())
    assert _left(_desired(vcpus=2), _observed(vcpus=2, memory_of=kept)) == ["memory"]


def test_white_space_makes_no_other_document():
    spaced = xml.parse(DOCUMENT.format(1, "first").replace("><", ">\n  <"))
    assert accepted_differences.digest_of(_desired()) == accepted_differences.digest_of(spaced)


def test_passwords_are_in_no_digest():
    assert accepted_differences.digest_of(_desired(password="first")) == accepted_differences.digest_of(_desired(password="other"))


def test_the_memory_goes_with_what_it_was_about():
    observed = _observed(memory_of=_remembered(_desired(), _observed()))
    accepted_differences.forget(observed)
    assert observed.find("metadata") is None


def test_a_memory_in_a_document_is_none_of_its_own():
    desired = _observed(memory_of=_remembered(_desired(), _observed()))
    Domain.normalize(desired)
    assert desired.find("metadata") is None


def test_the_warning_says_what_is_kept():
    text = accepted_differences.warn("a", _delta(_desired(), _observed()))
    assert "'a'" in text
    assert "memory: 1 MiB in place of 1000 KiB" in text
