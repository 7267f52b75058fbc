# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a guest's machine can do beyond its devices."""

from __future__ import annotations

from ..._model.codecs import ON_OFF, STR, YES_NO, Int
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child
from ..._model.sizes import Size
from ..._model.values import Field, Present
from ..common import NOT_XEN
from .hyperv import Hyperv
from .switch import WHERE_ON, only_where, switch

MITIGATION = ("broken", "workaround", "fixed")
PSERIES = "(pSeries)"


class DirtyRing(Model):
    """How KVM records which memory was written."""

    state = Field("./@state", ON_OFF, "Whether written memory is recorded in a ring of each processor.", required=True, resets="@size")
    size = Field("./@size", Int(1024, 65536), "Entries of each ring, a power of 2; required with O(state=true).", dropped=WHERE_ON)

    @classmethod
    def check(cls, desired, where):
        if desired["state"] and "size" not in desired:
            raise Invalid(f"{where}.size", "is required of rings", "Declare it, such as 4096.")
        size = desired.get("size", 1024)
        if size & (size - 1):
            raise Invalid(f"{where}.size", f"{size} is not a power of 2", f"Write {1 << size.bit_length() - 1}.")


class Kvm(Model):
    """What KVM does differently."""

    hidden = switch("hidden", "Whether KVM hides from the guest.")
    hint_dedicated = switch("hint-dedicated", "Whether the guest gets a hint that its processors are dedicated: each has one of "
                            "the host for itself.", since="5.7.0")
    poll_control = switch("poll-control", "Whether the guest waits for input and output itself for a while.", since="6.10.0")
    pv_ipi = switch("pv-ipi", "Whether processors interrupt each other through the hypervisor.", since="7.10.0")
    dirty_ring = Child("./dirty-ring", DirtyRing, "How KVM records which memory was written. An empty dictionary leaves it to the "
                       "hypervisor.", empty_removes=True, since="8.0.0")


class Passthrough(Model):
    """Devices of the host in a Xen guest."""

    state = Field("./@state", ON_OFF, "Whether devices of the host can be plugged.", required=True, resets="@mode")
    mode = Field("./@mode", doc="How the tables of the IOMMU are kept.", choices=("sync_pt", "share_pt"), dropped=WHERE_ON)


class Xen(Model):
    """What Xen does differently."""

    e820_host = switch("e820_host", "Whether the guest sees the host's map of memory (paravirtualized).", since="6.3.0")
    passthrough = Child("./passthrough", Passthrough, "Whether devices of the host can be plugged. An empty dictionary leaves it to "
                        "the hypervisor.", empty_removes=True, since="6.3.0")


class Smm(Model):
    """System Management Mode."""

    state = Field("./@state", ON_OFF, "Whether the machine has it; Secure Boot needs it.", resets="tseg")
    tseg = Field("./tseg", Size("MiB", zero=True), "Memory that it may use beyond the usual; most guests need none "
                 "declared.", since="4.5.0",
                 dropped=only_where("state", "on"))


class Hpt(Model):
    """The hashed page table of a pSeries guest."""

    resizing = Field("./@resizing", doc="Whether the table can grow.", choices=("enabled", "disabled", "required"))
    maxpagesize = Field("./maxpagesize", Size("KiB"), "Largest page, such as V(16 MiB).", since="4.5.0")


class Tcg(Model):
    """What QEMU's own emulation does differently."""

    tb_cache = Field("./tb-cache", Size("KiB", granule=1024**2), "Size of the cache of translated code, in whole MiB.")


