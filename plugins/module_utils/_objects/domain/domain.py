# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declaration of a guest, after libvirt.org/formatdomain: what each group of options says is in a file of its own.

The groups stand in the order in which they are written: one whose change makes another void comes before it.
"""

from __future__ import annotations

from ..._model import waiting, xml
from ..._model.codecs import UUID
from ..._model.echo import Echo, Twin
from ..._model.errors import Invalid
from ..._model.model import Object
from .blkiotune import BlockTuning
from .boot import Boot
from .clock import Time
from .container import Container
from .cpu import Processor
from .cputune import CpuTuning
from .device.port import is_serial
from .devices import Devices
from .events import Events
from .features import MachineFeatures
from .identity import Identity
from .iothreads import IoThreads
from .lifecycle import Lifecycle
from .memory import Memory
from .memtune import MemoryTuning
from .numatune import NumaTuning
from .passthrough import Passthroughs
from .perf import Performance
from .resource import Resources
from .security import Security
from .sysinfo import SystemInformation
from .throttle import Throttling
from .vcpus import Processors

# The order in which libvirt itself writes. Its schema allows any, but libxml2, which checks it, fails on some: two groups of
# the schema that are both torn apart, such as name and uuid around vcpu and memory.
ORDER = (
    "name", "uuid", "hwuuid", "genid", "title", "description", "metadata", "maxMemory", "memory", "currentMemory", "blkiotune",
    "memtune", "memoryBacking", "vcpu", "vcpus", "iothreads", "iothreadids", "defaultiothread", "cputune", "numatune", "iommufd",
    "resource", "sysinfo", "bootloader", "bootloader_args", "os", "idmap", "features", "cpu", "clock", "on_poweroff",
    "on_reboot", "on_crash", "on_lockfailure", "pm", "perf", "throttlegroups", "devices", "seclabel", "keywrap", "launchSecurity",
)
_PLACES = {tag: place for place, tag in enumerate(ORDER)}


# Where every firmware brings ACPI tables; others need UEFI for them.
ACPI = ("x86_64", "i686")


class Domain(Identity, Lifecycle, Boot, SystemInformation, Processors, Processor, Memory, MachineFeatures, Time, Events,
             IoThreads, CpuTuning, NumaTuning, MemoryTuning, BlockTuning, Resources, Throttling, Security, Performance,
             Container, Devices, Passthroughs, Object):
    """A guest of the hypervisor."""

    kind = "domain"
    plural = "domains"
    root = "domain"
    echoes = (
        Echo("./devices/graphics", "@listen", "listen[@type='address']/@address"),
        Echo("./devices/graphics", "@socket", "listen[@type='socket']/@socket"),
        Twin("./devices/serial", "./devices/console", ("target", "alias", "address", "acpi"), is_serial),
    )

    @classmethod
    def forget(cls, config):
        waiting.forget(config)

    @classmethod
    def normalize(cls, document):
        """Leave out what was remembered of another guest and, of a running one, what libvirt found in the images."""
        metadata = document.find("metadata")
        for elem in () if metadata is None else metadata.findall(xml.qualified("anvil:document")):
            metadata.remove(elem)
            xml.prune(document, (("metadata", ()),))
        cls.forget(document)
        # libvirt numbers consoles by their place, and puts the first serial port before them.
        xml.clear(document, document, "devices/console/target/@port")
        if document.attrib.pop("id", None) is not None:
            for disk in document.iterfind("./devices/disk"):
                for tag in ("backingStore", "mirror"):
                    for elem in disk.findall(tag):
                        disk.remove(elem)

    @classmethod
    def check(cls, desired, where):
        super().check(desired, where)
        for number, disk in enumerate(desired.get("disks", ()) if desired.get("type") == "xen" else ()):
            driver = disk.get("driver", {})
            if driver.get("type", "raw") != "raw" and "name" not in driver:
                at = f"disks[{number}].driver.name"
                raise Invalid(f"{where}.{at}" if where else at,
                              f"libxl takes an image for raw, and not for {driver['type']}, unless it is told", "Declare it: name: qemu.")

    @classmethod
    def creation_defaults(cls, desired, host):
        if "xml" in desired:
            return desired
        if "type" not in desired:
            raise Invalid("type", "is required of a new guest", "Declare type: kvm, or qemu where the host has to emulate, or xen.")
        if "memory" not in desired and not desired.get("cpu", {}).get("numa", {}).get("cells"):
            raise Invalid("memory", "is required of a new guest", "Declare it, such as memory: 2 GiB.")
        defaults = {}
        if "bootloader" not in desired:
            defaults["os"] = {"type": "exe" if desired["type"] == "lxc" else "hvm", **desired.get("os", {})}
        system = defaults.get("os") or desired.get("os", {})
        if system.get("type") == "hvm" and system.get("arch", host.native_arch) in ACPI:
            # Without ACPI there is neither a button to shut the guest down nor a way to plug a device. libxl takes the APIC away from a
            # machine that does not ask for it.
            defaults["features"] = {"acpi": True, **({"apic": True} if desired["type"] == "xen" else {}), **desired.get("features", {})}
        if "vcpus" in desired:
            defaults["vcpus"] = {"count": 1, **desired["vcpus"]}
        return {**desired, **defaults}

    @classmethod
    def write(cls, desired, elem, ctx):
        super().write(desired, elem, ctx)
        _arrange(elem)

    @classmethod
    def derive(cls, desired, elem, ctx, number=0):
        """A guest that shows a UUID in its hardware has it: libvirt refuses any other."""
        shown = elem.findtext("./sysinfo[@type='smbios']/system/entry[@name='uuid']")
        if shown and elem.find("uuid") is None:
            xml.ensure(elem, (("uuid", ()),)).text = UUID.parse(shown.strip())
        super().derive(desired, elem, ctx, number)
        _arrange(elem)


def _arrange(elem):
    """Put the document's parts into libvirt's order."""
    elem[:] = sorted(elem, key=lambda part: _PLACES.get(part.tag, len(_PLACES)))
