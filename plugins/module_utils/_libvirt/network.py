# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Networks over libvirt's API, libvirt.org/html/libvirt-libvirt-network."""

from __future__ import annotations

from types import MappingProxyType

from .._actions.action import Define, Restore, SetAutostart, Start, Stop, Undefine
from .._actions.objects import PlugIn, UpdateNetwork
from .._model import status, xml
from .._model.errors import Conflict, HypervisorError, NotWhileRunning
from .._objects.network import Network
from . import ports, subnets
from .driver import Driver
from .session import libvirt
from .usage import guests_of
from .users import Users

# Commands of virNetworkUpdate by the words that plans use.
COMMANDS = {"add": "ADD_LAST", "delete": "DELETE"}
# Modes in which each device of a network is lent to one guest.
EXCLUSIVE = ("passthrough", "hostdev")


class NetworkDriver(Users, Driver):
    """Virtual networks."""

    kind = "network"
    if libvirt is not None:
        ACTIVE = libvirt.VIR_CONNECT_LIST_NETWORKS_ACTIVE
        AUTOSTART = libvirt.VIR_CONNECT_LIST_NETWORKS_AUTOSTART
        PERSISTENT = libvirt.VIR_CONNECT_LIST_NETWORKS_PERSISTENT
        GONE = frozenset((libvirt.VIR_ERR_NO_NETWORK,))
        # How a running network refuses a change that the plan took to be possible, by other rules than are known: it waits then.
        NOT_AT_ONCE = (libvirt.VIR_ERR_OPERATION_INVALID, libvirt.VIR_ERR_OPERATION_UNSUPPORTED, libvirt.VIR_ERR_CONFIG_UNSUPPORTED)

    def __init__(self, session):
        super().__init__(session)
        self._loose = None

    def load(self):
        super().load()
        self._loose = None

    def list_all(self, flags=0):
        return self.conn.listAllNetworks(flags)

    def find(self, name):
        return self.conn.networkLookupByName(name)

    def config_xml(self, handle):
        return handle.XMLDesc(libvirt.VIR_NETWORK_XML_INACTIVE)

    def live_xml(self, handle):
        return handle.XMLDesc(0)

    def claiming(self, handle):
        """The bridge that a network has, and the one that it is to have: src/conf/virnetworkobj.c."""
        return self.live_xml(handle), self.config_xml(handle)

    def parse(self, text):
        """Without how many guests use it: that is never compared, nor written."""
        return status.strip(self.kind, super().parse(text))

    def status(self, handle, observed, desired):
        gone = {name for kind, name in self.gone if kind == "domain"}
        cut_off = [port for port in self._cut_off(handle, observed) if port["guest"] not in gone] if desired is not None else []
        if not observed.active:
            return {"cut_off": cut_off}
        stops = desired is not None and (desired.get("restart") or desired["state"] in ("absent", "inactive"))
        forward = observed.live.find("forward")
        found = {"ports": [port for port in ports.read(self.conn, handle) if port["guest"] not in gone]} if stops else {}
        found["cut_off"] = cut_off
        if forward is not None and forward.get("mode") in EXCLUSIVE:
            found["lent"] = any(owner not in gone for owner in ports.owners(handle))
        return found

    def _cut_off(self, handle, observed):
        """The interfaces of running guests that were on a network; guests are only read where taps of this host are in no bridge.

        A network that still has the port has lost nothing: somebody took the tap out of the bridge.
        """
        if self._loose is None:
            self._loose = ports.loose(self.session.trace.exists) if self.session.local else ()
        found = ports.cut_off(handle.name(), guests_of(self.session), self._loose) if self._loose else []
        held = {port.UUIDString() for port in handle.listAllPorts(0)} if found and observed.active else ()
        return [port for port in found if port["port"] not in held]

    def obstacles(self, plan):
        """A link of the host's that has the name of the bridge, which libvirt makes itself, or the network's subnet."""
        starts, stops = (any(isinstance(action, kind) for action in plan.actions) for kind in (Start, Stop))
        former = [xml.parse(action.config) for action in plan.actions if isinstance(action, Stop) and action.config]
        own = [bridge.get("name") for document in (plan.config, *former) for bridge in document.iterfind("./bridge")]
        taken = subnets.taken(plan.config, own) if starts and self.session.local else None
        if taken is not None:
            yield taken
        name = dict(Network.unique_values({"xml": plan.config})).get("bridge.name")
        if starts and not stops and name and self.session.local and self.session.trace.exists(f"/sys/class/net/{name}"):
            yield Conflict(f"libvirt makes the bridge {name}, and there is a link of that name", remedy=(
                f"The host has a link {name} of its own: give the network another bridge.name, or, if guests are to be on that bridge of "
                "the host, declare forward: {mode: bridge} and no ips."))

    def _define(self, action, desired):
        flag = self.validate_flag(desired, "VIR_NETWORK_DEFINE_VALIDATE")
        self.conn.networkDefineXMLFlags(action.xml, flag) if flag else self.conn.networkDefineXML(action.xml)

    def _restore(self, action, desired):
        self.conn.networkDefineXML(action.xml)

    def _undefine(self, action, desired):
        self.handle(action.name).undefine()

    def _start(self, action, desired):
        handle = self.handle(action.name)
        self.start(handle, handle.create)

    def _stop(self, action, desired):
        self.handle(action.name).destroy()

    def _set_autostart(self, action, desired):
        self.handle(action.name).setAutostart(int(action.value))

    def _update(self, action, desired):
        try:
            self.handle(action.name).update(
                getattr(libvirt, f"VIR_NETWORK_UPDATE_COMMAND_{COMMANDS[action.command]}"),
                getattr(libvirt, f"VIR_NETWORK_SECTION_{action.section.upper()}"),
                action.index, action.xml, libvirt.VIR_NETWORK_UPDATE_AFFECT_LIVE)
        except libvirt.libvirtError as error:
            if error.get_error_code() not in self.NOT_AT_ONCE:
                raise
            raise NotWhileRunning(error.get_error_message()) from None

    def _plug_in(self, action, desired):
        try:
            ports.plug_in(self.handle(action.name), action.ports)
        except OSError as error:
            raise HypervisorError(error.strerror or str(error), remedy="Restart the guests that are plugged into it.") from None

    HANDLERS = MappingProxyType({
        Define: _define, Restore: _restore, Undefine: _undefine, Start: _start, Stop: _stop, SetAutostart: _set_autostart,
        UpdateNetwork: _update, PlugIn: _plug_in,
    })
