# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs that changed nothing, remembered on the host: their traces by the digest of what was declared.

They lie where root alone can write. They are a cache: without them every run simply does its work, and they are dropped at will.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat

from .trace import Trace

FOLDER = "/var/cache/libvirt/anvil.hypervisor/unchanged"
# Different tasks of a site's playbooks on one host.
KEPT = 16
LARGEST = 64 * 1024**2
SHA256 = re.compile("[0-9a-f]{64}")


def _path(digest):
    if not SHA256.fullmatch(digest):
        raise ValueError("not a digest")
    return os.path.join(FOLDER, digest)


def keep(digest, trace):
    """Remember a run that changed nothing; where that cannot be done, the next run does its work."""
    if trace.void or os.geteuid():
        return
    path = _path(digest)
    new = f"{path}.{os.getpid()}"
    with contextlib.suppress(OSError, TypeError):
        os.makedirs(FOLDER, mode=0o700, exist_ok=True)
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w", encoding="utf-8") as file:
            json.dump({"steps": trace.steps, "answers": trace.hexdigest()}, file, separators=(",", ":"))
        os.replace(new, path)
    with contextlib.suppress(OSError):
        entries = sorted(os.scandir(FOLDER), key=lambda entry: entry.stat().st_mtime)
        for entry in entries[:-KEPT]:
            os.unlink(entry.path)


def _read(digest):
    """What was remembered, or None."""
    with contextlib.suppress(OSError, ValueError), open(os.open(_path(digest), os.O_RDONLY | os.O_NOFOLLOW), encoding="utf-8") as file:
        found = os.fstat(file.fileno())
        mine = found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        return json.load(file) if mine and found.st_size <= LARGEST else None
    return None


def is_unchanged(digest, connect):
    """True where a run with this digest changed nothing and every answer that it got is still the same."""
    known = _read(digest)
    if known is None:
        return False
    trace = Trace()
    conn = connect()
    try:
        return trace.repeat(conn, known["steps"]) and trace.hexdigest() == known["answers"]
    finally:
        conn.close()
