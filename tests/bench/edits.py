# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits of declarations as people make them, with what the golden cases declare: members of lists and single options.

Nothing here knows an option by name, so that one that is declared tomorrow is edited, too.
"""

from __future__ import annotations

import copy
import ipaddress
import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.nested import Child, Children
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import HIDDEN
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.union import Union
from hypothesis import strategies as st

from bench.paths import ROOT

GOLDEN = ROOT / "tests" / "unit" / "golden"
# What stands for any member of a list in the pattern of a place.
EACH = "[]"
# What an object is known by, and what is no part of it: not edited.
HEAD = ("name", "uuid", "state", "pool", "type", "xml", "validate", "restart", "force", "timeout", "clone_from")
GENERATED = "generate"
# What libvirt leaves out where it is the same as another option beside it.
DEFAULTS = {"current": "count"}
MAC = re.compile(r"([0-9a-f]{2}:){5}[0-9a-f]{2}$", re.IGNORECASE)

Options = dict[str, Any]
Place = tuple[Any, ...]


class Choice:
    """What is chosen on the way; Hypothesis makes it smaller when something fails."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data

    def one(self, items: Sequence[Any]) -> Any:
        return self.data.draw(st.sampled_from(items))

    def number(self, low: int, high: int) -> int:
        return self.data.draw(st.integers(low, high))

    def flag(self) -> bool:
        return self.data.draw(st.booleans())

    def order(self, items: list[Any]) -> list[Any]:
        return self.data.draw(st.permutations(items))


