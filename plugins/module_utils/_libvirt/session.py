# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connection to libvirt, and libvirt's errors in the collection's words."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import urllib.parse
import uuid
import xml.etree.ElementTree as ET

from .._model.errors import Conflict, ConnectionLost, HypervisorError, NotFound, Unsupported
from .._model.node import HIDDEN
from . import libxl
from .codes import meaning
from .progress import Progress
from .trace import RecordingProxy, Trace
from .uri import default_uri

try:
    import libvirt
except ImportError:
    libvirt = None

# Where neither the code nor the words tell.
_ELSE = "Correct what libvirt names. The log of its daemon on the host may tell more."
_ELSE_OF = {
    NotFound: "Declare it first, or correct the name.",
    Conflict: "Another object has it already, or is in the way: choose another, or take that one away first.",
}
_TOO_LARGE = "Declare less capacity: neither the format nor the file system below the pool holds so large a file."
_LIBXL = f"Correct what libxl names: {libxl.LOG} on the host has all that it said."
# What programs say that libvirt quotes under codes for whatever went wrong in one: a pattern, the kind of object that it is about, the
# class (None: by its code), and what to do; {0} is the first group. These are QEMU's words, on causes of which no code and no fact
# tells. QEMU's programs have one language; the roles run the daemons with LC_ALL=C, in which libvirt's own words around them are, too.
# No decision is made by these words: where none is found, libvirt's text and a plain remedy are told.
_MESSAGES = tuple((re.compile(pattern), *rest) for pattern, *rest in (
    # Each format has a limit of its own, which depends on the size of its clusters.
    (r"[Ss]ize is too large for file format", "volume", None, _TOO_LARGE),
    # It may be a guest of another host.
    (r'Failed to get .*lock', "volume", None,
     "A running guest holds it: shut the guest down, or resize the disk through the guest."),
    # The permissions are those of QEMU's user and of a profile that libvirt makes at the start.
    (r"Could not open '([^']*)': Permission denied", "domain", None,
     "See that the guest's process may read {0}: the permissions of the folders above it, SELinux's labels, and AppArmor, which forbids "
     "volumes that a document names by their pools: name their paths."),
    # Where the program is on this host, models are checked before (models.py).
    (r"'([^']*)' is not a valid device model name", "domain", Unsupported,
     "Correct the model of the device: the guest's QEMU has no '{0}'."),
))
# How libvirt's words begin under codes whose words are always the same in English: util/virerror.c.
_ENGLISH = {
    "INTERNAL_ERROR": "internal error", "NO_SUPPORT": "this function is not supported by the connection driver",
    "INVALID_ARG": "invalid argument", "OPERATION_FAILED": "operation failed", "XML_ERROR": "XML error",
    "NO_DOMAIN": "Domain not found", "NO_NETWORK": "Network not found", "NO_STORAGE_POOL": "Storage pool not found",
    "NO_STORAGE_VOL": "Storage volume not found", "OPERATION_INVALID": "Requested operation is not valid",
    "CONFIG_UNSUPPORTED": "unsupported configuration", "NO_NWFILTER": "Network filter not found",
    "OPERATION_UNSUPPORTED": "Operation not supported", "NO_SECRET": "Secret not found",
}
# What libvirt says under any code where one of its drivers has failed without a word: src/util/virerror.c.
_WORDLESS = "An error occurred, but the cause is unknown"
_FOREIGN = ("libvirt's daemon speaks another language than English, so that its words could not be read: run it with LC_ALL=C, as the role "
            "kvm_host does, to be told more.")
# The socket of one of libvirt's daemons other than libvirtd, such as the one that keeps the guests' logs: libvirt.org/daemons.html
_SOCKET = re.compile(r"/(virt\w+d)-sock")
_BEGINNINGS, _OF_PROGRAMS = {}, ()
if libvirt is not None:
    _OF_PROGRAMS = (libvirt.VIR_ERR_INTERNAL_ERROR, libvirt.VIR_ERR_OPERATION_FAILED)
    _BEGINNINGS = {getattr(libvirt, f"VIR_ERR_{_name}"): _words for _name, _words in _ENGLISH.items()}


