# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What --tags runs of a role: a part of its changes, and all that these need to know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from bench.role_tags import PARTS, ROLES, Task, flat, role_tasks, walk

TASKS = {role: role_tasks(role) for role in ("libvirt_daemon", "host_kernel", "kvm_host", "xen_host")}
VARIABLES: dict[str, object] = {}
for variables in ROLES.glob("*/vars/main.yml"):
    VARIABLES.update(yaml.safe_load(variables.read_text(encoding="utf-8")))

# Tasks that are in no part, or in two: a word of their files' names, their tags, and why.
OTHERS = {
    "absent": (set(), "what the role did is undone as a whole: libvirt_daemon refuses tags then"),
    "boot_settings": ({"packages", "kernel"}, "the hypervisor's package makes Xen the default where they are missing"),
    "boot_menu": ({"packages", "kernel"}, "the default stays what it was also where only the package is installed"),
}


def other(task: Task) -> str:
    return next((word for word in OTHERS if any(Path(name).stem.startswith(word) or f"/{word}/" in name for name in task.names)), "")


def used(text: str, seen: set[str]) -> Iterator[str]:
    """The names in a text that have to be defined, also by way of variables of the roles."""
    for name, guard in re.findall(r"(?<![\w.])(\w+)((?:\s*\|\s*default|\s+is (?:not )?(?:defined|skipped))?)", text):
        if name in VARIABLES and not guard and name not in seen:
            seen.add(name)
            yield from used(str(VARIABLES[name]), seen)
        elif not guard:
            yield name


def learned(tasks: list[Task]) -> set[str]:
    """The names that tasks define."""
    facts = (set(task.body["ansible.builtin.set_fact"]) for task in tasks if "ansible.builtin.set_fact" in task.body)
    return {task.body["register"] for task in tasks if "register" in task.body}.union(*facts)


def lacking(tasks: list[Task], part: str) -> list[str]:
    """What tasks of a part need to know, and only tasks of another part find out."""
    selected = [task for task in tasks if task.runs_with(part)]
    elsewhere = learned(tasks) - learned(selected)
    return [f"{task.label} needs {sorted(names)}" for task in selected if (names := elsewhere & set(used(str(task.body), set())))]


@pytest.mark.parametrize("role", TASKS)
def test_each_task_that_changes_something_is_in_one_part(role: str):
    wrong = [f"{task.label}: {sorted(task.tags)}" for task in TASKS[role]
             if task.changes and (len(task.tags & set(PARTS)) != 1 or task.tags - set(PARTS)) and not other(task)]
    assert not wrong, "\n".join(wrong)


def test_the_tasks_that_are_in_no_part_or_in_two_are_known():
    found = {word: [task for tasks in TASKS.values() for task in tasks if task.changes and other(task) == word] for word in OTHERS}
    assert all(found.values())
    assert not [task.label for word, (tags, _why) in OTHERS.items() if tags for task in found[word] if task.tags != tags]


@pytest.mark.parametrize("role", TASKS)
def test_each_task_is_reached_with_its_own_tag(role: str):
    unreached = [task.label for task in TASKS[role] for part in task.tags & set(PARTS) if not task.runs_with(part) and not other(task)]
    assert not unreached, "\n".join(unreached)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("role", TASKS)
def test_a_part_alone_finds_out_all_that_it_needs(role: str, part: str):
    found = lacking([task for task in TASKS[role] if other(task) != "absent"], part)
    assert not found, "\n".join(found)


def test_the_tests_see_a_task_that_needs_another_part():
    tasks = list(walk(ROLES / "libvirt_daemon/tasks/daemons.yml"))
    elsewhere = Task({"name": "x", "ansible.builtin.set_fact": {"__libvirt_daemon_look": 1}}, frozenset({"kernel"}), ("x",), ())
    assert [line for line in lacking([*tasks, elsewhere], "services") if "__libvirt_daemon_look" in line]


def test_a_part_that_another_role_includes_has_the_tags_of_the_part():
    """What is between --tags and a task of libvirt_daemon is the same for each role that includes it."""
    alone = {task.label.split(" > ")[-1]: task.tags for task in walk(ROLES / "libvirt_daemon/tasks/settings.yml")}
    for role in ("kvm_host", "xen_host"):
        composed = {task.label.split(" > ")[-1]: task.tags for task in TASKS[role]}
        assert {label: composed[label] for label in alone} == alone


def test_the_playbook_site_hands_tags_on_to_the_roles():
    """The rest of the site, such as its guests, is in no part."""
    (play,) = yaml.safe_load((ROLES.parent / "playbooks" / "site.yml").read_text(encoding="utf-8"))
    tasks = list(flat(play["tasks"], frozenset()))
    roles = {body["ansible.builtin.include_role"]["name"].split(".")[-1]: tags for body, tags, _around in tasks
             if "ansible.builtin.include_role" in body}
    assert {role for role, tags in roles.items() if "always" in tags} == {"preflight", "kvm_host", "xen_host"}
    assert not [body["name"] for body, tags, _around in tasks if tags and "ansible.builtin.include_role" not in body]


@pytest.mark.parametrize("role", TASKS)
def test_a_readme_says_why_there_are_no_handlers(role: str):
    assert ("The role has no handlers" in (ROLES / role / "README.md").read_text(encoding="utf-8")) != (ROLES / role / "handlers").exists()


@pytest.mark.parametrize("role", TASKS)
def test_a_readme_says_what_each_tag_runs(role: str):
    text = (ROLES / role / "README.md").read_text(encoding="utf-8").partition("## Tags\n")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE))
    assert set(rows) == {part for part in PARTS if any(task.changes and task.tags == {part} for task in TASKS[role])}
    assert all(" | " in row for row in rows.values())
