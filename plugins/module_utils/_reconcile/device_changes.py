# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Devices that are attached to a running guest and detached from it: which of them can be at once, and the actions for these."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

from .._actions.domain import Attach, Detach, Replug
from .._model import xml
from .._model.nested import Children, Partial
from .._model.node import LIVE, Setter
from .._model.option_path import OptionPath
from .counterpart import live_counterpart
from .hotplug import EXCLUSIVE, Room, share, share_source


class ToAttach(NamedTuple):
    """A new device: its path, its element, and the member of the declaration that it is made of."""

    option: OptionPath
    element: Any
    member: Any


class ToDetach(NamedTuple):
    """A device that nobody wants: its path, its element in the configuration, that in the guest or None, and why the guest keeps it."""

    option: OptionPath
    element: Any
    live: Any
    why_kept: Any


def device_changes(out, model, desired, observed, ctx):
    """By list of devices, what is attached and what is detached while the guest runs; and the declaration for the configuration.

    That one has neither those that are attached nor lets the others go: libvirt itself adds and removes them. `out.reasons` says why
    others wait.
    """
    found, room = {}, Room(observed.live)
    for name, value in desired.items():
        node = model.nodes[name]
        if not isinstance(node, Children) or not is_plugged(node):
            continue
        coming, going = node.moves(value, observed.config, ctx)
        # One that only the guest still has, since it did not let go of it, cannot be attached again.
        there = [id(member) for _option, member, _elem in node.labelled(value, observed.live, ctx)] if coming else ()
        # Each is made once: what is derived for it is taken then.
        to_attach = [ToAttach(option, node.make(member, number, copy.deepcopy(observed.config), ctx), member)
                     for option, number, member in coming if id(member) not in there]
        to_detach = [ToDetach(option, elem, *live_counterpart(elem, node, observed)) for option, elem in going]
        if to_attach or to_detach:
            found[name] = possible(out, node, to_attach, to_detach, _afterwards(node, value, observed, ctx), observed, room)
    return found, {**desired, **{name: _kept_members(desired[name], to_attach) for name, (to_attach, _to_detach) in found.items()}}


def is_plugged(node):
    """True for a list of devices that come and go while a guest runs."""
    return node.change == LIVE and not isinstance(node.change, Setter)


def _kept_members(desired_members, to_attach):
    """The members of a list that are written to the configuration as a whole; others that are there stay beside them."""
    attached = [id(new.member) for new in to_attach]
    return Partial(desired_members, lambda member: id(member) not in attached)


def plan_hotplug(out, to_attach, to_detach, desired, ctx):
    """Plan the actions for the devices of a list.

    Returns the options of all of them, of those that the guest did not release in this run, and of those that it cannot release.
    """
    alone, replaced, unreleased = list(to_detach), [], []
    for new in to_attach:
        old = next((old for old in alone if old.live is not None and (
            share(new.element, old.element) or share_source(new.element, old.live))), None)
        if old is None:
            out.add(Attach([new.option], xml=xml.serialize(new.element)))
            continue
        alone.remove(old)
        replaced.append(old)
        if new.option in ctx.refused:
            unreleased += [old.option, new.option]
        else:
            out.add(Replug([old.option, new.option], former=xml.serialize(old.element), live=xml.serialize(old.live),
                           xml=xml.serialize(new.element), timeout=desired.get("timeout", 0)))
    for old in alone:
        live = None if old.live is None or old.why_kept else xml.serialize(old.live)
        out.add(Detach([old.option], config=xml.serialize(old.element), live=live))
        if old.why_kept:
            out.reasons[old.option] = old.why_kept
    return [device.option for device in (*to_attach, *alone, *replaced)], unreleased, [old.option for old in alone if old.why_kept]


def possible(out, node, to_attach, to_detach, after, observed, room):
    """The devices that can be attached and detached at once: none that shares with another one, and none without room in the guest.

    `after` are the devices of the list as the configuration is to hold them.
    """
    running = xml.find_all(observed.live, node.path.steps)
    after = after if node.path.steps[-1][0] in EXCLUSIVE else []
    to_attach, to_detach = _without_conflicts(out, to_attach, to_detach, running, after)
    to_attach = _without_refused(out, [(new, room.why_not_attach(new.element)) for new in to_attach])
    # What waits for room keeps its source from others as well.
    return _without_conflicts(out, to_attach, to_detach, running, after)


def _without_conflicts(out, to_attach, to_detach, running, after):
    """Let devices wait until no two of the guest have one source.

    A new device waits while a device that stays in the guest has its source. A device stays in the guest while a device that waits is to
    have its source. Each decision may bring about another one.
    """
    while True:
        leaving = [id(old.live) for old in to_detach if not old.why_kept]
        staying = [live for live in running if id(live) not in leaving]
        stuck = [old.element for old in to_detach if old.why_kept]
        fitting = _without_refused(out, [(new, _why_not_attach(new.element, stuck, staying, after)) for new in to_attach])
        later = [other for other in after if not any(share_source(other, new.element) for new in fitting)]
        kept = [old for old in to_detach
                if old.live is not None and not old.why_kept and any(share_source(old.live, other) for other in later)]
        if len(fitting) == len(to_attach) and not kept:
            return to_attach, to_detach
        to_attach = fitting
        to_detach = [old._replace(why_kept="another device gets its source then") if old in kept else old for old in to_detach]


def _without_refused(out, judged):
    """The new devices that nothing keeps from coming; `out.reasons` gets what keeps the others. `judged` has each device with that."""
    out.reasons.update((new.option, why) for new, why in judged if why)
    return [new for new, why in judged if not why]


def _afterwards(node, value, observed, ctx):
    """The devices of a list as the configuration is to hold them."""
    ctx.root = copy.deepcopy(observed.config)
    node.write(value, ctx.root, ctx)
    return xml.find_all(ctx.root, node.path.steps)


def _why_not_attach(made, stuck, staying, after):
    """Why other devices of the guest keep a new one from coming, or None."""
    if any(share(made, elem) for elem in stuck):
        return "the guest keeps the former one"
    # Where the configuration is to have two of one source as well, waiting does not help: libvirt refuses it now.
    others = sum(share_source(made, other) for other in after) - share_source(made, made)
    if not others and any(share_source(made, live) for live in staying):
        return "another device of the guest has its source until then"
    return None
