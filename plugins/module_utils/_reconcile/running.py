# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for running guests: what they take at once, and what waits for their next start."""

from __future__ import annotations

import copy

from .._actions.domain import GROUPS, Attach, Detach, Replug, UpdateDevice
from .._model import drift, waiting, xml
from .._model.errors import Refused
from .._model.nested import Children, Partial
from .._model.node import LIVE, Seen, Setter
from .._model.union import Union
from .counterpart import live_counterpart
from .hotplug import EXCLUSIVE, Room, share, share_source
from .plan import live_delta, plan_definition


def plan_running(out, model, want, have, ctx):
    """Plan the changes of a running guest; returns the options that wait for a restart, and the changes of what only runs otherwise.

    Devices come and go in the configuration and in the guest by one call each, or their addresses drift apart. All else is
    written to the configuration at once, and to the guest where it has a call for it. What was changed and the guest cannot take
    waits for its next start, and is recorded: what else runs otherwise is libvirt's decision, or the work of others.
    """
    moves = {} if "xml" in want else _moves(out, model, want, have, ctx)
    held = {**want, **{name: _staying(want[name], coming) for name, (coming, _going) in moves.items()}}
    configured = plan_definition(out, model, held, have, ctx)
    options = {change.option for change in configured}
    _spare_copied_disks(out, have, options.union(option for _coming, going in moves.values() for option, *_rest in going))
    done, unreleased, stay = set(), [], []
    for coming, going in moves.values():
        plugged, kept, staying = _plug(out, coming, going, want, ctx)
        done.update(plugged)
        unreleased.extend(kept)
        stay.extend(staying)
    groups, updates, taken, left = {}, {}, [], []
    # What the guest refused once waits for its next start: it is not asked at each run. What a broken off run asked for, is.
    recorded = waiting.read(have)
    again = {option for option, started in recorded.items() if started == waiting.ASKED}
    refused = set(recorded) - options - again
    for change in live_delta(model, want, have, ctx):
        if change.option in done:
            continue
        if change.option not in refused and _planned(groups, updates, model, change, want, have, options | again, ctx):
            taken.append(change)
        elif not isinstance(change.cost, Setter) or change.cost.waits:
            left.append(change)
    for group, changes in groups.items():
        out.add(GROUPS[group]([change.option for change in changes], values=_values(changes, "value"),
                              former=[value for value in _values(changes, "former") if value[2] is not None]))
    for node, member, elem, changes in updates.values():
        edited = copy.deepcopy(elem)
        for option in node.model.nodes.values():
            if isinstance(option, Union):
                option.as_wanted(edited)
        ctx.root = have.live
        node.model.write(member, edited, ctx)
        out.add(UpdateDevice(changes, xml=xml.serialize(edited), former=xml.serialize(elem)))
    drifted = [change for change in taken if not any(change.option.startswith(option) for option in options)]
    out.repairs = [change.option for change in drifted if change.option not in again]
    out.asked = {change.option: waiting.ASKED for change in taken if isinstance(change.cost, Setter) and change.cost.once}
    left_over = _waiting(out, model, have, ctx, configured, stay, left, done.union(change.option for change in taken))
    # What the guest has not let go of is in no configuration: the next run tries it again, so it is not recorded.
    return unreleased + left_over, drifted


def _planned(groups, updates, model, change, want, have, configured, ctx):
    """Collect a change for the call that brings it about in the running guest; False where there is none."""
    if not isinstance(change.cost, Setter):
        return change.cost == LIVE and _updates(updates, model, change, want, have, ctx)
    if not _takes(change, have, configured, ctx):
        return False
    groups.setdefault(change.cost.group, []).append(change)
    return True


def _waiting(out, model, have, ctx, configured, stay, left, taken):
    """The options that wait: what this run changes and what earlier ones did.

    `stay` are devices that only the configuration loses now, `left` is what the running guest still has otherwise.
    """
    out.running, out.recorded = True, waiting.held(have.live)
    shown = [change.option for change in left]
    record = waiting.after(waiting.read(have), configured, shown)
    # What a broken off run asked for, and the guest shows by now, waits no more.
    out.record = {option: started for option, started in record.items() if started != waiting.ASKED or option in shown}
    out.record = {option: started for option, started in out.record.items()
                  if not any(waiting.within(option, other) for other in taken) and _still(out, model, option, have, ctx)}
    out.record.update(dict.fromkeys(stay, ""))
    left_over = [option for option in shown if any(waiting.related(option, recorded) for recorded in out.record)]
    left_over += [option for option in out.record if not any(waiting.related(option, other) for other in left_over)]
    others = [option for option in shown if option not in left_over]
    found = drift.changes(model, have, ctx) if others else ()
    out.elsewhere = [change for change in found if change.option in others and drift.alike(change)]
    return left_over


def _still(out, model, option, have, ctx):
    """False for a device that the running guest has plugged or let go of since it was recorded."""
    name, _bracket, rest = option.partition("[")
    label, _bracket, inside = rest.partition("]")
    node = model.nodes.get(name)
    if not isinstance(node, Children) or inside:
        return True
    ctx.live = True
    try:
        held = node.validate(node.declared(out.config) or [], name, Seen(lenient=True))
        # One that was declared without a name of its own was recorded by its place.
        return any(change.option == option or label.isdigit() for change in node.delta(held, have.live, ctx, name, model.change))
    finally:
        ctx.live = False


def _values(changes, which):
    """What a setter of libvirt's is given: key, parameter and value of each change."""
    return [(change.key or [], change.cost.parameter or change.node.name, getattr(change, which)) for change in changes]


