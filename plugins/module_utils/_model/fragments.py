# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`Fragments`: pieces of other people's XML below one element, each with a namespace of its own."""

from __future__ import annotations

from . import xml
from .errors import Invalid
from .node import Change, Node


class Fragments(Node):
    """A dictionary from a namespace to the one element that it has below a path.

    An empty string removes a namespace's element. Namespaces that nobody names stay. These are notes: it is the
    configuration that holds them, and a running object is not compared.
    """

    type = "dict"

    def __init__(self, path, doc, **common):
        super().__init__(doc, **common)
        self.path = xml.Path(path)

    def validate(self, value, where, seen):
        if not isinstance(value, dict):
            raise Invalid(where, "expected a dictionary from a namespace to an element", 'Write {"http://…": "<p:x xmlns:p=…/>"}.')
        self.note(where, seen, value)
        return {str(space): self._canonical(str(space), text, f"{where}[{space}]") for space, text in value.items()}

    @staticmethod
    def _canonical(space, text, where):
        if not text:
            return ""
        try:
            elem = xml.parse(str(text))
        except ValueError as error:
            raise Invalid(where, str(error), "Give one whole element.") from None
        if not elem.tag.startswith(f"{{{space}}}"):
            raise Invalid(where, f"its element is {elem.tag}", f"Give an element of the namespace {space}.")
        return _text(elem)

    def _read(self, elem):
        """The elements below the path by namespace."""
        parent = xml.find(elem, self.path.steps)
        return {e.tag[1:].partition("}")[0]: e for e in (() if parent is None else parent) if str(e.tag).startswith("{")}

    def to_declaration(self, elem):
        own = xml.NAMESPACES["anvil"]
        return {space: _text(e) for space, e in self._read(elem).items() if space != own} or None

    def restrict(self, desired, elem, ctx):
        observed = self._read(elem)
        shown = {space: text if _same(text, observed.get(space)) else space in observed and _text(observed[space])
                 for space, text in desired.items()}
        return {space: text for space, text in shown.items() if text is not False}

    def delta(self, desired, elem, ctx, cost=None):
        observed, out = self._read(elem), []
        for space, text in desired.items():
            if not _same(text, observed.get(space)):
                before = _text(observed[space]) if space in observed else None
                out.append(Change(self.here.member(space), before, text or None, self.cost(elem, cost), self, elem))
                out[-1].key, out[-1].value, out[-1].former = [space], text, before or ""
        return out

    def write(self, desired, elem, ctx):
        observed = self._read(elem)
        for space, text in desired.items():
            there = observed.get(space)
            if _same(text, there):
                continue
            parent = xml.ensure(elem, self.path.steps)
            if there is not None:
                parent.remove(there)
            if text:
                parent.append(xml.parse(text))
            else:
                xml.prune(elem, self.path.steps)

    def erase(self, elem):
        parent = xml.find(elem, self.path.steps)
        for found in self._read(elem).values():
            parent.remove(found)
        xml.prune(elem, self.path.steps)


def _text(elem):
    """An element's canonical text."""
    return xml.ET.canonicalize(xml.serialize(elem), strip_text=True)


def _same(text, elem):
    """True where an element, or None, is what a text says; prefixes are names that each side may choose."""
    if elem is None or not text:
        return elem is None and not text
    return _compared(text) == _compared(xml.serialize(elem))


def _compared(text):
    return xml.ET.canonicalize(text, strip_text=True, rewrite_prefixes=True)