class Features(Model):
    """What the machine can do."""

    acpi = Present("./acpi", "Whether there is ACPI; without it a guest does not hear that it is to shut down.")
    apic = Present("./apic", "Whether there is an APIC.")
    apic_eoi = Field("./apic/@eoi", ON_OFF, "Whether the end of an interrupt is signalled without an exit from the guest.")
    pae = Present("./pae", "Whether guests of 32 bits can use more than 4 GiB.")
    hap = switch("hap", "Whether paging is left to the processor.")
    viridian = Present("./viridian", "Whether the enlightenments for Windows are on (Xen).")
    privnet = Present("./privnet", "Whether a container has a network of its own though it has no interface.")
    hyperv = Child("./hyperv", Hyperv, "Enlightenments for Windows (Hyper-V). An empty dictionary removes all of them.",
                   empty_removes=True, **NOT_XEN)
    kvm = Child("./kvm", Kvm, "Features of KVM. An empty dictionary leaves them to the hypervisor.", empty_removes=True, **NOT_XEN)
    xen = Child("./xen", Xen, "Features of Xen. An empty dictionary leaves them to the hypervisor.", empty_removes=True)
    pvspinlock = switch("pvspinlock", "Whether the guest is notified that the host supports paravirtual spinlocks.")
    pmu = switch("pmu", "Whether the guest has performance counters (PMU).", since="1.2.12")
    vmport = switch("vmport", "Whether VMware's port is there, for mice that need it.", since="1.2.16")
    gic = Field("./gic/@version", STR, "Version of the interrupt controller (Arm).", choices=("host", "2", "3"), since="1.2.16")
    smm = Child("./smm", Smm, "System Management Mode. An empty dictionary leaves it to the hypervisor.", empty_removes=True, since="2.1.0",
                **NOT_XEN)
    ioapic = Field("./ioapic/@driver", doc="Whether QEMU or KVM provides the I/O APIC.", choices=("qemu", "kvm"), since="3.4.0")
    hpt = Child("./hpt", Hpt, f"The hashed page table {PSERIES}. An empty dictionary leaves it to the hypervisor.", empty_removes=True,
                since="3.10.0")
    vmcoreinfo = switch("vmcoreinfo", "Whether the guest's kernel can leave details for a dump of it.", since="4.4.0")
    htm = switch("htm", f"Whether there is transactional memory {PSERIES}.", since="4.6.0")
    nested_hv = switch("nested-hv", f"Whether the guest can have guests {PSERIES}.", since="4.10.0")
    msrs = Field("./msrs/@unknown", doc="What happens when the guest accesses an unknown register (MSR) (bhyve).",
                 choices=("ignore", "fault"), since="5.1.0")
    ccf_assist = switch("ccf-assist", f"Whether flushing the count cache is assisted {PSERIES}.", since="5.9.0")
    cfpc = Field("./cfpc/@value", doc=f"How caches are flushed when privileges change {PSERIES}.", choices=MITIGATION, since="6.3.0")
    sbbc = Field("./sbbc/@value", doc=f"How bounds are checked under speculation {PSERIES}.", choices=MITIGATION, since="6.3.0")
    ibs = Field("./ibs/@value", doc=f"How indirect branches are speculated {PSERIES}.",
                choices=("broken", "workaround", "fixed-ibs", "fixed-ccd", "fixed-na"), since="6.3.0")
    tcg = Child("./tcg", Tcg, "Features of QEMU's emulation (TCG). An empty dictionary leaves them to the hypervisor.",
                empty_removes=True, since="8.0.0", **NOT_XEN)
    virtualization = Present("./virtualization", "Whether the guest can run guests of its own (Arm).", since="12.1.0")
    async_teardown = Field("./async-teardown/@enabled", YES_NO, "Whether a stopped guest's memory is freed in the background.",
                           since="9.6.0")
    ras = switch("ras", "Whether errors in the host's memory are reported to the guest (Arm).", since="10.4.0")
    ps2 = switch("ps2", "Whether there is a controller for a PS/2 keyboard and mouse.", since="10.7.0")
    aia = Field("./aia/@value", doc="Which advanced interrupt controllers there are (RISC-V).",
                choices=("none", "aplic", "aplic-imsic"), since="11.1.0")


class MachineFeatures(Model):
    """What the machine can do."""

    features = Child("./features", Features, "Features of the machine. An empty dictionary removes all of them.",
                     empty_removes=True)
