# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for all tasks of the roles: what a shell is given, and what a message says of an empty list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROLES = Path(__file__).resolve().parents[3] / "roles"
FILES = sorted(ROLES.glob("*/tasks/**/*.yml"))


class Task(NamedTuple):
    """A task with what stands around it: the blocks that it is in, their conditions and variables."""

    file: str
    body: dict[str, Any]
    around: str

    @property
    def name(self) -> str:
        return f"{self.file}: {self.body.get('name')}"


def tasks(file: str, items: list[dict[str, Any]], around: str = "") -> Iterator[Task]:
    for item in items:
        inner = around + " ".join(str(item.get(key, "")) for key in ("when", "vars", "loop"))
        parts = [item[part] for part in ("block", "rescue", "always") if part in item]
        for part in parts:
            yield from tasks(file, part, inner)
        if not parts:
            yield Task(file, item, inner)


TASKS = [
    task for path in FILES
    for task in tasks(path.relative_to(ROLES).as_posix(), yaml.safe_load(path.read_text(encoding="utf-8")))
]


def scripts(task: Task) -> list[str]:
    """The texts that a shell reads: what stands behind sh -c, written out or in a variable beside the task."""
    command = task.body.get("ansible.builtin.command")
    argv = command.get("argv") if isinstance(command, dict) else None
    if isinstance(argv, list) and argv[1:2] == ["-c"]:
        return [argv[2]]
    named = re.search(r"\['sh', '-c', (\w+),", argv) if isinstance(argv, str) else None
    return [task.body["vars"][named[1]]] if named else []


def test_roles_have_tasks():
    assert len(TASKS) > 100  # noqa: PLR2004 (or the rules below would hold for nothing)
    assert sum(bool(scripts(task)) for task in TASKS) > 10  # noqa: PLR2004 (the same)


def test_k8d_no_shell_is_given_text_of_a_variable():
    """Data are a script's arguments; the script itself is a constant."""
    shells = [task.name for task in TASKS if {"ansible.builtin.shell", "shell"} & set(task.body)]
    assert not shells, "a constant for sh -c, with its arguments, in argv of ansible.builtin.command takes its place"
    assert not [task.name for task in TASKS for script in scripts(task) if "{{" in script or "{%" in script]


def test_k8d_what_a_command_is_given_is_not_expanded():
    """Without this Ansible replaces $NAME by what the environment holds, in scripts and in what users wrote."""
    commands = {task.name: task.body["ansible.builtin.command"] for task in TASKS if scripts(task)}
    assert not [name for name, command in commands.items() if command.get("expand_argument_vars") is not False]


def test_k8d_commands_are_lists_of_words():
    odd = [task.name for task in TASKS if "ansible.builtin.command" in task.body and "argv" not in task.body["ansible.builtin.command"]]
    assert not odd


# Under which conditions a file is included.
INCLUDED = {
    Path(str(task.body["ansible.builtin.include_tasks"])).name: task.around + str(task.body.get("when", ""))
    for task in TASKS if "ansible.builtin.include_tasks" in task.body
}
# Never empty: what the role's own data holds.
CONSTANT = ("__host_kernel_boot_loaders", "__libvirt_daemon_data", "__libvirt_daemon_readers", "__xen_host_distribution")


def unguarded(task: Task) -> list[str]:
    """The lists that a message joins, of which nothing says what is there when they are empty, or that they are not."""
    found = []
    for module in ("ansible.builtin.fail", "ansible.builtin.assert", "ansible.builtin.debug"):
        options = task.body.get(module) or {}
        message = str(options.get("msg") or options.get("fail_msg") or "")
        guards = task.around + INCLUDED.get(Path(task.file).name, "") + str(options.get("that", "")) + str(task.body.get("when", ""))
        for expression in re.findall(r"\{\{(.*?)\}\}", message, re.DOTALL):
            for before, after in re.findall(r"((?:(?!\| join).)*)\| join\([^)]*\)\)*\s*([^~]*)", expression, re.DOTALL):
                name = re.findall(r"[a-z_]+(?:\.[a-z_]+)*", re.sub(r"'[^']*'|\b(?:if|else|not|in)\b", " ", before))
                known = name and (name[0].startswith(CONSTANT) or name[0].split(".")[0] in guards + after)
                if name and not known and not after.startswith("| default"):
                    found.append(f"{task.name}: {name[0]}")
    return found


def test_k8f_a_message_says_what_it_does_of_an_empty_list():
    found = [line for task in TASKS for line in unguarded(task)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("message", "condition", "seen"), [
    ("It has {{ there | sort | join(', ') }}.", "", True),
    ("It has {{ there | join(', ') | default('none', true) }}.", "", False),
    ("It has {{ there | join(', ') }}.", "there | length > 0", False),
    ("{{ 'It has ' ~ there | join(', ') if there else 'It has none' }}.", "", False),
])
def test_k8f_the_test_sees_such_a_message(message: str, condition: str, seen: bool):
    task = Task("x.yml", {"name": "x", "ansible.builtin.fail": {"msg": message}}, condition)
    assert bool(unguarded(task)) is seen


def test_no_role_hands_on_what_is_left_out_as_omit():
    """In variables, ansible-core 2.17 makes a text of it, which is defined."""
    assert not [task.name for task in TASKS if "omit" in re.findall(r"\w+", str(task.body.get("vars", "")))]


JOURNAL = "anvil.hypervisor.change_journal"
# What the module libvirt_services notes in the journal that it is given.
OF_SERVICES = {"units", "locale"}


def journal_entries(role: str, option: str) -> set[str]:
    """The names of the entries that the tasks of a role note or forget, also where they stand in a template."""
    found: set[str] = set()
    for task in TASKS:
        given = (task.body.get(JOURNAL) or {}).get(option) if task.file.startswith(f"{role}/") else None
        found |= set(re.findall(r"\{'(\w+)':", given) if isinstance(given, str) else given or [])
    return found


def test_each_role_forgets_all_that_it_notes_and_nothing_of_another():
    """Roles with the same owner share a journal, which goes with its last entry."""
    variables = yaml.safe_load((ROLES / "libvirt_daemon/vars/main.yml").read_text(encoding="utf-8"))
    forgotten = {
        "libvirt_daemon": set(variables["__libvirt_daemon_entries"]),
        **{role: journal_entries(role, "forget") for role in ("host_kernel", "xen_host")},
    }
    assert journal_entries("libvirt_daemon", "entries") | OF_SERVICES == forgotten["libvirt_daemon"]
    assert journal_entries("host_kernel", "entries") == forgotten["host_kernel"] == {"kernel"}
    assert journal_entries("xen_host", "entries") == forgotten["xen_host"]
    assert sum(map(len, forgotten.values())) == len(set().union(*forgotten.values()))
