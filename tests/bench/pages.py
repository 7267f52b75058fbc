# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that pages of the documentation show, to be run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

Task = dict[str, Any]


def blocks(page: Path) -> list[Task]:
    """The tasks of a page, in order."""
    found = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [task for block in found for task in yaml.safe_load(block)]


def twice(tasks: Iterable[Task]) -> Iterator[Task]:
    """Each task of ours again, which must change nothing."""
    for task in tasks:
        yield task
        if any(key.startswith("anvil.hypervisor.") for key in task) and not task.get("check_mode"):
            yield {**task, "name": f"Again: {task['name']}", "register": "again"}
            yield {"name": f"Unchanged: {task['name']}", "ansible.builtin.assert": {"that": "not again.changed"}}
