# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which member of a declared list is which of those that are there."""

from __future__ import annotations


def _any_twice(keys):
    """True where two members have one key, which libvirt may hold although we refuse to write it."""
    known = [repr(key) for key in keys if key is not None]
    return len(set(known)) < len(known)


class Members:
    """What a list of structures knows its members by: `keys`, the ways to the options of its `model` that identify one.

    Where `unique` is false several members may share a key; `atomic` members know no half: one that differs is another.
    """

    model = None
    keys = ()
    unique = True
    whole = False

    def _key_words(self):
        return " and ".join(".".join(key) for key in self.keys)

    def _key(self, desired):
        """The canonical values of a whole key, or None where a part is not given."""
        values = []
        for names in self.keys:
            value = desired
            for name in names:
                value = value.get(name) if isinstance(value, dict) else None
            value = self._absent(names) if value is None else value
            if value is None:
                return None
            values.append(value)
        return values or None

    def _absent(self, names):
        """What a part of the key is where it is left out, or None."""
        return getattr(self.model.nodes[names[0]], "absent", None) if len(names) == 1 else None

    def _label(self, desired):
        key = self._key(desired)
        return None if key is None else ",".join(str(part) for part in key if not isinstance(part, (dict, list))) or None

    def _agrees(self, desired, elem, ctx):
        """How many parts of the key are given, all of which agree; None where one does not."""
        given = 0
        for names in self.keys:
            node, value, at = self._part(desired, names, elem)
            if node is None:
                continue
            if at is None or node.delta(value, at, ctx):
                return None
            given += 1
        return given

    def _part(self, desired, names, elem):
        """One part of a key: its node, the value that is wanted, the element that holds it; no node where it is not given."""
        model, node = self.model, None
        for name in names:
            if node is not None:
                model, elem = node.below(desired, elem)
            desired = desired.get(name) if isinstance(desired, dict) else None
            node = model.nodes.get(name)
            if desired is None or node is None:
                return None, None, None
        return node, desired, elem

    def match(self, desired_members, elems, ctx):
        """Pairs of each want with its element or None, and the elements that nobody wants."""
        free = list(elems)
        found = [None] * len(desired_members)
        if self.atomic:
            for number, desired in enumerate(desired_members):
                found[number] = next((e for e in free if not self.model.delta(desired, e, ctx)
                                      and not self.model.has_extra(desired, e)), None)
                if found[number] is not None:
                    free.remove(found[number])
            return list(zip(desired_members, found)), free

        def take(number, test):
            for elem in free:
                if test(elem):
                    found[number] = elem
                    free.remove(elem)
                    return

        if "alias" in self.model.nodes:
            alias = self.model.nodes["alias"]
            for number, desired in enumerate(desired_members):
                if str(desired.get("alias", "")).startswith("ua-"):
                    take(number, lambda e, w=desired: alias.read(e) == w["alias"])
        keys = [self._key(desired) for desired in desired_members]
        whole = [key is not None for key in keys]
        shared = not self.unique or _any_twice(keys)
        for number, desired in enumerate(desired_members):
            if whole[number] and shared and found[number] is None:
                take(number, lambda e, w=desired: self._agrees(w, e, ctx) and not self.model.delta(w, e, ctx))
        for number, desired in enumerate(desired_members):
            if whole[number] and found[number] is None:
                take(number, lambda e, w=desired: self._agrees(w, e, ctx))
        rest = [n for n in range(len(desired_members)) if not whole[n] and found[n] is None]
        for number in rest:
            take(number, lambda e, w=desired_members[number]: self._agrees(w, e, ctx) is not None
                 and not self.model.delta(w, e, ctx))
        for number in rest:
            if found[number] is None:
                take(number, lambda e, w=desired_members[number]: self._agrees(w, e, ctx) is not None)
        return list(zip(desired_members, found)), free

    def key_of(self, elem):
        """The canonical values of a member's key in the XML."""
        parts = [(self.model.nodes[names[0]].read(elem), names) for names in self.keys]
        return [self._absent(names) if value is None else value for value, names in parts]

    def name_of(self, elem):
        """A word for a member that is there and not declared."""
        shown, parts = self.model.to_declaration(elem), []
        for names in self.keys:
            value = shown
            for name in names:
                value = value.get(name) if isinstance(value, dict) else None
            value = self._absent(names) if value is None else value
            if value is not None and not isinstance(value, (dict, list)):
                parts.append(str(value))
        return ",".join(parts) or elem.tag
