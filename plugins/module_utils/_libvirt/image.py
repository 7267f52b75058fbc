# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Headers of image files: format, capacity, and the files that an image refers to. Used on the controller, too."""

from __future__ import annotations

import json
import os
import re
import stat
import struct

from .._model.errors import Invalid, NotFound

# QEMU's docs/interop/qcow2.txt and qed_spec.txt, and block/{vdi,vmdk,vpc}.c: how a file of each format begins.
MAGIC = (("qcow2", b"QFI\xfb"), ("qed", b"QED\0"), ("vmdk", b"KDMV"), ("vmdk", b"COWD"), ("vmdk", b"# Disk DescriptorFile"),
         ("vpc", b"conectix"), ("parallels", b"WithoutFreeSpace"), ("parallels", b"WithouFreSpacExt"), ("bochs", b"Bochs Virtual HD Image"))
# What a disk's format may be called, of what a volume's may be; all else is opened as raw.
IMAGES = ("qcow2", "qcow", "qed", "vmdk", "vdi", "vpc", "parallels", "bochs", "cloop", "dmg")
VDI_MAGIC = struct.pack("<I", 0xBEDA107F)
HEAD = 512
# Of a file's name, in bytes: QEMU's docs/interop/qcow2.txt.
LONGEST_NAME = 1023
# Of a qcow2 image: the bit of the features for data in another file, and the header extension that names that file.
EXTERNAL_DATA, DATA_FILE_NAME = 1 << 2, 0x44415441
# The header extension that names the format of the image below, and where extensions begin before there were lengths of headers.
BACKING_FORMAT, OLD_HEADER = 0xE2792ACA, 72
# As long as libvirt lets a chain be: src/qemu/qemu_domain.c. No more files are looked at, also where an image names many.
LONGEST_CHAIN = 200
# Of a qcow2 image: the first version that has features, and the least length of a header that holds the size of the disk.
HAS_FEATURES, HOLDS_CAPACITY = 3, 32
DESCRIPTOR, LONGEST_DESCRIPTOR = b"# Disk DescriptorFile", 64 * 1024
DIFFERENCING = 4
SECTOR = 512
UNNAMED = "a file whose name cannot be read"


def probe(head):
    """The format that a file begins like; raw where it begins like none. A guest can write any beginning into a raw disk."""
    if head[0x40:0x44] == VDI_MAGIC:
        return "vdi"
    found = next((name for name, magic in MAGIC if head.startswith(magic)), "raw")
    return "qcow" if found == "qcow2" and head[4:8] == struct.pack(">I", 1) else found


