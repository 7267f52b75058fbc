# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What makes Windows at home in a guest."""

from __future__ import annotations

from ..._model.codecs import ON_OFF, Int, Pattern
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child
from ..._model.values import Field
from .switch import WHERE_ON, switch


class Spinlocks(Model):
    """Waiting for locks."""

    state = Field("./@state", ON_OFF, "Whether the guest notifies the hypervisor when it waits for a lock.", required=True,
                  resets="@retries")
    retries = Field("./@retries", Int(4095), "How often the guest tries before it notifies the hypervisor.", dropped=WHERE_ON)


class SynicTimers(Model):
    """Timers of the synthetic interrupt controller."""

    state = Field("./@state", ON_OFF, "Whether there are such timers.", required=True, resets="direct")
    direct = switch("direct", "Whether they interrupt directly.", absent=False, since="5.7.0", dropped=WHERE_ON)


class VendorId(Model):
    """The hypervisor's name."""

    state = Field("./@state", ON_OFF, "Whether the guest sees a vendor's name.", required=True, resets="@value")
    value = Field("./@value", Pattern(r"[^,]{0,12}", "up to 12 characters without a comma"), "The name, of up to 12 characters.",
                  dropped=WHERE_ON)


class TlbFlush(Model):
    """Flushing of translation buffers."""

    state = Field("./@state", ON_OFF, "Whether the hypervisor flushes for the guest.", required=True,
                  resets=("direct", "extended"))
    direct = switch("direct", "Whether nested guests may ask for it directly.", absent=False, since="11.0.0", dropped=WHERE_ON)
    extended = switch("extended", "Whether parts of the buffers can be flushed.", absent=False, since="11.0.0", dropped=WHERE_ON)


class Hyperv(Model):
    """What makes Windows at home."""

    mode = Field("./@mode", doc="Whether only the features below are on (V(custom)), or all that the hypervisor has: as it is "
                 "(V(passthrough)), or listed when the guest starts (V(host-model), libvirt 11.9).",
                 choices=("custom", "passthrough", "host-model"), absent="custom", since="8.0.0", resets="*")
    relaxed = switch("relaxed", "Whether timers need not be exact.")
    vapic = switch("vapic", "Whether there is a virtual APIC.")
    spinlocks = Child("./spinlocks", Spinlocks, "Spinlocks. An empty dictionary removes them.", empty_removes=True)
    vpindex = switch("vpindex", "Whether processors know their number; O(features.hyperv.synic) needs it.", since="1.3.3")
    runtime = switch("runtime", "Whether the guest can read how long its processors ran.", since="1.3.3")
    synic = switch("synic", "Whether there is a synthetic interrupt controller.", since="1.3.3")
    stimer = Child("./stimer", SynicTimers, "Timers of that controller. An empty dictionary takes them away.", empty_removes=True,
                   since="1.3.3")
    reset = switch("reset", "Whether the guest can be reset through the hypervisor.", since="1.3.3")
    vendor_id = Child("./vendor_id", VendorId, "Name of the hypervisor that the guest sees. An empty dictionary takes it away.",
                      empty_removes=True, since="1.3.3")
    frequencies = switch("frequencies", "Whether the guest can read the frequencies of its timers.", since="4.7.0")
    reenlightenment = switch("reenlightenment", "Whether the guest is notified after a migration.", since="4.7.0")
    tlbflush = Child("./tlbflush", TlbFlush, "Flushing of translation buffers by the hypervisor. An empty dictionary removes "
                     "it.", empty_removes=True,
                     since="4.7.0")
    ipi = switch("ipi", "Whether processors interrupt each other through the hypervisor.", since="4.10.0")
    evmcs = switch("evmcs", "Whether nested guests on Intel's processors are made faster.", since="4.10.0")
    avic = switch("avic", "Whether the controller uses the processor's own virtual APIC.", since="8.10.0")
    emsr_bitmap = switch("emsr_bitmap", "Whether a nested guest's list of registers is only updated when needed.", since="10.7.0")
    xmm_input = switch("xmm_input", "Whether calls to the hypervisor may pass values in registers.", since="10.7.0")

    @classmethod
    def check(cls, desired, where):
        others = sorted(set(desired) - {"mode"})
        if desired.get("mode") == "passthrough" and others:
            raise Invalid(f"{where}.{others[0]}", "passthrough switches on all that the hypervisor has",
                          "Leave it out, or set mode: custom.")
