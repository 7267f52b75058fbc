# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Network filters over libvirt's API, libvirt.org/html/libvirt-libvirt-nwfilter."""

from __future__ import annotations

from .driver import Driver
from .session import libvirt


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

    def do_define(self, name, payload, want):
        flag = self.validate_flag(want, "VIR_NWFILTER_DEFINE_VALIDATE")
        self.conn.nwfilterDefineXMLFlags(payload, flag) if flag else self.conn.nwfilterDefineXML(payload)

    def do_undefine(self, name, payload, want):
        self.handle(name).undefine()

    def describe(self, model, name, have):
        return {}
