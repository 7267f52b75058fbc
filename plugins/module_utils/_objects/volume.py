# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declaration of a storage volume, after libvirt.org/formatstorage#storage-volume-xml."""

from __future__ import annotations

from .._model import xml
from .._model.codecs import BOOL, INT, NAME, PATH, STR, UUID, Pattern
from .._model.errors import Invalid
from .._model.model import Model, Object
from .._model.nested import Child
from .._model.node import IMMUTABLE, LIVE
from .._model.sizes import CAPACITY, Size
from .._model.values import Field, Option, Present
from .common import note_secret, state_option, validate_option, xml_option
from .pool import Permissions

# libvirt.org/storage: what files, partitions and foreign images can be.
FORMATS = ("raw", "qcow2", "qed", "qcow", "cow", "vmdk", "vdi", "vpc", "vhd", "bochs", "cloop", "dmg", "iso", "luks", "ploop", "parallels",
           "dir", "fat", "unknown",
           "none", "linux", "fat16", "fat32", "linux-swap", "linux-lvm", "linux-raid", "extended",
           "auto", "ext2", "ext3", "ext4", "ufs", "iso9660", "udf", "gfs", "gfs2", "vfat", "hfs+", "xfs", "ocfs2")
# What the name of a mark ends in, see _libvirt/partial_volumes.py: a volume of such a name would condemn the one without it.
MARK = ".anvil-incomplete"
WIPES = ("zero", "nnsa", "dod", "bsi", "gutmann", "schneier", "pfitzner7", "pfitzner33", "random", "trim")
DIGESTS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
# How far a volume may be larger than declared for the sake of rounding: libvirt asks qemu-img for whole KiB, a vpc image has whole
# cylinders (16 heads of 255 sectors at most), block devices have extents.
KIB, CYLINDER, EXTENT = 1024, 16 * 255 * 512, 64 * 1024**2


def rounded(desired, observed, ctx):
    """True where a capacity is the declared one rounded up to the storage's own step."""
    if ctx.root is not None and ctx.root.get("type") == "block":
        # The step is not told; the largest that a multiple of can be found is.
        step = min(observed & -observed, EXTENT)
    else:
        form = None if ctx.root is None else ctx.root.find("./target/format")
        step = CYLINDER if form is not None and form.get("type") == "vpc" else KIB
    return 0 <= observed - desired < step


def probed(desired, observed, ctx):
    """True where a plain file is called by what libvirt found in it."""
    return {desired, observed} <= {"raw", "iso"}


class InPool(Object):
    """A volume, whatever it holds."""

    BESIDE_NAME = ("pool",)

    @classmethod
    def identity(cls, desired):
        """Volumes are identified by pool and name."""
        return f"{desired['pool']}/{desired['name']}"

    @classmethod
    def named(cls, data):
        """Nobody finds a volume without its pool."""
        name, pool = super().named(data), cls.name_in(data, "pool")
        return f"{pool}/{name}" if name and isinstance(pool, str) else name


class VolumeSecret(Model):
    """A secret that libvirt keeps."""

    usage = Field("./@usage", STR, "Usage of the secret.")
    uuid = Field("./@uuid", UUID, "UUID of the secret.")
    one_of = (("usage", "uuid"),)
    exclusive = (("usage", "uuid"),)

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        note_secret(seen, "volume", desired)
        return desired


class Cipher(Model):
    """How a volume is encrypted."""

    name = Field("./@name", STR, "Name of the cipher, such as V(aes).", required=True)
    size = Field("./@size", INT, "Length of the key in bits.", required=True)
    mode = Field("./@mode", STR, "Mode, such as V(cbc) or V(xts).")
    hash = Field("./@hash", STR, "Hash of the master key, such as V(sha256).")


class Ivgen(Model):
    """How initialization vectors are made."""

    name = Field("./@name", STR, "Name of the generator, such as V(plain64).", required=True)
    hash = Field("./@hash", STR, "Hash of the generator.")


class Encryption(Model):
    """Encryption of a volume."""

    format = Field("./@format", STR, "Format of the encryption.", choices=("luks", "luks2", "qcow", "default"), required=True)
    secret = Child("./secret", VolumeSecret, "Secret with the passphrase. Used when the volume is made.")
    cipher = Child("./cipher", Cipher, "Cipher. Used when the volume is made.")
    ivgen = Child("./ivgen", Ivgen, "Generator of initialization vectors. Used when the volume is made.")

    @classmethod
    def write(cls, desired, elem, ctx):
        """The kind of secret is the same for all: libvirt.org/formatstorageencryption."""
        super().write(desired, elem, ctx)
        secret = elem.find("secret")
        if secret is not None:
            secret.set("type", "passphrase")


class Backing(Model):
    """The backing file of a volume: what is not written yet is read from there."""

    path = Field("./path", PATH, "Path of the image.")
    pool = Option(NAME, "Pool of the image. Left out, the volume's own.")
    volume = Option(NAME, "Name of the image's volume, in place of a path.")
    format = Field("./format/@type", STR, "Format of the image. Left out for a volume, it is that volume's.", choices=FORMATS)
    exclusive = (("path", "volume"), ("path", "pool"))


