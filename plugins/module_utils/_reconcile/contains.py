# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether an element holds all that another one says, by the rules of a model and, where it has none, by general ones.

The way of an object that is as it should be is the fast one; only what differs asks codecs.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from . import runtime_only

NOTHING = ET.Element("nothing")
_HEX = re.compile(r"0[xX][0-9a-fA-F]+$")


def holds(desired, observed, rule, ctx):
    """True where `observed` says all that `desired` does."""
    held = observed.attrib
    for name, value in desired.attrib.items():
        if held.get(name) != value and not same_attribute(desired, name, observed, rule, ctx):
            return False
    text = desired.text
    if text and text != observed.text and not text.isspace() and not same_text(desired, observed, rule, ctx):
        return False
    if len(desired) == 0:
        return True
    several = None
    for elem in desired:
        tag = elem.tag
        below = rule.below(tag)
        if below is not None:
            found = observed.find(tag)
            if found is None:
                if not may_lack(elem, desired, below, ctx):
                    return False
            elif not holds(elem, found, below, ctx):
                return False
        else:
            if several is None:
                several = {}
            several.setdefault(tag, []).append(elem)
    if several is not None:
        for tag, desired_members in several.items():
            if not _holds_list(tag, desired_members, desired, observed, rule, ctx):
                return False
    return True


def _holds_list(tag, desired_members, desired, observed, rule, ctx):
    """True where the members of one tag are all there, and no other in a list that is complete."""
    below = rule.child(tag)
    for place, members, found in lists_of(tag, desired_members, observed, rule):
        if place is not None and ctx.live and place.node.at_start is True:
            continue
        partners, free = exact(members, found, below, ctx, place)
        for number, elem in enumerate(members):
            if partners[number] is None and not may_lack(elem, desired, below, ctx):
                return False
        if place is not None and place.complete and free:
            return False
        if place is not None and place.ordered and not in_order(partners, found):
            return False
    return True


def lists_of(tag, desired_members, observed, rule):
    """The lists that members of a tag belong to: the place or None, the wanted members, those that are there."""
    places, found = rule.places.get(tag), observed.findall(tag)
    if places is None:
        return ((None, desired_members, found),)
    if len(places) == 1 and not places[0].where:
        return ((places[0], desired_members, found),)
    out = []
    for place in places:
        members = [elem for elem in desired_members if place.holds(elem)]
        if members:
            out.append((place, members, [elem for elem in found if place.holds(elem)]))
    rest = [elem for elem in desired_members if not any(place.holds(elem) for place in places)]
    if rest:
        out.append((None, rest, [elem for elem in found if not any(place.holds(elem) for place in places)]))
    return out


def exact(desired_members, observed_members, rule, ctx, place=None):
    """For each wanted member one that holds it or None, and the members that are left.

    Each takes the first that holds it, beginning at its own position; where this leaves one without, the others move over.
    """
    fits = holds if place is None or not place.atomic else same
    if len(desired_members) == 1 and len(observed_members) == 1:
        return ((observed_members[0],), ()) if fits(desired_members[0], observed_members[0], rule, ctx) else ((None,), observed_members)
    taken, partners = {}, [None] * len(desired_members)
    short = False
    for number, desired in enumerate(desired_members):
        count = len(observed_members)
        order = range(count) if number >= count else (number, *range(number), *range(number + 1, count))
        for index in order:
            if index not in taken and fits(desired, observed_members[index], rule, ctx):
                taken[index], partners[number] = number, index
                break
        else:
            short = True
    if short and taken:
        known = {}

        def fit(number, index):
            if (number, index) not in known:
                known[number, index] = fits(desired_members[number], observed_members[index], rule, ctx)
            return known[number, index]

        def move(number, seen):
            for index in range(len(observed_members)):
                if index in seen or not fit(number, index):
                    continue
                seen.add(index)
                if index not in taken or move(taken[index], seen):
                    taken[index], partners[number] = number, index
                    return True
            return False

        for number, index in enumerate(partners):
            if index is None:
                move(number, set())
    return ([None if index is None else observed_members[index] for index in partners],
            [elem for index, elem in enumerate(observed_members) if index not in taken])


def same(desired, observed, rule, ctx):
    """True where two members say the same, in both directions."""
    return all(holds(one, other, rule, ctx) for one, other in ((desired, observed), (observed, desired)))


def in_order(partners, observed_members):
    """True where members stand in the order in which they are wanted."""
    order = {id(elem): index for index, elem in enumerate(observed_members)}
    places = [order[id(elem)] for elem in partners if elem is not None]
    return places == sorted(places)


def may_lack(desired, parent, rule, ctx):
    """True where the absence of an element means what it says."""
    if runtime_only.element(desired, parent) or (not rule.covered and runtime_only.unknown(ctx)):
        return True
    if rule.flags:
        return False
    if not desired.attrib and len(desired) == 0 and not (desired.text and desired.text.strip()):
        return rule.covered
    return holds(desired, NOTHING, rule, ctx)


def same_attribute(desired, name, observed, rule, ctx):
    """True where an attribute that is not the same text means the same."""
    for leaf in rule.leaves.get(name, ()):
        if leaf.same(desired, observed, ctx):
            return True
    if _alike(desired.get(name), observed.get(name)) or runtime_only.attribute(desired, name, observed):
        return True
    return name not in rule.leaves and name not in observed.attrib and runtime_only.unknown(ctx)


def same_text(desired, observed, rule, ctx):
    """True where a text that is not the same means the same."""
    for leaf in rule.leaves.get(None, ()):
        if leaf.same(desired, observed, ctx):
            return True
    return _alike(desired.text.strip(), (observed.text or "").strip())


def _alike(desired, observed):
    """True for one value in two spellings, where no codec is declared: white space and hexadecimal numbers."""
    if desired is None or observed is None:
        return False
    desired, observed = desired.strip(), observed.strip()
    if desired == observed:
        return True
    try:
        return bool(_HEX.match(desired) or _HEX.match(observed)) and int(desired, 0) == int(observed, 0)
    except ValueError:
        return False
