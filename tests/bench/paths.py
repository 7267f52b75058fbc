# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things lie."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
# `COLLECTIONS/ansible_collections/anvil/hypervisor` is the form in which Ansible looks for a collection.
COLLECTIONS = CACHE / "collections"


def link_collection() -> None:
    """Let COLLECTIONS hold this working tree, wherever it lies."""
    link = COLLECTIONS / "ansible_collections" / "anvil" / "hypervisor"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(os.path.relpath(ROOT, link.parent))


def compiled() -> Path:
    """What Python made of the sources of Ansible's modules on bench servers; see compiled/sitecustomize.py."""
    folder = CACHE / "bench" / "compiled"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def alone(what: str) -> Iterator[None]:
    """Of the processes that share the tests, one at a time makes `what`."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
