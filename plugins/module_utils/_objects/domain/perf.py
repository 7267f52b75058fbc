# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Events of the processor that are counted for a guest."""

from __future__ import annotations

from ..._model.codecs import YES_NO
from ..._model.model import Model
from ..._model.nested import Child
from ..._model.node import Setter
from ..._model.values import Field
from ..common import NOT_XEN


def event(name, what):
    """A counter."""
    return Field(f"./event[@name='{name}']/@enabled", YES_NO, f"Whether {what} counted.",
                 change=Setter("perf_events", live_unlimited=False))


class Perf(Model):
    """Counters."""

    cmt = event("cmt", "the use of the host's last cache is")
    mbmt = event("mbmt", "all bandwidth to memory is")
    mbml = event("mbml", "bandwidth to the node's own memory is")
    cpu_cycles = event("cpu_cycles", "cycles are")
    instructions = event("instructions", "instructions are")
    cache_references = event("cache_references", "uses of caches are")
    cache_misses = event("cache_misses", "misses of caches are")
    branch_instructions = event("branch_instructions", "branches are")
    branch_misses = event("branch_misses", "branches that were guessed wrong are")
    bus_cycles = event("bus_cycles", "cycles of the bus are")
    stalled_cycles_frontend = event("stalled_cycles_frontend", "cycles that waited for instructions are")
    stalled_cycles_backend = event("stalled_cycles_backend", "cycles that waited for results are")
    ref_cpu_cycles = event("ref_cpu_cycles", "cycles at the nominal frequency are")
    cpu_clock = event("cpu_clock", "time on the processor is")
    task_clock = event("task_clock", "time of the task is")
    page_faults = event("page_faults", "page faults are")
    context_switches = event("context_switches", "context switches are")
    cpu_migrations = event("cpu_migrations", "moves between processors are")
    page_faults_min = event("page_faults_min", "page faults without reading are")
    page_faults_maj = event("page_faults_maj", "page faults with reading are")
    alignment_faults = event("alignment_faults", "alignment faults are")
    emulation_faults = event("emulation_faults", "emulation faults are")


class Performance(Model):
    """Events that are counted."""

    perf = Child("./perf", Perf, "Events of the processor that are counted for the guest. An empty dictionary counts none.",
                 empty_removes=True, **NOT_XEN)
