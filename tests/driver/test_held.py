# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever libvirt holds is told, and taken back without a change, though the collection's rules forbid people to write it.

libvirt's test driver parses documents as its other drivers do. Each member of each list of the golden documents is given a twin.
"""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import Child, Children
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.union import Union
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.values import Values
from bench.define import defined

GOLDEN = Path(__file__).parents[1] / "unit" / "golden"


def documents(kind):
    """The golden documents, as the test driver takes them."""
    for file in sorted((GOLDEN / kind).glob("*.xml")):
        text = re.sub(r" floor=\S+", "", re.sub("<domain type=.[a-z]+.", "<domain type='test'", file.read_text(encoding="utf-8")))
        root = xml.parse(text)
        for elem in root.iterfind("./os/type"):
            elem.attrib.pop("machine", None)
            elem.text = "hvm"
            elem.set("arch", "i686")
        yield file.stem, root


def members(model, elem, path=""):
    """Every member of every list below an element: what the list is called, the member, and what it stands in."""
    for name, node in model.nodes.items():
        if isinstance(node, (Children, Values)):
            for member in xml.find_all(elem, node.path.steps):
                yield f"{path}{name}", member, xml.find(elem, node.path.steps[:-1])
                if isinstance(node, Children):
                    yield from members(node.model, member, f"{path}{name}.")
        elif isinstance(node, Child):
            below = xml.find(elem, node.path.steps)
            if below is not None:
                yield from members(node.model, below, f"{path}{name}.")
        elif isinstance(node, Union) and node._read(elem) in node.members:
            yield from members(node.members[node._read(elem)], elem, f"{path}{name}.")


def twins(model, root):
    """Documents in which one member stands twice: just so, and with a number that differs."""
    for place, (name, held, _parent) in enumerate(list(members(model, root))):
        for attribute in (None, *(key for key, value in held.attrib.items() if value.isdigit())):
            changed = copy.deepcopy(root)
            _name, member, parent = list(members(model, changed))[place]
            twin = copy.deepcopy(member)
            if attribute:
                twin.set(attribute, str(int(twin.get(attribute)) + 1))
            parent.insert(list(parent).index(member) + 1, twin)
            yield name, changed


@pytest.mark.parametrize(("kind", "forbidden"), [
    ("network", {"dns.hosts", "dns.srvs", "ips.dhcp.hosts", "vlan.tags"}),
    ("pool", {"source.devices", "source.hosts"}),
    ("domain", {"interfaces", "interfaces.vlan.tags", "channels"}),
])
def test_k5c_what_libvirt_holds_is_taken_back_unchanged(kind, forbidden):
    model, taken, refused = kind_of(kind).model, set(), set()
    given = [(case, name, xml.serialize(changed)) for case, root in documents(kind) for name, changed in twins(model, root)]
    for (case, name, _text), held in zip(given, defined(kind, [text for _case, _name, text in given])):
        if held is None:
            continue
        taken.add(name)
        observed, seen = xml.parse(held), Seen(lenient=True)
        desired = model.accept(model.to_declaration(observed), seen)
        if seen.complaints:
            refused.add(name)
        options, ctx = model.options_beside_xml(desired), Context(kind=kind, name=desired["name"])
        assert model.delta(options, observed, ctx) == [], f"{case}: {name} twice"
        again, noticed = model.held(observed)
        assert again == desired
        assert [str(error) for error in noticed.complaints] == [str(error) for error in seen.complaints]
    assert taken >= refused >= forbidden, "what people may not write, and libvirt holds"
