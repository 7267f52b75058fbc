# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change costs inside a list, lists whose members share a key, and shapes that have to be named."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.codecs import STR
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.model import Model
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import Children
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import LIVE, RESTART, Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.union import Union
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.values import Field


def _while_removable(elem):
    return LIVE if elem.get("removable") else None


class File(Model):
    file = Field("./source/@file", STR, "A file.")


class Device(Model):
    dev = Field("./source/@dev", STR, "A device.")


class Twin(Model):
    dev = Field("./source/@dev", STR, "The same option in another shape.")


class Drive(Model):
    name = Field("./@name", STR, "A name.")
    source = Union("./@type", {"file": File, "block": Device, "vdpa": Twin}, "Where from.", never_infer=("vdpa",),
                   clears_on_switch="source", change=_while_removable)
    cache = Field("./@cache", STR, "A value.")
    limit = Field("./@limit", STR, "A value that can change live.", change=LIVE)


class Machine(Model):
    drives = Children("./drive", Drive, "Drives.", key="name", unique=False, change=LIVE, within=RESTART, resets="legacy")


def _delta(desired, document):
    return Machine.delta(Machine.validate(desired, "", Seen()), xml.parse(document), Context())


@pytest.mark.parametrize(("drive", "cost"), [
    ({"name": "a", "cache": "none"}, RESTART),
    ({"name": "a", "limit": "1"}, LIVE),
    ({"name": "a", "source": {"file": "new"}}, RESTART),
    ({"name": "r", "source": {"file": "new"}}, LIVE),
    ({"name": "new"}, LIVE),
])
def test_cost_inside_a_list_is_the_members_own(drive, cost):
    document = "<m><drive name='a' type='file'/><drive name='r' type='file' removable='1'/></m>"
    others = [{"name": name} for name in ("a", "r") if name != drive["name"]]
    assert [change.cost for change in _delta({"drives": [drive, *others]}, document)] == [cost]


def test_members_with_the_same_key_are_told_apart_by_the_rest():
    document = "<m><drive name='a' cache='1'/><drive name='a' cache='2'/></m>"
    assert _delta({"drives": [{"name": "a", "cache": "2"}, {"name": "a", "cache": "1"}]}, document) == []


def test_a_change_of_a_list_clears_what_it_makes_void():
    elem, ctx = xml.parse("<m><legacy/><drive name='a'/></m>"), Context()
    ctx.root = elem
    Machine.write({"drives": [{"name": "a"}]}, elem, ctx)
    assert elem.find("legacy") is not None
    Machine.write({"drives": []}, elem, ctx)
    assert xml.serialize(elem) == "<m />"


def test_a_shape_that_has_to_be_named_is_never_guessed():
    validated = Machine.validate({"drives": [{"source": {"dev": "x"}}]}, "", Seen())
    assert validated["drives"][0]["source"]["type"] == "block"
    named = Machine.validate({"drives": [{"source": {"dev": "x", "type": "vdpa"}}]}, "", Seen())
    assert named["drives"][0]["source"]["type"] == "vdpa"


def test_a_change_of_shape_voids_what_nobody_declares():
    elem, ctx = xml.parse("<m><drive name='a' type='file'><source file='f'><stale/></source></drive></m>"), Context()
    ctx.root = elem
    Machine.write(Machine.validate({"drives": [{"name": "a", "source": {"dev": "x"}}]}, "", Seen()), elem, ctx)
    assert xml.serialize(elem.find("drive/source")) == '<source dev="x" />'


def test_only_shapes_that_have_to_be_named_fit():
    class Only(Model):
        source = Union("./@type", {"file": File, "vdpa": Twin}, "Where from.", never_infer=("vdpa",))

    with pytest.raises(Invalid, match="has to be named: vdpa"):
        Only.validate({"source": {"dev": "x"}}, "", Seen())


def test_a_word_that_libvirt_assumes_is_written_out():
    class Port(Model):
        source = Union("./@type", {"pty": File, "dev": Device}, "Where to.", absent="pty")

    elem = xml.parse("<port/>")
    assert Port.delta({"source": {"type": "pty"}}, elem, Context()) == []
    Port.write({"source": {"type": "pty"}}, elem, Context())
    assert elem.get("type") == "pty"
