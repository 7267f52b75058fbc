# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine in this process, without Ansible around it, over a server of the bench."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from typing import Any

from ansible_collections.anvil.hypervisor.plugins.module_utils._model import waiting, xml

from bench import snapshot
from bench.engine import Engine
from bench.server import Server

# Stands for the server's folder, which has another name each time.
FOLDER = "/srv/bench"
SIZE = 1024**2
# What libvirt counts: images, how often a network is used, the tap, the port and the terminals of a guest.
COUNTED = re.compile(r'(?<=") index="\d+"(?= ?/?>)| connections="\d+"| portid="[^"]*"|<target dev="vnet\d+" />|/dev/pts/\d+'
                     r"|<currentMemory .*?</currentMemory>")
RECORD = xml.qualified("anvil:waiting")


def settled(text: str | None) -> str | None:
    """The document of what runs without what is another each time; the order in which devices came has no meaning.

    Nor has a record of what the guest was asked for by a run that was broken off.
    """
    if text is None:
        return None
    root = ET.fromstring(COUNTED.sub("", text))
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
    return ET.tostring(root, encoding="unicode")


class Hypervisor(Engine):
    """A server whose objects are converged in this process: a fork for each call would take most of the time."""

    def __init__(self, server: Server, files: Sequence[str] = ()) -> None:
        """`files`: empty images in the server's folder, which are there from the start."""
        self.server, self.uri, self.files = server, server.uri, files
        self.connection = server.connect()
        self.configs: dict[str, Any] = {}
        self.prepare: Callable[[str, Any], None] = lambda kind, driver: None

    def close(self) -> None:
        self.connection.close()

    def wipe(self) -> None:
        self.server.wipe()
        for name in self.files:
            with (self.server.storage / name).open("wb") as file:
                file.truncate(SIZE)

    def _put(self, value: Any, said: str, meant: str) -> Any:
        if isinstance(value, dict):
            return {key: self._put(item, said, meant) for key, item in value.items()}
        if isinstance(value, list):
            return [self._put(item, said, meant) for item in value]
        return value.replace(said, meant) if isinstance(value, str) else value

    def run(self, kind: str, *, check: bool = False, fails: bool | None = False, **options: Any) -> dict[str, Any]:
        return super().run(kind, check=check, fails=fails, **self._put(options, FOLDER, str(self.server.storage)))

    def declared(self, kind: str, name: str, *, live: bool = False) -> dict[str, Any] | None:
        return self._put(super().declared(kind, name, live=live), str(self.server.storage), FOLDER)

    def snapshot(self) -> dict[str, Any]:
        """Everything that this hypervisor holds, and the files of the server's folder: an empty one that was made for a pool may stay."""
        held = snapshot.libvirt_state(self.connection)
        for kind in ("domains", "networks"):
            held[kind] = {name: (found["xml"], settled(found["live"]), found.get("state"), found["autostart"])
                          for name, found in held[kind].items()}
        held["pools"] = {name: (found["xml"], found["active"], found["autostart"], found["volumes"])
                         for name, found in held["pools"].items()}
        return {**held, "files": {name: found for name, found in snapshot.files(self.server.storage).items() if "size" in found}}
