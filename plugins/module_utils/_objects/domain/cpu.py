# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Model, features and topology of a guest's processors, and its NUMA cells."""

from __future__ import annotations

import math

from ..._model.codecs import CPUSET, ON_OFF, POSITIVE, STR, UINT, YES_NO, Int, Pattern
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.sizes import MEMORY, MEMORY_OR_NONE, Size
from ..._model.values import Field
from .memory import same_mebibytes

FEATURE = Pattern(r"[a-zA-Z0-9\-_.]+", "a feature's name, as in libvirt's cpu_map")


class Feature(Model):
    """One feature of the processor."""

    name = Field("./@name", FEATURE, "Name of the feature, as in libvirt's C(cpu_map).", required=True)
    policy = Field("./@policy", STR, "Whether the guest sees the feature. V(force) shows it though the host has none, V(require) "
                   "refuses to start without it, V(optional) follows the host, V(disable) hides it, and V(forbid) refuses to start "
                   "where the host has it. V(require) when left out.",
                   choices=("force", "require", "optional", "disable", "forbid"))

    @classmethod
    def validate(cls, data, where, seen):
        return {"policy": "require", **super().validate(data, where, seen)}


class Topology(Model):
    """How the processors are arranged; the product is the number of processors."""

    sockets = Field("./@sockets", POSITIVE, "Number of sockets.", required=True)
    dies = Field("./@dies", POSITIVE, "Number of dies in each socket.", absent=1, since="6.1.0")
    clusters = Field("./@clusters", POSITIVE, "Number of clusters in each die.", absent=1, since="10.1.0")
    cores = Field("./@cores", POSITIVE, "Number of cores in each cluster, or in each die or socket where there are none.",
                  required=True)
    threads = Field("./@threads", POSITIVE, "Number of threads in each core.", required=True)


class Cache(Model):
    """The cache that the guest sees."""

    level = Field("./@level", Int(1, 3), "Level of the cache that is meant; all levels when left out.")
    mode = Field("./@mode", STR, "Whether the guest sees a made-up cache, the host's own, or none.",
                 choices=("emulate", "passthrough", "disable"), required=True)


class MaxPhysAddr(Model):
    """Width of physical addresses."""

    mode = Field("./@mode", STR, "Whether the guest sees the host's width or one of O(bits).", choices=("emulate", "passthrough"),
                 required=True, resets=("@bits", "@limit"))
    bits = Field("./@bits", POSITIVE, "Width in bits (V(emulate)).")
    limit = Field("./@limit", POSITIVE, "Largest width in bits that is passed through (V(passthrough)).", since="9.3.0")

    @classmethod
    def check(cls, desired, where):
        for option, mode in (("bits", "emulate"), ("limit", "passthrough")):
            if option in desired and desired["mode"] != mode:
                raise Invalid(f"{where}.{option}", f"has no meaning with mode {desired['mode']}", f"Leave it out, or set mode: {mode}.")


# The types of guests of libvirt's driver for QEMU.
QEMU = ("kvm", "qemu", "hvf")
# The distance of a cell to itself.
HERE = 10


def _told_by_another(value, elem, root):
    """libvirt takes what another cell says of the distance for both ways."""
    cells = root.findall("./cpu/numa/cell")
    numbers = [cell.get("id", str(number)) for number, cell in enumerate(cells)]
    own = next((number for number, cell in zip(numbers, cells) if cell is elem), None)
    named = {str(sibling["id"]) for sibling in value}
    for number, cell in zip(numbers, cells):
        if cell is not elem and number not in named and cell.find(f"./distances/sibling[@id='{own}']") is not None:
            return (f"cell {number} says how far cell {own} is, and libvirt takes that for both ways",
                    f"Declare the distance to cell {number} here, or the distances of cell {number} too.")
    return None


