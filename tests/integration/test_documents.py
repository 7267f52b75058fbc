# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""libvirt's own test documents as `xml:`, on a real daemon: applied twice, changed by hand, put back; and edited.

Planning and applying are called in this process: a module run for each step would take hours.
"""

from __future__ import annotations

import collections
import copy
import itertools
import random
import re
import xml.etree.ElementTree as ET

import pytest
from bench.bindings import libvirt
from bench.documents import Host, documents
from bench.server import Server, prime_capabilities

# How many of the documents a daemon of libvirt 9 with QEMU for x86 accepts; newer ones drop some.
ACCEPTED = {"domain": 1000, "network": 80, "nwfilter": 90, "pool": 50, "secret": 6}
# Changes by hand, one for every so many documents: each costs four definitions.
DRIFT_EVERY = {"domain": 6, "network": 1, "nwfilter": 2, "pool": 1, "secret": 1}
# What names an object or, in addresses, a controller; and what a secret can never take back (libvirt.org/formatsecret).
IDENTITY = {"/@type", "/name/", "/uuid/", "/@name", "/usage/@type", "/@private", "/devices/controller/@index"}
# In how many documents a value is replaced that libvirt takes in none of them.
TRIES = 3
ADDRESS = re.compile(r"(\d+\.){3}\d+")
OPPOSITES = {"yes": "no", "no": "yes", "on": "off", "off": "on"}


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


def replace(elem, name):
    """Give an attribute, or the text where there is no name, another value of its kind; returns the former one."""
    value = elem.get(name) if name else elem.text.strip()
    head, _dot, last = value.rpartition(".")
    if value.isdigit():
        other = str(int(value) + 1)
    elif ADDRESS.fullmatch(value):
        other = f"{head}.{(int(last) + 1) % 250}"
    else:
        other = OPPOSITES.get(value) or f"{value}x"
    if name:
        elem.set(name, other)
    else:
        elem.text = other
    return value


def drift(host, desired, seed):
    """Change one value of the document by hand; its place and value, or None where libvirt takes no change."""
    base = host.read(desired).config
    declared, dice = count(desired["xml"]), random.Random(seed)
    places = [number for number, (elem, name, path) in enumerate(leaves(base))
              if declared[path, elem.get(name) if name else elem.text.strip()] and path not in IDENTITY]
    for number in dice.sample(places, min(4, len(places))):
        changed = copy.deepcopy(base)
        elem, name, path = list(leaves(changed))[number]
        value = replace(elem, name)
        try:
            host.define(ET.tostring(changed, encoding="unicode"))
        except libvirt.libvirtError:
            continue
        # Some values are libvirt's own twice over, such as a console that mirrors a serial port: it undoes the change itself.
        if (count(desired["xml"]) - count(base))[path, value] < (count(desired["xml"]) - count(host.read(desired).config))[path, value]:
            return path, value
        host.define(ET.tostring(base, encoding="unicode"))
    return None


@pytest.fixture(scope="module")
def daemon(nothing_left_behind):
    """A server of its own: Ansible takes no part, so one of its versions is as good as the other."""
    prime_capabilities()
    with Server("documents") as server:
        yield server


@pytest.mark.parametrize(("kind", "share"), [
    *((kind, (0, 1)) for kind in ACCEPTED if kind != "domain"),
    *(pytest.param("domain", (number, 3), marks=pytest.mark.gate("hosts" if number else "test")) for number in range(3)),
])
def test_documents_apply_once_and_are_kept(daemon, kind, share):
    host, wrong, accepted, drifts = Host(kind, daemon.uri), [], 0, 0
    first, step = share
    for number, (name, text) in enumerate(itertools.islice(documents(kind), first, None, step)):
        found = host.accepted(text)
        if found is None:
            continue
        variant, validate = found
        accepted += 1
        desired = host.desired(variant, validate)
        try:
            if not host.run(desired).changed:
                wrong.append(f"{name}: nothing to do for a new object")
            if host.plan(host.desired(variant, validate)).changed:
                wrong.append(f"{name}: the second run changes something")
            elif number % DRIFT_EVERY[kind] == 0:
                changed = drift(host, desired, name)
                drifts += changed is not None
                if changed and not host.run(host.desired(variant, validate)).changed:
                    wrong.append(f"{name}: a change by hand is not seen: {changed}")
                elif changed and host.plan(host.desired(variant, validate)).changed:
                    wrong.append(f"{name}: a change by hand is not put back: {changed}")
        except Exception as error:
            wrong.append(f"{name}: {error}")
        host.clear()
    host.session.close()
    print(f"\n{kind}: {accepted - len(wrong)} of {accepted} accepted documents pass, {drifts} changes by hand")
    assert not wrong, "\n".join(wrong)
    assert accepted >= ACCEPTED[kind] // step
    assert drifts


def takes_its_own(host, desired):
    """False where libvirt refuses what it holds itself, such as a fifth serial port."""
    try:
        host.define(ET.tostring(host.read(desired).config, encoding="unicode"))
    except libvirt.libvirtError:
        return False
    return True


def edits(text, tried):
    """A document with one value replaced, for each place that few earlier documents had."""
    base = ET.fromstring(text)
    for number, (_elem, _name, path) in enumerate(leaves(base)):
        if tried[path] < TRIES and path not in IDENTITY and not path.startswith("/metadata"):
            edited = copy.deepcopy(base)
            elem, name, _path = list(leaves(edited))[number]
            replace(elem, name)
            yield path, ET.tostring(edited, encoding="unicode")


@pytest.mark.parametrize("kind", ["network", "pool", pytest.param("domain", marks=pytest.mark.gate("faults"))])
def test_k1e_an_edited_document_is_taken_wherever_a_new_one_is(daemon, kind):
    """What libvirt writes twice would stand in the way of the edit: one of the two places would keep the former value."""
    host, tried, known, wrong = Host(kind, daemon.uri), collections.Counter(), set(), []
    for name, text in documents(kind):
        former, validate = host.accepted(text) or (None, None)
        for path, edited in edits(former, tried) if former else ():
            tried[path] += 1
            valid = host.accepts(edited)
            if valid is None or path in known or host.desired(edited, valid)["name"] != host.desired(former, validate)["name"]:
                continue
            known.add(path)
            try:
                host.run(host.desired(former, validate))
                if not takes_its_own(host, host.desired(former, validate)):
                    continue
                host.run(host.desired(edited, valid))
                if host.plan(host.desired(edited, valid)).changed:
                    wrong.append(f"{name}: {path}: the second run changes something")
            except Exception as error:
                wrong.append(f"{name}: {path}: {error}")
            finally:
                host.clear()
    host.session.close()
    print(f"\n{kind}: {len(known) - len(wrong)} of {len(known)} edited values pass")
    assert known
    assert not wrong, "\n".join(wrong)
