# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for seeds: what the plan of the volume leaves to do, and what is written into it.

A guest reads its seed once. Until that is proven, the seed is written anew whenever it is declared otherwise. Then it is spent: what
it keeps is what the guest has read, and a changed declaration is only told, until the user says what is to become of it.

`observed.status` has `content`, all bytes of the volume; `held`, what they are (None: nothing of ours); `changed`, the options that
are declared otherwise than recorded (None: nobody can tell).
"""

from __future__ import annotations

import copy
import dataclasses

from .._actions.seed import WriteSeed
from .._actions.volume import Create
from .._model.errors import Refused, Unsupported
from .._model.option_path import OptionPath
from .._seed import nocloud
from .._seed.record import VERSION, Record
from . import volume as volumes
from .plan import Plan

SAME, OTHER = "as declared", "not as declared"
# The options that make each file.
OPTIONS = {nocloud.META: ("instance_id", "hostname", "meta_data"), nocloud.USER: ("user_data",),
           nocloud.NETWORK: ("network_config",), nocloud.VENDOR: ("vendor_data",)}


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What a volume is to hold. `signed`: the record is to have digests of what is declared now; else it keeps those that it has.

    `options` are those that ask for it beside the content itself.
    """

    files: dict
    record: Record
    signed: bool = False
    options: tuple = ()


def plan(model, desired, observed, ctx):
    """Plan one seed."""
    volume = volumes.plan(model.volume, model.as_volume(desired), observed, ctx)
    out = Plan(model.kind, model.identity(desired))
    out.before, out.after, out.config, out.warnings = volume.before, volume.after, volume.config, volume.warnings
    for action in volume.actions:
        out.add(action)
    if desired["state"] == "absent":
        if out.changed and "held" in observed.status:
            _refuse_foreign(observed.status["held"], "remove it")
        return out
    made = next((action for action in out.actions if isinstance(action, Create)), None)
    if made is not None:
        made.filled = True
        wanted = _first(desired)
        out.add(WriteSeed(files=wanted.files, record=wanted.record, declared=nocloud.declared(desired)))
        _describe(out, model, desired, None, wanted)
        return out
    held, changed = observed.status["held"], observed.status["changed"]
    _refuse_foreign(held)
    wanted = _next(desired, held, changed)
    if wanted.record.spent and not wanted.signed and changed != []:
        out.warnings.append(_tell_changed(out.name, changed))
    if wanted.signed or held.files != wanted.files or held.record != wanted.record:
        out.add(WriteSeed([OptionPath.of(name) for name in _differing(held, wanted)], files=wanted.files, record=wanted.record,
                          declared=nocloud.declared(desired) if wanted.signed else None, former=observed.status["content"]))
    if out.changed:
        _describe(out, model, desired, held, wanted)
    return out


def _first(desired):
    """What a new volume is to hold."""
    files, spent = nocloud.files(desired), desired.get("spent", False)
    return Wanted(nocloud.spent(files) if spent else files, Record(spent=spent), signed=True)


def _next(desired, held, changed):
    """What the volume of a seed is to hold."""
    record = held.record
    files = nocloud.files(desired, record.generation)
    if record.spent:
        return _of_spent(desired, held, changed)
    if desired.get("spent"):
        # It keeps what the guest has read, which may be another declaration than this one.
        read = held.files or files
        return Wanted(nocloud.spent(read), dataclasses.replace(record, spent=True), read == files, ("spent",))
    return Wanted(files, record, files != held.files)


def _of_spent(desired, held, changed):
    """What the volume of a spent seed is to hold."""
    record = held.record
    if "first_boot" in desired and changed is None:
        raise Refused("it was spent on another host, or this host's key for seeds is lost, so nobody can tell whether the guest has "
                      "read this declaration", operation="hand it to the guest again",
                      remedy="Declare accept: seed in place of first_boot; change the declaration afterwards if the guest is to have it.")
    if "first_boot" in desired and changed:
        generation = record.generation + 1
        return Wanted(nocloud.files(desired, generation), Record(generation=generation), True, ("first_boot",))
    # What was written by half holds nothing of which the rest could be made.
    files = nocloud.spent(nocloud.files(desired, record.generation)) if held.files is None else held.files
    accepted = "accept" in desired and changed != []
    return Wanted(files, record, accepted, ("accept",) if accepted else ())


def _refuse_foreign(held, operation="write it"):
    """Refuse to touch what no run of this module has written."""
    if held is None:
        raise Refused("the volume holds something else than a seed", operation=operation,
                      remedy="Give the seed another name, or see what the volume is for.")
    if held.version > VERSION:
        raise Unsupported(f"the seed was written by a newer version of this collection (its record has version {held.version})",
                          operation="read it", remedy="Use that version of the collection, or a newer one.")


def _tell_changed(name, changed):
    """The warning about a declaration that the guest has not read."""
    if changed is None:
        return (f"seed {name} was spent on another host, or this host's key for seeds is lost: nobody can tell whether its declaration "
                "changed; set accept: seed to record it")
    one = len(changed) == 1
    return (f"{', '.join(changed)} of seed {name} changed: {'it applies' if one else 'they apply'} at a first boot only; "
            f"set first_boot: again to hand {'it' if one else 'them'} to the guest, or accept: seed to record {'it' if one else 'them'}")


def _differing(held, wanted):
    """The options for whose sake the volume is written."""
    before = held.files or {}
    found = [option for name, options in OPTIONS.items() if before.get(name) != wanted.files.get(name)
             for option in _named(options, before.get(name), wanted.files.get(name))]
    return [*dict.fromkeys((*wanted.options, *found))]


def _named(options, before, after):
    """Of the options that make `meta-data`, those that differ; the one of any other file."""
    if len(options) == 1:
        return options
    one, other = ({nocloud.INSTANCE: None, nocloud.HOSTNAME: None, **nocloud.contents(data or b"{}")} for data in (before, after))
    named = (("instance_id", nocloud.INSTANCE), ("hostname", nocloud.HOSTNAME))
    found = [option for option, key in named if one.pop(key) != other.pop(key)]
    return [*found, "meta_data"] if one != other else found


def _describe(out, model, desired, held, wanted):
    """Fill in the two sides of the diff, which name keys and no content, and the document as it will be."""
    about = {"name": desired["name"], "pool": desired["pool"], "state": "present"}
    before = (held.files or {}) if held is not None else {}
    if held is not None:
        out.before = {**about, "spent": held.record.spent, **_shown(before, wanted.files, OTHER)}
    out.after = {**about, "spent": wanted.record.spent, **_shown(wanted.files, before, SAME)}
    if "accept" in wanted.options:
        out.before["declaration"], out.after["declaration"] = "another", "recorded"
    out.config = copy.deepcopy(out.config)
    model.describe(out.config, desired["pool"], wanted.files, wanted.record.spent)


def _shown(files, others, differing):
    """What may be shown of files: the identity of the guest, and of all else which keys there are."""
    shown, inside = {}, {}
    for name, data in sorted(files.items()):
        found, other = nocloud.contents(data), nocloud.contents(others.get(name, b"")) or {}
        if name == nocloud.META:
            shown = {"instance_id": found.pop(nocloud.INSTANCE), "hostname": found.pop(nocloud.HOSTNAME)}
        if found is None:
            inside[name] = f"a text {SAME if others.get(name) == data else differing}"
        elif found or name != nocloud.META:
            inside[name] = {key: SAME if other.get(key, other) == value else differing for key, value in found.items()}
    return {**shown, "files": inside}
