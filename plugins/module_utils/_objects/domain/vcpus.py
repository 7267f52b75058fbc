# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many processors a guest has."""

from __future__ import annotations

from ..._model.codecs import CPUSET, POSITIVE, UINT, YES_NO
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.node import Setter
from ..._model.values import Field
from ..common import NOT_XEN


class VcpuState(Model):
    """One processor of the guest."""

    id = Field("./@id", UINT, "Number of the processor, from 0.", required=True)
    enabled = Field("./@enabled", YES_NO, "Whether the guest may use it.", required=True, change=Setter("vcpus", once=True))
    hotpluggable = Field("./@hotpluggable", YES_NO, "Whether it can be unplugged. A processor that is not enabled has to be, and the "
                         "first must not.")
    order = Field("./@order", POSITIVE, "Place in the order in which enabled processors are added.")


def _enough(value, root):
    """True where the running guest was started with that many processors."""
    return value <= Vcpus.nodes["count"].read(root)


def _not_all(value, _elem, root):
    """libvirt adds the processors that the list leaves out."""
    count = Vcpus.nodes["count"].read(root) or 1
    if not value or len(value) == count:
        return None
    return f"{len(value)} of {count} processors are declared", "Declare each of them, from 0, or an empty list."


def _not_the_enabled(value, _elem, root):
    """libvirt counts the processors that are enabled."""
    states = root.findall("./vcpus/vcpu")
    enabled = sum(state.get("enabled") == "yes" for state in states)
    if not states or enabled == value:
        return None
    return f"{value} is declared, and {enabled} of the states are enabled", "Leave one of them out, or let both say the same."


def _numad_chooses(_value, elem, _root):
    """libvirt drops the processors where numad chooses them."""
    if elem.find("vcpu") is None or elem.find("vcpu").get("placement") != "auto":
        return None
    return "numad chooses the processors where placement is auto", "Leave it out, or set placement: static."


class InUse(Field):
    """How many processors are in use: all of them where nothing is said, and libvirt says nothing of all."""

    def read(self, elem):
        value = super().read(elem)
        return Vcpus.nodes["count"].read(elem) if value is None else value

    def to_declaration(self, elem):
        return super().read(elem)


class Vcpus(Model):
    """Processors of the guest."""

    integer_sets = "count"

    count = Field("./vcpu", POSITIVE, "Number of processors. Unless O(vcpus.current) is declared too, the guest may use all of them.",
                  resets=("/vcpu/@current", "/vcpus"))
    current = InUse("./vcpu/@current", POSITIVE, "Number of processors that the guest may use. A running one is given more "
                    "at once, and has to help when some are taken away.", resets="/vcpus", change=Setter("vcpus", fits=_enough, once=True),
                    dropped=_not_the_enabled)
    placement = Field("./vcpu/@placement", doc="Whether libvirt asks numad for the host's processors that suit the guest.",
                      choices=("static", "auto"), absent="static", resets="/numatune/memory[@placement='auto']")
    cpuset = Field("./vcpu/@cpuset", CPUSET, "Processors of the host that the guest runs on, where O(cputune) says no more, such as "
                   "V(0-3,^2).", dropped=_numad_chooses, **NOT_XEN)
    states = Children("./vcpus/vcpu", VcpuState, "State of each processor, for guests that plug them one by one. The list is complete "
                      "when it is given.", key="id", since="2.2.0", dropped=_not_all, **NOT_XEN)

    @classmethod
    def check(cls, desired, where):
        count, current = desired.get("count"), desired.get("current")
        if count is not None and current is not None and current > count:
            raise Invalid(f"{where}.current", f"{current} is more than count, which is {count}", "Declare no more than count.")
        for number, state in enumerate(desired.get("states", ())):
            at = f"{where}.states[{number}]"
            if count is not None and state["id"] >= count:
                raise Invalid(f"{at}.id", f"{state['id']} is not among {count} processors", f"Number them from 0 to {count - 1}.")
            if not state["enabled"] and state.get("hotpluggable") is False:
                raise Invalid(f"{at}.hotpluggable", "a processor that is not enabled has to be hotpluggable",
                              "Set hotpluggable or enabled to true.")


class Processors(Model):
    """Processors of the guest."""

    vcpus = Child(".", Vcpus, "Processors of the guest. An integer is their number: V(vcpus: 2) is V(vcpus: {count: 2}).")
