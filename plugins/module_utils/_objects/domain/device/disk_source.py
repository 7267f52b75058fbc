# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a disk's data lies: a file, a block device, a volume, something on the network, and kin."""

from __future__ import annotations

from ...._model.codecs import PATH, PCI, STR, UINT, UUID, YES_NO, Int
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child, Children
from ...._model.node import LIVE
from ...._model.sizes import Size
from ...._model.union import Union
from ...._model.values import Field
from ...common import note_secret
from .common import Reconnect, goes_with, labels_option

BYTES, BYTES_OR_NONE = Size("B", unit_attr=None), Size("B", unit_attr=None, zero=True)
CHAIN = ("backingStore", "mirror")
FORMATS = ("raw", "qcow2", "qcow", "cow", "qed", "vmdk", "vdi", "vhd", "vpc", "iso", "dmg", "bochs", "cloop", "fat", "luks",
           "ploop", "dir")
PROTOCOLS = ("rbd", "iscsi", "nbd", "gluster", "http", "https", "ftp", "ftps", "tftp", "ssh", "nfs", "sheepdog", "vxhs")
_WEB = ("http", "https")
_URLS = (*_WEB, "ftp", "ftps", "tftp", "ssh", "sheepdog")


class Secret(Model):
    """A secret that libvirt holds."""

    type = Field("./@type", STR, "What the secret is for.", choices=("passphrase", "ceph", "iscsi"), required=True)
    uuid = Field("./@uuid", UUID, "UUID of the secret.", resets="@usage")
    usage = Field("./@usage", STR, "Usage of the secret.", resets="@uuid")
    exclusive = (("uuid", "usage"),)
    one_of = (("uuid", "usage"),)

    @classmethod
    def validate(cls, data, where, seen):
        """A passphrase is that of a volume: src/qemu/qemu_domain.c."""
        desired = super().validate(data, where, seen)
        note_secret(seen, {"passphrase": "volume"}.get(desired["type"], desired["type"]), desired)
        return desired


class Auth(Model):
    """Who asks for the data."""

    username = Field("./@username", STR, "Name of the user.", required=True)
    secret = Child("./secret", Secret, "Secret with the user's password or key.", required=True)


class Cipher(Model):
    """How blocks are encrypted."""

    name = Field("./@name", STR, "Cipher, such as V(aes).", required=True)
    size = Field("./@size", Int(1), "Length of the key in bits.", required=True)
    mode = Field("./@mode", STR, "Mode of the cipher, such as V(cbc) or V(xts).")
    hash = Field("./@hash", STR, "Digest of the key, such as V(sha256).")
    together = (("mode", "hash"),)


class InitialVector(Model):
    """How initial vectors are made."""

    name = Field("./@name", STR, "Algorithm, such as V(essiv) or V(plain64).", required=True)
    hash = Field("./@hash", STR, "Digest of the algorithm.")


class Encryption(Model):
    """How the data is encrypted where it lies."""

    format = Field("./@format", STR, "Format of the encryption.", choices=("default", "qcow", "luks", "luks2", "luks-any"),
                   required=True)
    engine = Field("./@engine", STR, "What decrypts the data.", choices=("qemu", "librbd"), since="7.9.0")
    secrets = Children("./secret", Secret, "Secrets with the passphrases.", key=("type", "uuid", "usage"))
    cipher = Child("./cipher", Cipher, "How blocks are encrypted.", since="2.1.0")
    ivgen = Child("./ivgen", InitialVector, "How initial vectors are made.", since="2.1.0")


class Slice(Model):
    """A part of a storage."""

    type = Field("./@type", STR, "What is a part.", choices=("storage",), required=True)
    offset = Field("./@offset", BYTES_OR_NONE, "Where the part begins, such as V(1 MiB).", required=True)
    size = Field("./@size", BYTES, "How long the part is, such as V(10 GiB).", required=True)


