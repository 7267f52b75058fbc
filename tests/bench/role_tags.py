# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks of the roles with the tags that Ansible gives them: their own, and those of the blocks around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROLES = Path(__file__).resolve().parents[2] / "roles"
PARTS = ("packages", "configuration", "services", "kernel")
INCLUDES = {"ansible.builtin.include_tasks": "tasks", "ansible.builtin.include_role": "role"}
# Modules that change nothing.
READS = re.compile(
    r"ansible\.builtin\.(assert|debug|fail|find|getent|include_\w+|meta|set_fact|setup|slurp|stat)|anvil\.hypervisor\.\w+_info")
LOADED: dict[Path, Any] = {}


@dataclass(frozen=True)
class Task:
    """A task of a role with its tags.

    `names` are the files that lead to it, each a path below the roles, and `through` the tags of the includes of these files.
    """

    body: Any
    tags: frozenset[str]
    names: tuple[str, ...]
    through: tuple[frozenset[str], ...]

    @property
    def label(self) -> str:
        return f"{' > '.join(self.names)}: {self.body['name']}"

    @property
    def action(self) -> str:
        return next(key for key in self.body if "." in key)

    def runs_with(self, part: str) -> bool:
        """Whether `--tags PART` runs the task."""
        return all({part, "always"} & tags for tags in (*self.through, self.tags))

    @property
    def changes(self) -> bool:
        """Whether the task may change the host."""
        options = self.body[self.action]
        if READS.fullmatch(self.action) or self.body.get("check_mode") is True or self.body.get("changed_when") is False:
            return False
        return self.action != "anvil.hypervisor.change_journal" or bool({"entries", "forget", "update"} & set(options))

    @property
    def included(self) -> list[Path]:
        """The files that the task may include. A name that is a variable stands for each file that it may be."""
        kind, options = INCLUDES.get(self.action), self.body.get(self.action)
        if kind == "tasks":
            folder = ROLES / Path(self.names[-1]).parent
            near = sorted(folder.glob(re.sub(r"\{\{.*?\}\}", "*", options)))
            return near or [ROLES / Path(self.names[-1]).parts[0] / "tasks" / options]
        if kind == "role":
            part = options.get("tasks_from", "main")
            given = [*(self.body.get("vars") or {}).values(), part] if "{{" not in part else []
            return [ROLES / options["name"].split(".")[-1] / "tasks" / f"{given[-1]}.yml"] if given else []
        return []


def flat(items: list[dict[str, Any]], around: frozenset[str]) -> Iterator[tuple[dict[str, Any], frozenset[str], frozenset[str]]]:
    """The tasks of a list, each with its tags, and with those of the blocks around it."""
    for item in items:
        tags = around | set(item.get("tags", ()))
        parts = [item[part] for part in ("block", "rescue", "always") if part in item]
        for part in parts:
            yield from flat(part, tags)
        if not parts:
            yield item, tags, around


def walk(
    path: Path, around: frozenset[str] = frozenset(), names: tuple[str, ...] = (), through: tuple[frozenset[str], ...] = (), part: str = "",
) -> Iterator[Task]:
    """The tasks that a file runs, with those of the files that it includes.

    An included file gets the tags of the blocks around the include, and those of `apply`, and not those of the include itself.
    A file that includes a part of a role gets the part's name in a variable (`part`).
    """
    here = (*names, path.relative_to(ROLES).as_posix())
    if path not in LOADED:
        LOADED[path] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for body, tags, outside in flat(LOADED[path], around):
        task = Task(body, tags, here, through)
        yield task
        options = body.get(task.action)
        applied = set(options.get("apply", {}).get("tags", ())) if isinstance(options, dict) else set()
        given = next((str(value) for name, value in (body.get("vars") or {}).items() if name.endswith("_host_part")), "")
        files = task.included
        if task.action.endswith("include_role") and not files:
            files = [ROLES / options["name"].split(".")[-1] / "tasks" / f"{part}.yml"]
        for file in files:
            yield from walk(file, outside | applied, here, (*through, tags), given)


def role_tasks(role: str) -> list[Task]:
    """All tasks that a role may run."""
    return list(walk(ROLES / role / "tasks" / "main.yml"))
