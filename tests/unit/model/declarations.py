# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hypothesis strategies that make declarations of any model, and a model that has something of everything."""

from __future__ import annotations

from ansible_collections.anvil.hypervisor.plugins.module_utils._model import codecs, sizes, xml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import Invalid
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.fragments import Fragments
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.model import Model, Object
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import Child, Children
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import LIBVIRT, Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.union import Union
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.values import Field, Option, Present, Values
from hypothesis import reject
from hypothesis import strategies as st

WORDS = st.text(st.sampled_from("ab1 ._-<>&\"'äß€"), min_size=1, max_size=6)
# How deep a declaration goes, and how many options it has at each level.
DEPTH = 4
OPTIONS = 4


def written(codec):
    """What a user may write for a codec."""
    known = {
        codecs.Bool: st.booleans,
        codecs.Number: lambda: st.integers(0, 2**64).map(hex),
        codecs.Int: lambda: st.integers(-1000 if codec.low is None else codec.low, min(10**6, codec.high or 10**6)),
        sizes.Size: lambda: st.integers(0, 2**30).map(lambda n: codec.to_user(n * codec.granule)),
        codecs.Mac: lambda: st.binary(min_size=6, max_size=6).map(lambda raw: bytes([raw[0] & 0xFE, *raw[1:]]).hex(":")),
        codecs.Uuid: lambda: st.uuids().map(str),
        codecs.Address: lambda: st.ip_addresses(v=4).map(str),
        codecs.Mode: lambda: st.integers(0, 0o7777).map(lambda n: f"0{n:03o}"),
        codecs.CpuSet: lambda: st.sets(st.integers(0, 20), min_size=1).map(lambda found: ",".join(map(str, found))),
        codecs.FilePath: lambda: st.text("ab /.", max_size=6).map(lambda text: f"/{text}"),
        codecs.PciAddress: lambda: st.integers(0, 31).map(lambda n: f"0000:{n:02x}:{n:02x}.{n % 8}"),
        codecs.Codec: lambda: WORDS,
        codecs.Text: lambda: WORDS,
        codecs.Line: lambda: WORDS,
    }
    if type(codec) in known:
        return known[type(codec)]()
    if isinstance(codec, codecs.Pattern):
        return st.from_regex(codec.pattern, fullmatch=True, alphabet=st.characters(codec="ascii")).filter(lambda text: takes(codec, text))
    return st.sampled_from(["1", "a1", "10.0.0.1", "52:54:00:12:34:56", "reset"]).filter(lambda text: takes(codec, text))


def takes(codec, text):
    """True where a codec takes the text."""
    try:
        codec.parse(text)
    except ValueError:
        return False
    return True


def option(node, depth):
    """What a user may write for an option."""
    if isinstance(node, Union):
        return st.sampled_from(sorted(node.members)).flatmap(
            lambda word: declarations(node.members[word], depth - 1).map(lambda below: {"type": word, **below}))
    if isinstance(node, Child):
        below = declarations(node.model, depth - 1)
        return st.one_of(below, below, st.just({})) if node.empty_removes else below
    if isinstance(node, Children):
        return st.lists(declarations(node.model, depth - 1), max_size=3)
    if isinstance(node, Fragments):
        return st.sampled_from([{"urn:x": "<a xmlns='urn:x'><b>1</b></a>"}, {"urn:x": ""}, {"urn:y": "<y:a xmlns:y='urn:y'/>"}])
    if isinstance(node, Present):
        return st.booleans()
    one = st.sampled_from(node.choices) if node.choices else written(node.codec)
    if isinstance(node, Values) or getattr(node, "elements", None):
        return st.lists(one, max_size=3, unique=True)
    return one


def beside(node):
    """True for what is not in the XML: an option, and a group of such options."""
    return isinstance(node, Option) or (isinstance(node, Child) and all(map(beside, node.model.nodes.values())))


@st.composite
def declarations(draw, model, depth=DEPTH):
    """A declaration that a model accepts, of a few options."""
    nodes = {name: node for name, node in model.nodes.items() if not beside(node)}
    leaves = [name for name, node in nodes.items() if depth > 0 or not node.models()]
    names = draw(st.lists(st.sampled_from(leaves), max_size=OPTIONS, unique=True)) if leaves else []
    for group in model.one_of:
        if not set(group).intersection(names):
            names.append(draw(st.sampled_from(group)))
    names += [name for group in model.together if set(group).intersection(names) for name in group]
    required = [name for name, node in model.nodes.items() if node.required]
    data = {name: draw(option(model.nodes[name], depth)) for name in dict.fromkeys((*required, *names))}
    # What cannot stand together is left out, one by one.
    for name in (None, *reversed(list(data))):
        if name is not None and name not in required:
            del data[name]
        try:
            model.validate(data, "", Seen())
        except Invalid:
            continue
        return data
    return reject()


