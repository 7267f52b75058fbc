# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a guest's threads run on the host, and how much time they get."""

from __future__ import annotations

from ..._model.codecs import CPUSET, POSITIVE, STR, UINT, Int
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.node import Setter
from ..._model.sizes import Size
from ..._model.values import Field
from ..common import NOT_XEN

# libvirt.org/formatdomain#cpu-tuning: -1 is no limit, and 0 is no value.
SHARES = Int(0, 262144)
PERIOD = Int(0, 1000000)
QUOTA = Int(-1, 17592186044415)


def _anywhere(ctx):
    """All processors of the host: what a thread runs on that is pinned to none."""
    return ctx.facts.ask("processors")


VCPU_PINS = Setter("vcpu_pins", live_unlimited=_anywhere)
EMULATOR_PIN = Setter("emulator_pin", live_unlimited=_anywhere)
IOTHREAD_PINS = Setter("iothread_pins", live_unlimited=_anywhere)


def _missing_processor(value, _elem, root):
    """libvirt drops the pin of a processor that the guest does not have; libxl also of one that is not in use."""
    count = int(root.findtext("./vcpu") or 1)
    if root.get("type") == "xen":
        count = int(root.find("./vcpu").get("current", count)) if root.find("./vcpu") is not None else count
    if value < count:
        return None
    return f"there is no processor {value} among {count}", f"Number them from 0 to {count - 1}, or declare more vcpus."


def _missing_processors(value, _elem, root):
    """libvirt cuts a set of processors off at those that the guest has."""
    return next((found for found in (_missing_processor(int(number), None, root) for number in CPUSET.members(value)) if found), None)


def _period(which):
    # The kernel's own period, docs.kernel.org/scheduler/sched-bwc.html.
    return Setter("scheduler", f"{which}_period", live_unlimited=100000)


def _quota(which):
    return Setter("scheduler", f"{which}_quota", live_unlimited=-1)


class VcpuPin(Model):
    """Where one processor of the guest runs."""

    vcpu = Field("./@vcpu", UINT, "Number of the guest's processor, from 0.", required=True, dropped=_missing_processor)
    cpuset = Field("./@cpuset", CPUSET, "Processors of the host that it runs on.", required=True,
                   change=VCPU_PINS)


class IoThreadPin(Model):
    """Where one IO thread runs."""

    iothread = Field("./@iothread", POSITIVE, "Number of the IO thread.", required=True)
    cpuset = Field("./@cpuset", CPUSET, "Processors of the host that it runs on.", required=True,
                   change=IOTHREAD_PINS)


class Scheduler(Model):
    """How the host schedules threads."""

    scheduler = Field("./@scheduler", STR, "Scheduler of the threads.", choices=("batch", "idle", "fifo", "rr"), required=True,
                      resets="@priority")
    priority = Field("./@priority", Int(1, 99), "Priority (V(fifo), V(rr)).")

    @classmethod
    def check(cls, desired, where):
        realtime = desired["scheduler"] in ("fifo", "rr")
        if realtime and "priority" not in desired:
            raise Invalid(f"{where}.priority", f"is required by {desired['scheduler']}", "Declare it, from 1 to 99.")
        if not realtime and "priority" in desired:
            raise Invalid(f"{where}.priority", f"has no meaning with {desired['scheduler']}", "Leave it out.")


class VcpuScheduler(Scheduler):
    """How the host schedules processors of the guest."""

    vcpus = Field("./@vcpus", CPUSET, "The guest's processors that are meant, such as V(0-3).", required=True)


class IoThreadScheduler(Scheduler):
    """How the host schedules IO threads."""

    iothreads = Field("./@iothreads", CPUSET, "The IO threads that are meant, such as V(1-2).", required=True)


class CacheShare(Model):
    """A part of one cache of the host."""

    id = Field("./@id", UINT, "Number of the host's cache.", required=True)
    level = Field("./@level", UINT, "Level of the cache.", required=True)
    type = Field("./@type", STR, "What of the cache is meant.", choices=("both", "code", "data"), required=True)
    size = Field("./@size", Size("B", zero=True), "Size of the part, such as V(3 MiB).", required=True)


class CacheMonitor(Model):
    """What is watched of a cache."""

    level = Field("./@level", UINT, "Level of the cache.", required=True)
    vcpus = Field("./@vcpus", CPUSET, "The guest's processors that are watched.", required=True,
                  dropped=_missing_processors)


class CacheTune(Model):
    """Parts of the host's caches for some processors of the guest."""

    vcpus = Field("./@vcpus", CPUSET, "The guest's processors that have them.", required=True,
                  dropped=_missing_processors)
    caches = Children("./cache", CacheShare, "The parts. The list is complete when it is given.", key=("id", "level", "type"))
    monitors = Children("./monitor", CacheMonitor, "What is watched. The list is complete when it is given.", key=("level", "vcpus"),
                        since="4.10.0")


class NodeBandwidth(Model):
    """Bandwidth to one node."""

    id = Field("./@id", UINT, "Number of the host's node.", required=True)
    bandwidth = Field("./@bandwidth", POSITIVE, "Bandwidth in the unit of the host's resctrl: mostly percent, or MB/s.",
                      required=True)


class BandwidthMonitor(Model):
    """What is watched of the bandwidth."""

    vcpus = Field("./@vcpus", CPUSET, "The guest's processors that are watched.", required=True,
                  dropped=_missing_processors)


class MemoryTune(Model):
    """Bandwidth to the host's memory for some processors of the guest."""

    vcpus = Field("./@vcpus", CPUSET, "The guest's processors that share it.", required=True,
                  dropped=_missing_processors)
    nodes = Children("./node", NodeBandwidth, "Bandwidth to each node. The list is complete when it is given.", key="id")
    monitors = Children("./monitor", BandwidthMonitor, "What is watched. The list is complete when it is given.", key="vcpus")


