# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each declaration looks like as libvirt's XML: golden/KIND/CASE.yml holds options, CASE.xml the document.

`pytest tests/unit/test_golden.py --regenerate` writes the documents anew; read the difference before it is committed.
"""

from __future__ import annotations

import copy
import ctypes
import functools
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.anvil.hypervisor.plugins.module_utils import _runner
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import Children
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.union import Union
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.values import Option
from bench.facts import facts
from bench.needs import SCHEMAS, needs_schemas
from lxml import etree

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(GOLDEN.glob("*/*.yml"))
SCHEMA = {"pool": "storagepool", "volume": "storagevol"}


def _name(case):
    return f"{case.parent.name}-{case.stem}"


def _context(kind, name=None):
    return Context(kind=kind, name=name, facts=facts())


class Golden:
    """One case: its options, and the document that they make."""

    def __init__(self, case):
        self.kind, self.file = case.parent.name, case.with_suffix(".xml")
        self.model, self.seen = kind_of(self.kind).model, Seen()
        self.desired = self.model.accept(yaml.safe_load(case.read_text()), self.seen)
        self.desired = self.model.creation_defaults(self.desired, SimpleNamespace(native_arch="x86_64"))
        self.parts = self.model.options_beside_xml(self.desired)
        self.elem = self.model.build(self.desired, self.context())

    def context(self):
        return _context(self.kind, self.desired["name"])

    @property
    def needs(self):
        """The oldest libvirt that knows all of it."""
        return max((tuple(map(int, version.split("."))) for _option, version in self.seen.since), default=(0,))


def _text(elem):
    elem = copy.deepcopy(elem)
    xml.ET.indent(elem)
    return xml.serialize(elem) + "\n"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_document(case, request):
    golden = Golden(case)
    if request.config.getoption("--regenerate"):
        golden.file.write_text(_text(golden.elem))
    assert _text(golden.elem) == golden.file.read_text()


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_ansibles_spec_takes_the_options(case):
    model = kind_of(case.parent.name).model
    validator = ArgumentSpecValidator(_runner.spec_of(model), **_runner.rules_of(model))
    assert validator.validate(yaml.safe_load(case.read_text())).error_messages == []


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_what_was_written_is_as_declared(case):
    golden = Golden(case)
    assert golden.model.delta(golden.parts, golden.elem, golden.context()) == []
    again, ctx = copy.deepcopy(golden.elem), golden.context()
    ctx.root = again
    golden.model.write(golden.parts, again, ctx)
    assert _text(again) == _text(golden.elem)


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_declared_data_gives_the_same_document(case):
    golden = Golden(case)
    declared = golden.model.to_declaration(golden.elem)
    beside = {name: "any" for name, node in golden.model.nodes.items() if node.required and isinstance(node, Option)}
    desired = golden.model.accept({**beside, **declared}, Seen())
    parts = golden.model.options_beside_xml(desired)
    assert golden.model.delta(parts, golden.elem, golden.context()) == []
    again = golden.model.build(desired, golden.context())
    assert golden.model.to_declaration(again) == declared
    changes = golden.model.delta(golden.parts, again, golden.context())
    # A secret is never given back.
    assert [change for change in changes if not getattr(change.node, "secret", False)] == []


def _installed_libvirt():
    """The version of the libvirt whose schemas are on this machine, or None."""
    try:
        library = ctypes.CDLL("libvirt.so.0")
    except OSError:
        return None
    number = ctypes.c_ulong()
    library.virGetVersion(ctypes.byref(number), None, None)
    return number.value // 1000000, number.value // 1000 % 1000, number.value % 1000


@functools.cache
def _schema(kind):
    return etree.RelaxNG(etree.parse(str(SCHEMAS / f"{SCHEMA.get(kind, kind)}.rng")))


@needs_schemas
@pytest.mark.parametrize("case", CASES, ids=_name)
def test_libvirts_schema_takes_the_document(case):
    unknown = re.search("^# Not in libvirt's schema: (.*)", case.read_text(encoding="utf-8"), re.MULTILINE)
    if unknown:
        pytest.skip(unknown[1])
    golden, installed = Golden(case), _installed_libvirt()
    if golden.needs > installed:
        pytest.skip(f"needs the schema of libvirt {'.'.join(map(str, golden.needs))}")
    _schema(golden.kind).assertValid(etree.fromstring(xml.serialize(golden.elem)))


def _declared_nodes(model, path, found):
    """Every option below a model, once, with a path that leads there."""
    for name, node in model.nodes.items():
        if node in found or isinstance(node, Option):
            continue
        found[node] = f"{path}.{name}"
        for below in node.models():
            _declared_nodes(below, found[node], found)
    return found


def _exercised_nodes(model, desired, found):
    for name, value in desired.items():
        node = model.nodes[name]
        found.add(node)
        if isinstance(node, Union):
            _exercised_nodes(node.members[value["type"]], {k: v for k, v in value.items() if k != "type"}, found)
        elif isinstance(node, Children):
            for member in value:
                _exercised_nodes(node.model, member, found)
        elif node.models():
            _exercised_nodes(node.model, value, found)
    return found


@pytest.mark.parametrize("kind", sorted({case.parent.name for case in CASES}))
def test_every_option_is_in_a_case(kind):
    exercised = set()
    for case in CASES:
        if case.parent.name == kind:
            golden = Golden(case)
            _exercised_nodes(golden.model, golden.parts, exercised)
    declared = _declared_nodes(kind_of(kind).model, kind, {})
    assert [path for node, path in declared.items() if node not in exercised] == []
