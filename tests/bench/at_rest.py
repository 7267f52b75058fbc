# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guests that are started and then looked at: nothing may be left to do, to restart, or to tell."""

from __future__ import annotations

import contextlib
import threading
import xml.etree.ElementTree as ET

from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import HypervisorError, Invalid

from .bindings import libvirt

CAPACITY = "4M"
# How long a guest may take to start, in seconds. Some wait for a program on the host that nobody runs.
PATIENCE = 40


class Stage:
    """What a guest finds on a server: its disks, networks, bridges and devices of the host, by the names in its document."""

    def __init__(self, server, host):
        self.server, self.host, self.made = server, host, set()

    def set(self, text):
        """The document, with disks that are files of the server's, after what else it names was made."""
        root = ET.fromstring(text)
        for number, disk in enumerate(root.iterfind("./devices/disk")):
            self._disk(disk, number)
        for interface in root.iterfind("./devices/interface"):
            source = interface.find("source")
            if source is not None:
                self._connect(interface.get("type"), source)
        return ET.tostring(root, encoding="unicode")

    def _disk(self, disk, number):
        source = disk.find("source")
        where = None if source is None or disk.get("type") not in ("file", "block") else source.get("file") or source.get("dev")
        if not where or source.get("startupPolicy") == "optional":
            return
        driver, backing = disk.find("driver"), disk.find("backingStore")
        if backing is not None:
            disk.remove(backing)
        kind = "raw" if driver is None else driver.get("type", "raw")
        path = self.server.storage / f"{number}.{kind}"
        if not path.exists():
            self.server.run("qemu-img", "create", "-f", kind, str(path), CAPACITY, check=False)
        disk.set("type", "file")
        source.attrib.pop("dev", None)
        source.set("file", str(path))

    def _connect(self, kind, source):
        name = source.get({"network": "network", "bridge": "bridge", "direct": "dev"}.get(kind, ""))
        if name is None or (kind, name) in self.made:
            return
        self.made.add((kind, name))
        if kind == "network":
            groups = f"<portgroup name='{source.get('portgroup')}'/>" if source.get("portgroup") else ""
            document = f"<network><name>{name}</name><bridge name='at-rest{len(self.made)}'/>{groups}</network>"
            with contextlib.suppress(libvirt.libvirtError):
                self.host.session.conn.networkDefineXML(document).create()
            return
        link = ("type", "bridge") if kind == "bridge" else ("type", "veth", "peer", "name", f"peer{len(self.made)}")
        self.server.run("ip", "link", "add", name, *link, check=False)
        self.server.run("ip", "link", "set", name, "up", check=False)


def start(host, desired):
    """Define a guest and start it paused; libvirt's reason where it cannot start. One that waits for others is ended."""
    try:
        host.run({**desired, "state": "shutoff", "timeout": 0, "force": True})
    except HypervisorError as error:
        return error.message.splitlines()[0]
    other = libvirt.open(host.session.uri)
    end = threading.Timer(PATIENCE, lambda: other.lookupByName(desired["name"]).destroy())
    end.start()
    try:
        host.read(desired)
        host.driver.handle(desired["name"]).createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)
    except libvirt.libvirtError as error:
        return error.get_error_message().splitlines()[0]
    finally:
        end.cancel()
        end.join()
        other.close()
    return None


def unrest(host, text, validate):
    """What a started guest is not at rest in, as lines for people."""
    desired = host.desired(text, validate)
    observed = host.read(desired)
    declared = host.driver.declare(host.model, observed)
    status = host.status(desired, observed)
    found = [f"drift of {entry}" for entry in status["drift"]] + [f"info: {option} waits" for option in status["restart_required"]]
    for words, given in (("the document", {"xml": text, "validate": validate}), ("what domain_info gives", declared)):
        for more in ({}, {"restart": True}):
            try:
                plan = host.plan(host.accept({**given, **more}))
            except Invalid as error:  # two interfaces of one MAC, which libvirt allows and the collection lets nobody declare
                found += [] if "is taken by" in str(error) else [f"{words}: {error}"]
                continue
            found += [f"{words}{' with restart' if more else ''}: {line}" for line in (
                *map(repr, plan.actions), *plan.restart_required, *plan.warnings)]
    return found
