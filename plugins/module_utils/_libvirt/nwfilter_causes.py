# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused a filter."""

from __future__ import annotations

from .._model.errors import Refused
from .causes import not_in_the_schema


def _filter_in_use(facts):
    """Interfaces of running guests have the filter."""
    name = facts.document.get("name")
    users = sorted({binding.portDev() for binding in facts.conn.listAllNWFilterBindings(0) if binding.filterName() == name})
    if not users:
        return None
    return Refused, (f"Take it out of the guests that run with it first: virsh nwfilter-binding-list names their interfaces "
                     f"({', '.join(users)}).")


CAUSES = {"define": (not_in_the_schema,), "undefine": (_filter_in_use,)}
