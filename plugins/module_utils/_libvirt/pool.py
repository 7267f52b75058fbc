# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Storage pools over libvirt's API, libvirt.org/html/libvirt-libvirt-storage."""

from __future__ import annotations

from types import MappingProxyType

from .._actions.action import Define, Restore, SetAutostart, Start, Stop, Undefine
from .._actions.objects import Build, MakeFolder
from .._model.errors import NotFound, Refused
from . import device
from .driver import Driver
from .session import libvirt
from .users import Users

# Pools that appear in a folder, and pools of block devices of the host.
FOLDERS, OF_DEVICES = ("dir", "fs", "netfs"), ("fs", "disk", "logical")


class PoolDriver(Users, Driver):
    """Storage pools."""

    kind = "pool"
    if libvirt is not None:
        ACTIVE = libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE
        AUTOSTART = libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART
        PERSISTENT = libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_PERSISTENT
        GONE = frozenset((libvirt.VIR_ERR_NO_STORAGE_POOL,))

    def list_all(self, flags=0):
        return self.conn.listAllStoragePools(flags)

    def find(self, name):
        return self.conn.storagePoolLookupByName(name)

    def config_xml(self, handle):
        return handle.XMLDesc(libvirt.VIR_STORAGE_XML_INACTIVE)

    def live_xml(self, handle):
        return handle.XMLDesc(0)

    def _define(self, action, desired):
        self.conn.storagePoolDefineXML(action.xml, self.validate_flag(desired, "VIR_STORAGE_POOL_DEFINE_VALIDATE"))

    def _restore(self, action, desired):
        self.conn.storagePoolDefineXML(action.xml, 0)

    def _undefine(self, action, desired):
        self.handle(action.name).undefine()

    def planning_facts(self, name, desired, observed):
        """What a plan asks for beside the pool: what its devices hold, and whether the folder where it appears is there."""
        if desired["state"] == "absent":
            return {}
        document, config = desired.get("xml"), observed.config if observed is not None else None
        found = {}
        target = desired.get("target", {}).get("path") or _first(document, config, "./target/path")
        if target and "fs" in (desired.get("type"), *(root.get("type") for root in (document, config) if root is not None)):
            found["folder"] = self.session.trace.exists(target)
        if desired.get("build") and (observed is None or not observed.active):
            self.session.trace.void = True  # what devices hold is not in it
            found["devices"] = {path: device.facts(path) for path in _devices(desired, document, config) if path}
        return found

    def needs(self, plan, desired, observed):
        return any(isinstance(action, (Build, Start)) for action in plan.actions), "The pool cannot start without it."

    def examine(self, plan, desired, observed):
        """Refuse, or warn of, a file where the pool's folder has to be."""
        path = plan.config.findtext("./target/path") if plan.config.get("type") in FOLDERS and self.session.local else None
        there = self.session.trace.exists
        while path:
            if there(path) and not there(f"{path}/"):
                message, remedy = f"the pool's folder cannot be {plan.config.findtext('./target/path')}", (
                    f"Correct target.path: {path} is no folder.")
                if any(isinstance(action, (Build, MakeFolder, Start)) for action in plan.actions):
                    raise Refused(message, remedy=remedy)
                plan.warnings.append(f"pool '{plan.name}': {message}. The pool cannot start. {remedy}")
            path = path.rpartition("/")[0]

    def obstacles(self, plan):
        """Devices and volume groups that the host does not have."""
        builds, kind = any(isinstance(action, Build) for action in plan.actions), plan.config.get("type")
        if kind not in OF_DEVICES or not self.session.local or not (builds or any(isinstance(action, Start) for action in plan.actions)):
            return
        devices = [elem.get("path") for elem in plan.config.iterfind("./source/device")]
        lacking = [path for path in devices if path and path.startswith("/") and not self.session.trace.exists(path)]
        # A volume group may have lost some of its devices.
        if lacking and (kind != "logical" or builds or len(lacking) == len(devices)):
            yield NotFound(f"the host has no {', '.join(lacking)}", remedy="Correct source.devices, or see why the host lacks them.")
        elif kind == "logical" and not builds:
            group, groups = plan.config.findtext("./source/name") or plan.name, device.volume_groups()
            if groups is not None and group not in groups:
                yield NotFound(f"the host has no volume group '{group}'", remedy=(
                    "Name the one that is meant in source.name. For a new one, declare source.devices and build: true."))

    def _make_folder(self, action, desired):
        """Make the folder where a file system is mounted: without a flag nothing is formatted, storage_backend_fs.c."""
        self.handle(action.name).build(0)

    def _build(self, action, desired):
        """Build; what holds data is left alone unless overwriting was named."""
        flag = libvirt.VIR_STORAGE_POOL_BUILD_OVERWRITE if action.overwrite else libvirt.VIR_STORAGE_POOL_BUILD_NO_OVERWRITE
        handle = self.handle(action.name)
        # Only these take the flags; for the others building makes a folder or fails: storage_backend_*.c.
        formats = self.model_type(handle) in ("fs", "disk", "logical")
        handle.build(flag if formats else 0)

    @staticmethod
    def model_type(handle):
        """The type of a pool: the attribute at the head of its XML."""
        return handle.XMLDesc(0).partition("type='")[2].partition("'")[0]

    def _start(self, action, desired):
        handle = self.handle(action.name)
        self.start(handle, handle.create, 0)

    def _stop(self, action, desired):
        self.handle(action.name).destroy()

    def _set_autostart(self, action, desired):
        self.handle(action.name).setAutostart(int(action.value))

    HANDLERS = MappingProxyType({
        Define: _define, Restore: _restore, Undefine: _undefine, Build: _build, MakeFolder: _make_folder, Start: _start, Stop: _stop,
        SetAutostart: _set_autostart,
    })


def _first(document, config, path):
    """The text at a path in the document that is declared, else in the pool that is there."""
    return next((found for found in (root.findtext(path) for root in (document, config) if root is not None) if found), None)


def _devices(desired, document, config):
    """The paths of the devices that a pool will have."""
    declared = desired.get("source", {}).get("devices")
    if declared is not None:
        return [entry["path"] for entry in declared]
    for root in (document, config):
        found = root.findall("./source/device") if root is not None else []
        if found:
            return [elem.get("path") for elem in found]
    return []
