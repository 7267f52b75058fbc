# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ISO 9660 images of a few files in one folder, with Rock Ridge names: written from the files alone, and read back.

ECMA-119 defines the image, IEEE P1281 (SUSP) and P1282 (RRIP) the names and modes of files. The same files make the same bytes: all
dates are fixed, and the files stand in the order of their names.
"""

from __future__ import annotations

import struct

SECTOR = 2048
# The first sectors: of volume descriptors, of the two path tables, of the folder, of the files.
DESCRIPTOR, PATH_TABLES, FOLDER, FILES = 16, (18, 19), 20, 21
# What ECMA-119 8.4.32 leaves to whoever writes the image, in the primary volume descriptor.
APPLICATION_USE = slice(DESCRIPTOR * SECTOR + 883, DESCRIPTOR * SECTOR + 883 + 512)
# Where the record of the folder stands, and how long it is without extensions.
ROOT, ROOT_LENGTH = DESCRIPTOR * SECTOR + 156, 34
# 1980-01-01, as records and as descriptors have it.
RECORD_DATE, DATE, NO_DATE = bytes((80, 1, 1, 0, 0, 0, 0)), b"1980010100000000\0", b"0" * 16 + b"\0"
IS_FOLDER = 2
# The tag, length and version that each entry of the system use area begins with.
ENTRY = 4
# Modes of the folder and of files: for root alone.
FOLDER_MODE, FILE_MODE = 0o40700, 0o100600


def build(files, label):
    """The image of `files`, bytes by name."""
    place, records, content = FILES, [], b""
    for number, (name, data) in enumerate(sorted(files.items())):
        records.append(_record(b"F%03d.;1" % number, place, len(data), 0, _posix(FILE_MODE) + _entry(b"NM", b"\0" + name.encode())))
        content += _sectors(data)
        place = FILES + len(content) // SECTOR
    folder = b"".join((
        _record(b"\0", FOLDER, SECTOR, IS_FOLDER, _entry(b"SP", b"\xbe\xef\0") + _posix(FOLDER_MODE)
                + _entry(b"ER", bytes((10, 0, 0, 1)) + b"RRIP_1991A")),
        _record(b"\1", FOLDER, SECTOR, IS_FOLDER, _posix(FOLDER_MODE)), *records))
    if len(folder) > SECTOR:
        raise ValueError("too many files for one sector of records")
    tables = [b"\1\0" + struct.pack(f"{order}IH", FOLDER, 1) + b"\0\0" for order in "<>"]
    return b"".join((bytes(DESCRIPTOR * SECTOR), _sectors(_primary(label, place, len(tables[0]))), _sectors(b"\xffCD001\1"),
                     *map(_sectors, tables), _sectors(folder), content))


def _primary(label, sectors, table_length):
    """The primary volume descriptor."""
    return b"".join((
        b"\1CD001\1\0", _text("", 32), _text(label, 32), bytes(8), _both("I", sectors), bytes(32),
        _both("H", 1), _both("H", 1), _both("H", SECTOR), _both("I", table_length),
        struct.pack("<II", PATH_TABLES[0], 0), struct.pack(">II", PATH_TABLES[1], 0), _record(b"\0", FOLDER, SECTOR, IS_FOLDER),
        _text("", 128) * 4, _text("", 37) * 3, DATE * 2, NO_DATE * 2, b"\1\0"))


def _record(identifier, place, size, flags, system=b""):
    """A record of a folder: ECMA-119 9.1."""
    body = b"".join((b"\0", _both("I", place), _both("I", size), RECORD_DATE, bytes((flags, 0, 0)), _both("H", 1),
                     bytes((len(identifier),)), identifier, b"" if len(identifier) % 2 else b"\0", system))
    body += b"" if len(body) % 2 else b"\0"
    return bytes((len(body) + 1,)) + body


def _posix(mode):
    """The mode of a file of root's."""
    return _entry(b"PX", _both("I", mode) + _both("I", 2 if mode == FOLDER_MODE else 1) + _both("I", 0) * 2)


def _entry(tag, body):
    """An entry of the system use area."""
    return tag + bytes((len(body) + ENTRY, 1)) + body


def _both(form, number):
    """A number in both byte orders."""
    return struct.pack(f"<{form}", number) + struct.pack(f">{form}", number)


def _text(text, length):
    return text.encode("ascii").ljust(length)


def _sectors(data):
    return data + bytes(-len(data) % SECTOR)


def read(data):
    """The files of an image that `build` made, bytes by name. ValueError where it is none."""
    if data[DESCRIPTOR * SECTOR:DESCRIPTOR * SECTOR + 6] != b"\1CD001":
        raise ValueError("no volume descriptor")
    try:
        _system, place, size = _parse(data[ROOT:ROOT + ROOT_LENGTH])
        folder, at, files = _extent(data, place, size), 0, {}
        while at < len(folder) and folder[at]:
            system, place, size = _parse(folder[at:at + folder[at]])
            if b"NM" in system:
                files[system[b"NM"][1:].decode()] = _extent(data, place, size)
            at += folder[at]
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise ValueError(f"a record cannot be read: {error}") from None
    return files


def _parse(record):
    """The system use entries of a record by tag, and the first sector and the size of what it is for."""
    place, size = struct.unpack("<I", record[2:6])[0], struct.unpack("<I", record[10:14])[0]
    at, entries = 33 + record[32] + (record[32] + 1) % 2, {}
    while at + ENTRY <= len(record) and record[at + 2] >= ENTRY:
        entries[record[at:at + 2]] = record[at + ENTRY:at + record[at + 2]]
        at += record[at + 2]
    return entries, place, size


def _extent(data, place, size):
    found = data[place * SECTOR:place * SECTOR + size]
    if len(found) != size:
        raise ValueError("a file ends behind the image")
    return found
