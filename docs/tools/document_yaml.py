# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes documentation of options and of returned values as YAML, folded to one width."""

from __future__ import annotations

import re
import textwrap

WIDTH = 130
# Where an entry has those one level down.
BELOW = ("suboptions", "contains")


def scalar(value):
    """A value as YAML, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(scalar, value))}]"
    text = str(value)
    # YAML 1.1 reads these without quotes as booleans, numbers or something else than text.
    plain = re.fullmatch(r"[A-Za-z_/][\w./+-]*", text) and text.lower() not in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def paragraph(text, indent):
    """One item of a description, folded to the width."""
    safe = re.match(r"[A-Za-z]", text) and ": " not in text and " #" not in text and not text.endswith(":")
    lines = textwrap.wrap(text, WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False)
    pad = " " * indent
    if safe:
        return [f"{pad}- {lines[0]}", *(f"{pad}  {line}" for line in lines[1:])]
    return [f"{pad}- >-", *(f"{pad}  {line}" for line in lines)]


def listed(key, value, pad):
    """A list as YAML: on one line where it fits."""
    line = f"{pad}{key}: {scalar(value)}"
    return [line] if len(line) <= WIDTH else [f"{pad}{key}:", *(f"{pad}  - {scalar(item)}" for item in value)]


def emit(entries, indent):
    """Options, or returned values, as lines of YAML."""
    pad = " " * indent
    for name, entry in entries.items():
        yield f"{pad}{name}:"
        yield f"{pad}  description:"
        for text in entry["description"]:
            yield from paragraph(text, indent + 4)
        for key, value in entry.items():
            if key in BELOW:
                yield f"{pad}  {key}:" if value else f"{pad}  {key}: {{}}"
                yield from emit(value, indent + 4)
            elif isinstance(value, (list, tuple)) and key != "description":
                yield from listed(key, value, f"{pad}  ")
            elif key != "description":
                yield f"{pad}  {key}: {scalar(value)}"
