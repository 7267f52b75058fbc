# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file for root alone that survives a loss of power: at each moment it has its former or its new text."""

from __future__ import annotations

import contextlib
import os


def content(path):
    """The text of the file; None where there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def write(path, text):
    """Give the file its text, for root alone. When this returns, the text is on the disk; until then, the former one is."""
    folder = os.path.dirname(path)
    make(folder)
    new = f"{path}.new"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with open(handle, "wb") as file:
        os.fchmod(handle, 0o600)  # of a file that a killed run left
        file.write(text)
        file.flush()
        os.fsync(handle)
    os.replace(new, path)
    keep(folder)


def make(folder):
    """Make the folder, for root alone, where it is missing."""
    if os.path.isdir(folder):
        return
    above = os.path.dirname(folder)
    os.makedirs(above, exist_ok=True)
    os.mkdir(folder, 0o700)
    keep(above)


def keep(folder):
    """Have the names in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path):
    """Take the file away, and its folder when nothing else is in it."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(f"{path}.new")
    os.unlink(path)
    folder = os.path.dirname(path)
    keep(folder)
    with contextlib.suppress(OSError):  # the journals of other roles are there
        os.rmdir(folder)
