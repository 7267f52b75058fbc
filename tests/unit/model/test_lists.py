# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: how members are found, who owns them, and what changes cost nobody anything."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.codecs import MAC, PATH, STR, UINT
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.model import Model
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import Child, Children
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import LIBVIRT, Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.union import Union
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.values import Field
from bench.facts import facts


class Target(Model):
    dev = Field("./@dev", STR, "Name.")
    bus = Field("./@bus", STR, "Bus.")


class File(Model):
    path = Field("./source/@file", PATH, "Path.", required=True)


class Volume(Model):
    pool = Field("./source/@pool", STR, "Pool.", required=True)
    volume = Field("./source/@volume", STR, "Volume.", required=True)


class Disk(Model):
    alias = Field("./alias/@name", STR, "Alias.")
    target = Child("./target", Target, "Where the guest sees it.")
    serial = Field("./serial", STR, "Serial number.")
    mac = Field("./mac/@address", MAC, "Address.", derived="mac")
    source = Union("./@type", {"file": File, "volume": Volume}, "What it is.", absent="file")


class Guest(Model):
    disks = Children("./devices/disk", Disk, "The user's.", key="target.dev")
    pairs = Children("./pair", Disk, "By two parts.", key=("target.dev", "target.bus"))
    sources = Children("./s", Disk, "By what they are.", key="source.path")
    inputs = Children("./input", Target, "libvirt's.", key=("dev", "bus"), owner=LIBVIRT)
    places = Children("./place", Target, "By position.")
    ordered = Children("./o", Target, "In order.", key="dev", ordered=True)


def apply(document, ctx=None, **data):
    """The document after a declaration, and the options that changed."""
    elem, desired = xml.parse(document), Guest.validate(data, "", Seen())
    ctx = ctx or Context()
    ctx.root = elem
    changes = [str(change.path) for change in Guest.delta(desired, elem, ctx)]
    Guest.write(desired, elem, ctx)
    assert Guest.delta(desired, elem, ctx) == []
    return xml.serialize(elem), changes


TWO = "<g><devices><disk><target dev='vda' bus='virtio'/></disk><disk><serial>x</serial><target dev='vdb' bus='sata'/></disk></devices></g>"


def test_a_members_key_finds_it_wherever_it_stands():
    after, changes = apply(TWO, disks=[{"target": {"dev": "vdb"}, "serial": "y"}, {"target": {"dev": "vda"}}])
    assert changes == ["disks[vdb].serial"]
    assert after == TWO.replace("'", '"').replace("x</serial>", "y</serial>").replace('"/>', '" />')


def test_the_users_list_is_complete():
    after, changes = apply(TWO, disks=[{"target": {"dev": "vdb"}}])
    assert changes == ["disks[vda]"]
    assert "vda" not in after
    assert "<serial>x</serial>" in after


def test_an_empty_list_removes_every_member_and_no_more():
    after, changes = apply("<g><devices><emulator>/bin/q</emulator><disk/><disk/></devices></g>", disks=[])
    assert after == "<g><devices><emulator>/bin/q</emulator></devices></g>"
    assert changes == ["disks[disk]", "disks[disk]"]


def test_an_empty_list_of_nothing_is_no_change():
    assert apply("<g/>", disks=[], places=[], ordered=[]) == ("<g />", [])


def test_a_list_that_is_left_out_stays():
    assert apply(TWO, places=[])[1] == []


def test_members_of_libvirts_list_stay():
    after, changes = apply("<g><input dev='mouse' bus='ps2'/></g>", inputs=[{"dev": "tablet", "bus": "usb"}])
    assert after == '<g><input dev="mouse" bus="ps2" /><input dev="tablet" bus="usb" /></g>'
    assert changes == ["inputs[tablet,usb]"]
    assert apply(after, inputs=[]) == (after, [])


def test_a_users_alias_comes_before_the_key():
    document = "<g><devices><disk><alias name='ua-a'/><target dev='vda'/></disk><disk><target dev='vdb'/></disk></devices></g>"
    after, changes = apply(document, disks=[{"alias": "ua-a", "target": {"dev": "vdb"}}, {"target": {"dev": "vda"}}])
    assert changes[0] == "disks[vdb].target.dev"
    assert after.index("ua-a") < after.index("vdb")


def test_an_alias_of_libvirts_is_none():
    document = "<g><devices><disk><alias name='virtio-disk0'/><target dev='vda'/></disk></devices></g>"
    assert apply(document, disks=[{"alias": "virtio-disk0", "target": {"dev": "vdb"}}])[1] == ["disks[vdb]", "disks[vda]"]


def test_parts_of_a_key_must_agree():
    document = "<g><pair><target dev='a' bus='x'/></pair><pair><target dev='b' bus='x'/></pair></g>"
    after, changes = apply(document, pairs=[{"target": {"dev": "b"}, "serial": "1"}, {"target": {"bus": "x"}}])
    assert changes == ["pairs[0].serial"], "the second member takes what is left"
    assert after.index('dev="a"') < after.index('dev="b"') < after.index("<serial>1")


def test_what_needs_no_change_is_taken_first():
    document = "<g><place dev='a'/><place dev='b'/></g>"
    assert apply(document, places=[{"dev": "b"}, {"dev": "a"}])[1] == []
    assert apply(document, places=[{"dev": "b"}, {"dev": "c"}])[1] == ["places[1].dev"]


