# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recipe says what is on an image. It is a TOML file, and may be based on another one.

    extends = "plain.toml"       what is below comes on top; lists are joined, tables merged
    suite = "bookworm"
    packages = ["qemu-utils"]    installed when the image is built
    fetch = ["nginx curl"]       kept in a repository inside the image; each line is fetched as one installation
    files = "plain.files"        a folder whose content is copied over the root file system (root's, mode 755 or 644)
    script = "systemctl mask x"  run in the root file system at the end (sh -e)
    user = "admin"               has sudo and the cache's ssh key
    size = "8G"                  of the disk
    [grub]                       variables of /etc/default/grub
    [hardware]                   what the server has unless told otherwise: see Hardware

Folders, links and files below `files` all count for the image's name; what is changed there makes another image.
"""

from __future__ import annotations

import dataclasses
import hashlib
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomllib

from emumetal.errors import MetalError

# What an option is in the file, and how that is written.
_KINDS: dict[str, tuple[type, str]] = {
    "extends": (str, '"plain.toml"'),
    "suite": (str, '"bookworm"'),
    "packages": (list, '["qemu-utils"]'),
    "fetch": (list, '["nginx curl"]'),
    "files": (str, '"plain.files"'),
    "script": (str, '"systemctl mask x"'),
    "user": (str, '"admin"'),
    "size": (str, '"8G"'),
    "grub": (dict, '{GRUB_TIMEOUT = "1"}'),
    "hardware": (dict, "{memory = 4096}"),
}


@dataclass(frozen=True)
class Recipe:
    """See the module. Scripts and folders are those of all the recipes it is based on, the lowest first."""

    name: str
    suite: str = "bookworm"
    packages: list[str] = field(default_factory=list)
    fetch: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    script: list[str] = field(default_factory=list)
    user: str = "admin"
    size: str = "8G"
    grub: dict[str, str] = field(default_factory=dict)
    hardware: dict[str, Any] = field(default_factory=dict)
    path: Path = field(default=Path(), compare=False)  # where it was read

    def content(self) -> list[Any]:
        """All that makes the image what it is, for its name in the cache."""
        plain = dataclasses.asdict(self)
        del plain["path"]
        plain["files"] = [
            (str(path.relative_to(folder)), mode_of(path), _content(path)) for folder in self.files for path in sorted(folder.rglob("*"))
        ]
        return sorted(plain.items())


def mode_of(path: Path) -> int:
    """What a file of a recipe's folder has on the server: as in a repository, whether its owner may execute it is all that counts."""
    mode = path.lstat().st_mode
    return 0o755 if not stat.S_ISREG(mode) or mode & stat.S_IXUSR else 0o644


def _content(path: Path) -> str:
    """A link counts as what it says, wherever that leads."""
    if path.is_symlink():
        return f"-> {path.readlink()}"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def load(path: str | Path, suite: str | None = None) -> Recipe:
    """Read the recipe and those it is based on. `suite` overrules theirs."""
    given = _read(Path(path))
    if suite:
        given["suite"] = suite
    return Recipe(name=Path(path).stem, path=Path(path), **given)


def _read(path: Path) -> dict[str, Any]:
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MetalError(f"{path}: cannot be read as a recipe: {error}") from error
    for option in own:
        if option not in _KINDS:
            raise MetalError(f"{path}: {option} is nothing that a recipe says; it may say {', '.join(_KINDS)}.")
    below = _read(path.parent / _value(path, "extends", own.pop("extends"))) if "extends" in own else {}
    for option, given in own.items():
        value = _value(path, option, given)
        if isinstance(value, list):
            below[option] = below.get(option, []) + value
        elif isinstance(value, dict):
            below[option] = below.get(option, {}) | value
        else:
            below[option] = value
    return below


def _value(path: Path, option: str, given: Any) -> Any:
    """As the dataclass holds it."""
    kind, example = _KINDS[option]
    texts = given if kind is list else given.values() if option == "grub" and isinstance(given, dict) else []
    if not isinstance(given, kind) or not all(isinstance(text, str) for text in texts):
        raise MetalError(f"{path}: {option}: {given!r} is not of the right kind; write {option} = {example}.")
    if option == "script":
        return [given]
    if option == "files":
        folder = path.parent / given
        if not folder.is_dir():
            raise MetalError(f"{path}: files: there is no folder {folder}.")
        return [folder]
    return given
