# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for running guests: what they take at once, and what waits for their next start."""

from __future__ import annotations

import copy

from .._actions.domain import GROUPS, UpdateDevice
from .._model import drift, still_waiting, waiting, xml
from .._model.errors import Refused
from .._model.nested import Children
from .._model.node import LIVE, Setter
from .._model.observed import Observed
from .._model.option_path import OptionPath
from .._model.union import Union
from . import device_changes, document_devices
from .plan import live_delta, plan_definition


def plan_running(out, model, desired, observed, ctx):
    """Plan the changes of a running guest; returns the options that wait for a restart, and the changes of what only runs otherwise.

    Devices come and go in the configuration and in the guest by one call each, or their addresses drift apart. All else is
    written to the configuration at once, and to the guest where it has a call for it. What was changed and the guest cannot take
    waits for its next start, and is recorded: what else runs otherwise is libvirt's decision, or the work of others.
    """
    of = document_devices if "xml" in desired else device_changes
    devices, held = of.device_changes(out, model, desired, observed, ctx)
    configured = plan_definition(out, model, held, observed, ctx)
    options = {change.path for change in configured}
    _spare_copied_disks(out, observed, options.union(old.option for _to_attach, to_detach in devices.values() for old in to_detach))
    done, unreleased, stay = set(), [], []
    for to_attach, to_detach in devices.values():
        options_of_all, not_released, cannot_go = device_changes.plan_hotplug(out, to_attach, to_detach, desired, ctx)
        done.update(options_of_all)
        unreleased.extend(not_released)
        stay.extend(cannot_go)
    groups, updates, taken, left = {}, {}, [], []
    # What the guest refused once waits for its next start: it is not asked at each run. What a broken off run asked for, is.
    changes = live_delta(model, desired, observed, ctx)
    different = {change.path for change in changes}
    recorded = still_waiting.follow(model, waiting.read(observed), different - options - done)
    again = {option for option, started in recorded.items() if started == waiting.ASKED}
    refused = set(recorded) - options - again
    for change in changes:
        if change.path in done:
            continue
        if change.path not in refused and _planned(groups, updates, model, change, desired, observed, options | again, ctx):
            taken.append(change)
        elif not isinstance(change.cost, Setter) or change.cost.waits:
            left.append(change)
    for group, asked in groups.items():
        out.add(GROUPS[group]([change.path for change in asked], values=_values(asked, "value"),
                              former=[value for value in _values(asked, "former") if value[2] is not None]))
    for node, member, elem, edits in updates.values():
        edited = copy.deepcopy(elem)
        for option in node.model.nodes.values():
            if isinstance(option, Union):
                option.as_wanted(edited)
        ctx.root = observed.live
        node.model.write(member, edited, ctx)
        out.add(UpdateDevice(edits, xml=xml.serialize(edited), former=xml.serialize(elem)))
    drifted = [change for change in taken if not any(change.path.is_within(option) for option in options)]
    out.repairs = [change.path for change in drifted if change.path not in again]
    out.asked = {change.path: waiting.ASKED for change in taken if isinstance(change.cost, Setter) and change.cost.once}
    out.running, out.recorded = True, waiting.held(observed.live)
    shown = [change.path for change in left]
    record = waiting.after(recorded, configured, shown)
    finished = still_waiting.over(
        model, desired, record, different, out.config, observed.live,
        lambda: drift.changes(model, Observed(out.config, observed.live, active=True, persistent=True), ctx))
    # What a broken off run asked for, and the guest shows by now, waits no more.
    finished.update(option for option, started in record.items() if started == waiting.ASKED and option not in shown)
    taken_options = done.union(change.path for change in taken)
    out.record = {option: started for option, started in record.items()
                  if option not in finished and not any(option.is_within(other) for other in taken_options)}
    out.record.update(dict.fromkeys(stay, ""))
    left_over = _waiting(out, model, observed, ctx, shown)
    # What the guest has not let go of is in no configuration: the next run tries it again, so it is not recorded.
    return unreleased + left_over, drifted


def _planned(groups, updates, model, change, desired, observed, configured, ctx):
    """Collect a change for the call that brings it about in the running guest; False where there is none."""
    if not isinstance(change.cost, Setter):
        return change.cost == LIVE and _updates(updates, model, change, desired, observed, ctx)
    if not _takes(change, observed, configured, ctx):
        return False
    groups.setdefault(change.cost.group, []).append(change)
    return True


def _waiting(out, model, observed, ctx, shown):
    """The options that wait, of those that the running guest shows otherwise and those that are recorded."""
    left_over = [option for option in shown if any(option.is_related(recorded) for recorded in out.record)]
    left_over += [option for option in out.record if not any(option.is_related(other) for other in left_over)]
    others = [option for option in shown if option not in left_over]
    found = drift.changes(model, observed, ctx) if others else ()
    out.elsewhere = [change for change in found if change.path in others and drift.alike(change)]
    return left_over


def _values(changes, which):
    """What a setter of libvirt's is given: key, parameter and value of each change."""
    return [(change.key or [], change.cost.parameter or change.node.name, getattr(change, which)) for change in changes]


def _spare_copied_disks(out, observed, options):
    """Refuse to take a disk away while it is copied: libvirt would do it by half."""
    for disk in observed.live.iterfind("./devices/disk[mirror]"):
        name = disk.find("target").get("dev")
        copied = OptionPath.of("disks").member(name)
        if any(option == copied or option.is_within(copied.below(OptionPath.of("source"))) for option in options):
            raise Refused(f"its disk '{name}' is being copied or committed by another job", operation="change the disk",
                          remedy=f"Wait until that job has ended (virsh blockjob shows it), or end it: virsh blockjob {out.name} {name} "
                                 "--abort, or --pivot once it is ready.")


def _takes(change, observed, configured, ctx):
    """True where the running guest can be asked to take a change."""
    setter = change.cost
    if change.path in ctx.refused or change.value is None or (change.key is None and change.path.in_list):
        return False
    if setter.once and change.path not in configured:
        return False
    if setter.fits is not None and not setter.fits(change.value, observed.live):
        return False
    return ctx.facts.ask("takes", setter.group) is not False


def _updates(updates, model, change, desired, observed, ctx):
    """Collect a change inside a device of the running guest, by device: what of it is to be edited. True where that is possible."""
    node = model.nodes.get(change.path[0][0])
    if not isinstance(node, Children) or change.path in ctx.refused or len(change.path) == 1 or change.node is None:
        return False
    members = (document_devices.labelled(model, node, desired, observed, ctx) if "xml" in desired
               else node.labelled(desired[node.name], observed.live, ctx))
    for path, member, elem in members:
        if change.path.is_within(path):
            # Only what changes is written: libvirt refuses an update that holds what has to wait.
            option = change.path[len(path)][0]
            _node, edited, _elem, options = updates.setdefault(path, (node, {}, elem, []))
            edited[option] = member[option]
            options.append(change.path)
            return True
    return False
