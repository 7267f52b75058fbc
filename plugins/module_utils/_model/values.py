# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that hold one value: in the XML (`Field`, `Present`, `Values`) or beside it (`Option`)."""

from __future__ import annotations

from . import xml
from .codecs import BOOL, STR, TEXT
from .errors import Invalid
from .node import HIDDEN, Change, Node, Seen, Setter


class Option(Node):
    """An option that is not in the XML: what to do and how, not what the object is."""

    def __init__(self, codec, doc, *, default=None, choices=None, secret=False, elements=None, **common):
        super().__init__(doc, **common)
        self.codec, self.default, self.choices, self.secret, self.elements = codec, default, choices, secret, elements
        self.type = "list" if elements else codec.type

    def validate(self, value, where, seen):
        if self.elements:
            value = [self._one(item, f"{where}[{n}]", seen) for n, item in enumerate(as_list(value, where))]
        else:
            value = self._one(value, where, seen)
        self.note(where, seen, value)
        return value

    def _one(self, value, where, seen):
        return one_value(self, value, where, seen)

    def spec(self, depth):
        spec = super().spec(depth)
        if self.elements:
            spec["elements"] = self.codec.type
        return spec

    def to_user(self, value):
        return HIDDEN if self.secret else value


class Field(Node):
    """A value at a path of the XML.

    `codec` says how it is written. `change` is what changing it costs; left out, what stands around it. `absent` is
    what the missing XML means: declaring that value is no change. `same(want, have, ctx)` replaces equality, and
    `live_same` does so against a running guest. `resets` are paths that become void when the value changes (see
    `xml.clear`); a field that resets another stands before it. `since` is the first libvirt that knows it.
    `derived` makes a value for a new object that declares none: "uuid" or "mac". `refers` is the kind of object that
    the value names. `unset_value` is the value that takes it out of the XML: an empty string, where the value is text, has no
    choices and is not required. `always` says that libvirt puts a value wherever there is none, so that it cannot be taken out.
    """

    def __init__(self, path, codec=STR, doc="", *, choices=None, absent=None, same=None, live_same=None,
                 resets=(), secret=False, derived=None, refers=None, unset_value="", always=False, **common):
        super().__init__(doc, **common)
        self.path, self.unset_value = xml.Path(path), unset_value
        self.codec, self.type, self.choices = held(codec, self.path), codec.type, choices
        self.absent, self.same, self.live_same = absent, same, live_same
        self.resets = (resets,) if isinstance(resets, str) else tuple(resets)
        self.secret, self.derived, self.refers = secret, derived, refers
        self.always = always or bool(derived)

    def validate(self, value, where, seen):
        if value == "" and self.always:
            raise Invalid(where, "is empty, and libvirt always has a value here", "Leave it out to keep what is there, or give one.")
        if value != "" or self.type != "str" or self.choices or self.required:
            value = one_value(self, value, where, seen)
        if self.since or self.lacking:
            self.note(where, seen, value)
        if self.refers and value:
            seen.refers.append((self.refers, value))
        return value

    def read(self, elem):
        """The canonical value in the XML, or None."""
        elem = xml.find(elem, self.path.steps)
        return None if elem is None else fetch(self.codec, elem, self.path.attr)

    def equal(self, desired, observed, ctx):
        """True where the two mean the same."""
        if observed is None:
            observed = self.absent
        if desired == observed:
            return True
        if desired == self.unset_value:
            if observed is None or observed == self.absent:
                return True
            return ctx.live and isinstance(self.change, Setter) and observed == self.change.live_unlimited(ctx)
        same = self.live_same if ctx.live and self.live_same else self.same
        return bool(same and observed is not None and same(desired, observed, ctx))

    def to_user(self, value):
        if self.secret:
            return HIDDEN
        return value if value is None or value == "" else self.codec.to_user(value)

    def to_declaration(self, elem):
        value = self.read(elem)
        if self.secret or value is None or value == "" or (self.choices and value not in self.choices):
            return None
        try:
            return self.codec.to_user(self.codec.parse(self.codec.to_user(value)))
        except (ValueError, TypeError):
            return None

    def restrict(self, desired, elem, ctx):
        value = self.read(elem)
        if value is None:
            value = self.absent
        if self.equal(desired, value, ctx):
            value = desired
        return None if value is None else self._shown(value)

    def _shown(self, value):
        return HIDDEN if self.secret else shown(self.codec, value)

    def delta(self, desired, elem, ctx, cost=None):
        observed = self.read(elem)
        if self.equal(desired, observed, ctx):
            return ()
        before = None if observed is None else self._shown(observed)
        change = Change(self.here, before, self.to_user(desired), self.cost(elem, cost), self, elem)
        change.value, change.former = desired, observed
        if isinstance(change.cost, Setter):
            change.value = change.cost.live_unlimited(ctx) if desired == self.unset_value else desired
            change.former = change.cost.live_unlimited(ctx) if observed is None else observed
        return (change,)

    def void(self, elem, ctx, cost):
        return self.delta(self.unset_value, elem, ctx, cost)

    def write(self, desired, elem, ctx):
        observed = self.read(elem)
        if self.equal(desired, observed, ctx):
            return
        for path in self.resets:
            xml.clear(elem, ctx.root, path)
        if desired == self.unset_value:
            found = xml.find(elem, self.path.steps)
            if found is not None:
                self.codec.drop(found, self.path.attr)
                xml.prune(elem, self.path.steps)
        else:
            self.codec.store(xml.ensure(elem, self.path.steps), self.path.attr, desired)

    def erase(self, elem):
        found = xml.find(elem, self.path.steps)
        if found is not None:
            self.codec.drop(found, self.path.attr)
            xml.prune(elem, self.path.steps)