def _slices():
    return Children("./source/slices/slice", Slice, "The part of the storage that holds the image.", key="type", since="6.1.0")


def _encryption():
    return Child("./source/encryption", Encryption, "Encryption of the data. An empty dictionary says there is none.",
                 empty_removes=True, resets="encryption", since="3.9.0")


def _startup_policy():
    return Field("./source/@startupPolicy", STR, "What to do when the source is missing: fail, drop it after a migration, or drop "
                 "it at every start.", choices=("mandatory", "requisite", "optional"), absent="mandatory")


class ReservationsSource(Model):
    """The helper that manages reservations."""

    type = Field("./@type", STR, "Kind of socket.", choices=("unix",), required=True)
    path = Field("./@path", PATH, "Path of the helper's socket.", required=True)
    mode = Field("./@mode", STR, "Role of the hypervisor.", choices=("client",), required=True)


class Reservations(Model):
    """Persistent reservations of SCSI."""

    managed = Field("./@managed", YES_NO, "Whether libvirt runs the helper.", required=True)
    migration = Field("./@migration", YES_NO, "Whether reservations move with a migrating guest.", since="12.1.0")
    source = Child("./source", ReservationsSource, "The helper, where libvirt does not run it.", empty_removes=True)


class StoreFile(Model):
    """A data store in a file."""

    file = Field("./source/@file", PATH, "Path of the file.", required=True)


class StoreBlock(Model):
    """A data store on a block device."""

    dev = Field("./source/@dev", PATH, "Path of the device.", required=True)


class DataStore(Model):
    """Storage beside an image that holds its data."""

    source = Union("./@type", {"file": StoreFile, "block": StoreBlock}, "Where the data lies.", clears_on_switch="source")
    format = Field("./format/@type", STR, "Format of the data store.", choices=("raw",), required=True)


def _data_store():
    return Child("./source/dataStore", DataStore, "Storage beside the image that holds its data. An empty dictionary says there "
                 "is none.", empty_removes=True, since="10.10.0")


class FileSource(Model):
    """A file on the host."""

    file = Field("./source/@file", PATH, "Path of the file. An empty string takes the medium out of a drive.", resets=CHAIN)
    fdgroup = Field("./source/@fdgroup", STR, "Name of file descriptors handed to libvirt, in place of opening the file.",
                    since="9.0.0")
    startup_policy = _startup_policy()
    slices = _slices()
    encryption = _encryption()
    data_store = _data_store()
    seclabels = labels_option()


class BlockSource(Model):
    """A block device of the host."""

    dev = Field("./source/@dev", PATH, "Path of the block device.", required=True, resets=CHAIN)
    startup_policy = _startup_policy()
    slices = _slices()
    encryption = _encryption()
    reservations = Child("./source/reservations", Reservations, "Persistent reservations of SCSI. An empty dictionary says there "
                         "are none.", empty_removes=True, since="4.4.0")
    data_store = _data_store()
    seclabels = labels_option()


class DirSource(Model):
    """A folder of the host, shown as a file system of its own."""

    dir = Field("./source/@dir", PATH, "Path of the folder.", required=True, resets=CHAIN)
    startup_policy = _startup_policy()


class VolumeSource(Model):
    """A volume in a pool of libvirt's."""

    pool = Field("./source/@pool", STR, "Name of the pool. Where AppArmor confines guests, the volume's path is written in place of both "
                 "names, since libvirt's profiles forbid what only a pool names.", required=True, refers="pool", resets=CHAIN)
    volume = Field("./source/@volume", STR, "Name of the volume.", required=True, resets=CHAIN)
    mode = Field("./source/@mode", STR, "How a volume of an iSCSI pool is reached: through the host's device, or directly.",
                 choices=("host", "direct"), absent="host")
    startup_policy = _startup_policy()
    slices = _slices()
    encryption = _encryption()
    seclabels = labels_option()

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        seen.refers.append(("volume", f"{desired['pool']}/{desired['volume']}"))
        return desired


