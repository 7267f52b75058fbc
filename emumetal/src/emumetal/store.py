# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cache: things that are made once, each in a folder whose name says what made it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from emumetal import programs
from emumetal.errors import MetalError


def folder() -> Path:
    """EMUMETAL_CACHE, or a folder in the user's cache: under sudo in that of the user who calls it, who starts servers later."""
    if given := os.environ.get("EMUMETAL_CACHE"):
        return Path(given).absolute()
    if not os.geteuid() and (caller := os.environ.get("SUDO_UID")):
        return folder_of(int(caller))
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "emumetal"


def folder_of(user: int) -> Path:
    """Where a user's cache is unless variables say otherwise."""
    try:
        return Path(pwd.getpwuid(user).pw_dir) / ".cache" / "emumetal"
    except KeyError as error:
        raise MetalError(f"There is no user {user}, whose cache this would be: set EMUMETAL_CACHE.") from error


def make_folder(path: Path) -> None:
    """With its parents. What root makes belongs to whom the folder belongs that it is in."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    if not os.geteuid():
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def chown_to_cache_owner(path: Path) -> None:
    """What root makes in a cache, and all that is in it, belongs to whom the cache belongs."""
    owner = folder().stat()
    if not os.geteuid() and owner.st_uid:
        for each in (path, *path.rglob("*")):
            os.chown(each, owner.st_uid, owner.st_gid, follow_symlinks=False)


def digest(*parts: Any) -> str:
    """A short name for whatever can be written as JSON."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:12]


@contextmanager
def locked(path: Path, wait: bool = True) -> Iterator[None]:
    """One process at a time; the lock goes with the process. Without `wait`, BlockingIOError where another one has it."""
    make_folder(path.parent)
    with path.open("w") as file:
        chown_to_cache_owner(path)
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def get_or_build(kind: str, name: str, make: Callable[[Path], None]) -> Path:
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
                chown_to_cache_owner(new)
                new.rename(target)
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                raise
    return target


def prune() -> None:
    """Removes what was left half made: whoever makes something has its lock."""
    for path in folder().glob("*/.*"):
        name = path.name.rpartition(".")[0]
        if name and path.is_dir():
            with suppress(BlockingIOError), locked(path.with_name(f"{name}.lock"), wait=False):
                shutil.rmtree(path, ignore_errors=True)


def write(path: Path, content: Any) -> None:
    """As JSON. Who reads it meanwhile finds all of it, or what was there before."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    new.replace(path)


def key() -> Path:
    """The private ssh key that opens every server of this cache."""
    path = folder() / "id"
    try:
        if not path.exists():
            with locked(folder() / ".id.lock"):
                if not path.exists():
                    _make_key(path)
        path.open("rb").close()
    except PermissionError as error:
        raise MetalError(
            f"{error.filename}: this user may not read or write it, and so cannot use the cache {folder()}. "
            "Let root give it to the user (chown -R), or set EMUMETAL_CACHE to a folder of the user's own."
        ) from error
    return path


def _make_key(path: Path) -> None:
    programs.need("ssh-keygen")
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "emumetal", "-f", str(new)], check=True)
    # The private one last: where it is, both are.
    for end in (".pub", ""):
        chown_to_cache_owner(Path(f"{new}{end}"))
        Path(f"{new}{end}").rename(f"{path}{end}")
