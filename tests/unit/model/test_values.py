# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Single values: what is void, absent, empty or secret, and where paths lead."""

from __future__ import annotations

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._model import xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.codecs import ON_OFF, PCI, STR, TEXT, UINT, UUID
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.model import Model, Object
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import Child, Children
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import HIDDEN, Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.sizes import MEMORY
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.values import Field, Option, Present, Values

SECRET = "hunter2"


class Graphics(Model):
    password = Field("./@passwd", STR, "Password.", secret=True)
    number = Field("./@pin", UINT, "A number that is secret.", secret=True)
    kind = Field("./@kind", STR, "A word that is secret.", secret=True, choices=("x", "y"))
    listen = Field("./@listen", STR, "Address.")


class Thing(Object):
    kind, plural, root = "thing", "things", "thing"

    name = Field("./name", STR, "Name.")
    xml = Option(STR, "Document.")
    token = Option(STR, "Token.", secret=True)
    bus = Field("./target/@bus", STR, "Bus.", resets=("address", "/controller[@type='old']", "@stale", "*/boot"))
    arg = Field("./qemu:commandline/qemu:arg/@value", STR, "In a namespace.")
    rtc = Field("./clock/timer[@name='rtc']/@track", STR, "With a condition.")
    deep = Field("./a/b/c", TEXT, "Deep down.")
    uuid = Field("./uuid", UUID, "UUID.", derived="uuid")
    size = Field("./size", MEMORY, "Size.")
    pci = Field("./pci", PCI, "PCI.")
    flag = Field("./flag/@on", ON_OFF, "Flag.", absent=True)
    acpi = Present("./features/acpi", "ACPI.", resets="void")
    words = Values("./word/.", STR, "Words.")
    graphics = Children("./graphics", Graphics, "Graphics.")
    screen = Child("./screen", Graphics, "Screen.", empty_removes=True)


def wanted(**data):
    return Thing.options_beside_xml(Thing.validate(data, "", Seen()))


def apply(document, **data):
    elem, ctx = xml.parse(document), Context()
    Thing.write(wanted(**data), elem, ctx)
    assert Thing.delta(wanted(**data), elem, ctx) == []
    return xml.serialize(elem)


def test_a_change_makes_void_what_depends_on_it():
    before = ("<thing stale='1'><target bus='ide'/><address bus='0'/><controller type='old'/><controller type='new'/>"
              "<disk><boot/><boot/><x/></disk></thing>")
    assert apply(before, bus="virtio") == '<thing><target bus="virtio" /><controller type="new" /><disk><x /></disk></thing>'


def test_no_change_makes_nothing_void():
    before = '<thing stale="1"><target bus="ide" /><address bus="0" /></thing>'
    assert apply(before, bus="ide") == before


@pytest.mark.parametrize(("data", "after"), [
    ({"arg": "-s"}, '<thing xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0"><qemu:commandline><qemu:arg value="-s" />'
                    "</qemu:commandline></thing>"),
    ({"rtc": "wall"}, '<thing><clock><timer name="rtc" track="wall" /></clock></thing>'),
    ({"deep": "x"}, "<thing><a><b><c>x</c></b></a></thing>"),
    ({"size": "1 GiB"}, '<thing><size unit="KiB">1048576</size></thing>'),
    ({"pci": "03:00.1"}, '<thing><pci domain="0x0000" bus="0x03" slot="0x00" function="0x1" /></thing>'),
    ({"flag": True}, "<thing />"),
    ({"acpi": True}, "<thing><features><acpi /></features></thing>"),
])
def test_what_is_written_can_be_taken_away_again(data, after):
    assert apply("<thing/>", **data) == after
    (name,) = data
    if name != "flag":
        assert apply(after, **{name: False if name == "acpi" else ""}) == "<thing />"


def test_a_condition_tells_elements_apart():
    before = "<thing><clock><timer name='pit' track='x'/><timer name='rtc' track='y'/></clock></thing>"
    assert Thing.to_declaration(xml.parse(before)) == {"rtc": "y"}
    assert "track=\"x\"" in apply(before, rtc="z")


def test_an_element_that_says_nothing_more_goes_with_its_value():
    assert apply("<thing><a><b><c>x</c></b><d/></a></thing>", deep="") == "<thing><a><d /></a></thing>"
    assert apply("<thing><target bus='x' dev='y'/></thing>", bus="") == '<thing><target dev="y" /></thing>'


def test_nothing_is_empty_in_every_form():
    assert apply("<thing/>", name="", deep="", size="", words=[], graphics=[], screen={}, acpi=False) == "<thing />"


def test_what_is_always_there_cannot_be_taken_out():
    with pytest.raises(Invalid, match="uuid: is empty"):
        wanted(uuid="")


def test_white_space_around_text_is_no_change():
    assert Thing.delta(wanted(deep="  two\n words \n"), xml.parse("<thing><a><b><c>\n two\n words</c></b></a></thing>"), Context()) == []
    assert Thing.delta(wanted(bus=" x"), xml.parse("<thing><target bus='x'/></thing>"), Context()) != []


