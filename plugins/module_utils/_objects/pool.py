# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declaration of a storage pool, after libvirt.org/formatstorage#storage-pool-xml."""

from __future__ import annotations

from .._model import xml
from .._model.codecs import BOOL, INT, MODE, NAME, PATH, PORT, STR, UUID, YES_NO, PciAddress
from .._model.errors import Invalid
from .._model.model import Model, Object
from .._model.nested import Child, Children
from .._model.node import IMMUTABLE
from .._model.values import Field, Option, Values
from .common import NOT_TEST, note_secret, state_option, validate_option, xml_option

TYPES = ("dir", "fs", "netfs", "logical", "disk", "iscsi", "iscsi-direct", "scsi", "mpath", "rbd", "sheepdog", "gluster", "zfs",
         "vstorage")
FORMATS = ("auto", "ext2", "ext3", "ext4", "ufs", "iso9660", "udf", "gfs", "gfs2", "vfat", "hfs+", "xfs", "ocfs2", "vmfs", "nfs",
           "cifs", "glusterfs", "lvm2", "dos", "dvh", "gpt", "mac", "bsd", "pc98", "sun", "unknown")

# What each type cannot do without, by libvirt.org/storage.
NEEDS = {
    "dir": ("target.path",),
    "fs": ("source.devices", "target.path"),
    "netfs": ("source.hosts", "source.dir", "target.path"),
    "logical": (),
    "disk": ("source.devices", "target.path"),
    "iscsi": ("source.hosts", "source.devices", "target.path"),
    "iscsi-direct": ("source.hosts", "source.devices", "source.initiator"),
    "scsi": ("source.adapter", "target.path"),
    "mpath": ("target.path",),
    "rbd": ("source.hosts", "source.name"),
    "sheepdog": ("source.hosts", "source.name"),
    "gluster": ("source.hosts", "source.name"),
    "zfs": ("source.name",),
    "vstorage": ("source.name", "target.path"),
}

# What is kept of the source by type, libvirt's src/conf/storage_conf.c; the rest of it is dropped in silence.
KEPT = {
    "dir": (), "fs": ("device", "format"), "netfs": ("host", "dir", "format", "protocol"), "logical": ("name", "device", "format"),
    "disk": ("device", "format"), "scsi": ("adapter",), "mpath": (), "rbd": ("host", "name"), "sheepdog": ("host", "name"),
    "gluster": ("host", "name", "dir"), "zfs": ("name", "device"), "vstorage": ("name",),
}
ALWAYS_KEPT = ("auth", "vendor", "product")


class Permissions(Model):
    """Rights on a folder or file."""

    mode = Field("./mode", MODE, "Mode in octal.")
    owner = Field("./owner", INT, "Number of the user.", absent=-1)
    group = Field("./group", INT, "Number of the group.", absent=-1)
    label = Field("./label", STR, "SELinux label.")


def _not_the_groups(value, _elem, root):
    """libvirt makes the path of the volume group's name, which is the pool's where it has none."""
    made = f"/dev/{root.findtext('source/name') or root.findtext('name')}"
    if root.get("type") != "logical" or value == made:
        return None
    return f"libvirt makes it the folder of the volume group, {made}", "Leave it out, or declare that folder."


class PoolTarget(Model):
    """Path and permissions of the pool on the host."""

    path = Field("./path", PATH, "Path at which the volumes appear. That of a V(logical) pool is the folder of its volume group.",
                 dropped=_not_the_groups)
    permissions = Child("./permissions", Permissions, "Rights on the folder. That of a V(dir) pool has them when it is started by this "
                        "module. For other types they are those of a folder that libvirt makes, and what is mounted keeps its own.")


class PoolHost(Model):
    """A server that holds the storage."""

    name = Field("./@name", STR, "Name or address of the server.", required=True)
    port = Field("./@port", PORT, "Port of the server.")


class PoolDevice(Model):
    """A device of the pool."""

    path = Field("./@path", STR, "Path of the device, or the target's IQN for iSCSI.", required=True)
    part_separator = Field("./@part_separator", YES_NO, "Whether partitions are named with a V(p) before their number.")


class ParentAddress(Model):
    """The PCI address of a SCSI host."""

    address = Field("./address", PciAddress(), "PCI address.")
    unique_id = Field("./@unique_id", INT, "The number that distinguishes hosts at one address.")


