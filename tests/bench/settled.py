# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents of what runs, without what is another each time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zlib

from ansible_collections.anvil.hypervisor.plugins.module_utils._model import waiting, xml

RECORD = xml.qualified("anvil:waiting")


def plain(text: str) -> str:
    """A document, whatever its namespaces are called and wherever they are declared."""
    text = ET.canonicalize(text)
    for prefix, uri in set(re.findall(r' xmlns:([\w.-]+)="([^"]*)"', text)):
        text = re.sub(rf"(?<=xmlns:){prefix}(?==)|(?<=[</ ]){prefix}(?=:)", f"n{zlib.crc32(uri.encode())}", text)
    return text


def settled(text: str | None, counted: re.Pattern[str] | None = None) -> str | None:
    """A document without what is `counted`; the order in which devices came has no meaning.

    Nor has a record of what the guest was asked for by a run that was broken off.
    """
    if text is None:
        return None
    root = ET.fromstring(counted.sub("", text) if counted else text)
    root.attrib.pop("id", None)
    for notes in root.findall("metadata"):
        for record in notes.findall(RECORD):
            if all(option.get("started") == waiting.ASKED for option in record):
                notes.remove(record)
        if len(notes) == 0:
            root.remove(notes)
    for devices in root.iterfind("devices"):
        devices[:] = sorted(devices, key=lambda device: (device.tag, ET.tostring(device)))
    ET.indent(root)
    return plain(ET.tostring(root, encoding="unicode"))