def _processors_left_over(_value, elem, root):
    """libvirt's driver for QEMU puts the processors that are in no cell into the first one."""
    count, cells = int(root.findtext("./vcpu") or 1), root.findall("./cpu/numa/cell")
    named = {number for cell in cells for number in CPUSET.members(cell.get("cpus", ""))}
    if cells[0] is not elem or len(named) >= count or root.get("type") not in QEMU:
        return None
    left = min(set(range(count)) - named)
    return f"processor {left} of {count} is in no cell, and libvirt puts it into this one", "Put each processor into a cell."


class Distance(Model):
    """How far another cell is."""

    id = Field("./@id", UINT, "Number of the other cell.", required=True)
    value = Field("./@value", Int(HERE, 255), "Distance: 10 is the cell itself, 20 twice as far, and 255 out of reach.",
                  required=True)


class SideCache(Model):
    """A cache on the memory's side."""

    level = Field("./@level", POSITIVE, "Level of the cache.", required=True)
    associativity = Field("./@associativity", STR, "How addresses share the cache.", choices=("none", "direct", "full"),
                          required=True)
    policy = Field("./@policy", STR, "When writes reach the memory.", choices=("none", "writeback", "writethrough"), required=True)
    size = Field("./size/@value", Size("KiB", zero=True), "Size of the cache.", required=True)
    line = Field("./line/@value", Size("B"), "Size of a line of the cache.", required=True)


class Cell(Model):
    """One NUMA cell of the guest."""

    id = Field("./@id", UINT, "Number of the cell; left out, cells are numbered in their order from 0.")
    cpus = Field("./@cpus", CPUSET, "Processors of the cell, such as V(0-3); none when left out.",
                 dropped=_processors_left_over)
    memory = Field("./@memory", MEMORY_OR_NONE, "Memory of the cell. Unless O(current_memory) is declared too, the guest may use all of "
                   "it.",
                   required=True, live_same=same_mebibytes, resets=("/currentMemory",))
    mem_access = Field("./@memAccess", STR, "Whether other processes may map the cell's memory, where it differs from "
                       "O(memory_backing.access).", choices=("shared", "private"))
    discard = Field("./@discard", YES_NO, "Whether the content of the cell's memory is thrown away just before the guest stops.",
                    since="4.4.0")
    distances = Children("./distances/sibling", Distance, "How far other cells are. The list is complete when it is given, but for the "
                         "cell itself, which is 10, and for cells that say how far this one is: that holds both ways.", key="id",
                         since="3.10.0", dropped=_told_by_another)
    caches = Children("./cache", SideCache, "Caches on the memory's side. The list is complete when it is given.", key="level",
                      since="6.6.0")


class Interconnect(Model):
    """Between which cells, and for what."""

    initiator = Field("./@initiator", UINT, "Number of the cell that asks for memory.", required=True)
    target = Field("./@target", UINT, "Number of the cell that holds it.", required=True)
    cache = Field("./@cache", POSITIVE, "Level of the target's cache that is meant; its memory when left out.")
    type = Field("./@type", STR, "What kind of access is meant.", choices=("access", "read", "write"), required=True)


class Latency(Interconnect):
    """How long memory takes."""

    value = Field("./@value", POSITIVE, "Time in nanoseconds.", required=True)


class MemoryBandwidth(Interconnect):
    """How much memory can be moved."""

    value = Field("./@value", Size("KiB", granule=1024, zero=True), "Amount each second, such as V(200 MiB).", required=True)


class Interconnects(Model):
    """What joins the cells."""

    latencies = Children("./latency", Latency, "How long memory takes between cells. The list is complete when it is given.",
                         key=("initiator", "target", "cache", "type"))
    bandwidths = Children("./bandwidth", MemoryBandwidth, "How much can be moved between cells. The list is complete when it is "
                          "given.", key=("initiator", "target", "cache", "type"))


