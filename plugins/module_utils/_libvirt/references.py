# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""That the objects exist to which an object refers, looked at before anything is done."""

from __future__ import annotations

import uuid

from .._model.belonging import parent_of, parts
from .._model.errors import NotFound
from .session import libvirt

# Methods of the connection; of what belongs to another object, methods of that object.
LOOKUPS = {"network": "networkLookupByName", "pool": "storagePoolLookupByName", "nwfilter": "nwfilterLookupByName",
           "volume": "storageVolLookupByName"}


def exists(conn, kind, name):
    """False where libvirt knows that there is none: it cannot tell of a volume whose pool is inactive."""
    try:
        if kind in LOOKUPS:
            _look_up(conn, kind, name)
        elif kind.endswith(" secret"):
            return _is_secret(conn, kind.partition(" ")[0], name)
    except libvirt.libvirtError as error:
        return error.get_error_code() not in (libvirt.VIR_ERR_NO_NETWORK, libvirt.VIR_ERR_NO_STORAGE_POOL,
                                              libvirt.VIR_ERR_NO_STORAGE_VOL, libvirt.VIR_ERR_NO_NWFILTER, libvirt.VIR_ERR_NO_SECRET)
    return True


def _look_up(conn, kind, name):
    parent = parent_of(kind, name)
    holder, own = (conn, name) if parent is None else (_look_up(conn, *parent), parts(name)[1])
    return getattr(holder, LOOKUPS[kind])(own)


def _is_secret(conn, use, name):
    """Whether there is a secret for a use, by its UUID, or by its usage, which may look like a UUID: one for another use is none."""
    try:
        found = conn.secretLookupByUUIDString(str(uuid.UUID(name)))
        if found.XMLDesc(0).partition("<usage type='")[2].partition("'")[0] in ("", use):
            return True
    except ValueError:
        pass
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_NO_SECRET:
            raise
    conn.secretLookupByUsage(getattr(libvirt, f"VIR_SECRET_USAGE_TYPE_{use.upper()}"), name)
    return True


def need(plan, missing, when, runs, else_):
    """Refuse, or only warn, that an object refers to what is missing: `always`, when it `runs` with it at once, or `never`."""
    where = "neither exists nor is declared in this task" if when == "always" else "does not exist"
    for kind, name in missing:
        message = f"it refers to {kind} '{name}', which {where}"
        if when == "always" or (when == "running" and runs):
            use, _space, secret = kind.rpartition(" ")
            declare = f"Declare the {secret} '{name}'{use and f' with usage_type: {use}'} first"
            raise NotFound(message, operation="converge it", remedy=f"{declare}, or correct the name.")
        plan.warnings.append(f"{plan.kind} '{plan.name}': {message}. {else_}")
