# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cache: things that are made once, each in a folder whose name says what made it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def folder() -> Path:
    """EMUMETAL_CACHE, or a folder in the user's cache."""
    if given := os.environ.get("EMUMETAL_CACHE"):
        return Path(given).absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "emumetal"


def digest(*parts: Any) -> str:
    """A short name for whatever can be written as JSON."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:12]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process at a time; the lock goes with the process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def made(kind: str, name: str, make: Callable[[Path], None]) -> Path:
    """The folder `kind/name`, made by `make` unless it is there. What was made halfway is never seen."""
    target = folder() / kind / name
    if target.is_dir():
        return target
    with locked(folder() / kind / f".{name}.lock"):
        if not target.is_dir():
            new = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=target.parent))
            try:
                make(new)
                new.chmod(0o755)
                new.rename(target)
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                raise
    return target


def key() -> Path:
    """The private ssh key that opens every server of this cache."""
    path = folder() / "id"
    if not path.exists():
        with locked(folder() / ".id.lock"):
            if not path.exists():
                subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "emumetal", "-f", str(path)], check=True)
    return path
