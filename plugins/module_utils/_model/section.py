# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`Section`: how a running network takes changes of one of its lists, by libvirt's virNetworkUpdate."""

from __future__ import annotations

from .node import LIVE


class Section(str):
    """The cost LIVE of a list, with the section of virNetworkUpdate that its members are in.

    The rules are those of libvirt's src/conf/network_conf.c, about members as the options of each. An addition is refused where it
    `clashes(new, other)`. A deletion takes a member where it `finds(gone, other)`, and is refused where it finds several, unless it
    takes the `first` of them. `part` is the attribute that is enough to name a member that is deleted. `bears` are two elements beside the
    members: where neither members nor the first are left, even between two updates, libvirt drops the second.
    """

    def __new__(cls, word, clashes, finds, *, first=False, part=None, bears=None):
        self = super().__new__(cls, LIVE)
        self.word, self.clashes, self.finds, self.first, self.part, self.bears = word, clashes, finds, first, part, bears
        return self

    def may_come(self, new, present):
        """True where libvirt adds a member to those that are present."""
        return not any(self.clashes(new, other) for other in present)

    def may_go(self, gone, present):
        """True where a deletion takes away just this one of the members that are present."""
        found = [other for other in present if self.finds(gone, other)]
        return bool(found) and found[0] is gone and (self.first or len(found) == 1)


def shares(*names):
    """Whether two members have one of these options in common."""
    return lambda one, other: any(one.get(name) is not None and one.get(name) == other.get(name) for name in names)


def agrees(*names):
    """Whether another member has all of these options that this one has."""
    return lambda one, other: all(one.get(name) is None or one.get(name) == other.get(name) for name in names)
