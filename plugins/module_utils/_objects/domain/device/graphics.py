# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a person sees a guest: VNC, SPICE, RDP, and windows of the host."""

from __future__ import annotations

from ...._model.codecs import ON_OFF, PATH, STR, UINT, YES_NO, Int
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child, Children
from ...._model.node import LIVE
from ...._model.values import Field
from .common import goes_with

TYPES = ("vnc", "spice", "rdp", "sdl", "egl-headless", "dbus", "desktop")
PORT = Int(-1, 65535)
FREE = -1
_COMPRESSIONS = ("auto", "never", "always")
_SECURITY = ("any", "secure", "insecure")


def _found(desired, _observed, _ctx):
    """Any port satisfies who asked for a free one."""
    return desired == FREE


def _offered(elem):
    """Where a display is offered: the type of the first place, as libvirt reads it."""
    listen = elem.find("listen")
    if listen is not None:
        return listen.get("type")
    return "socket" if elem.get("socket") else "address"


def _no_port(value, elem, _root):
    """libvirt drops the ports of what is offered on a socket, or on nothing, and finds a port for VNC where there is none."""
    where = _offered(elem)
    if value is False and elem.get("type") in ("vnc", "rdp") and where in ("address", "network") and elem.get("port", "-1") in ("-1", "0"):
        return "libvirt finds a free port where none is declared", "Declare port, or leave autoport out."
    if not value or elem.get("type") not in ("vnc", "spice") or where not in ("socket", "none"):
        return None
    return (f"has no meaning where the display is offered on {'a socket' if where == 'socket' else 'nothing'}",
            "Leave it out, or declare listens with type: address first.")


def _no_place(value, elem, _root):
    """libvirt offers a SPICE server without any port on nothing."""
    ports = [elem.get(name, "0") for name in ("port", "tlsPort")]
    if not value or elem.get("type") != "spice" or _offered(elem) != "address" or elem.get("autoport") == "yes" or ports != ["0", "0"]:
        return None
    return "the server has no port, and libvirt offers it on nothing", "Declare port, tls_port or autoport, or type: none."


def _is_default(elem):
    """True for a place that libvirt makes where none is declared."""
    return elem.attrib in ({"type": "address"}, {"type": "none"})


class Listen(Model):
    """Where the display is offered."""

    type = Field("./@type", STR, "What it is offered on: an address, the address of a network of libvirt's, a socket of the host, or "
                 "nothing that others can reach.", choices=("address", "network", "socket", "none"), required=True,
                 resets=("@address", "@network", "@socket"))
    address = Field("./@address", STR, "Address, or a name that leads to one; left out, the host's setting.")
    network = Field("./@network", STR, "Name of the network.", refers="network")
    socket = Field("./@socket", PATH, "Path of the socket; left out, libvirt makes one.")

    @classmethod
    def check(cls, desired, where):
        goes_with(desired, where, "type", {"address": ("address",), "network": ("network",), "socket": ("socket",)})
        if desired["type"] == "network" and "network" not in desired:
            raise Invalid(f"{where}.network", "is required with type 'network'", "Name the network.")


class SpiceChannel(Model):
    """How one of SPICE's channels is protected."""

    name = Field("./@name", STR, "Name of the channel.", required=True,
                 choices=("main", "display", "inputs", "cursor", "playback", "record", "smartcard", "usbredir"))
    mode = Field("./@mode", STR, "Whether the channel is encrypted.", choices=("secure", "insecure"), required=True)


class OpenGl(Model):
    """OpenGL of the host."""

    enable = Field("./@enable", YES_NO, "Whether OpenGL is used.")
    rendernode = Field("./@rendernode", PATH, "Path of the host's render node, such as V(/dev/dri/renderD128).")


_SERVERS = ("vnc", "spice", "rdp")
# What does not go with every type.
_OPTIONS = {
    "autoport": _SERVERS, "port": _SERVERS, "tls_port": ("spice",), "websocket": ("vnc",), "listens": _SERVERS,
    "passwd": _SERVERS, "passwd_valid_to": ("vnc", "spice"), "connected": ("vnc", "spice"), "keymap": ("vnc", "spice"),
    "username": ("rdp",), "multi_user": ("rdp",), "replace_user": ("rdp",), "share_policy": ("vnc",),
    "power_control": ("vnc",), "wait": ("vnc",), "default_mode": ("spice",), "channels": ("spice",), "image": ("spice",),
    "jpeg": ("spice",), "zlib": ("spice",), "playback": ("spice",), "streaming": ("spice",), "clipboard": ("spice",),
    "mouse": ("spice",), "filetransfer": ("spice",), "gl": ("spice", "sdl", "egl-headless", "dbus"),
    "audio": ("vnc", "dbus"), "display": ("sdl", "desktop"), "xauth": ("sdl",), "fullscreen": ("sdl",),
    "p2p": ("dbus",), "address": ("dbus",),
}


