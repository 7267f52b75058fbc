# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Paths into libvirt's XML, and the few operations on elements that the model needs.

A path is written as `./forward/nat/port/@start`: steps below an element, then an attribute, or the element's text.
A step may carry conditions, `./timer[@name='rtc']/@track`, which hold when it is found and are made when it is not.
`.` is the element itself.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

# libvirt.org/drvqemu#pass-through, /drvxen, /formatnetwork#network-namespaces, /formatstorage#storage-pool-namespaces
NAMESPACES = {
    "qemu": "http://libvirt.org/schemas/domain/qemu/1.0",
    "xen": "http://libvirt.org/schemas/domain/xen/1.0",
    "lxc": "http://libvirt.org/schemas/domain/lxc/1.0",
    "dnsmasq": "http://libvirt.org/schemas/network/dnsmasq/1.0",
    "fs": "http://libvirt.org/schemas/storagepool/fs/1.0",
    "rbd": "http://libvirt.org/schemas/storagepool/rbd/1.0",
    "anvil": "https://galaxy.ansible.com/anvil/hypervisor/xmlns/1.0",
    "libosinfo": "http://libosinfo.org/xmlns/libvirt/domain/1.0",
}
for _prefix, _uri in NAMESPACES.items():
    ET.register_namespace(_prefix, _uri)

_PREFIX = re.compile(r"""\sxmlns:([A-Za-z_][\w.-]*)\s*=\s*["']([^"'&]+)["']""")
_DEFAULT = re.compile(r"""\sxmlns\s*=\s*["']([^"'&]+)["']""")
# Namespaces that others declared without a prefix.
_PLAIN = set()
_STEP = re.compile(r"(?P<tag>[\w:.*-]+)(?P<where>(?:\[@[\w:]+='[^']*'\])*)$")
_CONDITION = re.compile(r"\[@([\w:]+)='([^']*)'\]")


def qualified(tag):
    """`qemu:arg` as ElementTree writes it."""
    prefix, colon, local = tag.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else tag


class Path:
    """A parsed path: `steps` of (tag, conditions), and `attr` or None for the text."""

    __slots__ = ("attr", "steps", "text")

    def __init__(self, text):
        self.text = text
        self.attr = None
        steps = []
        for step in re.findall(r"(?:[^/\[]|\[[^\]]*\])+", text):
            if step == ".":
                continue
            if step.startswith("@"):
                self.attr = qualified(step[1:])
                continue
            match = _STEP.match(step)
            if match is None:
                raise ValueError(f"not a path: {text}")
            steps.append((qualified(match["tag"]), tuple(_CONDITION.findall(match["where"]))))
        self.steps = tuple(steps)


def find(elem, steps):
    """The first element below `elem` along `steps`, or None."""
    for tag, where in steps:
        elem = next((e for e in elem.iterfind(tag) if all(e.get(k) == v for k, v in where)), None) if where else elem.find(tag)
        if elem is None:
            return None
    return elem


def find_all(elem, steps):
    """All elements at the last of `steps`, below the first ones of those before it."""
    *above, (tag, where) = steps
    parent = find(elem, above)
    if parent is None:
        return []
    if not where:
        return parent.findall(tag)
    return [e for e in parent.iterfind(tag) if all(e.get(k) == v for k, v in where)]


def ensure(elem, steps):
    """The element along `steps`, made where it is missing."""
    for step in steps:
        below = find(elem, (step,))
        if below is None:
            below = ET.SubElement(elem, step[0], dict(step[1]))
        elem = below
    return elem


def remove(elem, steps):
    """Take away every element at `steps`."""
    parent = find(elem, steps[:-1])
    if parent is not None:
        for found in find_all(parent, steps[-1:]):
            parent.remove(found)


def is_bare(elem, where=()):
    """True for an element that says nothing but the conditions by which it is found."""
    return set(elem.attrib) <= {name for name, _value in where} and len(elem) == 0 and not (elem.text and elem.text.strip())


def prune(elem, steps):
    """Take away the last element of `steps` and those above it, as long as they say nothing."""
    while steps:
        found = find(elem, steps)
        if found is None or not is_bare(found, steps[-1][1]):
            return
        parent = find(elem, steps[:-1])
        parent.remove(found)
        steps = steps[:-1]


def forget(config, tag):
    """Take an entry of this collection's out of the metadata of a configuration."""
    parent = config.find("metadata")
    found = None if parent is None else parent.find(tag)
    if found is not None:
        parent.remove(found)
        prune(config, (("metadata", ()),))


def clear(elem, root, text):
    """Carry out one `resets` path: from `elem`, or from the object's root when it begins with a slash.

    Steps may be `*`; the path's end is an element or an attribute, and every match goes.
    """
    path = Path(text)
    start = root if text.startswith("/") else elem
    steps = path.steps if path.attr else path.steps[:-1]
    parents = [start]
    for tag, where in steps:
        parents = [c for p in parents for c in p.iterfind(tag) if all(c.get(k) == v for k, v in where)]
    for parent in parents:
        if path.attr:
            parent.attrib.pop(path.attr, None)
        else:
            tag, where = path.steps[-1]
            for found in [c for c in parent.iterfind(tag) if all(c.get(k) == v for k, v in where)]:
                parent.remove(found)


def parse(text):
    """An element tree from a document; ValueError says what is wrong with it."""
    for prefix, uri in _PREFIX.findall(text) if "xmlns:" in text else ():
        # What others wrote under a prefix of theirs is to come out under it again.
        if prefix not in NAMESPACES and uri not in NAMESPACES.values() and not re.match(r"ns\d+$|xml", prefix):
            ET.register_namespace(prefix, uri)
    if "xmlns=" in text:
        _PLAIN.update(uri for uri in _DEFAULT.findall(text) if uri not in NAMESPACES.values())
    try:
        if "<!--" not in text:
            return ET.fromstring(text)
        root = ET.fromstring(text, ET.XMLParser(target=ET.TreeBuilder(insert_comments=True)))
    except ET.ParseError as error:
        raise ValueError(f"not well-formed XML: {error}") from error
    _drop_comments(root)
    return root


def _drop_comments(elem):
    """Keep comments where libvirt keeps them: in metadata."""
    before = None
    for child in list(elem):
        if child.tag is ET.Comment:
            if before is None:
                elem.text = (elem.text or "") + (child.tail or "")
            else:
                before.tail = (before.tail or "") + (child.tail or "")
            elem.remove(child)
            continue
        if child.tag != "metadata":
            _drop_comments(child)
        before = child


def serialize(elem):
    """The document as text for libvirt. A namespace that came without a prefix gets none: ElementTree would make one up, `ns3:`."""
    if _PLAIN and any(_namespace(below) in _PLAIN for below in elem.iter()):
        elem = _without_prefixes(elem, "")
    return ET.tostring(elem, encoding="unicode")


def _namespace(elem):
    tag = elem.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def _without_prefixes(elem, around):
    """A copy whose elements declare their default namespace as an attribute, where it is not the one `around` them."""
    if not isinstance(elem.tag, str):
        return elem
    space = _namespace(elem)
    plain = space in _PLAIN or not space
    made = ET.Element(elem.tag.rpartition("}")[2] if plain else elem.tag, elem.attrib)
    if plain and space != around:
        made.set("xmlns", space)
    made.text, made.tail = elem.text, elem.tail
    made.extend([_without_prefixes(below, space if plain else around) for below in elem])
    return made
