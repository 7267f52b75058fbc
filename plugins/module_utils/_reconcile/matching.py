# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which member of a document's list is which of those that are there."""

from __future__ import annotations

from .._model import xml
from .._model.nested import Children
from . import contains

# What tells members apart where no key is declared.
_NATURAL = ("name", "id", "index", "key", "uri")


def pairs(desired_members, observed_members, rule, ctx, place=None):
    """Pairs of each wanted member with its own or None, and the members that nobody wants.

    First those that hold what is wanted, then those of the same key, then those that have most in common.
    """
    partners, free = contains.exact(desired_members, observed_members, rule, ctx, place)
    partners, free = list(partners), list(free)
    left = [number for number, found in enumerate(partners) if found is None]
    if left and free and not (place is not None and place.atomic and not place.ordered):
        places = {id(elem): index for index, elem in enumerate(observed_members)}
        # One that differs beside one that nobody wants: libvirt keeps its number, so it is the same one, whatever changed.
        alone = (place is None or not place.complete) and len(left) == len(free) == 1 and len(desired_members) == len(observed_members)
        if alone:
            partners[left[0]], free = free[0], []
        scored = [(likeness(desired_members[number], elem, rule, ctx, place), number, elem) for number in left for elem in free]
        scored.sort(key=lambda item: (-item[0], abs(item[1] - places[id(item[2])]), item[1]))
        for score, number, elem in scored:
            if score > 0 and partners[number] is None and any(elem is other for other in free):
                partners[number] = elem
                free = [other for other in free if other is not elem]
    return list(zip(desired_members, partners)), free


def likeness(desired, observed, rule, ctx, place=None):
    """How much a member has of what is wanted; 0 where it is another."""
    alias, other = desired.find("alias"), observed.find("alias")
    if alias is not None and other is not None and alias.get("name", "").startswith("ua-"):
        return 10000 if alias.get("name") == other.get("name") else 0
    address, other = desired.find("address"), observed.find("address")
    if address is not None and other is not None and contains.holds(address, other, rule.child("address"), ctx):
        return 5000
    score = 1 + _common(desired, observed, rule, ctx)
    keys = key_of(desired, place)
    if keys is None:
        return score
    there = key_of(observed, place) or {}
    for name, value in keys.items():
        if value is not None and there.get(name) != value:
            return 0
    return score + 1000 if keys and all(value is not None for value in keys.values()) else score


def key_of(elem, place):
    """The parts of a member's key by name; None for a list without keys."""
    if place is None:
        found = {name: elem.get(name) for name in _NATURAL if elem.get(name) is not None}
        return found or None
    node = place.node
    if not isinstance(node, Children):
        return {"value": node.codec.fetch(elem, node.path.attr)}
    if not node.keys:
        return None
    values = {}
    for names in node.keys:
        model, at, value = node.model, elem, None
        for name in names:
            below = model.nodes[name]
            if hasattr(below, "model"):
                model, at = below.model, xml.find(at, below.path.steps) if at is not None else None
            elif at is not None:
                value = below._read(at) if hasattr(below, "selector") else below.read(at)
                if value is None:
                    value = getattr(below, "absent", None)
        values[".".join(names)] = value
    return values


def path_of(inside, place, elem, number):
    """The path of a member: `disks[vda]`."""
    parts = [str(value) for value in (key_of(elem, place) or {}).values() if value is not None and not isinstance(value, (dict, list))]
    return inside.below(place.option).member(",".join(parts) or number)


def _common(desired, observed, rule, ctx):
    """How many values two elements share."""
    count = 0
    for name, value in desired.attrib.items():
        if observed.get(name) == value or contains.same_attribute(desired, name, observed, rule, ctx):
            count += 2
    if desired.text and desired.text.strip() and contains.same_text(desired, observed, rule, ctx):
        count += 2
    for elem in desired:
        found = observed.find(elem.tag)
        if found is not None:
            count += 1 + _common(elem, found, rule.child(elem.tag), ctx)
    return count
