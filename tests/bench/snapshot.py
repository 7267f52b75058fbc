# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a libvirt daemon holds, as data that can be compared."""

from __future__ import annotations

import contextlib
import hashlib
import os
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from bench.bindings import libvirt

# The filters of libvirt-daemon-config-nwfilter.
PACKAGED_FILTERS = Path("/usr/share/libvirt/nwfilter")

# Numbers that move without anybody's doing.
MOVING = {
    "pool": ("capacity", "allocation", "available"),
    "volume": ("allocation", "physical", "target/timestamps"),
}


def _xml(text: str, kind: str = "") -> str:
    root = ET.fromstring(text)
    for path in MOVING.get(kind, ()):
        parent_path, _slash, tag = path.rpartition("/")
        parent = root.find(parent_path) if parent_path else root
        for element in parent.findall(tag) if parent is not None else ():
            parent.remove(element)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


def checksum(path: str | Path) -> str:
    """SHA-256 of a file's size and data; holes are skipped, so a sparse terabyte costs nothing."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        digest.update(str(size).encode())
        offset = 0
        while offset < size:
            try:
                offset = os.lseek(file.fileno(), offset, os.SEEK_DATA)
            except OSError:  # only a hole is left
                break
            end = os.lseek(file.fileno(), offset, os.SEEK_HOLE)
            file.seek(offset)
            while offset < end:
                block = file.read(min(1 << 20, end - offset))
                if block.strip(b"\0"):  # written zeros and holes are the same data
                    digest.update(b"%d:" % offset + block)
                offset += len(block)
    return digest.hexdigest()


def files(folder: Path, content: bool = True) -> dict[str, Any]:
    """Every file below the folder: type and mode, and size and checksum of plain files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        entry = {"mode": oct(status.st_mode), "owner": (status.st_uid, status.st_gid)}
        if path.is_symlink():
            entry["link"] = os.readlink(path)
        elif path.is_file():
            entry["size"] = status.st_size
            if content:
                entry["sha256"] = checksum(path)
        found[str(path.relative_to(folder))] = entry
    return found


def _networks(connection: Any) -> dict[str, Any]:
    return {
        network.name(): {
            "xml": _xml(network.XMLDesc(libvirt.VIR_NETWORK_XML_INACTIVE if network.isPersistent() else 0)),
            "live": _xml(network.XMLDesc(0)) if network.isActive() else None,
            "persistent": network.isPersistent(),
            "autostart": network.autostart() if network.isPersistent() else None,
        }
        for network in connection.listAllNetworks()
    }


def _volume(volume: Any, content: bool) -> dict[str, Any]:
    held = {"xml": _xml(volume.XMLDesc(0), "volume")}
    path = volume.path()
    if content and os.path.isfile(path):  # other kinds are not seen from outside the namespace
        held["sha256"] = checksum(path)
    return held


def _pools(connection: Any, content: bool) -> dict[str, Any]:
    held = {}
    for pool in connection.listAllStoragePools():
        held[pool.name()] = {
            "xml": _xml(pool.XMLDesc(libvirt.VIR_STORAGE_XML_INACTIVE if pool.isPersistent() else 0), "pool"),
            "active": pool.isActive(),
            "persistent": pool.isPersistent(),
            "autostart": pool.autostart() if pool.isPersistent() else None,
            "volumes": {volume.name(): _volume(volume, content) for volume in pool.listAllVolumes()} if pool.isActive() else None,
        }
    return held


def _domains(connection: Any) -> dict[str, Any]:
    secure = libvirt.VIR_DOMAIN_XML_SECURE
    return {
        domain.name(): {
            "xml": _xml(domain.XMLDesc(secure | libvirt.VIR_DOMAIN_XML_INACTIVE)),
            "live": _xml(domain.XMLDesc(secure)) if domain.isActive() else None,
            "state": domain.state()[0],
            "persistent": domain.isPersistent(),
            "autostart": domain.autostart() if domain.isPersistent() else None,
            "managed_save": domain.hasManagedSaveImage(),
            "snapshots": sorted(domain.snapshotListNames()),
            "checkpoints": sorted(checkpoint.getName() for checkpoint in domain.listAllCheckpoints()),
        }
        for domain in connection.listAllDomains()
    }


def _secret(secret: Any) -> dict[str, Any]:
    value = None
    with contextlib.suppress(libvirt.libvirtError):  # private, or without a value
        value = hashlib.sha256(secret.value()).hexdigest()
    return {"xml": _xml(secret.XMLDesc()), "sha256": value}


def libvirt_state(connection: Any, content: bool = True) -> dict[str, Any]:
    """XML of all kinds, states, autostart, and checksums of what lies in volumes."""
    return {
        "networks": _networks(connection),
        "pools": _pools(connection, content),
        "domains": _domains(connection),
        "secrets": {secret.UUIDString(): _secret(secret) for secret in connection.listAllSecrets()},
        "nwfilters": {nwfilter.name(): _xml(nwfilter.XMLDesc()) for nwfilter in connection.listAllNWFilters()},
        "bindings": sorted(_xml(binding.XMLDesc()) for binding in connection.listAllNWFilterBindings()),
    }


def wipe(connection: Any) -> None:
    """Remove every domain, pool, network, secret, and every filter that libvirt did not bring itself."""
    for domain in connection.listAllDomains():
        persistent = domain.isPersistent()
        if domain.isActive():
            domain.destroy()
        if persistent:
            domain.undefineFlags(
                libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE
                | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
                | libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA
                | libvirt.VIR_DOMAIN_UNDEFINE_NVRAM
            )
    for thing in (*connection.listAllStoragePools(), *connection.listAllNetworks()):
        persistent = thing.isPersistent()
        if thing.isActive():
            thing.destroy()
        if persistent:
            thing.undefine()
    for secret in connection.listAllSecrets():
        secret.undefine()
    remaining = [item for item in connection.listAllNWFilters() if item.name() not in packaged_filters()]
    while remaining:  # a filter that another one refers to goes after it
        still = []
        for nwfilter in remaining:
            try:
                nwfilter.undefine()
            except libvirt.libvirtError:
                still.append(nwfilter)
        if len(still) == len(remaining):
            raise AssertionError(f"Filters that cannot be removed: {[item.name() for item in still]}")
        remaining = still


def packaged_filters() -> set[str]:
    return {path.stem for path in PACKAGED_FILTERS.glob("*.xml")}
