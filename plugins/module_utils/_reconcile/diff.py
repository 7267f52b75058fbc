# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan as a diff that a person can read: YAML, written without a library, since managed nodes have none."""

from __future__ import annotations

import json
import re

_PLAIN = re.compile(r"[A-Za-z/][\w ./+@-]*$")
_RESERVED = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n"))


def _scalar(value):
    if value is True or value is False:
        return str(value).lower()
    if value is None:
        return "null"
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value)
    if _PLAIN.match(text) and text == text.strip() and text.lower() not in _RESERVED:
        return text
    if re.match(r"(\d+ [KMGTPE]?i?B|\d+(\.\d+){3})$", text):
        return text
    return json.dumps(text, ensure_ascii=False)


def lines(value, indent=0):
    """The lines of a value in YAML's block style."""
    pad = "  " * indent
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, (dict, list)) and item:
                yield f"{pad}{key}:"
                yield from lines(item, indent + 1)
            else:
                yield f"{pad}{key}: {_flow(item)}"
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, (dict, list)) and item:
                below = list(lines(item, indent + 1))
                yield f"{pad}- {below[0].lstrip()}"
                yield from below[1:]
            else:
                yield f"{pad}- {_flow(item)}"


def _flow(item):
    if item in ({}, []):
        return "{}" if isinstance(item, dict) else "[]"
    return _scalar(item)


def dump(value):
    """A value as a YAML text; nothing for None."""
    return "" if value is None else "".join(f"{line}\n" for line in lines(value))


def of(plan):
    """The entry of a plan in Ansible's `diff`."""
    title = f"{plan.kind} {plan.name}"
    return {"before_header": title, "after_header": title, "before": dump(plan.before), "after": dump(plan.after)}
