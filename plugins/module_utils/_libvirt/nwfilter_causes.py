# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused a filter."""

from __future__ import annotations

from .._model import xml
from .._model.errors import Refused
from .causes import not_in_the_schema, same_uuid


def _filter_in_use(facts):
    """Interfaces of running guests have the filter."""
    name = facts.document.get("name")
    users = sorted({binding.portDev() for binding in facts.conn.listAllNWFilterBindings(0) if binding.filterName() == name})
    if not users:
        return None
    return Refused, (f"Take it out of the guests that run with it first: virsh nwfilter-binding-list names their interfaces "
                     f"({', '.join(users)}).")


def _refers_to_itself(facts):
    """The filter refers to itself, or to one that refers to it."""
    name, seen = facts.document.get("name"), set()
    waiting = [(ref.get("filter"), ref.get("filter")) for ref in facts.document.iterfind("filterref")]
    while waiting:
        other, first = waiting.pop()
        if other == name:
            return Refused, f"Take the filter '{first}' out of filterrefs" + (": it refers to this one." if first != name else ".")
        if other not in seen:
            seen.add(other)
            below = xml.parse(facts.conn.nwfilterLookupByName(other).XMLDesc(0))
            waiting += [(ref.get("filter"), first) for ref in below.iterfind("filterref")]
    return None


CAUSES = {"define": (not_in_the_schema, _refers_to_itself, same_uuid("nwfilterLookupByUUIDString")), "undefine": (_filter_in_use,)}
