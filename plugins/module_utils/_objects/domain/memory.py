# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much memory a guest has, and what holds it."""

from __future__ import annotations

from ..._model.codecs import CPUSET, ON_OFF, POSITIVE
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.node import Setter
from ..._model.sizes import MEMORY, Size
from ..._model.values import Field, Present
from ..common import NOT_XEN

MIB = 1024**2


def same_mebibytes(desired, observed, _ctx):
    """A hypervisor rounds memory up to whole mebibytes when the guest starts."""
    return -(-desired // MIB) == -(-observed // MIB)


def _not_the_sum(value, _elem, root):
    """libvirt makes the memory of a guest with NUMA cells their sum and that of its memory devices."""
    held = [MEMORY.fetch(cell, "memory") or 0 for cell in root.iterfind("./cpu/numa/cell")]
    held += [MEMORY.fetch(size, None) or 0 for size in root.iterfind("./devices/memory/target/size")] if held else []
    if not held or sum(held) == value:
        return None
    return (f"libvirt makes it the sum of the guest's NUMA cells and memory devices, {MEMORY.to_user(sum(held))}",
            "Leave it out, or declare the sum.")


def _above_the_memory(value, _elem, root):
    """libvirt cuts off what a guest may use at what it has."""
    size = Memory.nodes["memory"].read(root)
    if size is None or value <= size:
        return None
    return f"{MEMORY.to_user(value)} is more than memory, which is {MEMORY.to_user(size)}", "Declare no more than memory, or more memory."


class MaxMemory(Model):
    """How far memory can grow."""

    size = Field(".", MEMORY, "Most memory that the guest can be given by plugging, with what it starts with.", required=True,
                 live_same=same_mebibytes)
    slots = Field("./@slots", POSITIVE, "Number of slots for memory devices.", required=True)


def _no_cells(value, _elem, root):
    """libvirt leaves out the only node of a guest without NUMA cells."""
    if value != "0" or root.find("./cpu/numa/cell") is not None:
        return None
    return "the guest has no NUMA cells", "Leave it out, or declare cpu.numa.cells."


class Page(Model):
    """Huge pages of one size."""

    size = Field("./@size", Size("KiB", granule=1024), "Size of the pages, such as V(2 MiB) or V(1 GiB).", required=True)
    nodeset = Field("./@nodeset", CPUSET, "NUMA nodes of the guest that use them; all that no other entry names when left out.",
                    dropped=_no_cells)


class Allocation(Model):
    """When and how memory is allocated."""

    mode = Field("./@mode", doc="Whether memory is allocated when the guest starts, or when it is used.",
                 choices=("immediate", "ondemand"))
    threads = Field("./@threads", POSITIVE, "Number of threads that allocate it.", since="8.2.0")


class MemoryBacking(Model):
    """How the guest's memory is backed on the host."""

    pages = Children("./hugepages/page", Page, "Sizes of the huge pages, for each NUMA node of the guest. The list is complete when "
                     "it is given.", key=("size", "nodeset"))
    hugepages = Present("./hugepages", "Whether the memory is on huge pages of the host, of its default size where O(pages) "
                        "names none.")
    nosharepages = Present("./nosharepages", "Whether the host keeps from merging the guest's memory with equal pages of others.")
    locked = Present("./locked", "Whether the memory is never swapped out. The host cannot take it back then: set a hard limit in "
                     "O(memtune) too.")
    source = Field("./source/@type", doc="Kind of memory on the host.", choices=("file", "anonymous", "memfd"))
    access = Field("./access/@mode", doc="Whether other processes, such as virtiofsd, may map the memory.",
                   choices=("shared", "private"))
    allocation = Child("./allocation", Allocation, "When and how memory is allocated. An empty dictionary leaves it to the "
                       "hypervisor.", empty_removes=True)
    discard = Present("./discard", "Whether the memory's content is thrown away just before the guest stops.", since="4.4.0")

    @classmethod
    def check(cls, desired, where):
        if desired.get("pages") and desired.get("hugepages") is False:
            raise Invalid(f"{where}.pages", "they are huge pages, and hugepages is false", "Leave one of the two out.")


class Memory(Model):
    """Memory of the guest."""

    memory = Field("./memory", MEMORY, "Memory of the guest, with that of O(memory_devices). With NUMA cells it is the sum and may be left "
                   "out. Unless O(current_memory) is declared too, the guest may use all of it.", live_same=same_mebibytes,
                   always=True, resets="/currentMemory", dropped=_not_the_sum)
    dump_core = Field("./memory/@dumpCore", ON_OFF, "Whether a core dump of the guest holds its memory.")
    current_memory = Field("./currentMemory", MEMORY, "Memory that the guest may use now; its balloon holds the rest.",
                           change=Setter("memory", once=True, waits=False), live_same=same_mebibytes, always=True,
                           dropped=_above_the_memory)
    max_memory = Child("./maxMemory", MaxMemory, "How far memory can grow while the guest runs. An empty dictionary keeps it from "
                       "growing.", empty_removes=True, **NOT_XEN)
    memory_backing = Child("./memoryBacking", MemoryBacking, "How the memory is backed on the host. An empty dictionary leaves it to the "
                           "host.", empty_removes=True, **NOT_XEN)

    @classmethod
    def check(cls, desired, where):
        super().check(desired, where)
        memory, current = desired.get("memory"), desired.get("current_memory")
        at = f"{where}.current_memory" if where else "current_memory"
        if memory is not None and current is not None and current > memory:
            raise Invalid(at, f"{MEMORY.to_user(current)} is more than memory, which is {MEMORY.to_user(memory)}",
                          "Declare no more than memory, or more memory.")
        top = desired.get("max_memory", {}).get("size")
        if memory is not None and top is not None and top < memory:
            raise Invalid(f"{where}.max_memory.size" if where else "max_memory.size",
                          f"{MEMORY.to_user(top)} is less than memory, which is {MEMORY.to_user(memory)}", "Declare at least memory.")