def _complete_distances(cells):
    """Fill in the distances that libvirt does: a cell's own, and one that the other cell alone declares."""
    numbers = [cell.get("id", number) for number, cell in enumerate(cells)]
    far = {(one, sibling["id"]): sibling["value"] for one, cell in zip(numbers, cells) for sibling in cell.get("distances", ())}
    for one, cell in zip(numbers, cells):
        if "distances" in cell:
            known = {sibling["id"] for sibling in cell["distances"]}
            found = {other: far[other, one] for other in numbers if (other, one) in far and other not in known}
            if known or found:
                found = {**({} if one in known else {one: HERE}), **found}
            cell["distances"] = [*cell["distances"], *({"id": other, "value": value} for other, value in sorted(found.items()))]


class Numa(Model):
    """NUMA cells of the guest."""

    cells = Children("./cell", Cell, "The cells. The list is complete when it is given.", key="id")
    interconnects = Child("./interconnects", Interconnects, "Latency and bandwidth between the cells. An empty dictionary removes them.",
                          empty_removes=True, since="6.6.0")

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        _complete_distances(desired.get("cells", ()))
        return desired

    @classmethod
    def check(cls, desired, where):
        cells = desired.get("cells", ())
        if len({"id" in cell for cell in cells}) > 1:
            raise Invalid(f"{where}.cells", "some cells are numbered and some are not", "Give each cell its id, or none.")
        taken = {}
        for number, cell in enumerate(cells):
            for cpu in CPUSET.members(cell.get("cpus", "")):
                if cpu in taken:
                    raise Invalid(f"{where}.cells[{number}].cpus", f"processor {cpu} is in cells[{taken[cpu]}] already",
                                  "Put each processor into one cell.")
                taken[cpu] = number


def _no_model(_value, elem, _root):
    """libvirt keeps what belongs to a model where one is named."""
    mode = elem.get("mode", "custom")
    if mode not in ("host-passthrough", "maximum") and elem.findtext("model"):
        return None
    return f"has no meaning with mode {mode} without a model", "Leave it out, or declare cpu.model."


def _no_vendor(_value, elem, _root):
    """libvirt drops the vendor of a processor that is the host's own."""
    mode = elem.get("mode", "custom")
    return (f"has no meaning with mode {mode}", "Leave it out, or set mode: custom.") if mode in ("host-passthrough", "maximum") else None


class CpuModel(Model):
    """Which processor the guest sees."""

    mode = Field("./@mode", STR, "Where the processor comes from. V(custom) is the one in O(cpu.model), V(host-model) the named model "
                 "nearest to the host's, V(host-passthrough) the host's own, and V(maximum) all that the hypervisor can do.",
                 choices=("custom", "host-model", "host-passthrough", "maximum"), absent="custom", at_start=True,
                 resets=("model", "vendor", "@match", "@check", "@migratable"))
    match = Field("./@match", STR, "How exactly the host must match (V(custom)).", choices=("minimum", "exact", "strict"),
                  absent="exact", at_start=True)
    check = Field("./@check", STR, "How libvirt checks the processor that the guest gets. libvirt changes it in a running guest, so "
                  "that it stays the same when the guest moves.", choices=("none", "partial", "full"), at_start=True,
                  since="3.2.0")
    migratable = Field("./@migratable", ON_OFF, "Whether features that keep the guest from moving are left out (V(host-passthrough), "
                       "V(maximum)).", since="6.5.0", at_start=True)
    deprecated_features = Field("./@deprecated_features", ON_OFF, "Whether features that are deprecated are shown (s390x).",
                                since="11.0.0")
    model = Field("./model", STR, "Name of the model, such as V(EPYC) or V(Skylake-Server). Naming it means mode V(custom) where no "
                  "mode is declared.", at_start=True)
    model_fallback = Field("./model/@fallback", STR, "Whether the nearest model is taken where the named one cannot be had.",
                           choices=("allow", "forbid"), absent="allow", at_start=True, dropped=_no_model)
    model_vendor_id = Field("./model/@vendor_id", Pattern(r"[^,]{12}", "twelve characters without a comma"),
                            "Vendor that the guest sees, of twelve characters, such as V(GenuineIntel).", dropped=_no_vendor)
    vendor = Field("./vendor", STR, "Vendor that the host's processor must be of, as in libvirt's C(cpu_map).", at_start=True)


