# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret is found by its UUID and by its usage, also where one looks like the other."""

from __future__ import annotations

from types import SimpleNamespace

import libvirt
import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.references import exists
from bench.facts import UUID

DIGITS = "0123456789abcdef" * 2
USAGES = {libvirt.VIR_SECRET_USAGE_TYPE_CEPH: {"a", DIGITS, f"{{{UUID}}}", f"urn:uuid:{UUID}"}}


def missing(code=libvirt.VIR_ERR_NO_SECRET):
    error = libvirt.libvirtError("no secret")
    error.err = (code, libvirt.VIR_FROM_SECRET, "no secret", 2, "", None, None, -1, -1)
    return error


def connection(uuids, error):
    """A connection to a host with secrets for these UUIDs, each with its use, and those of USAGES."""
    def by_uuid(uuid):
        if uuid not in uuids:
            raise error
        return SimpleNamespace(XMLDesc=lambda flags: uuids[uuid] and f"<usage type='{uuids[uuid]}'>")

    def by_usage(use, name):
        if name not in USAGES.get(use, ()):
            raise missing()
    return SimpleNamespace(secretLookupByUUIDString=by_uuid, secretLookupByUsage=by_usage)


@pytest.mark.parametrize(("use", "name", "uuids", "there"), [
    ("ceph", "a", {}, True), ("iscsi", "a", {}, False), ("ceph", "b", {}, False),
    ("ceph", UUID, {UUID: "ceph"}, True), ("ceph", UUID, {UUID: ""}, True), ("ceph", UUID, {UUID: "tls"}, False), ("ceph", UUID, {}, False),
    ("ceph", DIGITS, {}, True), ("iscsi", DIGITS, {}, False), ("ceph", f"{{{UUID}}}", {}, True),
    ("ceph", f"urn:uuid:{UUID}", {UUID: "tls"}, True),
])
def test_k6a_a_usage_may_look_like_a_uuid(use, name, uuids, there):
    assert exists(connection(uuids, missing()), f"{use} secret", name) is there


def test_k6a_of_a_secret_that_libvirt_cannot_tell_of_nothing_is_refused():
    assert exists(connection({}, missing(libvirt.VIR_ERR_NO_SUPPORT)), "iscsi secret", UUID)
