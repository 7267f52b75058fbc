# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused a network."""

from __future__ import annotations

from .._model.errors import Conflict
from . import subnets
from .causes import not_in_the_schema


def _hosts_subnet(facts):
    """The host has a route into one of the network's subnets."""
    wanted = subnets.subnets(facts.document)
    for link, network in subnets.routes() if facts.local else ():
        if any(network.prefixlen and network.overlaps(subnet) for subnet in wanted):
            return Conflict, subnets.another(link)
    return None


CAUSES = {
    "define": (not_in_the_schema,),
    "start": (_hosts_subnet,),
}
