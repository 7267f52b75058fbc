# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Network filters over libvirt's API, libvirt.org/html/libvirt-libvirt-nwfilter."""

from __future__ import annotations

from types import MappingProxyType

from .._actions.action import Define, Restore, Undefine
from .._model import xml
from .._model.errors import Refused
from .driver import Driver
from .reading import read_each
from .session import libvirt
from .users import Users

# The time that libvirt's schema takes for an element doubles with each attribute: 0.1 s for ten of them, hours for all that stp has.
CHECKED = 10


class NwfilterDriver(Users, Driver):
    """Network filters."""

    kind = "nwfilter"
    if libvirt is not None:
        GONE = frozenset((libvirt.VIR_ERR_NO_NWFILTER,))

    def list_all(self, flags=0):
        return self.conn.listAllNWFilters(flags)

    def find(self, name):
        return self.conn.nwfilterLookupByName(name)

    def config_xml(self, handle):
        return handle.XMLDesc(0)

    def status(self, handle, observed, desired):
        """The guests that run with a filter that is to be removed: libvirt refuses that, src/conf/virnwfilterobj.c."""
        if desired is None or desired["state"] != "absent":
            return {}
        bindings = list(read_each(self.conn.listAllNWFilterBindings(0), lambda each: (each.filterName(), xml.parse(each.XMLDesc(0)))))
        using = [name for name in {name for name, _binding in bindings} if handle.name() in self._closure(name)]
        return {"guests": sorted({binding.findtext("./owner/name") for name, binding in bindings if name in using}
                                 - {name for kind, name in self.gone if kind == "domain"})}

    def _define(self, action, desired):
        checkable = max(len(elem.attrib) for elem in xml.parse(action.xml).iter()) <= CHECKED
        flag = self.validate_flag(desired, "VIR_NWFILTER_DEFINE_VALIDATE") if checkable else 0
        self.conn.nwfilterDefineXMLFlags(action.xml, flag) if flag else self.conn.nwfilterDefineXML(action.xml)

    def _restore(self, action, desired):
        self.conn.nwfilterDefineXML(action.xml)

    def _undefine(self, action, desired):
        self.handle(action.name).undefine()

    HANDLERS = MappingProxyType({Define: _define, Restore: _restore, Undefine: _undefine})

    def needs(self, plan, desired, observed):
        return False, "No guest can start with it until then."

    def examine(self, plan, desired, observed):
        """Whether none of the filters that this one refers to refers to it."""
        self._refuse_loop(plan)
        self.planned[plan.name] = (plan.config, False)

    def _closure(self, name):
        """A filter and all that it refers to."""
        found, waiting = set(), [name]
        while waiting:
            other = waiting.pop()
            if other not in found:
                found.add(other)
                waiting += self._refers(other)
        return found

    def _refuse_loop(self, plan):
        """Refuse a filter that refers to itself, or to one that refers to it: libvirt takes no loops."""
        seen, waiting = set(), [(name, name) for name in _referred(plan.config)]
        while waiting:
            other, first = waiting.pop()
            if other == plan.name:
                raise Refused("it would refer to itself", remedy=(
                    f"Take the filter '{first}' out of filterrefs{'.' if first == other else ': it refers to this one.'}"))
            if other not in seen:
                seen.add(other)
                waiting += [(name, first) for name in self._refers(other)]

    def _refers(self, name):
        """The filters that another one refers to, as this run has planned it or as it is; none where it does not exist."""
        if name in self.planned:
            return _referred(self.planned[name][0])
        if name not in self.handles or (self.kind, name) in self.gone:
            return ()
        return [found for text in read_each([self.handles[name]], self.config_xml) for found in _referred(xml.parse(text))]


def _referred(config):
    return [ref.get("filter") for ref in config.iterfind("./filterref")]
