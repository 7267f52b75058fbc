# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The section "Variables" in the README of each role, made from the role's specification.

`document_options.py` writes it.
"""

from __future__ import annotations

import json
import re

import yaml

HEAD = "## Variables\n"
SHORT = 200


def marked(text):
    """Markdown for Ansible's markup."""
    text = re.sub(r"\bO\(([^)=]+)=([^)]+)\)", r"`\1: \2`", text)
    return re.sub(r"\b(?:V|C|M|O|RV)\(([^)]+)\)", r"`\1`", text).replace("|", "\\|")


def shortened(description):
    """The items of a description that are short together, at least the first."""
    items = [description] if isinstance(description, str) else description
    return " ".join([items[0], *(item for number, item in enumerate(items) if number and len(" ".join(items[: number + 1])) <= SHORT)])


def default_of(option):
    if "default" not in option:
        return "not set"
    return f"`{option['default'] if option['default'] and isinstance(option['default'], str) else json.dumps(option['default'])}`"


def row(name, option):
    """A line of the table: the name, what it takes, what it is when it is left out, and what it means."""
    kind = option["type"] + (f" of {option['elements']}" if option.get("elements") else "")
    takes = ", ".join(f"`{choice}`" for choice in option.get("choices", ())) or kind
    return f"| `{name}` | {takes} | {default_of(option)} | {marked(shortened(option['description']))} |"


def section(role, options):
    intro = f"`ansible-doc -t role anvil.hypervisor.{role}` describes each in full.\n"
    return "\n".join([HEAD, intro, "| variable | takes | default | |", "|---|---|---|---|", *(row(*each) for each in options.items()), ""])


def documented(text, role, options):
    """A role's README with its table of these options."""
    before, head, after = text.partition(HEAD)
    if not head:
        raise ValueError('there is no section "Variables"')
    rest = re.search(r"^## ", after, re.MULTILINE)
    return before + section(role, options) + (f"\n{after[rest.start():]}" if rest else "")


def pages(roles):
    """Each README's path with the text that it should have."""
    for path in sorted(roles.glob("*/README.md")):
        specification = yaml.safe_load((path.parent / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
        yield path, documented(path.read_text(encoding="utf-8"), path.parent.name, specification["argument_specs"]["main"]["options"])