class Host(Model):
    """A server that holds the data."""

    name = Field("./@name", STR, "Name or address of the server.", resets="@socket")
    port = Field("./@port", Int(1, 65535), "Port of the server.")
    transport = Field("./@transport", STR, "How the server is reached.", choices=("tcp", "rdma", "unix"), absent="tcp")
    socket = Field("./@socket", PATH, "Path of the server's socket, where O(transport) is V(unix).", resets=("@name", "@port"))
    one_of = (("name", "socket"),)
    exclusive = (("name", "socket"), ("port", "socket"))

    @classmethod
    def check(cls, desired, where):
        if ("socket" in desired) != (desired.get("transport") == "unix"):
            raise Invalid(f"{where}.transport", "a socket and the transport 'unix' go together",
                          "Declare both, or name the server.")


class Cookie(Model):
    """A cookie for a web server."""

    name = Field("./@name", STR, "Name of the cookie.", required=True)
    value = Field("./.", STR, "Value of the cookie. It is never shown, so it is declared for each new cookie.", secret=True)


class Identity(Model):
    """Who asks an SSH or NFS server."""

    user = Field("./@user", STR, "User by name, or by number as V(+1000) (V(nfs)).")
    group = Field("./@group", STR, "Group by name, or by number as V(+1000) (V(nfs)).")
    username = Field("./@username", STR, "User on the server (V(ssh)).")
    keyfile = Field("./@keyfile", PATH, "Path of the private key, which has no passphrase (V(ssh)).", resets="@agentsock")
    agentsock = Field("./@agentsock", PATH, "Path of an agent's socket (V(ssh)).", resets="@keyfile")
    exclusive = (("keyfile", "agentsock"), ("user", "username"))


# Which of the options below go with which protocols; those that go with all are not here.
_OPTIONS = {
    "query": _WEB, "tls": ("nbd", "vxhs"), "tls_hostname": ("nbd",), "snapshot": ("rbd",), "config": ("rbd",),
    "auth": ("rbd", "iscsi", "http", "https", "ftp", "ftps", "ssh"), "initiator": ("iscsi",), "ssl_verify": ("https", "ftps"),
    "cookies": _WEB, "readahead": _URLS, "timeout": _URLS, "identity": ("nfs", "ssh"), "known_hosts": ("ssh",),
    "reconnect_delay": ("nbd",),
    "encryption": tuple(p for p in PROTOCOLS if p not in ("nfs", "vxhs")),
}


def _iscsi_name(desired, observed, ctx):
    """libvirt writes the first unit out."""
    return observed == f"{desired}/0"