class Adapter(Model):
    """A SCSI host adapter."""

    type = Field("./@type", STR, "Kind of adapter.", choices=("scsi_host", "fc_host"))
    name = Field("./@name", STR, "Name of a C(scsi_host), such as V(scsi_host2).")
    parent = Field("./@parent", STR, "Parent of an C(fc_host).")
    parent_wwnn = Field("./@parent_wwnn", STR, "World wide node name of the parent.")
    parent_wwpn = Field("./@parent_wwpn", STR, "World wide port name of the parent.")
    parent_fabric_wwn = Field("./@parent_fabric_wwn", STR, "World wide name of the parent's fabric.")
    managed = Field("./@managed", YES_NO, "Whether libvirt makes and removes the virtual host.")
    wwnn = Field("./@wwnn", STR, "World wide node name.")
    wwpn = Field("./@wwpn", STR, "World wide port name.")
    parentaddr = Child("./parentaddr", ParentAddress, "Parent of a C(scsi_host) by its address.")


class PoolSecret(Model):
    """A secret that libvirt keeps."""

    usage = Field("./@usage", STR, "Usage of the secret.")
    uuid = Field("./@uuid", UUID, "UUID of the secret.")
    one_of = (("usage", "uuid"),)
    exclusive = (("usage", "uuid"),)


class PoolAuth(Model):
    """How the host proves who it is."""

    type = Field("./@type", STR, "Kind of authentication: V(chap) for iSCSI, V(ceph) for RBD.", choices=("chap", "ceph"), required=True)
    username = Field("./@username", STR, "Name of the user.", required=True)
    secret = Child("./secret", PoolSecret, "Secret that holds the password or key.", required=True)

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        note_secret(seen, {"chap": "iscsi"}.get(desired["type"], desired["type"]), desired["secret"])
        return desired


class PoolSource(Model):
    """What the pool is made of."""

    name = Field("./name", STR, "Name of the volume group, Ceph pool, Gluster volume or ZFS pool.")
    dir = Field("./dir/@path", PATH, "Folder that the server exports, or path in a Gluster volume.")
    devices = Children("./device", PoolDevice, "Devices that the pool is made of.", key="path")
    hosts = Children("./host", PoolHost, "Servers that hold the storage.", key=("name", "port"))
    format = Field("./format/@type", STR, "Format of the file system, export or partition table.", choices=FORMATS)
    initiator = Field("./initiator/iqn/@name", STR, "IQN of this host.")
    adapter = Child("./adapter", Adapter, "SCSI host adapter.")
    auth = Child("./auth", PoolAuth, "Authentication with the servers.", empty_removes=True)
    vendor = Field("./vendor/@name", STR, "Vendor of the storage.")
    product = Field("./product/@name", STR, "Product name of the storage.")
    protocol = Field("./protocol/@ver", STR, "Version of NFS, such as V(4.2).", since="4.5.0")


class ConfigOption(Model):
    """A setting of Ceph's client."""

    name = Field("./@name", STR, "Name of the setting.", required=True)
    value = Field("./@value", STR, "Value of the setting.", required=True)


def _storage(kind, source, target):
    """The options that say which storage a pool of a kind is, and their values; a value may be missing."""
    hosts, devices = source.get("hosts", ()), [device["path"] for device in source.get("devices", ()) if device.get("path")]
    server = ":".join(str(hosts[0][part]) for part in ("name", "port") if part in hosts[0]) if len(hosts) == 1 else None
    if kind == "dir":
        yield "target.path", target.get("path")
    elif kind in ("fs", "logical", "disk", "zfs"):
        yield from (("source.devices", path) for path in devices)
    elif kind == "iscsi":
        yield from (("source.devices", f"{path} for {source.get('initiator', 'the host')}") for path in devices)
    elif kind == "netfs" and server and "dir" in source:
        yield "source.dir", f"{server}:{source['dir']}"
    elif kind == "gluster" and server:
        yield "source.name", f"{server}:{source.get('name')}{source.get('dir', '')}"
    elif kind == "sheepdog":
        yield "source.hosts", server
    elif kind == "vstorage":
        yield "source.name", source.get("name")
    elif kind == "mpath":
        yield "type", kind