@pytest.mark.parametrize(("document", "data", "before"), [
    ("<thing><size unit='parsec'>5</size></thing>", {"size": "1 GiB"}, "5"),
    ("<thing><uuid>none</uuid></thing>", {"uuid": "c7a5fdbd-edaf-9455-926a-d65c16db1809"}, "none"),
    ("<thing><flag on='sometimes'/></thing>", {"flag": False}, "sometimes"),
])
def test_what_cannot_be_read_is_shown_as_it_is_and_can_be_replaced(document, data, before):
    elem = xml.parse(document)
    assert Thing.to_declaration(elem) == {}
    (change,) = Thing.delta(wanted(**data), elem, Context())
    assert change.before == before
    apply(document, **data)


def test_the_same_value_twice_is_read_once():
    elem = xml.parse("<thing><word>a</word><word>a</word><word>b</word></thing>")
    assert Thing.to_declaration(elem) == {"words": ["a", "b"]}
    assert Thing.delta(wanted(words=["b", "a"]), elem, Context()) == []


def everything_said(data, document):
    """All that comes out of the model and may reach a person."""
    seen, said = Seen(), []
    try:
        desired = Thing.accept(data, seen)
    except Invalid as error:
        return seen, [str(error), repr(error), repr(error.as_result())]
    elem, parts = xml.parse(document), Thing.options_beside_xml(desired)
    for side in (elem, xml.parse("<thing/>")):
        changes = Thing.delta(parts, side, Context())
        said += [repr(changes), repr([(change.before, change.after) for change in changes])]
        said += [repr(Thing.restrict(parts, side, Context())), repr(Thing.to_declaration(side))]
    return seen, [*said, repr(Thing.to_user(desired))]


HELD = f"<thing><graphics passwd='{SECRET}' listen='a'/><screen passwd='old{SECRET}'/></thing>"


@pytest.mark.parametrize("data", [
    {"graphics": [{"password": SECRET}]},
    {"graphics": [{"password": SECRET, "listen": "b"}, {"password": f"other{SECRET}"}]},
    {"graphics": []},
    {"screen": {}},
    {"screen": {"password": f"new{SECRET}"}},
    {"token": SECRET},
])
def test_a_secret_is_never_said(data):
    _seen, said = everything_said({"name": "a", **data}, HELD)
    assert not [text for text in said if SECRET in text]


@pytest.mark.parametrize("data", [
    {"graphics": [{"password": {"is": SECRET}}]},
    {"graphics": [{"password": [SECRET]}]},
    {"graphics": [{"number": SECRET}]},
    {"graphics": [{"kind": SECRET}]},
    {"graphics": [{"passwort": SECRET}]},
    {"graphics": [{"listen": {"password": SECRET}}]},
    {"graphics": {"password": SECRET}},
    {"graphics": f"password:{SECRET}"},
    {"screen": f"password:{SECRET}"},
    {"screen": [{"password": SECRET}]},
    {"words": {"password": SECRET}},
    {"words": [{"password": SECRET}]},
    {"acpi": {"password": SECRET}},
    {"token": {"password": SECRET}},
    {"token": f"\x00{SECRET}"},
    {"xml": f"<thing><graphics passwd='{SECRET}'></thing>"},
    {"xml": f"<other passwd='{SECRET}'/>"},
])
def test_nor_is_one_in_bad_input(data):
    _seen, (text, *said) = everything_said({"name": "a", **data}, HELD)
    assert not [found for found in (text, *said) if SECRET in found]
    assert text.startswith(next(iter(data))), "an error names the option"


@pytest.mark.parametrize("data", [
    {"token": SECRET},
    {"screen": {"password": SECRET}},
    {"xml": f"<thing><graphics passwd='{SECRET}'/></thing>"},
    {"screen": {"number": 7}},
    {"screen": {"kind": SECRET}},
])
def test_secrets_are_reported_to_be_hidden(data):
    seen, _said = everything_said({"name": "a", **data}, HELD)
    assert seen.secrets in ({SECRET}, {"7"})


def test_a_secret_is_compared_and_shown_as_hidden():
    elem = xml.parse(HELD)
    assert Thing.delta(wanted(graphics=[{"password": SECRET}]), elem, Context()) == []
    (change,) = Thing.delta(wanted(graphics=[{"password": "other"}]), elem, Context())
    assert (change.before, change.after) == (HIDDEN, HIDDEN)


def test_ansible_hides_secrets_too_and_nothing_else():
    options = Thing.spec()["options"]
    assert options["token"]["no_log"] is True
    assert options["graphics"]["options"]["password"]["no_log"] is True
    assert "no_log" not in options["bus"]


def test_comments_stay_in_metadata_where_libvirt_keeps_them():
    metadata = "<metadata><!-- c --><m:x{}>1<!-- d -->2</m:x></metadata>"
    text = f"<thing><!-- a --><name>x<!-- b --></name>{metadata}y<!-- e -->z</thing>".format(" xmlns:m='urn:m'")
    assert apply(text, name="y") == f'<thing xmlns:m="urn:m"><name>y</name>{metadata.format("")}yz</thing>'


@pytest.mark.parametrize("text", ["", "<a", "<a/><b/>", "text", "<a>&nope;</a>"])
def test_what_is_no_document_is_refused(text):
    with pytest.raises(Invalid, match="xml: not well-formed"):
        Thing.accept({"name": "a", "xml": text}, Seen())


def test_an_alias_wins_as_ansible_has_it():
    class Aliased(Model):
        name = Field("./@name", STR, "Name.", aliases=("title", "label"))

    for data in ({"name": "a", "title": "b"}, {"title": "b", "name": "a"}, {"title": "b"}, {"label": "b", "title": None}):
        assert Aliased.validate(data, "", Seen()) == {"name": "b"}
