# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Network filters over libvirt's API, libvirt.org/html/libvirt-libvirt-nwfilter."""

from __future__ import annotations

from types import MappingProxyType

from .._actions.action import Define, Restore, Undefine
from .._model import xml
from .driver import Driver
from .session import libvirt

# The time that libvirt's schema takes for an element doubles with each attribute: 0.1 s for ten of them, hours for all that stp has.
CHECKED = 10


class NwfilterDriver(Driver):
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

    def _define(self, action, want):
        checkable = max(len(elem.attrib) for elem in xml.parse(action.xml).iter()) <= CHECKED
        flag = self.validate_flag(want, "VIR_NWFILTER_DEFINE_VALIDATE") if checkable else 0
        self.conn.nwfilterDefineXMLFlags(action.xml, flag) if flag else self.conn.nwfilterDefineXML(action.xml)

    def _restore(self, action, want):
        self.conn.nwfilterDefineXML(action.xml)

    def _undefine(self, action, want):
        self.handle(action.name).undefine()

    HANDLERS = MappingProxyType({Define: _define, Restore: _restore, Undefine: _undefine})

    def describe(self, model, name, have):
        return {}
