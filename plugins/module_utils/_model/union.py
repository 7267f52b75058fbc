# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One of several structures: the options say by their shape which is meant."""

from __future__ import annotations

from . import xml
from .errors import Invalid
from .nested import DEPTH, as_dict
from .node import Change, Node, unknown


class Union(Node):
    """One of several shapes, chosen by a word in the XML: a disk's source, an interface's kind, a device's backend.

    `selector` is the path of the word, `members` the model of each. The members' paths begin at the element that
    holds the union. The options say by their structure which shape is meant; `type` says it in the open, and has to
    for the words in `never_infer`. Writing one shape removes what the others declare, and the paths in `clears_on_switch`. `empty`
    is what to do in place of giving no options at all. `live_same` is a function of the wanted word, the element and its word,
    where a running object shows what became of the shape that was wanted: an element of another word, with the paths in
    `live_adds`.
    """

    type = "dict"

    def __init__(self, selector, members, doc, *, absent=None, never_infer=(), clears_on_switch=(), resets=(), empty=None, live_same=None,
                 live_adds=(), **common):
        super().__init__(doc, **common)
        self.selector, self._members, self.absent, self.never_infer = xml.Path(selector), members, absent, never_infer
        self.empty = empty or "Name what is meant, or leave it out to keep what is there."
        self.live_same, self.live_adds = live_same, live_adds
        self.clears_on_switch = (clears_on_switch,) if isinstance(clears_on_switch, str) else tuple(clears_on_switch)
        self.resets = (resets,) if isinstance(resets, str) else tuple(resets)

    @property
    def members(self):
        """The models by word; ones that are declared later are given as a function."""
        if not isinstance(self._members, dict):
            self._members = self._members()
        return self._members

    def models(self):
        return tuple(self.members.values())

    def spec(self, depth):
        spec = super().spec(depth)
        options = {"type": {"type": "str", "choices": list(self.members)}}
        for model in self.members.values():
            if depth.count(model) < DEPTH:
                for name, option in model.spec((*depth, model))["options"].items():
                    option.pop("required", None)
                    option.pop("default", None)
                    options[name] = _either(options[name], option) if name in options else option
        spec["options"] = options
        return spec

    def validate(self, value, where, seen):
        value = {k: v for k, v in as_dict(value, where).items() if v is not None}
        word = value.pop("type", None)
        if word is None:
            word = self._infer(value, where)
        elif isinstance(word, (dict, list)) or str(word) not in self.members:
            raise Invalid(f"{where}.type", f"'{word}' is not a choice", f"Choose one of: {', '.join(self.members)}.")
        self.note(where, seen, str(word))
        return {"type": str(word), **self.members[str(word)].validate(value, where, seen)}

    def _infer(self, value, where):
        if not value:
            raise Invalid(where, "has no options", self.empty)
        given = {str(key) for key in value}
        fits = [word for word, model in self.members.items() if given <= model.names() and model.satisfied(value)]
        fits = [word for word in fits if word not in self.never_infer] or fits
        if len(fits) == 1 and fits[0] not in self.never_infer:
            return fits[0]
        every = set().union(*(model.names() for model in self.members.values()))
        for key in sorted(given - every):
            raise unknown(where, key, every | {"type"})
        near = [model for model in self.members.values() if given <= model.names()]
        if not fits and len(near) == 1 and near[0].lacks(value):
            lacking = ", ".join(near[0].lacks(value))
            raise Invalid(where, f"{', '.join(sorted(given))} without {lacking} is not enough", f"Declare {lacking}, too.")
        if not fits:
            raise Invalid(where, f"no type has these options together: {', '.join(sorted(given))}",
                          f"Say 'type': {', '.join(self.members)}.")
        words = "several types" if len(fits) > 1 else "a type that has to be named"
        raise Invalid(where, f"these options fit {words}: {', '.join(fits)}", "Say which in 'type'.")

    def below(self, desired, elem):
        """The model that a wanted shape has, and the element that holds it or None."""
        return self.members[desired["type"]], elem if elem is not None and self._read(elem) == desired["type"] else None

    def _read(self, elem):
        found = xml.find(elem, self.selector.steps)
        return (found.get(self.selector.attr) if found is not None else None) or self.absent

    def same(self, desired, elem, word, ctx):
        """True where an element with a word is of the wanted shape."""
        return desired == word or bool(ctx.live and self.live_same and elem is not None and self.live_same(desired, elem, word))

    def as_wanted(self, elem):
        """Make a running object's element again what was wanted of it."""
        found, word = xml.find(elem, self.selector.steps), self._read(elem)
        wanted = next((other for other in self.members if self.live_same and other != word and self.live_same(other, elem, word)), None)
        if wanted is not None:
            found.set(self.selector.attr, wanted)
            for path in self.live_adds:
                xml.clear(elem, elem, path)

    def to_user(self, value):
        model = self.members[value["type"]]
        return {"type": value["type"], **model.to_user({k: v for k, v in value.items() if k != "type"})}

    def to_declaration(self, elem):
        word = self._read(elem)
        model = self.members.get(word)
        return None if model is None else {"type": word, **model.to_declaration(elem)}

    def restrict(self, desired, elem, ctx):
        word = self._read(elem)
        if word != desired["type"]:
            return self.to_declaration(elem)
        rest = {k: v for k, v in desired.items() if k != "type"}
        return {"type": word, **self.members[word].restrict(rest, elem, ctx)}

    def delta(self, desired, elem, ctx, cost=None):
        cost = self.cost(elem, cost)
        if not self.same(desired["type"], elem, self._read(elem), ctx):
            return (Change(self.here, self.to_declaration(elem), self.to_user(desired), cost, self, elem),)
        rest = {k: v for k, v in desired.items() if k != "type"}
        return self.inside(self.members[desired["type"]].delta(rest, elem, ctx, cost))

    def write(self, desired, elem, ctx):
        chosen = xml.find(elem, self.selector.steps)
        # The word is written out even where libvirt would assume it: its schema mostly asks for it.
        if chosen is not None and chosen.get(self.selector.attr) and not self.delta(desired, elem, ctx):
            return
        for path in self.resets:
            xml.clear(elem, ctx.root, path)
        model = self.members[desired["type"]]
        if self._read(elem) != desired["type"]:
            for other in self.members.values():
                other.erase(elem)
            for path in self.clears_on_switch:
                xml.clear(elem, ctx.root, path)
        xml.ensure(elem, self.selector.steps).set(self.selector.attr, desired["type"])
        model.write({k: v for k, v in desired.items() if k != "type"}, elem, ctx)

    def refuse_dropped(self, value, elem, ctx, where):
        super().refuse_dropped(value, elem, ctx, where)
        self.members[value["type"]].refuse_dropped({k: v for k, v in value.items() if k != "type"}, elem, ctx, where)

    def erase(self, elem):
        for model in self.members.values():
            model.erase(elem)
        found = xml.find(elem, self.selector.steps)
        if found is not None:
            found.attrib.pop(self.selector.attr, None)
            xml.prune(elem, self.selector.steps)


def _either(one, other):
    """A spec that takes what either of two takes."""
    merged = dict(one)
    if one["type"] != other["type"] or one.get("elements") != other.get("elements"):
        merged = {key: value for key, value in one.items() if key not in ("elements", "options", "choices")}
        return {**merged, "type": "raw"}
    if "choices" in one and "choices" in other:
        merged["choices"] = [*one["choices"], *(choice for choice in other["choices"] if choice not in one["choices"])]
    else:
        merged.pop("choices", None)
    if "options" in one and "options" in other:
        below = {}
        for name in {**one["options"], **other["options"]}:
            known = [spec["options"][name] for spec in (one, other) if name in spec["options"]]
            below[name] = dict(_either(*known) if len(known) > 1 else known[0])
            below[name].pop("required", None)
        merged["options"] = below
    else:
        merged.pop("options", None)
    for rule in ("mutually_exclusive", "required_together", "required_one_of"):
        merged.pop(rule, None)
    merged["no_log"] = one.get("no_log") or other.get("no_log")
    if merged["no_log"] is None:
        merged.pop("no_log")
    return merged
