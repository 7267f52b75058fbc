# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine in this process, without Ansible around it, over a server of the bench."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from ansible_collections.anvil.hypervisor.plugins.module_utils._libvirt import ports
from ansible_collections.anvil.hypervisor.plugins.module_utils._seed import host_key

from bench import snapshot
from bench.bindings import libvirt
from bench.engine import Engine
from bench.server import Server
from bench.settled import settled

# Stands for the server's folder, which has another name each time.
FOLDER = "/srv/bench"
SIZE = 1024**2
# A file with a file system: what it holds changes when it is mounted.
MOUNTED = "filesystem"
# What libvirt counts: images, how often a network is used, the tap, the port and the terminals of a guest.
COUNTED = re.compile(r'(?<=") index="\d+"(?= ?/?>)| connections="\d+"| portid="[^"]*"|<target dev="vnet\d+" />|/dev/pts/\d+'
                     r"|<currentMemory .*?</currentMemory>"
                     # A counter that was switched off again stays in the list of a running guest.
                     r'|<event name="[^"]*" enabled="no" ?/>')


def _enter(namespace: BinaryIO) -> None:
    """Have this thread use the network of a namespace; 0: whatever kind it is of."""
    if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), 0):
        raise OSError(ctypes.get_errno(), "setns")


class Hypervisor(Engine):
    """A server whose objects are converged in this process: a fork for each call would take most of the time."""

    def __init__(self, server: Server, files: Sequence[str] = ()) -> None:
        """`files`: empty images in the server's folder, which are there from the start."""
        self.server, self.uri, self.files = server, server.uri, files
        host_key.PATH = str(server.folder / "own/seed.key")
        self.connection = server.connect()
        self.configs: dict[str, Any] = {}
        self.prepare: Callable[[str, Any], None] = lambda kind, driver: None

    def close(self) -> None:
        self.connection.close()

    @property
    def links(self) -> Path:
        """The server's links, as this process finds them."""
        return Path(f"/proc/{self.server.pid}/root/sys/class/net")

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """While it lasts, the links of this process are the server's."""
        with open("/proc/thread-self/ns/net", "rb") as own, open(f"/proc/{self.server.pid}/ns/net", "rb") as other:
            _enter(other)
            former, ports._LINKS = ports._LINKS, str(self.links)
            try:
                yield
            finally:
                ports._LINKS = former
                _enter(own)

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
        """Everything that this hypervisor holds, how many guests are on each bridge, and the files of the server's folder.

        An empty folder that was made for a pool may stay.
        """
        held = snapshot.libvirt_state(self.connection)
        for kind in ("domains", "networks"):
            held[kind] = {name: (found["xml"], settled(found["live"], COUNTED), found.get("state"), found["autostart"])
                          for name, found in held[kind].items()}
        held["pools"] = {name: (found["xml"], found["active"], found["autostart"], found["volumes"])
                         for name, found in held["pools"].items()}
        running = self.connection.listAllNetworks(libvirt.VIR_CONNECT_LIST_NETWORKS_ACTIVE)
        held["ports"] = {network.name(): len(network.listAllPorts(0)) for network in running}
        held["bridges"] = {folder.parent.name: len(os.listdir(folder)) for folder in self.links.glob("*/brif")}
        return {**held, "files": {name: found for name, found in snapshot.files(self.server.storage).items()
                                  if "size" in found and name != MOUNTED}}