def document(model, data, root="it"):
    """The XML that holds a declaration."""
    elem, ctx = xml.ET.Element(getattr(model, "root", None) or root), Context()
    ctx.root = elem
    desired = model.validate(data, "", Seen())
    model.write(parts(model, desired), elem, ctx)
    return elem


def parts(model, desired):
    """What is wanted of the XML."""
    return model.options_beside_xml(desired) if issubclass(model, Object) else desired


class Place(Model):
    """An address on a bus, of which each kind has its own attributes."""

    bus = Field("./address/@bus", codecs.UINT, "Bus.")
    pci = Field("./pci", codecs.PCI, "Address.")


class Plain(Model):
    """A member that its position tells apart."""

    word = Field("./@word", codecs.STR, "A word.")
    label = Field("./label", codecs.STR, "Text of its own.")


class Named(Plain):
    """A member that has a key of two parts."""

    name = Field("./@name", codecs.STR, "Name.", required=True)
    number = Field("./place/@number", codecs.UINT, "Number.")
    cost = Field("./cost", sizes.CAPACITY, "A size.", absent=0)


class Leaf(Model):
    """A shape that is a file."""

    file = Field("./source/@file", codecs.PATH, "Path.", required=True)
    readonly = Field("./source/@readonly", codecs.YES_NO, "Flag.", absent=False)


class Link(Model):
    """A shape that refers to itself: a chain."""

    url = Field("./source/@url", codecs.STR, "Address.", required=True)
    hosts = Children("./source/host", Named, "Hosts.", key="name")
    options = Child("./source/options", Plain, "Options.", empty_removes=True)
    next = Child("./next", lambda: Chain, "What lies below.", empty_removes=True)


class Chain(Model):
    """One storey of a chain."""

    source = Union("./@type", lambda: {"file": Leaf, "url": Link}, "Source.")
    label = Field("./label", codecs.STR, "Text.")


class Everything(Model):
    """Something of everything that the language can say."""

    kind = Field("./@kind", codecs.STR, "A field that makes others void.", resets=("/void", "place/address", "*/@mark"))
    text = Field("./text", codecs.STR, "Text.")
    note = Field("./note", codecs.TEXT, "More text.")
    here = Field("./@here", codecs.STR, "An attribute.")
    flag = Field("./flag/@on", codecs.ON_OFF, "A flag.", absent=True)
    size = Field("./size", sizes.MEMORY, "A size.")
    quota = Field("./limits/quota", codecs.UINT, "A number that 0 takes out.", unset_value=0)
    low = Field("./limits/@low", codecs.Int(0, 100), "A number.")
    timer = Field("./timer[@name='rtc']/@track", codecs.STR, "With a condition.", choices=("boot", "guest"))
    other_timer = Field("./timer[@name='tsc']/@track", codecs.STR, "With another.", choices=("boot", "guest"))
    line = Field("./qemu:commandline/qemu:arg/@value", codecs.STR, "In a namespace.")
    password = Field("./graphics/@passwd", codecs.STR, "Hidden.", secret=True)
    cpus = Field("./cpus", codecs.CPUSET, "Processors.")
    mode = Field("./permissions/mode", codecs.MODE, "Mode.")
    mac = Field("./mac/@address", codecs.MAC, "Address.", derived="mac")
    acpi = Present("./features/acpi", "There or not.")
    apic = Present("./features/apic", "There or not.")
    boot = Values("./os/boot/@dev", codecs.STR, "In order.", choices=("hd", "cdrom", "network"), ordered=True)
    names = Values("./names/name", codecs.STR, "In any order.")
    args = Values("./args/arg/@value", codecs.STR, "In order and more than once.", ordered=True, repeats=True)
    place = Child("./place", Place, "A structure.", empty_removes=True)
    group = Child(".", Plain, "A structure without an element.")
    mark = Child("./mark", Plain, "A structure that is something even when empty.", presence_matters=True)
    plains = Children("./plain", Plain, "By position.")
    named = Children("./list/named", Named, "By key.", key=("name", "number"))
    ordered = Children("./ordered/one", Named, "By key, in order.", key="name", ordered=True)
    theirs = Children("./theirs", Named, "Of libvirt's.", key="name", owner=LIBVIRT)
    wholes = Children("./whole", Plain, "Not by halves.", atomic=True, ordered=True, unique=False)
    chain = Child("./chain", Chain, "A chain.", empty_removes=True)
    foreign = Fragments("./metadata", "Of others.")
