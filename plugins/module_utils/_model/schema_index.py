# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a model says about each place of a document: the declarations, read from the XML's side.

A `Model` goes from options to paths; a `Rule` goes from an element to the nodes that are declared for it, its attributes and
its text. Rules are made when a place is first met and kept, since models may stand inside themselves.
"""

from __future__ import annotations

from .nested import Child, Children
from .node import USER
from .option_path import OptionPath
from .union import Union
from .values import Field, Present, Values

_RULES = {}


class Leaf:
    """A node that an attribute or a text belongs to; `ups` is how far above it the element of its model stands.

    `option` is the path of the node in the object, or in the member of the innermost list around it.
    """

    __slots__ = ("attr", "cost", "node", "option", "ups")

    def __init__(self, node, attr, ups, option, cost):
        self.node, self.attr, self.ups, self.option, self.cost = node, attr, ups, option, cost

    def value(self, elem):
        """What the element holds, in canonical form; as it is where that cannot be read."""
        if elem is None:
            return None
        if isinstance(self.node, Union):
            return elem.get(self.attr)
        try:
            return self.node.codec.fetch(elem, self.attr)
        except (ValueError, KeyError, TypeError):
            return elem.get(self.attr) if self.attr else elem.text

    def same(self, desired, observed, ctx):
        """True where two elements mean the same here; `observed` is None where there is none."""
        node = self.node
        if ctx.live and node.at_start is True:
            return True
        wanted, held = self.value(desired), self.value(observed)
        if isinstance(node, Field):
            if wanted == node.unset_value and wanted is not None:
                wanted = node.absent if node.absent is not None else wanted
            return wanted is not None and node.equal(wanted, held, ctx)
        if isinstance(node, Union):
            return node.same(wanted, observed, node.absent if held is None else held, ctx)
        return wanted == held

    def spans(self):
        """The attributes that make up the value, None for the text."""
        return (self.attr,) if isinstance(self.node, Union) else self.node.codec.spans(self.attr)


class Place:
    """A list that members of one tag belong to; `option` is its path, as that of a `Leaf`."""

    __slots__ = ("cost", "node", "option", "ups", "where")

    def __init__(self, node, where, ups, option, cost):
        self.node, self.where, self.ups, self.option, self.cost = node, where, ups, option, cost

    @property
    def complete(self):
        """True where the list is the user's: members that are not named go."""
        return getattr(self.node, "owner", USER) == USER

    @property
    def ordered(self):
        """True where the order of members matters."""
        return self.complete and self.node.ordered

    @property
    def atomic(self):
        """True where a member is as declared, or another."""
        return getattr(self.node, "atomic", False)

    def holds(self, elem):
        """True for a member of this list."""
        return all(elem.get(name) == value for name, value in self.where)


class Rule:
    """What is declared about one element.

    `leaves` are lists of `Leaf` by attribute, None for the text. `places` are the lists whose members have a tag.
    `keyed` holds, by tag, the attributes that tell apart elements which are declared one by one. `flags` are the nodes for which
    the element says something by being there, each with its path as that of a `Leaf`. `around` are those whose `resets` its change
    sets off, each with `ups`.
    """

    __slots__ = ("_below", "_rules", "_single", "around", "covered", "flags", "keyed", "leaves", "places")

    def __init__(self):
        self.leaves, self.places, self.keyed = {}, {}, {}
        self.flags, self.around = [], []
        self.covered = False
        self._below, self._rules, self._single = {}, {}, {}

    def child(self, tag):
        """The rule of elements of a tag below this one."""
        rule = self._rules.get(tag)
        if rule is None:
            rule = self._rules[tag] = Rule()
            for placed in self._below.get(tag, ()):
                rule.covered = True
                rule._place(*placed)
        return rule

    def below(self, tag):
        """The rule of a tag that stands once at most, by declaration; None for others."""
        try:
            return self._single[tag]
        except KeyError:
            single = tag in self._below and tag not in self.places and tag not in self.keyed
            return self._single.setdefault(tag, self.child(tag) if single else None)

    def _declare(self, model, above, cost):
        """Take the nodes of a model whose element this is."""
        cost = cost or model.change
        for node in model.nodes.values():
            if getattr(node, "selector", None) is not None:
                self._place(node, node.selector.steps, 0, above.below(node.here), node.change or cost)
                for member in node.members.values():
                    self._declare(member, above.below(node.here), node.change or cost)
            elif getattr(node, "path", None) is not None:
                self._place(node, node.path.steps, 0, above.below(node.here), node.change or cost)

    def _place(self, node, steps, ups, option, cost):
        """Take a node that is `steps` away."""
        if not steps:
            self._end(node, ups, option, cost)
            return
        tag, where = steps[0]
        if len(steps) == 1 and isinstance(node, (Children, Values)):
            places = self.places.setdefault(tag, [])
            if all(place.where != where for place in places):
                places.append(Place(node, where, ups, option, cost))
        elif where:
            self.keyed.setdefault(tag, set()).update(attr for attr, _value in where)
        self._below.setdefault(tag, []).append((node, steps[1:], ups + 1, option, cost))

    def _end(self, node, ups, option, cost):
        """Take a node whose path ends here."""
        if isinstance(node, Child):
            self.around.append((node, ups))
            if node.presence_matters:
                self.flags.append((node, option))
            self._declare(node.model, option, cost)
        elif isinstance(node, Children):
            self.around.append((node, ups))
            self._declare(node.model, OptionPath(), node.within or cost)
        elif isinstance(node, Present):
            self.flags.append((node, option))
            self.around.append((node, ups))
        elif isinstance(node, (Field, Values, Union)):
            attr = node.selector.attr if isinstance(node, Union) else node.path.attr
            leaf = Leaf(node, attr, ups, option, cost)
            for part in leaf.spans():
                self.leaves.setdefault(part, []).append(leaf)


def rule_of(model):
    """The rule of a model's root element."""
    if model not in _RULES:
        rule = _RULES[model] = Rule()
        rule.covered = True
        rule._declare(model, OptionPath(), None)
    return _RULES[model]
