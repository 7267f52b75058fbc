# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole documents of libvirt's under the declared options (`xml:`).

A document is compared as a part of what is there: what it leaves out is not managed. Making an object hold it takes two passes:
what a changed value makes void is cleared, then everything that is said is put in its place.
"""

from __future__ import annotations

import copy

from .._model import xml
from .._model.nested import Children
from .._model.node import HIDDEN, Change
from .._model.option_path import OptionPath
from .._model.schema_index import rule_of
from .._model.union import Union
from . import contains, matching, merge

SECRETS = frozenset(("passwd", "password"))
_TOP = OptionPath()


class Difference(Change):
    """A change that a document asks for. `place` names it in the document, `held` is what is there instead, as text."""

    __slots__ = ("held", "place")

    def __init__(self, place, held, path, before, after, cost, node=None, elem=None):
        super().__init__(path, before, after, cost, node, elem)
        self.place, self.held = place, held

    @property
    def covered(self):
        """False where no option covers what differs: its place stands for one."""
        return self.path != OptionPath.of(self.place)


def lay_under(model, document, parts, ctx):
    """The document with the declared options written over it."""
    if not model.delta(parts, document, ctx):
        return document
    wanted = copy.deepcopy(document)
    ctx.root = wanted
    model.write(parts, wanted, ctx)
    return wanted


def build(model, document, parts, ctx):
    """A new object's document."""
    wanted = copy.deepcopy(document)
    ctx.root = wanted
    model.write(parts, wanted, ctx)
    model.derive(parts, wanted, ctx)
    _derive(model, wanted, ctx)
    return wanted


def delta(model, wanted, elem, ctx):
    """The changes that would make an element hold a document."""
    rule = rule_of(model)
    if contains.holds(wanted, elem, rule, ctx):
        return []
    return list(_differences(_At(wanted, elem, rule, ctx, model.change)))


def write(model, wanted, elem, ctx):
    """Make an element hold a document."""
    ctx.root = elem
    merge.merge(wanted, elem, rule_of(model), ctx)


def _derive(model, elem, ctx):
    """Give the members of a new document's lists the identities that nobody declared."""
    for node in model.nodes.values():
        if isinstance(node, Children) and node.model._derived:
            for number, member in enumerate(xml.find_all(elem, node.path.steps)):
                node.model.derive({}, member, ctx, number)


class _At:
    """A place while two elements are compared: where it is in the document, and the path of the list member that it is in."""

    __slots__ = ("above", "cost", "ctx", "desired", "inside", "observed", "path", "rule")

    def __init__(self, desired, observed, rule, ctx, cost, path=".", inside=_TOP, above=None):
        self.desired, self.observed, self.rule, self.ctx = desired, observed, rule, ctx
        self.cost, self.path, self.inside, self.above = cost, path, inside, above

    def below(self, desired, observed, path, inside=None, cost=None):
        """The place of an element below this one."""
        return _At(desired, observed, self.rule.child(desired.tag), self.ctx, cost or self.cost, f"{self.path}/{path}",
                   self.inside if inside is None else inside, self)

    def leaf(self, attr):
        """The option of an attribute or text, as `Leaf` or None."""
        return next((leaf for leaf in self.rule.leaves.get(attr, ()) if leaf.value(self.desired) is not None), None)

    def value(self, attr):
        """The difference of one attribute or text."""
        leaf, path = self.leaf(attr), self.path + (f"/@{attr}" if attr else "")
        desired = self.desired.get(attr) if attr else self.desired.text.strip()
        held = self.observed.get(attr) if attr else (self.observed.text or "").strip() or None
        if (leaf and getattr(leaf.node, "secret", False)) or attr in SECRETS:
            return Difference(path, held and HIDDEN, _option(self, leaf, path), held and HIDDEN, HIDDEN, self._cost(leaf))
        found = Difference(path, held, _option(self, leaf, path), _shown(leaf, self.observed, held), _shown(leaf, self.desired, desired),
                           self._cost(leaf), leaf and leaf.node, self.observed)
        found.value = leaf and leaf.value(self.desired)
        return found

    def _cost(self, leaf):
        if leaf is None:
            return self.cost
        cost, at = leaf.cost, self
        if callable(cost):  # depends on the element that the model of the leaf stands for
            for _step in range(leaf.ups):
                at = at.above
            cost = cost(at.observed)
        return leaf.node.cost(self.observed, cost)


