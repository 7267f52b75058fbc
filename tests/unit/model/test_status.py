# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is status is declared so, in one place: whatever libvirt's schemas know is an option, status, or known to be neither."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import status, xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.union import Union
from bench.needs import SCHEMAS, needs_schemas
from lxml import etree

RNG = "{http://relaxng.org/ns/structure/1.0}"
FILES = {"network": "network.rng", "pool": "storagepool.rng", "volume": "storagevol.rng", "nwfilter": "nwfilter.rng",
         "domain": "domain.rng"}
# Configuration that has no option, or stands where the paths of codecs and of unions do not show it. Of some, elements whole.
OTHERS = {
    "network": {"address/@multifunction"},
    "pool": {"address/@multifunction", "format/product", "format/vendor", "pool/refresh", "refresh/*", "volume/@allocation"},
    "volume": {"encryption/@engine", "secret/@type", "device/*", "extent/*"},
    "nwfilter": set(),
    "domain": {
        "seclabel/@labelskip",
        "adapter/*", "parentaddr/*", "features/capabilities", "capabilities/*", "backend/log", "redirdev/log", "smartcard/log",
        "console/acpi", "parallel/acpi", "smartcard/acpi", "smartcard/target", "disk/auth", "disk/encryption", "domain/datacenterpath",
        "graphics/@listen", "graphics/@socket", "launchSecurity/handle", "os/root", "seclabel/imagelabel",
    },
}


class Schema:
    """The pairs of an element and an attribute or element in it that a schema knows."""

    def __init__(self, name):
        self.defined, self.pairs, self._done = {}, set(), {}
        root = etree.parse(str(SCHEMAS / name)).getroot()
        self._include(root)
        for elem in self._inside(root.find(f"{RNG}start"), frozenset()):
            self._walk(elem)

    def _include(self, root):
        for found in root.iter(f"{RNG}define"):
            self.defined.setdefault(found.get("name"), []).append(found)
        for found in root.iter(f"{RNG}include"):
            self._include(etree.parse(str(SCHEMAS / found.get("href"))).getroot())

    def _inside(self, node, above):
        for child in node:
            if child.tag == f"{RNG}ref" and child.get("name") not in above:
                for found in self.defined.get(child.get("name"), ()):
                    yield from self._inside(found, above | {child.get("name")})
            elif child.tag in (f"{RNG}element", f"{RNG}attribute"):
                yield child
            elif isinstance(child.tag, str):
                yield from self._inside(child, above)

    def _walk(self, elem):
        if elem in self._done:
            return
        self._done[elem] = True
        for child in self._inside(elem, frozenset()):
            if child.get("name") is not None:
                mark = "@" if child.tag == f"{RNG}attribute" else ""
                self.pairs.add(f"{elem.get('name')}/{mark}{child.get('name')}")
                if not mark:
                    self._walk(child)


def declared(model, tag, found, done):
    """The pairs that options lead through."""
    if (model, tag) in done:
        return
    done.add((model, tag))
    for node in model.nodes.values():
        path = getattr(node, "path", None) or getattr(node, "selector", None)
        if path is None:
            continue
        at = tag
        for tagged, conditions in path.steps:
            step = tagged.rpartition("}")[2]
            found.add(f"{at}/{step}")
            at = step
            found.update(f"{at}/@{name}" for name, _value in conditions)
        spans = node.codec.spans(path.attr) if hasattr(node, "codec") else (path.attr,)
        found.update(f"{at}/@{name}" for name in spans if name)
        for below in node.models():
            declared(below, tag if isinstance(node, Union) else at, found, done)


def told_as_status(kind, root):
    pairs = {f"{tag}/@{name}" for tag, name in status.ATTRIBUTES.get(kind, ())}
    for path in status.ELEMENTS.get(kind, ()):
        *_above, parent, name = root, *path.split("/")
        pairs.update((f"{parent}/{name}", f"{name}/*"))
    return pairs


def _covered(pair, pairs):
    return pair in pairs or f"{pair.partition('/')[0]}/*" in pairs


@needs_schemas
@pytest.mark.parametrize("kind", FILES)
def test_k1d_all_that_libvirt_knows_is_an_option_or_status(kind):
    model, options = kind_of(kind).model, set()
    declared(model, model.root, options, set())
    known = Schema(FILES[kind]).pairs
    assert known & options, "the schema was read"
    said = told_as_status(kind, model.root)
    # What a device of an emulated Linux container may do has the same name as some device.
    switches = {f"{name.partition('/')[2]}/@state" for name in known if name.startswith("capabilities/")}
    left = {pair for pair in known - options - switches if not _covered(pair, said | OTHERS[kind])}
    assert left == set(), "neither an option nor status"
    assert {pair for pair in said & options if "/@" in pair} == set(), "status that is declared as an option"


def test_k1d_status_is_taken_out():
    network = xml.parse("<network connections='2'><name>a</name><forward mode='passthrough'><interface dev='eth1' connections='1'/>"
                        "<address type='pci' domain='0' bus='1' slot='2' function='0' connections='1'/></forward></network>")
    assert "connections" not in xml.serialize(status.strip("network", network))
    assert network.find("./forward/interface").attrib == {"dev": "eth1"}