class Present(Node):
    """An element that is there or not: true makes it, false removes it with all that is below."""

    type = "bool"

    def __init__(self, path, doc, *, resets=(), **common):
        super().__init__(doc, **common)
        self.path = xml.Path(path)
        self.resets = (resets,) if isinstance(resets, str) else tuple(resets)

    def validate(self, value, where, seen):
        value = one_value(self, value, where, seen)
        self.note(where, seen, value)
        return value

    codec = BOOL

    def to_declaration(self, elem):
        return True if xml.find(elem, self.path.steps) is not None else None

    def restrict(self, desired, elem, ctx):
        return xml.find(elem, self.path.steps) is not None

    def delta(self, desired, elem, ctx, cost=None):
        observed = xml.find(elem, self.path.steps) is not None
        return () if desired == observed else (Change(self.here, observed, desired, self.cost(elem, cost), self, elem),)

    def write(self, desired, elem, ctx):
        if (xml.find(elem, self.path.steps) is not None) == desired:
            return
        for path in self.resets:
            xml.clear(elem, ctx.root, path)
        if desired:
            xml.ensure(elem, self.path.steps)
        else:
            self.erase(elem)

    def erase(self, elem):
        xml.remove(elem, self.path.steps)
        xml.prune(elem, self.path.steps[:-1])


