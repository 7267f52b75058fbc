# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that hold other options: one structure (`Child`), a list of them (`Children`). One of several is in union.py."""

from __future__ import annotations

import ast
import json

from . import xml
from .errors import Invalid
from .members import Members
from .node import LIBVIRT, USER, Change, Node, Setter
from .values import as_list

# How often a model may stand inside itself in Ansible's spec and in the documentation (a backing chain).
DEPTH = 1

# What a structure that is not there holds.
_NOTHING = xml.ET.Element("nothing")


def is_integer(value):
    """True for an integer, also where a template made text of it."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, str) and value.strip().isdigit())


def as_dict(value, where):
    """A dictionary as Ansible takes one: also JSON, or `key=value` pairs, in a string."""
    if isinstance(value, dict):
        return value
    try:
        if isinstance(value, str) and value.startswith("{"):
            value = _literal(value)
        elif isinstance(value, str) and "=" in value:
            value = dict(field.split("=", 1) for field in _fields(value.strip()))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        value = None
    if isinstance(value, dict):
        return value
    raise Invalid(where, "expected a dictionary", "Write its options below it, or {} for none.")


def _literal(text):
    try:
        return json.loads(text)
    except ValueError:
        return ast.literal_eval(text)


def _fields(text):
    """The pairs of `a=1, b="two words"`, read as Ansible's check_type_dict does."""
    fields, field, quote, escaped = [], "", None, False
    for char in text:
        if escaped:
            field, escaped = field + char, False
        elif char == "\\":
            escaped = True
        elif quote is None and char in "'\"":
            quote = char
        elif quote == char:
            quote = None
        elif quote is None and char in ", ":
            fields.append(field)
            field = ""
        else:
            field += char
    return [found for found in (*fields, field) if found]


class _Nested(Node):
    """What options with a model below them share."""

    def __init__(self, model, doc, **common):
        super().__init__(doc, **common)
        self._model = model

    @property
    def model(self):
        """The model; one that is declared later is given as a function."""
        if not isinstance(self._model, type):
            self._model = self._model()
        return self._model

    def models(self):
        return (self.model,)

    def spec(self, depth):
        spec = super().spec(depth)
        if depth.count(self.model) < DEPTH:
            spec.update(self.model.spec((*depth, self.model)))
            for option in spec["options"].values():
                # An option that gets its default below Ansible's eyes cannot make an empty dictionary look full.
                option.pop("default", None)
        return spec


