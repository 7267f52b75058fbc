# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Memory that is a device: modules that are plugged, the balloon, memory shared between guests, an IOMMU."""

from __future__ import annotations

from ...._model.codecs import CPUSET, NUMBER, ON_OFF, PATH, POSITIVE, STR, UINT, UUID, YES_NO, Int, Pattern
from ...._model.errors import Invalid
from ...._model.model import Model
from ...._model.nested import Child
from ...._model.node import LIVE
from ...._model.sizes import MEMORY, Size
from ...._model.values import Field, Present
from .common import VIRTIO_MODELS, acpi_option, address_option, alias_option, goes_with, virtio_driver_option

KIB, KIB_OR_NONE = Size("KiB", granule=1024), Size("KiB", granule=1024, zero=True)
MODELS = ("dimm", "nvdimm", "virtio-mem", "virtio-pmem", "sgx-epc")


class MemorySource(Model):
    """What of the host the memory is."""

    pagesize = Field("./pagesize", KIB, "Size of the host's pages, such as V(2 MiB).")
    nodemask = Field("./nodemask", CPUSET, "NUMA nodes of the host, such as V(0-1).")
    path = Field("./path", PATH, "Path of a file or device on the host (V(nvdimm), V(virtio-pmem)).")
    alignsize = Field("./alignsize", KIB, "Alignment of the file in memory (V(nvdimm)).", since="5.0.0")
    pmem = Present("./pmem", "Whether the host keeps what is written when power fails (V(nvdimm)).", since="5.0.0")


class MemoryTarget(Model):
    """What the guest sees of the memory."""

    dynamic_memslots = Field("./@dynamicMemslots", YES_NO, "Whether memory is spread over slots as it is used (V(virtio-mem)).",
                             since="10.1.0")
    size = Field("./size", MEMORY, "Size of the memory, such as V(1 GiB).", required=True)
    node = Field("./node", UINT, "NUMA node of the guest that it belongs to.")
    block = Field("./block", KIB, "Step in which the memory grows and shrinks (V(virtio-mem)).")
    requested = Field("./requested", KIB_OR_NONE, "How much of it the guest is to have (V(virtio-mem)).", change=LIVE)
    label_size = Field("./label/size", KIB, "Size of the labels (V(nvdimm)).")
    readonly = Present("./readonly", "Whether the guest cannot write (V(nvdimm)).", since="5.0.0")
    base = Field("./address/@base", NUMBER, "Address in the guest's memory (V(virtio-mem), V(virtio-pmem)).", since="9.4.0")


_OPTIONS = {"discard": ("dimm",), "uuid": ("nvdimm",), "driver": ("virtio-mem", "virtio-pmem")}


class MemoryDevice(Model):
    """A module of memory."""

    model = Field("./@model", STR, "Kind of module.", choices=MODELS, required=True, resets=("address", "source"))
    access = Field("./@access", STR, "Whether other processes of the host see the memory.", choices=("shared", "private"), since="3.2.0")
    discard = Field("./@discard", YES_NO, "Whether the host forgets the memory when the guest ends (V(dimm)).", absent=False,
                    since="4.4.0")
    uuid = Field("./uuid", UUID, "UUID of the module (V(nvdimm), PowerPC).", since="6.2.0")
    source = Child("./source", MemorySource, "What of the host the memory is. An empty dictionary leaves it to the guest's settings.",
                   empty_removes=True)
    target = Child("./target", MemoryTarget, "What the guest sees of it.", required=True)
    driver = virtio_driver_option()
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()

    @classmethod
    def check(cls, desired, where):
        goes_with(desired, where, "model", _OPTIONS)
        if desired["model"] in ("nvdimm", "virtio-pmem") and not desired.get("source", {}).get("path"):
            raise Invalid(f"{where}.source.path", f"is required with model '{desired['model']}'", "Name the file that holds the memory.")
        if desired["model"] == "virtio-mem" and not ("block" in desired["target"] and "requested" in desired["target"]):
            raise Invalid(f"{where}.target", "block and requested are required with model 'virtio-mem'", "Declare both.")


class MemoryBalloon(Model):
    """What gives memory back to the host."""

    model = Field("./@model", STR, "Device that the guest sees; V(none) for a guest without.", required=True,
                  choices=(*VIRTIO_MODELS, "xen", "none"), lacking={"xen": (*VIRTIO_MODELS, "none")},
                  resets=("address", "stats", "driver", "alias", "@autodeflate", "@freePageReporting"))
    autodeflate = Field("./@autodeflate", ON_OFF, "Whether the balloon shrinks before the guest runs out of memory.", since="1.3.1")
    free_page_reporting = Field("./@freePageReporting", ON_OFF, "Whether unused pages go back to the host at once.", since="6.9.0")
    stats_period = Field("./stats/@period", UINT, "Seconds between statistics; 0 collects none.", absent=0)
    driver = virtio_driver_option()
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()


