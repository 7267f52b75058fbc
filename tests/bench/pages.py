# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that pages of the documentation show, to be run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

Task = dict[str, Any]


def documents(page: Path) -> list[Any]:
    """What the YAML blocks of a page hold: lists of tasks or of plays, or mappings (variables, an inventory)."""
    found = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [yaml.safe_load(dedent(block)) for block in found]


def blocks(page: Path) -> list[Task]:
    """The tasks of a page, in order; of a play, its tasks without its roles."""
    items = [item for document in documents(page) if isinstance(document, list) for item in document]
    return [task for item in items for task in (item.get("tasks", []) if "hosts" in item else [item])]


def twice(tasks: Iterable[Task]) -> Iterator[Task]:
    """Each task of ours again, which must change nothing."""
    for task in tasks:
        yield task
        if any(key.startswith("anvil.hypervisor.") for key in task) and not task.get("check_mode"):
            yield {**task, "name": f"Again: {task['name']}", "register": "again", "ignore_errors": False,
                   "failed_when": "again is failed or again is changed"}