class Child(_Nested):
    """A structure of its own at a path; `.` groups options without an element of their own.

    Where `empty_removes` is true, an empty dictionary removes the element with all that is below; `filled(elem)` is true for one that
    libvirt makes where there is none. Where `presence_matters` is true, the element says something even without attributes: declaring
    it makes it.
    """

    type = "dict"

    def __init__(self, path, model, doc, *, empty_removes=False, presence_matters=False, resets=(), filled=None, **common):
        super().__init__(model, doc, **common)
        self.path = xml.Path(path)
        self.empty_removes, self.presence_matters, self.filled = empty_removes, presence_matters, filled
        self.resets = (resets,) if isinstance(resets, str) else tuple(resets)

    def validate(self, value, where, seen):
        value = {k: v for k, v in self._given(value, where).items() if v is not None}
        self.note(where, seen, value)
        if not value and self.empty_removes:
            return {}
        return self.model.validate(value, where, seen)

    def _given(self, value, where):
        """The dictionary, for which an integer may stand."""
        option = self.model.integer_sets
        if option and is_integer(value):
            return {option: value}
        try:
            return as_dict(value, where)
        except Invalid as error:
            if option:
                raise Invalid(where, "expected an integer or a dictionary", f"Write its {option}, or its options below it.") from error
            raise

    def spec(self, depth):
        """As of any structure; of one that may be empty, the model alone says what it cannot do without."""
        spec = super().spec(depth)
        if self.empty_removes:
            spec.pop("required_one_of", None)
            for option in spec.get("options", {}).values():
                option.pop("required", None)
        return spec

    def _find(self, elem):
        return xml.find(elem, self.path.steps)

    def below(self, desired, elem):
        """The model that a wanted structure has, and the element that holds it or None."""
        return self.model, None if elem is None else self._find(elem)

    def to_user(self, value):
        return self.model.to_user(value)

    def to_declaration(self, elem):
        found = self._find(elem)
        return None if found is None else self.model.to_declaration(found) or ({} if self.presence_matters else None)

    def restrict(self, desired, elem, ctx):
        found = self._find(elem)
        if found is None and self.presence_matters:
            return None
        if found is None:
            found = _NOTHING
        if not desired and self.empty_removes:
            return self.model.to_declaration(found)
        return self.model.restrict(desired, found, ctx)

    def delta(self, desired, elem, ctx, cost=None):
        found = self._find(elem)
        if not desired and self.empty_removes:
            if found is None or not self.path.steps or (self.filled and self.filled(found)):
                return ()
            if ctx.live and self.model.has_setters():
                return self.inside(self.model.void(found, ctx, self.cost(elem, cost)))
            return (Change(self.here, self.model.to_declaration(found), {}, self.cost(elem, cost), self, elem),)
        if found is None and self.presence_matters:
            return (Change(self.here, None, self.to_user(desired), self.cost(elem, cost), self, elem),)
        if found is None:
            found = _NOTHING
        return self.inside(self.model.delta(desired, found, ctx, self.cost(elem, cost)))

    def void(self, elem, ctx, cost):
        found = self._find(elem)
        return () if found is None else self.inside(self.model.void(found, ctx, self.cost(elem, cost)))

    def write(self, desired, elem, ctx):
        if self.resets and self.delta(desired, elem, ctx):
            for path in self.resets:
                xml.clear(elem, ctx.root, path)
        if not desired and self.empty_removes:
            xml.remove(elem, self.path.steps)
            xml.prune(elem, self.path.steps[:-1])
        elif self.delta(desired, elem, ctx):
            self.model.write(desired, xml.ensure(elem, self.path.steps), ctx)
            if not self.presence_matters:
                xml.prune(elem, self.path.steps)

    def refuse_dropped(self, value, elem, ctx, where):
        super().refuse_dropped(value, elem, ctx, where)
        found = self._find(elem)
        self.model.refuse_dropped(value, _NOTHING if found is None else found, ctx, where)

    def erase(self, elem):
        found = self._find(elem)
        if found is None:
            return
        self.model.erase(found)
        if self.path.steps and (self.presence_matters or xml.is_bare(found)):
            xml.remove(elem, self.path.steps)
            xml.prune(elem, self.path.steps[:-1])


class Partial(list):
    """Members that a list of the user's is to hold for now: what is there beside them stays. `places` are those in the whole list."""

    def __init__(self, members, is_kept):
        self.places = [place for place, member in enumerate(members) if is_kept(member)]
        super().__init__(members[place] for place in self.places)


