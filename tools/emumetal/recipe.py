# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recipe says what is on an image. It is a TOML file, and may stand on another one.

    extends = "plain.toml"       what is below comes on top; lists are joined, tables merged
    suite = "bookworm"
    packages = ["qemu-utils"]    installed when the image is built
    fetch = ["nginx curl"]       kept in a repository inside the image; each line is fetched as one installation
    files = "plain.files"        a folder whose content is copied over the root file system
    script = "systemctl mask x"  run in the root file system at the end (sh -e)
    user = "admin"               has sudo and the cache's ssh key
    size = "8G"                  of the disk
    [grub]                       variables of /etc/default/grub
    [hardware]                   what the server has unless told otherwise: see Hardware
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomllib

from emumetal.errors import MetalError


@dataclass(frozen=True)
class Recipe:
    """See the module. Scripts and folders are those of all the recipes it stands on, the lowest first."""

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

    def content(self) -> list[Any]:
        """All that makes the image what it is, for its name in the cache."""
        plain = dataclasses.asdict(self)
        plain["files"] = [
            (str(path.relative_to(folder)), path.lstat().st_mode, hashlib.sha256(path.read_bytes()).hexdigest())
            for folder in self.files
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ]
        return sorted(plain.items())


def load(path: str | Path, suite: str | None = None) -> Recipe:
    """Read the recipe and those it stands on. `suite` overrules theirs."""
    given = _read(Path(path))
    if suite:
        given["suite"] = suite
    return Recipe(name=Path(path).stem, **given)


def _read(path: Path) -> dict[str, Any]:
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise MetalError(f"{path}: cannot be read as a recipe: {error}") from error
    below = _read(path.parent / own.pop("extends")) if "extends" in own else {}
    known = {item.name: item for item in dataclasses.fields(Recipe)}
    for option, given in own.items():
        if option == "name" or option not in known:
            raise MetalError(f"{path}: {option} is nothing that a recipe says; it may say extends, {', '.join(list(known)[1:])}.")
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
    if option == "script":
        return [given]
    if option == "files":
        folder = path.parent / given
        if not folder.is_dir():
            raise MetalError(f"{path}: files: there is no folder {folder}.")
        return [folder]
    return given
