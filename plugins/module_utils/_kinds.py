# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which model, driver and planner belong to a kind.

Everything is imported when a kind is first used: a module is compiled anew at each run, and most runs need one kind.
"""
# Said above: why imports stand in functions.
# ruff: noqa: PLC0415

from __future__ import annotations

# In order of dependence: each kind may refer to those before it.
ORDER = ("secret", "nwfilter", "network", "pool", "volume", "domain")
PLURALS = {kind: f"{kind}s" for kind in ORDER}


def model_of(kind):
    """The declaration of a kind."""
    if kind == "network":
        from ._objects.network import Network as found
    elif kind == "pool":
        from ._objects.pool import Pool as found
    elif kind == "volume":
        from ._objects.volume import Volume as found
    elif kind == "secret":
        from ._objects.secret import Secret as found
    elif kind == "nwfilter":
        from ._objects.nwfilter import Nwfilter as found
    elif kind == "domain":
        from ._objects.domain.domain import Domain as found
    else:
        raise KeyError(kind)
    return found


def driver_of(kind):
    """The class of a kind's driver."""
    if kind == "network":
        from ._libvirt.network import NetworkDriver as found
    elif kind == "pool":
        from ._libvirt.pool import PoolDriver as found
    elif kind == "volume":
        from ._libvirt.volume import VolumeDriver as found
    elif kind == "secret":
        from ._libvirt.secret import SecretDriver as found
    elif kind == "nwfilter":
        from ._libvirt.nwfilter import NwfilterDriver as found
    elif kind == "domain":
        from ._libvirt.domain import DomainDriver as found
    else:
        raise KeyError(kind)
    return found


def planner_of(kind):
    """The function that plans a kind: of a model, what is wanted, what is there, and a context."""
    if kind in ("network", "pool"):
        from ._reconcile.lifecycle import POLICIES, plan

        policy = POLICIES[kind]
        return lambda model, want, have, ctx: plan(model, want, have, ctx, policy)
    if kind == "volume":
        from ._reconcile.volume import plan as found

        return found
    if kind == "secret":
        from ._reconcile.secret import plan as found

        return found
    if kind == "nwfilter":
        from ._reconcile.definition import plan as found

        return found
    if kind == "domain":
        from ._reconcile.domain import plan as found

        return found
    raise KeyError(kind)
