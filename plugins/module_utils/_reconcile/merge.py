# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Putting a document into an object's XML: first what the changes make void goes, then all that is said takes its place."""

from __future__ import annotations

import copy

from .._model import xml
from .._model.union import Union
from . import contains, matching


def merge(desired, observed, rule, ctx):
    """Make an object's XML hold a document."""
    _clear(desired, observed, rule, ctx, [observed])
    named = set()
    _merge(desired, observed, rule, ctx, named)
    _free_addresses(observed, named)


def _free_addresses(root, named):
    """Take addresses that the document gives to one device away from others, which libvirt had put there."""
    taken = {}
    for device in root.iterfind("./devices/*"):
        address = device.find("address")
        if address is not None and address.get("type") is not None:
            taken.setdefault(_spot(device, address), []).append((device, address))
    for holders in taken.values():
        if any(id(address) in named for _device, address in holders):
            for device, address in holders:
                if id(address) not in named:
                    device.remove(address)


def _spot(device, address):
    """What no two devices can share."""
    parts = {name: _number(value) for name, value in address.attrib.items() if name != "multifunction"}
    if address.get("type") == "pci":
        parts = {"type": "pci", **{name: parts.get(name, 0) for name in ("domain", "bus", "slot", "function")}}
        return tuple(sorted(parts.items(), key=str))
    return (device.tag, getattr(device.find("target"), "attrib", {}).get("bus"), *sorted(parts.items(), key=str))


def _number(text):
    try:
        return int(text, 0)
    except ValueError:
        return text


def _clear(desired, observed, rule, ctx, above):
    """Take away what the values that change make void. `above` are the elements from the root down to `observed`."""
    for leaf in {id(leaf): leaf for leaves in rule.leaves.values() for leaf in leaves}.values():
        if any((part in desired.attrib) if part else (desired.text and desired.text.strip()) for part in leaf.spans()):
            _clear_leaf(leaf, desired, observed, ctx, above)
    several = {}
    for elem in desired:
        below = rule.child(elem.tag)
        if rule.below(elem.tag) is not None:
            found = observed.find(elem.tag)
            if found is None:
                if below.around or below.leaves:
                    _clear(elem, contains.NOTHING, below, ctx, [*above, contains.NOTHING])
                _clear_around(below, ctx, [*above, contains.NOTHING])
            else:
                if below.around and not contains.holds(elem, found, below, ctx):
                    _clear_around(below, ctx, [*above, found])
                _clear(elem, found, below, ctx, [*above, found])
        else:
            several.setdefault(elem.tag, []).append(elem)
    for tag, desired_members in several.items():
        below = rule.child(tag)
        for place, members, observed_members in contains.lists_of(tag, desired_members, observed, rule):
            found, free = matching.pairs(members, observed_members, below, ctx, place)
            changed = False
            for elem, partner in found:
                if partner is None or not contains.holds(elem, partner, below, ctx):
                    changed = True
                if partner is not None:
                    _clear(elem, partner, below, ctx, [*above, partner])
            if place is not None and (changed or (free and place.complete)):
                _void(place.node, above[len(above) - 1 - max(0, place.ups)] if place.ups < len(above) else ctx.root, ctx)


def _clear_leaf(leaf, desired, observed, ctx, above):
    node = leaf.node
    if leaf.same(desired, observed, ctx) or len(above) <= leaf.ups:
        return
    base = above[len(above) - 1 - leaf.ups]
    _void(node, base, ctx)
    if isinstance(node, Union):
        for word, member in node.members.items():
            if word != leaf.value(desired):
                member.erase(base)
        for path in node.clears_on_switch:
            xml.clear(base, ctx.root, path)


def _clear_around(rule, ctx, above):
    for node, ups in rule.around:
        if ups < len(above):
            _void(node, above[len(above) - 1 - ups], ctx)


def _void(node, base, ctx):
    for path in getattr(node, "resets", ()):
        xml.clear(base, ctx.root, path)


def _merge(desired, observed, rule, ctx, named):
    """Put everything that an element says into another. `named` gathers the addresses that the document gives."""
    if desired.tag == "address":
        named.add(id(observed))
    if _other_shape(desired, observed, rule, ctx):
        # What one shape has means nothing to another.
        observed.attrib.clear()
        del observed[:]
    for name, value in desired.attrib.items():
        if observed.get(name) != value and not contains.same_attribute(desired, name, observed, rule, ctx):
            _put(name, desired, observed, rule)
    if desired.text and desired.text.strip() and not contains.same_text(desired, observed, rule, ctx):
        _put(None, desired, observed, rule)
    several = {}
    for elem in desired:
        if rule.below(elem.tag) is not None:
            found = observed.find(elem.tag)
            if found is not None:
                _merge(elem, found, rule.child(elem.tag), ctx, named)
            elif not contains.may_lack(elem, desired, rule.child(elem.tag), ctx):
                _add(elem, observed, named)
        else:
            several.setdefault(elem.tag, []).append(elem)
    for tag, desired_members in several.items():
        for place, members, observed_members in contains.lists_of(tag, desired_members, observed, rule):
            _merge_list(members, observed_members, place, desired, observed, rule.child(tag), ctx, named)


def _other_shape(desired, observed, rule, ctx):
    """True where the word that says what an element is differs, and no option knows what goes with it."""
    for name in ("type", "mode"):
        if name in desired.attrib and observed.get(name) is not None and not contains.same_attribute(desired, name, observed, rule, ctx):
            return desired.tag == "address" or not rule.covered
    return False


def _merge_list(members, observed_members, place, desired, observed, rule, ctx, named):
    """Make the members of one tag those that are wanted."""
    pairs, free = matching.pairs(members, observed_members, rule, ctx, place)
    kept = []
    for elem, found in pairs:
        if found is None:
            if not contains.may_lack(elem, desired, rule, ctx):
                kept.append(_add(elem, observed, named))
        elif place is not None and place.atomic and not contains.same(elem, found, rule, ctx):
            kept.append(copy.deepcopy(elem))
            observed[list(observed).index(found)] = kept[-1]
        else:
            _merge(elem, found, rule, ctx, named)
            kept.append(found)
    if place is not None and place.complete:
        for elem in free:
            observed.remove(elem)
        if place.ordered:
            _reorder(observed, kept)


def _add(elem, parent, named):
    """A new element like one of the document, behind the last of its tag: schemas know groups."""
    new = copy.deepcopy(elem)
    named.update(id(address) for address in new.iter("address"))
    last = max((index for index, other in enumerate(parent) if other.tag == elem.tag), default=len(parent) - 1)
    parent.insert(last + 1, new)
    return new


def _reorder(observed, kept):
    """Put members in order, in the places that they hold together."""
    wanted = {id(elem) for elem in kept}
    spots = [index for index, elem in enumerate(observed) if id(elem) in wanted]
    for index, elem in zip(spots, kept):
        observed[index] = elem


def _put(attr, desired, observed, rule):
    """Write one attribute or text, with all that it is made of."""
    for part in {part for leaf in rule.leaves.get(attr, ()) for part in leaf.spans()} | {attr}:
        if part is None:
            observed.text = desired.text
        elif part in desired.attrib:
            observed.set(part, desired.get(part))
        else:
            observed.attrib.pop(part, None)