def probe_file(path):
    """The format that a file or device of the host begins like, or None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return probe(file.read(HEAD))
    except (OSError, ValueError):
        return None


def describe(file, size):
    """What a file is to be known by: `format` and `capacity` as a guest sees it, `size`, and the files that it `refers` to.

    `images` are those of these files that are read as images, which refer to files themselves.
    """
    head = os.pread(file.fileno(), HEAD, 0)
    found = probe(head)
    kind, capacity = "raw", size
    if found == "qcow2" and len(head) >= HOLDS_CAPACITY:
        kind, capacity = found, struct.unpack(">Q", head[24:32])[0]
    names, raw = list(dict.fromkeys(_refers(file, head, found))), _raw(file, head, found)
    return {"format": kind, "capacity": capacity, "size": size, "refers": names, "images": [name for name in names if name not in raw]}


def _refers(file, head, form):
    """The names of the files that an image refers to, as they stand there: the image below it, and its data."""
    try:
        if form in ("qcow2", "qcow"):
            return _refers_qcow(file, head, form)
        if form == "qed":
            offset, length = struct.unpack("<II", head[56:64])
            return [_name(file, offset, length)] if struct.unpack("<Q", head[16:24])[0] & 1 else []
        if form == "vpc":
            return [UNNAMED] if struct.unpack(">I", head[60:64])[0] == DIFFERENCING else []
        if form == "vmdk":
            return _refers_vmdk(file, head)
    except (struct.error, OverflowError):
        return [UNNAMED]
    return []


def _refers_qcow(file, head, form):
    offset, length = struct.unpack(">QI", head[8:20])
    found = [_name(file, offset, length)] if offset else []
    if form == "qcow2" and struct.unpack(">I", head[4:8])[0] >= HAS_FEATURES and (
            struct.unpack(">Q", head[72:80])[0] & EXTERNAL_DATA):
        found.append(_extension(file, head, DATA_FILE_NAME) or UNNAMED)
    return found


def _raw(file, head, form):
    """Those of the files that a qcow2 image refers to that are read as they are, whatever they begin like."""
    try:
        if form == "qcow2":
            below = _refers_qcow(file, head, "qcow")
            return {_extension(file, head, DATA_FILE_NAME), *(below if _extension(file, head, BACKING_FORMAT) == "raw" else ())}
    except (struct.error, OverflowError):
        pass
    return set()


def _extension(file, head, wanted):
    """The text of one of the extensions behind the header of a qcow2 image, or None."""
    offset = struct.unpack(">I", head[100:104])[0] if struct.unpack(">I", head[4:8])[0] >= HAS_FEATURES else OLD_HEADER
    for _number in range(64):
        kind, length = struct.unpack(">II", os.pread(file.fileno(), 8, offset))
        if kind == wanted:
            return _name(file, offset + 8, length)
        if not kind:
            break
        offset += 8 + (length + 7) // 8 * 8
    return None


def _refers_vmdk(file, head):
    if head.startswith(DESCRIPTOR):
        text = os.pread(file.fileno(), LONGEST_DESCRIPTOR, 0)
        found = re.findall(rb'^[^\S\n]*(?:RW|RDONLY)\s+\d+\s+\w+\s+"([^"]*)"', text, re.MULTILINE)
    elif head.startswith(b"KDMV"):
        start, length = struct.unpack("<QQ", head[28:44])
        text, found = os.pread(file.fileno(), min(length * SECTOR, LONGEST_DESCRIPTOR), start * SECTOR), []
    else:
        return []
    found += re.findall(rb'^[^\S\n]*parentFileNameHint\s*=\s*"([^"]*)"', text, re.MULTILINE)
    return [name.decode(errors="replace") for name in found]


def _name(file, offset, length):
    if not 0 < length <= LONGEST_NAME:
        return UNNAMED
    return os.pread(file.fileno(), length, offset).decode(errors="replace") or UNNAMED


def backing_file(path):
    """The backing file that a qcow2 image names, or None: also where it cannot be read."""
    try:
        with open(path, "rb") as file:
            head = file.read(HEAD)
            offset, length = struct.unpack(">QI", head[8:20]) if probe(head) == "qcow2" else (0, 0)
            name = os.pread(file.fileno(), min(length, LONGEST_NAME), offset).decode() if offset else ""
    except (OSError, ValueError, OverflowError, struct.error):
        return None
    return _resolved(name, path)


def _resolved(name, path):
    """The path of the file that an image at a path calls so; None where that is no file of the host."""
    if name.startswith("json:"):
        return _resolved(_filename(name[5:]), path)
    name = name[5:] if name.startswith("file:") else name
    if not name or ":" in name.partition("/")[0]:  # QEMU's block.c, path_has_protocol
        return None
    try:
        encoded = os.fsencode(name)
    except ValueError:  # such as half a pair of surrogates, which JSON can spell
        return None
    return None if b"\0" in encoded else os.path.normpath(os.path.join(os.path.dirname(path), name))


def _filename(text):
    """The name of the file in QEMU's description of an image as JSON; empty where there is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    while isinstance(found, dict):
        found = found.get("filename") or found.get("file.filename") or found.get("file")
    return found if isinstance(found, str) else ""


def chain(path, images):
    """What the images that an image at a path names refer to themselves, and so on, as pairs of a path and a name that stands there.

    The name is None where the chain comes back to itself, or has more files than libvirt lets it have.
    """
    found = []
    _follow(path, images, (os.path.realpath(path),), set(), found)
    return found


def _follow(path, images, parents, done, found):
    """Look at each file below an image once; False where there is no end of them."""
    for name in images:
        below = _resolved(name, path)
        place = None if below is None else os.path.realpath(below)
        if place is None or place in done:
            continue
        if place in parents or len(parents) + len(done) > LONGEST_CHAIN:
            found.append((below, None))
            return False
        about = _look_at(below)
        found += [(below, each) for each in about.get("refers", ())]
        if not _follow(below, about.get("images", ()), (*parents, place), done, found):
            return False
        done.add(place)
    return True


def _look_at(path):
    """What is to be known of a file or device of the host; nothing where it cannot be read."""
    try:
        status = os.stat(path)
        if stat.S_ISREG(status.st_mode) or stat.S_ISBLK(status.st_mode):
            with open(path, "rb") as file:
                return describe(file, status.st_size)
    except (OSError, ValueError):
        pass
    return {}


def facts(source, given=None):
    """What is to know of the file that a volume is filled with.

    `given` is what the controller told of its own (see `describe`), and its `path` once it is on the host; or what is `missing`.
    """
    if given is None:
        return look(source)
    if "missing" in given:
        raise NotFound(f"source {source}: {given['missing']}", remedy="Correct the path, or set remote_src: true for a file on the host.")
    if given.get("path"):
        _compare_size(source, given)
    return dict(given)


def _compare_size(source, given):
    """Refuse a copy of the controller's file that is not as long: the connection broke while it was made."""
    try:
        size = os.stat(given["path"]).st_size
    except OSError as error:
        raise NotFound(f"source {source}: its copy {given['path']}: {error.strerror}", operation="read it") from None
    if size != given["size"]:
        raise Invalid("source", f"{source} has {given['size']} bytes, and its copy on the host has {size}",
                      "Run again when nobody writes to it, and when the connection to the host is stable.")


def look(path):
    """What is to know of a file on the host."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise Invalid("source", f"{path} is no regular file", "Name a file.")
        with open(path, "rb") as file:
            return {**describe(file, status.st_size), "path": path}
    except OSError as error:
        raise NotFound(f"source {path}: {error.strerror}", operation="read it",
                       remedy="Correct the path, or give the user the right to read it.") from None
