# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private link: a process that hands every frame to all other servers on the same link, over Unix sockets.

It is started with the first server and ends by itself after the last one.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from emumetal import store
from emumetal.errors import MetalError

IDLE_SECONDS = 2

# They end by themselves, some after this process.
_started: list[subprocess.Popen[bytes]] = []


def folder() -> Path:
    return store.folder() / "links"


def path(name: str) -> str:
    """As seen from a server's folder, since the kernel takes short paths only."""
    return f"../../links/{name}.sock"


def _lock(name: str) -> Path:
    return folder() / f"{name}.lock"


@contextmanager
def ready(names: tuple[str, ...]) -> Iterator[None]:
    """The links run, and do not end while a server is being plugged in."""
    with ExitStack() as stack:
        for name in sorted({name for name in names if name}):
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name):
                raise MetalError(f"nics: {name!r} is no name of a link: letters, digits, - and _ only.")
            stack.enter_context(store.locked(_lock(name)))
            if not _answers(name):
                _start(name)
        yield


def _answers(name: str) -> bool:
    """A switch that runs holds its second lock."""
    with _lock(f"{name}.running").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return (folder() / f"{name}.sock").exists()
    return False


def _start(name: str) -> None:
    socket_path = folder() / f"{name}.sock"
    socket_path.unlink(missing_ok=True)
    process = subprocess.Popen(
        [
            sys.executable,
            "-B",
            "-c",
            "import sys; sys.path[:0] = sys.argv[1:2]; from emumetal import link; link.main(sys.argv[2])",
            str(Path(__file__).parents[1]),
            name,
        ],
        cwd=folder(),
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _started.append(process)
    for _turn in range(100):
        if _answers(name):
            return
        time.sleep(0.05)
    raise MetalError(f"nics: the link {name} does not start")


class Port:
    """One server's end. Frames come with their length before them."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.received = b""

    def frames(self) -> Iterator[bytes] | None:
        """What came whole, each with its length; None at the end."""
        try:
            data = self.connection.recv(1 << 18)
        except OSError:
            return None
        if not data:
            return None
        self.received += data
        return self._whole()

    def _whole(self) -> Iterator[bytes]:
        while len(self.received) >= 4 + (length := int.from_bytes(self.received[:4], "big")):
            yield self.received[: 4 + length]
            self.received = self.received[4 + length :]

    def send(self, frame: bytes) -> None:
        """A server that does not fetch its frames for a second (it is stopped or frozen) loses its link."""
        with suppress(OSError):
            self.connection.sendall(frame)


def main(name: str) -> None:
    os.chdir(folder())
    running = _lock(f"{name}.running").open("w")
    fcntl.flock(running, fcntl.LOCK_EX)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{name}.sock")
        listener.listen(64)
        _serve(name, listener)
    running.close()


def _serve(name: str, listener: socket.socket) -> None:
    ports: dict[int, Port] = {}
    while True:
        ready_files, _out, _err = select.select([listener, *ports], [], [], IDLE_SECONDS)
        if not ready_files and not ports and _may_end(name):
            return
        for file in ready_files:
            if file is listener:
                connection, _address = listener.accept()
                connection.settimeout(1)
                ports[connection.fileno()] = Port(connection)
                continue
            frames = ports[file].frames()
            if frames is None:
                ports.pop(file).connection.close()
                continue
            for frame in frames:
                for other, port in ports.items():
                    if other != file:
                        port.send(frame)


def _may_end(name: str) -> bool:
    """Not while a server is being plugged in. The lock is left to the end of the process."""
    file = os.open(_lock(name), os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return False
    Path(f"{name}.sock").unlink(missing_ok=True)
    return True