class Values(Node):
    """A list of plain values, one at each element of a path: `./os/boot/@dev`. The user owns it.

    The order matters where `ordered` is true; `repeats` lets a value stand more than once. `filled` are
    the values that libvirt puts where there is none.
    """

    type = "list"

    def __init__(self, path, codec=STR, doc="", *, choices=None, ordered=False, repeats=False, filled=(), resets=(), refers=None,
                 **common):
        super().__init__(doc, **common)
        self.path, self.repeats, self.filled = xml.Path(path), repeats, list(filled)
        self.codec, self.choices, self.ordered, self.refers = held(codec, self.path), choices, ordered, refers
        self.resets = (resets,) if isinstance(resets, str) else tuple(resets)

    def validate(self, value, where, seen):
        values = [one_value(self, item, f"{where}[{n}]", seen) for n, item in enumerate(as_list(value, where))]
        for item in values:
            if not self.repeats and len(set(values)) < len(values) and values.count(item) > 1:
                raise Invalid(where, f"'{self.codec.to_user(item)}' stands twice", "Name each value once.")
            if self.refers:
                seen.refers.append((self.refers, item))
        self.note(where, seen, values)
        return values

    def spec(self, depth):
        spec = super().spec(depth)
        spec["elements"] = self.codec.type
        return spec

    def _read(self, elem):
        found = xml.find_all(elem, self.path.steps)
        values = (fetch(self.codec, e, self.path.attr) for e in found)
        values = [value for value in values if value is not None]
        return values if self.repeats else list(dict.fromkeys(values))

    def to_user(self, value):
        return [shown(self.codec, item) for item in value]

    def to_declaration(self, elem):
        values = []
        for value in self._read(elem):
            try:
                values.append(self.codec.to_user(one_value(self, self.codec.to_user(value), "", Seen())))
            except (ValueError, TypeError, Invalid):
                continue
        return values or None

    def restrict(self, desired, elem, ctx):
        observed = self._read(elem)
        if not self.ordered:
            # A diff shows what is wanted first, in the order in which it is.
            observed = [*(item for item in desired if item in observed), *(item for item in observed if item not in desired)]
        return self.to_user(observed)

    def delta(self, desired, elem, ctx, cost=None):
        observed = self._read(elem)
        if observed == desired or (not self.ordered and sorted(observed, key=str) == sorted(desired, key=str)):
            return ()
        if not desired and observed == self.filled:
            return ()
        return (Change(self.here, self.to_user(observed), self.to_user(desired), self.cost(elem, cost), self, elem),)

    def write(self, desired, elem, ctx):
        if not self.delta(desired, elem, ctx):
            return
        for path in self.resets:
            xml.clear(elem, ctx.root, path)
        above, last = self.path.steps[:-1], self.path.steps[-1:]
        parent = xml.ensure(elem, above)
        found = {}
        for e in xml.find_all(elem, self.path.steps):
            value = fetch(self.codec, e, self.path.attr)
            if value is not None:
                found.setdefault(value, []).append(e)
                parent.remove(e)
        for value in desired:
            if not found.get(value):
                kept = xml.ET.SubElement(parent, last[0][0], dict(last[0][1]))
                self.codec.store(kept, self.path.attr, value)
            else:
                parent.append(found[value].pop(0))
        if not desired:
            xml.prune(elem, above)

    def erase(self, elem):
        xml.remove(elem, self.path.steps)
        xml.prune(elem, self.path.steps[:-1])


def held(codec, path):
    """The codec of a string: white space around an element's text does not matter, in an attribute it does."""
    return TEXT if codec is STR and not path.attr else codec


def one_value(node, value, where, seen):
    """Parse one value of a node, with its choices."""
    codec, choices = node.codec, node.choices
    if choices and value not in choices and str(value) in _WORDS:
        value = _word(str(value), choices, value)
    if node.secret and not isinstance(value, (dict, list)):
        seen.secrets.add(str(value))
    try:
        value = codec.parse(value)
    except ValueError as error:
        given = "" if node.secret or isinstance(value, (dict, list)) else f" '{value}' is refused:"
        raise Invalid(where, f"{given} {error}".strip(), getattr(error, "remedy", f"Write {codec.hint}.")) from None
    if node.secret:
        seen.secrets.add(str(value))
    if choices and value not in choices:
        given = "this" if node.secret else f"'{value}'"
        raise Invalid(where, f"{given} is not a choice", f"Choose one of: {', '.join(map(str, choices))}.")
    return value


# The words that YAML 1.1 reads as booleans, and Ansible turns back where only one of them is a choice.
_WORDS = {"True": ("yes", "on", "true", "y", "t", "1"), "False": ("no", "off", "false", "n", "f", "0")}


def _word(text, choices, value):
    fits = [word for word in _WORDS[text] if word in choices]
    return fits[0] if len(fits) == 1 else value


def fetch(codec, elem, attr):
    """The canonical value in the XML, or its text where the codec cannot read it."""
    try:
        return codec.fetch(elem, attr)
    except (ValueError, KeyError):
        return elem.get(attr) if attr else elem.text


def shown(codec, value):
    """The value as a user would write it, or as it is where the codec cannot show it."""
    try:
        return codec.to_user(value)
    except (ValueError, TypeError):
        return value


def as_list(value, where):
    """A list as Ansible takes one: also a string with commas, or a single number."""
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, str):
        return value.split(",")
    if isinstance(value, (int, float)):
        return [str(value)]
    raise Invalid(where, "expected a list")