def test_position_decides_where_nothing_else_does():
    assert apply("<g><place dev='a'/><place dev='b'/></g>", places=[{"dev": "c"}, {"dev": "d"}])[1] == ["places[0].dev", "places[1].dev"]


def test_a_key_may_lie_in_a_shape():
    document = "<g><s type='volume'><source pool='p' volume='v'/></s><s type='file'><source file='/a'/></s></g>"
    after, changes = apply(document, sources=[{"source": {"path": "/a"}, "serial": "1"}])
    assert changes == ["sources[/a].serial", "sources[s]"]
    assert after == '<g><s type="file"><source file="/a" /><serial>1</serial></s></g>'


@pytest.mark.parametrize(("names", "changes"), [(["a", "b"], []), (["b", "a"], ["ordered"]), (["a", "c", "b"], ["ordered[c]"])])
def test_order_matters_where_it_is_said_to(names, changes):
    after, found = apply("<g><o dev='a'/><foreign/><o dev='b'/></g>", ordered=[{"dev": name} for name in names])
    assert found == changes
    assert [e.get("dev") for e in xml.parse(after).iter("o")] == names
    assert "<foreign />" in after


def test_the_same_key_twice_is_refused():
    with pytest.raises(Invalid, match=r"disks\[1\]: the same target.dev stands twice: vda"):
        apply("<g/>", disks=[{"target": {"dev": "vda"}}, {"target": {"dev": "vda"}}])


def test_members_without_a_whole_key_may_look_alike():
    after, _changes = apply("<g/>", disks=[{"serial": "1"}, {"serial": "1"}])
    assert [disk.findtext("serial") for disk in xml.parse(after).iter("disk")] == ["1", "1"]


def test_a_new_member_gets_the_identity_that_nobody_declared():
    ctx = Context(kind="domain", name="web", facts=facts())
    after, _changes = apply("<g/>", ctx, disks=[{"serial": "1"}, {"serial": "2", "mac": "52:54:00:ff:ff:ff"}, {"serial": "3"}])
    assert [e.get("address") for e in xml.parse(after).iter("mac")] == ["52:54:00:00:00:00", "52:54:00:ff:ff:ff", "52:54:00:00:00:02"]


def _derived(document, *disks, held=(), given=()):
    """The address of each disk after a list of serial numbers, or of pairs with an address, was written."""
    ctx = Context(kind="domain", name="web", facts=facts(held=held), given=set(given))
    wanted = [{"serial": disk} if isinstance(disk, str) else dict(zip(("serial", "mac"), disk)) for disk in disks]
    after, _changes = apply(document, ctx, disks=wanted)
    return after, {disk.findtext("serial"): disk.find("mac").get("address")[-2:] for disk in xml.parse(after).iter("disk")}


def test_k2a_an_identity_stays_with_its_member_when_the_list_changes():
    both, told = _derived("<g/>", "a", "b")
    assert told == {"a": "00", "b": "01"}
    between, told = _derived(both, "a", "c", "b")
    assert (told["a"], told["b"], len(set(told.values()))) == ("00", "01", 3)
    assert _derived(between, "c", "b", "a")[1] == told
    one, told = _derived(both, "b")
    assert told == {"b": "01"}
    told = _derived(one, "b", "c")[1]
    assert told["b"] == "01" and told["c"] != "01"


def test_k2a_no_identity_is_given_that_the_list_or_the_host_holds():
    assert _derived("<g/>", "a", ("b", "52:54:00:00:00:00"))[1] == {"a": "01", "b": "00"}
    assert _derived("<g/>", "a", held={"52:54:00:00:00:00", "52:54:00:00:00:01"})[1] == {"a": "02"}
    assert _derived("<g/>", "a", given={"52:54:00:00:00:00"})[1] == {"a": "01"}
    mine = "<g><devices><disk><serial>b</serial><mac address='52:54:0:0:0:0'/></disk></devices></g>"
    assert _derived(mine, "b", "c")[1]["c"] == "01"
    assert _derived(mine, "c", "b")[1]["c"] == "01", "an address in another spelling"


def test_a_found_member_keeps_its_identity():
    ctx = Context(kind="domain", name="web", facts=facts())
    document = "<g><devices><disk><mac address='52:54:00:AA:BB:CC'/><target dev='vda'/></disk></devices></g>"
    assert apply(document, ctx, disks=[{"target": {"dev": "vda"}}])[1] == []


def test_the_diff_shows_members_in_the_order_in_which_they_are_wanted():
    elem, desired = xml.parse("<g><place dev='a'/><place dev='b'/></g>"), [{"dev": "b"}, {"dev": "a"}]
    assert Guest.restrict({"places": desired}, elem, Context()) == {"places": desired}


def test_numbers_of_a_key_are_compared_as_numbers():
    class Port(Model):
        number = Field("./@port", UINT, "Number.")

    class Host(Model):
        ports = Children("./port", Port, "Ports.", key="number")

    assert Host.delta(Host.validate({"ports": [{"number": "0080"}]}, "", Seen()), xml.parse("<h><port port='80'/></h>"), Context()) == []
