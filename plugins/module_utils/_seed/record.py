# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the volume of a seed holds: the image, and in it a record of what was declared.

The record stands in the field that ISO 9660 leaves to whoever writes an image. It holds no content: only digests of what was
declared, made with a key that no one but root of the host can read, so that nobody can try values against them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import typing

from . import iso9660, nocloud

# Every seed has this size, so that any other content fits in the same volume.
CAPACITY = 1024**2
VERSION = 1
NAME = "anvil.hypervisor"
DIGEST, KEY_ID = 32, 16
_ROOM = iso9660.APPLICATION_USE.stop - iso9660.APPLICATION_USE.start


@dataclasses.dataclass(frozen=True)
class Record:
    """What is remembered of a seed.

    `generation`: how many times the guest was to begin anew under its instance id. `key`: which key the `digests` of the
    declared options were made with.
    """

    spent: bool = False
    generation: int = 0
    key: str = ""
    digests: typing.Mapping[str, str] = dataclasses.field(default_factory=dict)

    def signed(self, key, declared):
        """This record with digests of what is declared, bytes by option."""
        return dataclasses.replace(self, key=_key_id(key), digests={
            option: _digest(key, option.encode() + b"\0" + data)[:DIGEST] for option, data in declared.items()})

    def differing(self, key, declared):
        """The options that are declared otherwise than recorded; None where another key was used, so that nobody can tell."""
        if key is None or self.key != _key_id(key):
            return None
        signed = self.signed(key, declared).digests
        return [option for option, digest in signed.items() if not hmac.compare_digest(digest, self.digests.get(option, ""))]


@dataclasses.dataclass(frozen=True)
class Held:
    """What a volume holds: `files` are None where it was written by half. `version` is that of a record that is newer than this code."""

    files: typing.Mapping[str, bytes] | None
    record: Record = dataclasses.field(default_factory=Record)
    version: int = VERSION


def _digest(key, data):
    return hmac.new(key, data, hashlib.sha256).hexdigest()


def _key_id(key):
    return _digest(key, b"key")[:KEY_ID]


def size(files):
    """How many bytes the image of the files takes."""
    return len(iso9660.build(files, nocloud.LABEL))


def write(files, record):
    """All bytes of the volume."""
    data = bytearray(iso9660.build(files, nocloud.LABEL).ljust(CAPACITY, b"\0"))
    text = json.dumps({NAME: VERSION, "spent": record.spent, "generation": record.generation, "key": record.key,
                       "sum": hashlib.sha256(data).hexdigest(), "declared": dict(record.digests)}, separators=(",", ":"))
    data[iso9660.APPLICATION_USE] = text.encode().ljust(_ROOM)
    return bytes(data)


def look(data):
    """What a volume holds that this module wrote, or that is empty; None where it holds anything else."""
    if not data.strip(b"\0"):
        return Held(files={})
    try:
        found = json.loads(data[iso9660.APPLICATION_USE])
        version = found[NAME]
        if version > VERSION:
            return Held(files=None, version=version)
        record = Record(bool(found["spent"]), int(found["generation"]), str(found["key"]),
                        {str(option): str(digest) for option, digest in dict(found["declared"]).items()})
        plain = bytearray(data.ljust(CAPACITY, b"\0"))
        plain[iso9660.APPLICATION_USE] = bytes(_ROOM)
        if hashlib.sha256(plain).hexdigest() != found["sum"]:
            return Held(files=None, record=record)
        files = iso9660.read(data)
        meta = nocloud.contents(files[nocloud.META])
    except (ValueError, KeyError, TypeError):
        return None
    return Held(files, record) if meta and {nocloud.INSTANCE, nocloud.HOSTNAME} <= meta.keys() else None
