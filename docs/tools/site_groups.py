# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of the documentation site for each group of a guest's options, made from the declarations.

The reference of the module `domain` is one long page, with the options that most guests need first. These have the same options, a
group at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import document_options  # first: tells Python where the collection is

from plugins.module_utils._objects.domain.devices import Devices
from plugins.module_utils._objects.domain.domain import Domain

# What most guests need, in the order in which people ask for it.
FIRST = ("name", "type", "state", "memory", "vcpus", "cpu", "os", "disks", "interfaces", "graphics")
Options = dict[str, dict[str, Any]]
Group = tuple[str, str, list[str]]


def groups() -> Iterator[Group]:
    """Each group: the name of its page, its title, and its options. Each kind of device is a group of its own."""
    taken: set[str] = set()
    for base in Domain.__bases__:
        names = [name for name in base.nodes if name not in taken]
        taken.update(names)
        if base is Devices:
            yield from ((name, f"Devices: {name}", [name]) for name in names)
        elif names:
            yield base.__module__.rpartition(".")[2], (base.__doc__ or "").strip().splitlines()[0].rstrip("."), names


def plain(text: str) -> str:
    """A text in Ansible's markup as Markdown, in one cell of a table."""
    text = re.sub(r"\bU\(([^)]*)\)", r"<\1>", text)
    return re.sub(r"\b(?:[OVCMIB]|RV)\(((?:[^()\\]|\\.)*)\)", r"`\1`", text).replace("|", "\\|").replace("\n", " ")


def rows(options: Options, prefix: str = "") -> Iterator[str]:
    """The options with those below them."""
    for name, option in options.items():
        many = option.get("elements") == "dict"
        path = f"{prefix}{name}{'[]' if many else ''}"
        values = ", ".join(f"`{choice}`" for choice in option.get("choices", ())) or option["type"]
        yield f"| `{path}` | {values} | {' '.join(map(plain, option['description']))} |"
        yield from rows(option.get("suboptions", {}), f"{path}.")


def page(title: str, options: Options) -> str:
    return "\n".join([f"# {title}", "", "| option | values | |", "|---|---|---|", *rows(options), ""])


def overview(found: list[Group], options: Options) -> str:
    """The page that leads to all others."""
    where = {name: stem for stem, _title, names in found for name in names}
    lines = ["# Options of a guest", "", "What most guests need:", "", "| option | |", "|---|---|"]
    lines += [f"| [`{name}`]({where[name]}.md) | {plain(options[name]['description'][0])} |" for name in FIRST]
    lines += ["", "All options, by group:", "", "| group | options |", "|---|---|"]
    lines += [f"| [{title}]({stem}.md) | {', '.join(f'`{name}`' for name in names)} |" for stem, title, names in found]
    return "\n".join([*lines, ""])


def order() -> list[str]:
    """All options of a guest: what most guests need, then the rest by group."""
    rest = [name for _stem, _title, names in groups() for name in names]
    return [*FIRST, *(name for name in rest if name not in FIRST)]


def ordered(reference: str) -> str:
    """The reference of `domain`, which antsibull-docs sorts by name, with the options in their order (reStructuredText).

    The row of an option is followed by those of the options below it.
    """
    before, head, table = reference.partition("\n  * - Parameter\n    - Comments\n")
    end = re.search(r"^\S", table, re.MULTILINE)
    if not head or end is None:
        raise ValueError("the reference of domain has no table of options")
    first, *rows = re.split(r"(?m)^(?=  \* - )", table[: end.start()])
    of_option: dict[str, list[str]] = {}
    for row in rows:
        name = re.findall(r'id="parameter-(\w+)', row)[0]
        of_option.setdefault(name, []).append(row.rstrip("\n") + "\n\n")
    names = order()
    if missing := [name for name in names if name not in of_option]:
        raise ValueError(f"the reference of domain lacks {', '.join(missing)}")
    names += [name for name in of_option if name not in names]  # those of the connection
    return before + head + first + "".join(row for name in names for row in of_option[name]) + "\n" + table[end.start():]


def pages() -> dict[str, str]:
    """The name of each page with its text, in Markdown."""
    options, found = document_options.options_of("domain"), list(groups())
    written = {"index": overview(found, options)}
    for stem, title, names in found:
        written[stem] = page(title, {name: options[name] for name in names})
    return written
