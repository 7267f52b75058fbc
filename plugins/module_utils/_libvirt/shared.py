# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether other hosts may see the volumes of a pool: a guest of such a host may have them, and nobody here knows."""

from __future__ import annotations

import os
import re

from .._model import xml
from . import device

# Pools that are on a network by their type: libvirt.org/storage.
NETWORKED = ("netfs", "rbd", "iscsi", "iscsi-direct", "gluster", "sheepdog", "vstorage", "scsi", "mpath")
# File systems that several hosts mount: libvirt's src/util/virfile.c, and what else is in use.
FILE_SYSTEMS = frozenset((
    "nfs", "nfs4", "gfs2", "ocfs2", "afs", "smb3", "cifs", "ceph", "gpfs", "lustre", "beegfs", "9p", "virtiofs", "fuse.ceph",
    "fuse.glusterfs", "fuse.quobyte", "fuse.sshfs", "fuse.juicefs", "fuse.mfs", "pvfs2",
))
CLUSTERED = ("gfs", "gfs2", "ocfs2", "vmfs")
MOUNTS = "/proc/self/mountinfo"


def type_of(pool):
    """The type of a pool: the attribute at the head of its XML."""
    return pool.XMLDesc(0).partition("type='")[2].partition("'")[0]


def is_shared(pool):
    """True for a pool whose volumes other hosts may see."""
    config = xml.parse(pool.XMLDesc(0))
    kind, shape, path = config.get("type"), config.find("./source/format"), config.findtext("./target/path")
    if kind in NETWORKED:
        return True
    if kind in ("dir", "fs"):
        return (shape is not None and shape.get("type") in CLUSTERED) or bool(path and mounted_as(path) in FILE_SYSTEMS)
    return any(device.is_shared(elem.get("path")) for elem in config.iterfind("./source/device"))


def mounted_as(path, mounts=MOUNTS):
    """The type of the file system that a path is on; None where nobody can tell."""
    path, best, found = os.path.realpath(path), "", None
    try:
        with open(mounts, encoding="utf-8", errors="surrogateescape") as file:
            for line in file:
                fields, _dash, rest = line.partition(" - ")
                point = re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), fields.split()[4])
                inside = path == point or path.startswith(point.rstrip("/") + "/")
                if inside and len(point) >= len(best):  # of two on one folder, the later one is seen
                    best, found = point, rest.split()[0]
    except (OSError, IndexError):
        return None
    return found
