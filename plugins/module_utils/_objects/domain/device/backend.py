# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a guest's character device is connected to on the host: one set of backends for all such devices."""

from __future__ import annotations

from ...._model.codecs import ON_OFF, PATH, STR, YES_NO
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child
from ...._model.union import Union
from ...._model.values import Field
from .common import Reconnect, labels_option

_MODES = ("connect", "bind")


class PathBackend(Model):
    """A device, a file or a pipe of the host."""

    path = Field("./source/@path", PATH, "Path on the host.", required=True)
    seclabels = labels_option()


class FileBackend(Model):
    """A file that takes what the guest writes."""

    path = Field("./source/@path", PATH, "Path on the host.", required=True)
    append = Field("./source/@append", ON_OFF, "Whether the file is kept when the guest starts.", absent=False)
    seclabels = labels_option()


class UnixBackend(Model):
    """A socket of the host."""

    mode = Field("./source/@mode", STR, "Whether the guest's side listens or connects.", choices=_MODES, absent="connect")
    path = Field("./source/@path", PATH, "Path of the socket. A channel's may be left to libvirt.")
    reconnect = Child("./source/reconnect", Reconnect, "Whether and when a lost connection is made again.", empty_removes=True)
    seclabels = labels_option()

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        if "path" not in desired and desired.pop("mode", "bind") != "bind":
            raise Invalid(f"{where}.path", "a socket to connect to has a path", "Declare path.")
        return desired


class TcpBackend(Model):
    """A TCP connection."""

    mode = Field("./source/@mode", STR, "Whether the guest's side listens or connects.", choices=_MODES, absent="connect")
    host = Field("./source/@host", STR, "Name or address.", required=True)
    service = Field("./source/@service", STR, "Port, by number or name.", required=True)
    tls = Field("./source/@tls", YES_NO, "Whether the connection is encrypted.")
    reconnect = Child("./source/reconnect", Reconnect, "Whether and when a lost connection is made again.", empty_removes=True)
    protocol = Field("./protocol/@type", STR, "Protocol on the connection.", choices=("raw", "telnet", "telnets", "tls"),
                     absent="raw")


class UdpBackend(Model):
    """UDP packets."""

    connect_host = Field("./source[@mode='connect']/@host", STR, "Name or address that packets go to.")
    connect_service = Field("./source[@mode='connect']/@service", STR, "Port that packets go to.", required=True)
    bind_host = Field("./source[@mode='bind']/@host", STR, "Address that packets come to.")
    bind_service = Field("./source[@mode='bind']/@service", STR, "Port that packets come to.")


class SpicePortBackend(Model):
    """A named port of the SPICE server."""

    channel = Field("./source/@channel", STR, "Name of the port, such as V(org.qemu.console.serial.0).", required=True)


class DbusBackend(Model):
    """A port of the display on D-Bus."""

    channel = Field("./source/@channel", STR, "Name of the port; a redirected device has none.")


class NmdmBackend(Model):
    """A null modem (FreeBSD)."""

    master = Field("./source/@master", PATH, "Path of the guest's end.", required=True)
    slave = Field("./source/@slave", PATH, "Path of the host's end.", required=True)


class VdagentBackend(Model):
    """The desktop agent, served by QEMU itself."""

    clipboard = Field("./source/clipboard/@copypaste", YES_NO, "Whether the clipboard is shared.")
    mouse = Field("./source/mouse/@mode", STR, "Whether the client or the server draws the mouse pointer.", choices=("server", "client"))


class PtyBackend(Model):
    """A terminal that the host makes when the guest starts."""


class SimpleBackend(Model):
    """A backend without details."""


BACKENDS = {
    "pty": PtyBackend, "dev": PathBackend, "file": FileBackend, "pipe": PathBackend, "unix": UnixBackend, "tcp": TcpBackend,
    "udp": UdpBackend, "null": SimpleBackend, "stdio": SimpleBackend, "vc": SimpleBackend, "spicevmc": SimpleBackend,
    "spiceport": SpicePortBackend, "qemu-vdagent": VdagentBackend, "dbus": DbusBackend, "nmdm": NmdmBackend,
}


def backend_option(doc="What the device is connected to on the host.", *, absent="pty", **common):
    """The option that says what a character device is connected to; `absent` is what libvirt assumes."""
    return Union("./@type", BACKENDS, doc, absent=absent, clears_on_switch=("source", "protocol", "@tty"), never_infer=("qemu-vdagent",),
                 **common)


class Log(Model):
    """A file that keeps what the guest wrote."""

    file = Field("./@file", PATH, "Path of the file.", required=True)
    append = Field("./@append", ON_OFF, "Whether the file is kept when the guest starts.")


def log_option():
    """The option that keeps what a device writes."""
    return Child("./log", Log, "File that keeps what the guest wrote. An empty dictionary keeps nothing.", empty_removes=True)
