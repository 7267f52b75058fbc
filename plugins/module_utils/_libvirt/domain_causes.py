# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libvirt refused a guest."""

from __future__ import annotations

import math
import os

from .._model.errors import Unsupported
from . import offers
from .causes import not_in_the_schema

try:
    import libvirt
except ImportError:
    libvirt = None

X86 = ("x86_64", "i686")
# The machines of x86 with a PCI bus, by how their names begin: src/qemu/qemu_domain.c, and those of distributions.
WITH_PCI = ("pc", "q35", "rhel", "ubuntu")


def _not_runnable(facts):
    """The host has no such hypervisor, architecture, machine or program."""
    error = offers.unoffered(facts.session, facts.document) or offers.without_emulator(facts.session, facts.document)
    return None if error is None else (type(error), error.remedy)


def _other_topology(facts):
    """The topology makes another number of processors than the guest has."""
    topology = facts.document.find("cpu/topology")
    if topology is None:
        return None
    product, count = math.prod(int(value) for value in topology.attrib.values()), int(facts.document.findtext("vcpu") or 1)
    if product == count:
        return None
    return Unsupported, (f"cpu.topology makes {product} processors, and vcpus.count is {count}: declare vcpus: {{count: {product}}}, or a "
                         f"cpu.topology that makes {count}.")


def _no_pci_bus(facts):
    """A machine of x86 without a PCI bus, as libvirt has it, for a device that needs one."""
    os_type = facts.document.find("os/type")
    machine, arch = (None, None) if os_type is None else (os_type.get("machine"), os_type.get("arch") or facts.session.native_arch)
    if facts.error.libvirt_code != libvirt.VIR_ERR_XML_ERROR or arch not in X86 or not machine or machine.startswith(WITH_PCI):
        return None
    return None, f"Correct os.machine, of which libvirt knows no PCI bus: {offers.HOST_INFO}."


def _not_connected(facts):
    """A network that is missing or does not run, a bridge that the host does not have."""
    for source in facts.document.iterfind("devices/interface/source"):
        network, bridge = source.get("network"), source.get("bridge")
        remedy = _to_be_active("network", facts.conn.networkLookupByName, network)
        if remedy:
            return None, remedy
        if bridge and facts.local and not os.path.exists(f"/sys/class/net/{bridge}"):
            return None, f"Make the bridge {bridge} on the host, or correct the interface's source."
    return None


def _not_stored(facts):
    """A pool that is missing or does not run, a volume or a file that is missing."""
    for source in facts.document.iterfind("devices/disk/source"):
        pool, path = source.get("pool"), source.get("file")
        remedy = _to_be_active("pool", facts.conn.storagePoolLookupByName, pool)
        if remedy:
            return None, remedy
        if pool and _found(facts.conn.storagePoolLookupByName(pool).storageVolLookupByName, source.get("volume")) is None:
            return None, f"Declare the volume '{pool}/{source.get('volume')}' first."
        if path and facts.local and not os.path.exists(path):
            return None, f"Make {path}, such as by declaring a volume, or correct the disk's source."
    return None


def _to_be_active(kind, lookup, name):
    """What to do about an object that a guest names and that is missing or does not run; None where there is none, or nothing to do."""
    found = _found(lookup, name) if name else None
    if not name or (found is not None and found.isActive()):
        return None
    if found is None:
        return f"Declare the {kind} '{name}' with state: active first."
    return f"Set state: active for the {kind} '{name}' first."


def _found(lookup, name):
    try:
        return lookup(name)
    except libvirt.libvirtError as error:
        if error.get_error_code() not in (libvirt.VIR_ERR_NO_NETWORK, libvirt.VIR_ERR_NO_STORAGE_POOL, libvirt.VIR_ERR_NO_STORAGE_VOL):
            raise
    return None


CAUSES = {
    "define": (_not_runnable, not_in_the_schema, _other_topology,
               _no_pci_bus),
    "start": (_not_connected, _not_stored, _not_runnable),
}
