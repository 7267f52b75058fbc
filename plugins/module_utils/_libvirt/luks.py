# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a volume is encrypted, as the header of LUKS 1 says: libvirt forgets all but the format when it refreshes the pool."""

from __future__ import annotations

import os
import struct

# The beginning of the header, gitlab.com/cryptsetup/LUKS1-docs: magic, version, cipher, mode, hash, offset of the data, bytes of the key.
HEADER = struct.Struct(">6sH32s32s32sII")
MAGIC, VERSION = b"LUKS\xba\xbe", 1
# Of a qcow2 image, QEMU's docs/interop/qcow2.txt: where the header extensions begin, and the one that says where the header of LUKS is.
QCOW2, LENGTH_AT, ENCRYPTION = b"QFI\xfb", 100, 0x0537BE77


def encryption_of(path):
    """The cipher and the generator of initialization vectors of an encrypted file or device; None where they cannot be read."""
    try:
        with open(path, "rb") as file:
            return _read(file.fileno())
    except (OSError, ValueError, OverflowError, struct.error):
        return None


def _read(file):
    offset = _inside(file) if os.pread(file, len(QCOW2), 0) == QCOW2 else 0
    magic, version, name, mode, digest, _data, key = HEADER.unpack(os.pread(file, HEADER.size, offset))
    if (magic, version) != (MAGIC, VERSION):
        return None
    name, mode, digest = (text.rstrip(b"\0").decode("ascii") for text in (name, mode, digest))
    mode, _dash, generator = mode.partition("-")
    generator, _colon, of = generator.partition(":")
    # XTS has two keys.
    cipher = {"name": name, "size": key * 8 // (2 if mode == "xts" else 1), "mode": mode, "hash": digest}
    return {"cipher": cipher, "ivgen": {"name": generator, **({"hash": of} if of else {})}}


def _inside(file):
    """Where the header of LUKS is in a qcow2 image."""
    offset = struct.unpack(">I", os.pread(file, 4, LENGTH_AT))[0]
    for _extension in range(64):
        kind, length = struct.unpack(">II", os.pread(file, 8, offset))
        if kind == ENCRYPTION:
            return struct.unpack(">Q", os.pread(file, 8, offset + 8))[0]
        offset += 8 + (length + 7) // 8 * 8
    return 0