def _spare_copied_disks(out, have, options):
    """Refuse to take a disk away while it is copied: libvirt would do it by half."""
    for disk in have.live.iterfind("./devices/disk[mirror]"):
        name = disk.find("target").get("dev")
        if any(option == f"disks[{name}]" or option.startswith(f"disks[{name}].source") for option in options):
            raise Refused(f"its disk '{name}' is being copied or committed by another job", operation="change the disk",
                          remedy=f"Wait until that job has ended (virsh blockjob shows it), or end it: virsh blockjob {out.name} {name} "
                                 "--abort, or --pivot once it is ready.")


def _takes(change, have, configured, ctx):
    """True where the running guest can be asked to take a change."""
    setter = change.cost
    if change.option in ctx.refused or change.value is None or (change.key is None and "[" in change.option):
        return False
    if setter.once and change.option not in configured:
        return False
    if setter.fits is not None and not setter.fits(change.value, have.live):
        return False
    takes = have.status.get("takes")
    return takes is None or takes(setter.group)


def _moves(out, model, want, have, ctx):
    """By list of devices, what comes (called what, its element, its declaration) and what goes (see `_possible`)."""
    found, room = {}, Room(have.live)
    for name, value in want.items():
        node = model.nodes[name]
        if isinstance(node, Children) and node.change == LIVE and not isinstance(node.change, Setter):
            coming, going = node.moves(value, have.config, ctx, name)
            # One that only the guest still has, since it did not let go of it, cannot be plugged again.
            there = [id(member) for _option, member, _elem in node.labelled(value, have.live, ctx, name)] if coming else ()
            # Each is made once: what is derived for it is taken then.
            made = [(option, node.make(member, number, copy.deepcopy(have.config), ctx), member)
                    for option, number, member in coming if id(member) not in there]
            going = [(option, elem, *live_counterpart(elem, node, have)) for option, elem in going]
            if made or going:
                found[name] = _possible(out, node, made, going, value, have, room, ctx)
    return found


def _possible(out, node, coming, going, value, have, room, ctx):
    """What of it can be while the guest runs: what comes, and what goes: called what, its element, its counterpart, why that stays.

    What one device of the guest has, another one gets when the first is gone. Where that is at the next start, the other waits too,
    and a device whose source waits for another one stays as long: no run takes from a guest what it is to have.
    """
    running, after, asked = xml.find_all(have.live, node.path.steps), _afterwards(node, value, have, ctx), False
    while True:
        leaving = [id(live) for _option, _elem, live, why in going if not why]
        staying = [live for live in running if id(live) not in leaving]
        stuck = [elem for _option, elem, _live, why in going if why]
        waits = {id(move): _why_not_attach(move[1], stuck, staying, after) for move in coming}
        if not any(waits.values()) and not asked:
            waits, asked = {id(move): room.why_not_attach(move[1]) for move in coming}, True
        out.reasons.update((move[0], waits[id(move)]) for move in coming if waits[id(move)])
        coming = [move for move in coming if not waits[id(move)]]
        taken = [other for other in after if not any(share_source(other, move[1]) for move in coming)]
        kept = [move for move in going if move[2] is not None and not move[3] and any(share_source(move[2], other) for other in taken)]
        going = [(*move[:3], "another device gets its source then") if move in kept else move for move in going]
        if asked and not kept and not any(waits.values()):
            return coming, going


def _afterwards(node, value, have, ctx):
    """The devices of a list as the configuration is to hold them, where two of them may want the same."""
    if node.path.steps[-1][0] not in EXCLUSIVE:
        return []
    ctx.root = copy.deepcopy(have.config)
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


def _staying(wants, coming):
    """The wanted members of a list that are not plugged; others that are there stay beside them."""
    plugged = [id(member) for _option, _made, member in coming]
    return Partial(member for member in wants if id(member) not in plugged)


def _plug(out, coming, going, want, ctx):
    """Plan that devices come and go.

    Returns what they are called, those of them that the guest did not let go in this run, and those that it cannot give back.
    """
    going, kept, gone, stay = list(going), [], [], []
    for option, made, _member in coming:
        first = next((move for move in going if move[2] is not None and (share(made, move[1]) or share_source(made, move[2]))), None)
        if first is None:
            out.add(Attach([option], xml=xml.serialize(made)))
            continue
        going.remove(first)
        gone.append(first[0])
        if option in ctx.refused:
            kept += [first[0], option]
        else:
            out.add(Replug([first[0], option], former=xml.serialize(first[1]), live=xml.serialize(first[2]), xml=xml.serialize(made),
                           timeout=want.get("timeout", 0)))
    for option, elem, live, why in going:
        out.add(Detach([option], config=xml.serialize(elem), live=None if live is None or why else xml.serialize(live)))
        if why:
            out.reasons[option] = why
            stay.append(option)
    return [option for option, *_rest in coming] + [option for option, *_rest in going] + gone, kept, stay


def _updates(updates, model, change, want, have, ctx):
    """Collect a change inside a device of the running guest, by device: what of it is to be edited. True where that is possible."""
    name = change.option.partition("[")[0]
    node = model.nodes.get(name)
    if not isinstance(node, Children) or "xml" in want or change.option in ctx.refused:
        return False
    for label, member, elem in node.labelled(want[name], have.live, ctx, name):
        if change.option.startswith(f"{label}."):
            # Only what changes is written: libvirt refuses an update that holds what has to wait.
            option = change.option[len(label) + 1:].partition(".")[0].partition("[")[0]
            _node, edited, _elem, options = updates.setdefault(label, (node, {}, elem, []))
            edited[option] = member[option]
            options.append(change.option)
            return True
    return False
