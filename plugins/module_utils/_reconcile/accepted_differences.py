# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accepted differences: what libvirt keeps differently from a domain's document for good.

Memory that libvirt aligns, a list that it splits, an attribute that it drops: after a document was applied, no second try would
bring them nearer. They are remembered in the domain's `<metadata>`, each as its place in the document and a digest of what is there
instead, together with a digest of the document. The same document with the same accepted differences is
unchanged; any third value is drift.
"""

from __future__ import annotations

import copy
import hashlib
import textwrap
import xml.etree.ElementTree as ET

from .._model import xml

_TAG = xml.qualified("anvil:document")
# What is left out of the document's digest: metadata can be read by those who cannot read passwords.
_SECRET = ("passwd", "password")


class AcceptedDifferences:
    """The digest of a document, and pairs of a place in it and the digest of what is there instead."""

    def __init__(self, digest, entries):
        self.digest, self.entries = digest, entries

    def explains(self, change):
        """True where a difference was accepted."""
        return (change.place, _digest(change.held)) in self.entries


def read(config):
    """What was accepted of a domain's document, or None."""
    found = config.find(f"./metadata/{_TAG}")
    if found is None:
        return None
    return AcceptedDifferences(found.get("digest"), {(kept.get("place"), kept.get("instead")) for kept in found})


def unexplained(changes, wanted, config):
    """The changes of a document that were not accepted before."""
    accepted = read(config) if changes else None
    if accepted is None or accepted.digest != digest_of(wanted):
        return changes
    return [change for change in changes if not accepted.explains(change)]


def known_places(wanted, config):
    """The places of a document at which the configuration differs for good."""
    accepted = read(config)
    if accepted is None or accepted.digest != digest_of(wanted):
        return frozenset()
    return frozenset(place for place, _instead in accepted.entries)


def remember(changes, wanted):
    """The element to keep, as text; libvirt gives it its namespace."""
    found = ET.Element("document", {"digest": digest_of(wanted)})
    for change in changes:
        ET.SubElement(found, "kept", {"place": change.place, "instead": _digest(change.held)})
    return xml.serialize(found)


def forget(config):
    """Take the memory out of a configuration that is about to be defined."""
    xml.forget(config, _TAG)


def warn(name, changes):
    """The warning about differences that are accepted from now on."""
    places = "; ".join(f"{change.path}: {_short(change.before)} in place of {_short(change.after)}" for change in changes)
    return (f"domain '{name}': libvirt keeps some of the document differently: {places}. It is left so; write what libvirt keeps into the "
            "document, and this passes.")


def _short(value):
    return textwrap.shorten("nothing" if value is None else str(value), 60, placeholder="...")


def digest_of(wanted):
    """The digest of a document, whatever its white space."""
    quiet = copy.deepcopy(wanted)
    forget(quiet)
    for elem in quiet.iter():
        for name in _SECRET:
            elem.attrib.pop(name, None)
    return _digest(ET.canonicalize(xml.serialize(quiet), strip_text=True))


def _digest(text):
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]
