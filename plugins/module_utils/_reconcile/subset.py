# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether an element holds all that another one says, by the rules of a model and, where it has none, by general ones.

The way of an object that is as it should be is the fast one; only what differs asks codecs.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from . import passing

NOTHING = ET.Element("nothing")
_HEX = re.compile(r"0[xX][0-9a-fA-F]+$")


def holds(want, have, rule, ctx):
    """True where `have` says all that `want` does."""
    held = have.attrib
    for name, value in want.attrib.items():
        if held.get(name) != value and not same_attribute(want, name, have, rule, ctx):
            return False
    text = want.text
    if text and text != have.text and not text.isspace() and not same_text(want, have, rule, ctx):
        return False
    if len(want) == 0:
        return True
    several = None
    for elem in want:
        tag = elem.tag
        below = rule.below(tag)
        if below is not None:
            found = have.find(tag)
            if found is None:
                if not may_lack(elem, want, below, ctx):
                    return False
            elif not holds(elem, found, below, ctx):
                return False
        else:
            if several is None:
                several = {}
            several.setdefault(tag, []).append(elem)
    if several is not None:
        for tag, wants in several.items():
            if not _holds_list(tag, wants, want, have, rule, ctx):
                return False
    return True


def _holds_list(tag, wants, want, have, rule, ctx):
    """True where the members of one tag are all there, and no other in a list that is complete."""
    below = rule.child(tag)
    for place, members, found in lists_of(tag, wants, have, rule):
        if place is not None and ctx.live and place.node.at_start is True:
            continue
        partners, free = exact(members, found, below, ctx, place)
        for number, elem in enumerate(members):
            if partners[number] is None and not may_lack(elem, want, below, ctx):
                return False
        if place is not None and place.complete and free:
            return False
        if place is not None and place.ordered and not in_order(partners, found):
            return False
    return True


def lists_of(tag, wants, have, rule):
    """The lists that members of a tag belong to: the place or None, the wanted members, those that are there."""
    places, found = rule.places.get(tag), have.findall(tag)
    if places is None:
        return ((None, wants, found),)
    if len(places) == 1 and not places[0].where:
        return ((places[0], wants, found),)
    out = []
    for place in places:
        members = [elem for elem in wants if place.holds(elem)]
        if members:
            out.append((place, members, [elem for elem in found if place.holds(elem)]))
    rest = [elem for elem in wants if not any(place.holds(elem) for place in places)]
    if rest:
        out.append((None, rest, [elem for elem in found if not any(place.holds(elem) for place in places)]))
    return out


def exact(wants, haves, rule, ctx, place=None):
    """For each wanted member one that holds it or None, and the members that are left.

    Each takes the first that holds it, beginning at its own position; where this leaves one without, the others move over.
    """
    fits = holds if place is None or not place.whole else same
    if len(wants) == 1 and len(haves) == 1:
        return ((haves[0],), ()) if fits(wants[0], haves[0], rule, ctx) else ((None,), haves)
    taken, partners = {}, [None] * len(wants)
    short = False
    for number, want in enumerate(wants):
        order = range(len(haves)) if number >= len(haves) else (number, *range(number), *range(number + 1, len(haves)))
        for index in order:
            if index not in taken and fits(want, haves[index], rule, ctx):
                taken[index], partners[number] = number, index
                break
        else:
            short = True
    if short and taken:
        known = {}

        def fit(number, index):
            if (number, index) not in known:
                known[number, index] = fits(wants[number], haves[index], rule, ctx)
            return known[number, index]

        def move(number, seen):
            for index in range(len(haves)):
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
    return ([None if index is None else haves[index] for index in partners],
            [elem for index, elem in enumerate(haves) if index not in taken])


def same(want, have, rule, ctx):
    """True where two members say the same, in both directions."""
    return all(holds(one, other, rule, ctx) for one, other in ((want, have), (have, want)))


def in_order(partners, haves):
    """True where members stand in the order in which they are wanted."""
    order = {id(elem): index for index, elem in enumerate(haves)}
    places = [order[id(elem)] for elem in partners if elem is not None]
    return places == sorted(places)


def may_lack(want, parent, rule, ctx):
    """True where the absence of an element means what it says."""
    if passing.element(want, parent) or (not rule.covered and passing.unknown(ctx)):
        return True
    if rule.flags:
        return False
    if not want.attrib and len(want) == 0 and not (want.text and want.text.strip()):
        return rule.covered
    return holds(want, NOTHING, rule, ctx)


def same_attribute(want, name, have, rule, ctx):
    """True where an attribute that is not the same text means the same."""
    for leaf in rule.leaves.get(name, ()):
        if leaf.same(want, have, ctx):
            return True
    if _alike(want.get(name), have.get(name)) or passing.attribute(want, name, have):
        return True
    return name not in rule.leaves and name not in have.attrib and passing.unknown(ctx)


def same_text(want, have, rule, ctx):
    """True where a text that is not the same means the same."""
    for leaf in rule.leaves.get(None, ()):
        if leaf.same(want, have, ctx):
            return True
    return _alike(want.text.strip(), (have.text or "").strip())


def _alike(want, have):
    """True for one value in two spellings, where no codec is declared: white space and hexadecimal numbers."""
    if want is None or have is None:
        return False
    want, have = want.strip(), have.strip()
    if want == have:
        return True
    try:
        return bool(_HEX.match(want) or _HEX.match(have)) and int(want, 0) == int(have, 0)
    except ValueError:
        return False