def _option(at, leaf, path):
    """The path of an option; the place in the document where no option covers it."""
    return OptionPath.of(path) if leaf is None else at.inside.below(leaf.option)


def _shown(leaf, elem, text):
    """A value as a user would write it."""
    if text is None or leaf is None or isinstance(leaf.node, Union):
        return text
    try:
        return leaf.node.codec.to_user(leaf.value(elem))
    except (ValueError, TypeError, AttributeError):
        return text


def _differences(at):
    """What keeps an element from holding another."""
    desired, observed, rule, ctx = at.desired, at.observed, at.rule, at.ctx
    for name, value in desired.attrib.items():
        if observed.get(name) != value and not contains.same_attribute(desired, name, observed, rule, ctx):
            yield at.value(name)
    if desired.text and desired.text.strip() and not contains.same_text(desired, observed, rule, ctx):
        yield at.value(None)
    several = {}
    for elem in desired:
        if rule.below(elem.tag) is not None:
            found = observed.find(elem.tag)
            below = at.below(elem, found, elem.tag)
            if found is not None:
                yield from _differences(below)
            elif not contains.may_lack(elem, desired, below.rule, ctx):
                yield from _lacking(below, observed)
        else:
            several.setdefault(elem.tag, []).append(elem)
    for tag, desired_members in several.items():
        yield from _list_differences(at, tag, desired_members)


def _list_differences(at, tag, desired_members):
    """What keeps the members of one tag from being those that are wanted."""
    rule = at.rule.child(tag)
    for place, members, observed_members in contains.lists_of(tag, desired_members, at.observed, at.rule):
        if place is not None and at.ctx.live and place.node.at_start is True:
            continue
        pairs, free = matching.pairs(members, observed_members, rule, at.ctx, place)
        for elem, found in pairs:
            number = desired_members.index(elem) + 1
            path = f"{tag}[{number}]" if len(desired_members) > 1 or place is not None else tag
            inside, cost = None, at.cost
            if place is not None:
                inside, cost = matching.path_of(at.inside, place, elem, number - 1), place.cost
            below = at.below(elem, found, path, inside, cost)
            if found is None and not contains.may_lack(elem, at.desired, rule, at.ctx):
                alone = place is None and rule.covered and len(members) == 1
                yield from _lacking(below, at.observed) if alone else (_missing(below, at.observed, place),)
            elif found is not None and place is not None and place.atomic and not contains.same(elem, found, rule, at.ctx):
                yield Difference(below.path, _text(found), below.inside, _text(found), _text(elem), place.node.cost(at.observed, cost))
            elif found is not None:
                yield from _differences(below)
        if place is None or not place.complete:
            continue
        for elem in free:
            yield Difference(f"{at.path}/{tag}[+]", _text(elem), matching.path_of(at.inside, place, elem, observed_members.index(elem)),
                             _text(elem), None, place.node.cost(at.observed, place.cost), place.node, elem)
        if place.ordered and not free and not contains.in_order([found for _elem, found in pairs], observed_members):
            before, after = [_text(elem) for elem in observed_members], [_text(elem) for elem in members]
            yield Difference(f"{at.path}/{tag}[order]", "".join(before), at.inside.below(place.option), before, after,
                             place.node.cost(at.observed, place.cost))


def _lacking(at, parent):
    """The differences of an element that is not there: those of its options, where it says nothing by being there."""
    at.observed = contains.NOTHING
    inside = [] if at.rule.flags else list(_differences(at))
    return inside or [_missing(at, parent)]


def _missing(at, parent, place=None):
    """The difference of an element that is not there."""
    node, option, cost = None, _option(at, at.leaf(None), at.path), at.cost
    if place is not None:
        node, option, cost = place.node, at.inside, place.node.cost(parent, place.cost)
    elif at.rule.flags:
        node, below = at.rule.flags[0]
        option, cost = at.inside.below(below), node.cost(parent, at.cost)
    return Difference(at.path, None, option, None, _text(at.desired), cost, node, parent)


def _text(elem):
    """An element for people, on one line and without secrets."""
    quiet = copy.deepcopy(elem)
    for below in quiet.iter():
        for name in SECRETS.intersection(below.attrib):
            below.set(name, HIDDEN)
    return xml.ET.canonicalize(xml.serialize(quiet), strip_text=True)
