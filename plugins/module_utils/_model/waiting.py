# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What waits for a guest's next start, recorded in the metadata of the running guest.

The metadata of the running guest belong to this one run of it, as its process does: they outlive libvirt's daemon, go with saved
memory and with a guest that moves, and end when the guest stops. So a record is never about another run. What a person defined from
the document of a running guest holds a copy of the record: one that the configuration holds too says nothing.
"""

from __future__ import annotations

import hashlib
import json

from . import xml
from .nested import Children
from .node import HIDDEN, LIVE
from .option_path import OptionPath

_TAG = xml.qualified("anvil:waiting")
# Stands for the value of an option that the guest is being asked for: a run that is broken off has the next one ask again.
ASKED = "asked"


def read(observed):
    """The options that wait, each with the digest of the value that the guest was started with."""
    recorded = held(observed.live)
    return {} if recorded == held(observed.config) else recorded


def held(root):
    """The record that a document holds, whosever it is. What others made of an entry may name nothing."""
    found = None if root is None else root.find(f"./metadata/{_TAG}")
    entries = ((_path(option), option.get("started", "")) for option in (() if found is None else found))
    return {path: started for path, started in entries if path and None not in dict(path)}


def write(waits):
    """The record as libvirt is given it; libvirt adds the namespace. None where nothing waits."""
    if not waits:
        return None
    record = xml.ET.Element("waiting")
    for option, started in waits.items():
        entry = xml.ET.SubElement(record, "option", {"started": started})
        for name, key in option:
            xml.ET.SubElement(entry, "step", {"name": name} if key is None else {"name": name, "key": key})
    return xml.serialize(record)


def _path(entry):
    """The path of an option, of which each step is an element of the record."""
    return OptionPath((step.get("name"), step.get("key")) for step in entry)


def forget(config):
    """Take a copied record out of a configuration."""
    xml.forget(config, _TAG)


def digest(value):
    """What stands in a record for a value, as a user would write it; nothing for a secret, since others can read the record."""
    return "" if value == HIDDEN else hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


def after(recorded, changes, shown):
    """A record after changes of the configuration; `shown` are the options that the running guest shows otherwise.

    What is again as the guest was started with waits no more, nor does what the guest has by now.
    """
    record = dict(recorded)
    for change in changes:
        waits, is_member = [option for option in shown if change.path.is_related(option)], isinstance(change.node, Children)
        if not waits and is_member and not change.node.keys:
            # Members without names are identified by their order: where one is added or removed, the others may seem changed.
            waits = [option for option in shown if option[0][0] == change.path[0][0]]
        if not waits and getattr(change.node, "at_start", False) is True and change.cost != LIVE:
            waits = [change.path]
        started = record.get(change.path)
        # Another member may have had the place: what the running guest shows counts.
        if started and started == digest(change.after) and not (is_member and waits):
            waits = []
        for option in [option for option in record if option.is_within(change.path) and option not in waits]:
            del record[option]
        for option in waits:
            record.setdefault(option, digest(change.before) if option == change.path else "")
    return record
