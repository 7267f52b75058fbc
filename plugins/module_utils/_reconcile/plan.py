# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every plan has in common: actions in order, a diff, and what still waits for a restart.

Planning is pure: from what is wanted (`desired`), what was observed (an `Observed` or None) and a context, to a `Plan`.
"""

from __future__ import annotations

import copy

from .._actions.action import Define, SetAutostart
from .._model import xml
from .._model.errors import Invalid, Refused
from .._model.node import IMMUTABLE, RECREATE
from .._model.option_path import OptionPath
from . import accepted_differences, document


class Plan:
    """What is to be done to one object, and how that looks to a person."""

    def __init__(self, kind, name):
        self.kind, self.name = kind, name
        self.actions = []
        self.done = []
        self.before = None
        self.after = None
        self.restart_required = []
        # Why an option waits, where a rule says so before the guest is asked.
        self.reasons = {}
        # Options that the running object did not take when it was asked.
        self.refused = set()
        # Those of them that are in no configuration either: the next run tries them again.
        self.pending = set()
        # Other objects that go with this one, as pairs of kind and name.
        self.removes = []
        self.warnings = []
        # Warnings of what the running object refused; a restart in the same run makes them void.
        self.refusals = []
        # Whether the object runs while the plan begins. Of such a guest: what is recorded as waiting, and what is to be, see `waiting`;
        # and the function that makes the action for it, of the record that is to be and of the former one.
        self.running, self.recorded, self.record, self.recorder = False, {}, {}, None
        # The options that such a guest is asked for once, as long as it is asked.
        self.asked = {}
        # What a running guest has otherwise than its configuration, although no run of this engine changed it.
        self.elsewhere = []
        # Options that only the running guest is given, since its configuration says so already.
        self.repairs = []
        self.config = None
        # Of a document over an object that is there: what was compared, and what differs.
        self.document = None
        self.differences = []

    def add(self, action):
        """Append an action."""
        self.actions.append(action.of(self.kind, self.name))

    @property
    def changed(self):
        """True when there is something to do."""
        return bool(self.actions)


def plan_definition(plan, model, desired, observed, ctx):
    """Plan that the object's configuration is as declared; returns the changed options.

    `plan.config` becomes the configuration as it will be. An edited copy of the present one keeps what nobody declared.
    """
    parts = model.options_beside_xml(desired)
    if observed is None:
        if "xml" in desired:
            plan.config = document.build(model, desired["xml"], parts, ctx)
        else:
            plan.config = model.build(desired, ctx)
        refuse_lost(model, parts, plan.config, ctx)
        plan.add(Define(xml=xml.serialize(plan.config)))
        return []
    if "xml" in desired:
        wanted = document.lay_under(model, desired["xml"], parts, ctx)
        changes = accepted_differences.unexplained(document.delta(model, wanted, observed.config, ctx), wanted, observed.config)
        plan.document, plan.differences = wanted, changes
        changes = changes + _beside(changes, model.delta(parts, observed.config, ctx))
    else:
        changes = model.delta(parts, observed.config, ctx)
    plan.config = observed.config
    if not changes and observed.persistent:
        return []
    refuse_impossible(model, changes)
    if changes:
        plan.config = copy.deepcopy(observed.config)
        ctx.root = plan.config
        if "xml" in desired:
            document.write(model, wanted, plan.config, ctx)
            accepted_differences.forget(plan.config)
        model.forget(plan.config)
        model.write(parts, plan.config, ctx)
        for echo in model.echoes:
            echo.follow(observed.config, plan.config)
        refuse_lost(model, parts, plan.config, ctx)
    plan.add(Define([change.path for change in changes], xml=xml.serialize(plan.config),
                    former=xml.serialize(observed.config) if observed.persistent else None))
    return changes


def refuse_lost(model, parts, config, ctx):
    """Refuse what the configuration, as it was written, does not hold: other options undo it, or libvirt would drop it."""
    for change in model.delta(parts, config, ctx):
        raise Invalid(change.path, f"{change.after!r} is declared, and other options of the declaration make it {change.before!r}",
                      "Leave one of them out.")
    model.refuse_dropped(parts, config, ctx)


def live_delta(model, desired, observed, ctx):
    """The changes that would make the running object as declared."""
    if observed.live is None:
        return []
    ctx.live = True
    try:
        if "xml" in desired:
            wanted = document.lay_under(model, desired["xml"], model.options_beside_xml(desired), ctx)
            known = accepted_differences.known_places(wanted, observed.config)
            changes = [change for change in document.delta(model, wanted, observed.live, ctx) if change.place not in known]
            return changes + _beside(changes, model.delta(model.options_beside_xml(desired), observed.live, ctx))
        return model.delta(model.options_beside_xml(desired), observed.live, ctx)
    finally:
        ctx.live = False


def _beside(changes, others):
    """The changes of declared options that a document does not ask for already, such as what they empty."""
    options = {change.path for change in changes}
    return [change for change in others if change.path not in options]


def warn_of_users(out, users):
    """Warn of the guests that refer to what is removed."""
    for is_named, what in ((True, "guests cannot start without it"), (False, "guests have storage in it")):
        names = [user["guest"] for user in users if user["named"] is is_named]
        if names:
            out.warnings.append(f"{out.kind} '{out.name}': {what}: {', '.join(names)}")


def options_wait(options):
    """Options as the subject of a sentence, and that they wait."""
    return f"{', '.join(map(str, options))} {'waits' if len(options) == 1 else 'wait'}"


def refuse_impossible(model, changes):
    """Raise for a change that the object cannot take."""
    for change in changes:
        if change.cost in (IMMUTABLE, RECREATE):
            raise Refused(
                f"{change.path} is {change.before!r} and cannot become {change.after!r} while the {model.kind} exists",
                operation="change it",
                remedy="Declare it as it is, or give the new one another name.")


def plan_autostart(plan, desired, observed):
    """Plan that the object starts with the host, or not."""
    if "autostart" in desired and desired["autostart"] != (observed.autostart if observed else False):
        plan.add(SetAutostart([OptionPath.of("autostart")], value=desired["autostart"]))


def describe_running(plan, changes):
    """Show in the diff what a running object is given although its configuration says so already."""
    if changes:
        plan.before["running"] = {str(change.path): change.before for change in changes}
        plan.after["running"] = {str(change.path): change.after for change in changes}


def describe_restart(plan, waiting):
    """Show in the diff what a restart is for."""
    plan.before["restart_required"], plan.after["restart_required"] = list(map(str, waiting)), []


def describe(plan, model, desired, observed, ctx, state):
    """Fill in the two sides of the diff: the declared options before and after. `state` is the pair of states."""
    before_state, after_state = state
    parts = model.options_beside_xml(desired)
    autostart = {"autostart": observed.autostart} if observed and "autostart" in desired else {}
    if observed is not None:
        plan.before = {"name": plan.name, "state": before_state, **autostart}
        if after_state == "absent" or "xml" in desired:
            plan.before.update(model.to_declaration(observed.config))
            beyond = {change.place: change for change in plan.differences if not change.covered}
            if beyond:
                plan.before["xml"] = {place: change.before for place, change in beyond.items()}
        else:
            plan.before.update(model.restrict(parts, observed.config, ctx))
    if after_state != "absent":
        plan.after = {"name": plan.name, "state": after_state}
        if "autostart" in desired:
            plan.after["autostart"] = desired["autostart"]
        plan.after.update(model.to_declaration(plan.config) if "xml" in desired else model.to_user(parts))
        if observed is not None and "xml" in plan.before:
            plan.after["xml"] = {place: change.after for place, change in beyond.items()}