class Msi(Model):
    """Interrupts of shared memory."""

    vectors = Field("./@vectors", UINT, "Number of interrupts.")
    ioeventfd = Field("./@ioeventfd", ON_OFF, "Whether a separate thread handles them.")


class SharedMemory(Model):
    """Memory that several guests see."""

    name = Field("./@name", Pattern(r"[^/\0]+", "a name without slashes"), "Name of the memory.", required=True)
    role = Field("./@role", STR, "Whether the memory moves with a migrating guest.", choices=("master", "peer"), since="6.6.0")
    model = Field("./model/@type", STR, "Device that the guest sees.", choices=("ivshmem-plain", "ivshmem-doorbell", "ivshmem"),
                  resets=("address", "size", "server", "msi"))
    size = Field("./size", Size("M", granule=1024 * 1024), "Size of the memory, a power of two such as V(4 MiB).")
    server = Present("./server", "Whether a server joins the guests (V(ivshmem-doorbell)).")
    server_path = Field("./server/@path", PATH, "Path of the server's socket.")
    msi = Child("./msi", Msi, "Interrupts of the memory (V(ivshmem-doorbell)).", empty_removes=True)
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()

    @classmethod
    def check(cls, desired, where):
        size = desired.get("size") or 1
        if size & (size - 1):
            raise Invalid(f"{where}.size", "is not a power of two", "Take a power of two.")


class Granule(Model):
    """Smallest piece of memory that an IOMMU maps."""

    mode = Field("./@mode", STR, "The size of the host's pages.", choices=("host",), resets=("@size", "@unit"))
    size = Field("./@size", KIB, "A size of its own, such as V(64 KiB).", resets="@mode")
    exclusive = (("mode", "size"),)


class IommuDriver(Model):
    """What an IOMMU is able to do."""

    intremap = Field("./@intremap", ON_OFF, "Whether interrupts are mapped too.", since="3.4.0")
    caching_mode = Field("./@caching_mode", ON_OFF, "Whether the guest reports each mapping (V(intel)).", since="3.4.0")
    eim = Field("./@eim", ON_OFF, "Whether there may be more than 255 processors (V(intel)).", since="3.4.0")
    iotlb = Field("./@iotlb", ON_OFF, "Whether devices may keep mappings.", since="3.5.0")
    aw_bits = Field("./@aw_bits", Int(1, 64), "Width of addresses in bits.", since="6.5.0")
    dma_translation = Field("./@dma_translation", ON_OFF, "Whether memory is mapped at all (V(intel)).", since="10.7.0")
    xtsup = Field("./@xtsup", ON_OFF, "Whether there may be more than 255 processors (V(amd)).", since="11.5.0")
    passthrough = Field("./@passthrough", ON_OFF, "Whether memory is left unmapped (V(amd)).", since="11.5.0")
    pci_bus = Field("./@pciBus", UINT, "Controller that the IOMMU is for (V(smmuv3)).", since="11.10.0")
    granule = Child("./granule", Granule, "Smallest piece of memory that is mapped (V(virtio)).", empty_removes=True, since="12.1.0")
    accel = Field("./@accel", ON_OFF, "Whether the host's hardware helps (V(smmuv3)).", since="12.7.0")
    ats = Field("./@ats", ON_OFF, "Whether devices may translate addresses themselves (V(smmuv3)).", since="12.7.0")
    ril = Field("./@ril", ON_OFF, "Whether ranges are invalidated at once (V(smmuv3)).", since="12.7.0")
    ssidsize = Field("./@ssidsize", Int(0, 20), "Width of substream numbers in bits (V(smmuv3)).", since="12.7.0")
    oas = Field("./@oas", POSITIVE, "Width of output addresses in bits (V(smmuv3)).", since="12.7.0")
    cmdqv = Field("./@cmdqv", ON_OFF, "Whether command queues go to the hardware (V(smmuv3)).", since="12.7.0")


class Iommu(Model):
    """What maps a guest's devices to its memory."""

    model = Field("./@model", STR, "Kind of IOMMU.", choices=("intel", "virtio", "amd", "smmuv3"), required=True,
                  resets=("driver", "address"))
    driver = Child("./driver", IommuDriver, "What it is able to do.", empty_removes=True)
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()
