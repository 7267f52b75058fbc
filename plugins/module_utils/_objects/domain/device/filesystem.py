# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Folders of the host that a guest mounts."""

from __future__ import annotations

from ...._model.codecs import MODE, ON_OFF, PATH, POSITIVE, STR, UINT
from ...._model.model import Model
from ...._model.nested import Child, Children
from ...._model.sizes import Size
from ...._model.union import Union
from ...._model.values import Field, Present
from .common import VIRTIO_MODELS, VirtioOptions, acpi_option, address_option, alias_option, boot_option
from .disk_source import FORMATS

LIMIT = Size("bytes")


class MountSource(Model):
    """A folder of the host."""

    dir = Field("./source/@dir", PATH, "Path of the folder.", resets="source/@socket")
    socket = Field("./source/@socket", PATH, "Path of the socket of a virtiofsd that is run by others.", resets="source/@dir")
    exclusive = (("dir", "socket"),)
    one_of = (("dir", "socket"),)


class BindSource(Model):
    """Another folder of the guest (containers)."""

    dir = Field("./source/@dir", PATH, "Path of the folder.", required=True)


class TemplateSource(Model):
    """A template (OpenVZ)."""

    name = Field("./source/@name", STR, "Name of the template.", required=True)


class FileSource(Model):
    """An image (containers)."""

    file = Field("./source/@file", PATH, "Path of the image.", required=True)


class BlockSource(Model):
    """A block device (containers)."""

    dev = Field("./source/@dev", PATH, "Path of the device.", required=True)


class RamSource(Model):
    """Memory of the host (containers)."""

    usage = Field("./source/@usage", Size("KiB", granule=1024, unit_attr="units", zero=True), "Most memory, such as V(64 MiB).",
                  required=True)


class VolumeSource(Model):
    """A volume in a pool of libvirt's (containers, Virtuozzo); libvirt's own schema does not know it."""

    pool = Field("./source/@pool", STR, "Name of the pool.", required=True, refers="pool")
    volume = Field("./source/@volume", STR, "Name of the volume.", required=True)

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        seen.refers.append(("volume", f"{desired['pool']}/{desired['volume']}"))
        return desired


SOURCES = {"mount": MountSource, "bind": BindSource, "template": TemplateSource, "file": FileSource, "block": BlockSource,
           "ram": RamSource, "volume": VolumeSource}


class Driver(VirtioOptions):
    """How the folder gets into the guest."""

    type = Field("./@type", STR, "Kind of driver: V(path) is 9p.", choices=("path", "handle", "virtiofs", "mtp", "loop", "nbd", "ploop"))
    format = Field("./@format", STR, "Format of the image (containers).", choices=FORMATS)
    wrpolicy = Field("./@wrpolicy", STR, "Whether what the guest writes is on the host's disk at once (V(path)).",
                     choices=("immediate",))
    queue = Field("./@queue", POSITIVE, "Requests that the queue holds (V(virtiofs)).", since="6.2.0")


class Lock(Model):
    """Which locks reach the host."""

    posix = Field("./@posix", ON_OFF, "Whether POSIX locks do.")
    flock = Field("./@flock", ON_OFF, "Whether BSD locks do.")


class Binary(Model):
    """The program that serves virtiofs."""

    path = Field("./@path", PATH, "Path of the program.")
    xattr = Field("./@xattr", ON_OFF, "Whether extended attributes reach the host.")
    cache = Field("./cache/@mode", STR, "What the guest keeps in memory.", choices=("none", "always"))
    sandbox = Field("./sandbox/@mode", STR, "How the program is confined.", choices=("namespace", "chroot"), since="7.2.0")
    lock = Child("./lock", Lock, "Which locks reach the host.", empty_removes=True)
    thread_pool = Field("./thread_pool/@size", UINT, "Most threads; 0 uses none of their own.", since="8.5.0")
    openfiles = Field("./openfiles/@max", POSITIVE, "Most open files.", since="10.6.0")


class IdRange(Model):
    """Users or groups that are others on the host."""

    start = Field("./@start", UINT, "First number in the guest.", required=True)
    target = Field("./@target", UINT, "First number on the host.", required=True)
    count = Field("./@count", POSITIVE, "How many there are.", required=True)


class IdMap(Model):
    """Who a guest's users are on the host."""

    uids = Children("./uid", IdRange, "Users.", key="start")
    gids = Children("./gid", IdRange, "Groups.", key="start")


class Target(Model):
    """Where the guest finds the folder."""

    dir = Field("./@dir", STR, "Tag that the guest mounts by, or a container's folder.", required=True)


class Filesystem(Model):
    """A folder of the host in the guest."""

    source = Union("./@type", SOURCES, "What the guest is given.", absent="mount", never_infer=("bind",), clears_on_switch="source",
                   required=True)
    target = Child("./target", Target, "Where the guest finds it.", required=True)
    driver = Child("./driver", Driver, "How it gets into the guest.")
    binary = Child("./binary", Binary, "The program that serves V(virtiofs). An empty dictionary leaves it to libvirt.", empty_removes=True,
                   since="6.2.0")
    accessmode = Field("./@accessmode", STR, "With whose rights files are used.", choices=("passthrough", "mapped", "squash"),
                       absent="passthrough")
    multidevs = Field("./@multidevs", STR, "What is done where several file systems lie below the folder.",
                      choices=("default", "remap", "forbid", "warn"), absent="default", since="6.3.0")
    model = Field("./@model", STR, "Variant of the device.", choices=VIRTIO_MODELS, resets="address", since="5.2.0")
    fmode = Field("./@fmode", MODE, "Mode of new files where O(accessmode) is V(mapped), such as V('0640').", since="6.10.0")
    dmode = Field("./@dmode", MODE, "Mode of new folders where O(accessmode) is V(mapped), such as V('0750').", since="6.10.0")
    readonly = Present("./readonly", "Whether the guest cannot write.")
    idmap = Child("./idmap", IdMap, "Mapping of the guest's users to the host's (V(virtiofs)). An empty dictionary removes it.",
                  empty_removes=True, since="10.0.0")
    space_hard_limit = Field("./space_hard_limit", LIMIT, "Most space, such as V(10 GiB) (OpenVZ).")
    space_soft_limit = Field("./space_soft_limit", LIMIT, "Space that may be exceeded for a while (OpenVZ).")
    boot = boot_option()
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()