class Graphics(Model):
    """A display of the guest."""

    type = Field("./@type", STR, "Kind of display.", choices=TYPES, required=True, lacking={
        "xen": ("rdp", "desktop", "dbus", "egl-headless")}, resets=(
        "*", "@port", "@autoport", "@tlsPort", "@websocket", "@listen", "@socket", "@passwd", "@passwdValidTo", "@connected",
        "@keymap", "@username", "@multiUser", "@replaceUser", "@sharePolicy", "@powerControl", "@wait", "@defaultMode", "@display",
        "@xauth", "@fullscreen", "@p2p", "@address"))
    autoport = Field("./@autoport", YES_NO, "Whether a free port is found at each start.", absent=False,
                     resets=("@port", "@tlsPort"), dropped=_no_port)
    port = Field("./@port", PORT, "Port of the server; -1 finds a free one.", live_same=_found, resets="@autoport",
                 dropped=_no_port)
    tls_port = Field("./@tlsPort", PORT, "Port for encrypted connections (V(spice)); -1 finds a free one.", live_same=_found,
                     resets="@autoport", dropped=_no_port)
    websocket = Field("./@websocket", PORT, "Port for browsers (V(vnc)); -1 finds a free one.", live_same=_found,
                      dropped=_no_port)
    listens = Children("./listen", Listen, "Where the display is offered; an empty list leaves it to the host.",
                       resets=("@listen", "@socket"), filled=_is_default, dropped=_no_place)
    passwd = Field("./@passwd", STR, "Password of the server.", secret=True, change=LIVE)
    passwd_valid_to = Field("./@passwdValidTo", STR, "Time in UTC when the password ends, such as V(2030-04-09T15:51:00).",
                            change=LIVE)
    connected = Field("./@connected", STR, "What happens to a connected client when the password changes.",
                      choices=("keep", "disconnect", "fail"), change=LIVE)
    keymap = Field("./@keymap", STR, "Layout of the keyboard, such as V(en-us).")
    username = Field("./@username", STR, "User name for the login (V(rdp)).", since="11.1.0")
    multi_user = Field("./@multiUser", YES_NO, "Whether several clients may be connected (V(rdp)).", absent=False)
    replace_user = Field("./@replaceUser", YES_NO, "Whether a new connection ends the one before (V(rdp)).", absent=False)
    share_policy = Field("./@sharePolicy", STR, "Whether a person may take the display alone (V(vnc)).",
                         choices=("allow-exclusive", "force-shared", "ignore"))
    power_control = Field("./@powerControl", YES_NO, "Whether a client may switch the guest off or reset it (V(vnc)).", since="7.1.0")
    wait = Field("./@wait", YES_NO, "Whether the guest waits for a client before it boots (V(vnc), bhyve).", since="11.10.0")
    default_mode = Field("./@defaultMode", STR, "Whether channels are encrypted (V(spice)).", choices=_SECURITY, absent="any")
    channels = Children("./channel", SpiceChannel, "How single channels are protected (V(spice)).", key="name")
    image = Field("./image/@compression", STR, "How images are compressed (V(spice)).",
                  choices=("auto_glz", "auto_lz", "quic", "glz", "lz", "off"))
    jpeg = Field("./jpeg/@compression", STR, "Whether images are compressed as JPEG on slow links (V(spice)).", choices=_COMPRESSIONS)
    zlib = Field("./zlib/@compression", STR, "Whether images are compressed by zlib on slow links (V(spice)).", choices=_COMPRESSIONS)
    playback = Field("./playback/@compression", ON_OFF, "Whether sound is compressed (V(spice)).")
    streaming = Field("./streaming/@mode", STR, "How video streams are detected (V(spice)).", choices=("filter", "all", "off"))
    clipboard = Field("./clipboard/@copypaste", YES_NO, "Whether the clipboard is shared (V(spice)).")
    mouse = Field("./mouse/@mode", STR, "Whether the client or the server draws the mouse pointer (V(spice)).",
                  choices=("server", "client"))
    filetransfer = Field("./filetransfer/@enable", YES_NO, "Whether files can be dropped on the display (V(spice)).")
    gl = Child("./gl", OpenGl, "OpenGL of the host.", empty_removes=True, since="1.3.3")
    audio = Field("./audio/@id", UINT, "Number of the audio backend whose sound the display carries (V(vnc), V(dbus)).", since="7.2.0")
    display = Field("./@display", STR, "Display of the host (V(sdl), V(desktop)).")
    xauth = Field("./@xauth", STR, "File with the authorization for the host's display (V(sdl)).")
    fullscreen = Field("./@fullscreen", YES_NO, "Whether the window fills the screen (V(sdl)).", absent=False)
    p2p = Field("./@p2p", YES_NO, "Whether programs ask libvirt for a connection (V(dbus)).", absent=False, since="8.4.0")
    address = Field("./@address", STR, "Address of the bus (V(dbus)).", since="8.4.0")

    @classmethod
    def check(cls, desired, where):
        goes_with(desired, where, "type", _OPTIONS)

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        if desired.get("autoport"):
            for name in ("port", "tls_port"):
                # -1 is the old word for autoport.
                if desired.pop(name, -1) not in (-1, 0):
                    raise Invalid(f"{where}.{name}", f"{data[name]} and autoport exclude each other", "Declare one of them.")
        return desired
