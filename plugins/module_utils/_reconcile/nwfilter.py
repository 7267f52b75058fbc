# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for what is defined and nothing else: filters."""

from __future__ import annotations

from .._actions.action import Undefine
from .._model import xml
from .._model.errors import Refused
from .plan import Plan, describe, plan_definition, warn_of_users


def plan(model, desired, observed, ctx):
    """Plan one filter. Running guests take a changed one at once."""
    out = Plan(model.kind, desired["name"])
    before = "absent" if observed is None else "present"
    if desired["state"] == "absent":
        if observed is not None:
            if observed.status.get("guests"):
                raise Refused(f"it filters interfaces of running guests: {', '.join(observed.status['guests'])}", operation="remove it",
                              remedy="Take it out of the interfaces of these guests, or stop the guests, first.")
            warn_of_users(out, ctx.facts.ask("users") or ())
            out.add(Undefine(former=xml.serialize(observed.config)))
    else:
        plan_definition(out, model, desired, observed, ctx)
    if out.changed:
        describe(out, model, desired, observed, ctx, (before, desired["state"]))
    return out
