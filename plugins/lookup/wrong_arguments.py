# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookup that compares the variables of a role with the role's specification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

_WORDS = {"list": "a list", "dict": "a dictionary", "value": "one value"}


def _kind(value):
    if isinstance(value, Mapping):
        return "dict"
    return "list" if isinstance(value, Sequence) and not isinstance(value, (str, bytes)) else "value"


def _wanted(name):
    return name if name in ("list", "dict") else "value"


def _example(option, value):
    if option["type"] == "dict":
        return "{name: value}"
    if option["type"] != "list":
        return str(option.get("default") or "text")
    if option["elements"] == "dict":
        return "[{" + ", ".join(f"{name}: …" for name in option["options"]) + "}]"
    return f"[{value if isinstance(value, str) and value else 'one, another'}]"


def problems(options, given):
    """A sentence for each variable that is a list, a dictionary or one value where its option says another of these."""
    for name, option in options.items():
        if name not in given:
            continue
        value, wanted = given[name], _wanted(option["type"])
        if _kind(value) != wanted:
            yield f"{name} has to be {_WORDS[wanted]} and not {_WORDS[_kind(value)]}, such as {_example(option, value)}."
        elif wanted == "list":
            member = _wanted(option["elements"])
            for item in value:
                if _kind(item) != member:
                    is_not = f"{_WORDS[member]} and not {_WORDS[_kind(item)]}"
                    yield f"{name}: each of the list has to be {is_not}, such as {_example(option, '')}."


class LookupModule(LookupBase):
    """What Ansible asks for."""

    def run(self, terms, variables=None, **_options):
        if not (variables or {}).get("role_path"):
            raise AnsibleLookupError("wrong_arguments compares the variables of a role: use it in the tasks of a role.")
        specification = self._loader.load_from_file(f"{variables['role_path']}/meta/argument_specs.yml")
        options = specification["argument_specs"]["main"]["options"]
        return list(problems(options, {name: self._templar.template(variables[name]) for name in options if name in variables}))
