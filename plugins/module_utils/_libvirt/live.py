# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a running guest takes at once: libvirt's setters, one action for each group that the declarations name.

They change the running guest alone; its configuration is written as a whole.
"""

from __future__ import annotations

import functools
from types import MappingProxyType

from .._actions.domain import (
    SetBlockShares,
    SetDiskLimits,
    SetEmulatorPin,
    SetEvents,
    SetIothread,
    SetIothreadPins,
    SetIothreads,
    SetMemory,
    SetMemoryLimits,
    SetMetadata,
    SetNotes,
    SetNuma,
    SetPerfEvents,
    SetScheduler,
    SetVcpuPins,
    SetVcpus,
)
from .._model import xml
from .._model.codecs import CPUSET
from .._model.errors import NotWhileRunning
from .codes import VALUE, waits
from .session import libvirt, translate

# Importing this needs no libvirt, connecting does.
LIVE = BOTH = 0
if libvirt is not None:
    LIVE = libvirt.VIR_DOMAIN_AFFECT_LIVE
    BOTH = libvirt.VIR_DOMAIN_AFFECT_LIVE | libvirt.VIR_DOMAIN_AFFECT_CONFIG

# What is asked first whether this host can set anything of a group.
_PROBES = {"scheduler": "schedulerParametersFlags", "memory_limits": "memoryParameters", "block_shares": "blkioParameters",
           "numa": "numaParameters", "perf_events": "perfEvents"}


def live_only(operation, what=VALUE):
    """Of an operation that changes the running guest and nothing else: where libvirt refuses it so, the change waits for a restart.

    An operation of several calls yields after each what takes that call back. Where a later one is refused, that is done in reverse.
    """

    @functools.wraps(operation)
    def perform(self, action, desired):
        steps = []
        try:
            for step in operation(self, action, desired) or ():
                steps.insert(0, step)
        except (libvirt.libvirtError, NotWhileRunning) as error:
            left = [reason for step in steps for reason in _put_back(self, operation, step.of(action.kind, action.name), desired)]
            if isinstance(error, NotWhileRunning):
                failed = error
            elif waits(error, what):
                failed = NotWhileRunning(error.get_error_message())
            elif left:
                failed = translate(error, kind=action.kind, name=action.name)
            else:
                raise
            if left:
                failed.message = f"{failed.message.rstrip('.')}. What was set before could not be taken back: {'; '.join(left)}"
            raise failed from None

    return perform


def _put_back(self, operation, step, desired):
    """Take one call back; yields why that failed."""
    try:
        for _done in operation(self, step, desired):
            pass
    except (libvirt.libvirtError, NotWhileRunning) as error:
        meant = ", ".join(" ".join(map(str, (*key, parameter))) for key, parameter, _value in step.values)
        yield f"{meant}: {error}"


class LiveSetters:
    """The operations of a guests' driver that set single values of a running guest."""

    @staticmethod
    def takes(handle, group):
        """True where the host has what a group of values is set by, such as control groups."""
        try:
            if group in _PROBES:
                getattr(handle, _PROBES[group])(LIVE)
        except libvirt.libvirtError:
            return False
        return True

    @live_only
    def _set_memory(self, action, desired):
        for key, parameter, value in action.values:
            self.handle(action.name).setMemoryFlags(value // 1024, LIVE)
            yield action.back(key, parameter)

    @live_only
    def _set_vcpus(self, action, desired):
        handle = self.handle(action.name)
        for key, parameter, value in action.values:
            if parameter == "enabled":
                handle.setVcpu(str(key[0]), int(value), LIVE)
            elif not self._count_vcpus(handle, value):
                continue
            yield action.back(key, parameter)

    @staticmethod
    def _count_vcpus(handle, count):
        """False where there are as many. What the guest has to give back it may keep, whatever the code: a start brings it."""
        there = handle.vcpusFlags(LIVE)
        try:
            if there != count:
                handle.setVcpusFlags(count, LIVE)
        except libvirt.libvirtError as error:
            if count > there:
                raise
            raise NotWhileRunning(error.get_error_message()) from None
        return there != count

    @live_only
    def _set_scheduler(self, action, desired):
        self.handle(action.name).setSchedulerParametersFlags(_parameters(action.values), LIVE)

    @live_only
    def _set_memory_limits(self, action, desired):
        self.handle(action.name).setMemoryParameters({parameter: value // 1024 for _key, parameter, value in action.values}, LIVE)

    @live_only
    def _set_block_shares(self, action, desired):
        parameters = {}
        for key, parameter, value in action.values:
            if key:
                parameters.setdefault(parameter, []).extend((key[0], str(value)))
            else:
                parameters[parameter] = value
        self.handle(action.name).setBlkioParameters(
            {parameter: ",".join(value) if isinstance(value, list) else value for parameter, value in parameters.items()}, LIVE)

    @live_only
    def _set_numa(self, action, desired):
        self.handle(action.name).setNumaParameters(_parameters(action.values), LIVE)

    @live_only
    def _set_perf_events(self, action, desired):
        self.handle(action.name).setPerfEvents(_parameters(action.values), LIVE)

    @live_only
    def _set_vcpu_pins(self, action, desired):
        for key, parameter, cpuset in action.values:
            self.handle(action.name).pinVcpuFlags(key[0], self._map(cpuset), LIVE)
            yield action.back(key, parameter)

    @live_only
    def _set_emulator_pin(self, action, desired):
        for key, parameter, cpuset in action.values:
            self.handle(action.name).pinEmulator(self._map(cpuset), LIVE)
            yield action.back(key, parameter)

    @live_only
    def _set_iothread_pins(self, action, desired):
        handle = self.handle(action.name)
        there = [thread for thread, _cpus in handle.ioThreadInfo(LIVE)]
        for key, parameter, cpuset in action.values:
            if key[0] in there:
                handle.pinIOThread(key[0], self._map(cpuset), LIVE)
                yield action.back(key, parameter)

    def _map(self, cpuset):
        """A set of processors as libvirt's bindings take it."""
        chosen = set(CPUSET.members(cpuset))
        return tuple(number in chosen for number in range(self.session.processors))

    @live_only
    def _set_iothreads(self, action, desired):
        """Make the IO threads those of the configuration."""
        handle = self.handle(action.name)
        wanted, there = (
            {thread for thread, _cpus in handle.ioThreadInfo(flag)} for flag in (libvirt.VIR_DOMAIN_AFFECT_CONFIG, LIVE))
        wanted = wanted if action.threads is None else set(action.threads)
        action.found = sorted(there)
        for thread in [*sorted(wanted - there), *sorted(there - wanted)]:
            before = sorted(there)
            (handle.addIOThread if thread in wanted else handle.delIOThread)(thread, LIVE)
            there ^= {thread}
            yield SetIothreads(values=action.values, threads=before)

    @live_only
    def _set_iothread(self, action, desired):
        threads = {}
        for key, parameter, value in action.values:
            threads.setdefault(key[0], {})[parameter] = value
        for thread, parameters in threads.items():
            self.handle(action.name).setIOThreadParams(thread, parameters, LIVE)
            yield action.back([thread], *parameters)

    @live_only
    def _set_disk_limits(self, action, desired):
        handle, disks = self.handle(action.name), {}
        for key, parameter, value in action.values:
            disks.setdefault(key[0], {})[parameter] = value
        action.found = _limits(handle, disks)
        if action.limits is not None:
            for disk, limits in action.limits.items():
                handle.setBlockIoTune(disk, limits, LIVE)
            return
        for disk, parameters in disks.items():
            # Where one limit of a kind is set, libvirt lifts the others that it is not told.
            held = {parameter: value for parameter, value in action.found[disk].items()
                    if value and not _excluded(parameter, parameters)}
            handle.setBlockIoTune(disk, {**held, **parameters}, LIVE)
            yield SetDiskLimits(values=[([disk], *limit) for limit in parameters.items()], limits={disk: action.found[disk]})

    @live_only
    def _set_events(self, action, desired):
        for key, event, reaction in action.values:
            word = reaction.upper().replace("-", "_")
            self.handle(action.name).setLifecycleAction(
                getattr(libvirt, f"VIR_DOMAIN_LIFECYCLE_{event.upper()}"), getattr(libvirt, f"VIR_DOMAIN_LIFECYCLE_ACTION_{word}"), LIVE)
            yield action.back(key, event)

    @live_only
    def _set_notes(self, action, desired):
        for key, note, text in action.values:
            self.handle(action.name).setMetadata(getattr(libvirt, f"VIR_DOMAIN_METADATA_{note.upper()}"), text or None, None, None, LIVE)
            yield action.back(key, note)

    @live_only
    def _set_metadata(self, action, desired):
        for key, parameter, text in action.values:
            # libvirt writes the prefix into the element; the name is as good as any.
            self.handle(action.name).setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, text or None, "kept" if text else None, key[0], LIVE)
            yield action.back(key, parameter)

    HANDLERS = MappingProxyType({
        SetMemory: _set_memory,
        SetVcpus: _set_vcpus,
        SetScheduler: _set_scheduler,
        SetMemoryLimits: _set_memory_limits,
        SetBlockShares: _set_block_shares,
        SetNuma: _set_numa,
        SetPerfEvents: _set_perf_events,
        SetVcpuPins: _set_vcpu_pins,
        SetEmulatorPin: _set_emulator_pin,
        SetIothreadPins: _set_iothread_pins,
        SetIothreads: _set_iothreads,
        SetIothread: _set_iothread,
        SetDiskLimits: _set_disk_limits,
        SetEvents: _set_events,
        SetNotes: _set_notes,
        SetMetadata: _set_metadata,
    })


def _parameters(values):
    return {parameter: value for _key, parameter, value in values}


def _limits(handle, disks):
    """All limits of disks of a running guest. Of a disk's own group, which nobody named, libvirt tells the name: it is left out."""
    named = {disk.find("target").get("dev"): disk.findtext("./iotune/group_name")
             for disk in xml.parse(handle.XMLDesc(0)).iterfind("./devices/disk[target]")}
    found = {}
    for disk in disks:
        group = named.get(disk)
        found[disk] = {name: value for name, value in handle.blockIoTune(disk, LIVE).items() if name != "group_name"}
        found[disk].update({"group_name": group} if group else {})
    return found


def _excluded(parameter, wanted):
    """True where a limit cannot stay beside one that is wanted: a total excludes reads and writes."""
    way, _separator, what = parameter.partition("_")
    others = {"total": ("read", "write"), "read": ("total",), "write": ("total",)}.get(way, ())
    return any(wanted.get(f"{other}_{what}") for other in others)
