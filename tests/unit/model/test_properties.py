# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every declaration and every document: of each kind, and of a model with something of everything."""

from __future__ import annotations

import copy
import os

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import HIDDEN, Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.values import Option
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.model.declarations import Everything, declarations, document, parts


def models():
    """Everything, and what is declared of libvirt's kinds."""
    yield Everything
    for kind in ORDER:
        try:
            yield kind_of(kind).model
        except (KeyError, ModuleNotFoundError):
            continue


MODELS = pytest.mark.parametrize("model", list(models()), ids=lambda model: model.__name__)
# A run is the same on every machine; `EXAMPLES=1000 make unit` looks longer.
EXAMPLES = int(os.environ.get("EXAMPLES", "8"))
few = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def wanted(model, data):
    """What is wanted of the XML; what is required beside it is anything."""
    beside = {name: "any" for name, node in model.nodes.items() if node.required and isinstance(node, Option)}
    return parts(model, model.validate({**beside, **data}, "", Seen()))


def spoken(value):
    """A value without those parts that say: nothing."""
    if isinstance(value, dict):
        below = {key: spoken(item) for key, item in value.items()}
        return {key: item for key, item in below.items() if item not in ("", [], {}, None, False)}
    return [spoken(item) for item in value] if isinstance(value, list) else value


def write(model, desired, elem):
    ctx = Context()
    ctx.root = elem
    model.write(desired, elem, ctx)
    return ctx


@MODELS
@few
@given(st.data())
def test_writing_leaves_nothing_to_do(model, data):
    desired = wanted(model, data.draw(declarations(model)))
    elem = document(model, data.draw(declarations(model)))
    ctx = write(model, desired, elem)
    assert model.delta(desired, elem, ctx) == []
    again = xml.parse(xml.serialize(elem))
    assert model.delta(desired, again, Context()) == [], "nor after a way through text"


@MODELS
@few
@given(st.data())
def test_writing_twice_is_writing_once(model, data):
    desired = wanted(model, data.draw(declarations(model)))
    elem = document(model, data.draw(declarations(model)))
    write(model, desired, elem)
    once = xml.serialize(elem)
    write(model, desired, elem)
    assert xml.serialize(elem) == once


@MODELS
@few
@given(st.data())
def test_comparing_and_reading_change_nothing(model, data):
    desired = wanted(model, data.draw(declarations(model)))
    elem = document(model, data.draw(declarations(model)))
    before, kept = xml.serialize(elem), repr(desired)
    model.delta(desired, elem, Context())
    model.restrict(desired, elem, Context())
    model.to_declaration(elem)
    model.to_user(desired)
    assert (xml.serialize(elem), repr(desired)) == (before, kept)


@MODELS
@few
@given(st.data())
def test_what_is_read_can_be_declared_and_is_no_change(model, data):
    elem = document(model, data.draw(declarations(model)))
    desired = wanted(model, model.to_declaration(elem))
    assert model.delta(desired, elem, Context()) == []


@MODELS
@few
@given(st.data())
def test_a_declaration_has_one_form(model, data):
    """What is shown means the same when it is declared, but for what is hidden."""
    desired = wanted(model, data.draw(declarations(model)))
    shown = model.to_user(desired)
    if HIDDEN not in repr(shown):
        assert wanted(model, copy.deepcopy(shown)) == desired


@MODELS
@few
@given(st.data())
def test_no_delta_means_that_the_diff_is_empty(model, data):
    """The two sides of a diff are alike where there is no change, but for what says nothing."""
    desired = wanted(model, data.draw(declarations(model)))
    elem = document(model, data.draw(declarations(model)))
    write(model, desired, elem)
    assert spoken(model.restrict(desired, elem, Context())) == spoken(model.to_user(desired))


@MODELS
@few
@given(st.data())
def test_what_nobody_declared_survives(model, data):
    """An unknown element or attribute goes only with the element that holds it."""
    desired = wanted(model, data.draw(declarations(model)))
    elem = document(model, data.draw(declarations(model)))
    marked = {}
    for number, holder in enumerate(list(elem.iter())):
        if data.draw(st.booleans()):
            foreign = xml.ET.SubElement(holder, "foreign", {"number": str(number)})
            foreign.text = "text"
            xml.ET.SubElement(foreign, "{urn:foreign}below").tail = "tail"
            holder.set("foreign", str(number))
            marked[holder] = xml.serialize(foreign)
    write(model, desired, elem)
    alive = set(elem.iter())
    assert elem in alive
    for holder, text in marked.items():
        if holder in alive:
            assert [xml.serialize(found) for found in holder.findall("foreign")] == [text]
            assert holder.get("foreign")


@MODELS
@few
@given(st.data())
def test_what_is_left_out_stays(model, data):
    """Options of other places are as they were: writing one option changes no other that it does not make void."""
    base = data.draw(declarations(model))
    elem = document(model, base)
    held = wanted(model, model.to_declaration(elem))
    write(model, {}, elem)
    assert model.delta(held, elem, Context()) == []
    for name in held:
        part = {name: held[name]}
        write(model, part, elem)
    assert model.delta(held, elem, Context()) == []


@MODELS
@few
@given(st.data(), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda below: st.lists(below, max_size=2) | st.dictionaries(st.text("abc", max_size=2), below, max_size=2), max_leaves=4))
def test_whatever_stands_in_an_option_is_taken_or_refused(model, data, junk):
    """Nothing but Invalid comes out, and it names the option."""
    name = data.draw(st.sampled_from(sorted(model.nodes)))
    given_ = data.draw(declarations(model))
    given_[name] = junk
    try:
        desired = model.validate(given_, "", Seen())
    except Invalid as error:
        assert error.message
        return
    elem = xml.ET.Element(getattr(model, "root", None) or "it")
    ctx = write(model, parts(model, desired), elem)
    assert model.delta(parts(model, desired), elem, ctx) == []