def foreign(code, message):
    """True where libvirt's words are in another language than English."""
    return not message.startswith((_BEGINNINGS.get(code, ""), _WORDLESS))


def _of_libxl(error):
    """True where libxl failed, of which libvirt's driver says only that it did."""
    return (error.get_error_domain(), error.get_error_code()) == (libvirt.VIR_FROM_LIBXL, libvirt.VIR_ERR_INTERNAL_ERROR)


def translate(error, **about):
    """A libvirtError as one of the collection's own."""
    code = error.get_error_code()
    message = (error.get_error_message() or str(error)).strip()
    kind, remedy = meaning(code)
    for pattern, subject, class_, words in _MESSAGES if code in _OF_PROGRAMS else ():
        match = pattern.search(message) if subject == about.get("kind") else None
        if match:
            kind, remedy = class_ or kind, words.format(*match.groups())
            break
    if _of_libxl(error):
        remedy = _LIBXL
    number = error.get_int1() if code == libvirt.VIR_ERR_SYSTEM_ERROR else None
    if number == errno.EFBIG and about.get("kind") == "volume":
        remedy = _TOO_LARGE
    lost = (libvirt.VIR_FROM_RPC, libvirt.VIR_FROM_REMOTE)
    if kind is HypervisorError and code in (libvirt.VIR_ERR_SYSTEM_ERROR, libvirt.VIR_ERR_INTERNAL_ERROR) and (
            error.get_error_domain() in lost):
        kind, remedy = meaning(libvirt.VIR_ERR_ACCESS_DENIED if number in (errno.EACCES, errno.EPERM) else libvirt.VIR_ERR_RPC)
        daemon = _SOCKET.search(message) if kind is ConnectionLost else None
        if daemon:
            remedy = f"Start {daemon[1]} on the host (systemctl enable --now {daemon[1]}.socket), then run again."
    remedy = remedy or " ".join([_ELSE_OF.get(kind, _ELSE), *([_FOREIGN] if foreign(code, message) else [])])
    return kind(message, remedy=remedy, libvirt_code=code, errno=number, **about)


@contextlib.contextmanager
def errors(kind=None, name=None, operation=None):
    """Turn libvirt's errors inside into the collection's, about one operation on one object."""
    known = libxl.written()
    try:
        yield
    except HypervisorError as error:
        raise error.about(kind, name, operation) from None
    except libvirt.libvirtError as error:
        failed = translate(error, kind=kind, name=name, operation=operation)
        if _of_libxl(error) and (words := libxl.words_since(known)):
            failed.message += f" ({words})"
        raise failed from None


# What people call libvirt's drivers, where the word in a URI does not say it.
DRIVERS = {"xen": "libxl", "qemu": "QEMU", "test": "libvirt's test driver"}


def dotted(number):
    """libvirt's number of a version as text: 9000000 is 9.0.0."""
    return f"{number // 1000000}.{number // 1000 % 1000}.{number % 1000}"


def shown(text, uri):
    """A text about a connection without the password that its URI may hold."""
    secret = re.match(r"[^/]*://[^/@:]*:([^/]*)@", uri)
    if not secret or not secret[1]:
        return text
    text = text.replace(uri, uri[:secret.start(1)] + HIDDEN + uri[secret.end(1):])
    # libvirt and its helpers may quote a part, or undo its escapes.
    for word in (secret[1], urllib.parse.unquote(secret[1])):
        text = text.replace(f":{word}@", f":{HIDDEN}@")
    return text


