# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Threads that do the input and output of disks."""

from __future__ import annotations

from ..._model.codecs import POSITIVE, UINT, Int
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.node import Setter
from ..._model.values import Field
from ..common import NOT_XEN

IOTHREADS = Setter("iothreads", live_unlimited=0)


def _other_number(value, _elem, root):
    """libvirt makes as many threads as the greater of both says."""
    named = len(root.findall("./iothreadids/iothread"))
    if not named or named == value:
        return None
    return f"{value} are declared, and iothreadids has {named}", "Leave one of them out, or let both say the same."


class Poll(Model):
    """How long a thread looks for work before it sleeps."""

    max = Field("./@max", UINT, "Longest time in nanoseconds; 0 sleeps at once.", change=Setter("iothread", "poll_max_ns"))
    grow = Field("./@grow", UINT, "By how much the time grows when it was too short; 0 is the hypervisor's own step.",
                 change=Setter("iothread", "poll_grow"))
    shrink = Field("./@shrink", UINT, "By how much the time shrinks when it was too long; 0 is the hypervisor's own step.",
                   change=Setter("iothread", "poll_shrink"))
    weight = Field("./@weight", Int(0, 63), "How little the last wait counts: each step halves it.", since="12.7.0")


class IoThread(Model):
    """One IO thread."""

    id = Field("./@id", POSITIVE, "Number of the thread, which disks name.", required=True)
    thread_pool_min = Field("./@thread_pool_min", UINT, "Fewest worker threads.", change=Setter("iothread"), since="8.5.0")
    thread_pool_max = Field("./@thread_pool_max", POSITIVE, "Most worker threads.", change=Setter("iothread"), since="8.5.0")
    poll = Child("./poll", Poll, "How long the thread looks for work before it sleeps. An empty dictionary leaves it to the "
                 "hypervisor.", empty_removes=True, since="9.4.0")


class DefaultIoThread(Model):
    """The event loop of all that has no IO thread of its own."""

    thread_pool_min = Field("./@thread_pool_min", UINT, "Fewest worker threads.")
    thread_pool_max = Field("./@thread_pool_max", POSITIVE, "Most worker threads.")


class IoThreads(Model):
    """Threads that do the input and output of disks."""

    iothreads = Field("./iothreads", UINT, "Number of IO threads. Numbers that O(iothreadids) does not give are filled up from 1.",
                      absent=0, unset_value=0, resets="/iothreadids", change=IOTHREADS, dropped=_other_number, **NOT_XEN)
    iothreadids = Children("./iothreadids/iothread", IoThread, "IO threads with their numbers. The list is complete when it is given.",
                           key="id", change=IOTHREADS, **NOT_XEN)
    defaultiothread = Child("./defaultiothread", DefaultIoThread, "The event loop of disks that have no IO thread of their own. An "
                            "empty dictionary leaves it to the hypervisor.", empty_removes=True, since="8.5.0", **NOT_XEN)

    @classmethod
    def write(cls, desired, elem, ctx):
        super().write(desired, elem, ctx)
        count = elem.find("iothreads")
        if "iothreadids" in desired and "iothreads" not in desired and count is not None:
            # libvirt would fill up the list to the former number.
            count.text = str(len(desired["iothreadids"]))
