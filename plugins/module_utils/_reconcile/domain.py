# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for domains: their configuration, their power, their removal. What they take while they run is in live_update.py."""

from __future__ import annotations

import copy

from .._actions.domain import DeleteDisk, Record, Resume, Shutdown, StartGuest, Suspend, UndefineGuest, Wake
from .._model import drift, waiting, xml
from .._model.errors import Refused
from .._model.observed import Observed
from .._model.option_path import OptionPath
from . import former
from .formats import with_formats
from .live_update import plan_running
from .plan import Plan, describe, describe_restart, describe_running, live_delta, options_wait, plan_autostart, plan_definition
from .removal import disks_to_delete


def state_of(observed):
    """The state of a domain in the words of O(state)."""
    if observed is None:
        return "absent"
    return observed.status.get("state", "running") if observed.active else "shutoff"


def plan(model, desired, observed, ctx):
    """Plan one domain."""
    out = Plan(model.kind, desired["name"])
    out.recorder = _record
    state = desired["state"]
    if state == "absent":
        if observed is not None:
            deleted = _remove(out, desired, observed)
            describe(out, model, desired, observed, ctx, (state_of(observed), "absent"))
            if deleted:
                out.before["deleted_disks"] = deleted
        return out
    if observed is not None:
        desired = _respect_snapshots(out, model, desired, observed, ctx)
    desired = with_formats(desired, observed, ctx)
    warned = list(out.warnings)
    if observed is None or not observed.active:
        configured = plan_definition(out, model, desired, observed, ctx)
        left, repaired = _still_saved(out, model, desired, observed, configured, ctx), []
    else:
        left, repaired = plan_running(out, model, desired, observed, ctx)
    again = state == "restarted" and not ctx.started
    restart = (again and ((observed is not None and observed.active) or bool(left))) or (
        bool(left) and desired.get("restart", False) and state != "shutoff")
    if observed is not None and observed.active and (restart or state == "shutoff"):
        # The next start brings all of it, and what was not done before the guest stops need not be taken back when that fails.
        out.actions, out.warnings, repaired = [], warned, []
        plan_definition(out, model, desired, observed, ctx)
    out.restart_required = [] if restart or state == "shutoff" else left
    _tell(out, ctx)
    plan_autostart(out, desired, observed)
    _power(out, model, desired, observed, restart, left)
    now = state_of(observed)
    if out.changed or out.restart_required:
        wanted = {"present": "shutoff" if observed is None else now, "restarted": "running"}.get(state, state)
        describe(out, model, desired, observed, ctx, (now, wanted))
        describe_running(out, repaired)
        if restart:
            describe_restart(out, left)
    return out


def _record(record, former):
    """The action that records what waits."""
    return Record(xml=waiting.write(record), former=waiting.write(former))


def _tell(out, ctx):
    """One plain line for what waits, and one for what runs otherwise without waiting for anything of this engine's."""
    for option in out.restart_required:
        if option in out.reasons:
            out.warnings.append(f"guest {out.name}: {option} waits for a restart: {out.reasons[option]}")
    others = [option for option in out.restart_required if option not in out.reasons]
    if others:
        out.warnings.append(f"guest {out.name}: {options_wait(others)} for a restart")
    others = ", ".join(str(change.path) for change in out.elsewhere)
    if others and ctx.started:
        out.warnings.append(f"guest {out.name}: the restart did not change {others}")
    elif others:
        out.warnings.append(f"guest {out.name}: {others} was changed by others: the running guest differs from its configuration until it "
                            "is restarted")


def _stop(out, desired, observed, options=(), **kept):
    if state_of(observed) == "crashed" and not desired.get("force", False):
        raise Refused("the guest has crashed and is kept for inspection; it cannot shut down by itself", operation="stop it",
                      remedy="Look at it or dump its memory first (virsh dump). The option force switches it off.")
    out.add(Shutdown(options, timeout=desired.get("timeout", 0), force=desired.get("force", False),
                     state="paused" if state_of(observed) == "paused" else "running", **kept))


def _power(out, model, desired, observed, restart, left):
    """Plan the way from the present state to the wanted one."""
    state, now = desired["state"], state_of(observed)
    if restart:
        kept = {"former": former.document(model, observed), "config": xml.serialize(observed.config)} if observed.active else {}
        if not observed.active:
            out.add(StartGuest())
        _stop(out, desired, observed, left, **kept)
        paused = state == "paused" or (state == "present" and now == "paused")
        out.add(StartGuest(left, state="paused" if paused else "running"))
        return
    if state == "shutoff" and observed is not None and observed.active:
        _stop(out, desired, observed)
    elif state in ("running", "paused", "restarted"):
        if now in ("absent", "shutoff"):
            out.add(StartGuest(state="paused" if state == "paused" else "running"))
        elif now == "pmsuspended":
            out.add(Wake())
        elif now == "crashed":
            raise Refused("the guest has crashed and is kept for inspection", operation=f"bring it to {state}",
                          remedy="Look at it or dump its memory first (virsh dump). The option force shuts it off, to start again.")
        elif now != ("paused" if state == "paused" else "running"):
            out.add(Suspend() if state == "paused" else Resume())


