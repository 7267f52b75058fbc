# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""libvirt's own view of a host, as data: libvirt.org/formatcaps and libvirt.org/formatdomaincaps."""

from __future__ import annotations

import os

from .._model import xml
from .session import dotted, errors, libvirt

# The sockets of the modular daemons, libvirt.org/daemons; the monolithic one has libvirt-sock.
MODULAR = {"qemu": "virtqemud-sock", "xen": "virtxend-sock", "lxc": "virtlxcd-sock"}
MONOLITHIC = "libvirt-sock"
RUN = "/run/libvirt"


def daemon_of(uri, run=RUN):
    """`monolithic` or `modular` by the sockets of a local system daemon; None where that cannot be told.

    virtproxyd owns the monolithic socket's path on a modular host, so the hypervisor's own socket decides.
    """
    scheme, _colon, rest = uri.partition(":")
    if not rest.startswith("///system"):
        return None
    own = MODULAR.get(scheme.partition("+")[0])
    if own and os.path.exists(os.path.join(run, own)):
        return "modular"
    return "monolithic" if os.path.exists(os.path.join(run, MONOLITHIC)) else None


def _guest(guest):
    arch = guest.find("arch")
    machines = {}
    for machine in arch.findall("machine"):
        machines[machine.text] = {"canonical": machine.get("canonical", machine.text), "max_cpus": int(machine.get("maxCpus", 0)) or None}
    return {
        "os_type": guest.findtext("os_type"),
        "arch": arch.get("name"),
        "emulator": arch.findtext("emulator"),
        "types": sorted({domain.get("type") for domain in arch.findall("domain")}),
        "machines": machines,
    }


def capabilities(root):
    """The parsed capabilities as data."""
    host = root.find("host")
    cells = []
    for cell in host.iterfind("./topology/cells/cell"):
        memory = cell.find("memory")
        cells.append({
            "id": int(cell.get("id")),
            "memory_mib": int(memory.text) // 1024 if memory is not None else None,
            "cpus": [int(cpu.get("id")) for cpu in cell.iterfind("./cpus/cpu")],
        })
    return {
        "host": {
            "uuid": host.findtext("uuid"),
            "arch": host.findtext("./cpu/arch"),
            "cpu_model": host.findtext("./cpu/model"),
            "cpu_vendor": host.findtext("./cpu/vendor"),
            "iommu": (host.find("iommu") is not None and host.find("iommu").get("support") == "yes"),
            "migration": [transport.text for transport in host.iterfind("./migration_features/uri_transports/uri_transport")],
            "security_models": [model.findtext("model") for model in host.findall("secmodel")],
            "numa_cells": cells,
        },
        "guests": [_guest(guest) for guest in root.findall("guest")],
    }


def _enums(elem):
    """The lists of values that a part of the domain capabilities offers."""
    return {enum.get("name"): [value.text for value in enum.findall("value")] for enum in elem.findall("enum")}


def domain_capabilities(root):
    """The parsed domain capabilities as data."""
    loader = root.find("./os/loader")
    firmware = root.find("./os/enum[@name='firmware']")
    modes = {}
    for mode in root.iterfind("./cpu/mode"):
        usable = [model.text for model in mode.findall("model") if model.get("usable") == "yes"]
        modes[mode.get("name")] = {
            "supported": mode.get("supported") == "yes",
            "models": [model.text for model in mode.findall("model")] if mode.get("name") == "custom" else None,
            "usable_models": usable if mode.get("name") == "custom" else None,
            "model": mode.findtext("model") if mode.get("name") == "host-model" else None,
        }
    devices = {}
    for device in root.find("devices"):
        devices[device.tag] = {"supported": device.get("supported") == "yes", **_enums(device)}
    features = {}
    for feature in root.find("features") if root.find("features") is not None else ():
        features[feature.tag] = {"supported": feature.get("supported") == "yes", **_enums(feature)}
    vcpu = root.find("vcpu")
    return {
        "path": root.findtext("path"),
        "domain": root.findtext("domain"),
        "machine": root.findtext("machine"),
        "arch": root.findtext("arch"),
        "max_vcpus": int(vcpu.get("max")) if vcpu is not None else None,
        "firmware": [value.text for value in firmware.findall("value")] if firmware is not None else [],
        "loaders": [value.text for value in loader.findall("value")] if loader is not None else [],
        "secure_boot": loader is not None and "yes" in _enums(loader).get("secure", []),
        "cpu": modes,
        "devices": devices,
        "features": features,
    }


class Host:
    """Asks a session for everything."""

    def __init__(self, session):
        self.session = session

    def read(self, arch=None, machine=None, virttype=None):
        """All of the host's data. `arch`, `machine` and `virttype` choose whose domain capabilities are read."""
        conn = self.session.conn
        with errors(operation="read the host"):
            model, memory, cpus, mhz, nodes, sockets, cores, threads = conn.getInfo()
            found = {
                "uri": conn.getURI(),
                "hostname": conn.getHostname(),
                "hypervisor": conn.getType(),
                "versions": {"libvirt": dotted(conn.getLibVersion()), "hypervisor": dotted(conn.getVersion()),
                             "bindings": dotted(libvirt.getVersion())},
                "daemon": daemon_of(conn.getURI()),
                "node": {"cpu_model": model, "memory_mib": memory, "cpus": cpus, "mhz": mhz, "numa_nodes": nodes,
                         "sockets_per_node": sockets, "cores_per_socket": cores, "threads_per_core": threads},
                "capabilities": capabilities(self.session.capabilities),
                "domain_capabilities": None,
            }
        try:
            text = conn.getDomainCapabilities(None, arch, machine, virttype, 0)
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
                with errors(operation="read the domain capabilities"):
                    raise
        else:
            found["domain_capabilities"] = domain_capabilities(xml.parse(text))
        return found
