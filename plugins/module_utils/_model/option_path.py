# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The path of an option in a declaration, as data. Results and messages show it as text, and nothing reads that text."""

from __future__ import annotations


class OptionPath(tuple):
    """Steps from an object to one of its options: pairs of an option's name and the key of a member of that list.

    The key is None where the option is no list, or the list as a whole is meant. `disks[vda].source` is
    `(("disks", "vda"), ("source", None))`.
    """

    __slots__ = ()

    @classmethod
    def of(cls, *names):
        """The path of options that are no members of lists."""
        return cls((name, None) for name in names)

    def below(self, path):
        """The path that begins with this one and goes on with another."""
        return OptionPath((*self, *path))

    def member(self, key):
        """The path of one member of this list."""
        return OptionPath((*self[:-1], (self[-1][0], str(key))))

    def is_within(self, other):
        """True where this option is another one, or a part of it."""
        size = len(other)
        if len(self) < size or self[:size - 1] != other[:-1]:
            return False
        (name, key), (other_name, other_key) = self[size - 1], other[-1]
        return name == other_name and other_key in (None, key)

    def is_related(self, other):
        """True where one of two options is the other, or a part of it."""
        return self.is_within(other) or other.is_within(self)

    @property
    def in_list(self):
        """True for a member of a list, and for what is inside one."""
        return any(key is not None for _name, key in self)

    def __str__(self):
        return ".".join(name if key is None else f"{name}[{key}]" for name, key in self)

    __repr__ = __str__
