# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""libvirt's own test documents, and the engine in this process: a module run for each step would take hours."""

from __future__ import annotations

import tarfile
import xml.etree.ElementTree as ET
from pathlib import Path

from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.session import Session
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.status_values import read_status
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.apply import apply, verify
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.subject import Subject

from .bindings import libvirt
from .reference import declared_status

ARCHIVE = Path(__file__).parents[1] / "documents/libvirt-9.0.tar.xz"


def documents(kind):
    """The names and texts of one kind."""
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            if member.name.startswith(f"{kind}/"):
                yield member.name, archive.extractfile(member).read().decode()


def variants(kind, text, machines):
    """A document, and what makes a guest for another host one that can be emulated here."""
    yield text
    if kind != "domain":
        return
    root = ET.fromstring(text)
    root.set("type", "qemu")
    yield ET.tostring(root, encoding="unicode")
    system, emulator = root.find("os/type"), root.find("devices/emulator")
    if system is None or system.text != "hvm":
        return
    if emulator is not None:
        emulator.text = "/usr/bin/qemu-system-x86_64"
    yield ET.tostring(root, encoding="unicode")
    system.set("arch", "x86_64")
    if system.get("machine") not in machines:
        system.set("machine", "q35" if "q35" in system.get("machine", "") else "pc")
    yield ET.tostring(root, encoding="unicode")


class Host:
    """One kind of objects on a server, through the collection's own code."""

    def __init__(self, kind, uri):
        self.kind, self.session = kind, Session(uri)
        self.model = kind_of(kind).model
        self.driver = kind_of(kind).driver(self.session)
        self.machines = {machine.text for machine in self.session.capabilities.iter("machine")}

    def status(self, desired, observed):
        """What the module that reads returns of it beside its declaration."""
        return read_status(declared_status(self.kind), self.driver, self.model, desired["name"], observed)

    def subject(self, desired):
        return Subject(kind_of(self.kind), self.driver, desired, set())

    def desired(self, text, validate):
        return self.accept({"xml": text, "validate": validate})

    def accept(self, data):
        return self.model.accept(data, Seen())

    def read(self, desired):
        self.driver.handles = None
        return self.driver.read(desired["name"], desired)

    def plan(self, desired):
        return self.subject(desired).plan(self.read(desired))

    def run(self, desired):
        """Converge, as the runner does; gives the plan."""
        plan = self.plan(desired)
        if plan.changed:
            apply(plan, desired, self.driver)
            verify(plan, self.subject(desired))
        return plan

    def define(self, text, flags=0):
        connection = self.session.conn
        name = {"domain": "defineXMLFlags", "network": "networkDefineXMLFlags", "pool": "storagePoolDefineXML",
                "nwfilter": "nwfilterDefineXMLFlags", "secret": "secretDefineXML"}[self.kind]
        return getattr(connection, name)(text, flags)

    def clear(self):
        for handle in self.driver.list_all():
            if self.kind == "domain":
                if handle.isActive():
                    handle.destroy()
                handle.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM)
            else:
                handle.undefine()

    def accepts(self, text):
        """Whether libvirt takes a document: with its schema, without, or not at all (None)."""
        for validate in (True, False):
            try:
                self.define(text, int(validate))
            except libvirt.libvirtError:
                continue
            self.clear()
            return validate
        return None

    def accepted(self, text):
        """The first variant of a document that libvirt takes, and whether its schema does; None where it takes none."""
        for variant in variants(self.kind, text, self.machines):
            validate = self.accepts(variant)
            if validate is not None:
                return variant, validate
        return None
