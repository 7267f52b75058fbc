# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets over libvirt's API, libvirt.org/html/libvirt-libvirt-secret."""

from __future__ import annotations

from types import MappingProxyType

from .._actions.action import Define, Restore, Undefine
from .._actions.objects import SetValue
from .._model.errors import Conflict
from .._objects.secret import Secret
from .driver import Driver
from .session import libvirt


class SecretDriver(Driver):
    """Secrets, by the name of their usage, or by UUID where they have none."""

    kind = "secret"
    if libvirt is not None:
        GONE = frozenset((libvirt.VIR_ERR_NO_SECRET,))

    def list_all(self, flags=0):
        return self.conn.listAllSecrets(flags)

    def key(self, handle):
        return handle.usageID() or handle.UUIDString()

    def load(self):
        super().load()
        self.twins = len(self.handles) != len(self.list_all())

    def read(self, name, desired=None):
        if self.handles is None:
            self.load()
        if self.twins:
            same = [handle for handle in self.list_all() if self.key(handle) == name]
            types = {handle: handle.XMLDesc(0).partition("<usage type='")[2].partition("'")[0] for handle in same}
            if desired is not None and "usage_type" in desired:
                same = [handle for handle in same if types[handle] == desired["usage_type"]]
            if len(same) > 1:
                raise Conflict(f"several secrets have this usage: {', '.join(sorted(types.values()))}", kind=self.kind, name=name,
                               operation="find it", remedy="Declare usage_type.")
            self.handles.pop(name, None)
            if same:
                self.handles[name] = same[0]
        return super().read(name, desired)

    def config_xml(self, handle):
        return handle.XMLDesc(0)

    def status(self, handle, observed, desired):
        if desired is None or observed.config.get("private") == "yes" or Secret.bytes_of(desired) is None:
            return {}
        try:
            return {"value": handle.value()}
        except libvirt.libvirtError as error:
            if error.get_error_code() == libvirt.VIR_ERR_NO_SECRET:
                return {"value": None}
            raise

    def _define(self, action, desired):
        self.handles[action.name] = self.conn.secretDefineXML(action.xml, self.validate_flag(desired, "VIR_SECRET_DEFINE_VALIDATE"))

    def _restore(self, action, desired):
        self.handles[action.name] = self.conn.secretDefineXML(action.xml, 0)

    def _set_value(self, action, desired):
        self.handles[action.name].setValue(action.value)

    def _undefine(self, action, desired):
        self.handles[action.name].undefine()

    HANDLERS = MappingProxyType({Define: _define, Restore: _restore, Undefine: _undefine, SetValue: _set_value})

    def declare(self, model, observed):
        data = super().declare(model, observed)
        data.setdefault("name", observed.config.findtext("uuid"))
        return data