class NetworkSource(Model):
    """Storage on the network."""

    protocol = Field("./source/@protocol", STR, "Protocol that the storage speaks.", choices=PROTOCOLS, required=True,
                     resets=("source/*", "source/@query", "source/@tls", "source/@tlsHostname", *CHAIN))
    name = Field("./source/@name", STR, "Name of the storage on the server: an image (V(pool/image)), a target and its unit "
                 "(V(iqn.2026-01.com.example:disks/1)), an export, or a path. Only V(nbd) works without it.", same=_iscsi_name,
                 resets=CHAIN)
    query = Field("./source/@query", STR, "Query of the address (V(http), V(https)).", since="6.2.0")
    tls = Field("./source/@tls", YES_NO, "Whether the connection is encrypted (V(nbd), V(vxhs)).", since="4.5.0")
    tls_hostname = Field("./source/@tlsHostname", STR, "Name that the server's certificate is checked for (V(nbd)).",
                         since="8.2.0")
    hosts = Children("./source/host", Host, "Servers that hold the data.", key=("name", "port", "socket"))
    snapshot = Field("./source/snapshot/@name", STR, "Snapshot inside the image (V(rbd)).")
    config = Field("./source/config/@file", PATH, "Configuration file of the client (V(rbd)).")
    auth = Child("./source/auth", Auth, "Authentication with the server. An empty dictionary removes it.", empty_removes=True,
                 resets="auth", since="3.9.0")
    initiator = Field("./source/initiator/iqn/@name", STR, "Name of the initiator (V(iscsi)).", since="4.7.0")
    ssl_verify = Field("./source/ssl/@verify", YES_NO, "Whether the server's certificate is checked (V(https), V(ftps)).",
                       since="6.2.0")
    cookies = Children("./source/cookies/cookie", Cookie, "Cookies for the server (V(http), V(https)).", key="name",
                       since="6.2.0")
    readahead = Field("./source/readahead/@size", BYTES, "Amount of data that is read ahead, such as V(64 KiB).", since="6.2.0")
    timeout = Field("./source/timeout/@seconds", Int(1), "Seconds until a connection is given up.", since="6.2.0")
    identity = Child("./source/identity", Identity, "Identity that is used on the server (V(nfs), V(ssh)).",
                     empty_removes=True, since="7.0.0")
    known_hosts = Field("./source/knownHosts/@path", PATH, "File with the server's key (V(ssh)).", since="9.8.0")
    reconnect_delay = Field("./source/reconnect/@delay", UINT, "Seconds in which a lost connection may come back before requests "
                            "fail (V(nbd)).", since="9.1.0")
    slices = _slices()
    encryption = _encryption()

    @classmethod
    def check(cls, desired, where):
        goes_with(desired, where, "protocol", _OPTIONS)
        if "name" not in desired and desired["protocol"] != "nbd":
            raise Invalid(f"{where}.name", f"is required with protocol '{desired['protocol']}'", "Declare name.")
        if desired["protocol"] != "rbd" and not desired.get("hosts"):
            raise Invalid(f"{where}.hosts", f"is required with protocol '{desired['protocol']}'", "Name the server.")


class NvmeSource(Model):
    """A namespace of an NVMe controller of the host."""

    address = Field("./source[@type='pci']/address", PCI, "PCI address of the controller, such as V(0000:03:00.0).",
                    required=True)
    namespace = Field("./source[@type='pci']/@namespace", Int(1), "Number of the namespace.", required=True)
    managed = Field("./source[@type='pci']/@managed", YES_NO, "Whether libvirt takes the controller from the host's driver.",
                    required=True)
    slices = _slices()
    encryption = _encryption()


class VhostUserSource(Model):
    """A process on the host that serves the disk; the guest's memory has to be shared."""

    path = Field("./source[@type='unix']/@path", PATH, "Path of the process's socket.", required=True)
    reconnect = Child("./source[@type='unix']/reconnect", Reconnect, "Whether and when a lost connection is made again.",
                      empty_removes=True)


class VhostVdpaSource(Model):
    """A vDPA device of the host; the guest's memory has to be shared."""

    dev = Field("./source/@dev", PATH, "Path of the device, such as V(/dev/vhost-vdpa-0).", required=True)


SOURCES = {
    "file": FileSource, "block": BlockSource, "dir": DirSource, "network": NetworkSource, "volume": VolumeSource,
    "nvme": NvmeSource, "vhostuser": VhostUserSource, "vhostvdpa": VhostVdpaSource,
}


def _while_removable(elem):
    """The medium of a drive changes while the guest runs; a hard disk's source does not."""
    return LIVE if elem.get("device") in ("cdrom", "floppy") else None


def _droppable(source):
    """True where libvirt starts the guest without a source that is missing."""
    return source.get("startup_policy", "mandatory") != "mandatory"


def source_option(doc, empty=None):
    """The option that says where data lies."""
    return Union("./@type", SOURCES, doc, absent="file", never_infer=("vhostvdpa",), clears_on_switch=("source", *CHAIN),
                 change=_while_removable, empty=empty, at_start=_droppable)