class Pool(Object):
    """A place where volumes live."""

    kind = "pool"
    plural = "pools"
    root = "pool"

    name = Field("./name", NAME, "Name of the pool.", change=IMMUTABLE)
    state = state_option(("present", "active", "inactive", "absent"),
                         "What the pool is to be. V(present) leaves it running or not, as it is. V(absent) forgets the pool; "
                         "what it holds stays where it is.")
    autostart = Option(BOOL, "Whether the pool starts with the host.")
    restart = Option(BOOL, "Whether a change that a running pool cannot take may stop it and start it again. Where no option of the "
                     "pool is declared beside it, it is for whatever waits. Guests that have volumes open keep them. Where the new "
                     "definition cannot start, the pool runs by the former one again.", default=False)
    build = Option(BOOL, "Whether the pool's storage is made together with the pool: the folder, the file system, the volume group, "
                   "the partition table. Of a pool that is there, only what an interrupted run left unbuilt is built, and only on devices "
                   "that hold nothing. Left out, a missing folder is made, for V(fs) the one where it is mounted, and nothing is ever "
                   "formatted.")
    overwrite = Option(BOOL, "Whether O(build) of a new pool may format devices that hold something. Everything on them is lost; the diff "
                       "says what that is. A pool that is there is never formatted.", default=False)
    force = Option(BOOL, "Whether O(overwrite) may format a device that other hosts may see (iSCSI, Fibre Channel, Ceph, NVMe over a "
                   "network): what they have on it is not known here. Also whether the pool may be stopped or removed while running "
                   "guests have storage in it.", default=False)
    xml = xml_option("pool")
    validate = validate_option()
    type = Field("./@type", STR, "Kind of storage.", choices=TYPES, change=IMMUTABLE)
    uuid = Field("./uuid", UUID, "UUID. Left out, the one that is there stays, and a new one is derived from the name and the host.",
                 change=IMMUTABLE, derived="uuid")
    source = Child("./source", PoolSource, "What the pool is made of.")
    target = Child("./target", PoolTarget, "Path and permissions of the pool on the host.")
    cow = Field("./features/cow/@state", YES_NO, "Whether files of a folder are copied on write (btrfs).", since="6.6.0")
    mount_options = Values("./fs:mount_opts/fs:option/@name", STR, "Options of the mount, for V(fs) and V(netfs).", since="5.1.0",
                           **NOT_TEST)
    config_options = Children("./rbd:config_opts/rbd:option", ConfigOption, "Settings of Ceph's client, for V(rbd).", key="name",
                              since="5.1.0", **NOT_TEST)

    @classmethod
    def normalize(cls, document):
        kind, source = document.get("type"), document.find("source")
        if source is not None and not document.findtext("name") and source.findtext("name"):
            xml.ensure(document, (("name", ()),)).text = source.findtext("name")
        for elem in list(() if source is None or kind not in KEPT else source):
            if elem.tag not in KEPT[kind] and elem.tag not in ALWAYS_KEPT:
                source.remove(elem)
        target = document.find("target")
        if kind == "logical" and target is not None:
            # libvirt derives the path from the volume group's name.
            for elem in target.findall("path"):
                target.remove(elem)

    @classmethod
    def unique_values(cls, desired):
        """What libvirt takes for the storage of one pool alone: src/conf/virstorageobj.c."""
        kind, source, target = (cls.effective(desired, option) or {} for option in ("type", "source", "target"))
        return [*super().unique_values(desired), *((option, value) for option, value in _storage(kind, source, target) if value)]

    @classmethod
    def write(cls, desired, elem, ctx):
        """libvirt's schema asks for both of a volume group, and libvirt itself fills them in."""
        super().write(desired, elem, ctx)
        if elem.get("type") == "logical":
            for tag in ("source", "target"):
                xml.ensure(elem, ((tag, ()),))

    @classmethod
    def check(cls, desired, where):
        if desired.get("overwrite") and not desired.get("build"):
            raise Invalid(f"{where}.overwrite" if where else "overwrite", "says how to build, and build is not true",
                          "Set build: true as well, or leave overwrite out.")

    @classmethod
    def creation_defaults(cls, desired, host):
        if "xml" in desired:
            return desired
        if "type" not in desired:
            raise Invalid("type", "is required for a new pool", f"Choose one of: {', '.join(TYPES)}.")
        for path in NEEDS.get(desired["type"], ()):
            value = desired
            for name in path.split("."):
                value = value.get(name) if isinstance(value, dict) else None
            if not value:
                raise Invalid(path, f"is required for a pool of type {desired['type']}", f"Declare {path}.")
        return desired
