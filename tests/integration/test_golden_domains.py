# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The golden guests, defined on a real daemon: what it gives back is as declared."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._objects.domain.domain import Domain
from bench.bindings import libvirt

CASES = sorted((Path(__file__).parents[1] / "unit/golden/domain").glob("*.yml"))


def _hosted(connection, document):
    """Whether the server's emulators can be such a guest at all: its type, its architecture."""
    kind, arch = document.get("type"), document.find("os/type").get("arch", "x86_64")
    guests = xml.parse(connection.getCapabilities()).findall("guest")
    return any(guest.find("arch").get("name") == arch and
               kind in [domain.get("type") for domain in guest.iterfind("arch/domain")] for guest in guests)


def _kept(connection, document):
    """What the daemon makes of a document."""
    try:
        domain = connection.defineXMLFlags(xml.serialize(document), libvirt.VIR_DOMAIN_DEFINE_VALIDATE)
    except libvirt.libvirtError as error:
        if "not supported with this QEMU" in str(error):
            pytest.skip(str(error))
        raise
    return xml.parse(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_daemon_gives_back_what_was_declared(server, case):
    text, seen = case.read_text(encoding="utf-8"), Seen()
    reason = re.search("^# Not for a daemon: (.*)", text, re.MULTILINE)
    if reason:
        pytest.skip(reason[1])
    desired = Domain.accept(yaml.safe_load(text), seen)
    desired = Domain.creation_defaults(desired, SimpleNamespace(native_arch="x86_64"))
    parts = Domain.options_beside_xml(desired)
    context = Context(kind="domain", name=desired["name"])
    built = Domain.build(desired, context)
    connection = server.connect()
    try:
        needed = max((tuple(map(int, version.split("."))) for _option, version in seen.since), default=(0,))
        version = connection.getLibVersion()
        if needed > (version // 1000000, version // 1000 % 1000, version % 1000):
            pytest.skip(f"needs libvirt {'.'.join(map(str, needed))}")
        if not _hosted(connection, built):
            pytest.skip(f"the server hosts no guests of type {built.get('type')} with that architecture")
        kept = _kept(connection, built)
        assert Domain.delta(parts, kept, context) == []
        again = Domain.options_beside_xml(Domain.accept(Domain.to_declaration(kept), Seen()))
        assert Domain.delta(again, kept, context) == []
        edited = copy.deepcopy(kept)
        context.root = edited
        Domain.write(parts, edited, context)
        assert Domain.delta(parts, _kept(connection, edited), context) == []
    finally:
        connection.close()