class Session:
    """One connection for everything that a task does."""

    def __init__(self, uri=None, read_only=False):
        self.uri = uri or default_uri()
        connect = f"connect to {shown(self.uri, self.uri)}"
        if libvirt is None:
            raise Unsupported("libvirt's Python bindings are not installed on the host", operation=connect,
                              remedy="Install python3-libvirt (on openSUSE python3-libvirt-python).")
        libvirt.registerErrorHandler(lambda _context, _error: None, None)
        try:
            self.conn = libvirt.openReadOnly(self.uri) if read_only else libvirt.open(self.uri)
        except libvirt.libvirtError as error:
            failed = translate(error, operation=connect)
            if failed.libvirt_code == libvirt.VIR_ERR_NO_CONNECT:
                remedy = ("See that uri is spelled as libvirt wants it, such as qemu:///system or xen:///system, and that its driver is "
                          "installed there.")
                failed = Unsupported(failed.message, **{**failed.details(), "remedy": remedy})
            failed.message = shown(failed.message, self.uri)
            if not failed.remedy:
                failed.remedy = "See that the URI names a hypervisor of this host, that libvirt's daemon for it is installed and runs."
            raise failed from None
        # What the run asks, for the next one to ask again.
        self.trace = Trace()
        self.conn = RecordingProxy(self.trace, self.conn)
        self._host_uuid = self._version = None
        # What plans have asked of the host, see host_facts.py.
        self.known = {}
        # Who uses which storage, see usage.py: kept here for all kinds.
        self.usage = self.guests = None
        self.progress = Progress()
        # What the controller told of its files: size, first bytes, and path once they are on the host.
        self.files = {}
        # The formats of the volumes that this run declares, by POOL/NAME.
        self.volume_formats = {}
        # Sockets by which this run alone works on something, see partial_volumes.py.
        self.locks = {}
        self._capabilities = None

    def close(self):
        """Let the connection go, and what the run locked; a lost connection has nothing to let go."""
        self.progress.close()
        while self.locks:
            self.locks.popitem()[1].close()
        with contextlib.suppress(libvirt.libvirtError):
            self.conn.close()

    @property
    def driver(self):
        """libvirt's driver behind the connection, by the first word of its URI: qemu, xen."""
        return self.uri.partition(":")[0].partition("+")[0]

    @property
    def local(self):
        """True where the files and links that libvirt sees are those of this host."""
        return not urllib.parse.urlsplit(self.uri).netloc and self.driver != "test"

    @property
    def version(self):
        """Version of the daemon, as a number."""
        if self._version is None:
            self._version = self.conn.getLibVersion()
        return self._version

    def supports(self, dotted_version):
        """True where the daemon is at least of this version."""
        major, minor, micro = (int(part) for part in dotted_version.split("."))
        return self.version >= major * 1000000 + minor * 1000 + micro

    @property
    def capabilities(self):
        """libvirt's capabilities of the host, parsed."""
        if self._capabilities is None:
            with errors(operation="read the host's capabilities"):
                self._capabilities = ET.fromstring(self.conn.getCapabilities())
        return self._capabilities

    @property
    def has_apparmor(self):
        """True where libvirt has AppArmor confine guests."""
        return any(model.text == "apparmor" for model in self.capabilities.iterfind("./host/secmodel/model"))

    @property
    def native_arch(self):
        """Architecture of the host, in libvirt's words."""
        return self.capabilities.findtext("./host/cpu/arch")

    @property
    def processors(self):
        """How many processors the host has; libxl keeps no map of them."""
        try:
            return self.conn.getCPUMap(0)[0]
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
                raise
            return self.conn.getInfo()[2]

    @property
    def host_uuid(self):
        """The UUID that libvirt gives the host: identities of new objects are derived from it."""
        if self._host_uuid is None:
            found = self.capabilities.findtext("./host/uuid")
            self._host_uuid = uuid.UUID(found) if found else uuid.uuid5(uuid.NAMESPACE_DNS, os.uname().nodename)
        return self._host_uuid