def cases(kind: str) -> list[tuple[str, Options]]:
    """The golden cases of a kind."""
    return [(path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted((GOLDEN / kind).glob("*.yml"))]


def places(value: Any, at: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Each list, each structure and each single value of a declaration, with where it stands."""
    if at:
        yield at, value
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*at, key))


def pattern(at: Place) -> Place:
    """Where something stands, whatever the member of a list that it is in."""
    return tuple(EACH if isinstance(part, int) else part for part in at)


class Pool:
    """What stands in declarations of a kind, by the pattern of its place. With `invents`, other values are tried, too; options
    `without` are left as they are."""

    def __init__(self, declarations: list[Options], invents: bool = True, without: Sequence[str] = ()) -> None:
        self.invents = invents
        self.members: dict[Place, list[Any]] = {}
        self.values: dict[Place, list[Any]] = {}
        for options in declarations:
            for at, value in places(options):
                if at[0] in HEAD or at[0] in without:
                    continue
                if isinstance(value, list):
                    known = self.members.setdefault(pattern(at), [])
                    known += [member for member in value if member not in known]
                elif not isinstance(value, dict) and isinstance(at[-1], str):
                    known = self.values.setdefault(pattern(at), [])
                    known += [value] if value not in known else []

    def rooms(self, options: Options, patterns: list[Place]) -> list[Place]:
        """Where in a declaration something of these patterns stands or could stand."""
        return [at for wanted in patterns for at in _rooms(options, wanted)]


def _rooms(value: Any, wanted: Place, at: Place = ()) -> Iterator[Place]:
    if len(wanted) == 1:
        yield (*at, wanted[0])
    elif wanted[0] == EACH:
        for number, member in enumerate(value if isinstance(value, list) else ()):
            yield from _rooms(member, wanted[1:], (*at, number))
    elif isinstance(value, dict) and wanted[0] in value:
        yield from _rooms(value[wanted[0]], wanted[1:], (*at, wanted[0]))
    elif EACH not in wanted:
        yield (*at, *wanted)


def get(options: Options, at: Place) -> Any:
    """What stands at a place; None for nothing."""
    value: Any = options
    for part in at:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def put(options: Options, at: Place, value: Any) -> Options | None:
    """A copy of a declaration with something at a place, or without it where it is None; None where there is no room."""
    made: Any = copy.deepcopy(options)
    below = made
    for part in at[:-1]:
        below = below.setdefault(part, {}) if isinstance(part, str) and isinstance(below, dict) else below[part]
        if not isinstance(below, (dict, list)):
            return None
    if value is None and isinstance(below, dict):
        below.pop(at[-1], None)
    else:
        below[at[-1]] = value
    return made


def other(value: Any) -> Any:
    """Another value of the same sort."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if not isinstance(value, str):
        return value
    if MAC.match(value):
        return f"{value[:-2]}{(int(value[-2:], 16) + 1) % 256:02x}"
    try:
        return str(ipaddress.ip_address(value) + 1)
    except ValueError:
        pass
    number = re.search(r"\d+(?=\D*$)", value)
    if number:
        return f"{value[:number.start()]}{int(number[0]) + 1:0{len(number[0])}}{value[number.end():]}"
    return f"{value}x"


def _leaf_changed(pick: Choice, member: Any) -> Any:
    """A member with one value that is another."""
    if not isinstance(member, dict):
        return other(member)
    leaves = [at for at, value in places(member) if not isinstance(value, (dict, list))]
    if not leaves:
        return member
    at = pick.one(leaves)
    return put(member, at, other(get(member, at)))


def _fresh(pick: Choice, member: Any) -> Any:
    """A member as it may be inserted: mostly without the MAC address that the golden case gave it."""
    if isinstance(member, dict) and "mac" in member and pick.number(0, 2):
        return {key: value for key, value in member.items() if key != "mac"} or member
    return copy.deepcopy(member)


def edit_list(pick: Choice, pool: Pool, options: Options) -> tuple[str, Options | None]:
    """Edit one list of a declaration; what was done in words, and the declaration then."""
    rooms = pool.rooms(options, list(pool.members))
    full = [at for at in rooms if get(options, at)]
    if not rooms:
        return "nothing", None
    operations = ["insert", "remove", "replace", "reorder", "empty", *(["rename"] if pool.invents else [])]
    operation = pick.one(operations if full else ["insert"])
    at = pick.one(rooms if operation == "insert" else full)
    members = copy.deepcopy(get(options, at) or [])
    if not isinstance(members, list):
        return operation, None
    where = pick.number(0, len(members) - (operation != "insert"))
    found = pool.members[pattern(at)]
    if operation == "insert":
        member = pick.one(found) if found else None
        if member is None:
            return operation, None
        member = _fresh(pick, member)
        members.insert(where, _leaf_changed(pick, member) if pool.invents and pick.flag() else member)
    elif operation == "remove":
        del members[where]
    elif operation == "replace":
        members[where] = _fresh(pick, pick.one(found))
    elif operation == "rename":
        members[where] = _leaf_changed(pick, members[where])
    elif operation == "reorder":
        members = pick.order(members)
    else:
        members = []
    return f"{operation} {'.'.join(map(str, at))}[{where}]", put(options, at, members)


def edit_option(pick: Choice, pool: Pool, options: Options) -> tuple[str, Options | None]:
    """Set one option of a declaration, or leave it out."""
    rooms = pool.rooms(options, list(pool.values))
    if not rooms:
        return "nothing", None
    present = [at for at in rooms if get(options, at) is not None]
    operation = pick.one(["set", "leave out", *(["change"] if pool.invents else [])] if present else ["set"])
    at = pick.one(rooms if operation == "set" else present)
    values = {"set": lambda: pick.one(pool.values[pattern(at)]), "change": lambda: other(get(options, at)), "leave out": lambda: None}
    return f"{operation} {'.'.join(map(str, at))}", put(options, at, values[operation]())


def spoken(model: Any, desired: Options) -> Options:
    """A canonical declaration without what libvirt takes a missing value for, and without what it may write in another form."""
    found = {}
    for name, value in desired.items():
        node = model.nodes.get(name)
        if (value is not None and getattr(node, "absent", None) == value) or getattr(node, "same", None):
            continue
        if isinstance(node, Child) and isinstance(value, dict):
            found[name] = spoken(node.model, value)
        elif isinstance(node, Union):
            found[name] = {"type": value["type"], **spoken(node.members[value["type"]], value)}
        elif isinstance(node, Children):
            found[name] = [spoken(node.model, member) for member in value]
        else:
            found[name] = value
    return found


def says_nothing(value: Any) -> bool:
    """Whether an option is as good as left out: it is none of a list, of a structure or of a switch."""
    if isinstance(value, (dict, list)):
        return all(map(says_nothing, value.values() if isinstance(value, dict) else value))
    return value in (None, False, "")  # 0 is False, too


def holds(declared: Any, wanted: Any) -> bool:
    """Whether data holds all that is wanted: structures may have more, members of lists stand in any order."""
    if isinstance(wanted, dict):
        told = declared or {}
        return isinstance(told, dict) and all(
            holds(told.get(key), value) or (key not in told and (says_nothing(value) or value == told.get(DEFAULTS.get(key))))
            for key, value in wanted.items())
    if isinstance(wanted, list):
        return _each_its_own([[number for number, one in enumerate(declared or ()) if holds(one, member)] for member in wanted])
    # libvirt makes some values, tells no secret, and adds the LUN to the name of a target.
    return declared == wanted or wanted in (GENERATED, HIDDEN) or declared == f"{wanted}/0"


def _each_its_own(found: list[list[int]]) -> bool:
    """Whether each can have one of those that it found, and none has another's."""
    taken: dict[int, int] = {}

    def give(which: int, asked: set[int]) -> bool:
        for number in found[which]:
            if number not in asked:
                asked.add(number)
                if number not in taken or give(taken[number], asked):
                    taken[number] = which
                    return True
        return False

    return all(give(which, set()) for which in range(len(found)))