class Children(_Nested, Members):
    """A list of structures, one for each element at a path.

    `key` names the options that identify a member, a dotted name one in a structure below. Members are matched by
    user alias, by full key, by those parts of the key that are given, by position. A list of the user's (`owner`) is
    complete when it is given; in one of libvirt's, members that are not named stay. `ordered`: order matters.
    `change` is what adding and removing a member costs, `within` what a change inside one does; left out, the same.
    A list of `atomic` members knows no half: one that is not exactly as declared is another member.
    `unique` is false where several members may share a key. `distinct` names an option of which no two members may have one
    value, and after it those whose members may. `resets` are paths that any change of the list makes void.
    `split` names an option that holds a set of numbers, of which libvirt makes a member for each. Where
    `values_only_when_live` is true, a running guest knows no members, only their values: one that has none is no member.
    `filled(elem)` is true for a member that libvirt makes where there is none.
    """

    type = "list"

    def __init__(self, path, model, doc, *, key=(), owner=USER, ordered=False, unique=True, atomic=False,
                 within=None, split=None, values_only_when_live=False, distinct=(), resets=(), filled=None, **common):
        super().__init__(model, doc, **common)
        self.split, self.values_only_when_live, self.filled = split, values_only_when_live, filled
        self.distinct = (distinct,) if isinstance(distinct, str) else tuple(distinct)
        self.path = xml.Path(path)
        self.unique, self.atomic, self.within = unique, atomic, within
        self.resets = (resets,) if isinstance(resets, str) else tuple(resets)
        self.keys = tuple(name.split(".") for name in ((key,) if isinstance(key, str) else key))
        self.owner, self.ordered = owner, ordered

    def spec(self, depth):
        spec = super().spec(depth)
        spec["elements"] = "dict"
        return spec

    def validate(self, value, where, seen):
        desired_members = []
        for number, item in enumerate(as_list(value, where)):
            at = f"{where}[{number}]"
            desired_members.append(self.model.validate(as_dict(item, at), at, seen))
        known = set()
        for number, desired in enumerate(desired_members):
            key = self._key(desired)
            if key is not None and self.unique:
                if repr(key) in known:
                    seen.complain(Invalid(f"{where}[{number}]", f"the same {self._key_words()} stands twice: {self._label(desired)}",
                                          "Name each member once."))
                known.add(repr(key))
        if self.distinct:
            self._check_distinct(desired_members, where, seen)
        self.note(where, seen, desired_members)
        return self._split(desired_members, where) if self.split else desired_members

    def _check_distinct(self, desired_members, where, seen):
        option, *shared = self.distinct
        taken = {}
        for number, desired in enumerate(desired_members):
            value = desired.get(option)
            if value is not None and not any(name in desired for name in shared):
                first = taken.setdefault(value, number)
                if first != number:
                    seen.complain(Invalid(f"{where}[{number}].{option}", f"{value} is taken by {where}[{first}]",
                                          "Give each its own, or leave it out."))

    def _split(self, desired_members, where):
        """A member for each number in the members' sets."""
        codec, taken, out = self.model.nodes[self.split].codec, {}, []
        for number, desired in enumerate(desired_members):
            for item in codec.members(desired[self.split]):
                if item in taken:
                    raise Invalid(f"{where}[{number}].{self.split}", f"{item} is in {where}[{taken[item]}] already", "Name it once.")
                taken[item] = number
                out.append({**desired, self.split: str(item)})
        return out

    def _elems(self, elem):
        return xml.find_all(elem, self.path.steps)

    def to_user(self, value):
        return [self.model.to_user(item) for item in value]

    def to_declaration(self, elem):
        return [self.model.to_declaration(member) for member in self._elems(elem)] or None

    def restrict(self, desired, elem, ctx):
        pairs, free = self.match(desired, self._elems(elem), ctx)
        shown = {id(e): self.model.restrict(w, e, ctx) for w, e in pairs if e is not None}
        if self.owner == USER:
            shown.update((id(e), self.model.to_declaration(e)) for e in free)
        # Where order does not matter, a diff shows the members in the order in which they are wanted.
        order = self._elems(elem) if self.ordered else [*(e for _w, e in pairs if e is not None), *free]
        return [shown[id(e)] for e in order if id(e) in shown]

    def delta(self, desired, elem, ctx, cost=None):
        cost = self.cost(elem, cost)
        elems = self._elems(elem)
        if not desired and (not elems or (self.filled and all(map(self.filled, elems)))):
            return ()
        pairs, free = self.match(desired, elems, ctx)
        out = []
        for number, (member, found) in zip(getattr(desired, "places", range(len(desired))), pairs):
            if found is not None:
                inside = self.model.delta(member, found, ctx, self.within or cost)
                if inside:
                    out.extend(self._keyed(inside, self._member(member, number), self._key(member)))
                continue
            at = self._member(member, number)
            if not (ctx.live and (self.values_only_when_live or self._may_lack(member))):
                out.append(Change(at, None, self.model.to_user(member), cost, self, elem))
                out[-1].key, out[-1].value = self._key(member), member
            if ctx.live and isinstance(cost, Setter):
                # A running guest is given a new member's values one by one.
                out.extend(self._keyed(self.model.delta(member, _NOTHING, ctx, cost), at, self._key(member), bare=True))
        owner = self._owner(desired)
        if owner == USER:
            for found in free:
                at = self.here.member(self.name_of(found))
                if self.values_only_when_live and ctx.live:
                    out.extend(self._keyed(self.model.void(found, ctx, cost), at, self.key_of(found), bare=True))
                else:
                    out.append(Change(at, self.model.to_declaration(found), None, cost, self, found))
                    if isinstance(cost, Setter):
                        out[-1].key, out[-1].value = self.key_of(found), {}
        if self.ordered and owner == USER and not out:
            order = [id(e) for e in elems]
            places = [order.index(id(e)) for _w, e in pairs]
            if places != sorted(places):
                out.append(Change(self.here, [self.model.to_declaration(e) for e in elems], self.to_user(desired), cost, self, elem))
        return out

    def void(self, elem, ctx, cost):
        return self.delta([], elem, ctx, cost)

    def _may_lack(self, member):
        """True for a member that libvirt may have dropped when the object started."""
        nodes = self.model.nodes
        return any(callable(nodes[name].at_start) and nodes[name].decided(value) for name, value in member.items())

    def _owner(self, desired):
        """Who owns the members that nobody wants."""
        if isinstance(desired, Partial):
            return LIBVIRT
        return self.owner

    def _member(self, member, number):
        """The path of a declared member, by its key or else by its place in the list."""
        return self.here.member(self._label(member) or number)

    def _keyed(self, changes, at, key, bare=False):
        """Changes inside the member that is `at`, with its key; of a `bare` one the key itself is no change."""
        kept = []
        for change in self.inside(changes, at):
            if change.key is None:
                if bare and change.node.name in {names[-1] for names in self.keys}:
                    continue
                change.key = key
            kept.append(change)
        return kept

    def moves(self, desired, elem, ctx):
        """What comes and what goes: (path, number, member) of each member to be made, (path, element) of each that nobody wants."""
        pairs, free = self.match(desired, self._elems(elem), ctx)
        coming = [(self._member(member, number), number, member)
                  for number, (member, found) in enumerate(pairs) if found is None]
        going = [(self.here.member(self.name_of(found)), found) for found in free] if self._owner(desired) == USER else []
        return coming, going

    def labelled(self, desired, elem, ctx):
        """The members that are there: (path, member, element)."""
        pairs, _free = self.match(desired, self._elems(elem), ctx)
        return [(self._member(member, number), member, found)
                for number, (member, found) in enumerate(pairs) if found is not None]

    def make(self, member, number, root, ctx):
        """A new member of an object's list, written into its XML."""
        ctx.root = root
        tag, where = self.path.steps[-1]
        made = xml.ET.SubElement(xml.ensure(root, self.path.steps[:-1]), tag, dict(where))
        self.model.write(member, made, ctx)
        self.model.derive(member, made, ctx, number)
        return made

    def write(self, desired, elem, ctx):
        elems = self._elems(elem)
        if not elems and not desired:
            return
        if self.resets and self.delta(desired, elem, ctx):
            for path in self.resets:
                xml.clear(elem, ctx.root, path)
        pairs, free = self.match(desired, elems, ctx)
        above, (tag, where) = self.path.steps[:-1], self.path.steps[-1]
        parent = xml.ensure(elem, above)
        owner = self._owner(desired)
        if owner == USER:
            for found in free:
                parent.remove(found)
        kept = []
        for member, there in pairs:
            found = xml.ET.SubElement(parent, tag, dict(where)) if there is None else there
            self.model.write(member, found, ctx)
            kept.append(found)
        # Only now: a new member gets no identity that another has, also one that is written after it.
        for number, (member, there) in enumerate(pairs):
            if there is None:
                self.model.derive(member, kept[number], ctx, number)
        if self.ordered and owner == USER and [e for e in self._elems(elem) if e in kept] != kept:
            for found in kept:
                parent.remove(found)
            parent.extend(kept)
        if not desired:
            xml.prune(elem, above)

    def refuse_dropped(self, value, elem, ctx, where):
        super().refuse_dropped(value, elem, ctx, where)
        for number, (member, found) in enumerate(self.match(value, self._elems(elem), ctx)[0] if self.model.drops() else ()):
            self.model.refuse_dropped(member, _NOTHING if found is None else found, ctx, f"{where}[{number}]")

    def erase(self, elem):
        xml.remove(elem, self.path.steps)
        xml.prune(elem, self.path.steps[:-1])
