# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Devices that a document (`xml:`) adds to a running guest, or leaves out of a list that it has."""

from __future__ import annotations

import copy

from .._model import xml
from .._model.nested import Children
from .._model.node import Seen
from .._model.option_path import OptionPath
from .._model.schema_index import rule_of
from . import accepted_differences, contains, document, matching
from .counterpart import live_counterpart
from .device_changes import ToAttach, ToDetach, is_plugged, possible
from .hotplug import Room


def device_changes(out, model, desired, observed, ctx):
    """As `device_changes` of a declaration without a document. A list that is declared by its option as well is the option's, and waits."""
    wanted = document.lay_under(model, desired["xml"], model.options_beside_xml(desired), ctx)
    devices, there, rule = wanted.find("devices"), observed.config.find("devices"), rule_of(model).child("devices")
    if devices is None or there is None:
        return {}, desired
    found, room, taken, kept = {}, Room(observed.live), [], []
    known = accepted_differences.known_places(wanted, observed.config)
    for tag in dict.fromkeys(elem.tag for elem in devices):
        members = devices.findall(tag)
        for place, desired_members, observed_members in contains.lists_of(tag, members, there, rule):
            if place is None or not isinstance(place.node, Children) or not is_plugged(place.node) or place.node.name in desired:
                continue
            to_attach, to_detach = _moves(place, members, desired_members, observed_members, devices, observed, rule.child(tag), ctx)
            # libvirt has it otherwise for good.
            to_attach = [new for new in to_attach if f"./devices/{tag}[{members.index(new.member) + 1}]" not in known]
            to_detach = [] if f"./devices/{tag}[+]" in known else to_detach
            if to_attach or to_detach:
                after = _afterwards(model, wanted, place.node, observed, ctx)
                to_attach, to_detach = found[place.node.name] = possible(out, place.node, to_attach, to_detach, after, observed, room)
                taken += [new.member for new in to_attach]
                kept += [old.element for old in to_detach]
    return found, {**desired, "xml": _held(wanted, taken, kept)} if found else desired


class _Member:
    """A device of a document, of which options are read as if they were declared."""

    def __init__(self, model, elem):
        self._model, self._elem = model, elem

    def __getitem__(self, option):
        node = self._model.nodes[option]
        return node.validate(node.to_declaration(self._elem), option, Seen())


def labelled(model, node, desired, observed, ctx):
    """The devices of a list that the running guest has, as `Children.labelled` has those of a declaration."""
    wanted = document.lay_under(model, desired["xml"], model.options_beside_xml(desired), ctx).find("devices")
    tag, found = node.path.steps[-1][0], []
    members, rule = wanted.findall(tag), rule_of(model).child("devices")
    for place, desired_members, running in contains.lists_of(tag, members, observed.live.find("devices"), rule):
        if place is not None and place.node is node:
            pairs = matching.pairs(desired_members, running, rule.child(tag), ctx, place)[0]
            found += [(matching.path_of(OptionPath(), place, elem, members.index(elem)), _Member(node.model, elem), live)
                      for elem, live in pairs if live is not None]
    return found


def _moves(place, members, desired_members, observed_members, devices, observed, rule, ctx):
    """The devices of a list that come, and those that nobody wants."""
    node = place.node
    pairs, free = matching.pairs(desired_members, observed_members, rule, ctx, place)
    coming = [elem for elem, found in pairs if found is None and not contains.may_lack(elem, devices, rule, ctx)]
    if coming:
        # One that only the guest still has, since it did not let go of it, cannot be attached again.
        running = [elem for elem in xml.find_all(observed.live, node.path.steps) if place.holds(elem)]
        still = [id(elem) for elem, found in matching.pairs(desired_members, running, rule, ctx, place)[0] if found is not None]
        coming = [elem for elem in coming if id(elem) not in still]
    to_attach = []
    for elem in coming:
        number = members.index(elem)
        to_attach.append(ToAttach(matching.path_of(OptionPath(), place, elem, number), _made(node, elem, number, observed, ctx), elem))
    to_detach = [ToDetach(matching.path_of(OptionPath(), place, elem, observed_members.index(elem)), elem,
                          *live_counterpart(elem, node, observed)) for elem in (free if place.complete else ())]
    return to_attach, to_detach


def _made(node, elem, number, observed, ctx):
    """A new device with the identity that nobody declared, as in a new guest."""
    ctx.root = copy.deepcopy(observed.config)
    made = copy.deepcopy(elem)
    ctx.root.find("devices").append(made)
    node.model.derive({}, made, ctx, number)
    return made


def _afterwards(model, wanted, node, observed, ctx):
    """The devices of a list as the configuration is to hold them."""
    root = copy.deepcopy(observed.config)
    document.write(model, wanted, root, ctx)
    return xml.find_all(root, node.path.steps)


def _held(wanted, taken, kept):
    """The document without the devices that are attached, and with those that are detached."""
    held = copy.deepcopy(wanted)
    devices = held.find("devices")
    for elem in [copied for copied, elem in zip(devices, wanted.find("devices")) if any(elem is new for new in taken)]:
        devices.remove(elem)
    devices.extend(copy.deepcopy(elem) for elem in kept)
    return held
