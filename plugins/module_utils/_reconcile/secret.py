# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for secrets. A value is compared where libvirt gives it back, and never shown."""

from __future__ import annotations

import copy

from .._actions.action import Define, Undefine
from .._actions.objects import SetValue
from .._model import xml
from .._model.errors import Refused
from .._model.option_path import OptionPath
from .plan import Plan, describe, plan_definition

SET, NOT_SET = "as declared", "not as declared"
PRIVATE = OptionPath.of("private")


def plan(model, desired, observed, ctx):
    """Plan one secret.

    A new private secret is defined open, given its value, and closed last: a run that was interrupted before finds it open, and
    so knows that it is not finished.
    """
    out = Plan(model.kind, desired["name"])
    if desired["state"] == "absent":
        if observed is not None:
            out.add(Undefine(former=xml.serialize(observed.config)))
            describe(out, model, desired, observed, ctx, ("present", "absent"))
        return out
    changes = plan_definition(out, model, desired, observed, ctx)
    if any(change.path == PRIVATE and change.after is False for change in changes):
        raise Refused("libvirt never opens a private secret", operation="change it",
                      remedy="Leave private out, or give the new secret another name.")
    definition = out.actions.pop() if out.actions else None
    was_private = observed is not None and observed.config.get("private") == "yes"
    value = model.bytes_of(desired)
    wrong = value is not None and (
        desired["update_value"] == "always" if was_private else observed is None or observed.status.get("value") != value)
    closing = definition is not None and out.config.get("private") == "yes" and not was_private and value is not None
    if definition is not None and (observed is None or not closing):
        opened = copy.deepcopy(out.config)
        if closing:
            opened.set("private", "no")
        out.add(Define(definition.options, xml=xml.serialize(opened), former=definition.former))
    if wrong:
        former = observed.status.get("value") if observed else None
        out.add(SetValue([OptionPath.of("value")], value=value, former=former, made=observed is None))
    if closing:
        out.add(Define([PRIVATE], xml=definition.xml, former=definition.former))
    if out.changed:
        describe(out, model, desired, observed, ctx, ("absent" if observed is None else "present", "present"))
        if out.before is not None and value is not None:
            out.before["value"] = NOT_SET if wrong else SET
        if value is not None:
            out.after["value"] = SET
    return out
