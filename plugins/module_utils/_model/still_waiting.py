# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which recorded options of a running guest still wait.

Members of lists that have no name of their own are recorded by their places, and lists change. Others may have given configuration and
running guest one value meanwhile.
"""

from __future__ import annotations

import re

from . import waiting
from .nested import Children

_MEMBER = re.compile(r"(\w+)\[([^\]]*)\](.*)")


def follow(model, record, different):
    """The record with each member under the place that it has now.

    `different` are the options that the running guest has otherwise than declared, without those that this run changes. Where a recorded
    place does not differ, and another place differs in the same way, the member has moved there.
    """
    lost = {}
    for option in record:
        place = _place(model, option)
        if place is not None and option not in different:
            lost.setdefault((place[0], place[2]), []).append(place[1])
    moved = {}
    for (name, inside), numbers in lost.items():
        places = [_place(model, option) for option in different if option not in record]
        free = sorted(place[1] for place in places if place is not None and (place[0], place[2]) == (name, inside))
        moved.update((f"{name}[{number}]{inside}", f"{name}[{now}]{inside}") for number, now in zip(sorted(numbers), free))
    return {moved.get(option, option): started for option, started in record.items()}


def over(model, want, record, different, config, live, drifted):
    """The recorded options that wait no more: the running guest has them as the configuration has them, or nobody has them.

    `different` is what the guest has otherwise than declared. `drifted` tells what it has otherwise than configured, where that is needed.
    """
    left = [option for option in record if not any(waiting.related(option, other) for other in different)]
    left = [option for option in left if not _decided_at_start(model, option)]
    found = {option for option in left if "xml" not in want and _is_declared(want, option)}
    others = [option for option in left if option not in found]
    if not others:
        return found
    drifted = [change.option for change in drifted()]
    told = [model.declared(root) for root in (config, live)]
    lacking = {}
    for option in drifted:
        name, bracket, rest = option.partition("[")
        if bracket and rest.endswith("]") and option not in record:
            lacking[name] = lacking.get(name, 0) + 1
    for option in sorted(others, key=lambda option: (_place(model, option) or (option, 0))[1]):
        member, place = _MEMBER.fullmatch(option), _place(model, option)
        if member is None and "[" in option:
            waits = True
        elif member is None:
            configured, running = (_value(data, option) for data in told)
            waits = any(waiting.related(option, other) for other in drifted) or (configured is None and running is not None)
        elif place is None:
            waits = bool(member[3]) or option in drifted
        elif member[3]:
            waits = place[1] < len(told[0].get(member[1], ()))
        else:
            # As many of these wait as configuration and guest have members that the other one lacks.
            waits = lacking.get(member[1], 0) > 0
            lacking[member[1]] = lacking.get(member[1], 0) - 1
        if not waits:
            found.add(option)
    return found


def is_among(model, option, others):
    """True where an option is among others, of which a member has a name where the record has its place."""
    place = _place(model, option)
    return option in others or (place is not None and any(
        other.startswith(f"{place[0]}[") and other.partition("]")[2] == place[2] for other in others))


def _place(model, option):
    """The list, the place and what is inside of it, of a member that is recorded by its place; None for all else."""
    member = _MEMBER.fullmatch(option)
    node = model.nodes.get(member[1]) if member else None
    if not isinstance(node, Children) or not member[2].isdigit():
        return None
    named = node.keys and all(node.model.nodes[key[0]].required for key in node.keys)
    return None if named else (member[1], int(member[2]), member[3])


def _decided_at_start(model, option):
    """True for what libvirt decides at each start, so that the running guest does not tell it, and for what no option covers."""
    models = [model]
    for name in re.sub(r"\[[^\]]*\]", "", option).split("."):
        nodes = [found.nodes[name] for found in models if name in found.nodes]
        if not nodes or any(node.at_start for node in nodes):
            return True
        models = [below for node in nodes for below in node.models()]
    return False


def _is_declared(want, option):
    """True where a declaration says what an option is to be; of a list, which members it has."""
    path, bracket, rest = option.partition("[")
    value = _value(want, path)
    return value is not None and (not bracket or (rest.endswith("]") and "]" not in rest[:-1]))


def _value(data, option):
    for name in option.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data
