# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of several values on a running guest: where one is refused, those that were set before it are taken back, and no others."""

from __future__ import annotations

from types import SimpleNamespace

import libvirt
import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions.domain import GROUPS, SetNotes
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.live import LiveSetters
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError, NotWhileRunning

STEP = SetNotes(values=[([], "title", "new"), ([], "description", "new")], former=[([], "title", "old"), ([], "description", "old")])


def refusal(code):
    error = libvirt.libvirtError("refused")
    error.err = (code, libvirt.VIR_FROM_QEMU, "refused", 2, "", None, None, -1, -1)
    return error


class Guest(LiveSetters):
    """A driver and its guest, which refuses the calls of these numbers."""

    def __init__(self, code, *refused):
        self.error, self.refused, self.calls, self.notes = refusal(code), refused, 0, {0: "old", 1: "old"}

    def handle(self, name):
        return self

    def setMetadata(self, note, text, *_rest):
        self.calls += 1
        if self.calls in self.refused:
            raise self.error
        self.notes[note - libvirt.VIR_DOMAIN_METADATA_DESCRIPTION] = text


@pytest.mark.parametrize(("code", "raised"), [
    (libvirt.VIR_ERR_INTERNAL_ERROR, libvirt.libvirtError), (libvirt.VIR_ERR_OPERATION_UNSUPPORTED, NotWhileRunning)])
def test_k4_what_was_set_before_a_refusal_is_taken_back(code, raised):
    guest = Guest(code, 2)
    with pytest.raises(raised, match="refused"):
        LiveSetters.HANDLERS[SetNotes](guest, STEP, {})
    assert guest.notes == {0: "old", 1: "old"}


@pytest.mark.parametrize(("code", "raised"), [
    (libvirt.VIR_ERR_INTERNAL_ERROR, HypervisorError), (libvirt.VIR_ERR_OPERATION_UNSUPPORTED, NotWhileRunning)])
def test_k4_what_could_not_be_taken_back_is_told(code, raised):
    """What waits for a restart waits all the same: the start brings what was declared."""
    guest = Guest(code, 2, 3)
    with pytest.raises(HypervisorError, match=r"refused\. What was set before could not be taken back: title: refused") as error:
        LiveSetters.HANDLERS[SetNotes](guest, STEP, {})
    assert isinstance(error.value, NotWhileRunning) == (raised is NotWhileRunning)


class Recorder(LiveSetters):
    """A driver and its guest, which records each call of a setter, and refuses those that are told."""

    session = SimpleNamespace(processors=2)

    def __init__(self, code, *refused):
        self.error, self.refused, self.calls = refusal(code), refused, []

    def handle(self, name):
        return self

    def XMLDesc(self, _flags):
        return "<domain/>"

    def blockIoTune(self, disk, _flags):
        return {"read_iops_sec": 1, "group_name": disk}

    def __getattr__(self, setter):
        if not setter.startswith(("set", "pin", "add", "del")):
            raise AttributeError(setter)

        def call(*arguments):
            self.calls.append((setter, *arguments[:-1]))
            if self.calls[-1] in self.refused:
                raise self.error

        return call


class Threads(LiveSetters):
    """A driver and its guest with two IO threads, which is to have others, and keeps what it has."""

    def __init__(self, error):
        self.error, self.threads, self.kept = error, {1, 2}, {1, 2}

    def handle(self, name):
        return self

    def ioThreadInfo(self, flag):
        return [(thread, ()) for thread in (self.threads if flag == libvirt.VIR_DOMAIN_AFFECT_LIVE else (1, 3, 4))]

    def addIOThread(self, thread, _flag):
        self.threads.add(thread)

    def delIOThread(self, thread, _flag):
        if thread in self.kept:
            raise self.error
        self.threads.remove(thread)


CRASH, REBOOT = libvirt.VIR_DOMAIN_LIFECYCLE_CRASH, libvirt.VIR_DOMAIN_LIFECYCLE_REBOOT
DESTROY, RESTART = libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_DESTROY, libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_RESTART
EVENTS = {"values": [([], "reboot", "destroy"), ([], "crash", "restart")],
          "former": [([], "reboot", "restart"), ([], "crash", "destroy")]}
VCPUS = {"values": [([number], "enabled", True) for number in (1, 2, 3)],
         "former": [([number], "enabled", False) for number in (1, 2, 3)]}
ON_1, ON_2, ON_3, OFF_1, OFF_2, OFF_3 = [("setVcpu", str(number), value) for value in (1, 0) for number in (1, 2, 3)]


@pytest.mark.parametrize(("group", "payload", "code", "refused", "calls"), [
    # libxl has no call for it.
    ("events", EVENTS, "NO_SUPPORT",
     [("setLifecycleAction", event, action) for event in (REBOOT, CRASH) for action in (DESTROY, RESTART)],
     [("setLifecycleAction", REBOOT, DESTROY)]),
    # QEMU refuses the state that a processor has.
    ("vcpus", VCPUS, "INVALID_ARG", [ON_1, OFF_1, OFF_2, OFF_3], [ON_1]),
    ("vcpus", VCPUS, "INVALID_ARG", [ON_3, OFF_3], [ON_1, ON_2, ON_3, OFF_2, OFF_1]),
    ("vcpu_pins", {"values": [([0], "cpuset", "1"), ([1], "cpuset", "1")], "former": [([0], "cpuset", "0"), ([1], "cpuset", "0")]},
     "INVALID_ARG", [("pinVcpuFlags", 1, (False, True))],
     [("pinVcpuFlags", 0, (False, True)), ("pinVcpuFlags", 1, (False, True)), ("pinVcpuFlags", 0, (True, False))]),
    ("iothread", {"values": [([1], "a", 2), ([1], "b", 2), ([2], "a", 2)], "former": [([1], "a", 1), ([1], "b", 1), ([2], "a", 1)]},
     "INVALID_ARG", [("setIOThreadParams", 2, {"a": 2})],
     [("setIOThreadParams", 1, {"a": 2, "b": 2}), ("setIOThreadParams", 2, {"a": 2}), ("setIOThreadParams", 1, {"a": 1, "b": 1})]),
    ("disk_limits", {"values": [(["vda"], "read_iops_sec", 2), (["vdb"], "read_iops_sec", 2)]},
     "INVALID_ARG", [("setBlockIoTune", "vdb", {"read_iops_sec": 2})],
     [("setBlockIoTune", "vda", {"read_iops_sec": 2}), ("setBlockIoTune", "vdb", {"read_iops_sec": 2}),
      ("setBlockIoTune", "vda", {"read_iops_sec": 1})]),
])
def test_only_what_was_set_is_taken_back_and_the_change_waits(group, payload, code, refused, calls):
    guest, kind = Recorder(getattr(libvirt, f"VIR_ERR_{code}"), *refused), GROUPS[group]
    with pytest.raises(NotWhileRunning, match=r"^refused$"):
        LiveSetters.HANDLERS[kind](guest, kind(**payload), {})
    assert guest.calls == calls


def test_io_threads_that_came_go_again():
    guest = Threads(refusal(libvirt.VIR_ERR_INVALID_ARG))
    with pytest.raises(NotWhileRunning, match=r"^refused$"):
        LiveSetters.HANDLERS[GROUPS["iothreads"]](guest, GROUPS["iothreads"](values=[([], "iothreads", 3)]), {})
    assert guest.threads == {1, 2}
