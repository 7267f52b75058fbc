# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which recorded options of a running guest still wait.

Members of lists that have no name of their own are recorded by their places, and lists change. Others may have given configuration and
running guest one value meanwhile.
"""

from __future__ import annotations

from . import xml
from .nested import Children
from .option_path import OptionPath
from .values import Field


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
        of = OptionPath.of(name).member
        moved.update((of(number).below(inside), of(now).below(inside)) for number, now in zip(sorted(numbers), free))
    return {moved.get(option, option): started for option, started in record.items()}


def over(model, desired, record, different, config, live, drifted):
    """The recorded options that no longer wait: the running guest has them as the configuration has them, or nobody has them.

    `different` is what the guest has otherwise than declared. `drifted()` is what it has otherwise than configured, and costs a comparison.
    """
    left = [option for option in record if not any(option.is_related(other) for other in different)]
    left = [option for option in left if not _decided_at_start(model, option)]
    found = {option for option in left if "xml" not in desired and _is_declared(desired, option)}
    others = [option for option in left if option not in found]
    if not others:
        return found
    drifted = [change.path for change in drifted()]
    shown = [model.to_declaration(root) for root in (config, live)]
    lacking = {}
    for option in drifted:
        if len(option) == 1 and option.in_list and (option not in record or _place(model, option) is not None):
            lacking[option[0][0]] = lacking.get(option[0][0], 0) + 1
    for option in sorted(others, key=lambda option: (_place(model, option) or (option, 0))[1]):
        (name, key), inside, place = option[0], option[1:], _place(model, option)
        related = any(option.is_related(other) for other in drifted)
        if key is None and option.in_list:
            waits = True
        elif key is None:
            configured, running = (_value(data, option) for data in shown)
            waits = related or (configured is None and running is not None)
        elif place is None:
            waits = related or _may_wait(model.nodes[name], key, inside, config, live) if inside else option in drifted
        elif inside:
            waits = related or place[1] < len(shown[0].get(name, ()))
        else:
            # As many of these wait as configuration and guest have members that the other one lacks.
            waits = related or lacking.get(name, 0) > 0
            lacking[name] = lacking.get(name, 0) - 1
        if not waits:
            found.add(option)
    return found


def is_among(model, option, others):
    """True where an option is among others, of which a member has a name where the record has its place."""
    place = _place(model, option)
    return option in others or (place is not None and any(
        other[0][0] == place[0] and other[0][1] is not None and other[1:] == place[2] for other in others))


def _may_wait(node, key, inside, config, live):
    """True where the comparison does not show whether the guest has what is inside of a member: others may have removed it."""
    found = [[elem for elem in xml.find_all(root, node.path.steps) if node.name_of(elem) == key] for root in (config, live)]
    if OptionPath(inside).in_list or any(len(members) != 1 for members in found):
        return True
    configured, running = (_value(node.model.to_declaration(member), inside) for (member,) in found)
    return configured is None and running is not None


def _place(model, option):
    """The list, the place and what is inside of it, of a member that is recorded by its place; None for all else."""
    name, key = option[0]
    node = model.nodes.get(name)
    if not isinstance(node, Children) or key is None or not key.isdecimal():
        return None
    named = node.keys and all(_is_name(node.model, names) for names in node.keys)
    return None if named else (name, int(key), option[1:])


def _is_name(model, names):
    """True for a part of a key that each member has and that is a word: a structure, as the source of a host device, is no name."""
    *above, last = names
    is_there = model.nodes[names[0]].required
    for name in above:
        model = model.nodes[name].model
    return is_there and isinstance(model.nodes[last], Field)


def _decided_at_start(model, option):
    """True for what libvirt decides at each start, so that the running guest does not show it, and for what no option covers."""
    return any(not nodes or any(node.at_start for node in nodes) for nodes in model.along(option))


def _is_declared(desired, option):
    """True where a declaration says what an option is to be; of a list, which members it has."""
    whole = next((number for number, (_name, key) in enumerate(option, 1) if key is not None), len(option))
    return whole == len(option) and _value(desired, option) is not None


def _value(data, option):
    for name, _key in option:
        data = data.get(name) if isinstance(data, dict) else None
    return data
