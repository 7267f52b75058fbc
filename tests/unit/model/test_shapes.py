# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes: which one is meant, what goes when it changes, how deep they go, and what Ansible is told of them."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.codecs import PATH, STR, UINT, YES_NO
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.model import Model
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import DEPTH, Child, Children
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.union import Union
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.values import Field


class Host(Model):
    name = Field("./@name", STR, "Name.", required=True)


class Cookies(Model):
    jar = Field("./@jar", STR, "Jar.")
    mode = Field("./@mode", STR, "Mode.", choices=("r", "w"))


class File(Model):
    file = Field("./source/@file", PATH, "Path.", required=True, aliases="path")
    mode = Field("./source/@mode", STR, "Mode.", choices=("a", "b"))
    readonly = Field("./source/@readonly", YES_NO, "Flag.")


class Url(Model):
    url = Field("./source/@url", STR, "Address.", required=True)
    mode = Field("./source/@mode", STR, "Mode.", choices=("b", "c"))
    hosts = Children("./source/host", Host, "Hosts.", key="name")
    cookies = Child("./source/cookies", Cookies, "Cookies.")


class Empty(Model):
    size = Field("./source/@size", UINT, "Size.")


class Disk(Model):
    source = Union("./@type", {"file": File, "url": Url, "none": Empty}, "Source.", resets="address")
    backing = Child("./backing", lambda: Disk, "What lies below.", empty_removes=True)
    startup = Field("./source/@startup", STR, "A neighbour of the shapes.")


def wanted(**data):
    return Disk.validate(data, "", Seen())


def apply(document, **data):
    elem, ctx = xml.parse(document), Context()
    Disk.write(wanted(**data), elem, ctx)
    assert Disk.delta(wanted(**data), elem, ctx) == []
    return xml.serialize(elem)


@pytest.mark.parametrize(("given", "word"), [
    ({"file": "/a"}, "file"), ({"path": "/a"}, "file"), ({"url": "x"}, "url"), ({"size": 1}, "none"), ({"type": "none"}, "none"),
    ({"url": "x", "hosts": [{"name": "h"}]}, "url"), ('{"file": "/a"}', "file"), ("file=/a", "file"), ({"file": "/a", "url": None}, "file"),
])
def test_the_options_say_which_shape_is_meant(given, word):
    assert wanted(source=given)["source"]["type"] == word


@pytest.mark.parametrize(("given", "message"), [
    ({"file": "/a", "url": "x"}, "no type has these options together: file, url"),
    ({"mode": "b"}, "no type has these options together: mode"),
    ({}, "has no options"),
    ({"fil": "/a"}, r"source\.fil: unknown option\. Did you mean 'file'"),
    ({"type": "fife", "file": "/a"}, "'fife' is not a choice"),
    ({"type": ["file"], "file": "/a"}, "is not a choice"),
    ({"type": "file"}, r"source\.file: is required"),
    ({"hosts": [{"name": "h"}]}, "hosts without url is not enough. Declare url, too"),
    ({"type": "url", "url": "x", "file": "/a"}, r"source\.file: unknown option"),
    ({"type": "file", "file": "/a", "mode": "c"}, "'c' is not a choice"),
    ("file", "expected a dictionary"),
    (["file"], "expected a dictionary"),
])
def test_what_fits_no_shape_is_refused(given, message):
    with pytest.raises(Invalid, match=message):
        wanted(source=given)


def test_k7b_a_pool_without_its_volume():
    disk = {"name": "g", "disks": [{"source": {"pool": "p"}, "target": {"dev": "vda"}}]}
    with pytest.raises(Invalid, match=r"disks\[0\]\.source: pool without volume is not enough\. Declare volume, too"):
        kind_of("domain").model.validate(disk, "", Seen())


def test_another_shape_takes_the_old_ones_place():
    before = ("<d type='url'><source url='x' mode='c' startup='s' foreign='f'><host name='h'/><cookies jar='j'><foreign/></cookies>"
              "<foreign>kept</foreign></source><address bus='1'/><serial>1</serial></d>")
    assert apply(before, source={"file": "/a"}) == (
        '<d type="file"><source startup="s" foreign="f" file="/a"><cookies><foreign /></cookies><foreign>kept</foreign></source>'
        "<serial>1</serial></d>")


def test_the_same_shape_keeps_what_nobody_declared():
    before = "<d type='file'><source file='/a' mode='b'/><address bus='1'/></d>"
    assert apply(before, source={"file": "/b"}) == '<d type="file"><source file="/b" mode="b" /></d>'
    assert apply(before, source={"file": "/a"}) == xml.serialize(xml.parse(before))


def test_another_shape_is_one_change():
    (change,) = Disk.delta(wanted(source={"url": "x"}), xml.parse("<d type='file'><source file='/a'/></d>"), Context())
    assert (str(change.path), change.before, change.after) == ("source", {"type": "file", "file": "/a"}, {"type": "url", "url": "x"})


def test_an_unknown_shape_is_not_shown_and_can_be_replaced():
    before = "<d type='vhostuser'><source socket='/s'/></d>"
    assert Disk.to_declaration(xml.parse(before)) == {}
    assert apply(before, source={"file": "/a"}) == '<d type="file"><source socket="/s" file="/a" /></d>'


def test_a_chain_refers_to_itself():
    data = {"source": {"file": "/1"}, "backing": {"source": {"file": "/2"}, "backing": {"source": {"file": "/3"}, "backing": {}}}}
    document = apply("<d/>", **data)
    assert [source.get("file") for source in xml.parse(document).iter("source")] == ["/1", "/2", "/3"]
    assert Disk.delta(wanted(**data), xml.parse(document), Context()) == []
    assert apply(document, backing={}) == '<d type="file"><source file="/1" /></d>'


def test_a_spec_goes_to_a_fixed_depth_and_the_model_beyond():
    spec, depth = Disk.spec()["options"], 0
    while "options" in spec["backing"]:
        spec, depth = spec["backing"]["options"], depth + 1
    assert depth == DEPTH
    assert spec["backing"] == {"type": "dict"}
    paths, data = [f"/{number}" for number in range(10)], {}
    for path in reversed(paths):
        data = {"source": {"file": path}, "backing": data}
    assert [source.get("file") for source in xml.parse(apply("<d/>", **data)).iter("source")] == paths


def test_ansibles_spec_takes_what_any_shape_takes():
    options = Disk.spec()["options"]["source"]["options"]
    assert options["type"] == {"type": "str", "choices": ["file", "url", "none"]}
    assert options["mode"]["choices"] == ["a", "b", "c"]
    assert not any(option.get("required") for option in options.values())
    assert options["file"]["aliases"] == ["path"]
    assert options["hosts"]["options"]["name"]["required"]


def test_names_that_shapes_share_are_merged_all_the_way_down():
    class One(Model):
        place = Child("./place", Host, "One kind of place.")
        words = Field("./@words", STR, "Free.", choices=("x",))

    class Other(Model):
        place = Child("./place", Cookies, "Another kind of place.")
        words = Field("./@words", STR, "Free.")
        number = Field("./@number", UINT, "Number.")

    class Third(Model):
        number = Field("./@number", STR, "A word here.")

    union = Union("./@type", {"one": One, "other": Other, "third": Third}, "Shapes.")
    options = union.spec(())["options"]
    assert sorted(options["place"]["options"]) == ["jar", "mode", "name"]
    assert "required" not in options["place"]["options"]["name"]
    assert "choices" not in options["words"]
    assert options["number"]["type"] == "raw"
