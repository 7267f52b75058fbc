# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What roles are given, compared with their specifications as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleLookupError
from ansible_collections.anvil.hypervisor.plugins.lookup import wrong_arguments

ROLES = Path(__file__).resolve().parents[3] / "roles"
OPTIONS = {
    "words": {"type": "list", "elements": "str", "default": []},
    "pages": {"type": "list", "elements": "dict", "options": {"size": {}, "count": {}}},
    "settings": {"type": "dict", "default": {}},
    "state": {"type": "str", "default": "present"},
    "nested": {"type": "bool"},
}


@pytest.mark.parametrize("given", [
    {}, {"words": [], "pages": [], "settings": {}, "state": "absent", "nested": ""},
    {"words": ("a", 1), "pages": [{"size": "2 MiB"}], "settings": {"a": [1]}, "nested": True, "other": []},
])
def test_what_is_of_the_right_kind_passes(given: dict[str, Any]):
    assert list(wrong_arguments.problems(OPTIONS, given)) == []


@pytest.mark.parametrize(("given", "said"), [
    ({"words": "kvm"}, ["words has to be a list and not one value, such as [kvm]."]),
    ({"words": {"a": 1}}, ["words has to be a list and not a dictionary, such as [one, another]."]),
    ({"words": [["a"], "b", {}]}, [
        "words: each of the list has to be one value and not a list, such as [one, another].",
        "words: each of the list has to be one value and not a dictionary, such as [one, another].",
    ]),
    ({"pages": "2 MiB"}, ["pages has to be a list and not one value, such as [{size: …, count: …}]."]),
    ({"pages": ["2 MiB"]}, ["pages: each of the list has to be a dictionary and not one value, such as [{size: …, count: …}]."]),
    ({"settings": "a=1"}, ["settings has to be a dictionary and not one value, such as {name: value}."]),
    ({"state": ["absent"]}, ["state has to be one value and not a list, such as present."]),
    ({"nested": {}, "words": 1}, [
        "words has to be a list and not one value, such as [one, another].",
        "nested has to be one value and not a dictionary, such as text.",
    ]),
])
def test_what_is_of_another_kind_is_named_with_an_example(given: dict[str, Any], said: list[str]):
    assert list(wrong_arguments.problems(OPTIONS, given)) == said


def test_the_lookup_needs_a_role():
    with pytest.raises(AnsibleLookupError, match="use it in the tasks of a role"):
        wrong_arguments.LookupModule().run([], {})


@pytest.mark.parametrize("role", sorted(path.name for path in ROLES.iterdir()))
def test_every_role_checks_its_arguments_first(role: str):
    first = yaml.safe_load((ROLES / role / "tasks" / "main.yml").read_text(encoding="utf-8"))[0]
    assert "anvil.hypervisor.wrong_arguments" in first["ansible.builtin.assert"]["that"]


def test_no_role_reads_tasks_of_another_role_by_a_path():
    tasks = {path: path.read_text(encoding="utf-8") for path in ROLES.glob("*/tasks/**/*.yml")}
    assert not [str(path) for path, text in tasks.items() if "role_path }}/.." in text or "role_path ~ '/.." in text]


@pytest.mark.parametrize("role", sorted(path.name for path in ROLES.iterdir()))
def test_the_defaults_of_a_role_are_those_of_its_specification(role: str):
    specification, given = (yaml.safe_load((ROLES / role / name).read_text(encoding="utf-8"))
                            for name in ("meta/argument_specs.yml", "defaults/main.yml"))
    options = specification["argument_specs"]["main"]["options"]
    assert given == {name: option["default"] for name, option in options.items() if "default" in option}
