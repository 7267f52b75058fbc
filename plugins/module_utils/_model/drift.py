# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Drift: what a running object has otherwise than its configuration.

A running guest shows how its configuration was carried out, in other words and with more in it. So only that is drift which both
documents express alike.
"""

from __future__ import annotations

import copy

from . import still_waiting, waiting, xml
from .nested import Children
from .node import LIVE, USER, Setter
from .values import Field


def changes(model, observed, ctx):
    """The changes that would make the running object as its configuration is."""
    config, live = (_said_once(model, *roots) for roots in ((observed.config, observed.live), (observed.live, observed.config)))
    desired = model.options_beside_xml(model.held(config)[0])
    # What lost its last member is a list without members.
    desired.update((name, []) for name, node in model.nodes.items()
                   if isinstance(node, Children) and node.owner == USER and not xml.find_all(config, node.path.steps))
    ctx.live = True
    try:
        return model.delta(desired, live, ctx)
    finally:
        ctx.live = False


def _said_once(model, root, other):
    """A document without the echoes in it: a running object keeps its first one where the other place is reordered."""
    if not model.echoes:
        return root
    bare = copy.deepcopy(root)
    for echo in model.echoes:
        echo.say_once(bare, other)
    return bare


def alike(change):
    """True where configuration and running guest tell of one thing in one way: both have a value, or one of them lacks a device."""
    if isinstance(change.cost, Setter) and not change.cost.waits:
        return False
    if isinstance(change.node, Field):
        return change.before is not None and change.after is not None
    return isinstance(change.node, Children) and change.node.change == LIVE and change.node.owner == USER


def describe(model, observed, ctx):
    """The options that wait for the next start, and the differences: option, value in the configuration, value of the running object."""
    found, waits = [], []
    if observed.live is not None and observed.persistent:
        differ = changes(model, observed, ctx)
        record = waiting.read(observed)
        over = still_waiting.over(model, {}, record, (), observed.config, observed.live, lambda: differ)
        waits = [option for option in record if option not in over]
        found = [change for change in differ if ctx.kind != "domain" or alike(change) or change.path in waits]
    options = [change.path for change in found]
    options += [option for option in waits if not still_waiting.is_among(model, option, options)]
    return list(map(str, options)), [(str(change.path), change.after, change.before) for change in found]
