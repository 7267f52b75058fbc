# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Echoes: what libvirt writes in two places, and refuses or undoes where the two differ.

Where an edit changes one of the two, the other one follows. Where both were changed, both were said, and libvirt is the judge.
"""

from __future__ import annotations

import copy

from . import xml


class Echo:
    """A value of every element at `parent` that stands at two paths below it, each one the path of an attribute or a text."""

    def __init__(self, parent, one, other):
        self.parent, self.paths = xml.Path(parent), (xml.Path(one), xml.Path(other))

    def follow(self, before, after):
        """Make the place that an edit left alone say what the other one does."""
        old, new = (self._parents(root) for root in (before, after))
        for index, elem in enumerate(new):
            was = old[index] if index < len(old) and old[index].get("type") == elem.get("type") else None
            if was is None:
                continue
            for lead, echo in (self.paths, self.paths[::-1]):
                value = _value(elem, lead)
                changed, former = value != _value(was, lead), _value(was, echo)
                if changed and former is not None and former == _value(was, lead) and former == _value(elem, echo):
                    self._put(elem, echo, value)

    def say_once(self, root, other):
        """Take the value away from the first place, or from the second where that holds nothing else and the other document has none."""
        first, second = self.paths
        others = self._parents(other)
        for index, elem in enumerate(self._parents(root)):
            if _value(elem, second) is None or _value(elem, first) is None:
                continue
            found = xml.find_all(elem, second.steps) if second.steps else []
            if len(found) == 1 and not len(found[0]) and found[0].attrib.keys() == {second.attr} and (
                    index < len(others) and not xml.find_all(others[index], second.steps)):
                found[0].attrib.pop(second.attr)
                xml.prune(elem, second.steps)
            else:
                xml.find(elem, first.steps).attrib.pop(first.attr)

    def _parents(self, root):
        return xml.find_all(root, self.parent.steps) if self.parent.steps else [root]

    @staticmethod
    def _put(elem, path, value):
        found = xml.find(elem, path.steps)
        if value is None and path.attr:
            # Of several, the others were never an echo.
            if len(xml.find_all(elem, path.steps) if path.steps else ()) <= 1:
                found.attrib.pop(path.attr)
                xml.prune(elem, path.steps)
        elif path.attr:
            found.set(path.attr, value)
        else:
            found.text = value


class Twin:
    """The first element at one path and the first at another that are one device: all but what `own` names is the same in both.

    They are none where `fits` says so of one.
    """

    def __init__(self, one, other, own, fits):
        self.paths, self.own, self.fits = (xml.Path(one), xml.Path(other)), own, fits

    def follow(self, before, after):
        """Make the element that an edit left alone like the other one."""
        for lead, echo in (self.paths, self.paths[::-1]):
            was, now, twin = (next(iter(xml.find_all(root, path.steps)), None) for root, path in (
                (before, lead), (after, lead), (after, echo)))
            if was is None or now is None or twin is None or not all(self.fits(elem) for elem in (was, now, twin)):
                continue
            if self._said(now) != self._said(was) == self._said(twin):
                for part in [part for part in twin if part.tag not in self.own]:
                    twin.remove(part)
                twin[:] = [*(copy.deepcopy(part) for part in now if part.tag not in self.own), *twin]
                twin.attrib.clear()
                twin.attrib.update(now.attrib)
                return

    def say_once(self, root, other):
        """Both are devices, and compared as such."""

    def _said(self, elem):
        """What both elements say, as text."""
        bare = xml.ET.Element("twin", elem.attrib)
        bare.extend([copy.deepcopy(part) for part in elem if part.tag not in self.own])
        return xml.ET.canonicalize(xml.serialize(bare), strip_text=True)


def _value(elem, path):
    found = xml.find(elem, path.steps)
    return None if found is None else found.get(path.attr) if path.attr else (found.text or "").strip() or None
