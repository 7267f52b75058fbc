# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration files of libvirt's daemons: a block of settings at their head, in the language of libvirt's virconf.c.

Pure: from settings and a file's text the new text comes out, and what may be shown of both.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .secrets import HIDDEN, is_secret

FOLDER = "/etc/libvirt"

_FILE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\.conf\Z")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")

# A setting wherever it stands, in a comment, too: its name, and a value that may go over several lines.
_SETTING = re.compile(
    r"""^(?P<head>[ \t]*(?:\#[ \t]*)?(?P<name>[A-Za-z][A-Za-z0-9_]*)[ \t]*=[ \t]*)
        (?P<value>\"\"\".*?\"\"\"|"[^"\n]*"|'[^'\n]*'|\[(?:"[^"\n]*"|'[^'\n]*'|[^\]"'])*\]|[^\n]*)""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)

# The file of a driver, and the modular daemon that has it.
DRIVERS = {
    "qemu.conf": "virtqemud",
    "qemu-lockd.conf": "virtqemud",
    "qemu-sanlock.conf": "virtqemud",
    "network.conf": "virtnetworkd",
    "libxl.conf": "virtxend",
    "libxl-lockd.conf": "virtxend",
    "libxl-sanlock.conf": "virtxend",
    "lxc.conf": "virtlxcd",
}
MONOLITHIC = "libvirtd"
# Where a daemon answers; one that is not named here is seen by its socket alone.
_DRIVERS_OF_MONOLITHIC = ("qemu:///system", "network:///system", "nodedev:///system", "xen:///system", "lxc:///system")
_WITHOUT_DRIVER = ("virtlogd", "virtlockd", "virtproxyd")


# -- from settings to a block


def accept(files: dict) -> dict[str, list[str]]:
    """The lines of each file's block. Raises ValueError, which names file and setting and never a value, for what no file can hold."""
    found = {}
    for file, settings in files.items():
        if not isinstance(file, str) or not _FILE.match(file):
            raise ValueError(f"{file!r} is no name of a file of libvirt's, such as qemu.conf.")
        if not isinstance(settings, dict):
            raise ValueError(f"{file} has to be a dictionary of settings, such as {file}: {{name: value}}.")
        odd = [str(name) for name, value in settings.items() if _kind_is_odd(value)]
        if odd:
            raise ValueError(
                f"in {file} {', '.join(odd)} has to be a whole number, a boolean, a string or a list of strings, "
                "such as name: [one, another]."
            )
        found[file] = [f"{_name(file, name)} = {_value(file, name, value)}" for name, value in settings.items()]
    return found


def _kind_is_odd(value: object) -> bool:
    if isinstance(value, list):
        return not all(isinstance(item, str) for item in value)
    return not isinstance(value, (bool, int, str))


def _name(file: str, name: object) -> str:
    if not isinstance(name, str) or not _NAME.match(name):
        raise ValueError(f"in {file} {name!r} is no name of a setting: write letters, digits and underscores.")
    return name


def _value(file: str, name: str, value: object) -> str:
    if isinstance(value, str):
        return _text(file, name, value)
    if is_secret(name):
        raise ValueError(f"in {file} {name} has to be a string: write quotes around it.")
    if isinstance(value, list):
        items = ", ".join(_text(file, name, item) for item in value)
        return f"[ {items} ]" if items else "[]"
    return str(int(value))


def _text(file: str, name: str, value: str) -> str:
    """libvirt's files know no escapes: a text ends at the quote that opened it."""
    if any(character in value for character in "\n\r\0"):
        raise ValueError(f"in {file} {name} has to be a text of one line.")
    if '"' not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    if '"""' in value or value.endswith('"'):
        raise ValueError(f"in {file} {name} holds both kinds of quotes in an order that libvirt's files cannot. Leave one of them out.")
    return f'"""{value}"""'


# -- from a file's text to the next one


class Place(NamedTuple):
    """A file's text without the block, and the block's lines, or None where it has none."""

    rest: str
    block: list[str] | None


def find(text: str, marker: str) -> Place:
    """The block between the marker lines. Raises ValueError where one of them has no other."""
    begin, end = _markers(marker)
    lines = text.splitlines(keepends=True)
    bare = [line.rstrip("\r\n") for line in lines]
    places = [number for number, line in enumerate(bare) if line in (begin, end)]
    if not places:
        return Place(text, None)
    if [bare[number] for number in places] != [begin, end]:
        raise ValueError(f"its lines {begin!r} and {end!r} are not one pair. Take out what stands alone or twice, and run again")
    first, last = places
    return Place("".join(lines[:first] + lines[last + 1:]), bare[first + 1 : last])


def place(text: str, marker: str, lines: list[str]) -> str:
    """The text with this block at its head, where libvirt lets it win: it takes the first of two settings. No lines, no block."""
    rest = find(text, marker).rest
    if not lines:
        return rest
    begin, end = _markers(marker)
    return "\n".join([begin, *lines, end, ""]) + rest


def _markers(marker: str) -> tuple[str, str]:
    return f"# BEGIN {marker}", f"# END {marker}"


# -- what may be shown


def secrets(text: str) -> set[str]:
    """What stands in a text as the value of a secret: as it is written, and without its quotes."""
    found = set()
    for match in _SETTING.finditer(text):
        if is_secret(match["name"]):
            value = match["value"].strip()
            found.update((value, re.sub(r"^(\"\"\"|\"|')(.*)\1$", r"\2", value, flags=re.DOTALL)))
            found.update(one or other for one, other in re.findall(r"\"([^\"\n]+)\"|'([^'\n]+)'", value))
    return found - {"", '""', "''", "[]"}


def masked(text: str, hidden: set[str], changed: bool = False) -> str:
    """A text without its secrets: neither as the value of a setting, nor where a value stands elsewhere."""
    word = f"{HIDDEN} (new)" if changed else HIDDEN
    shown = _SETTING.sub(lambda match: f"{match['head']}{word}" if is_secret(match["name"]) else match[0], text)
    for value in sorted(hidden, key=len, reverse=True):
        shown = shown.replace(value, HIDDEN)
    return shown


def diff(path: str, before: list[str] | None, after: list[str], hidden: set[str]) -> dict[str, str]:
    """The block before and after."""
    old, new = ("".join(f"{line}\n" for line in lines or []) for lines in (before, after))
    only_secrets = masked(old, hidden) == masked(new, hidden) and old != new
    return {
        "before_header": path, "before": masked(old, hidden),
        "after_header": path, "after": masked(new, hidden, changed=only_secrets),
    }


# -- the daemon


def reader(file: str, monolithic: bool) -> str:
    """The daemon that reads a file: a driver's is read by its modular daemon, or by libvirtd."""
    if file not in DRIVERS:
        return file[: -len(".conf")]
    return MONOLITHIC if monolithic else DRIVERS[file]


def addresses(daemon: str) -> tuple[str, ...]:
    """Where a daemon answers once it has started whole; nothing for one that has no driver."""
    if daemon == MONOLITHIC:
        return _DRIVERS_OF_MONOLITHIC
    return () if daemon in _WITHOUT_DRIVER else (re.sub("^virt(.*)d$", r"\1:///system", daemon),)


def cause(said: str, usual: str) -> str:
    """Why a daemon ended: the first of its errors that it does not tell of where it works, too."""
    known = _errors(usual)
    new = [error for error in _errors(said) if error not in known]
    return (new or [line for line in said.splitlines() if line.strip()][-1:] or ["it does not say why"])[0].strip().rstrip(".")


def _errors(said: str) -> list[str]:
    return [re.sub(r"^\S+ \S+: \d+: error : (?:\w+:\d+ : )?", "", line) for line in said.splitlines() if ": error : " in line]
