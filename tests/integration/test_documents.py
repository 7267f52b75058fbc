# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""libvirt's own test documents as `xml:`, on a real daemon: applied twice, changed by hand, put back.

Planning and applying are called in this process: a module run for each step would take hours.
"""

from __future__ import annotations

import collections
import copy
import random
import tarfile
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt.session import Session
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.node import Context, Seen
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.apply import apply, verify
from bench.bindings import libvirt
from bench.server import Server, prime_capabilities

ARCHIVE = Path(__file__).parents[1] / "documents/libvirt-9.0.tar.xz"
# How many of the documents a daemon of libvirt 9 with QEMU for x86 accepts; newer ones drop some.
ACCEPTED = {"domain": 1000, "network": 80, "nwfilter": 90, "pool": 50, "secret": 6}
# Changes by hand, one for every so many documents: each costs four definitions.
DRIFT_EVERY = {"domain": 6, "network": 1, "nwfilter": 2, "pool": 1, "secret": 1}
# What names an object or, in addresses, a controller; and what a secret can never take back (libvirt.org/formatsecret).
IDENTITY = {"/@type", "/name/", "/uuid/", "/@name", "/usage/@type", "/@private", "/devices/controller/@index"}
OPPOSITES = {"yes": "no", "no": "yes", "on": "off", "off": "on"}


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


def leaves(elem, path=""):
    """Each value of a document: its element, attribute or None, and its place."""
    for name in elem.attrib:
        yield elem, name, f"{path}/@{name}"
    if elem.text and elem.text.strip():
        yield elem, None, f"{path}/"
    for child in elem:
        yield from leaves(child, f"{path}/{child.tag}")


def count(elem):
    """How often each value stands at each place."""
    return collections.Counter((path, elem.get(name) if name else elem.text.strip()) for elem, name, path in leaves(elem))


class Host:
    """One kind of objects on the server, through the collection's own code."""

    def __init__(self, kind, uri):
        self.kind, self.session = kind, Session(uri)
        self.model, self.planner = kind_of(kind).model, kind_of(kind).planner
        self.driver = kind_of(kind).driver(self.session)
        self.machines = {machine.text for machine in self.session.capabilities.iter("machine")}

    def context(self, want):
        return Context(kind=self.kind, name=want["name"], derive_uuid=self.session.derive_uuid, derive_mac=self.session.derive_mac,
                       facts=self.session)

    def want(self, text, validate):
        return self.model.accept({"xml": text, "validate": validate}, Seen())

    def have(self, want):
        self.driver.handles = None
        return self.driver.have(want["name"])

    def plan(self, want):
        return self.planner(self.model, want, self.have(want), self.context(want))

    def run(self, want):
        plan = self.plan(want)
        if plan.changed:
            apply(plan, want, self.driver)
            verify(plan, self.model, want, self.driver, self.planner, self.context(want))
        return plan.changed

    def define(self, text, flags=0):
        connection = self.session.conn
        name = {"domain": "defineXMLFlags", "network": "networkDefineXMLFlags", "pool": "storagePoolDefineXML",
                "nwfilter": "nwfilterDefineXMLFlags", "secret": "secretDefineXML"}[self.kind]
        return getattr(connection, name)(text, flags)

    def clear(self):
        for handle in self.driver.list_all():
            if self.kind == "domain":
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


def drift(host, want, seed):
    """Change one value of the document by hand; its place and value, or None where libvirt takes no change."""
    base = host.have(want).config
    declared, dice = count(want["xml"]), random.Random(seed)
    places = [number for number, (elem, name, path) in enumerate(leaves(base))
              if declared[path, elem.get(name) if name else elem.text.strip()] and path not in IDENTITY]
    for number in dice.sample(places, min(4, len(places))):
        changed = copy.deepcopy(base)
        elem, name, path = list(leaves(changed))[number]
        value = elem.get(name) if name else elem.text.strip()
        other = OPPOSITES.get(value) or (str(int(value) + 1) if value.isdigit() else f"{value}x")
        if name:
            elem.set(name, other)
        else:
            elem.text = other
        try:
            host.define(ET.tostring(changed, encoding="unicode"))
        except libvirt.libvirtError:
            continue
        # Some values are libvirt's own twice over, such as a console that mirrors a serial port: it undoes the change itself.
        if (count(want["xml"]) - count(base))[path, value] < (count(want["xml"]) - count(host.have(want).config))[path, value]:
            return path, value
        host.define(ET.tostring(base, encoding="unicode"))
    return None


@pytest.fixture(scope="module")
def daemon(nothing_left_behind):
    """A server of its own: Ansible takes no part, so one of its versions is as good as the other."""
    prime_capabilities()
    with Server("documents") as server:
        yield server


@pytest.mark.parametrize("kind", ACCEPTED)
def test_documents_apply_once_and_are_kept(daemon, kind):
    host, wrong, accepted, drifts = Host(kind, daemon.uri), [], 0, 0
    for number, (name, text) in enumerate(documents(kind)):
        for variant in variants(kind, text, host.machines):
            validate = host.accepts(variant)
            if validate is not None:
                break
        else:
            continue
        accepted += 1
        want = host.want(variant, validate)
        try:
            if not host.run(want):
                wrong.append(f"{name}: nothing to do for a new object")
            if host.plan(host.want(variant, validate)).changed:
                wrong.append(f"{name}: the second run changes something")
            elif number % DRIFT_EVERY[kind] == 0:
                changed = drift(host, want, name)
                drifts += changed is not None
                if changed and not host.run(host.want(variant, validate)):
                    wrong.append(f"{name}: a change by hand is not seen: {changed}")
                elif changed and host.plan(host.want(variant, validate)).changed:
                    wrong.append(f"{name}: a change by hand is not put back: {changed}")
        except Exception as error:
            wrong.append(f"{name}: {error}")
        host.clear()
    host.session.close()
    print(f"\n{kind}: {accepted - len(wrong)} of {accepted} accepted documents pass, {drifts} changes by hand")
    assert not wrong, "\n".join(wrong)
    assert accepted >= ACCEPTED[kind]
    assert drifts
