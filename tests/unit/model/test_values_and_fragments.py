# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that take themselves out, that stand twice, that libvirt adds to while it runs; XML of others."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.codecs import CPUSET, STR, TEXT, UINT
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.fragments import Fragments
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.model import Model
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import Children
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.values import Field, Values


class First(Model):
    quota = Field("./quota", UINT, "A number that 0 takes out.", unset_value=0)
    note = Field("./note", TEXT, "Text.")
    pin = Field("./pin[@cpu='0']/@set", STR, "A value of an element with a condition.")


class Feature(Model):
    name = Field("./@name", STR, "A name.")


class Second(Model):
    boot = Values("./boot/@dev", STR, "Words that libvirt fills in.", ordered=True, filled=("hd",))
    args = Values("./args/arg/@value", STR, "Words.", ordered=True, repeats=True)
    features = Children("./feature", Feature, "Features.", key="name", at_start=True)


class Sched(Model):
    vcpus = Field("./@vcpus", CPUSET, "A set.")
    scheduler = Field("./@scheduler", STR, "A value.")


class Third(Model):
    scheds = Children("./sched", Sched, "Members that libvirt splits.", key="vcpus", split="vcpus")


class Both(First, Second, Third):
    metadata = Fragments("./metadata", "XML of others.")


def _desired(**data):
    return Both.validate(data, "", Seen())


def _written(document, **data):
    elem, ctx = xml.parse(document), Context()
    ctx.root = elem
    Both.write(_desired(**data), elem, ctx)
    assert Both.delta(_desired(**data), elem, ctx) == []
    return xml.serialize(elem)


def test_options_stand_in_the_order_of_the_bases():
    assert list(Both.nodes) == ["quota", "note", "pin", "boot", "args", "features", "scheds", "metadata"]


@pytest.mark.parametrize(("before", "quota", "after"), [
    ("<g><quota>7</quota></g>", 0, "<g />"),
    ("<g />", 0, "<g />"),
    ("<g />", 7, "<g><quota>7</quota></g>"),
])
def test_a_blank_value_takes_itself_out(before, quota, after):
    assert _written(before, quota=quota) == after


def test_an_element_that_says_no_more_than_its_condition_goes():
    assert _written("<g><pin cpu='0' set='1'/><pin cpu='1'/></g>", pin="") == '<g><pin cpu="1" /></g>'


@pytest.mark.parametrize(("observed", "same"), [("", True), ("<boot dev='hd'/>", True), ("<boot dev='cdrom'/>", False)])
def test_what_libvirt_fills_into_an_empty_list_is_no_change(observed, same):
    assert (not Both.delta(_desired(boot=[]), xml.parse(f"<g>{observed}</g>"), Context())) is same


def test_white_space_around_text_does_not_matter():
    assert not Both.delta(_desired(note="one\ntwo\n"), xml.parse("<g><note>\n one\ntwo </note></g>"), Context())


def test_a_value_may_stand_twice():
    written = _written("<g><args><arg value='-device'/><arg value='old'/></args></g>", args=["-device", "a", "-device", "b"])
    assert written == '<g><args><arg value="-device" /><arg value="a" /><arg value="-device" /><arg value="b" /></args></g>'


def test_what_libvirt_decides_at_the_start_is_not_compared():
    elem = xml.parse("<g><feature name='a'/><feature name='b'/></g>")
    assert [str(change.path) for change in Both.delta(_desired(features=[{"name": "a"}]), elem, Context())] == ["features[b]"]
    for name in "abc":
        assert Both.delta(_desired(features=[{"name": name}]), elem, Context(live=True)) == []


FOREIGN = "<g><metadata><x:a xmlns:x='urn:x'><x:b>1</x:b></x:a><y:a xmlns:y='urn:y'/></metadata></g>"


def test_a_namespace_is_replaced_and_the_others_stay():
    tree = xml.parse(_written(FOREIGN, metadata={"urn:x": "<a xmlns='urn:x'>new</a>"}))
    assert {e.tag: e.text for e in tree.find("metadata")} == {"{urn:x}a": "new", "{urn:y}a": None}


def test_a_namespace_is_removed_by_an_empty_string():
    tree = xml.parse(_written(FOREIGN, metadata={"urn:x": "", "urn:z": ""}))
    assert [e.tag for e in tree.find("metadata")] == ["{urn:y}a"]


def test_prefixes_and_indentation_do_not_matter():
    same = {"urn:x": "<q:a xmlns:q='urn:x'>\n  <q:b>1</q:b>\n</q:a>"}
    assert Both.delta(_desired(metadata=same), xml.parse(FOREIGN), Context()) == []
    assert Both.delta(_desired(metadata=Both.to_declaration(xml.parse(FOREIGN))["metadata"]), xml.parse(FOREIGN), Context()) == []


def test_k5d_a_default_namespace_stays_one():
    """Of the others, each keeps its own; what stands in none is told so."""
    text = ('<g><metadata><a k="1" xmlns="urn:plain">x<b /><c xmlns=""><d /></c><q:z xmlns:q="urn:q"><e /></q:z></a>'
            '<n xmlns="urn:other" /></metadata><memory>1</memory></g>')
    elem = xml.parse(text)
    written = xml.serialize(elem)
    assert "ns0" not in written and '<a k="1" xmlns="urn:plain">' in written and '<n xmlns="urn:other" />' in written
    assert xml.ET.canonicalize(written, rewrite_prefixes=True) == xml.ET.canonicalize(text, rewrite_prefixes=True)
    assert xml.serialize(xml.parse(written)) == written
    told = Both.to_declaration(elem)["metadata"]
    assert told["urn:other"] == '<n xmlns="urn:other"></n>'
    assert told["urn:plain"].startswith('<a xmlns="urn:plain" k="1">')
    assert Both.delta(_desired(metadata=told), elem, Context()) == []


@pytest.mark.parametrize("value", ["<a", "<a/>", "<a xmlns='urn:other'/>"])
def test_what_is_not_of_the_namespace_is_refused(value):
    with pytest.raises(Invalid, match="metadata"):
        _desired(metadata={"urn:x": value})


def test_a_member_is_split_as_libvirt_does():
    written = _written("<g/>", scheds=[{"vcpus": "0-1,3", "scheduler": "fifo"}])
    assert written == '<g><sched vcpus="0" scheduler="fifo" /><sched vcpus="1" scheduler="fifo" /><sched vcpus="3" scheduler="fifo" /></g>'


def test_split_members_may_not_overlap():
    with pytest.raises(Invalid, match=r"scheds\[1\].vcpus: 3 is in scheds\[0\] already"):
        _desired(scheds=[{"vcpus": "2-3"}, {"vcpus": "3-4"}])
