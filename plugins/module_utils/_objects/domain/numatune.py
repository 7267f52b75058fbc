# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which memory of the host a guest gets."""

from __future__ import annotations

from ..._model.codecs import CPUSET, UINT
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.node import Setter
from ..._model.values import Field
from ..common import NOT_XEN

MODES = ("strict", "preferred", "interleave", "restrictive")
MODE = ("V(strict) takes memory from these nodes alone, V(preferred) from them first, V(interleave) from them in turn, and "
        "V(restrictive) leaves it to cgroups, so that it can be changed while the guest runs.")


def _movable(_value, root):
    """True where the running guest's memory is held to its nodes by what can be changed: control groups."""
    memory = root.find("./numatune/memory")
    return memory is not None and memory.get("mode", "strict") in ("strict", "restrictive")


class NumaMemory(Model):
    """Memory of the guest as a whole."""

    mode = Field("./@mode", doc=f"How the nodes are used. {MODE}", choices=MODES, absent="strict")
    nodeset = Field("./@nodeset", CPUSET, "Nodes of the host, such as V(0-1).", resets="@placement",
                    change=Setter("numa", "numa_nodeset", fits=_movable))
    placement = Field("./@placement", doc="Whether libvirt asks numad for the nodes that suit the guest.", choices=("static", "auto"),
                      absent="static")

    @classmethod
    def check(cls, desired, where):
        if desired.get("placement") == "auto" and "nodeset" in desired:
            raise Invalid(f"{where}.nodeset", "numad chooses the nodes where placement is auto", "Leave one of the two out.")


class MemNode(Model):
    """Memory of one NUMA cell of the guest."""

    cellid = Field("./@cellid", UINT, "Number of the guest's cell.", required=True)
    mode = Field("./@mode", doc=f"How the nodes are used. {MODE}", choices=MODES, required=True)
    nodeset = Field("./@nodeset", CPUSET, "Nodes of the host, such as V(0-1).", required=True)


class NumaTune(Model):
    """Which memory of the host the guest gets."""

    memory = Child("./memory", NumaMemory, "Memory of the guest as a whole.")
    memnodes = Children("./memnode", MemNode, "Memory of each NUMA cell of the guest. The list is complete when it is given.",
                        key="cellid", since="1.2.7")


class NumaTuning(Model):
    """Which memory of the host the guest gets."""

    numatune = Child("./numatune", NumaTune, "Which nodes of the host hold the guest's memory. An empty dictionary leaves it to the "
                     "host.", empty_removes=True, **NOT_XEN)