def _remove(out, desired, observed):
    """Plan the removal; what was not named for it stays, or the removal is refused. Returns the disks that go with it."""
    named = set(desired.get("remove", ()))
    held = {"managed_save": "saved memory", "snapshots": "snapshots", "checkpoints": "checkpoints"}
    lost = [f"{words} ({word})" for word, words in held.items() if observed.status.get(word) and word not in named]
    if lost:
        raise Refused(f"it would lose its {' and '.join(lost)}", operation="remove it",
                      remedy="See whether they are needed. The option remove names what goes with the guest.")
    disks = disks_to_delete(desired, observed) if "disks" in named else []
    if observed.active:
        _stop(out, desired, observed)
    # Its definition goes last: a run that is broken off leaves the next one what names the disks.
    for disk in disks:
        out.add(DeleteDisk([OptionPath.of("remove")], volume=disk["volume"]))
        out.removes.append(("volume", disk["volume"]))
    if observed.persistent:
        out.add(UndefineGuest(former=xml.serialize(observed.config), autostart=observed.autostart, remove=sorted(named)))
    return [disk["path"] for disk in disks]


def _still_saved(out, model, desired, observed, configured, ctx):
    """The options that a guest will not have yet when it goes on from its saved memory; they are recorded once it does."""
    live = ctx.facts.ask("saved") if observed is not None and desired["state"] in ("running", "paused", "restarted") else None
    if live is None:
        return []
    observed = Observed(observed.config, live)
    changes = live_delta(model, desired, observed, ctx)
    shown = [change.path for change in changes]
    out.recorded = waiting.held(live)
    out.record = waiting.after(waiting.read(observed), configured, shown)
    out.record.update({change.path: waiting.digest(change.before) for change in changes
                       if change.path not in out.record and drift.alike(change)})
    left = list(out.record)
    if left and not desired.get("restart", False) and desired["state"] != "restarted":
        out.warnings.append(f"domain '{out.name}': it goes on from its saved memory, as it was when it was saved. Restart it for "
                            f"{', '.join(map(str, left))}.")
    return left


def _respect_snapshots(out, model, desired, observed, ctx):
    """Leave a disk alone whose declared file lies further down in the guest's present chain: a snapshot was taken."""
    if "xml" in desired:
        desired = {**desired, "xml": _above_snapshots(out, desired["xml"], observed, ctx)}
    if not desired.get("disks"):
        return desired
    kept, changed = [], False
    pairs, _free = model.nodes["disks"].match(desired["disks"], observed.config.findall("./devices/disk"), ctx)
    for wanted, elem in pairs:
        disk = wanted
        declared = disk.get("source", {}).get("file")
        present = elem.find("source").get("file") if elem is not None and elem.find("source") is not None else None
        if _is_below(declared, present, ctx):
            disk = {key: value for key, value in disk.items() if key != "source"}
            changed = True
            out.warnings.append(_stays(out, present, declared))
        kept.append(disk)
    return {**desired, "disks": kept} if changed else desired


def _stays(out, present, declared):
    return (f"domain '{out.name}': its disk is {present}, a snapshot above the declared {declared}. It stays there: pointing it "
            "back would lose what was written since. Commit or delete the snapshot, or declare the file that is in use.")


def _is_below(declared, present, ctx):
    """True where a declared file is further down in the chain of the present one."""
    return bool(declared and present and declared != present) and declared in (ctx.facts.ask("chain", present) or ())


def _above_snapshots(out, document, observed, ctx):
    """A document whose disks are the snapshots that were taken above its files."""
    present = {_target(disk): disk.find("source").get("file") for disk in observed.config.iterfind("./devices/disk[source]")}
    followed = document
    for number, disk in enumerate(document.findall("./devices/disk")):
        source = disk.find("source")
        declared = source.get("file") if source is not None else None
        held = present.get(_target(disk))
        if _is_below(declared, held, ctx):
            out.warnings.append(_stays(out, held, declared))
            followed = copy.deepcopy(document) if followed is document else followed
            disks = followed.findall("./devices/disk")
            for part in ("source", "backingStore", "driver"):
                for elem in disks[number].findall(part):
                    disks[number].remove(elem)
    return followed


def _target(disk):
    target = disk.find("target")
    return target.get("dev") if target is not None else None