class Origin(Model):
    """A volume to copy."""

    pool = Option(NAME, "Pool of the volume. Left out, the new volume's own.")
    volume = Option(NAME, "Name of the volume.", required=True)


class Volume(InPool):
    """A piece of storage in a pool."""

    kind = "volume"
    plural = "volumes"
    root = "volume"
    change = IMMUTABLE

    # Used when a volume is made, and not compared afterwards: libvirt does not give them back, or a guest changes them.
    ONCE = ("allocation", "permissions", "nocow", "clone_from")
    # What only qcow2 images have: QEMU's docs/interop/qcow2.txt.
    QCOW2 = ("compat", "cluster_size", "lazy_refcounts", "extended_l2")
    # Bytes of the name of a file, and of one that has a mark beside it.
    LONGEST, LONGEST_MARKED = 255, 255 - len(MARK)

    pool = Option(NAME, "Name of the pool. It has to be active, or O(pool) of the same M(anvil.hypervisor.resources) task that is.",
                  required=True)
    name = Field("./name", NAME, "Name of the volume.")
    state = state_option(("present", "absent"), "Whether the volume is there. V(absent) deletes it with all that it holds.")
    force = Option(BOOL, "Whether O(state=absent) deletes a volume that guests of the host or other volumes use. On storage that "
                   "other hosts see, whether it is deleted or made smaller: guests of those hosts may have it.", default=False)
    source = Option(STR, "File with what the volume is to hold, used when the volume is made; what an existing volume holds is never "
                    "touched. It lies on the controller, unless O(remote_src=true). A relative path is looked for as "
                    "M(ansible.builtin.copy) does. An image of the format V(qcow2) is recognized.")
    remote_src = Option(BOOL, "Whether O(source) lies on the managed host.", default=False)
    checksum = Option(Pattern("(" + "|".join(f"{name}:[0-9a-fA-F]{{{size}}}" for name, size in DIGESTS.items()) + ")",
                              "an algorithm and a digest, such as 'sha256:9f86d0…'"),
                      "Digest of O(source), such as V(sha256:9f86d0…). What was uploaded with another one is removed again.")
    refers_to = Option(STR, "The files of the host that the image O(source) or O(clone_from) refers to, as they are written in it: the "
                       "image below it, or the file with its data. If an image below refers to files itself, they are named, too. "
                       "An image that refers to any other file is refused: a guest would read what is there.", elements=True)
    clone_from = Child(".", Origin, "Volume to copy when this one is made; what an existing volume holds is never touched.")
    reflink = Option(BOOL, "Whether a clone shares the blocks of its origin, where the file system can (btrfs, xfs).", default=False)
    preallocate_metadata = Option(BOOL, "Whether the tables of a new V(qcow2) image are written at once.", default=False)
    shrink = Option(BOOL, "Whether a volume larger than O(capacity) is cut off there. What lies beyond is lost. "
                    "libvirt does not cut off what takes space in a V(raw) file.", default=False)
    wipe = Option(STR, "How the volume is overwritten before it is deleted, with O(state=absent). Left out, it is not. "
                  "All but V(zero) and V(trim) need the program C(scrub) on the host.", choices=WIPES)
    xml = xml_option("volume")
    validate = validate_option()
    capacity = Field("./capacity", CAPACITY, "Size that a guest sees, such as V(20 GiB). Growing happens at once, and a guest of KVM that "
                     "runs with it sees it. Becoming smaller is refused without O(shrink=true), and always while a guest runs with it. "
                     "Left out, that of O(source) or O(clone_from).", change=LIVE, same=rounded, always=True)
    allocation = Field("./allocation", CAPACITY, "Space that is taken when the volume is made. Left out, a file takes none until it is "
                       "written, and a volume on a block device takes its capacity.")
    format = Field("./target/format/@type", STR, "Format of the volume. Left out, that of O(source) or O(clone_from), else libvirt's "
                   "default for the pool, V(raw).", choices=FORMATS, same=probed)
    permissions = Child("./target/permissions", Permissions, "Rights on the file. Used when the volume is made.")
    compat = Field("./target/compat", Pattern(r"\d+\.\d+", "a version of QEMU such as '1.1'"),
                   "Oldest QEMU that can read a V(qcow2) image. Left out, a new one has V(1.1).", absent="0.10")
    nocow = Present("./target/nocow", "Whether copying on write is off for the file (btrfs). Used when the volume is made.")
    cluster_size = Field("./target/clusterSize", Size("B"), "Size of a cluster of a V(qcow2) image.", since="7.4.0")
    lazy_refcounts = Present("./target/features/lazy_refcounts", "Whether a V(qcow2) image updates its reference counts lazily.")
    extended_l2 = Present("./target/features/extended_l2", "Whether clusters of a V(qcow2) image have subclusters.", since="8.0.0")
    encryption = Child("./target/encryption", Encryption, "Encryption of the volume.")
    backing = Child("./backingStore", Backing, "Backing file of the volume: what is not written yet is read from there.")

    # A copy is whole: libvirt drops an image below it in silence.
    exclusive = (("source", "clone_from"), ("source", "backing"), ("clone_from", "backing"))

    @classmethod
    def accept(cls, data, seen, where=""):
        desired = super().accept(data, seen, where)
        seen.refers.append(("pool", desired["pool"]))
        for option, name in (("name", desired["name"]), *((f"{option}.volume", desired.get(option, {}).get("volume", ""))
                                                          for option in ("backing", "clone_from"))):
            if name.endswith(MARK):
                raise Invalid(f"{where}.{option}" if where else option, f"'{name}' is the name of a mark: {MARK} at the end of a name says "
                              "that a volume is incomplete", "Choose another name.")
        cls._refuse_impossible(desired, f"{where}." if where else "")
        document = desired.get("xml") if desired["state"] != "absent" and "capacity" not in desired else None
        if document is not None and cls.nodes["capacity"].read(document) == 0:
            seen.complain(cls._without_capacity(where))
        for option in ("backing", "clone_from"):
            other = desired.get(option, {})
            if "volume" in other:
                other.setdefault("pool", desired["pool"])
                seen.refers.append(("volume", f"{other['pool']}/{other['volume']}"))
        return desired

    @classmethod
    def _refuse_impossible(cls, desired, prefix):
        """Refuse what no volume can be, whether options or a document say so."""
        backing = cls.effective(desired, "backing")
        if "backing" in desired and not {"path", "volume"} & set(backing):
            raise Invalid(f"{prefix}backing", "names no image", "Declare its path, or its volume.")
        if backing and "clone_from" in desired:
            raise Invalid(f"{prefix}backing", "a copy made with clone_from has no backing file", "Leave one of them out.")
        if backing and cls.effective(desired, "format") == "raw":
            raise Invalid(f"{prefix}backing", "a raw volume has no backing file",
                          "Declare format: qcow2, or leave format or backing out.")
        late = [name for name in ("lazy_refcounts", "extended_l2") if cls.effective(desired, name)]
        if late and cls.effective(desired, "compat") == "0.10":
            raise Invalid(f"{prefix}compat", f"an image with {late[0]} cannot be read by QEMU 0.10",
                          f"Declare compat: '1.1', or leave {late[0]} out.")

    @staticmethod
    def _without_capacity(where):
        """The error for a volume that can hold nothing."""
        return Invalid(f"{where}.capacity" if where else "capacity", "is nothing, and such a volume can hold nothing",
                       "Declare at least 1 KiB, or leave capacity out where source, clone_from or backing says it.")

    @classmethod
    def check(cls, desired, where):
        def at(name):
            return f"{where}.{name}" if where else name

        if desired.get("source") == "":
            raise Invalid(at("source"), "is empty", "Name a file, or leave source out.")
        if "wipe" in desired and desired["state"] != "absent":
            raise Invalid(at("wipe"), "destroys what the volume holds, and the volume is to stay", "Leave wipe out.")
        if desired.get("remote_src") and not desired.get("source", "/").startswith("/"):
            raise Invalid(at("source"), "is no absolute path on the host", "Write the whole path.")
        for name in ("remote_src", "checksum"):
            if desired.get(name) and "source" not in desired:
                raise Invalid(at(name), "belongs to a source, and there is none", f"Declare source, or leave {name} out.")
        if desired.get("refers_to") and not {"source", "clone_from"} & set(desired):
            raise Invalid(at("refers_to"), "says what an image refers to, and there is none",
                          "Declare source or clone_from, or leave refers_to out.")
        for name in ("reflink",):
            if desired.get(name) and "clone_from" not in desired:
                raise Invalid(at(name), "says how to clone, and clone_from is missing", f"Declare clone_from, or leave {name} out.")
        if desired.get("clone_from") and desired["clone_from"]["volume"] == desired.get("name") and (
                desired["clone_from"].get("pool", desired["pool"]) == desired["pool"]):
            raise Invalid(at("clone_from"), "names the volume itself", "Name another volume.")
        if desired.get("capacity") == 0 and desired["state"] != "absent":
            raise cls._without_capacity(where)

    @classmethod
    def build(cls, desired, ctx):
        """A new document; libvirt's schema asks for a target, empty or not."""
        elem = super().build(desired, ctx)
        xml.ensure(elem, (("target", ()),))
        return elem

    @classmethod
    def creation_defaults(cls, desired, host):
        if not {"capacity", "source", "clone_from", "xml", "backing"} & set(desired):
            raise Invalid("capacity", "is required for a new volume", "Declare capacity, such as '20 GiB'.")
        encryption = cls.effective(desired, "encryption")
        if encryption and "secret" not in encryption:
            raise Invalid("encryption.secret", "is required for a new volume",
                          "Name the secret that holds the passphrase, by its usage or uuid.")
        return desired