class EnergyMonitor(Model):
    """What is watched of the energy."""

    vcpus = Field("./@vcpus", CPUSET, "The guest's processors that are watched; those of the group when left out.",
                  dropped=_missing_processors)


class EnergyTune(Model):
    """Energy that some processors of the guest use."""

    vcpus = Field("./@vcpus", CPUSET, "The guest's processors that form the group; the whole guest when left out.",
                  dropped=_missing_processors)
    monitors = Children("./monitor", EnergyMonitor, "What is watched. The list is complete when it is given.", key="vcpus",
                        required=True)


class CpuTune(Model):
    """Where the guest's threads run, and how much time they get."""

    shares = Field("./shares", SHARES, "Weight of the guest's processor time among other guests, from 2; 0 leaves it to the host.",
                   unset_value=0, change=Setter("scheduler", "cpu_shares"))
    period = Field("./period", PERIOD, "Span over which O(cputune.quota) holds, in microseconds, from 1000; 0 leaves it to the "
                   "host.", unset_value=0, change=_period("vcpu"), **NOT_XEN)
    quota = Field("./quota", QUOTA, "Time that each processor of the guest gets within a period, in microseconds, from 1000. "
                  "V(-1) is no limit; 0 leaves it to the host.", unset_value=0, change=_quota("vcpu"), **NOT_XEN)
    global_period = Field("./global_period", PERIOD, "As O(cputune.period), for the guest as a whole.",
                          unset_value=0, change=_period("global"), since="1.3.3", **NOT_XEN)
    global_quota = Field("./global_quota", QUOTA, "As O(cputune.quota), for the guest as a whole.",
                         unset_value=0, change=_quota("global"), since="1.3.3", **NOT_XEN)
    emulator_period = Field("./emulator_period", PERIOD, "As O(cputune.period), for the emulator's own threads.",
                            unset_value=0, change=_period("emulator"), **NOT_XEN)
    emulator_quota = Field("./emulator_quota", QUOTA, "As O(cputune.quota), for the emulator's own threads.",
                           unset_value=0, change=_quota("emulator"), **NOT_XEN)
    iothread_period = Field("./iothread_period", PERIOD, "As O(cputune.period), for IO threads.",
                            unset_value=0, change=_period("iothread"), since="2.1.0", **NOT_XEN)
    iothread_quota = Field("./iothread_quota", QUOTA, "As O(cputune.quota), for IO threads.",
                           unset_value=0, change=_quota("iothread"), since="2.1.0", **NOT_XEN)
    vcpupins = Children("./vcpupin", VcpuPin, "Where each processor of the guest runs. The list is complete when it is given.",
                        key="vcpu", change=VCPU_PINS, values_only_when_live=True)
    emulatorpin = Field("./emulatorpin/@cpuset", CPUSET, "Processors of the host that the emulator's own threads run on.",
                        change=EMULATOR_PIN, **NOT_XEN)
    iothreadpins = Children("./iothreadpin", IoThreadPin, "Where each IO thread runs. The list is complete when it is given.",
                            key="iothread", change=IOTHREAD_PINS, values_only_when_live=True, **NOT_XEN)
    vcpuscheds = Children("./vcpusched", VcpuScheduler, "How the host schedules the guest's processors. The list is complete when it "
                          "is given.", key="vcpus", split="vcpus", **NOT_XEN)
    iothreadscheds = Children("./iothreadsched", IoThreadScheduler, "How the host schedules IO threads. The list is complete when it "
                              "is given.", key="iothreads", split="iothreads", **NOT_XEN)
    emulatorsched = Child("./emulatorsched", Scheduler, "How the host schedules the emulator's own threads. An empty dictionary leaves "
                          "it to the host.", empty_removes=True, since="5.3.0", **NOT_XEN)
    cachetunes = Children("./cachetune", CacheTune, "Parts of the host's caches for the guest's processors. The list is complete when "
                          "it is given.", key="vcpus", since="4.1.0", **NOT_XEN)
    memorytunes = Children("./memorytune", MemoryTune, "Bandwidth to the host's memory for the guest's processors. The list is "
                           "complete when it is given.", key="vcpus", since="4.7.0", **NOT_XEN)
    energytunes = Children("./energytune", EnergyTune, "Energy that the guest's processors use, watched in groups. The list is complete "
                           "when it is given.", key="vcpus", since="12.4.0", **NOT_XEN)

    @classmethod
    def check(cls, desired, where):
        for name in desired:
            low = 2 if name == "shares" else 1000 if name.endswith(("period", "quota")) else None
            if low and 0 < desired[name] < low:
                raise Invalid(f"{where}.{name}", f"'{desired[name]}' is too little", f"Declare at least {low}, or 0.")
        _refuse_overlap(desired, where, "cachetunes")
        _refuse_overlap(desired, where, "memorytunes")


def _refuse_overlap(desired, where, option):
    """Refuse what says two things of one processor."""
    taken = {}
    for number, member in enumerate(desired.get(option, ())):
        for cpu in CPUSET.members(member["vcpus"]):
            if cpu in taken:
                raise Invalid(f"{where}.{option}[{number}].vcpus", f"{cpu} is in {option}[{taken[cpu]}] already", "Name it once.")
            taken[cpu] = number


class CpuTuning(Model):
    """Where the guest's threads run, and how much time they get."""

    cputune = Child("./cputune", CpuTune, "Where the guest's threads run, and how much time they get. An empty dictionary leaves it "
                    "all to the host.", empty_removes=True)