class Cpu(CpuModel):
    """The guest's processor."""

    topology = Child("./topology", Topology, "How the processors are arranged. An empty dictionary leaves it to the hypervisor.",
                     empty_removes=True)
    cache = Child("./cache", Cache, "Cache that the guest sees. An empty dictionary leaves it to the hypervisor.", empty_removes=True,
                  since="3.3.0")
    maxphysaddr = Child("./maxphysaddr", MaxPhysAddr, "Width of physical addresses. An empty dictionary leaves it to the hypervisor.",
                        empty_removes=True, since="8.7.0")
    features = Children("./feature", Feature, "Features on top of the model's. The list is complete when it is given.", key="name",
                        at_start=True)
    numa = Child("./numa", Numa, "NUMA cells of the guest. An empty dictionary takes them away.", empty_removes=True)

    @classmethod
    def validate(cls, data, where, seen):
        desired = super().validate(data, where, seen)
        if "model" in desired:
            desired.setdefault("mode", "custom")
        return desired

    @classmethod
    def check(cls, desired, where):
        mode = desired.get("mode", "custom" if "model" in desired else None)
        if mode in ("host-passthrough", "maximum") and "model" in desired:
            raise Invalid(f"{where}.model", f"a model has no meaning with mode {mode}", "Leave it out, or set mode: custom.")
        if mode not in (None, "custom") and "match" in desired:
            raise Invalid(f"{where}.match", f"has no meaning with mode {mode}", "Leave it out, or set mode: custom.")
        if mode in ("custom", "host-model") and "migratable" in desired:
            raise Invalid(f"{where}.migratable", f"has no meaning with mode {mode}",
                          "Leave it out, or set mode: host-passthrough.")
        if mode in ("host-passthrough", "maximum") and "vendor" in desired:
            raise Invalid(f"{where}.vendor", f"has no meaning with mode {mode}", "Leave it out, or set mode: custom.")


def _is_default(elem):
    """True for the processor that libvirt's driver for QEMU gives to a guest of x86 that declares none."""
    model = elem.find("model")
    return (len(elem) == 1 and model is not None and model.text in ("qemu32", "qemu64") and model.get("fallback") == "forbid"
            and elem.attrib == {"mode": "custom", "match": "exact", "check": "none"})


class Processor(Model):
    """The guest's processor."""

    cpu = Child("./cpu", Cpu, "Model, features and topology of the processors. An empty dictionary leaves them to the hypervisor.",
                empty_removes=True, filled=_is_default)

    @classmethod
    def check(cls, desired, where):
        super().check(desired, where)
        cpu, vcpus = desired.get("cpu", {}), desired.get("vcpus", {})
        topology, count = cpu.get("topology"), vcpus.get("count")
        prefix = f"{where}." if where else ""
        if topology and count:
            product = math.prod(topology.values())
            if product != count:
                raise Invalid(f"{prefix}cpu.topology", f"it makes {product} processors, and vcpus.count is {count}",
                              "Let sockets times dies times clusters times cores times threads be vcpus.count.")
        cells = cpu.get("numa", {}).get("cells", ())
        for number, cell in enumerate(cells):
            beyond = [cpu for cpu in CPUSET.members(cell.get("cpus", "")) if count and cpu >= count]
            if beyond:
                raise Invalid(f"{prefix}cpu.numa.cells[{number}].cpus", f"there is no processor {beyond[0]} among {count}",
                              f"Number them from 0 to {count - 1}.")
        held = sum(cell["memory"] for cell in cells)
        if cells and "memory" in desired and desired["memory"] < held:
            raise Invalid(f"{prefix}memory",
                          f"{MEMORY.to_user(desired['memory'])} is less than the NUMA cells hold, {MEMORY.to_user(held)}",
                          "Leave memory out, or declare the sum.")
