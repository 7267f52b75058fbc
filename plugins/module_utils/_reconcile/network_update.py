# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a running network takes at once: calls of virNetworkUpdate for the lists that are declared as sections of it.

A change that the rules of its section forbid is not tried: it waits for a restart.
"""

from __future__ import annotations

from .._actions.objects import UpdateNetwork
from .._model import xml
from .._model.nested import Child, Children
from .._model.option_path import OptionPath
from .._model.section import Section
from .._model.values import Values

_NOTHING = xml.ET.Element("nothing")


class _Member:
    """One member of a list: its element, and what is declared of it as options."""

    def __init__(self, node, elem):
        self.elem, values = elem, isinstance(node, Values)
        self.options = {node.path.attr: elem.get(node.path.attr)} if values else node.model.to_declaration(elem)
        self.key = (elem.get(node.path.attr),) if values else tuple(node.key_of(elem))
        self.label = self.key[0] if values else node.name_of(elem)


class _Changed:
    """What becomes of the members of one key: those that go, those that come, and the changes that ask for it."""

    def __init__(self):
        self.gone, self.new, self.paths = [], [], []


class _List:
    """One list of the running network, and what is to become of it. `index` is the number of the `<ip>` that holds it, or -1."""

    def __init__(self, node, path, index, live, config):
        self.section, self.path, self.index, self.roots = node.change, path, index, (live, config)
        present, wanted = ([_Member(node, elem) for elem in xml.find_all(root, node.path.steps)] for root in (live, config))
        self.present, self.changed = [member.options for member in present], {}
        for member in _beyond(present, wanted):
            self.changed.setdefault(member.key, _Changed()).gone.append(member)
        for member in _beyond(wanted, present):
            self.changed.setdefault(member.key, _Changed()).new.append(member)

    def take(self, changes):
        """Give the changes of this list to the members that they are about; returns the paths of those that are about none."""
        left = []
        for change in changes:
            about = [changed for key, changed in self.changed.items() if self._is_about(change, key, changed)]
            for changed in about:
                changed.paths.append(change.path)
            if not about:
                left.append(change.path)
        return left

    def _is_about(self, change, key, changed):
        if change.path == self.path or any(change.elem is below for member in changed.gone for below in member.elem.iter()):
            return True
        if isinstance(change.value, dict) and len(change.path) == len(self.path):
            return all(change.value.get(name) == part for (name,), part in zip(change.node.keys, key))
        return change.path.is_within(self.path.member((*changed.gone, *changed.new)[0].label))

    def would_lose(self):
        """True where the deletions would have libvirt drop what stands beside the list."""
        gone = sum(len(changed.gone) for changed in self.changed.values())
        if not self.section.bears or not gone or gone < len(self.present):
            return False
        others, rest = ([root.find(name) is not None for root in self.roots] for name in self.section.bears)
        return all(rest) and not all(others)

    def plan(self, refused):
        """The actions, and the paths of changes that have to wait. All deletions come first: an addition may need the place."""
        taken = {key: changed for key, changed in self.changed.items() if not refused.intersection(changed.paths)}
        while True:
            steps, blocked = self._steps(taken)
            if blocked is None:
                break
            del taken[blocked]
        actions = [self._update(taken[key], command, member) for key, command, member in steps]
        return actions, [path for key, changed in self.changed.items() if key not in taken for path in changed.paths]

    def _steps(self, taken):
        """The steps in an order in which libvirt takes them, and None; or the key of the first members of which it would refuse one.

        A member may have to be deleted before another one: libvirt deletes none that it cannot distinguish from others.
        """
        present, steps = list(self.present), []
        for command, is_possible in (("delete", self.section.may_go), ("add", self.section.may_come)):
            left = [(key, command, member) for key, changed in taken.items() for member in (
                changed.gone if command == "delete" else changed.new)]
            while left:
                step = next((step for step in left if is_possible(step[-1].options, present)), None)
                if step is None:
                    return steps, left[0][0]
                left.remove(step)
                steps.append(step)
                options = step[-1].options
                present = [*present, options] if command == "add" else [other for other in present if other is not options]
        return steps, None

    def _update(self, changed, command, member):
        part, whole = self.section.part, xml.serialize(member.elem).strip()
        named = whole if command == "add" or part is None else xml.serialize(xml.ET.Element(member.elem.tag, {part: member.elem.get(part)}))
        return UpdateNetwork(changed.paths or [self.path.member(member.label)], section=self.section.word, command=command,
                             index=self.index, xml=named, whole=whole)


def plan_updates(model, changes, live, config, refused=frozenset()):
    """The actions that bring changes about on the running network, and the paths of those that wait for its restart.

    `refused` are the paths of what the network did not take when it was asked.
    """
    actions, taken, waiting = [], set(), set()
    lists = _lists(model, live, config, OptionPath()) if changes else ()
    for index, _word, path, node, *roots in sorted(lists, key=lambda found: found[:2]):
        mine = [change for change in changes if change.path.is_within(path)]
        if mine:
            held = _List(node, path, index, *roots)
            left = held.take(mine)
            planned, more = held.plan(refused) if not held.would_lose() else ((), [change.path for change in mine])
            actions += planned
            taken.update(change.path for change in mine if change.path not in left)
            waiting.update(left + more)
    return actions, [change.path for change in changes if change.path not in taken or change.path in waiting]


def _lists(model, live, config, above, index=-1):
    """The lists that are sections, at every depth: index, section, path, node, and the elements that hold them in both documents."""
    for node in model.nodes.values():
        path = above.below(node.here)
        if isinstance(node.change, Section):
            yield index, node.change.word, path, node, live, config
        elif isinstance(node, Child):
            below = [xml.find(root, node.path.steps) for root in (live, config)]
            yield from _lists(node.model, *(_NOTHING if elem is None else elem for elem in below), path, index)
        elif isinstance(node, Children):
            there, wanted = (xml.find_all(root, node.path.steps) for root in (live, config))
            if list(map(node.key_of, there)) == list(map(node.key_of, wanted)):
                for number, (old, new) in enumerate(zip(there, wanted)):
                    yield from _lists(node.model, old, new, path.member(node.name_of(old)), number)


def section_of(model, path):
    """The path of the list that changes at once and that an option is in; None where it is in none."""
    found = ((size, node) for size, nodes in enumerate(model.along(path)) for node in nodes if isinstance(node.change, Section))
    return next((OptionPath(path[:size]).below(node.here) for size, node in found), None)


def _beyond(members, others):
    """The members that the other side does not have, as often."""
    left, out = [other.options for other in others], []
    for member in members:
        if member.options in left:
            left.remove(member.options)
        else:
            out.append(member)
    return out
