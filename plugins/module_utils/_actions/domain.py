# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps on guests."""

from __future__ import annotations

from .action import Action, Undefine, started_as_before


class UndefineGuest(Undefine):
    """Undefine a guest; `remove` names what goes with its definition."""

    fields = ("former", "autostart", "remove")
    remove = ()

    @property
    def irreversible(self):
        gone = [word for word in self.remove if word != "disks"]
        return f"{', '.join(gone)} went with the definition" if gone else None


class DeleteDisk(Action):
    """Delete the volume `POOL/NAME` of a disk that was named with the guest."""

    operation = "delete_disk"
    fields = ("volume",)
    irreversible = "what was deleted is gone"

    def as_result(self):
        """The entry of a deleted volume: nobody looks for it under the name of the guest."""
        return {"kind": "volume", "name": self.volume, "operation": "delete", "option": [str(option) for option in self.options]}


class StartGuest(Action):
    """Start a guest, `running` or `paused`."""

    operation = "start"
    fields = ("state",)
    state = "running"
    irreversible = "a guest that has begun to run is not cut off"


class Shutdown(Action):
    """Shut a guest down. `state` is what it was, running or paused; `former` and `config` are those of `Stop`."""

    operation = "shutdown"
    fields = ("timeout", "force", "former", "config", "state")
    former, config, state = None, None, "running"

    def compensation(self):
        return started_as_before(self, (StartGuest(state=self.state),))


class Resume(Action):
    """Let a paused guest go on."""

    operation = "resume"

    def compensation(self):
        return (Suspend(),)


class Suspend(Action):
    """Pause a guest."""

    operation = "suspend"

    def compensation(self):
        return (Resume(),)


class Wake(Action):
    """Wake a guest that has suspended itself."""

    operation = "wake"
    irreversible = "only the guest itself goes to sleep"


class Attach(Action):
    """Plug a device in."""

    operation = "attach"
    fields = ("xml",)

    def compensation(self):
        return (Detach(config=self.xml, live=self.xml),)


class Detach(Action):
    """Unplug a device: its element in the configuration, and in the running guest, None where that has it no more or cannot give it."""

    operation = "detach"
    fields = ("config", "live")

    def compensation(self):
        return (Attach(xml=self.config),)


class Record(Action):
    """Keep in a running guest what waits for its next start; `former` is the record before. None is no record."""

    operation = "record"
    fields = ("xml", "former")
    former = None
    hidden = True

    def compensation(self):
        return (Record(xml=self.former),)


class Replug(Action):
    """Have one device give way to another that cannot be beside it, such as a disk on the same file under another name.

    `former` is its element in the configuration and `live` in the running guest; `xml` is the other one, and `runs` its element in the
    running guest where that is another. Within `timeout` seconds the guest has to let go.
    """

    operation = "replug"
    pends = True
    fields = ("former", "live", "xml", "runs", "timeout")
    runs = None

    def compensation(self):
        return (Replug(former=self.xml, live=self.runs or self.xml, xml=self.former, runs=self.live, timeout=self.timeout),)


class UpdateDevice(Action):
    """Change a device of a running guest; `former` is its element before."""

    operation = "update_device"
    fields = ("xml", "former")
    former = None

    def compensation(self):
        return () if self.former is None else (UpdateDevice(xml=self.former),)


class SetValues(Action):
    """Give a running guest the values of one group, as a list of key, parameter and value; `former` are those before.

    The key says which member of a list is meant.
    """

    group = None
    fields = ("values", "former")
    former = ()

    @property
    def operation(self):
        return f"set_{self.group}"

    def compensation(self):
        return (type(self)(values=self.former),) if self.former else ()

    def back(self, key, *parameters):
        """The step that gives parameters of one key their former values."""
        return type(self)(values=[value for value in self.former if list(value[0]) == list(key) and value[1] in parameters])


class SetMemory(SetValues):
    """Memory that the guest has at present."""

    group = "memory"


class SetVcpus(SetValues):
    """Processors."""

    group = "vcpus"


class SetScheduler(SetValues):
    """Shares and quotas of the host's processors."""

    group = "scheduler"


class SetMemoryLimits(SetValues):
    """Limits of the host's memory."""

    group = "memory_limits"


class SetBlockShares(SetValues):
    """Shares of the host's block devices."""

    group = "block_shares"


class SetNuma(SetValues):
    """The host's NUMA nodes that give memory."""

    group = "numa"


class SetPerfEvents(SetValues):
    """Events that are counted."""

    group = "perf_events"


class SetVcpuPins(SetValues):
    """The host's processors for each of the guest's."""

    group = "vcpu_pins"


class SetEmulatorPin(SetValues):
    """The host's processors for the emulator."""

    group = "emulator_pin"


class SetIothreadPins(SetValues):
    """The host's processors for IO threads."""

    group = "iothread_pins"


class SetIothreads(SetValues):
    """Which IO threads there are: `threads`, or those of the configuration. The driver notes in `found` those that there were."""

    group = "iothreads"
    fields = ("values", "former", "threads")
    threads = found = None

    def compensation(self):
        return () if self.found is None else (SetIothreads(values=self.former, threads=self.found),)


class SetIothread(SetValues):
    """How an IO thread polls, and its workers."""

    group = "iothread"


class SetDiskLimits(SetValues):
    """Limits of disks: `values`, or all `limits` of each disk. The driver notes in `found` those that there were.

    Where one limit is set, libvirt lifts those that cannot stay beside it, and nobody declared these.
    """

    group = "disk_limits"
    fields = ("values", "former", "limits")
    limits = found = None

    def compensation(self):
        return () if self.found is None else (SetDiskLimits(values=self.former, limits=self.found),)


class SetEvents(SetValues):
    """What happens when the guest ends or crashes."""

    group = "events"


class SetNotes(SetValues):
    """Title and description."""

    group = "notes"


class SetMetadata(SetValues):
    """Other people's metadata."""

    group = "metadata"


# The classes by the groups that declarations name.
GROUPS = {found.group: found for found in (
    SetMemory, SetVcpus, SetScheduler, SetMemoryLimits, SetBlockShares, SetNuma, SetPerfEvents, SetVcpuPins, SetEmulatorPin,
    SetIothreadPins, SetIothreads, SetIothread, SetDiskLimits, SetEvents, SetNotes, SetMetadata)}
